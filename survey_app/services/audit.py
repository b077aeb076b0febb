"""The log of acts of power over others' data. It only grows."""

from survey_app.db import session
from survey_app.models import Account, AuditEntry

_LONGEST_SUBJECT = 200


def record(study_id: int | None, account: Account | None, act: str, subject: str = "", reason: str = "") -> None:
    """Write down who did what, in the transaction that does it."""
    account_id = account.id if account else None
    session.add(
        AuditEntry(study_id=study_id, account_id=account_id, act=act, subject=subject[:_LONGEST_SUBJECT], reason=reason)
    )
