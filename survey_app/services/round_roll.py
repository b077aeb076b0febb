"""Who is asked in a round and how many have finished it: the roll, never an answer.

This module imports nothing of the inbox, so that ballots, mails and pages can all ask it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true

from survey_app.db import session
from survey_app.models import PanelGroup, Panellist, PanelRound, Stage, Turnout
from survey_app.services import leavings, protocols
from survey_app.services.doors import UNLINKED
from survey_app.services.groups import showable
from survey_app.services.protocol_rules import NoResponse, ProtocolRules
from survey_app.services.seats import Seat
from survey_app.vocabulary import AnonymityLevel, PanellistState, RoundPurpose, RoundState, StageKind

_RUNNING = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING)


@dataclass(frozen=True, slots=True)
class GroupCount:
    """A declared group: members who take part, and how many of them finished.

    Both are None when it is too small; `finished` alone is None when it would tell of a small group by subtraction.
    """

    name: str
    members: int | None
    finished: int | None
    step: int = 1
    """In steps of how many `finished` is told: it is at least that many then."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How a round stands: people who are asked, and of them finished, begun and not finished, and not begun."""

    asked: int
    finished: int
    part: int
    none: int
    groups: tuple[GroupCount, ...]
    step: int = 1
    """In steps of how many they are told: `finished` and `part` are at least that many then, `none` at most."""
    repeats: bool = False
    """Whether somebody may be in `part` twice, or in it and finished: see `may_repeat`."""

    @property
    def missing(self) -> int:
        """Who has not finished."""
        return self.part + self.none


@dataclass(frozen=True, slots=True)
class Told:
    """A number as it is told: exact where `step` is 1, else at least `count` and fewer than a whole step more."""

    count: int
    step: int = 1

    @property
    def most(self) -> int:
        """The most it can be."""
        return self.count + self.step - 1


@dataclass(frozen=True, slots=True)
class Flow:
    """What the flow chart of a round needs, exact: roll counts are never suppressed, small groups are left out.

    `counts` has invited, accepted, finished, part, none, withdrawn, declined. `groups`: name, members, finished.
    """

    counts: dict[str, int]
    groups: tuple[tuple[str, int, int], ...]


def before(round_: PanelRound) -> Sequence[PanelRound]:
    """The rating rounds before this one that took place, newest first."""
    return session.scalars(
        select(PanelRound)
        .where(
            PanelRound.stage_id == round_.stage_id,
            PanelRound.number < round_.number,
            PanelRound.purpose == RoundPurpose.RATE,
            PanelRound.state.in_((RoundState.ANALYSED, RoundState.RELEASED)),
        )
        .order_by(PanelRound.number.desc())
    ).all()


def asked(round_: PanelRound) -> Select[int]:
    """Ids of the panellists who may answer this round, as a statement: for mails and counts, never for a page."""
    return select(Panellist.id).where(Panellist.stage_id == round_.stage_id, _may_answer(round_))


def unfinished(round_: PanelRound) -> Select[int]:
    """Ids of those who are asked and have not finished: for reminders, never for a page."""
    return asked(round_).where(~_finished(round_))


def may_answer(seat: Seat, round_: PanelRound, rules: ProtocolRules | None = None) -> bool:
    """Whether this person is asked in this round: has accepted, by a link that counts, and by the protocol's rule."""
    person = select(Panellist.id).where(Panellist.id == seat.panellist_id, Panellist.stage_id == round_.stage_id)
    return session.scalar(person.where(_may_answer(round_, rules))) is not None


def _finished(round_: PanelRound) -> ColumnElement[bool]:
    return exists().where(Turnout.round_id == round_.id, Turnout.panellist_id == Panellist.id)


def _may_answer(round_: PanelRound, rules: ProtocolRules | None = None) -> ColumnElement[bool]:
    return _by_rule(Panellist.state == PanellistState.ACCEPTED, round_, rules)


def _by_rule(on_panel: ColumnElement[bool], round_: PanelRound, rules: ProtocolRules | None) -> ColumnElement[bool]:
    here = and_(on_panel, Panellist.first_round <= round_.number)
    return and_(here, _by_policy(round_, rules)) if round_.purpose is RoundPurpose.RATE else here


def _counts(round_: PanelRound) -> ColumnElement[bool]:
    """Who stands in the count of those who are asked: also who has left since, where answers have no name.

    A count that fell with somebody who leaves would say whether they had finished: this round, or the one before where
    only those who had are asked. So would one that fell with a new link of theirs, which counts from the next round on.
    """
    earlier = () if asks_everybody(round_) else before(round_)
    since = earlier[0].number if earlier else round_.number
    here = or_(Panellist.state == PanellistState.ACCEPTED, Panellist.left_round >= since)
    left = func.abs(Panellist.left_round) == round_.number
    if round_.purpose is RoundPurpose.RATE:
        left = and_(left, _by_policy(round_, None))
    return or_(_by_rule(here, round_, None), left, _finished(round_))


