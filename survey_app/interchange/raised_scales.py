"""Scales that went below 0 in the file: counted from 1 where the answer that their column is taken for counts so."""

from collections.abc import Mapping
from dataclasses import replace

from survey_app.exceptions import N_
from survey_app.interchange.answers import Mapped, targets_of
from survey_app.interchange.data_files.bipolar import RAISED
from survey_app.interchange.tables import Table
from survey_app.questions.definition import Questionnaire

__all__ = ["COUNTS", "Steps", "with_raised"]

Steps = Mapping[str, Mapping[str, str]]
"""Column -> what each of its codes is where the scale counts from 1."""
COUNTS = N_("Its codes go below 0: they are counted from 1 where the question counts so.")


def with_raised(table: Table, steps: Steps, mapped: Mapped, questionnaire: Questionnaire) -> Table:
    """The table as these columns are read: codes from 1 for a question with as many points, else as the file has them.

    The five points from -2 to 2 are no first five of seven: for another scale nobody can say which is which.
    """
    targets = targets_of(questionnaire)
    changed: dict[int, Mapping[str, str]] = {}
    for column, places in steps.items():
        target = targets.get(mapped.get(column, ""))
        if target is None or column not in table.header:
            continue
        known = {str(code) for code, _words in target.variable.codes} if target.variable else {*places.values()}
        if {*places.values()} <= known and min(map(int, known)) == 1 and str(len(places) + 1) not in known:
            changed[table.header.index(column)] = places
    if not changed:
        return table
    rows = tuple(
        tuple(changed[place].get(cell, cell) if place in changed else cell for place, cell in enumerate(row))
        for row in table.rows
    )
    return replace(table, rows=rows, notes={**table.notes, **{table.header[place]: RAISED for place in changed}})
