"""What a respondent's browser holds: for each stage the secret of its draft and the key it may be sent under.

Both stand in the signed session cookie and, hidden, on the page itself, so that neither a lost cookie nor a second
questionnaire in another window can send answers to the wrong place.
"""

from flask import request, session

from survey_app.privacy.links import is_secret
from survey_app.services.drafts import Holder

_NAME = "respond"
_MOST_STAGES = 10
FIELD = "draft"
"""The hidden field of every form between the start page and the receipt."""


def held(code: str) -> Holder | None:
    """What the page that was sent names, else what the cookie remembers for the stage."""
    return read(request.form.get(FIELD, "")) if request.method == "POST" and FIELD in request.form else kept(code)


def kept(code: str) -> Holder | None:
    """What the cookie remembers for the stage."""
    stages = session.get(_NAME)
    return read(stages.get(code, "")) if isinstance(stages, dict) else None


def keep(code: str, holder: Holder) -> None:
    """Remember it in the cookie, which outlives the browser's windows; the oldest stages are forgotten."""
    stages = session.get(_NAME)
    if isinstance(stages, dict) and stages.get(code) == written(holder):
        return
    others = [pair for pair in stages.items() if pair[0] != code] if isinstance(stages, dict) else []
    session[_NAME] = dict([*others[-_MOST_STAGES + 1 :], (code, written(holder))])
    session.permanent = True


def drop(code: str) -> None:
    """Forget a stage, so that the next person at this browser begins anew."""
    stages = session.get(_NAME)
    if isinstance(stages, dict) and code in stages:
        session[_NAME] = {other: value for other, value in stages.items() if other != code}


def written(holder: Holder) -> str:
    """A holder as it stands in the cookie and the hidden field."""
    return f"{holder.secret}.{holder.submit_key}"


def read(text: object) -> Holder | None:
    """A holder out of its written form; None where it is none."""
    secret, _dot, submit_key = text.partition(".") if isinstance(text, str) else ("", "", "")
    return Holder(secret, submit_key) if is_secret(secret) and is_secret(submit_key) else None
