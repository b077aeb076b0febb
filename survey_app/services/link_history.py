"""A panellist's own links: a new one on their wish, and the way back to an older one."""

from dataclasses import dataclass

from sqlalchemy import exists, select, update

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.models import PanelDraft, Panellist, PanelRound, Stage, Turnout
from survey_app.privacy import keys, links
from survey_app.services import audit, ballots, carried_sheets, link_letters, panel_links
from survey_app.services.addresses import normal_email
from survey_app.services.doors import UNLINKED
from survey_app.services.seats import Seat
from survey_app.vocabulary import RoundPurpose, RoundState

_UNDER_WAY = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED)


class OldLinkRefused(Refusal):
    """An older link cannot take its place back."""

    status = 422
    title = N_("This link cannot be taken up again")
    message = N_("This is not a link to this panel. Paste the whole address from your older mail.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person can hold against the published list of a round. `is_listed` is None before the list is there.

    The code is empty for a round that was finished by an earlier link: this one cannot tell it. Where answers have no
    name such rounds are not among the receipts: see `Earlier`.
    """

    number: int
    purpose: RoundPurpose
    is_only: bool
    """Whether it is the one long round of a panel, which nobody calls by a number."""
    code: str
    is_listed: bool | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What pages say of the links a person had before this one.

    Where answers have no name they say the same of a link that was given up by leaving as of any other, and nothing of
    what was finished by it: a moderator may hold the new link, and would read there who left and took words along.
    """

    is_kept: bool
    """Whether there is one that can be taken up again."""
    is_given_up: bool
    """Whether one was given up by leaving with the answers left behind."""
    is_untold: bool = False
    """Whether there was one, and which of the two it is stays untold."""


def renew(seat: Seat, email: str) -> None:
    """Make this link void and mail another one, if the address is the person's own."""
    stage = session.get_one(Stage, seat.door.stage_id)
    person = session.get_one(Panellist, seat.panellist_id)
    if normal_email(email) != person.email or not link_letters.can_mail(person):
        return
    panel_links.reissue(stage, person, None, "")
    link_letters.send_new_link(stage, person)


def restore(seat: Seat, pasted: str) -> str:
    """Let an older link of the same person count again, with everything that was finished by it; its secret.

    What lay unfinished in the open round was emptied when the newer link was made, where that could find it.
    Nobody takes up the void link of somebody else: it would open that person's answers. Refused, too, once something
    was answered by the newer link in the round that is under way: nobody has two voices.
    """
    secret = pasted.strip().rstrip("/").rsplit("/", 1)[-1]
    if not links.is_secret(secret):
        raise OldLinkRefused
    if secret == seat.secret:
        raise OldLinkRefused(N_("This is the link you are using now."))
    tag = keys.roll_tag(seat.salt, secret)
    person = session.get_one(Panellist, seat.panellist_id, populate_existing=True)
    if tag not in person.older_tags:
        raise OldLinkRefused
    first_round = _require_unanswered(seat, secret)
    older = [*(each for each in person.older_tags if each != tag), keys.roll_tag(seat.salt, seat.secret)]
    session.execute(
        update(Panellist)
        .where(Panellist.id == seat.panellist_id)
        .values(tag=tag, older_tags=older, first_round=first_round)
    )
    audit.record(seat.study_id, None, "link_restored", person.code)
    return secret


def _require_unanswered(seat: Seat, secret: str) -> int:
    """The first round the older link counts from; refuse when the newer one has answered already."""
    first_round = seat.first_round
    under_way = session.scalars(
        select(PanelRound)
        .where(PanelRound.stage_id == seat.door.stage_id, PanelRound.state.in_(_UNDER_WAY))
        .order_by(PanelRound.number)
    )
    for round_ in under_way:
        ballots.hold(round_.id)  # nothing is answered by the newer link from here on
        if ballots.read(seat, round_):
            raise OldLinkRefused(
                N_("You have answered the open round by your newer link. Go on with it until the round is over.")
            )
        old_place = keys.draft_place(seat.salt, secret, seat.door.stage_id, round_.number)
        has_old = session.scalar(select(exists().where(PanelDraft.place == old_place)))
        has_finished = session.get(Turnout, (round_.id, seat.panellist_id)) is not None
        if has_finished and not has_old:
            raise OldLinkRefused
        carried_sheets.carry(seat.salt, seat.secret, secret, round_)
        if has_finished and first_round > round_.number:
            first_round = round_.number
    return first_round


def earlier(seat: Seat) -> Earlier:
    """What pages say of earlier links of a person. Of every one that became void without leaving the tag is kept."""
    issued, older = session.execute(
        select(Panellist.link_issue, Panellist.older_tags).where(Panellist.id == seat.panellist_id)
    ).one()
    if seat.door.level in UNLINKED:
        return Earlier(is_kept=False, is_given_up=False, is_untold=issued > 1 or bool(older))
    return Earlier(is_kept=bool(older), is_given_up=issued > len(older) + 1)


def receipts(seat: Seat) -> list[Receipt]:
    """The receipt codes of the rounds this person has finished, the newest first."""
    rounds = session.scalars(
        select(PanelRound)
        .join(Turnout, Turnout.round_id == PanelRound.id)
        .where(PanelRound.stage_id == seat.door.stage_id, Turnout.panellist_id == seat.panellist_id)
        .order_by(PanelRound.number.desc())
    ).all()
    is_every = not earlier(seat).is_untold
    return [_receipt(seat, round_) for round_ in rounds if is_every or _is_by_this(seat, round_)]


def _is_by_this(seat: Seat, round_: PanelRound) -> bool:
    """Whether a round that the person has finished was finished by this link, not by an earlier one."""
    if _is_published(round_):
        return seat.receipt(round_.number) in round_.receipts
    if round_.purpose is RoundPurpose.WRITE:
        return bool(ballots.read(seat, round_))
    return round_.state in _UNDER_WAY and round_.number >= seat.first_round


def _receipt(seat: Seat, round_: PanelRound) -> Receipt:
    code = seat.receipt(round_.number)
    is_listed = code in round_.receipts if _is_published(round_) else None
    if round_.number < seat.first_round and not is_listed:
        return Receipt(round_.number, round_.purpose, round_.live, "", None)
    return Receipt(round_.number, round_.purpose, round_.live, code, is_listed)


def published(seat: Seat, number: int) -> tuple[str, ...] | None:
    """The sorted codes of everybody who finished a round; None when there is no such list yet."""
    round_ = session.scalar(
        select(PanelRound).where(PanelRound.stage_id == seat.door.stage_id, PanelRound.number == number)
    )
    if round_ is None or not _is_published(round_):
        return None
    return tuple(sorted(str(code) for code in round_.receipts))


def _is_published(round_: PanelRound) -> bool:
    return round_.state in (RoundState.ANALYSED, RoundState.RELEASED) and bool(round_.receipts)
