"""Two surveys under the same filters and weights: only what both of them know may choose among their answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey_app.models import Stage
from survey_app.questions.definition import Text, say
from survey_app.services import filters, flagged, reports, waves, weighing
from survey_app.services.columns import Answered
from survey_app.services.filters import WEIGHT, Asked, Condition, Dimension, Offer
from survey_app.services.waves import Moved, Wave
from survey_app.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Pair:
    """Two surveys read for comparing, what both can be filtered by, and what of the address only one of them knows."""

    before: Wave
    now: Wave
    offered: tuple[Dimension, ...]
    conditions: tuple[Condition, ...]
    left_out: tuple[Dimension, ...]
    is_weighted: bool
    """Whether the address asks for weights."""

    @property
    def least(self) -> int:
        """The smallest group that may be seen apart in both."""
        return max(self.before.least, self.now.least)

    def moved(self) -> list[Moved]:
        """Every figure that both have, with its change."""
        return waves.compare(self.before, self.now)

    def asked(self) -> dict[str, str]:
        """The filters and weights in force as they stand in an address."""
        weight = {WEIGHT: weighing.ON} if self.is_weighted else {}
        return {**{each.dimension.key: each.offer.value for each in self.conditions}, **weight}


@dataclass(frozen=True, slots=True)
class _Side:
    """All answers of a survey, and what they can be filtered by."""

    stage: Stage
    answered: Answered
    offered: Mapping[str, Dimension]


def pair(first: Stage, second: Stage, asked: Asked, role: Role | None) -> Pair:
    """Both surveys under what they share of the filters of an address; refused for a value that neither knows.

    A filter is shared where its question and its answer are worded alike in both: an answer 2 that meant another
    region last year would set two groups against each other that have nothing in common.
    """
    before, now = _side(first, asked), _side(second, asked)
    filters.refuse_unknown(asked, {*before.offered, *now.offered})
    offered = _shared(before, now)
    named = [each for each in (*now.offered.values(), *before.offered.values()) if any(asked.get(each.key, ()))]
    kept = {key: asked[key] for key in (each.key for each in offered) if key in asked}
    left_out: dict[str, Dimension] = {}
    for dimension in named:
        known = {offer.value for each in offered if each.key == dimension.key for offer in each.offers}
        if not known.issuperset(value for value in asked[dimension.key] if value):
            _refuse_unknown(dimension.key, asked, (before, now))
            left_out.setdefault(dimension.key, dimension)
            kept.pop(dimension.key, None)
    wanted = {**kept, WEIGHT: asked.get(WEIGHT, ())}
    conditions = filters.read(kept, offered)
    sides = [waves.read(each.stage, role, wanted, each.answered) for each in (before, now)]
    return Pair(sides[0], sides[1], offered, conditions, tuple(left_out.values()), weighing.wanted(asked))


def since_before(stage: Stage, asked: Asked, role: Role | None) -> tuple[str, list[Moved]] | None:
    """The title of the survey before this one in its study, and what moved since; None where there is none to see."""
    earlier = waves.before(stage)
    if earlier is None:
        return None
    found = pair(earlier, stage, asked, role)
    if found.left_out or found.before.report is None or not found.before.report.fieldwork.usable:
        return None
    return earlier.title, found.moved()


def _side(stage: Stage, asked: Asked) -> _Side:
    answered = reports.readable(stage)
    offered = (*flagged.dimensions(stage, answered, asked), *filters.dimensions(answered))
    return _Side(stage, answered, {each.key: each for each in offered})


def _refuse_unknown(key: str, asked: Asked, sides: Sequence[_Side]) -> None:
    """A value has to be one of either survey's."""
    offers = [offer for side in sides if key in side.offered for offer in side.offered[key].offers]
    known = {offer.value for offer in offers}
    if not known.issuperset(value for value in asked[key] if value):
        filters.read({key: asked[key]}, [side.offered[key] for side in sides if key in side.offered])


def _shared(before: _Side, now: _Side) -> tuple[Dimension, ...]:
    """What both can be filtered by, as the later survey has it, with the answers that both have."""
    found = []
    for key, dimension in now.offered.items():
        other = before.offered.get(key)
        if other is None or _words(other.label, before) != _words(dimension.label, now):
            continue
        earlier = {offer.value: offer for offer in other.offers}
        both = [
            (_together(offer, earlier[offer.value]), code)
            for offer, code in zip(dimension.offers, dimension.codes, strict=True)
            if offer.value in earlier and _words(offer.label, now) == _words(earlier[offer.value].label, before)
        ]
        if both:
            offers, codes = tuple(offer for offer, _ in both), tuple(code for _, code in both)
            found.append(Dimension(key, dimension.label, offers, dimension.places, codes))
    return tuple(found)


def _together(offer: Offer, earlier: Offer) -> Offer:
    """How many gave the answer in the survey where fewer did: a group has to be large enough in both."""
    return Offer(offer.value, offer.label, min(offer.count, earlier.count))


def _words(text: Text | None, side: _Side) -> str:
    language = side.answered.questionnaire.language
    return " ".join(say(text, language, language).split()).casefold() if text else ""
