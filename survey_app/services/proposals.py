"""Statements that panellists propose in the first round: without author, decided about by the moderator, seen by all.

They lie in the sealed sheet until the mix. One that is taken becomes a new statement of the next round; for one that is
declined the panel reads why. Whoever holds the link finds their own words beside those that are shown.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, insert, select, update

from survey_app.db import new_code, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Item, PanelRound, Proposal, RoundItem, Stage, Study
from survey_app.privacy.keys import KEY_LETTERS
from survey_app.services import items, protocols
from survey_app.services.ballots import OpenedSheet, Row
from survey_app.services.doors import UNLINKED
from survey_app.services.items import LONGEST_TEXT
from survey_app.services.seats import Seat
from survey_app.vocabulary import ProposalState, RoundState

NAME = "proposal"
MOST = 3
"""Statements one person may propose."""
_HEX = frozenset("0123456789abcdef")


class ProposalSettled(Refusal):
    """The round was released in the meantime, or is not analysed yet."""

    message = N_("Proposals can be decided about after the analysis of a round and before its release.")


class ProposalsWait(Refusal):
    """Not everything is decided."""

    title = N_("Not everything is decided yet")
    message = N_("Proposals of panellists are still undecided. Decide about them, then release.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a proposal, for everybody: the words that are shown, and the reason where it was declined.

    `own` are the words of the person who looks, where the proposal is theirs.
    """

    text: str
    is_taken: bool
    reason: str
    own: str = ""


def key_of(seat: Seat, round_number: int, slot: int) -> str:
    """The key of one proposal: it joins nothing across proposals, answers or reasons."""
    return seat.question_key(f"{NAME}:{round_number}:{slot}")


def written(content: object) -> tuple[str, ...]:
    """The proposals in an own copy."""
    if not isinstance(content, Sequence) or isinstance(content, str):
        return ()
    return tuple(text for text in content if isinstance(text, str))[:MOST]


def rows(seat: Seat, round_: PanelRound, content: object) -> list[Row]:
    """The proposals as rows of the sheet."""
    return [
        (key_of(seat, round_.number, slot), f"{NAME}:{slot}", text)
        for slot, text in enumerate(written(content))
        if text
    ]


def store(round_: PanelRound, opened: Iterable[OpenedSheet], *, is_asked: bool) -> None:
    """Keep what finished sheets propose, in the order of the keys. What no page of ours can send is left out."""
    found: dict[str, str] = {}
    for sheet in opened if is_asked else ():
        if sheet.finished:
            mine = [(key, _plain(text)) for key, question, text in sheet.rows if _is_proposal(question)]
            found |= {key: text for key, text in mine[:MOST] if text and _is_key(key)}
    if found:
        taken = [{"key": key, "round_id": round_.id, "code": new_code(), "text": found[key]} for key in sorted(found)]
        session.execute(insert(Proposal), taken)


def _is_proposal(question: object) -> bool:
    return isinstance(question, str) and question.startswith(f"{NAME}:")


def _is_key(key: object) -> bool:
    return isinstance(key, str) and len(key) == KEY_LETTERS and _HEX.issuperset(key)


