"""Sampled cases one by one: the list, what became of each, and its personal link."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select, update

from survey_app.db import entry_of, now, session
from survey_app.exceptions import N_, NotAllowed, NotFound, Refusal
from survey_app.models import Account, SampledCase, Stage
from survey_app.services import audit, links, sealed_surveys
from survey_app.services.rights import Act, may
from survey_app.vocabulary import Disposition, MailKind, Role

BY_HAND = (Disposition.PENDING, Disposition.REFUSAL, Disposition.NON_CONTACT, Disposition.INELIGIBLE)
"""What people may write down; complete and partial come from answers alone."""


class StateHidden(Refusal):
    """Whether a person has answered is not known here, so it cannot be written down either."""

    message = N_("At this level of anonymity nobody sees what became of a single person, so it is not written down.")


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases of a stage are looked at. `value` None means any; an empty one means not stated."""

    search: str = ""
    disposition: Disposition | None = None
    attribute: str = ""
    value: str | None = None


def attributes_of(stage: Stage) -> tuple[str, ...]:
    """The names of all attributes that cases of the stage have, in the order of their first appearance."""
    sample = select(SampledCase.attributes).where(SampledCase.stage_id == stage.id).order_by(SampledCase.id)
    found: dict[str, None] = {}
    for attributes in session.scalars(sample.limit(2_000)):
        found.update(dict.fromkeys(attributes))
    return tuple(found)


def page_of(stage: Stage, wanted: CaseFilter, *, page: int = 1, size: int = 50) -> tuple[Sequence[SampledCase], int]:
    """One page of the cases, by id, and how many match."""
    query = _matching(stage, wanted)
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return session.scalars(query.order_by(SampledCase.unit).limit(size).offset((page - 1) * size)).all(), count


def _matching(stage: Stage, wanted: CaseFilter) -> Select[SampledCase]:
    query = select(SampledCase).where(SampledCase.stage_id == stage.id)
    if wanted.search:
        query = query.where(SampledCase.unit.icontains(wanted.search, autoescape=True))
    if wanted.disposition and not hides_state(stage):
        query = query.where(SampledCase.disposition == wanted.disposition)
    if wanted.attribute and wanted.value is not None:
        query = query.where(func.coalesce(entry_of(SampledCase.attributes, wanted.attribute), "") == wanted.value)
    return query


def hides_state(stage: Stage) -> bool:
    """Whether nobody may see of a single person whether they have answered."""
    return sealed_surveys.covers(stage)


def find(stage: Stage, key: int) -> SampledCase:
    """A case of this stage."""
    case = session.scalar(select(SampledCase).where(SampledCase.id == key, SampledCase.stage_id == stage.id))
    if case is None:
        raise NotFound
    return case


def settle(stage: Stage, case: SampledCase, disposition: Disposition, account: Account) -> None:
    """Write down what became of a case that has not answered; where nobody may know that, nothing is written down."""
    if hides_state(stage):
        raise StateHidden
    if disposition not in BY_HAND:
        raise Refusal(N_("Only answers themselves make a case complete."))
    moved = session.execute(
        update(SampledCase)
        .where(SampledCase.id == case.id, SampledCase.disposition.in_(BY_HAND))
        .values(disposition=disposition)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise Refusal(N_("This case has answered in the meantime: it stays as it is."))
    audit.record(stage.study_id, account, "case_settled", f"{case.unit}: {disposition.value}")


def show_link(stage: Stage, case: SampledCase, account: Account, role: Role) -> str:
    """The personal link of a case, for handing it over by another way than mail. Written into the audit log."""
    if hides_state(stage):
        raise links.LinkUnknown
    if case.email and not may(role, Act.RUN):
        raise NotAllowed
    audit.record(stage.study_id, account, "link_shown", case.unit)
    return links.address_of(case)


def mark_written(case_id: int, kind: MailKind) -> None:
    """The letter of this kind has gone out to the case."""
    column = {MailKind.INVITATION: SampledCase.invited_at, MailKind.REMINDER: SampledCase.reminded_at}.get(kind)
    if column is not None:
        session.execute(update(SampledCase).where(SampledCase.id == case_id, column.is_(None)).values({column: now()}))
