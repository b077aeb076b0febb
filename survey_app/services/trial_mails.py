"""The letter of a round as its moderator tries it out: sent to nobody else."""

from sqlalchemy import func, select

from survey_app.db import new_code, session
from survey_app.models import Account, MailEntry, PanelRound, Stage
from survey_app.services import mails
from survey_app.vocabulary import MailKind


def send(round_: PanelRound, account: Account) -> None:
    """Send the round's letter to its moderator only, with a mark where the personal link stands."""
    mails.queue(
        MailKind.ROUND_OPEN,
        account.email,
        unique_key=f"test:{round_.id}:{account.id}:{new_code()}",
        language=account.language,
        account=account,
        study=session.get_one(Stage, round_.stage_id).study,
        round_=round_,
    )


def count(round_: PanelRound) -> int:
    """How many of them stand in the mail log, without the letters to panellists: no page counts those."""
    trials = MailEntry.round_id == round_.id, MailEntry.panellist_id.is_(None)
    return session.scalar(select(func.count(MailEntry.id)).where(*trials)) or 0
