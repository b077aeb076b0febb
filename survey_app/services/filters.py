"""Looking at some of the answers: by mode, by source, by an answer given, by what the sample's list says.

A filter stands in the address (`?mode=web&REG=2&attr.industry=Food`) and on the page as words. A group that is too
small to be shown apart cannot be chosen.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.exceptions import N_, BadInput, Refusal
from survey_app.questions.definition import Question, Text
from survey_app.questions.hidden import BY_MEMBERS, Hidden, parameter
from survey_app.services.columns import MODES, Answered, Mask, Places
from survey_app.services.groups import crossable, rests_alone, showable, sizes_of
from survey_app.services.number_groups import NUMBER, grouped
from survey_app.vocabulary import MISSING_CODES, Missing

MODE = "mode"
FLAGGED = "flagged"
WEIGHT = "weight"
"""In the address: whether figures are weighted. It is no filter and goes along with them."""
SOURCE = "source"
OWN = "own"
"""The value of the source that stands for the study's own answers."""
IMPORTED = "import."
ATTRIBUTE = "attr."
CHOSEN = frozenset({"single", "yes_no", "arm"})
"""The kinds of question whose answers are groups: one answer each, out of a list."""
Asked = Mapping[str, Sequence[str]]
"""Address parameters: name -> all values under it."""


FEWEST_FLAGGED = 30
"""Answers that are flagged from which on figures without them can be told, where no answer of few of a group is."""

_QUESTION = re.compile(r"[A-Z][A-Z0-9_]{0,15}")
_LONGEST_NAME, _LONGEST_TOLD = 200, 80
_MOST_VALUES = 60


def is_filter(name: str) -> bool:
    """Whether a name in an address may be a filter's.

    >>> [is_filter(name) for name in ("mode", "source", "REG", "attr.industry", "page")]
    [True, True, True, True, False]
    """
    attribute = name.startswith(ATTRIBUTE) and len(name) <= _LONGEST_NAME
    return name in {MODE, SOURCE, WEIGHT, FLAGGED} or attribute or _QUESTION.fullmatch(name) is not None


class GroupTooSmall(Refusal):
    """So few answers are left that they would show single people."""

    title = N_("Too few answers to show")
    message = N_("Fewer than %(least)s answers would be shown apart. Choose a wider group.")


class FewFlagged(GroupTooSmall):
    """So few answers are flagged that figures without them, set against all, would tell what single people said."""

    title = N_("Too few answers are flagged to leave them out")
    message = N_(
        "Fewer than %(least)s answers are flagged, or not flagged: with them and without them, figures would tell what "
        "single people answered. Look at all answers."
    )


class UnknownFilter(BadInput):
    """A filter that nothing here answers to: leaving it out would show other people than were meant."""

    status_for_programs = 422
    message = N_("There is nothing called “%(name)s” to filter by. Leave it out.")

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name[:_LONGEST_TOLD])
        self.details = ((name[:_LONGEST_TOLD], self.message, self.params),)


class UnknownValue(BadInput):
    """A value that a filter does not offer."""

    status_for_programs = 422
    message = N_("The filter “%(name)s” has no such value. Choose one.")

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name[:_LONGEST_TOLD])
        self.details = ((name[:_LONGEST_TOLD], self.message, self.params),)


@dataclass(frozen=True, slots=True)
class Offer:
    """One value that can be chosen: how it stands in the address, its words, and how many gave it."""

    value: str
    label: Text
    count: int


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing to filter by. `label` is None where the words belong to the interface: mode, source."""

    key: str
    label: Text | None
    offers: tuple[Offer, ...]
    places: Places
    codes: tuple[int, ...]
    """The place in `places` that each offer stands for."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter in force."""

    dimension: Dimension
    offer: Offer

    @property
    def code(self) -> int:
        """The place in `places` that is chosen."""
        return self.dimension.codes[self.dimension.offers.index(self.offer)]

    @property
    def mask(self) -> Mask:
        """The answers that meet it."""
        return np.equal(self.dimension.places, self.code)


def dimensions(answered: Answered) -> tuple[Dimension, ...]:
    """Everything that these answers can be filtered by: what at least two of them differ in."""
    found = (*as_given(answered), *_by_numbers(answered))
    return tuple(dimension for dimension in found if len(dimension.offers) > 1)


def as_given(answered: Answered) -> tuple[Dimension, ...]:
    """The dimensions whose values stand in the data as they are: numbers are told in groups, and are none of them."""
    found = [_by_mode(answered), _by_source(answered), *_by_answers(answered), *_by_attributes(answered)]
    found += _by_address(answered)
    return tuple(dimension for dimension in found if len(dimension.offers) > 1)


def _by_mode(answered: Answered) -> Dimension:
    return _dimension(MODE, None, answered.modes, [(place, mode.value, {}) for place, mode in enumerate(MODES)])


def _by_source(answered: Answered) -> Dimension:
    """Own answers apart from each source that answers were brought in from."""
    brought = [(place, IMPORTED + tag, {"en": tag}) for place, tag in enumerate(answered.sources.values)]
    return _dimension(SOURCE, None, answered.sources.places, [(-1, OWN, {}), *brought])


