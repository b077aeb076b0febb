"""What one request of a panellist starts from: the stage, the person's place in the panel, and the keys of the link.

The secret of the link is here for the length of one request and is stored nowhere; everything that may be stored is
derived from it (`privacy.keys`).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.exceptions import N_
from survey_app.models import Panel, Panellist, Stage, Study
from survey_app.privacy import keys, links
from survey_app.services import leavings
from survey_app.services.doors import Door, WrongLink
from survey_app.vocabulary import AnonymityLevel, PanellistState, PanelState, StageKind

_STAGE: Any = Stage.__table__
_STUDY: Any = Study.__table__
_PANEL: Any = Panel.__table__
_PANELLIST: Any = Panellist.__table__
_LONGEST_CODE = 12
_SLOTS = 1_000
"""Sheets one person may have in one round: a ballot has one, a brainstorm one for every idea."""


class WrongSeat(WrongLink):
    """The address belongs to no panel or to nobody on it now."""

    message = N_(
        "Copy the whole link from your invitation, or ask for a new one. A newer link makes an older one void, and a "
        "link can end when its owner leaves the panel: who left may be invited once more."
    )


@dataclass(frozen=True, slots=True)
class Seat:
    """One panellist in one stage, for one request. `group_id` is set only for groups large enough to be shown."""

    door: Door
    kind: StageKind
    study_id: int
    salt: bytes
    min_group: int
    panel_state: PanelState
    panellist_id: int
    state: PanellistState
    language: str
    first_round: int
    group_id: int | None
    secret: str
    has_ended: bool = False
    """Whether the link ended when the person left: it says so, and nothing else."""
    is_kept_back: bool = False
    """Whether the person left and others are not told yet; the link may be one made since."""

    @property
    def has_accepted(self) -> bool:
        """Whether the person takes part."""
        return self.state is PanellistState.ACCEPTED

    @property
    def is_sealed(self) -> bool:
        """Whether not even the keys may join two questions of one person."""
        return self.door.level is AnonymityLevel.SEALED

    def rating_key(self, lineage: str, *, apart: bool = False) -> str:
        """The key of the person's ratings of an item: one for the whole stage, or one for each item when sealed.

        An option that is ticked beside others has one `apart` at every level: what one person ticked is never joined.
        """
        if self.is_sealed or apart:
            return keys.answer_key(self.salt, self.secret, lineage)
        return keys.ballot_key(self.salt, self.secret, self.door.stage_id)

    def question_key(self, question: str) -> str:
        """A key that joins nothing across questions: for texts, ideas and votes, at every level."""
        return keys.answer_key(self.salt, self.secret, question)

    def inbox_key(self, round_number: int, slot: int = 0) -> str:
        """The place of the sealed sheet; a correction replaces what lies there."""
        return keys.inbox_key(self.salt, self.secret, self.door.stage_id, round_number * _SLOTS + slot)

    def draft_place(self, round_number: int) -> str:
        """The place of the person's own copy."""
        return keys.draft_place(self.salt, self.secret, self.door.stage_id, round_number)

    def draft_key(self, round_number: int) -> bytes:
        """What opens the person's own copy."""
        return keys.draft_key(self.salt, self.secret, self.door.stage_id, round_number)

    def receipt(self, round_number: int) -> str:
        """The code the person can look for in the published list."""
        return keys.receipt(self.salt, self.secret, self.door.stage_id, round_number)


_LARGE = (
    select(_PANELLIST.c.group_id)
    .where(_PANELLIST.c.state == PanellistState.ACCEPTED, _PANELLIST.c.group_id.is_not(None))
    .group_by(_PANELLIST.c.group_id)
)
_SEAT = (
    select(
        _STAGE.c.id,
        _STAGE.c.code,
        _STAGE.c.title,
        _STUDY.c.code.label("study_code"),
        _STUDY.c.title.label("study_title"),
        _STUDY.c.organiser,
        _STUDY.c.contact,
        _STUDY.c.timezone,
        _STAGE.c.level,
        _STAGE.c.open_link,
        _STAGE.c.state,
        _STAGE.c.closes_at,
        _STAGE.c.kind,
        _STUDY.c.id.label("study_id"),
        _STUDY.c.salt,
        _STAGE.c.min_group,
        _PANEL.c.state.label("panel_state"),
    )
    .select_from(_STAGE.join(_STUDY, _STUDY.c.id == _STAGE.c.study_id).join(_PANEL, _PANEL.c.stage_id == _STAGE.c.id))
    .limit(1)
)
_DOOR_COLUMNS = 12


def find(code: str, secret: str) -> Seat:
    """The seat of the person who holds this link to the stage; 404 with words when there is none."""
    if len(code) > _LONGEST_CODE or not code.isascii() or not code.isalnum() or not links.is_secret(secret):
        raise WrongSeat
    stage = session.connection().execute(_SEAT.where(_STAGE.c.code == code)).first()
    if stage is None:
        raise WrongSeat
    tag = keys.roll_tag(stage.salt, secret)
    tags = (tag, leavings.ended_tag(tag))
    person = (
        session.connection()
        .execute(
            select(
                _PANELLIST.c.id,
                _PANELLIST.c.tag,
                leavings.is_kept_back().label("is_kept_back"),
                _PANELLIST.c.state,
                _PANELLIST.c.language,
                _PANELLIST.c.first_round,
                _PANELLIST.c.group_id,
                _PANELLIST.c.group_id.in_(_LARGE.having(func.count() >= stage.min_group)).label("is_large"),
            ).where(_PANELLIST.c.tag.in_(tags), _PANELLIST.c.stage_id == stage.id)
        )
        .first()
    )
    if person is None:
        raise WrongSeat
    return Seat(
        door=Door(*stage[:_DOOR_COLUMNS]),
        kind=stage.kind,
        study_id=stage.study_id,
        salt=bytes(stage.salt),
        min_group=stage.min_group,
        panel_state=stage.panel_state,
        panellist_id=person.id,
        state=PanellistState.WITHDRAWN if leavings.has_ended(person.tag) else person.state,
        language=person.language,
        first_round=person.first_round,
        group_id=person.group_id if person.is_large else None,
        secret=secret,
        has_ended=leavings.has_ended(person.tag),
        is_kept_back=bool(person.is_kept_back),
    )


def place_of(seat: Seat) -> int:
    """The person's place in the list of the panel, from 0: the same as long as nobody is taken off the list."""
    earlier = select(func.count()).select_from(_PANELLIST)
    found = session.scalar(
        earlier.where(_PANELLIST.c.stage_id == seat.door.stage_id, _PANELLIST.c.id < seat.panellist_id)
    )
    return found or 0


def count_of(stage_id: int) -> int:
    """How many people are on the list of a panel."""
    return session.scalar(select(func.count()).select_from(_PANELLIST).where(_PANELLIST.c.stage_id == stage_id)) or 0
