"""The people that the figures of a question are made from: whoever checks small groups has to check each of these.

A figure of both sides of a row, such as a gap, is of fewer people than either side; a score or an index of fewer than
each row. Each of them could be small where none of the columns is.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from survey_app.questions.definition import Question
from survey_app.questions.instruments import people_of
from survey_app.questions.registry import type_of
from survey_app.services.columns import Answered, Mask
from survey_app.services.lent_columns import arrays_of

_SIDED = 2


def figures_of(question: Question, answered: Answered) -> list[str]:
    """The columns of a question that figures are made from."""
    names = [variable.name for variable in type_of(question).variables(question)]
    stored = arrays_of(answered.columns)
    return [name for name in names if name in stored]


def bases_of(question: Question, answered: Answered) -> Iterator[Mask]:
    """Those who answered each column, each row on all its sides, each side of all rows, all of it; who has a score."""
    names = figures_of(question, answered)
    listed = {each.name: [code for code, _ in each.codes] for each in type_of(question).variables(question)}
    given = {name: _given(answered, name, listed[name]) for name in names}
    yield from given.values()
    for together in _together(names):
        yield np.logical_and.reduce([given[name] for name in together])
    for score in people_of(question, answered.columns):
        if score.size == len(answered.keys):
            yield ~np.isnan(score)


def _given(answered: Answered, name: str, codes: Sequence[int]) -> Mask:
    """Who gave an answer that counts: codes the questionnaire does not list, as brought-in data may hold, do not."""
    column = np.asarray(answered.columns[name])
    if column.dtype == np.float64:
        return np.asarray(~np.isnan(column), np.bool_)
    return np.asarray(np.isin(column, codes) if codes else column >= 0, np.bool_)


def _together(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Columns that a figure can be made from together, each set once.

    >>> _together(["G.a.expected", "G.a.experienced"])
    [('G.a.expected', 'G.a.experienced')]
    >>> len(_together(["G.a.expected", "G.a.experienced", "G.b.expected", "G.b.experienced"]))
    5
    """
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        row, _dot, side = name.rpartition(".")
        if row.count(".") == _SIDED - 1:
            found[f"row {row}"].append(name)
            found[f"side {side}"].append(name)
    found["all"] = list(names)
    return list(dict.fromkeys(tuple(each) for each in found.values() if len(each) > 1))
