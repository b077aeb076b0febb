"""Attributes that people rated: the batteries of a questionnaire, what each attribute was asked, and the outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey_app.questions.definition import Question, Scale, Text
from survey_app.questions.importance_performance import IMPORTANCE_SCALE
from survey_app.questions.parted import named
from survey_app.questions.reading import read_scale
from survey_app.services.columns import Answered
from survey_app.services.keyfigures import overall_question, scale_of

_WHOLE = frozenset({"rating", "recommend"})


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its code, its words, and the columns of how it was rated."""

    code: str
    label: Text
    own: str
    importance: str = ""
    """The column of its stated importance; empty where that was not asked."""
    rivals: Mapping[str, str] = field(default_factory=dict)
    """Rival -> the column of its rating."""


@dataclass(frozen=True, slots=True)
class Battery:
    """A question whose attributes stand on one scale; with the scale of importance and the rivals where asked."""

    code: str
    label: Text
    attributes: tuple[Attribute, ...]
    scale: Scale
    importance: Scale | None = None
    rivals: tuple[tuple[str, Text], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the battery can be read from."""
        found: list[str] = []
        for each in self.attributes:
            found += [each.own, *([each.importance] if each.importance else []), *each.rivals.values()]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question about the whole that importance can be worked out from."""

    code: str
    label: Text
    scale: Scale


def batteries(answered: Answered) -> tuple[Battery, ...]:
    """The batteries of a survey in the order they are asked; a battery has at least two attributes."""
    found = (_battery(question) for question in answered.questionnaire.questions() if not question.is_identity)
    return tuple(each for each in found if each is not None and len(each.attributes) > 1)


def outcomes(answered: Answered) -> tuple[Outcome, ...]:
    """The questions about the whole: satisfaction first, then other ratings and whether people would recommend us."""
    asked = tuple(question for question in answered.questionnaire.questions() if not question.is_identity)
    overall = overall_question(asked)
    rest = [each for each in asked if each.kind in _WHOLE and each is not overall]
    found = []
    for question in [*([overall] if overall is not None else []), *rest]:
        scale = question.settings.scale if question.kind == "recommend" else scale_of(question)
        if scale is not None:
            found.append(Outcome(question.code, question.text or {"en": question.code}, scale))
    return tuple(found)


def _battery(question: Question) -> Battery | None:
    code, settings = question.code, question.settings
    label = question.text or {"en": code}
    if question.kind == "importance_performance":
        rivals = tuple((each.code, named(each)) for each in settings.rivals)
        attributes = tuple(
            Attribute(
                item.code,
                named(item),
                f"{code}.{item.code}.own",
                f"{code}.{item.code}.importance",
                {rival: f"{code}.{item.code}.rival_{rival}" for rival, _ in rivals},
            )
            for item in settings.items
        )
        return Battery(code, label, attributes, settings.scale, settings.importance, rivals)
    if question.kind == "use_and_rating":
        stated = settings.importance
        attributes = tuple(
            Attribute(
                item.code, named(item), f"{code}.{item.code}.rating", f"{code}.{item.code}.importance" if stated else ""
            )
            for item in settings.items
        )
        return Battery(code, label, attributes, settings.scale, read_scale(IMPORTANCE_SCALE) if stated else None)
    ends = {"battery": ".experienced", "grid": ""}
    if question.kind not in ends:
        return None
    attributes = tuple(
        Attribute(item.code, named(item), f"{code}.{item.code}{ends[question.kind]}") for item in settings.items
    )
    return Battery(code, label, attributes, settings.scale)
