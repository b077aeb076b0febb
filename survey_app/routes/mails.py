"""The mail log and the system check: what an administrator looks after."""

import secrets

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.administration import TestMailForm
from survey_app.forms.studies import ActForm
from survey_app.mail.letters import CannotCompose, Letter, letter
from survey_app.models import MailEntry
from survey_app.routes import access
from survey_app.routes.administration import blueprint
from survey_app.routes.limits import page_number
from survey_app.services import inspection, installation, mails
from survey_app.vocabulary import MailKind, MailState

__all__ = ["blueprint"]

_SIZE = 25


@blueprint.route("/mails", methods=["GET", "POST"])
def list_mails() -> Response | tuple[str, int]:
    """Who was written to, and what became of it; and a form for a test mail."""
    form = TestMailForm(data={"email": access.account().email})
    if form.validate_on_submit():
        with transaction():
            key = f"test:{secrets.token_hex(8)}"
            mails.queue(MailKind.TEST, form.email.text, unique_key=key, language=access.account().language)
        flash(_("A test mail to %(email)s is on its way.", email=form.email.text))
        return redirect(url_for("administration.list_mails"), 303)
    page = page_number()
    rows, count = mails.page_of_all(page=page, size=_SIZE)
    shown = render_template(
        "administration/mails.html",
        area="administration",
        form=form,
        mails=rows,
        nameless=mails.nameless(rows),
        page=page,
        size=_SIZE,
        count=count,
        is_sending=bool(installation.settings().mail_url),
    )
    return shown, form.status


@blueprint.route("/mails/<key:mail_id>", methods=["GET", "POST"])
def show_mail(mail_id: int) -> tuple[str, int]:
    """One mail. Where no mail server is set up, its text too; one with a link only after a press, which is logged."""
    entry, form = mails.find(mail_id), ActForm()
    letter = _text_of(entry)
    if letter is not None and mails.holds_link(entry):
        if form.validate_on_submit():
            with transaction():
                mails.note_shown(entry, access.account())
        else:
            letter = None
    page = render_template(
        "administration/mail.html",
        area="administration",
        mail=entry,
        letter=letter,
        form=form,
        may_show=letter is None and _is_shown_here(entry),
        kept_back=bool(mails.kept_back([entry])),
        is_nameless=bool(mails.nameless([entry])),
    )
    return page, 200


@blueprint.get("/check")
def check() -> str:
    """The state of the installation in words."""
    findings = inspection.inspect(installation.settings())
    return render_template("administration/check.html", area="administration", findings=findings)


def _is_shown_here(entry: MailEntry) -> bool:
    """A letter is shown only where it cannot be sent, and its language tells nothing of whom it goes to."""
    is_here = not installation.settings().mail_url and entry.state is MailState.SHOWN
    return is_here and not mails.kept_back([entry]) and not mails.nameless([entry])


def _text_of(entry: MailEntry) -> Letter | None:
    """The text, composed now, where it could not be sent."""
    if not _is_shown_here(entry):
        return None
    try:
        return letter(entry)
    except CannotCompose:
        return None
