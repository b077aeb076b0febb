"""What one request of a respondent finds: the stage, the sheet to answer, the draft, what was sent already.

The respondent's path reads rows, not objects: one statement finds everything a page needs.
"""

from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, func, select

from survey_app.db import session
from survey_app.models import Draft, Quota, Response, SampledCase, Stage, Study, Version
from survey_app.privacy import links
from survey_app.services import sealed_visits
from survey_app.services.doors import Door, WrongLink
from survey_app.services.sheets import sheet
from survey_app.services.visit_parts import DraftRow, LinkKeys, Sent, Standing, Visit
from survey_app.vocabulary import StageKind, VersionState

__all__ = ["DraftRow", "LinkKeys", "Sent", "Standing", "Visit", "by_browser", "by_link"]

_STAGE: Any = Stage.__table__
_STUDY: Any = Study.__table__
_DRAFT: Any = Draft.__table__
_RESPONSE: Any = Response.__table__
_CASE: Any = SampledCase.__table__
_VERSION: Any = Version.__table__
_QUOTA: Any = Quota.__table__
_LONGEST_CODE = 12

_DOOR = (
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
)
_DRAFT_COLUMNS = tuple(_DRAFT.c[name].label(f"draft_{name}") for name in DraftRow.__dataclass_fields__)
_SENT_COLUMNS = tuple(_RESPONSE.c[name].label(f"sent_{name}") for name in Sent.__dataclass_fields__)
_DRAFT_AT = len(_DOOR)
_SENT_AT = _DRAFT_AT + len(_DRAFT_COLUMNS)
_VERSION_AT = _SENT_AT + len(_SENT_COLUMNS)
_PUBLISHED = (
    select(_VERSION.c.id)
    .where(_VERSION.c.stage_id == _STAGE.c.id, _VERSION.c.state == VersionState.PUBLISHED)
    .order_by(_VERSION.c.number.desc())
    .limit(1)
    .correlate(_STAGE)
    .scalar_subquery()
)
_HAS_QUOTAS = exists(_QUOTA.c.id).where(_QUOTA.c.stage_id == _STAGE.c.id, _QUOTA.c.active).correlate(_STAGE)


def _statement(source: Any, draft: Any, response: Any, *more: Any) -> Select[Any]:  # noqa: ANN401 - parts of SQL
    """Stage, draft, response and the version to answer (the draft's own, else the newest published) in one row."""
    version = _VERSION.alias()
    wanted = func.coalesce(_DRAFT.c.version_id, _RESPONSE.c.version_id, _PUBLISHED)
    joined = source.outerjoin(_DRAFT, draft).outerjoin(_RESPONSE, response).outerjoin(version, version.c.id == wanted)
    whole = version.c.id, version.c.published_at, _STUDY.c.salt, _HAS_QUOTAS
    return (
        select(*_DOOR, *_DRAFT_COLUMNS, *_SENT_COLUMNS, *whole, *more)
        .select_from(joined)
        .where(_STAGE.c.code == bindparam("code"), _STAGE.c.kind == StageKind.SURVEY)
        .limit(1)
    )


_STAGES = _STAGE.join(_STUDY, _STUDY.c.id == _STAGE.c.study_id)
_BY_BROWSER = _statement(
    _STAGES,
    and_(_DRAFT.c.key == bindparam("key"), _DRAFT.c.stage_id == _STAGE.c.id),
    and_(_RESPONSE.c.submit_key == bindparam("submit_key"), _RESPONSE.c.stage_id == _STAGE.c.id),
)
_BY_LINK = _statement(
    _STAGES.join(_CASE, _CASE.c.stage_id == _STAGE.c.id),
    and_(_DRAFT.c.case_id == _CASE.c.id, _DRAFT.c.conflicts_with.is_(None), _DRAFT.c.entered_by.is_(None)),
    _RESPONSE.c.case_id == _CASE.c.id,
    _CASE.c.id,
).where(_CASE.c.link_hash == bindparam("link_hash"))


def by_browser(code: str, secret: str, submit_key: str) -> Visit:
    """What a browser finds that holds this secret and submit key for the stage; both may be empty."""
    key = links.fingerprint(secret, "draft") if secret else ""
    row = _row(_BY_BROWSER, code, key=key, submit_key=submit_key)
    if Door(*row[:_DRAFT_AT]).is_unlinked:
        return _unlinked(row, secret, submit_key)
    return _visit(row, secret, submit_key, None)


def by_link(code: str, secret: str) -> Visit:
    """What the holder of a personal link finds: the case's one draft, or what was sent for the case."""
    if not links.is_secret(secret):
        raise WrongLink
    row = _row(_BY_LINK, code, link_hash=links.fingerprint(secret))
    if Door(*row[:_DRAFT_AT]).is_unlinked:
        return _unlinked(row, secret, "")
    return _visit(row, secret, "", row[-1])


def _row(statement: Select[Any], code: str, **values: str) -> Row[Any]:
    if len(code) > _LONGEST_CODE or not code.isascii() or not code.isalnum():
        raise WrongLink
    row = session.connection().execute(statement, {"code": code, **values}).first()
    if row is None:
        raise WrongLink
    return row


def _unlinked(row: Row[Any], secret: str, submit_key: str) -> Visit:
    """The same where answers are sealed: only the link itself finds and opens what belongs to it."""
    door = Door(*row[:_DRAFT_AT])
    version_id, published_at, salt = row[_VERSION_AT : _VERSION_AT + 3]
    found = sheet(version_id, published_at) if version_id is not None else None
    visit = Visit(door, found, None, None, secret, submit_key)
    return sealed_visits.complete(visit, bytes(salt)) if links.is_secret(secret) else visit


def _visit(row: Row[Any], secret: str, submit_key: str, case_id: int | None) -> Visit:
    door = Door(*row[:_DRAFT_AT])
    draft = DraftRow(*row[_DRAFT_AT:_SENT_AT]) if row[_DRAFT_AT] is not None else None
    sent = Sent(*row[_SENT_AT:_VERSION_AT]) if row[_SENT_AT] is not None else None
    version_id, published_at, _salt, has_quotas = row[_VERSION_AT : _VERSION_AT + 4]
    found = sheet(version_id, published_at) if version_id is not None else None
    if draft is not None:
        submit_key = submit_key if draft.conflicts_with else draft.submit_key
        case_id = draft.case_id
    return Visit(door, found, draft, sent, secret, submit_key, case_id, has_quotas=bool(has_quotas)).in_order()
