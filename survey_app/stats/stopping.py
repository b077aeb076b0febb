"""Whether to ask once more: which items are settled, which still move, and what another round asks of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from survey_app.stats.consensus import Verdict
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = [
    "SECONDS_AN_ITEM",
    "Advice",
    "ItemAdvice",
    "ItemState",
    "OneMoreRound",
    "Standing",
    "Stop",
    "advise",
    "lost_too_many",
    "minutes_for",
]

SECONDS_AN_ITEM = 45
"""What one item takes a panellist, reason included: the guess that panellists are told as well, and no measurement."""

_SOURCE = (
    "Stability before consensus: Dajani, Sincoff and Talley 1979, Technological Forecasting and Social Change 13:83; "
    "von der Gracht 2012, Technological Forecasting and Social Change 79:1525"
)


class Standing(StrEnum):
    """How one item stands: agreement and stability are two questions."""

    SETTLED_AGREED = "settled_agreed"
    SETTLED_WITHOUT_AGREEMENT = "settled_without_agreement"
    SETTLED_SPLIT = "settled_split"
    AGREED_STILL_MOVING = "agreed_still_moving"
    STILL_MOVING = "still_moving"
    ASKED_ONCE = "asked_once"
    TOO_FEW = "too_few"

    @property
    def is_settled(self) -> bool:
        """Whether another round is unlikely to change the item."""
        return self in (Standing.SETTLED_AGREED, Standing.SETTLED_WITHOUT_AGREEMENT, Standing.SETTLED_SPLIT)


class Stop(StrEnum):
    """What follows for the study."""

    ALL_SETTLED = "all_settled"
    ONE_MORE = "one_more"
    LAST_ROUND_DONE = "last_round_done"
    TOO_MANY_LOST = "too_many_lost"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class ItemState:
    """What the rounds say of one item: the verdict, the share behind it, and the movement since the round before."""

    verdict: Verdict
    stable: bool | None = None
    share: float | None = None
    n: int = 0
    net_change: float | None = None
    pairs: int = 0


@dataclass(frozen=True, slots=True)
class ItemAdvice:
    """One item's standing with the numbers it rests on."""

    standing: Standing
    share: float | None
    n: int
    net_change: float | None
    pairs: int


@dataclass(frozen=True, slots=True)
class OneMoreRound:
    """What another round asks: so many items of so many people, and how many of them may answer as before.

    `minutes` are those of one person.
    """

    items: int
    people: int
    ratings: int
    expected_answers: int | None
    minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class Advice(Result):
    """The standing of every item and what follows; n are the items, `settled` those that are."""

    stop: Stop
    settled: int
    moving: int
    items: tuple[ItemAdvice, ...]
    one_more: OneMoreRound
    round: int
    planned: int


def advise(
    items: Sequence[ItemState],
    *,
    round_number: int,
    planned: int,
    people: int,
    returned: float | None = None,
    too_many_lost: bool = False,
) -> Advice:
    """Say of every item whether it is settled, and what one more round would ask.

    Parameters: items; round_number, the round that was analysed last; planned, how many the protocol declares; people,
    who would be asked again; returned, the share of those asked who finished the last round, None when not known;
    too_many_lost, whether more missed the last round than the protocol allows.
    Returns: Advice. No items: `cannot_tell`, reason `no_answers`. It advises; the protocol and the moderator decide.
    Raises: StatisticsRefused for a round below 1, fewer planned than 1, or a share outside 0..1.
    Formula: an item is settled when it is stable (net change below the declared bound), whatever the verdict; moving
    when it is not; open while only one round asked it or too few answered. All settled: stop. Some not and rounds
    left: one more, unless too many are lost. None left: the last round is done, and the open items end without
    agreement.
    Do not trust agreement in the first round: nobody could move yet.
    Source: Dajani, Sincoff and Talley 1979; von der Gracht 2012.

    >>> state = [ItemState(Verdict.AGREED_HIGH, stable=True), ItemState(Verdict.NO_AGREEMENT, stable=False)]
    >>> found = advise(state, round_number=2, planned=3, people=20, returned=0.9)
    >>> found.stop.value, [each.standing.value for each in found.items], found.one_more.expected_answers
    ('one_more', ['settled_agreed', 'still_moving'], 18)
    """
    if round_number < 1 or planned < 1 or people < 0 or not 0 <= (returned or 0) <= 1:
        raise StatisticsRefused("round_out_of_range", round=round_number, planned=planned)
    found = tuple(ItemAdvice(_standing(each), each.share, each.n, each.net_change, each.pairs) for each in items)
    settled = sum(each.standing.is_settled for each in found)
    left = len(found) - settled
    return Advice(
        n=len(found),
        base=Base.VALID_ANSWERS,
        method="stability_before_consensus",
        source=_SOURCE,
        reason=None if found else Reason.NO_ANSWERS,
        stop=_stop(len(found), left, is_last=round_number >= planned, too_many_lost=too_many_lost),
        settled=settled,
        moving=sum(each.standing in (Standing.STILL_MOVING, Standing.AGREED_STILL_MOVING) for each in found),
        items=found,
        one_more=OneMoreRound(
            left, people, left * people, None if returned is None else round(people * returned), minutes_for(left)
        ),
        round=round_number,
        planned=planned,
    )


def minutes_for(items: int) -> int:
    """How many minutes so many items take one person, rounded up.

    >>> minutes_for(0), minutes_for(1), minutes_for(8)
    (0, 1, 6)
    """
    return -(-items * SECONDS_AN_ITEM // 60)


def lost_too_many(asked: int, finished: int, limit: float) -> bool:
    """Whether more than `limit` per cent of those asked did not finish; a limit of 0 is none.

    >>> lost_too_many(20, 15, 25), lost_too_many(20, 14, 25), lost_too_many(20, 0, 0)
    (False, True, False)
    """
    return limit > 0 and 100 * max(0, asked - finished) > limit * asked


def _standing(item: ItemState) -> Standing:
    if item.verdict is Verdict.TOO_FEW:
        return Standing.TOO_FEW
    agreed = item.verdict in (Verdict.AGREED_HIGH, Verdict.AGREED_LOW)
    if item.stable is None:
        return Standing.ASKED_ONCE
    if not item.stable:
        return Standing.AGREED_STILL_MOVING if agreed else Standing.STILL_MOVING
    if agreed:
        return Standing.SETTLED_AGREED
    return Standing.SETTLED_SPLIT if item.verdict is Verdict.SPLIT else Standing.SETTLED_WITHOUT_AGREEMENT


def _stop(items: int, left: int, *, is_last: bool, too_many_lost: bool) -> Stop:
    if not items:
        return Stop.CANNOT_TELL
    if not left:
        return Stop.ALL_SETTLED
    if is_last:
        return Stop.LAST_ROUND_DONE
    return Stop.TOO_MANY_LOST if too_many_lost else Stop.ONE_MORE
