"""What a panellist reads before taking part, and what they say: yes, no, which language, reminders or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Item, Panel, Panellist, PanelRound, Stage, Study
from survey_app.privacy import keys, links
from survey_app.services import declines, link_letters, promises, protocols, roll_rows
from survey_app.services.doors import Door, WrongLink
from survey_app.services.seats import Seat
from survey_app.stats.stopping import minutes_for
from survey_app.vocabulary import (
    AnonymityLevel,
    Asking,
    BrainstormPhase,
    ItemScale,
    PanellistState,
    PanelState,
    RoundState,
    StageKind,
    StageState,
)

LONGEST_REASON = 500
_UNDECIDED = (
    PanellistState.LISTED,
    PanellistState.INVITED,
    PanellistState.BOUNCED,
    PanellistState.EXPIRED,
    PanellistState.DECLINED,
)
_ENDED = (PanelState.CONCLUDED, PanelState.ARCHIVED, PanelState.CANCELLED)


class PanelEnded(Refusal):
    """Nobody can join any more."""

    title = N_("This panel has ended")
    message = N_("It takes no more answers. Thank you for your interest.")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the invitation says beside the title: what it is about, how long it takes, until when."""

    kind: StageKind
    prompt: Mapping[str, str]
    items: int
    open_items: int
    """How many of the items are open questions, answered before statements are made of what was written."""
    scale: ItemScale
    """How the statements of a Delphi are weighed."""
    compared: bool
    """Whether points come from comparing statements two by two."""
    rounds: int
    is_live: bool
    """Whether one long round runs in real time in place of rounds."""
    minutes: int
    points: int
    closes_at: datetime | None
    has_ended: bool


def facts(door: Door) -> Facts:
    """The facts of a stage's invitation."""
    return facts_of(session.get_one(Stage, door.stage_id))


def facts_of(stage: Stage) -> Facts:
    """The same for the letters of a stage."""
    panel = session.get_one(Panel, stage.id)
    asked = session.scalars(select(Item.asked).where(Item.stage_id == stage.id, Item.active)).all()
    items, open_items = len(asked), asked.count(Asking.OPEN)
    rules = protocols.rules_of(stage.id)
    return Facts(
        kind=stage.kind,
        prompt=panel.prompt,
        items=items,
        open_items=open_items,
        scale=rules.scale,
        compared=rules.compared,
        rounds=rules.rounds,
        is_live=stage.kind is StageKind.DELPHI and rules.real_time,
        minutes=max(1, minutes_for(items)),
        points=panel.points,
        closes_at=_closes_at(panel) or stage.closes_at,
        has_ended=panel.state in _ENDED,
    )


def _closes_at(panel: Panel) -> datetime | None:
    """When the round that is open now, or that is planned next, closes."""
    waiting = (RoundState.DRAFT, RoundState.SCHEDULED, RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING)
    return session.scalar(
        select(PanelRound.closes_at)
        .where(PanelRound.stage_id == panel.stage_id, PanelRound.state.in_(waiting))
        .order_by(PanelRound.number)
        .limit(1)
    )


def promise(level: AnonymityLevel, *, by_mail: bool = True) -> tuple[str, ...]:
    """The sentences about anonymity, to be translated by the page; whoever leaves no address gets no reminder."""
    own = N_("A code made from your link joins your rounds, so that you can see your own earlier answer.")
    said, limits = promises.panel_sentence(level), promises.limits(level)
    more = () if limits is None else (limits,)
    if level is AnonymityLevel.IDENTIFIED:
        return (said,)
    return (said, own, *more, *((promises.reminders(level),) if by_mail else ()))


def accept(seat: Seat) -> None:
    """The person takes part from now on."""
    if seat.panel_state in _ENDED:
        raise PanelEnded
    _move(seat, PanellistState.ACCEPTED)


def decline(seat: Seat, reason: str) -> None:
    """The person does not take part. The reason is written down without a name and without a moment."""

    def move() -> bool:
        return _move(seat, PanellistState.DECLINED)

    moved = roll_rows.write_among_all(seat.door.stage_id, seat.panellist_id, move) if reason else move()
    if moved and reason:
        declines.keep(session.get_one(Stage, seat.door.stage_id), reason[:LONGEST_REASON])


def _move(seat: Seat, state: PanellistState) -> bool:
    moved = session.execute(
        update(Panellist)
        .where(Panellist.id == seat.panellist_id, Panellist.state.in_(_UNDECIDED), Panellist.state != state)
        .values(state=state)
    )
    return int(moved.rowcount) == 1  # type: ignore[attr-defined]  # an UPDATE has a row count


def speak(seat: Seat, language: str) -> None:
    """Pages and mails are in this language from now on."""
    session.execute(update(Panellist).where(Panellist.id == seat.panellist_id).values(language=language))


def opt_out(seat: Seat, *, out: bool) -> None:
    """Whether the person wants no reminders."""
    session.execute(update(Panellist).where(Panellist.id == seat.panellist_id).values(opted_out=out))


def is_out(seat: Seat) -> bool:
    """Whether the person gets no reminders."""
    return bool(session.scalar(select(Panellist.opted_out).where(Panellist.id == seat.panellist_id)))


def has_address(seat: Seat) -> bool:
    """Whether a new link could be mailed; whoever came by the open link left no address."""
    return bool(session.scalar(select(Panellist.email).where(Panellist.id == seat.panellist_id)))


def can_mail(seat: Seat) -> bool:
    """Whether a link that is asked for reaches the person by mail."""
    person = session.get(Panellist, seat.panellist_id)
    return person is not None and link_letters.can_mail(person)


def open_door(code: str) -> Door:
    """The stage behind an open link: anybody may join while it collects. Otherwise the link is wrong."""
    row = session.execute(
        select(Stage, Study, Panel)
        .join(Study, Study.id == Stage.study_id)
        .join(Panel, Panel.stage_id == Stage.id)
        .where(Stage.code == code)
    ).first()
    if row is None or not row[0].open_link or row[0].state is not StageState.OPEN:
        raise WrongLink
    stage, study, panel = row
    if panel.state in _ENDED or panel.phase is BrainstormPhase.DONE:
        raise PanelEnded
    return Door(
        stage.id,
        stage.code,
        stage.title,
        study.code,
        study.title,
        study.organiser,
        study.contact,
        study.timezone,
        stage.level,
        stage.open_link,
        stage.state,
        stage.closes_at,
    )


def join(door: Door, language: str) -> str:
    """A place on the panel for somebody without name or address; the secret of their link."""
    stage = session.get_one(Stage, door.stage_id)
    secret = links.random_secret()
    tag = keys.roll_tag(stage.study.salt, secret)
    session.add(Panellist(stage_id=stage.id, language=language, state=PanellistState.ACCEPTED, tag=tag))
    session.flush()
    return secret
