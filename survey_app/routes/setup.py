"""The set-up page: shown once, until the first administrator exists."""

from ipaddress import ip_address

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.config import Settings
from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.administration import SetUpForm
from survey_app.models import Account
from survey_app.routes import sessions
from survey_app.services import inspection, installation, setup

blueprint = Blueprint("setup", __name__)
_TRIES = 20
_QUARTER_HOUR = 15 * 60
_PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


@blueprint.route("/set-up", methods=["GET", "POST"])
@sessions.public
def show() -> Response | tuple[str, int]:
    """What was found, the first administrator, and what to begin with."""
    settings = installation.settings()
    if not setup.is_due(settings):
        raise NotFound
    is_here = opened_here(settings)
    form = SetUpForm(data={"language": str(get_locale()), "timezone": settings.timezone, "sample": "yes"})
    if form.validate_on_submit() and (is_here or _token_is_right(settings, form)):
        with transaction():
            account = setup.make_administrator(
                form.email.text,
                form.name.text,
                form.password.text,
                language=form.language.text,
                timezone=form.timezone.text,
            )
        setup.finish(settings)
        _begin(account, with_sample=form.sample.data == "yes")
        return redirect(url_for("studies.list_studies"), 303)
    page = render_template(
        "setup/show.html",
        form=form,
        is_here=is_here,
        has_sample="rondo_sample_loader" in current_app.extensions,
        findings=inspection.inspect(settings),
    )
    return page, form.status


def opened_here(settings: Settings) -> bool:
    """Whether the page was opened on this very computer: from loopback, and not passed on by a proxy."""
    if not settings.is_local or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _token_is_right(settings: Settings, form: SetUpForm) -> bool:
    """Count the try, then compare."""
    with transaction():
        sessions.throttles().require("set-up", _TRIES, _QUARTER_HOUR)
    try:
        setup.check_token(settings, form.token.text)
    except setup.WrongToken as refusal:
        form.token.errors = [_(refusal.message)]
        return False
    return True


def _begin(account: Account, *, with_sample: bool) -> None:
    """Sign the administrator in and load the sample when it was asked for."""
    sessions.begin_session(account)
    load = current_app.extensions.get("rondo_sample_loader")
    if with_sample and load is not None:
        with transaction():
            load(account)
        flash(_("The desk is ready. The sample study shows what it can do."))
    else:
        flash(_("The desk is ready. Begin with your first study."))
