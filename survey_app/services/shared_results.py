"""Sharing results with people who have no account: a link for chosen parts, with an end, taken back at any time.

What is shared is made for sharing: small groups are never shown, whatever the maker of the link may see.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, SharedResults, Stage
from survey_app.privacy.links import is_secret, random_secret
from survey_app.services.audit import record

KEY_FIGURES = "key"
"""The part that stands for the headline and its figures."""
LONGEST_NAME, MOST_LINKS = 80, 50
DAYS = (7, 30, 90, 365)


class TooManyLinks(Refusal):
    """A survey has a number of shared pages that people can still keep track of."""

    status = 422
    title = N_("There are enough shared pages")
    message = N_("A survey has up to 50 shared pages. End one that is no longer read.")


def of_stage(stage: Stage) -> Sequence[SharedResults]:
    """The shared pages of a survey, the latest first."""
    wanted = select(SharedResults).where(SharedResults.stage_id == stage.id)
    return session.scalars(wanted.order_by(SharedResults.made_at.desc(), SharedResults.id.desc())).all()


def share(stage: Stage, name: str, parts: Sequence[str], days: int, account: Account) -> str:
    """A new shared page; its secret, which is not kept."""
    wanted = select(func.count()).select_from(SharedResults).where(SharedResults.stage_id == stage.id)
    if (session.scalar(wanted) or 0) >= MOST_LINKS:
        raise TooManyLinks
    secret = random_secret()
    page = SharedResults(
        stage_id=stage.id, tag=_tag(secret), name=name, parts=list(parts), expires_at=now() + timedelta(days=days)
    )
    session.add(page)
    record(stage.study_id, account, "share_results", subject=name)
    session.flush()
    return secret


def find(stage: Stage, code: str) -> SharedResults:
    """A shared page of this survey."""
    wanted = select(SharedResults).where(SharedResults.stage_id == stage.id, SharedResults.code == code)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def end(page: SharedResults, stage: Stage, account: Account) -> None:
    """Take a shared page back: its link leads nowhere from now on."""
    record(stage.study_id, account, "end_sharing", subject=page.name)
    session.execute(delete(SharedResults).where(SharedResults.id == page.id))


def by_secret(secret: str) -> tuple[SharedResults, Stage]:
    """The shared page behind a link, as long as it has not ended."""
    if not is_secret(secret):
        raise NotFound
    page = session.scalar(select(SharedResults).where(SharedResults.tag == _tag(secret)))
    if page is None or page.expires_at <= now():
        raise NotFound
    return page, session.get_one(Stage, page.stage_id)


def by_code(code: str) -> tuple[SharedResults, Stage]:
    """The same for the work that makes the page for all its readers."""
    page = session.scalar(select(SharedResults).where(SharedResults.code == code))
    if page is None or page.expires_at <= now():
        raise NotFound
    return page, session.get_one(Stage, page.stage_id)


def _tag(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