def plain_lines(text: str) -> str:
    r"""What was typed, as one line of letters that can be kept.

    >>> plain_lines(" A  reply\r\nwithin a day ")
    'A reply within a day'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _plain(text: object) -> str:
    return plain_lines(text) if isinstance(text, str) and len(text) <= LONGEST_TEXT else ""


def queue(round_: PanelRound) -> list[Proposal]:
    """The proposals of a round by their words, so that no order says who wrote when."""
    found = session.scalars(select(Proposal).where(Proposal.round_id == round_.id, Proposal.aside.is_(False))).all()
    return sorted(found, key=lambda each: (each.text, each.shown_text, each.state))


def waiting(round_: PanelRound) -> int:
    """How many proposals of the round are not decided about."""
    counted = select(func.count()).select_from(Proposal)
    wanted = counted.where(
        Proposal.round_id == round_.id, Proposal.state == ProposalState.WAITING, Proposal.aside.is_(False)
    )
    return session.scalar(wanted) or 0


def require_decided(round_: PanelRound) -> None:
    """Refuse while a proposal waits."""
    if waiting(round_):
        raise ProposalsWait


def find(round_: PanelRound, code: str) -> Proposal:
    """One proposal of the round by its code."""
    there = Proposal.round_id == round_.id, Proposal.aside.is_(False)
    found = session.scalar(select(Proposal).where(Proposal.code == code, *there))
    if found is None:
        raise NotFound
    return found


def take(round_: PanelRound, code: str, text: Mapping[str, str]) -> Item:
    """Make it a statement of the next round, in the words given; its lineage begins there."""
    stage = session.get_one(Stage, round_.stage_id)
    proposal = find(round_, code)
    _undo(round_, proposal)
    item = items.add(stage, text)
    shown = text.get(stage.study.language, "")
    _settle(round_, code, {"state": ProposalState.TAKEN, "item_id": item.id, "shown_text": shown, "reason": ""})
    return item


def decline(round_: PanelRound, code: str, reason: str, shown_text: str = "") -> None:
    """Leave it out, for a reason that everybody reads; other words where its own would give somebody away."""
    if len(reason.strip()) < protocols.SHORTEST_REASON:
        raise protocols.ReasonTooShort
    _undo(round_, find(round_, code))
    values = {"state": ProposalState.DECLINED, "reason": reason.strip(), "shown_text": shown_text.strip()}
    _settle(round_, code, {**values, "item_id": None})


def _undo(round_: PanelRound, proposal: Proposal) -> None:
    """Take back what an earlier decision had made."""
    item_id, code = proposal.item_id, proposal.code
    _settle(round_, code, {"state": ProposalState.WAITING, "item_id": None, "shown_text": "", "reason": ""})
    if item_id is not None:
        asked = exists().where(RoundItem.item_id == item_id)
        session.execute(delete(Item).where(Item.id == item_id, ~asked).execution_options(synchronize_session=False))
        session.expire_all()


def _settle(round_: PanelRound, code: str, values: Mapping[str, object]) -> None:
    analysed = exists().where(PanelRound.id == round_.id, PanelRound.state == RoundState.ANALYSED)
    changed = session.execute(
        update(Proposal)
        .where(Proposal.round_id == round_.id, Proposal.code == code, analysed)
        .values(dict(values))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise ProposalSettled


def outcomes(stage_id: int, seat: Seat | None = None) -> list[Outcome]:
    """What became of the proposals of released rounds, by the words that are shown; with the person's own words."""
    found = session.execute(
        select(Proposal, PanelRound.number)
        .join(PanelRound, PanelRound.id == Proposal.round_id)
        .where(PanelRound.stage_id == stage_id, PanelRound.state == RoundState.RELEASED)
    ).all()
    mine = {key_of(seat, number, slot) for _each, number in found for slot in range(MOST)} if seat else set()
    made = [
        Outcome(
            each.shown_text or each.text,
            each.state is ProposalState.TAKEN,
            each.reason,
            each.text if each.key in mine else "",
        )
        for each, _number in found
        if not each.aside or each.key in mine
    ]
    return sorted(made, key=lambda each: (not each.is_taken, each.text, each.reason, each.own))


def keys_of(seat: Seat) -> set[str]:
    """The keys of everything this link can have proposed."""
    numbers = session.scalars(select(PanelRound.number).where(PanelRound.stage_id == seat.door.stage_id)).all()
    return {key_of(seat, number, slot) for number in numbers for slot in range(MOST)}


def held(seat: Seat) -> int:
    """How many proposals came by this link."""
    return session.scalar(select(func.count()).select_from(Proposal).where(Proposal.key.in_(keys_of(seat)))) or 0


def erase(seat: Seat) -> int:
    """Take out what came by this link, and say how much; a statement that was made of it stays, without its source.

    Where nobody may be known by what they take out, with each another one stands aside, drawn by lot.
    """
    mine = Proposal.key.in_(keys_of(seat))
    lost = Counter(session.scalars(select(Proposal.round_id).where(mine, Proposal.aside.is_(False))))
    gone = session.execute(delete(Proposal).where(mine).execution_options(synchronize_session=False))
    for round_id, number in lost.items() if seat.door.level in UNLINKED else ():
        _stand_aside(round_id, number)
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE has a row count


def _stand_aside(round_id: int, number: int) -> None:
    """So many of the others are shown to nobody but their authors any more, in an order that follows the salt.

    Nobody stands aside for one that stood aside itself: it was gone for whoever compares.
    """
    salt = session.scalars(
        select(Study.salt)
        .join(Stage, Stage.study_id == Study.id)
        .join(PanelRound, PanelRound.stage_id == Stage.id)
        .where(PanelRound.id == round_id)
    ).one()
    there = session.scalars(select(Proposal.key).where(Proposal.round_id == round_id, Proposal.aside.is_(False)))
    drawn = sorted(there, key=lambda key: hashlib.sha256(bytes(salt) + key.encode()).digest())[:number]
    session.execute(
        update(Proposal).where(Proposal.key.in_(drawn)).values(aside=True).execution_options(synchronize_session=False)
    )
    session.expire_all()
