"""What our variables are called in the SurveyJS files written from here."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from survey_app.logic.dialects.surveyjs_names import Answer, Foreign, Holds, Known, spelled
from survey_app.logic.tree import Reference
from survey_app.questions.base import VariableKind
from survey_app.questions.definition import Option, Question
from survey_app.questions.registry import type_of

_NOTHING: Mapping[int, Answer] = MappingProxyType({})


_TRUTHS = frozenset({"yes_no", "consent"})


def paths_of(question: Question) -> Iterator[tuple[str, Foreign]]:
    """Every name a rule of ours may use for this question, with its path there."""
    code, settings = question.code, question.settings
    if question.kind == "multiple":
        yield from _ticks(code, code, [option.code for option in settings.all], _other(question))
    if question.kind == "grid_multiple":
        for item in settings.items:
            path = f"{code}.{item.code}"
            yield from _ticks(path, f"{path}.answers", [option.code for option in answers_of(question)], _NOTHING)
    taken = {"multiple", "grid_multiple"}
    for variable in type_of(question).variables(question):
        name = variable.name
        if name.endswith((".other", ".comment")) and name.count(".") == 1:
            yield name, Foreign(f"{code}-Comment", Holds.TEXT)
        elif question.kind == "repeat":
            _code, _point, rest = name.partition(".")
            entry, _point, field = rest.partition(".")
            if field:
                yield name, Foreign(f"{code}[{int(entry) - 1}].{field}", _holds(question, variable.kind))
        elif question.kind not in taken:
            yield name, Foreign(name, _holds(question, variable.kind), _values(question))


def answers_of(question: Question) -> tuple[Option, ...]:
    """The answers a question offers, whatever its settings call them."""
    name = "columns" if question.kind == "grid_multiple" else "options"
    return tuple(getattr(question.settings, name, ()))


def _ticks(ours: str, path: str, codes: list[int], values: Mapping[int, Answer]) -> Iterator[tuple[str, Foreign]]:
    yield ours, Foreign(path, Holds.SEVERAL, values)
    for number in codes:
        yield f"{ours}.{number}", Foreign(path, Holds.SEVERAL, tick=values.get(number, float(number)))


def _other(question: Question) -> Mapping[int, Answer]:
    other = getattr(question.settings, "other", None)
    return {other.code: "other"} if other is not None else _NOTHING


def _values(question: Question) -> Mapping[int, Answer]:
    return {1: True, 0: False} if question.kind in _TRUTHS else _other(question)


def _holds(question: Question, kind: VariableKind) -> Holds:
    if question.kind in _TRUTHS and kind is VariableKind.CLOSED:
        return Holds.TRUTH
    if kind is VariableKind.CLOSED:
        return Holds.ONE
    return Holds.NUMBER if kind is VariableKind.NUMBER else Holds.TEXT


def known_from(question: Question) -> Iterator[tuple[str, Known]]:
    """The same the other way: what the paths of a question that was written from here mean."""
    for ours, foreign in paths_of(question):
        if foreign.tick is None:
            codes = {spelled(value): code for code, value in foreign.values.items()}
            if foreign.holds in {Holds.ONE, Holds.SEVERAL} and codes:
                listed = [option.code for option in answers_of(question)]
                codes |= {str(code): code for code in listed}
            yield foreign.path, Known(Reference(ours), foreign.holds, codes)
