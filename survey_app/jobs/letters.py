"""The job that sends one mail of the mail log."""

from typing import Any

from survey_app.mail.sending import deliver_mail


def send(payload: dict[str, Any], _progress: object) -> None:
    """Send it, once; what became of it stands in the mail log."""
    deliver_mail(payload["mail_id"])