def is_counted(panellist_id: int, round_: PanelRound) -> bool:
    """Whether somebody stands in the number of those who are asked in this round, taking part still or not."""
    found = select(Panellist.id).where(Panellist.id == panellist_id, _counts(round_))
    return session.scalar(found) is not None


def last_asked(stage_id: int) -> int | None:
    """The number of the last round of a stage that has opened, cancelled or not; None before the first."""
    was_open = PanelRound.state != RoundState.CANCELLED, PanelRound.opened_at.is_not(None)
    asked_once = and_(PanelRound.state.not_in((RoundState.DRAFT, RoundState.SCHEDULED)), or_(*was_open))
    return session.scalar(select(func.max(PanelRound.number)).where(PanelRound.stage_id == stage_id, asked_once))


def _by_policy(round_: PanelRound, rules: ProtocolRules | None) -> ColumnElement[bool]:
    """Who missed the round before is asked as the protocol says; newcomers are asked whatever it says."""
    policy = (rules or protocols.rules_of(round_.stage_id)).no_response
    earlier = before(round_) if policy is not NoResponse.ALWAYS else ()
    if not earlier:
        return true()
    last = earlier[0]
    # whoever left during that round and has a newer link is nobody new, or the number asked would say who had finished
    stayed = or_(Panellist.left_round.is_(None), func.abs(Panellist.left_round) < last.number)
    answered = or_(_finished(last), and_(Panellist.first_round > last.number, stayed))
    if policy is NoResponse.NEVER:
        return answered
    return or_(answered, _finished(earlier[1]) if len(earlier) > 1 else false())


def asks_everybody(round_: PanelRound) -> bool:
    """Whether all who take part are asked: else a list of the asked says who missed the rounds before."""
    if round_.purpose is not RoundPurpose.RATE:
        return True
    return protocols.rules_of(round_.stage_id).no_response is NoResponse.ALWAYS or not before(round_)


def counts_of(round_: PanelRound) -> Counts:
    """How the round stands now."""
    stage = session.get_one(Stage, round_.stage_id)
    finished = _number(select(func.count()).select_from(Turnout).where(Turnout.round_id == round_.id))
    taking_part = select(Panellist.id).where(Panellist.stage_id == round_.stage_id, _counts(round_))
    people = _number(select(func.count()).select_from(taking_part.subquery()))
    part = max(0, min(session.get_one(PanelRound, round_.id).begun, people) - finished)
    none, groups = max(0, people - finished - part), _groups(stage, round_, people)
    return Counts(people, finished, part, none, groups, repeats=may_repeat(stage))


def may_repeat(stage: Stage) -> bool:
    """Whether whoever had begun by an earlier link and begins again may be counted as begun twice.

    So it is where nobody can make a link again, once somebody has had a new one: the old sheet is not found.
    """
    renewed = select(Panellist.id).where(Panellist.stage_id == stage.id, Panellist.link_issue > 1)
    return stage.level is AnonymityLevel.SEALED and session.scalar(renewed.limit(1)) is not None


def told(round_: PanelRound) -> Counts:
    """How the round stands, for a page: in steps of the smallest group where answers have no name, until analysed.

    Who looks often would see by exact counts whose answer has come, or which of those who left had finished.
    """
    counts, stage = counts_of(round_), session.get_one(Stage, round_.stage_id)
    if not is_stepped(round_, stage):
        return counts
    finished, part = (in_steps(count, round_, stage) for count in (counts.finished, counts.part))
    groups = () if round_.live else _in_steps(counts.groups, stage.min_group)
    none = counts.asked - finished - part
    return replace(counts, finished=finished, part=part, none=none, groups=groups, step=stage.min_group)


