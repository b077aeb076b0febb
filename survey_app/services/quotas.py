"""Quotas while people answer: who belongs to a cell, whether it is full, and counting so that no limit is exceeded.

A cell is a rule in the language of conditions, so several conditions together make nested cells. It is looked at when
somebody passes the last page its rule asks about, and counted when answers are sent, by one conditional UPDATE.

Where answers are sealed there are no quotas. A count that grows at the moment somebody answers would tell, together
with the mark on the roll, what that person has answered; counting only after the mix would come too late to end
anything.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from survey_app.db import new_code, now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Draft, Quota, Response, SampledCase
from survey_app.privacy import links
from survey_app.questions import rules
from survey_app.questions.base import Answers, load, store
from survey_app.questions.registry import type_of
from survey_app.services import course
from survey_app.services.inserts import insert_new
from survey_app.services.interviews import counted, shown
from survey_app.services.responses import content_hash, projected, split
from survey_app.services.sheets import Sheet
from survey_app.services.visits import DraftRow, Visit
from survey_app.vocabulary import Disposition, Missing, Mode, QuotaAction

_QUOTA: Any = Quota.__table__
_RESPONSE: Any = Response.__table__
_CASE: Any = SampledCase.__table__
_DRAFT: Any = Draft.__table__
OVER = "+"
"""Stands behind the name of a cell that a response was counted in though it was full already."""


class QuotaFull(Refusal):
    """Enough people of this kind have answered."""

    status = 410
    title = N_("Enough people have answered")
    message = N_("Thank you for your interest. Enough people like you have answered this questionnaire already.")

    def __init__(self, quota: Quota) -> None:
        super().__init__()
        self.quota_id = quota.id


def acting(visit: Visit) -> Sequence[Quota]:
    """The quotas that are counted for this visit, in the order they were made."""
    if visit.door.is_unlinked:
        return ()
    stage_id = visit.door.stage_id
    return session.scalars(select(Quota).where(Quota.stage_id == stage_id, Quota.active).order_by(Quota.id)).all()


def met_by(quota: Quota, sheet: Sheet, answers: Answers) -> bool:
    """Whether somebody with these answers belongs to the cell."""
    return rules.met(quota.rule, answers, sheet.names)


def closing(visit: Visit) -> Quota | None:
    """The first full quota that ends this interview now: its rule is met by pages that were passed."""
    if visit.draft is None or visit.draft.conflicts_with is not None or visit.draft.mode is Mode.OBSERVATION:
        return None
    if not visit.has_quotas:
        return None
    if not (found := [each for each in acting(visit) if _is_full(each)]):
        return None
    way = shown(visit.ready, load(visit.draft.given))
    ahead = {
        question.code
        for each in way.pages
        if each.page.key not in visit.draft.done
        for question in each.page.questions
        if type_of(question).is_seen
    }
    return next(
        (
            quota
            for quota in found
            if not rules.questions_in(quota.rule) & ahead and met_by(quota, visit.ready, way.answers)
        ),
        None,
    )


def _is_full(quota: Quota) -> bool:
    return quota.action is not QuotaAction.FLAG and quota.counted >= quota.most


def take(visit: Visit, draft: DraftRow) -> dict[str, Any]:
    """Count a response that is being stored; what its course says of it. Refuses where a hard limit is reached.

    An observation is nobody's answer, so it fills no quota.

    Cells are counted in the order of their keys, so that two people never wait for each other.
    """
    if draft.mode is Mode.OBSERVATION:
        return {}
    answers = load(counted(visit.ready, draft.given))
    cells = [quota for quota in acting(visit) if met_by(quota, visit.ready, answers)]
    names = [quota.name + (OVER if _count(quota) else "") for quota in cells]
    return {course.QUOTAS: names, course.CELLS: [quota.id for quota in cells]} if names else {}


def _count(quota: Quota) -> bool:
    """One more in a cell; whether it was full already and only says so."""
    one = [_QUOTA.c.id == quota.id]
    if quota.action is not QuotaAction.FLAG:
        one.append(_QUOTA.c.counted < _QUOTA.c.most)
    counting = update(_QUOTA).where(*one).values(counted=_QUOTA.c.counted + 1)
    row = session.execute(counting.returning(_QUOTA.c.counted, _QUOTA.c.most)).first()
    if row is None:
        raise QuotaFull(quota)
    return bool(row.counted > row.most)


def give_back(stage_id: int, went: Mapping[str, Any]) -> None:
    """Take a response out of its cells again: it is erased, or other answers take its place."""
    for key in sorted(went.get(course.CELLS, ())):
        one = _QUOTA.c.stage_id == stage_id, _QUOTA.c.id == key, _QUOTA.c.counted > 0
        session.execute(update(_QUOTA).where(*one).values(counted=_QUOTA.c.counted - 1))


def turn_away(visit: Visit, quota_id: int) -> None:
    """End an interview because a cell is full: what was answered is kept set aside, with this as its ending."""
    draft, quota = visit.draft, session.get(Quota, quota_id)
    if draft is None or quota is None or quota.stage_id != visit.door.stage_id:
        return
    if session.connection().execute(delete(_DRAFT).where(_DRAFT.c.id == draft.id)).rowcount != 1:
        return
    sheet = visit.ready
    opinions, identity = split(sheet, counted(sheet, draft.given) | _not_reached(sheet, draft))
    ending = {course.OUTCOME: ending_of(quota.name), course.QUOTA: quota.id}
    row = {
        "id": new_code(26),
        "stage_id": visit.door.stage_id,
        "version_id": draft.version_id,
        "case_id": draft.case_id,
        "entered_by": draft.entered_by,
        "submit_key": draft.submit_key,
        "content_hash": content_hash(draft.version_id, opinions | identity),
        "receipt": links.receipt(draft.submit_key),
        "mode": draft.mode,
        "language": draft.language,
        "submitted_at": now(),
        **projected(sheet, opinions),
        "usable": False,
        "set_aside": ending_of(quota.name),
        "course": course.of_response(visit, draft) | ending,
    }
    if insert_new(_RESPONSE, row):
        session.execute(update(_QUOTA).where(_QUOTA.c.id == quota.id).values(turned_away=_QUOTA.c.turned_away + 1))
    if draft.case_id is not None:
        out = _CASE.c.id == draft.case_id, _CASE.c.disposition != Disposition.COMPLETE
        session.execute(update(_CASE).where(*out).values(disposition=Disposition.INELIGIBLE))


def _not_reached(sheet: Sheet, draft: DraftRow) -> dict[str, Any]:
    """The variables of pages that were never left by Continue: what the interview ended before."""
    ahead = [page.key for page in sheet.questionnaire.pages if page.key not in draft.done]
    return store({name: Missing.NOT_SHOWN for key in ahead for name in sheet.page_variables[key]})


def ending_of(name: str) -> str:
    """The named outcome of an interview that a full cell ended."""
    return f"quota full: {name}"


def ended(went: Mapping[str, Any]) -> Quota | None:
    """The quota that ended an interview, for its last page; None where none did, or it was deleted since."""
    key = went.get(course.QUOTA)
    return session.get(Quota, key) if isinstance(key, int) else None


def was_ended(went: Mapping[str, Any]) -> bool:
    """Whether a full cell ended the interview."""
    return course.QUOTA in went
