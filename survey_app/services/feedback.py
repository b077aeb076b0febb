"""What the panel may see of a released round: figures from a declared number of answers on, reasons of both sides.

Everything here follows from the answers and the person's own link, never from the order in which answers came.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy import select

from survey_app.db import session
from survey_app.exports.chosen_figures import ChosenFigures
from survey_app.exports.elicited import ElicitedFigures
from survey_app.exports.round_report import MovementFigures
from survey_app.models import Item, PanelRound, Reason, RoundItem
from survey_app.services import elicited, protocols, ratings, round_figures, second_scale, several, standing_aside
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Own
from survey_app.services.round_figures import GroupFigures, ItemFigures, RoundFigures
from survey_app.services.seats import Seat
from survey_app.stats.consensus import Verdict
from survey_app.vocabulary import Fate, ItemScale, ReasonState, RoundState, Side

SHOWN_AT_ONCE = 2
"""Reasons of each side on the page of a statement; all of them stand on a page of their own."""
RANGE_FROM = 20
"""From so many people in both rounds on panellists read between which numbers those lie who changed their answer."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Released reasons by the side their authors stand on, each side in the order for this person."""

    lower: tuple[str, ...] = ()
    higher: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()

    @property
    def equal(self) -> int:
        """How many of each side are shown beside each other: the same number."""
        return min(SHOWN_AT_ONCE, len(self.lower), len(self.higher))

    @property
    def all(self) -> tuple[str, ...]:
        """The words of all of them."""
        return (*self.lower, *self.higher, *self.middle)

    @property
    def total(self) -> int:
        """All that were released."""
        return len(self.lower) + len(self.higher) + len(self.middle)


@dataclass(frozen=True, slots=True)
class Feedback:
    """One item of a released round as the panel may see it. None stands for what too few people answered."""

    round_number: int
    n: int
    needed: int
    median: float | None
    middle: tuple[float, float] | None
    counts: tuple[tuple[float, int], ...] | None
    groups: tuple[GroupFigures, ...]
    agreement: float | None
    own: Own | None
    reasons: Reasons
    limits: tuple[float, float] | None = None
    """Of estimates: the median of the lowest and of the highest figures."""
    second: "Feedback | None" = None
    """The same on the second scale, where the protocol has one."""
    elicited: ElicitedFigures | None = None
    """Of estimates: the ranges joined; the ranges themselves only where a distribution may be shown."""
    own_range: tuple[float, float, float] | None = None
    """The own range as it stands among them: at the confidence all are compared at."""
    is_split: bool = False
    """Whether the panel stands in two camps; told where the protocol seeks no agreement."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What could be chosen, by language, one option a line; empty where the answer is a figure."""
    choice: ChosenFigures | None = None
    """What was chosen, from the number of answers on that a distribution needs."""
    is_ticked: bool = False
    """Whether it is an option of which people say whether they tick it, beside others."""
    movement: MovementFigures | None = None
    """How many gave another answer than in the round before, from as many pairs on as a distribution needs answers."""

    @property
    def shown_reasons(self) -> tuple[str, ...]:
        """Of choices: the reasons beside the statement, which stand on no side."""
        return self.reasons.middle[: 2 * SHOWN_AT_ONCE]

    @property
    def side(self) -> Side | None:
        """Where the person's own answer stands towards the middle half."""
        if self.own is None or self.own.value is None or self.middle is None:
            return None
        low, high = self.middle
        return Side.LOWER if self.own.value < low else Side.HIGHER if self.own.value > high else Side.MIDDLE


@dataclass(frozen=True, slots=True)
class OtherScale:
    """What an ended item came to on the second scale, as far as the panel may see it."""

    n: int
    median: float
    middle: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Ended:
    """An item that is not asked any more: after which round, by whom, and what it came to."""

    item: Item
    round_number: int
    by_rule: bool
    fate: Fate
    reason: str
    n: int
    median: float | None
    middle: tuple[float, float] | None
    verdict: Verdict | None
    choice: ChosenFigures | None = None
    second: OtherScale | None = None


def of_round(
    seat: Seat,
    released: PanelRound,
    items: Sequence[Item],
    own: Mapping[str, Own],
    *,
    figures: RoundFigures | None = None,
    rules: ProtocolRules | None = None,
) -> list[Feedback | None]:
    """Items of a released round for one person; `own` are the earlier answers by lineage.

    Figures and rules are read unless they are at hand already. None stands for what the round did not ask.
    """
    if released.state is not RoundState.RELEASED:
        return [None for _item in items]
    figures = figures or round_figures.of_round(released)
    return of_figures(seat, released, items, own, figures=figures, rules=rules)


