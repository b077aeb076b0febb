"""The answers of a survey as CSV in the form somebody needs it: codes or words, which separator, with a mark or not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from survey_app.exceptions import N_, Refusal
from survey_app.exports.report import Report
from survey_app.interchange.csv_lines import csv_line
from survey_app.questions.base import Value, Variable, VariableKind
from survey_app.questions.consent import TEXT_SHOWN
from survey_app.questions.definition import say
from survey_app.questions.words import MISSING
from survey_app.services.exports import coded, require_rows
from survey_app.vocabulary import Missing

CODES, LABELS = "codes", "labels"
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
BYTE_ORDER_MARK = "\ufeff"
"""What makes a spreadsheet read the letters as UTF-8; other programs may take it for a part of the first name."""


class UnknownChoice(Refusal):
    """An address that asks for a form of the file there is none of."""

    status = 422
    title = N_("There is no such form of the file")
    message = N_("Go back to the exports and choose the form of the file there.")


@dataclass(frozen=True, slots=True)
class Shape:
    """In which form the answers are written; without a word those of a spreadsheet that counts with a comma."""

    values: str = CODES
    separator: str = "comma"
    marked: bool = True
    language: str = ""
    """In which language the words are written; nothing or one the questionnaire lacks means its own."""


def shape(asked: Mapping[str, str], language: str = "") -> Shape:
    """The form that an address asks for; one there is none of is refused."""
    values, separator, mark = asked.get("values", CODES), asked.get("separator", "comma"), asked.get("bom", "yes")
    if values not in {CODES, LABELS} or separator not in SEPARATORS or mark not in {"yes", "no"}:
        raise UnknownChoice
    return Shape(values, separator, mark == "yes", language)


def lines(report: Report, wanted: Shape | None = None) -> Iterator[str]:
    """The answers line by line, the names of the columns first; no text is one that a spreadsheet would compute."""
    require_rows(report)
    return _lines(report, wanted or Shape())


def encoded(report: Report, wanted: Shape) -> Iterator[bytes]:
    """The same as bytes of a file, with the mark in front where it is wanted."""
    found = lines(report, wanted)
    if wanted.marked:
        yield BYTE_ORDER_MARK.encode()
    yield from (line.encode("utf-8", "replace") for line in found)


def _lines(report: Report, wanted: Shape) -> Iterator[str]:
    separator = SEPARATORS[wanted.separator]
    written = _worded(report, wanted.language) if wanted.values == LABELS else _coded
    yield csv_line([variable.name for variable in report.variables], separator)
    for row in report.rows():
        cells = [written(variable, row.get(variable.name, Missing.SKIPPED)) for variable in report.variables]
        yield csv_line(cells, separator)


def _coded(_variable: Variable, value: Value) -> object:
    return _whole(coded(value))


def _whole(value: object) -> object:
    """A number without an empty decimal place: what was answered with 8 does not read 8.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _worded(report: Report, language: str) -> Callable[[Variable, Value], object]:
    """How a value is written in words: the label of its code, the reason why there is none, else itself."""
    fallback = report.questionnaire.language
    spoken = language if language in report.questionnaire.languages else fallback
    words = {
        (variable.name, code): say(text, spoken, fallback)
        for variable in report.variables
        for code, text in variable.codes
    }
    reasons = {reason: say(text, spoken, fallback) for reason, text in MISSING.items()}
    agreed = {sign: say(text, spoken, fallback) for sign, text in report.consents.items()}

    def written(variable: Variable, value: Value) -> object:
        if isinstance(value, Missing):
            return reasons[value]
        if variable.kind is VariableKind.CLOSED and isinstance(value, int):
            return words.get((variable.name, value)) or value
        if isinstance(value, str):
            return agreed.get(value, value) if variable.label == TEXT_SHOWN else value
        return _whole(value)

    return written
