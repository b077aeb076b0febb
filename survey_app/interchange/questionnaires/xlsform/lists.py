"""The choices sheet: each list with the names, the words and the codes of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import number_options, recoded
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.xlsform.sheets import Row, Sheet


@dataclass(frozen=True, slots=True)
class Choices:
    """One list: its rows, and the code of each row's answer here."""

    name: str
    rows: tuple[Row, ...]
    codes: tuple[int, ...]

    @property
    def by_name(self) -> dict[str, int]:
        """Our code of an answer by its name; of two that are called alike, the first."""
        found: dict[str, int] = {}
        for row, code in zip(self.rows, self.codes, strict=True):
            found.setdefault(row.get("name"), code)
        return found

    @property
    def is_run(self) -> bool:
        """Whether the codes follow one after the other, as the points of a scale do."""
        return list(self.codes) == list(range(self.codes[0], self.codes[0] + len(self.codes)))


def read_lists(sheet: Sheet, notes: Notes) -> Mapping[str, Choices]:
    """All lists by name; answers without a name take their words for one."""
    rows: dict[str, list[Row]] = {}
    for row in sheet.rows:
        name = row.get("list_name")
        if name and (row.get("name") or row.text("label")):
            rows.setdefault(name, []).append(_named(row))
        elif row.cells or row.texts:
            notes.dropped(row.place, row.get("name"), N_("This row belongs to no list."))
    found = {}
    for name, members in rows.items():
        names = [row.get("name") for row in members]
        codes = number_options(names)
        found[name] = Choices(name, tuple(members), codes)
        if changed := recoded(names, codes):
            notes.changed(f"choices, {name}", name, N_("The answers got figures as codes: %(codes)s"), codes=changed)
        if len(set(names)) < len(names):
            notes.changed(f"choices, {name}", name, N_("Some answers have the same name and got codes of their own."))
    return found


def _named(row: Row) -> Row:
    if row.get("name"):
        return row
    words = next(iter(row.text("label").values()), "")
    return Row(row.sheet, row.number, {**row.cells, "name": words[:60]}, row.texts)
