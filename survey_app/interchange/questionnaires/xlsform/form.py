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
from survey_app.interchange.questionnaires.xlsform.types import ASKED, ELSEWHERE
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
_WORDS_OF = re.compile(r"jr:choice-name\(\s*\$\{\s*([^{}\s]+)\s*\}\s*,\s*['\"]\$\{\s*\1\s*\}['\"]\s*\)")
_HOLDS = {
    "sets": frozenset({"select_multiple"}),
    "dates": frozenset({"date", "datetime"}),
    "numbers": frozenset({"integer", "decimal", "range", "calculate"}),
}


@dataclass(slots=True)
class Form:
    """Everything the parts of the reader share."""

    languages: Languages
    lists: Mapping[str, Choices]
    notes: Notes
    codes: dict[int, str] = field(default_factory=dict)
    """Number of a row in the survey sheet -> our code of its question, or of its row in a table."""
    owns: dict[int, Row] = field(default_factory=dict)
    """Number of the row of a choice -> the row below it that asks for own words."""
    words_of: dict[str, str] = field(default_factory=dict)
    """Name of a value that is the words of a chosen answer -> the name of the choice."""
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
            reference = self.names.reference(self.words_of.get(found[1], found[1]))
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
        """Give every question its code; what cannot be asked or worked out gets none, so that no rule names it."""
        naming = Naming()
        for entry in walk.entries():
            code = self._named(entry.row, naming)
            rows = Naming()
            for part in entry.rows:
                name = part.row.get("name").removeprefix(f"{entry.row.get('name')}_")
                self.codes[part.row.number] = f"{code}.{rows.row(name)}"
        entries = [entry for entry in walk.entries() if self.can_ask(entry)]
        self.names = self._names(entries, {row.get("name"): Call("today", ()) for row in walk.days})
        while (failed := next((each for each in entries if not self._is_worked_out(each)), None)) is not None:
            entries.remove(failed)
            self.names = self._names(entries, self.names.values)

    def can_ask(self, entry: Entry) -> bool:
        """Whether there is a kind of question for a row, and the list it chooses from."""
        kind = entry.type.kind
        return kind in ASKED and (not entry.type.list_name or kind in ELSEWHERE or entry.type.list_name in self.lists)

    def _names(self, entries: Iterable[Entry], values: Mapping[str, Expression]) -> Names:
        references, codes = dict[str, str](), dict[str, Mapping[str, int]]()
        of_kind: dict[str, set[str]] = {"sets": set(), "dates": set(), "numbers": set()}
        for entry in entries:
            code, name = self.codes[entry.row.number], entry.row.get("name")
            for part in entry.rows if entry.type.kind == "table" else ():
                reference = self.codes[part.row.number]
                references.setdefault(part.row.get("name"), reference)
                codes[reference] = self._answers(entry)
            if entry.rows or not name:
                continue
            references.setdefault(name, code)
            if entry.type.list_name in self.lists:
                codes[code] = self._answers(entry)
            elif entry.type.kind == "acknowledge":
                codes[code] = {"OK": 1, "ok": 1}
            if entry.type.other:
                references.setdefault(f"{name}_other", f"{code}.other")
            for kind, members in _HOLDS.items():
                of_kind[kind] |= {code} if entry.type.kind in members else set()
        owns = {row.get("name"): f"{self.codes[number]}.other" for number, row in self.owns.items()}
        return Names(
            references | owns, codes, **{kind: frozenset(some) for kind, some in of_kind.items()}, values=values
        )

    def _is_worked_out(self, entry: Entry) -> bool:
        """Whether a calculated value can be worked out here; the report keeps the text of one that cannot."""
        text = entry.row.get("calculation")
        if entry.type.kind != "calculate":
            return True
        if words := _WORDS_OF.fullmatch(text.strip()):
            name = entry.row.get("name")
            self.words_of[name] = words[1]
            self.notes.changed(
                entry.row.place, name, N_("The words of an answer stand wherever a text takes it in."), original=text
            )
            return False
        try:
            write(xlsform.read_value(text, self.names))
        except ExpressionRefused as refusal:
            self.notes.dropped(
                entry.row.place,
                entry.row.get("name"),
                N_("This value is not worked out here. %(why)s"),
                why=refusal,
                original=text,
            )
            return False
        return True

    def value(self, row: Row) -> Expression | None:
        """The calculated value of a row, or nothing where the report has told why."""
        try:
            return xlsform.read_value(row.get("calculation"), self.names)
        except ExpressionRefused:
            return None

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


def other_code(taken: Iterable[int]) -> int:
    """The code of “other”: 97, or the next one that is free."""
    used = set(taken)
    return next(code for code in range(OTHER_CODE, MAX_CODE) if code not in used)