def of_figures(
    seat: Seat,
    round_: PanelRound,
    items: Sequence[Item],
    own: Mapping[str, Own],
    *,
    figures: RoundFigures | None,
    rules: ProtocolRules | None = None,
) -> list[Feedback | None]:
    """The same of figures that the person may see, whatever the state of the round: a real-time round is still open."""
    if figures is None:
        return [None for _item in items]
    source = _Source(round_.number, rules or protocols.rules_of(round_.stage_id), seat.min_group)
    texts = _texts(round_)
    found: list[Feedback | None] = []
    for item in items:
        row, mine = figures.item(item.id), own.get(item.lineage)
        mine = mine if mine is not None and mine.round_number == round_.number else None
        place = f"order:{round_.number}:{item.lineage}:"
        reasons = _ordered(texts.get(item.id, ()), partial(_place, seat, place))
        found.append(None if row is None else source.of(item).filled(row, mine, reasons))
    return found


def _place(seat: Seat, prefix: str, text: str) -> str:
    """Where a reason stands for this person: nobody can compute it without the link."""
    return seat.question_key(prefix + text)


def made_up(round_: PanelRound, rules: ProtocolRules) -> Own | None:
    """The earlier answer of a panellist who does not exist, for the preview: the lowest point of the scale."""
    if rules.scale not in (ItemScale.RATING, ItemScale.CHOICE):
        return None
    second = rules.second_min if rules.second else None
    return Own(rules.scale_min, cannot=False, round_number=round_.number, counted=False, second=second)


def preview(
    round_: PanelRound, min_group: int, own_of: Callable[[Item], Own | None] = lambda _item: None
) -> list[tuple[Item, Feedback]]:
    """What the panel will see of an analysed round, for its moderator: no real own answer, reasons in no one's order.

    `own_of` gives the answer of a made-up panellist to each item.
    """
    figures = round_figures.of_round(round_)
    if figures is None:
        return []
    source, texts = _Source(round_.number, protocols.rules_of(round_.stage_id), min_group), _texts(round_)
    rows = [(item, figures.item(item.id)) for item in ratings.items_of(round_)]
    return [
        (item, source.of(item).filled(row, own_of(item), _ordered(texts.get(item.id, ()), scattered)))
        for item, row in rows
        if row is not None
    ]


def scattered(text: str) -> str:
    """Where a text stands for nobody in particular: an order that says nothing about who wrote it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Source:
    """What decides how much of a round's figures may be seen."""

    number: int
    rules: ProtocolRules
    min_group: int
    is_ticked: bool = False

    def of(self, item: Item) -> "_Source":
        """The same for an item, by its own scale where it has one."""
        own = item.own_scale
        return replace(self, rules=self.rules.of(own), is_ticked=several.is_several(own))

    def filled(self, found: ItemFigures, own: Own | None, reasons: Reasons) -> Feedback:
        """One item, as far as enough people answered it."""
        enough, many = found.n >= self.rules.min_median, found.n >= self.rules.min_distribution
        if self.rules.scale is ItemScale.CHOICE:
            return self._chosen(found, own, reasons)
        second = None
        if found.second is not None:
            other = _Source(self.number, second_scale.rules_of(self.rules), self.min_group)
            second = other.filled(found.second, _on_second(own), Reasons())
        return Feedback(
            round_number=self.number,
            n=found.n,
            needed=self.rules.min_median,
            median=found.median if enough else None,
            middle=ratings.middle_half(found, self.rules),
            counts=found.counts if many and self.rules.scale is not ItemScale.ESTIMATE else None,
            groups=tuple(group for group in found.groups if group.n >= self.min_group) if enough else (),
            agreement=found.high if enough and self.rules.show_agreement else None,
            own=own,
            reasons=reasons,
            limits=self._limits(found) if enough else None,
            elicited=self._elicited(found, many=many) if enough else None,
            own_range=self._own_range(own),
            second=second,
            movement=self._moved(found) if many else None,
            is_split=found.is_split and many and not self.rules.seeks_agreement,
        )

    def _chosen(self, found: ItemFigures, own: Own | None, reasons: Reasons) -> Feedback:
        """The same of a choice: options have no median and no middle half, so a distribution is all there is."""
        needed = max(self.rules.min_distribution, self.rules.min_median)
        shows = found.choice is not None and found.n >= needed
        return Feedback(
            round_number=self.number,
            n=found.n,
            needed=needed,
            median=None,
            middle=None,
            counts=found.counts if shows else None,
            groups=(),
            agreement=None,
            own=own,
            reasons=reasons,
            options=self.rules.options,
            is_ticked=self.is_ticked,
            choice=found.choice if shows else None,
            movement=self._moved(found) if shows else None,
        )

    def _moved(self, found: ItemFigures) -> MovementFigures | None:
        """Movement over enough people; none over fewer, and none where it is not told.

        A range is read by people who know their own two answers, and leaves that open only in a panel that is large.
        """
        moved = found.movement
        if moved is None or moved.net_change is None:
            return None
        needed = max(self.rules.min_distribution, self.rules.min_median, RANGE_FROM if moved.unchanged is None else 0)
        return moved if moved.pairs >= needed else None

    def _elicited(self, found: ItemFigures, *, many: bool) -> ElicitedFigures | None:
        told = found.elicited
        if told is None or not many:
            return told and told.joined_only()
        return told if len(told.ranges) <= elicited.MOST_SHOWN else replace(told, ranges=())

    def _own_range(self, own: Own | None) -> tuple[float, float, float] | None:
        told = elicited.range_of(own.low, own.value, own.high, own.confidence, self.rules) if own else None
        return (told.low, told.best, told.high) if told else None

    def _limits(self, found: ItemFigures) -> tuple[float, float] | None:
        """The median of everybody's lowest and of everybody's highest figure, in the unit of the scale."""
        told = found.estimate
        if told is None or told.low is None or told.high is None:
            return None
        unit = self.rules.scale_max if self.rules.scale_min == 0 and self.rules.scale_max > 0 else 1.0
        return told.low * unit, told.high * unit


