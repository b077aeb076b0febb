"""Cells of an imported table as answers: codes or labels in any language, and the codes for missing answers."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.questions.base import Cleaned, Problem, Value, Variable, VariableKind
from survey_app.questions.cleaning import shortened
from survey_app.questions.definition import Question
from survey_app.questions.entering import NumberSettings
from survey_app.questions.figures import from_cell
from survey_app.questions.reading import UNSTORABLE, straight
from survey_app.questions.registry import type_of
from survey_app.questions.single import SingleSettings
from survey_app.questions.words import MISSING
from survey_app.vocabulary import MISSING_CODES, Missing

LONGEST_TEXT = 20_000
_REASONS = {code: reason for reason, code in MISSING_CODES.items()}
_WORDS = {words.casefold(): reason for reason, text in MISSING.items() for words in text.values()} | {
    reason.value: reason for reason in Missing
}


def value_from_cell(question: Question, variable: Variable, cell_text: str) -> Value | Problem:
    """The value of one variable from one cell; blank is skipped.

    A cell of a question with several answers may also list the chosen codes: `1;3;5`.
    """
    text = straight(cell_text).strip()
    if not text:
        return Missing.SKIPPED
    if variable.kind is VariableKind.TEXT:
        return _text(variable, straight(cell_text))
    if variable.kind is VariableKind.NUMBER:
        return _reason(question, text) or _number(question, variable, text)
    if (code := _code(variable.codes, text)) is not None:
        return code
    if question.kind == "multiple" and ";" in text:
        answers = answers_from_cell(question, text)
        return answers.problems[0] if answers.problems else answers.answers[variable.name]
    return _reason(question, text) or _refused(variable, text)


def answers_from_cell(question: Question, cell_text: str) -> Cleaned:
    """All ticks of a question with several answers from one cell that lists the chosen codes or labels."""
    settings: SingleSettings = question.settings
    variables = [each for each in type_of(question).variables(question) if each.kind is VariableKind.CLOSED]
    text = cell_text.strip()
    if not text:
        return Cleaned()
    listed, codes = _listed([(option.code, option.label) for option in settings.all], text)
    if None in codes and (reason := _reason(question, text)) is not None:
        return Cleaned(dict.fromkeys((variable.name for variable in variables), reason))
    if None in codes:
        return Cleaned({}, (_refused(variables[0], listed[codes.index(None)], question.code),))
    return Cleaned({f"{question.code}.{option.code}": int(option.code in codes) for option in settings.all})


def _listed(options: Sequence[tuple[int, object]], text: str) -> tuple[list[str], list[int | None]]:
    """The parts of a cell and their codes. Commas and blanks part them only where every part is a known answer."""
    listed = [part.strip() for part in text.split(";") if part.strip()]
    codes = [_code(options, part) for part in listed]
    for separator in () if ";" in text or None not in codes else (",", " "):
        parts = [part.strip() for part in text.split(separator) if part.strip()]
        known = [_code(options, part) for part in parts]
        if None not in known and len(set(known)) == len(parts) > 1:
            return parts, known
    return listed, codes


def _text(variable: Variable, text: str) -> Value | Problem:
    if len(text) > LONGEST_TEXT:
        return Problem(variable.name, N_("The text has more than %(limit)s characters"), {"limit": LONGEST_TEXT})
    if UNSTORABLE.search(text):
        return Problem(variable.name, N_("The text holds a hidden character that cannot be stored"))
    return text


def _reason(question: Question, text: str) -> Missing | None:
    """A missing code, unless the question is a number that may really have this value."""
    if (reason := _WORDS.get(text.casefold())) is not None:
        return reason
    value = from_cell(text)
    if value is None or value not in _REASONS:
        return None
    settings = question.settings
    if isinstance(settings, NumberSettings) and settings.least is not None and settings.holds(value):
        return None
    return _REASONS[int(value)]


def _number(question: Question, variable: Variable, text: str) -> Value | Problem:
    value = from_cell(text)
    found = question.settings
    settings: NumberSettings = (
        found if isinstance(found, NumberSettings) else getattr(found, "figure", NumberSettings())
    )
    return float(value) if value is not None and settings.holds(value) else _refused(variable, text)


def _code(codes: Sequence[tuple[int, object]], text: str) -> int | None:
    """The code a cell means: the code itself, `3.0` for 3, or its words in any language."""
    value = from_cell(text)
    if value is not None and value in {code for code, _ in codes}:
        return int(value)
    folded = text.casefold()
    for code, label in codes:
        if isinstance(label, dict) and folded in {words.strip().casefold() for words in label.values()}:
            return code
    return None


def _refused(variable: Variable, text: str, name: str = "") -> Problem:
    params = {"value": shortened(text, 40), "variable": name or variable.name}
    return Problem(variable.name, N_("“%(value)s” is no answer of %(variable)s"), params)
