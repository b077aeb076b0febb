"""Personal links where answers are sealed: the one in a letter, and a new one for somebody who has lost theirs.

Nothing here may tell whether a person has answered: a new link is given to everybody alike, and a letter goes out to
whoever it was queued for.
"""

from typing import Any

from sqlalchemy import func, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Account, AuditEntry, SampledCase, Stage
from survey_app.privacy import links as secrets_of_links
from survey_app.services import audit, invitations, links, mails, stage_links
from survey_app.services.doors import UNLINKED
from survey_app.vocabulary import AnonymityLevel, MailKind, StageState

MOST_PER_PERSON = 2
SHARE_OF_SAMPLE = 10
"""A tenth of the sample, at least three people."""
_FEWEST = 3
_ACT = "link_reissued"
_CASE: Any = SampledCase.__table__


class NoMoreLinks(Refusal):
    """A new link sent to oneself would be a way to answer in somebody's name, so there are few."""

    title = N_("No more new links")
    message = N_("This person has had %(most)s new links already, which is the most one person gets.")


class TooManyLinks(NoMoreLinks):
    """Many new links in one sample."""

    message = N_("A tenth of the sample has had new links already. More would let somebody answer in others' names.")


class OpenItFirst(Refusal):
    """Before the stage opens, a link leads to no questionnaire."""

    message = N_("Open the stage first: before that, a link leads to no questionnaire.")


def repeats(stage: Stage, kind: MailKind) -> bool:
    """Whether a letter of this kind holds the link: a reminder does only where the link can be made again."""
    if kind is MailKind.INVITATION or stage.level not in UNLINKED:
        return True
    will_be_made = stage.level is AnonymityLevel.ANONYMOUS and stage.opened_at is None
    return will_be_made or stage_links.find(stage) is not None


def for_letter(stage: Stage, case: SampledCase, kind: MailKind) -> str:
    """The address for a letter that is being written; empty when it holds none.

    A random link is made now and replaces the one before, unless the person has answered: then the old one stays,
    because only it finds what was sent.
    """
    known = links.known_secret(case)
    if known is not None:
        return links.address(stage, known)
    if kind is not MailKind.INVITATION:
        return ""
    secret = secrets_of_links.random_secret()
    waiting = _CASE.c.id == case.id, _CASE.c.disposition.in_(invitations.INCOMPLETE)
    given = update(_CASE).where(*waiting).values(link_hash=secrets_of_links.fingerprint(secret))
    return links.address(stage, secret) if session.connection().execute(given).rowcount else ""


def reissue(stage: Stage, case: SampledCase, account: Account) -> str:
    """A new link for a case, written into the log: by mail where there is an address, else shown to be handed over.

    Returns the address to hand over, or nothing when a letter brings it. The first link of somebody without an
    address is made here too and counts as none.
    """
    if stage.state is not StageState.OPEN:
        raise OpenItFirst
    is_first = not case.email and case.invited_at is None
    if not is_first:
        _require_room(stage, case)
    audit.record(stage.study_id, account, "link_handed_over" if is_first else _ACT, case.unit)
    session.flush()
    if case.email:
        _renew(case, only_waiting=True)
        issue = _of_case(stage, case)
        key = invitations.letter_key(MailKind.INVITATION, case.id, issue)
        language = invitations.language_of(stage, case)
        mails.queue(MailKind.INVITATION, case.email, unique_key=key, language=language, case=case, study=stage.study)
        return ""
    return links.address(stage, _renew(case, only_waiting=False))


def _renew(case: SampledCase, *, only_waiting: bool) -> str:
    """Give the case the link of its next issue; `only_waiting` leaves the link of somebody who has answered alone."""
    session.execute(update(_CASE).where(_CASE.c.id == case.id, _CASE.c.invited_at.is_(None)).values(invited_at=now()))
    conditions = [_CASE.c.id == case.id]
    if only_waiting:
        conditions.append(_CASE.c.disposition.in_(invitations.INCOMPLETE))
    session.execute(update(_CASE).where(*conditions).values(link_issue=_CASE.c.link_issue + 1))
    session.refresh(case)
    secret = links.known_secret(case)
    if secret is None and only_waiting:
        return ""
    secret = secret or secrets_of_links.random_secret()
    session.execute(update(_CASE).where(*conditions).values(link_hash=secrets_of_links.fingerprint(secret)))
    return secret


def _require_room(stage: Stage, case: SampledCase) -> None:
    if _of_case(stage, case) >= MOST_PER_PERSON:
        raise NoMoreLinks(most=MOST_PER_PERSON)
    size = session.scalar(select(func.count()).where(_CASE.c.stage_id == stage.id)) or 0
    units = select(_CASE.c.unit).where(_CASE.c.stage_id == stage.id)
    used = session.scalar(
        select(func.count()).where(
            AuditEntry.study_id == stage.study_id, AuditEntry.act == _ACT, AuditEntry.subject.in_(units)
        )
    )
    if (used or 0) >= max(_FEWEST, size // SHARE_OF_SAMPLE):
        raise TooManyLinks


def _of_case(stage: Stage, case: SampledCase) -> int:
    """How many new links the case has had: counted in the log, which is the same whether it has answered or not."""
    mine = AuditEntry.study_id == stage.study_id, AuditEntry.act == _ACT, AuditEntry.subject == case.unit
    return session.scalar(select(func.count()).where(*mine)) or 0
