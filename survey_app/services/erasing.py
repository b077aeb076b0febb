"""Erasing by link: whoever holds the link takes out what was sent by it, sealed or mixed, and nobody sees who."""

from typing import Any

from sqlalchemy import delete, update

from survey_app.db import after_commit, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import PanelDraft, Response, SampledCase, Stage
from survey_app.services import audit, kept_figures, sealed_batches, sealed_drafts, sealed_visits
from survey_app.services.doors import WrongLink
from survey_app.services.visit_parts import LinkKeys, Standing, Visit
from survey_app.vocabulary import Disposition

_RESPONSE: Any = Response.__table__
_CASE: Any = SampledCase.__table__
_NOTE: Any = PanelDraft.__table__


OPEN_LINK = N_("Only your personal link can erase answers. Open it from your invitation and press “Erase my answers”.")


class NothingToErase(Refusal):
    """Nothing lies under this link."""

    title = N_("There is nothing to erase")
    message = N_("No answers are kept under this link: none were sent by it, or they have been erased already.")


class NotThisMoment(Refusal):
    """The answers are being mixed."""

    title = N_("Your answers are being mixed at this moment")
    message = N_("Wait a minute and press Erase again.")


def erase(visit: Visit) -> None:
    """Remove the sealed sheet or the stored response, the draft and the note; the person counts as a refusal.

    The log of the study says that it happened, and not who it was.
    """
    keys = visit.keys
    if keys is None or visit.case_id is None:
        raise WrongLink
    stage = session.get_one(Stage, keys.stage_id)
    study_id = stage.study_id
    after_commit(lambda: kept_figures.forget(study_id))
    sealed_batches.hold(stage.id)
    if not sealed_batches.leave(keys.inbox) and not _remove_mixed(keys):
        if sealed_visits.standing_of(keys, has_answered=False) is Standing.MIXING:
            raise NotThisMoment
        raise NothingToErase
    sealed_drafts.discard(keys)
    session.execute(delete(_NOTE).where(_NOTE.c.place == keys.note_place))
    session.execute(update(_CASE).where(_CASE.c.id == visit.case_id).values(disposition=Disposition.REFUSAL))
    audit.record(stage.study_id, None, "own_answers_erased", "1")


def _remove_mixed(keys: LinkKeys) -> bool:
    mine = _RESPONSE.c.submit_key == keys.response, _RESPONSE.c.stage_id == keys.stage_id
    return bool(session.connection().execute(delete(_RESPONSE).where(*mine)).rowcount)