def _on_second(own: Own | None) -> Own | None:
    """What the person said on the second scale, in the place of the first."""
    return None if own is None else replace(own, value=own.second, second=None)


def _texts(round_: PanelRound) -> dict[int, list[tuple[Side, str]]]:
    """The released reasons of a round by item, each in the wording of the moderator where there is one."""
    rows = session.execute(
        select(Reason.item_id, Reason.side, Reason.shown_text, Reason.text).where(
            Reason.round_id == round_.id,
            Reason.state == ReasonState.RELEASED,
            Reason.key.not_in(standing_aside.of_round(round_.id)),
        )
    )
    found: dict[int, list[tuple[Side, str]]] = {}
    for item_id, side, shown, text in rows:
        found.setdefault(item_id, []).append((side, shown or text))
    return found


def _ordered(texts: Iterable[tuple[Side, str]], place: Callable[[str], str]) -> Reasons:
    """Reasons by side, ordered by what `place` makes of each text."""
    sides: dict[Side, list[str]] = {side: [] for side in Side}
    for side, text in texts:
        sides[side].append(text)
    lower, higher, middle = (tuple(sorted(sides[side], key=place)) for side in (Side.LOWER, Side.HIGHER, Side.MIDDLE))
    return Reasons(lower, higher, middle)


def ended(stage_id: int, number: int, rules: ProtocolRules | None = None) -> list[Ended]:
    """The items that left the panel before this round, with what they came to, in the order they were asked."""
    rows = session.execute(
        select(RoundItem, Item, PanelRound)
        .join(Item, Item.id == RoundItem.item_id)
        .join(PanelRound, PanelRound.id == RoundItem.round_id)
        .where(
            PanelRound.stage_id == stage_id,
            PanelRound.number < number,
            PanelRound.state == RoundState.RELEASED,
            RoundItem.fate.is_not(None),
            RoundItem.fate != Fate.KEPT,
        )
        .order_by(PanelRound.number, RoundItem.position)
    )
    rules = rules or protocols.rules_of(stage_id)
    return [_ended(row, item, round_, rules) for row, item, round_ in rows]


def _ended(row: RoundItem, item: Item, round_: PanelRound, rules: ProtocolRules) -> Ended:
    rules = rules.of(item.own_scale)
    figures = round_figures.of_round(round_)
    found = figures.item(item.id) if figures else None
    enough = found is not None and found.n >= rules.min_median
    return Ended(
        item=item,
        round_number=round_.number,
        by_rule=row.by_rule,
        fate=row.fate or Fate.KEPT,
        reason=row.fate_reason,
        n=found.n if found else 0,
        median=found.median if found and enough else None,
        middle=ratings.middle_half(found, rules),
        verdict=found.verdict if found else None,
        choice=found.choice if found and found.n >= max(rules.min_distribution, rules.min_median) else None,
        second=_other_scale(found.second if found else None, rules),
    )


def _other_scale(found: ItemFigures | None, rules: ProtocolRules) -> OtherScale | None:
    if found is None or found.median is None or found.n < rules.min_median:
        return None
    return OtherScale(found.n, found.median, ratings.middle_half(found, rules))
