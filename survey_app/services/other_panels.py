"""Panels of other studies whose people could be asked for this one: only those that this person may moderate."""

from collections.abc import Sequence

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Account, Membership, Stage, Study
from survey_app.services.rights import ALLOWED, Act
from survey_app.vocabulary import StageKind

MOST_SHOWN = 200


def of_account(account: Account, stage: Stage) -> Sequence[Stage]:
    """Brainstorms and Delphis of other studies, newest first."""
    panels = Stage.kind != StageKind.SURVEY, Stage.study_id != stage.study_id
    return session.scalars(
        select(Stage)
        .join(Study, Study.id == Stage.study_id)
        .join(Membership, Membership.study_id == Study.id)
        .where(*panels, Membership.account_id == account.id, Membership.role.in_(ALLOWED[Act.MODERATE]))
        .order_by(Study.id.desc(), Stage.position)
        .limit(MOST_SHOWN)
    ).all()


def find(account: Account, stage: Stage, code: str) -> Stage | None:
    """One of them by its code; None where it is none of them."""
    return next((each for each in of_account(account, stage) if each.code == code), None)
