"""The names that the rules of a questionnaire may use, read off its questions."""

from collections.abc import Iterable, Iterator

from survey_app.logic.names import Name, NameKind
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.definition import Question, Questionnaire
from survey_app.questions.registry import type_of

_DATED = {"date": NameKind.DATE, "time": NameKind.TIME}
_LIMITED = frozenset({"number", "slider", "grid_number"})
_TICK = frozenset({0, 1})


def names_of(questionnaire: Questionnaire) -> dict[str, Name]:
    """Every name a rule may use: each variable, and each code or row that stands for several of them.

    A bare code of a question with several answers is the set of the chosen codes; that of a grid, or of a row with
    several parts, the list of its answers (open texts beside closed answers are left out).
    """
    return {name: known for question in questionnaire.questions() for name, known in names_of_question(question)}


def names_of_question(question: Question) -> Iterator[tuple[str, Name]]:
    """The names of one question, its own code first where that stands for several variables."""
    variables = type_of(question).variables(question)
    own = {variable.name for variable in variables}
    groups: dict[str, list[Variable]] = {}
    for variable in variables:
        for prefix in _prefixes(variable.name):
            if prefix not in own:
                groups.setdefault(prefix, []).append(variable)
    for prefix, members in groups.items():
        yield prefix, _group(question, prefix, members)
    for variable in variables:
        kind = _kind(question, variable)
        least, most = _limits(question) if kind is NameKind.NUMBER else (None, None)
        yield variable.name, Name(kind, question.code, _codes(variable), least=least, most=most)


def _limits(question: Question) -> tuple[float | None, float | None]:
    """What a number of the question must lie between."""
    found = getattr(question.settings, "figure", question.settings) if question.kind in _LIMITED else None
    return getattr(found, "least", None), getattr(found, "most", None)


def _prefixes(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts)))


def _group(question: Question, prefix: str, members: list[Variable]) -> Name:
    closed = [variable for variable in members if variable.kind is VariableKind.CLOSED]
    ticks = [(variable.name[len(prefix) + 1 :], variable) for variable in closed]
    if ticks and all(_codes(variable) == _TICK and code.isdecimal() for code, variable in ticks):
        parts = tuple((int(code), variable.name) for code, variable in ticks)
        return Name(NameKind.CODES, question.code, frozenset(code for code, _name in parts), parts)
    counted = [variable for variable in members if variable.kind is not VariableKind.TEXT] or members
    return Name(NameKind.ROWS, question.code, _shared(counted), tuple((0, variable.name) for variable in counted))


def _shared(variables: Iterable[Variable]) -> frozenset[int]:
    return frozenset().union(*(_codes(variable) for variable in variables))


def _codes(variable: Variable) -> frozenset[int]:
    return frozenset(code for code, _words in variable.codes)


def _kind(question: Question, variable: Variable) -> NameKind:
    if variable.kind is VariableKind.CLOSED:
        return NameKind.CODE
    if variable.kind is VariableKind.NUMBER:
        return NameKind.NUMBER
    return _DATED.get(question.kind, NameKind.TEXT)