def _by_answers(answered: Answered) -> list[Dimension]:
    found = []
    for question in answered.questionnaire.questions():
        if question.kind in CHOSEN and not question.is_identity:
            places = np.asarray(answered.columns[question.code], np.int64)
            options = [(option.code, str(option.code), option.label) for option in question.settings.all]
            found.append(_dimension(question.code, _label(question), places, options))
    return found


def _by_numbers(answered: Answered) -> list[Dimension]:
    """Whole numbers in groups, such as years of age."""
    found = []
    for question in answered.questionnaire.questions():
        column = answered.columns.get(question.code)
        if question.kind != NUMBER or question.is_identity or not isinstance(column, np.ndarray):
            continue
        if (told := grouped(question, np.asarray(column, np.float64))) is not None:
            groups, places = told
            places = np.where(places < 0, MISSING_CODES[Missing.SKIPPED], places)
            offered = [(place, each.value, {"en": each.words}) for place, each in enumerate(groups)]
            found.append(_dimension(question.code, _label(question), places, offered))
    return found


def _by_address(answered: Answered) -> list[Dimension]:
    """What the address brought along, such as a place, while there are few enough values to choose from."""
    found = []
    for question in answered.questionnaire.questions():
        if question.kind != Hidden.code or question.is_identity or parameter(question) in BY_MEMBERS:
            continue
        written = answered.columns[question.code]
        values = sorted({value for value in written if value})
        if len(values) <= _MOST_VALUES:
            index = {value: place for place, value in enumerate(values)} | {"": -1}
            places = np.array([index[value] for value in written], np.int64)
            offered = [(place, value, {"en": value}) for place, value in enumerate(values)]
            found.append(_dimension(question.code, _label(question), places, offered))
    return found


def _label(question: Question) -> Text:
    return question.text or {"en": question.code}


def _by_attributes(answered: Answered) -> list[Dimension]:
    return [
        _dimension(
            ATTRIBUTE + name,
            grouping.words.title or {"en": name},
            grouping.places,
            [
                (place, value, grouping.words.values.get(value) or {"en": value})
                for place, value in enumerate(grouping.values)
            ],
        )
        for name, grouping in answered.attributes.items()
    ]


def _dimension(key: str, label: Text | None, places: Places, values: Sequence[tuple[int, str, Text]]) -> Dimension:
    counts = {code: int((places == code).sum()) for code, _, _ in values}
    kept = [(code, Offer(value, words, counts[code])) for code, value, words in values if counts[code]]
    return Dimension(key, label, tuple(offer for _, offer in kept), places, tuple(code for code, _ in kept))


def read(asked: Asked, offered: Sequence[Dimension]) -> tuple[Condition, ...]:
    """The filters an address asks for; refused for a filter or a value that is not offered."""
    refuse_unknown(asked, {dimension.key for dimension in offered})
    conditions = []
    for dimension in offered:
        wanted = [value for value in asked.get(dimension.key, ()) if value]
        if len(wanted) > 1:
            raise BadInput(N_("The filter “%(name)s” is given twice. Choose one value."), name=dimension.key[:80])
        for value in wanted:
            offer = next((each for each in dimension.offers if each.value == value), None)
            if offer is None:
                raise UnknownValue(name=dimension.key)
            conditions.append(Condition(dimension, offer))
    return tuple(conditions)


def refuse_unknown(asked: Asked, known: Collection[str]) -> None:
    """Refuse filters by what is not known; weights, flags and what is no filter at all are not looked at here."""
    for name, values in asked.items():
        if any(values) and is_filter(name) and name not in known and name not in {WEIGHT, FLAGGED}:
            raise UnknownFilter(name=name)


def chosen(answered: Answered, conditions: Sequence[Condition], least: int, fewest: int = 1) -> Mask:
    """The answers that meet every condition; refused when they, or what a subtraction leaves, are fewer than `least`.

    `least` is 1 for those who may see single answers. Where no answer of fewer than `fewest` of a group is told, two
    filters are refused of which one holds all whom the other cannot show, and flagged answers where those are few:
    hardly any question could be told without them.
    """
    everybody = answered.everybody
    by_flags = [each.dimension.places for each in conditions if each.dimension.key == FLAGGED]
    if fewest > 1 and any(min(int(places.sum()), int((1 - places).sum())) < FEWEST_FLAGGED for places in by_flags):
        raise FewFlagged(least=FEWEST_FLAGGED)
    if not may_show(everybody, conditions, least):
        raise GroupTooSmall(least=least)
    if fewest > 1 and rests_alone([each.dimension.places for each in conditions], fewest):
        raise GroupTooSmall(least=least)
    return _meeting(everybody, conditions)


def may_show(among: Mask, conditions: Sequence[Condition], least: int) -> bool:
    """Whether those of `among` who meet every condition may be shown, and nobody is laid open by comparing filters."""
    if int(_meeting(among, conditions).sum()) < least:
        return False
    if least == 1 or not conditions:
        return True
    for condition in conditions:
        rest = _meeting(among, [other for other in conditions if other is not condition])
        # a value that no filter can choose alone is not told by two together either
        for within in (rest, among) if len(conditions) > 1 else (rest,):
            if condition.code not in showable(sizes_of(condition.dimension.places[within]), least):
                return False
    return crossable([condition.dimension.places[among] for condition in conditions], least)


def _meeting(among: Mask, conditions: Sequence[Condition]) -> Mask:
    for condition in conditions:
        among = among & condition.mask
    return among
