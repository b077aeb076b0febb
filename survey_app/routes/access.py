"""Who is asking, and what they may see: every desk route begins here."""

from typing import cast

from flask import g
from flask_login import current_user

from survey_app.exceptions import NotFound
from survey_app.models import Account
from survey_app.services import rights, studies
from survey_app.services.rights import Act
from survey_app.vocabulary import StageKind


def account() -> Account:
    """The signed-in person; the gate in `sessions` lets nobody else through."""
    return cast(Account, current_user._get_current_object())  # noqa: SLF001 - Flask-Login's documented way


def study(code: str, act: Act = Act.SEE_STUDY) -> studies.Access:
    """The study at this address for this person, or 404; 403 where the role does not cover the act."""
    access = studies.find(account(), code)
    rights.require(access.role, act)
    g.access, g.study_id = access, access.study.id
    return access


def stage(study_code: str, stage_code: str, act: Act = Act.SEE_STUDY) -> studies.StageAccess:
    """The stage at this address for this person, or 404; 403 where the role does not cover the act."""
    access = studies.find_stage(account(), study_code, stage_code)
    rights.require(access.role, act)
    g.access, g.study_id = access, access.study.id
    return access


def survey(study_code: str, stage_code: str, act: Act = Act.SEE_RESULTS) -> studies.StageAccess:
    """The same for a survey; other stages have no such pages."""
    found = stage(study_code, stage_code, act)
    if found.stage.kind is not StageKind.SURVEY:
        raise NotFound
    return found


def require_administrator() -> None:
    """Pages of the administration do not exist for anybody else."""
    if not account().is_administrator:
        raise NotFound
