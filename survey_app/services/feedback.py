"""What the panel may see of a released round: figures from a declared number of answers on, reasons of both sides.

Everything here follows from the answers and the person's own link, never from the order in which answers came.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Item, PanelRound, Reason, RoundItem
from survey_app.services import protocols, ratings, round_figures
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Own
from survey_app.services.round_figures import GroupFigures, ItemFigures, RoundFigures
from survey_app.services.seats import Seat
from survey_app.stats.consensus import Verdict
from survey_app.vocabulary import Fate, ItemScale, ReasonState, RoundState, Side

SHOWN_AT_ONCE = 2
"""Reasons of each side on the page of a statement; all of them stand on a page of their own."""


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

    @property
    def side(self) -> Side | None:
        """Where the person's own answer stands towards the middle half."""
        if self.own is None or self.own.value is None or self.middle is None:
            return None
        low, high = self.middle
        return Side.LOWER if self.own.value < low else Side.HIGHER if self.own.value > high else Side.MIDDLE


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
    if figures is None:
        return [None for _item in items]
    source = _Source(released.number, rules or protocols.rules_of(released.stage_id), seat.min_group)
    texts = _texts(released)
    found: list[Feedback | None] = []
    for item in items:
        row, mine = figures.item(item.id), own.get(item.lineage)
        mine = mine if mine is not None and mine.round_number == released.number else None
        place = f"order:{released.number}:{item.lineage}:"
        reasons = _ordered(texts.get(item.id, ()), partial(_place, seat, place))
        found.append(None if row is None else source.filled(row, mine, reasons))
    return found


def _place(seat: Seat, prefix: str, text: str) -> str:
    """Where a reason stands for this person: nobody can compute it without the link."""
    return seat.question_key(prefix + text)


def made_up(round_: PanelRound, rules: ProtocolRules) -> Own | None:
    """The earlier answer of a panellist who does not exist, for the preview: the lowest point of the scale."""
    value = rules.scale_min if rules.scale is ItemScale.RATING else None
    return None if value is None else Own(value, cannot=False, round_number=round_.number, counted=False)


def preview(round_: PanelRound, min_group: int, own: Own | None = None) -> list[tuple[Item, Feedback]]:
    """What the panel will see of an analysed round, for its moderator: no real own answer, reasons in no one's order.

    `own` is that of a made-up panellist.
    """
    figures = round_figures.of_round(round_)
    if figures is None:
        return []
    source, texts = _Source(round_.number, protocols.rules_of(round_.stage_id), min_group), _texts(round_)
    rows = [(item, figures.item(item.id)) for item in ratings.items_of(round_)]
    return [
        (item, source.filled(row, own, _ordered(texts.get(item.id, ()), _scattered)))
        for item, row in rows
        if row is not None
    ]


def _scattered(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Source:
    """What decides how much of a round's figures may be seen."""

    number: int
    rules: ProtocolRules
    min_group: int

    def filled(self, found: ItemFigures, own: Own | None, reasons: Reasons) -> Feedback:
        """One item, as far as enough people answered it."""
        enough, many = found.n >= self.rules.min_median, found.n >= self.rules.min_distribution
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
        )

    def _limits(self, found: ItemFigures) -> tuple[float, float] | None:
        """The median of everybody's lowest and of everybody's highest figure, in the unit of the scale."""
        told = found.estimate
        if told is None or told.low is None or told.high is None:
            return None
        unit = self.rules.scale_max if self.rules.scale_min == 0 and self.rules.scale_max > 0 else 1.0
        return told.low * unit, told.high * unit


def _texts(round_: PanelRound) -> dict[int, list[tuple[Side, str]]]:
    """The released reasons of a round by item, each in the wording of the moderator where there is one."""
    rows = session.execute(
        select(Reason.item_id, Reason.side, Reason.shown_text, Reason.text).where(
            Reason.round_id == round_.id, Reason.state == ReasonState.RELEASED
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
    )
