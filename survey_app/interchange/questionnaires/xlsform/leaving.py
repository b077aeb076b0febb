"""A questionnaire of ours on its way into an XLSForm: rows, lists and names while they are made."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.xlsform.book import Cells, in_columns
from survey_app.logic.dialects import xlsform
from survey_app.logic.dialects.names import Names, rebuilt
from survey_app.logic.parsing import ExpressionRefused, parse
from survey_app.logic.tree import Expression, Reference
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.definition import Question, Questionnaire, Text
from survey_app.questions.registry import type_of

_PLACE = re.compile(r"\{(?:=(?P<rule>[^{}]{1,2000})|(?P<name>[A-Z][A-Z0-9_]{0,15}(?:\.[A-Za-z0-9_]{1,32}){0,2}))\}")
_DATES = frozenset({"date"})
SETS = frozenset({"multiple"})


@dataclass(slots=True)
class Leaving:
    """Everything the parts of the writer share."""

    languages: Sequence[str]
    notes: Notes
    names: Names
    survey: list[Cells] = field(default_factory=list)
    lists: dict[str, list[Cells]] = field(default_factory=dict)

    def row(self, kind: str, name: str, label: Text, **cells: str) -> Cells:
        """A row at the end of the survey sheet; empty cells stay away."""
        made = {"type": kind, "name": name} | self.words(label, name)
        made |= {column: text for column, text in cells.items() if text}
        self.survey.append(made)
        return made

    def words(self, label: Text, place: str, instead: str = "") -> Cells:
        """The label of a row or an answer; one without words in any of the languages shows its name."""
        found = in_columns("label", self.piped(label, place), self.languages)
        return found or in_columns("label", {self.languages[0]: instead or place}, self.languages)

    def texts(self, column: str, text: Text, place: str) -> Cells:
        """Another text of a row, with our places for earlier answers as XLSForm writes them."""
        return in_columns(column, self.piped(text, place), self.languages)

    def choices(self, name: str, answers: Sequence[tuple[str, Text]]) -> str:
        """A list of answers by name; a list with the same answers is used again."""
        rows = [{"name": code} | self.words(label, name, code) for code, label in answers]
        same = next((known for known, listed in self.lists.items() if listed == rows), None)
        if same is None:
            self.lists[name] = rows
        return same or name

    def piped(self, text: Text, place: str) -> Text:
        """A text with `{CODE}` as `${name}`; a place that XLSForm cannot fill goes and is told."""
        return {code: self._filled(words, place) for code, words in text.items() if words}

    def _filled(self, words: str, place: str) -> str:
        if "${" in words:
            self.notes.changed(
                place, place, N_("“${” stands for an answer in XLSForm and was set apart."), original=words
            )
            words = words.replace("${", "$ {")

        def theirs(found: re.Match[str]) -> str:
            name = self.names.foreign(found["name"]) if found["name"] else None
            if name is not None:
                return f"${{{name}}}"
            if found["rule"]:
                self.notes.dropped(place, place, N_("XLSForm works nothing out inside a text."), original=found[0])
                return ""
            return found[0]

        return _PLACE.sub(theirs, words) if "{" in words else words

    def rule(self, text: str, place: str, subject: str, *, here: Question | None = None) -> str:
        """A rule of ours as XLSForm writes it, or nothing and a line in the report."""
        if not text:
            return ""
        names = self.names
        try:
            expression = parse(text)
            if here is not None:
                expression = rebuilt(expression, lambda each: _here(each, here.code))
                names = with_here(names, here.code)
            return xlsform.write(expression, names)
        except ExpressionRefused as refusal:
            self.notes.dropped(
                place, subject, N_("This rule cannot be said in XLSForm. %(why)s"), why=refusal, original=text
            )
            return ""


def _here(expression: Expression, code: str) -> Expression:
    return Reference(".") if expression == Reference(code) else expression


def with_here(names: Names, code: str) -> Names:
    """The names with `.` standing for one question."""
    codes = {**names.codes, ".": names.codes[code]} if code in names.codes else names.codes
    sets = names.sets | ({"."} if code in names.sets else frozenset())
    return replace(names, codes=codes, sets=sets)


def names_of(questionnaire: Questionnaire) -> Names:
    """What every variable is called in the form: a question by its code, its parts by `CODE_part`."""
    references: dict[str, str] = {}
    codes: dict[str, dict[str, int]] = {}
    taken: set[str] = set()
    sets = frozenset(question.code for question in questionnaire.questions() if question.kind in SETS)
    for question in questionnaire.questions():
        for ours, variable in _named(question):
            name = ours.replace(".", "_")
            while name.casefold() in taken:
                name += "_"
            taken.add(name.casefold())
            references[name] = ours
            if variable is not None and variable.codes:
                codes[ours] = {str(code): code for code, _words in variable.codes}
        if question.kind == "consent":
            codes[question.code] = {"OK": 1}
        if question.kind in SETS or question.kind == "single":
            codes[question.code] = {str(code): code for code in question.settings.codes}
    dates = frozenset(question.code for question in questionnaire.questions() if question.kind in _DATES)
    return Names(references, codes, sets, dates)


def _named(question: Question) -> Iterator[tuple[str, Variable | None]]:
    """The references that get a row of their own, with the variable where they are one."""
    if question.kind == "repeat":
        return  # its fields have one name for all entries, which no rule of ours means
    variables = type_of(question).variables(question)
    if question.kind in SETS:
        yield question.code, None
        variables = tuple(each for each in variables if each.kind is VariableKind.TEXT)
    elif question.kind == "ranking" or not any(each.name == question.code for each in variables):
        yield question.code, None
    for variable in variables if question.kind != "ranking" else ():
        yield variable.name, variable