def _in_steps(groups: Sequence[GroupCount], step: int) -> tuple[GroupCount, ...]:
    return tuple(
        each if each.finished is None else replace(each, finished=each.finished // step * step, step=step)
        for each in groups
    )


def in_steps(count: int, round_: PanelRound, stage: Stage) -> int:
    """A count of people of a round as a page tells it: the last whole step, where it is told in steps."""
    return count // stage.min_group * stage.min_group if is_stepped(round_, stage) else count


def told_count(count: int, round_: PanelRound, stage: Stage) -> Told:
    """The same with the step in which it is told."""
    return Told(in_steps(count, round_, stage), stage.min_group if is_stepped(round_, stage) else 1)


def is_stepped(round_: PanelRound, stage: Stage) -> bool:
    """Whether counts of the round are told in steps: until it is analysed, and for good where it was cancelled."""
    return stage.level in UNLINKED and round_.state in (*_RUNNING, RoundState.CLOSED, RoundState.CANCELLED)


def _number(statement: Select[int]) -> int:
    return session.scalar(statement) or 0


def _groups(stage: Stage, round_: PanelRound, people: int) -> tuple[GroupCount, ...]:
    rows = session.execute(
        select(
            PanelGroup.name,
            func.count(Panellist.id).filter(_counts(round_)),
            func.count(Panellist.id).filter(_finished(round_)),
        )
        .outerjoin(Panellist, Panellist.group_id == PanelGroup.id)
        .where(PanelGroup.stage_id == stage.id)
        .group_by(PanelGroup.id)
        .order_by(PanelGroup.position, PanelGroup.name)
    )
    return _hidden([(name, int(members), int(done)) for name, members, done in rows], people, stage.min_group)


def _hidden(rows: Sequence[tuple[str, int, int]], people: int, least: int) -> tuple[GroupCount, ...]:
    """Counts of the groups that can be shown beside the exact count of the whole round."""
    sizes: dict[str | None, int] = {name: members for name, members, _done in rows}
    shown = showable({**sizes, None: max(0, people - sum(sizes.values()))}, least)
    return tuple(
        GroupCount(name, members if members >= least else None, done if name in shown else None)
        for name, members, done in rows
    )


def flow_of(round_: PanelRound) -> Flow:
    """The flow of a round: as frozen when it was handed to the analysis, else as it stands now."""
    if round_.flow:
        groups = tuple((name, members, done) for name, members, done in round_.flow.get("groups", ()))
        return Flow({name: value for name, value in round_.flow.items() if name != "groups"}, groups)
    states = dict(
        session.execute(
            select(Panellist.state, func.count()).where(Panellist.stage_id == round_.stage_id).group_by(Panellist.state)
        ).all()
    )
    found = counts_of(round_)
    counts = {
        "invited": sum(number for state, number in states.items() if state is not PanellistState.LISTED),
        "accepted": states.get(PanellistState.ACCEPTED, 0),
        "finished": found.finished,
        "part": found.part,
        "none": found.none,
        "withdrawn": states.get(PanellistState.WITHDRAWN, 0),
        "declined": states.get(PanellistState.DECLINED, 0),
    }
    groups = tuple(
        (group.name, group.members, group.finished)
        for group in found.groups
        if group.members is not None and group.finished is not None
    )
    return Flow(counts, groups)


def freeze_flow(round_: PanelRound) -> None:
    """Write the flow down, before the answers are opened; it stays from then on.

    In a Delphi it is told with it who has left.
    """
    if session.get_one(Stage, round_.stage_id).kind is StageKind.DELPHI:
        leavings.tell(round_.stage_id)
    flow = flow_of(round_)
    round_.flow = {**flow.counts, "groups": [list(group) for group in flow.groups]}
    session.flush()


def accepted(stage_id: int) -> int:
    """How many take part in the panel."""
    return _number(
        select(func.count(Panellist.id)).where(
            Panellist.stage_id == stage_id, Panellist.state == PanellistState.ACCEPTED
        )
    )


def staying(stage_id: int) -> int:
    """The same without those who left and are not told of yet: for no page."""
    here = Panellist.stage_id == stage_id, Panellist.state == PanellistState.ACCEPTED, ~leavings.is_kept_back()
    return _number(select(func.count(Panellist.id)).where(*here))


def hides_leavers(stage_id: int) -> bool:
    """Whether some of those who take part by the list may have left: it says so when the next round opens."""
    return session.get_one(Stage, stage_id).level in UNLINKED and last_asked(stage_id) is not None


def listed(stage_id: int) -> int:
    """How many may still take part in the panel: invited or not, without those who declined, left or are unknown."""
    gone = (PanellistState.DECLINED, PanellistState.BOUNCED, PanellistState.EXPIRED, PanellistState.WITHDRAWN)
    people = select(func.count(Panellist.id)).where(Panellist.stage_id == stage_id, Panellist.state.not_in(gone))
    return _number(people)


def to_write(round_: PanelRound) -> int:
    """How many of those who are asked have an address: the number of mails of an opening.

    It is exact but for those who left and are told of with the opening: a number that fell with them would tell it.
    Where only those are asked who finished an earlier round, whoever left since stays in it for good.
    """
    asked_of = _counts(round_) if hides_letters(round_) else _may_answer(round_)
    due = select(Panellist.id).where(Panellist.stage_id == round_.stage_id, asked_of, Panellist.email != "")
    return _number(select(func.count()).select_from(due.subquery()))


def hides_letters(round_: PanelRound) -> bool:
    """Whether the number of letters of an opening would say if those who left had finished the round before."""
    return session.get_one(Stage, round_.stage_id).level in UNLINKED and not asks_everybody(round_)
