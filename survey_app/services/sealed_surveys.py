"""The life of a survey whose answers are sealed: what it may ask, its opening and close, and what its desk may see."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Account, Quota, Response, SampledCase, Stage, Version
from survey_app.privacy.mix_plan import Phase
from survey_app.privacy.suppression import in_steps
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import type_of
from survey_app.services import audit, links, sealed_batches, sealed_responses, sheet_sizes, stage_links
from survey_app.services.doors import UNLINKED
from survey_app.services.round_roll import Told
from survey_app.services.sheets import Sheet, sheet
from survey_app.vocabulary import AnonymityLevel, Disposition, StageKind, StageState, VersionState

__all__ = [
    "Count",
    "begin",
    "close",
    "count",
    "count_of",
    "covers",
    "is_mixing",
    "require_level",
    "require_sealable",
    "shown",
    "throw_away",
]

TAKER = sealed_responses.take
"""Named here so that whoever opens a survey knows who stores its answers."""
_CASE: Any = SampledCase.__table__
_SOME = 500


class OpenLinkNotSealed(Refusal):
    """An open link stores no person, so there is nobody to seal anything from."""

    status = 422
    message = N_(
        "Anonymous and sealed are for personal links only. The open link stores no person at all: switch it off here, "
        "or keep it and choose another level."
    )


class AsksWho(Refusal):
    """An answer that says who answers would undo the sealing."""

    status = 422
    title = N_("The questionnaire asks who answers")
    message = N_(
        "At this level of anonymity no question may ask for name or address: %(codes)s. Take them out, or choose the "
        "level confidential or identified."
    )


class AsksForFiles(Refusal):
    """A file names its maker in more ways than can be taken out of it."""

    status = 422
    title = N_("The questionnaire asks for files")
    message = N_(
        "A file often says who made it, when and where, so at this level of anonymity nobody can be asked for one: "
        "%(codes)s. Take these questions out, or choose the level confidential or identified."
    )


class QuotasNotSealed(Refusal):
    """Quotas cannot be counted where answers are sealed."""

    message = N_(
        "There are quotas, and at this level of anonymity none can be counted. Delete them or switch them off, or "
        "choose the identified or the confidential level."
    )


class EnoughToMix(Refusal):
    """Answers are thrown away only where they can never be mixed."""

    message = N_("There is nothing to throw away: the answers are being mixed, or the stage is open.")


@dataclass(frozen=True, slots=True)
class Count:
    """How many have answered, as the desk may see it. `is_exact` once the stage is closed; before, in steps of `k`.

    `mixed` can be read; `sealed` lie closed and `left` of them are too few ever to be mixed without more answers.
    """

    k: int
    answered: int
    is_exact: bool
    mixed: int
    left: int
    is_mixing: bool


def covers(stage: Stage) -> bool:
    """Whether the answers of this stage are sealed and mixed: a survey at one of the two levels without a link."""
    return stage.kind is StageKind.SURVEY and stage.level in UNLINKED


def require_level(stage: Stage, level: AnonymityLevel, *, open_link: bool) -> None:
    """Refuse the two levels together with an open link."""
    if stage.kind is StageKind.SURVEY and level in UNLINKED and open_link:
        raise OpenLinkNotSealed


def require_sealable(questionnaire: Questionnaire) -> None:
    """Refuse questions that say who answers, and more text than a sealed sheet can hold."""
    asking = [question.code for question in questionnaire.questions() if question.is_identity]
    if asking:
        raise AsksWho(codes=", ".join(asking))
    sending = [question.code for question in questionnaire.questions() if type_of(question).takes_files]
    if sending:
        raise AsksForFiles(codes=", ".join(sending))
    sheet_sizes.bound(Sheet(0, questionnaire))


def begin(stage: Stage, *, is_first: bool) -> None:
    """What opening needs: no open link, questions that can be sealed, a batch with its key, and links of its own.

    A stage that opens again goes on with the links people have.
    """
    require_level(stage, stage.level, open_link=stage.open_link)
    if session.scalar(select(Quota.id).where(Quota.stage_id == stage.id, Quota.active).limit(1)) is not None:
        raise QuotasNotSealed
    published = _published(stage)
    require_sealable(published.questionnaire)
    if is_first:
        if stage.level is AnonymityLevel.ANONYMOUS:
            stage_links.make(stage)
        _renew_links(stage)
    sealed_batches.begin(stage, published)


def close(stage: Stage) -> None:
    """Mix everything together, and destroy the key of the links; fewer than the smallest group stay as they are."""
    if sealed_batches.close(stage):
        stage_links.destroy(stage)


def throw_away(stage: Stage, account: Account) -> Told:
    """Delete the answers that are too few to be mixed, unread; how many there were, in steps."""
    sealed_batches.hold(stage.id)
    session.refresh(stage)
    left = sealed_batches.waiting(stage.id)
    if not covers(stage) or stage.state is not StageState.CLOSED or not 0 < left < stage.min_group:
        raise EnoughToMix
    gone = sealed_batches.throw_away(stage, account)
    audit.record(stage.study_id, account, "answers_thrown_away", f"{stage.title}: {gone.count}-{gone.most}")
    stage_links.destroy(stage)
    return gone


def count(stage: Stage) -> Count:
    """How many have answered, in steps while the stage is open."""
    complete = select(func.count()).where(_CASE.c.stage_id == stage.id, _CASE.c.disposition == Disposition.COMPLETE)
    answered = session.scalar(complete) or 0
    mixed = session.scalar(select(func.count()).where(Response.stage_id == stage.id, Response.batch_id.is_(None))) or 0
    is_closed = stage.state is StageState.CLOSED
    return Count(
        k=stage.min_group,
        answered=shown(stage, answered),
        is_exact=is_closed,
        mixed=mixed,
        left=sealed_batches.waiting(stage.id) if is_closed else 0,
        is_mixing=is_mixing(stage),
    )


def count_of(stage: Stage) -> Count | None:
    """The same for pages that show any stage; nothing where answers are not sealed."""
    return count(stage) if covers(stage) else None


def is_mixing(stage: Stage) -> bool:
    """Whether answers are on their way out of the inbox: until all of them are, none of the new ones are shown."""
    return any(phase is Phase.CLOSED for _number, phase in sealed_batches.phases(stage.id))


def shown(stage: Stage, answered: int) -> int:
    """A number of people who have answered as it may be shown: in steps of the smallest group until the close."""
    return answered if stage.state is StageState.CLOSED else in_steps(answered, stage.min_group)


def _published(stage: Stage) -> Sheet:
    row = session.execute(
        select(Version.id, Version.published_at)
        .where(Version.stage_id == stage.id, Version.state == VersionState.PUBLISHED)
        .order_by(Version.number.desc())
        .limit(1)
    ).one()
    return sheet(row.id, row.published_at)


def _renew_links(stage: Stage) -> None:
    """Links made while the level could still change were made from another key: they are void from here on."""
    cases = session.scalars(select(SampledCase).where(SampledCase.stage_id == stage.id).order_by(SampledCase.id)).all()
    rows = [{"id": case.id, "link_hash": links.hash_of(case)} for case in cases]
    for start in range(0, len(rows), _SOME):
        session.execute(update(SampledCase), rows[start : start + _SOME])
