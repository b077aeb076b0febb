"""Who answered what: at the confidential level only by a look-up that is written down, with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, NotAllowed, Refusal
from survey_app.models import Account, Identity, Response, SampledCase, Stage, Version
from survey_app.questions.base import Answers, load
from survey_app.services import audit
from survey_app.services.doors import UNLINKED
from survey_app.services.rights import Act, may
from survey_app.services.sheets import Sheet, sheet
from survey_app.vocabulary import AnonymityLevel, Mode, Role

SHORTEST_REASON, LONGEST_REASON = 10, 1_000
_RESEARCHERS = frozenset({Role.OWNER, Role.EDITOR, Role.ANALYST})
"""Who sees answers beside names where that was promised: those who work on the study, not those who only read it."""


class ReasonNeeded(Refusal):
    """Nobody is looked up without a reason that others can read later."""

    status = 422
    message = N_("Write down why you look this person up, in at least 10 characters.")


class NobodyCanLookUp(Refusal):
    """Nothing joins a person to an answer."""

    message = N_("At this level of anonymity nobody can look up what a person answered: nothing joins the two.")


@dataclass(frozen=True, slots=True)
class CaseAnswers:
    """What one case answered: the sheet it saw, the answers, how they came, why they may not count, how it went."""

    sheet: Sheet
    answers: Answers
    mode: Mode
    set_aside: str
    course: Mapping[str, Any] = field(default_factory=dict)


def may_list(stage: Stage, role: Role) -> bool:
    """Whether the role may see who was asked: those who run the fieldwork, and those who read answers by name."""
    return may(role, Act.ENTER) or is_open(stage, role)


def is_open(stage: Stage, role: Role) -> bool:
    """Whether this role sees answers beside names by design: only where respondents were told so."""
    return stage.level is AnonymityLevel.IDENTIFIED and role in _RESEARCHERS


def answers_of(stage: Stage, case: SampledCase, role: Role) -> CaseAnswers | None:
    """What the case answered, where names and answers are kept together by design; None before it has answered."""
    if not is_open(stage, role):
        raise NotAllowed
    return _answers(stage, case)


def look_up(stage: Stage, case: SampledCase, account: Account, role: Role, reason: str) -> CaseAnswers | None:
    """What the case answered, for an owner with a reason; both are in the log before anything is shown."""
    if not may(role, Act.LOOK_UP):
        raise NotAllowed
    if stage.level in UNLINKED:
        raise NobodyCanLookUp
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ReasonNeeded
    audit.record(stage.study_id, account, "look_up", case.unit, reason)
    return _answers(stage, case)


def _answers(stage: Stage, case: SampledCase) -> CaseAnswers | None:
    found = session.execute(
        select(Response, Version, Identity)
        .join(Version, Version.id == Response.version_id)
        .outerjoin(Identity, Identity.response_id == Response.id)
        .where(Response.stage_id == stage.id, Response.case_id == case.id)
    ).first()
    if found is None:
        return None
    response, version, identity = found
    if version.published_at is None:
        return None
    given = {**response.answers, **(identity.answers if identity else {})}
    asked = sheet(version.id, version.published_at)
    return CaseAnswers(asked, load(given), response.mode, response.set_aside, dict(response.course))
