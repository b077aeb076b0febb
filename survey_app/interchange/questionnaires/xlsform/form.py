"""A form while it is read: its languages, lists and names, and how texts and conditions come over."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming
from survey_app.interchange.questionnaires.conditions import translated
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.texts import carried_text
from survey_app.interchange.questionnaires.xlsform.lists import Choices
from survey_app.interchange.questionnaires.xlsform.sheets import Languages, Row
from survey_app.interchange.questionnaires.xlsform.walking import Entry, Walk
from survey_app.logic.dialects import xlsform
from survey_app.logic.dialects.names import Names
from survey_app.logic.parsing import ExpressionRefused
from survey_app.logic.tree import Call, Expression
from survey_app.logic.writing import write
from survey_app.questions.definition import Text
from survey_app.questions.reading import MAX_CODE, OTHER_CODE

OTHER = "other"
_PLACE = re.compile(r"\$\{\s*([^{}\s]{1,200})\s*\}")
_MARKED = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,1000})\1|^[ \t]*#{1,6}[ \t]+", re.MULTILINE)
_NUMBERS = frozenset({"integer", "decimal", "range"})


@dataclass(slots=True)
class Form:
    """Everything the parts of the reader share."""

    languages: Languages
    lists: Mapping[str, Choices]
    notes: Notes
    codes: dict[int, str] = field(default_factory=dict)
    """Number of a row in the survey sheet -> our code of its question, or of its row in a table."""
    names: Names = field(default_factory=Names)

    def text(self, row: Row, column: str = "label") -> Text:
        """A text of a row in plain words, with our places for earlier answers in it."""
        texts: dict[str, str] = {}
        for code, words in self.languages.text(row.text(column)):
            texts.setdefault(code, words)
        plain = {code: _MARKED.sub(lambda found: found[2] or "", words) for code, words in texts.items()}
        if plain != texts:
            self.notes.changed(row.place, f"{column} of {row.get('name')}", N_("Bold words and headings became plain."))
        found = carried_text(plain, self.notes, row.place, f"{column} of {row.get('name')}")
        return {code: self._piped(words, row, column) for code, words in found.items()}

    def _piped(self, words: str, row: Row, column: str) -> str:
        def ours(found: re.Match[str]) -> str:
            value = self.names.values.get(found[1])
            if value is not None:
                return f"{{= {write(value)}}}"
            reference = self.names.reference(found[1])
            if reference is None:
                self.notes.dropped(
                    row.place,
                    f"{column} of {row.get('name')}",
                    N_("There is no question “%(name)s” whose answer could stand here."),
                    name=found[1],
                    original=found[0],
                )
                return found[0]
            return f"{{{reference}}}"

        return _PLACE.sub(ours, words) if "${" in words else words

    def rule(self, row: Row, column: str, text: str | None = None, here: str = "") -> str:
        """A condition of a row in our own language; `here` is the question that `.` stands for."""
        names = self.names
        if here:
            codes = {**names.codes, ".": names.codes[here]} if here in names.codes else names.codes
            names = replace(
                names,
                codes=codes,
                sets=names.sets | ({"."} if here in names.sets else frozenset()),
                dates=names.dates | ({"."} if here in names.dates else frozenset()),
                numbers=names.numbers | ({"."} if here in names.numbers else frozenset()),
            )
        condition = row.get(column) if text is None else text
        subject = f"{column} of {row.get('name')}"
        return translated(condition, xlsform.read, names, self.notes, row.place, subject=subject)

    def name_all(self, walk: Walk) -> None:
        """Give every question its code, then read the calculated values, which may speak of all of them."""
        naming, references = Naming(), dict[str, str]()
        codes: dict[str, dict[str, int]] = {}
        sets, dates, numbers = set[str](), set[str](), set[str]()
        for entry in (entry for sheaf in walk.sheaves for entry in sheaf.entries):
            code = self._named(entry.row, naming)
            rows = Naming()
            for part in entry.rows:
                reference = f"{code}.{rows.row(part.row.get('name'))}"
                self.codes[part.row.number] = reference
                references.setdefault(part.row.get("name"), reference)
                codes[reference] = self._answers(entry)
            if entry.rows:
                continue
            references.setdefault(entry.row.get("name"), code)
            if entry.type.list_name:
                codes[code] = self._answers(entry)
                sets |= {code} if entry.type.kind == "select_multiple" else set()
            if entry.type.other:
                references.setdefault(f"{entry.row.get('name')}_other", f"{code}.other")
            dates |= {code} if entry.type.kind in {"date", "datetime"} else set()
            numbers |= {code} if entry.type.kind in _NUMBERS else set()
        self.names = Names(references, codes, frozenset(sets), frozenset(dates), frozenset(numbers))
        self._reckon(walk)

    def _named(self, row: Row, naming: Naming) -> str:
        name = row.get("name")
        code = naming.question(name)
        self.codes[row.number] = code
        if code != name.upper():
            self.notes.changed(row.place, name, N_("This question is called %(code)s here."), code=code)
        return code

    def _answers(self, entry: Entry) -> dict[str, int]:
        listed = self.lists.get(entry.type.list_name)
        known = dict(listed.by_name) if listed else {}
        if entry.type.other:
            known.setdefault(OTHER, other_code(known.values()))
        return known

    def _reckon(self, walk: Walk) -> None:
        """Calculated values stand for their expression wherever they are used."""
        values: dict[str, Expression] = {row.get("name"): Call("today", ()) for row in walk.days}
        self.names = replace(self.names, values=values)
        for row in walk.calculated:
            text, name = row.get("calculation"), row.get("name")
            try:
                values[name] = xlsform.read_value(text, self.names)
                write(values[name])
            except ExpressionRefused as refusal:
                values.pop(name, None)
                self.notes.dropped(
                    row.place, name, N_("This value is not worked out here. %(why)s"), why=str(refusal), original=text
                )
            else:
                self.notes.changed(
                    row.place, name, N_("This value is worked out wherever it is used and not stored."), original=text
                )


def other_code(taken: Iterable[int]) -> int:
    """The code of “other”: 97, or the next one that is free."""
    used = set(taken)
    return next(code for code in range(OTHER_CODE, MAX_CODE) if code not in used)
