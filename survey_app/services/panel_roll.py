"""The roll of a panel as its moderator keeps it: who is listed, in which group, and what became of the invitation.

Nothing here says who has finished a round, or when anybody did anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, false, func, select, update

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, Panel, PanelGroup, Panellist, PanelRound, SampledCase, Stage
from survey_app.services import audit, leavings, round_roll
from survey_app.services.doors import UNLINKED
from survey_app.services.invitations import language_of
from survey_app.services.roll_lists import Entry
from survey_app.services.standings import ENDED
from survey_app.vocabulary import PanellistState, RoundState, StageKind

MOST_PANELLISTS = 5_000
_BEFORE_ACCEPTING = (PanellistState.LISTED, PanellistState.INVITED, PanellistState.BOUNCED, PanellistState.EXPIRED)
_ASKED = (PanellistState.INVITED, PanellistState.ACCEPTED)
_WITHDRAWABLE = (*_BEFORE_ACCEPTING, PanellistState.ACCEPTED, PanellistState.DECLINED)
_NOT_BEGUN = (RoundState.DRAFT, RoundState.SCHEDULED, RoundState.CANCELLED)


class RollClosed(Refusal):
    """Nobody joins a panel that is over."""

    title = N_("This panel has ended")
    message = N_("Nobody can be invited to it any more.")


class AlreadyOnPanel(Refusal):
    """The address is on the roll."""

    status = 422
    message = N_("%(email)s is on this panel already.")


class PanelFull(Refusal):
    """More people than one panel takes."""

    status = 422
    message = N_("A panel takes at most %(most)s people.")


class RollFixed(Refusal):
    """Something on the roll that cannot change any more."""

    title = N_("This cannot change any more")
    message = N_("Groups are fixed once the first round has opened: answers were given under them.")


class GroupRefused(Refusal):
    """A group that cannot be made, renamed or removed."""

    status = 422
    message = N_("There is a group of this name already.")


@dataclass(frozen=True, slots=True)
class GroupSize:
    """A declared group: everybody listed in it, those who take part, and whether it is shown apart."""

    group: PanelGroup
    listed: int
    accepted: int
    is_small: bool


@dataclass(frozen=True, slots=True)
class Roll:
    """One page of the roll with its exact counts."""

    people: Sequence[Panellist]
    count: int
    states: Mapping[PanellistState, int]
    groups: Sequence[GroupSize]
    nameless: int
    """People who came by the open link."""

    @property
    def total(self) -> int:
        """Everybody on the roll."""
        return sum(self.states.values())


def roll(stage: Stage, *, page: int = 1, size: int = 50) -> Roll:
    """The roll by name: those who came by the open link are only counted."""
    named = (Panellist.name != "") | (Panellist.email != "")
    mine = Panellist.stage_id == stage.id
    people = session.scalars(
        select(Panellist)
        .where(mine, named)
        .order_by(func.lower(Panellist.name), Panellist.email, Panellist.code)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    rows = session.execute(select(Panellist.state, func.count()).where(mine).group_by(Panellist.state)).all()
    states = {state: int(number) for state, number in rows}
    count = session.scalar(select(func.count(Panellist.id)).where(mine, named)) or 0
    return Roll(people, count, states, groups(stage), sum(states.values()) - count)


def groups(stage: Stage) -> list[GroupSize]:
    """The declared groups with their exact sizes; counts of the roll are never hidden."""
    accepted = func.count(Panellist.id).filter(Panellist.state == PanellistState.ACCEPTED)
    rows = session.execute(
        select(PanelGroup, func.count(Panellist.id), accepted)
        .outerjoin(Panellist, Panellist.group_id == PanelGroup.id)
        .where(PanelGroup.stage_id == stage.id)
        .group_by(PanelGroup.id)
        .order_by(PanelGroup.position, PanelGroup.name)
    )
    return [GroupSize(group, listed, members, members < stage.min_group) for group, listed, members in rows]


def find(stage: Stage, code: str) -> Panellist:
    """A panellist of this stage by their code on the desk."""
    person = session.scalar(select(Panellist).where(Panellist.stage_id == stage.id, Panellist.code == code))
    if person is None:
        raise NotFound
    return person


def find_group(stage: Stage, key: int) -> PanelGroup:
    """A group of this stage."""
    group = session.scalar(select(PanelGroup).where(PanelGroup.stage_id == stage.id, PanelGroup.id == key))
    if group is None:
        raise NotFound
    return group


def has_begun(stage: Stage) -> bool:
    """Whether the first round has opened: from then on groups are fixed."""
    begun = select(PanelRound.id).where(PanelRound.stage_id == stage.id, PanelRound.state.not_in(_NOT_BEGUN))
    return session.scalar(begun.limit(1)) is not None


def add(stage: Stage, entry: Entry, account: Account) -> Panellist:
    """Put one person on the roll."""
    if entry.email and entry.email in _addresses(stage):
        raise AlreadyOnPanel(email=entry.email)
    person = _add_all(stage, [entry])[0]
    audit.record(stage.study_id, account, "panellist_added", entry.name or entry.email)
    return person


def add_list(stage: Stage, entries: Iterable[Entry], account: Account) -> tuple[int, int]:
    """Put a list of people on the roll; how many were new, and how many were there already."""
    known, wanted = _addresses(stage), list(entries)
    new = [entry for entry in wanted if not entry.email or entry.email not in known]
    _add_all(stage, new)
    if new:
        audit.record(stage.study_id, account, "panellists_listed", f"{stage.title}: {len(new)}")
    return len(new), len(wanted) - len(new)


def _addresses(stage: Stage) -> set[str]:
    found = session.scalars(select(Panellist.email).where(Panellist.stage_id == stage.id, Panellist.email != ""))
    return set(found)


def _add_all(stage: Stage, entries: Sequence[Entry]) -> list[Panellist]:
    if session.get_one(Panel, stage.id).state in ENDED:
        raise RollClosed
    present = session.scalar(select(func.count(Panellist.id)).where(Panellist.stage_id == stage.id)) or 0
    if present + len(entries) > MOST_PANELLISTS:
        raise PanelFull(most=MOST_PANELLISTS)
    numbers = {group.name.casefold(): group.id for group in _groups_for(stage, {entry.group for entry in entries})}
    first = _first_round(stage)
    people = [
        Panellist(
            stage_id=stage.id,
            name=entry.name,
            email=entry.email,
            language=entry.language,
            group_id=numbers.get(entry.group.casefold()),
            first_round=first,
        )
        for entry in entries
    ]
    session.add_all(people)
    session.flush()
    return people


def _groups_for(stage: Stage, names: set[str]) -> list[PanelGroup]:
    """The groups of these names; those there are none of yet are made."""
    found = list(
        session.scalars(select(PanelGroup).where(PanelGroup.stage_id == stage.id).order_by(PanelGroup.position))
    )
    known = {group.name.casefold() for group in found}
    for name in sorted(names - {""}):
        if name.casefold() not in known:
            known.add(name.casefold())
            found.append(_new_group(stage, name, len(found) + 1))
    return found


def _new_group(stage: Stage, name: str, position: int) -> PanelGroup:
    group = PanelGroup(stage_id=stage.id, name=name, position=position)
    session.add(group)
    session.flush()
    return group


def _first_round(stage: Stage) -> int:
    """Newcomers answer the round that is under way or planned, else the next one."""
    last = session.scalars(
        select(PanelRound)
        .where(PanelRound.stage_id == stage.id, PanelRound.state != RoundState.CANCELLED)
        .order_by(PanelRound.number.desc())
        .limit(1)
    ).first()
    if last is None:
        return 1
    is_over = last.state in (RoundState.CLOSED, RoundState.ANALYSED, RoundState.RELEASED)
    return last.number + 1 if is_over else last.number


def add_group(stage: Stage, name: str) -> PanelGroup:
    """Declare a group."""
    _require_new_name(stage, name)
    last = session.scalar(select(func.max(PanelGroup.position)).where(PanelGroup.stage_id == stage.id)) or 0
    return _new_group(stage, name, last + 1)


def rename_group(group: PanelGroup, name: str) -> None:
    """Give a group another name."""
    if name != group.name:
        _require_new_name(session.get_one(Stage, group.stage_id), name, but=group.id)
        group.name = name
        session.flush()


def _require_new_name(stage: Stage, name: str, *, but: int = 0) -> None:
    names = session.scalars(select(PanelGroup.name).where(PanelGroup.stage_id == stage.id, PanelGroup.id != but))
    if name.casefold() in {each.casefold() for each in names}:
        raise GroupRefused


def remove_group(group: PanelGroup) -> None:
    """Take a group away that nobody is in."""
    nobody = ~select(Panellist.id).where(Panellist.group_id == group.id).exists()
    gone = session.execute(delete(PanelGroup).where(PanelGroup.id == group.id, nobody))
    if gone.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE has a row count
        raise GroupRefused(N_("Somebody is in this group. Move them to another group first."))


def change(stage: Stage, person: Panellist, entry: Entry, account: Account) -> None:
    """Another name, language, address or group; the address until the person accepts, the group until it begins."""
    if entry.email != person.email:
        if person.state not in _BEFORE_ACCEPTING:
            raise RollFixed(N_("This person has answered the invitation: their address stays as it is."))
        if entry.email and entry.email in _addresses(stage):
            raise AlreadyOnPanel(email=entry.email)
        audit.record(stage.study_id, account, "panellist_changed", f"{person.email}: {entry.email}")
        person.email = entry.email
    name = person.group.name if person.group else ""
    if entry.group != name:
        if has_begun(stage):
            raise RollFixed
        numbers = {group.name.casefold(): group.id for group in _groups_for(stage, {entry.group})}
        person.group_id = numbers.get(entry.group.casefold())
    person.name, person.language = entry.name, entry.language
    session.flush()
    session.refresh(person)


def mark_bounced(person: Panellist) -> None:
    """The invitation came back: nobody reads this address."""
    _move(person, (PanellistState.LISTED, PanellistState.INVITED), PanellistState.BOUNCED)


def mark_listed(person: Panellist) -> None:
    """Ask once more, after the address was mended."""
    _move(person, (PanellistState.BOUNCED, PanellistState.EXPIRED), PanellistState.LISTED)


def withdraw(stage: Stage, person: Panellist, account: Account) -> None:
    """Take somebody out of the panel by their wish; what they answered stays, and only their own link can erase it.

    Where answers have no name the counts of the round stay as they are: one that moved would say who had finished.
    """
    took_part = person.state is PanellistState.ACCEPTED
    _move(person, _WITHDRAWABLE, PanellistState.WITHDRAWN)
    if took_part and stage.level in UNLINKED:
        person.left_round = round_roll.last_asked(stage.id)
        session.flush()
    audit.record(stage.study_id, account, "panellist_withdrawn", person.name or person.email)


def remove(stage: Stage, person: Panellist, account: Account) -> None:
    """Take somebody off the roll who has never been invited."""
    gone = session.execute(
        delete(Panellist).where(
            Panellist.id == person.id, Panellist.state == PanellistState.LISTED, Panellist.tag.is_(None)
        )
    )
    if gone.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE has a row count
        raise RollFixed(N_("This person has been invited. They can be withdrawn, and stay in the counts."))
    audit.record(stage.study_id, account, "panellist_removed", person.name or person.email)
    session.expunge(person)


def _move(person: Panellist, come_from: Sequence[PanellistState], to: PanellistState) -> None:
    moved = session.execute(
        update(Panellist).where(Panellist.id == person.id, Panellist.state.in_(come_from)).values(state=to)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise RollFixed(N_("What became of this person changed in the meantime. Load the page and look again."))
    session.refresh(person)


def earlier_stages(stage: Stage) -> list[Stage]:
    """Stages before this one whose people could be asked again."""
    return [each for each in stage.study.stages if each.position < stage.position]


def bring_over(stage: Stage, other: Stage, account: Account) -> tuple[int, int]:
    """Put the people a panel of another study has asked on the roll; written into the logs of both studies."""
    asked = people_of(other, only_asked=True)
    new, known = add_list(stage, asked, account)
    if asked:
        audit.record(other.study_id, account, "export", f"{other.title}: {len(asked)}")
    return new, known


def people_of(earlier: Stage, *, only_asked: bool = False) -> list[Entry]:
    """Whom an earlier stage asked or listed and who has not declined or left."""
    if earlier.kind is StageKind.SURVEY:
        cases = session.scalars(select(SampledCase).where(SampledCase.stage_id == earlier.id, SampledCase.email != ""))
        return [_from_case(earlier, case) for case in cases]
    states = _ASKED if only_asked else (PanellistState.LISTED, *_ASKED)
    # who leaves after the end stands on that list as before, and is asked nowhere else
    gone = leavings.is_kept_back() if session.get_one(Panel, earlier.id).state in ENDED else false()
    people = session.execute(
        select(Panellist, PanelGroup.name)
        .outerjoin(PanelGroup, PanelGroup.id == Panellist.group_id)
        .where(Panellist.stage_id == earlier.id, Panellist.state.in_(states), Panellist.email != "", ~gone)
        .order_by(Panellist.id)
    )
    return [Entry(person.name, person.email, group or "", person.language) for person, group in people]


def _from_case(stage: Stage, case: SampledCase) -> Entry:
    named = next((value for key, value in case.attributes.items() if key.casefold() in {"name", "nombre", "姓名"}), "")
    return Entry(named or case.unit, case.email, "", language_of(stage, case))
