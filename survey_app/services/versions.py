"""The versions of a stage's questionnaire: the draft that is written, the published ones that stay as they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, QuestionnaireLocked, Refusal, StaleRevision
from survey_app.models import Account, Stage, Version
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire
from survey_app.services import audit, sealed_surveys
from survey_app.services.checking import blocking, check
from survey_app.services.sheets import sheet
from survey_app.vocabulary import VersionState

_LAST = "last"
_DRAFTS = 16


@lru_cache(_DRAFTS)
def _kept(_version_id: int) -> dict[str, tuple[dict[str, Any], Questionnaire]]:
    """Room for what was read of a draft, beside the definition it was read from: reading costs more than comparing."""
    return {}


class NotReady(Refusal):
    """A questionnaire with errors cannot be published."""

    status = 422
    title = N_("This version cannot be published yet")
    message = N_("%(count)s things have to be put right first. They are listed under “Things to check”.")
    one = N_("%(count)s thing has to be put right first. It is listed under “Things to check”.")

    def __init__(self, count: int) -> None:
        super().__init__(self.one if count == 1 else None, count=count)


def latest(stage: Stage) -> Version:
    """The version to work on: the newest one, draft or published. A stage of another kind has none."""
    found = session.scalar(select(Version).where(Version.stage_id == stage.id).order_by(Version.number.desc()).limit(1))
    if found is None:
        raise NotFound
    return found


def published(stage: Stage) -> Version | None:
    """The version people answer: the newest published one, if there is any."""
    return session.scalar(
        select(Version)
        .where(Version.stage_id == stage.id, Version.state == VersionState.PUBLISHED)
        .order_by(Version.number.desc())
        .limit(1)
    )


def numbered(stage: Stage, number: int) -> Version:
    """The version with this number."""
    found = session.scalar(select(Version).where(Version.stage_id == stage.id, Version.number == number))
    if found is None:
        raise NotFound
    return found


def before(version: Version) -> Version | None:
    """The published version that this one follows: what the next wave will be compared with."""
    return session.scalar(
        select(Version)
        .where(
            Version.stage_id == version.stage_id,
            Version.number < version.number,
            Version.state == VersionState.PUBLISHED,
        )
        .order_by(Version.number.desc())
        .limit(1)
    )


def document(version: Version) -> Questionnaire:
    """The questionnaire of a version; a published one is read once and kept, since it cannot change.

    A draft is read again only when another definition has taken the place of the one that was read last.
    """
    if version.state is VersionState.PUBLISHED and version.published_at is not None:
        return sheet(version.id, version.published_at).questionnaire
    kept, definition = _kept(version.id), version.definition
    known = kept.get(_LAST)
    if known is None or known[0] != definition:
        known = kept[_LAST] = (definition, read_questionnaire(definition))
    return known[1]


def open_next(stage: Stage) -> Version:
    """The draft to change: the one that exists, else the next version, copied from the newest published one."""
    newest = latest(stage)
    if newest.state is VersionState.DRAFT:
        return newest
    with _unless_somebody_was_first():
        session.add(Version(stage_id=stage.id, number=newest.number + 1, definition=dict(newest.definition)))
        session.flush()
    return latest(stage)


@contextmanager
def _unless_somebody_was_first() -> Iterator[None]:
    """Two people who open the next version at the same moment get the same one."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        session.expire_all()


def publish(version: Version, expected: int, account: Account | None) -> None:
    """Freeze the version, exactly as it was looked at; from then on the database refuses every change."""
    earlier = before(version)
    if sealed_surveys.covers(version.stage):
        sealed_surveys.require_sealable(document(version))
    errors = blocking(check(document(version), document(earlier) if earlier else None))
    if version.state is VersionState.DRAFT and errors:
        raise NotReady(count=len(errors))
    moved = session.execute(
        update(Version)
        .where(Version.id == version.id, Version.state == VersionState.DRAFT, Version.revision == expected)
        .values(state=VersionState.PUBLISHED, published_at=now())
    )
    session.refresh(version)
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        refuse(version)
    audit.record(version.stage.study_id, account, "publish", f"{version.stage.title} {version.number}")


def refuse(version: Version) -> None:
    """Say why a conditional change of this version met no row: frozen in the meantime, or changed by somebody."""
    if version.state is VersionState.PUBLISHED:
        raise QuestionnaireLocked
    raise StaleRevision
