"""Who works on a study, and in which role."""

from collections.abc import Sequence

from sqlalchemy import case, delete, func, or_, select, true, update
from sqlalchemy.orm import aliased, contains_eager
from sqlalchemy.sql import ColumnElement

from survey_app.db import inserting, now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, Membership, Study
from survey_app.services import accounts
from survey_app.services.audit import record
from survey_app.vocabulary import Role


class AlreadyMember(Refusal):
    """The person belongs to the study."""

    status = 422
    title = N_("This person belongs to the study")
    message = N_("%(email)s belongs to this study already. Change the role in the list.")


class LastOwner(Refusal):
    """The study would be left without an owner."""

    title = N_("The study needs an owner")
    message = N_("This is the last owner of the study. Make somebody else an owner first.")


def of_study(study: Study, *, page: int = 1, size: int = 50) -> tuple[Sequence[Membership], int]:
    """One page of the members, in the order of their roles, then by address; and how many there are."""
    mine = Membership.study_id == study.id
    rank = case(*((Membership.role == role, place) for place, role in enumerate(Role)))
    members = session.scalars(
        select(Membership)
        .join(Membership.account)
        .options(contains_eager(Membership.account))
        .where(mine)
        .order_by(rank, Account.email)
        .limit(size)
        .offset((page - 1) * size)
    )
    return members.all(), session.scalar(select(func.count(Membership.id)).where(mine)) or 0


def find(study: Study, key: int) -> Membership:
    """One membership of this study by its number."""
    member = session.scalar(select(Membership).where(Membership.id == key, Membership.study_id == study.id))
    if member is None:
        raise NotFound
    return member


def add(study: Study, email: str, role: Role, by: Account) -> Membership:
    """Add somebody by address. Who has no account yet gets one, and a letter with a link to open it."""
    account = accounts.find_by_email(email)
    if account is None:
        account = accounts.make(email, language=by.language, timezone=by.timezone)
        accounts.send_link(account, study)
    key = session.scalar(
        inserting(Membership)
        .values(study_id=study.id, account_id=account.id, role=role, since=now())
        .on_conflict_do_nothing(index_elements=["study_id", "account_id"])
        .returning(Membership.id)
    )
    if key is None:
        raise AlreadyMember(email=account.email)
    record(study.id, by, "member_added", f"{account.email}: {role.value}")
    return session.get_one(Membership, key)


def change_role(member: Membership, role: Role, by: Account) -> None:
    """Give somebody another role, unless it leaves the study without an owner."""
    _lock(member.study_id)
    changed = session.execute(
        update(Membership)
        .where(Membership.id == member.id, true() if role is Role.OWNER else _someone_else_owns(member))
        .values(role=role)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise LastOwner
    record(member.study_id, by, "role_changed", f"{member.account.email}: {role.value}")
    session.refresh(member)


def remove(member: Membership, by: Account) -> None:
    """Take somebody out of a study; what they did stays."""
    _lock(member.study_id)
    subject, study_id = member.account.email, member.study_id
    gone = session.execute(
        delete(Membership)
        .where(Membership.id == member.id, _someone_else_owns(member))
        .execution_options(synchronize_session=False)
    )
    if gone.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE has a row count
        raise LastOwner
    session.expunge(member)
    record(study_id, by, "member_removed", subject)


def _someone_else_owns(member: Membership) -> ColumnElement[bool]:
    other = aliased(Membership)
    others = select(func.count(other.id)).where(
        other.study_id == member.study_id, other.role == Role.OWNER, other.id != member.id
    )
    return or_(Membership.role != Role.OWNER, others.scalar_subquery() > 0)


def _lock(study_id: int) -> None:
    """Let two changes of the same study's people happen one after the other."""
    session.execute(select(Study.id).where(Study.id == study_id).with_for_update())
