"""Attributes that people rated: the batteries of a questionnaire, what each attribute was asked, and the outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

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
    """What importance can be worked out from: a question about the whole, or another answer on a scale."""

    code: str
    label: Text
    scale: Scale
    is_whole: bool = True
    """Whether it asks about the whole: only such a one is taken without being chosen."""


def batteries(answered: Answered) -> tuple[Battery, ...]:
    """The batteries of a survey in the order they are asked; a battery has at least two attributes."""
    found = (_battery(question) for question in answered.questionnaire.questions() if not question.is_identity)
    return tuple(each for each in found if each is not None and len(each.attributes) > 1)


def outcomes(answered: Answered) -> tuple[Outcome, ...]:
    """The questions about the whole, satisfaction first; then every other answer on a scale, which has to be chosen."""
    asked = tuple(question for question in answered.questionnaire.questions() if not question.is_identity)
    overall = overall_question(asked)
    whole = [each for each in asked if each.kind in _WHOLE and each is not overall]
    found = [_outcome(each, is_whole=True) for each in [*([overall] if overall is not None else []), *whole]]
    found += [_outcome(each, is_whole=False) for each in asked if each.kind == "single" and each is not overall]
    rows = tuple(
        Outcome(each.own, {key: f"{battery.label.get(key, '')} {words}".strip() for key, words in each.label.items()},
                battery.scale, is_whole=False)
        for battery in batteries(answered)
        for each in battery.attributes
    )  # fmt: skip
    return (*(each for each in found if each is not None), *rows)


def without(battery: Battery, outcome: Outcome) -> Battery:
    """The battery without the attribute that is the outcome itself."""
    return replace(battery, attributes=tuple(each for each in battery.attributes if each.own != outcome.code))


def _outcome(question: Question, *, is_whole: bool) -> Outcome | None:
    scale = question.settings.scale if question.kind == "recommend" else scale_of(question)
    return None if scale is None else Outcome(question.code, question.text or {"en": question.code}, scale, is_whole)


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
