"""The moderator's queue of reasons: shown to the panel, shown in other words, or held back, before the release.

A moderator reads what was written and on which side of the panel it stands; never who wrote it or what they rated.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Item, PanelRound, Reason, RoundItem
from survey_app.services import standing_aside
from survey_app.vocabulary import Asking, ReasonState, RoundState, Side

LONGEST_SHOWN = 1_000
_TAKING = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED)
"""While a real-time round stands here, its reasons come with the releases and are decided about one after the other."""
_SIDES = (Side.LOWER, Side.MIDDLE, Side.HIGHER)


class ReasonSettled(Refusal):
    """The round was released in the meantime, or is not analysed yet."""

    message = N_("Reasons can be decided about after the analysis of a round and before its release.")


class WordsMissing(Refusal):
    """Other words were to be shown, or a question asked, and none were written."""

    status = 422
    title = N_("There is nothing written yet")
    message = N_("Go back and write the words that the panel reads instead, or your question. Nothing was changed.")


def is_moving(round_: PanelRound) -> bool:
    """Whether reasons still come with the releases of a real-time round."""
    return round_.live and round_.state in _TAKING


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason in the queue."""

    code: str
    item: Item
    side: Side
    text: str
    shown_text: str
    state: ReasonState

    @property
    def is_waiting(self) -> bool:
        """Whether nothing is decided yet."""
        return self.state is ReasonState.WAITING


def queue(round_: PanelRound) -> list[ReasonLine]:
    """All reasons of a round: by statement, by side, then by their words, so that no order says who wrote when."""
    rows = session.execute(
        select(Reason, Item, RoundItem.position)
        .join(Item, Item.id == Reason.item_id)
        .join(RoundItem, (RoundItem.item_id == Reason.item_id) & (RoundItem.round_id == Reason.round_id))
        .where(Reason.round_id == round_.id, Reason.key.not_in(standing_aside.of_round(round_.id)))
    ).all()
    ordered = sorted(rows, key=lambda row: (row[2], _SIDES.index(row[0].side), row[0].text, row[0].code))
    return [
        ReasonLine(reason.code, item, reason.side, reason.text, reason.shown_text, reason.state)
        for reason, item, _position in ordered
    ]


def waiting(round_: PanelRound) -> int:
    """How many reasons of the round are not decided about."""
    counted = select(func.count()).select_from(Reason)
    waits = Reason.round_id == round_.id, Reason.state == ReasonState.WAITING
    return session.scalar(counted.where(*waits, Reason.key.not_in(standing_aside.of_round(round_.id)))) or 0


def waiting_in_words(round_: PanelRound) -> int:
    """How many of them answer open questions."""
    given = select(func.count(Reason.key)).join(Item, Item.id == Reason.item_id).where(Item.asked == Asking.OPEN)
    waits = Reason.round_id == round_.id, Reason.state == ReasonState.WAITING
    return session.scalar(given.where(*waits, Reason.key.not_in(standing_aside.of_round(round_.id)))) or 0


def release(round_: PanelRound, code: str, shown_text: str = "") -> None:
    """Let the panel read a reason, in its own words or in those given."""
    _settle(round_, Reason.code == code, ReasonState.RELEASED, shown_text.strip())


def withhold(round_: PanelRound, code: str) -> None:
    """Keep a reason from the panel. It stays in the workbook of the round."""
    _settle(round_, Reason.code == code, ReasonState.WITHHELD, None)


def release_waiting(round_: PanelRound, codes: Sequence[str]) -> int:
    """Let the panel read these reasons, as far as nothing was decided about them; how many."""
    chosen = Reason.code.in_(codes) & (Reason.state == ReasonState.WAITING)
    chosen &= Reason.key.not_in(standing_aside.of_round(round_.id))
    return _change(round_, chosen, {"state": ReasonState.RELEASED})


def _settle(round_: PanelRound, which: ColumnElement[bool], state: ReasonState, shown: str | None) -> None:
    which &= Reason.key.not_in(standing_aside.of_round(round_.id))
    values: dict[str, object] = {"state": state}
    if shown is not None:
        values["shown_text"] = shown
    if _change(round_, which, values) == 1:
        return
    present = session.scalar(select(Reason.code).where(Reason.round_id == round_.id, which))
    raise NotFound if present is None else ReasonSettled


def _change(round_: PanelRound, which: ColumnElement[bool], values: dict[str, object]) -> int:
    is_live = and_(PanelRound.live, PanelRound.state.in_(_TAKING))
    analysed = exists().where(PanelRound.id == round_.id, or_(PanelRound.state == RoundState.ANALYSED, is_live))
    changed = session.execute(
        update(Reason)
        .where(Reason.round_id == round_.id, which, analysed)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    return int(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE has a row count
