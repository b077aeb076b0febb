"""The door, and one's own account: signing in and out, a forgotten password, name, language and time zone."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.accounts import (
    ChangePasswordForm,
    ConfirmForm,
    ForgotForm,
    NewPasswordForm,
    ProfileForm,
    SignInForm,
)
from survey_app.models import Account
from survey_app.routes import access, sessions
from survey_app.services import accounts, installation, setup

blueprint = Blueprint("accounts", __name__)
_QUARTER_HOUR = 15 * 60
_HOUR = 60 * 60
_TRIES = 10
_TRIES_OF_ALL = 300
_LETTERS_AN_HOUR = 3


@blueprint.route("/sign-in", methods=["GET", "POST"])
@sessions.public
def sign_in() -> Response | tuple[str, int]:
    """Ask for address and password."""
    if current_user.is_authenticated:
        return redirect("/", 303)
    if setup.is_due(installation.settings()):
        return redirect(url_for("setup.show"), 303)
    form = SignInForm(back=request.args.get("back", ""))
    if form.validate_on_submit():
        account = _try_password(form.email.text, form.password.text)
        if account is not None:
            sessions.begin_session(account, remember=form.remember.on)
            return redirect(sessions.safe_back(form.back.data or "/"), 303)
        form.form_errors.append(_("Address and password do not match an account. Check both and try again."))
    return render_template("accounts/sign_in.html", form=form), form.status


def _try_password(email: str, password: str) -> Account | None:
    """Count the try first, then look at the password; a success begins the count again."""
    address = email.strip().lower()
    with transaction():
        counted = sessions.throttles()
        counted.require("sign-in", _TRIES_OF_ALL, _QUARTER_HOUR)
        counted.require(f"sign-in:{address}", _TRIES, _QUARTER_HOUR)
    with transaction():
        account = accounts.check_password(address, password)
        if account is not None:
            counted.forget(f"sign-in:{address}", _QUARTER_HOUR)
    return account


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session, here and on every other computer."""
    with transaction():
        sessions.end_session(access.account())
    flash(_("You are signed out, on this computer and on all others."))
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/forgot-password", methods=["GET", "POST"])
@sessions.public
def forgot() -> Response | tuple[str, int]:
    """Send a link for a new password. The reply is the same whether the address is known or not."""
    form = ForgotForm()
    if form.validate_on_submit():
        with transaction():
            _send_reset(form.email.text)
        return redirect(url_for("accounts.link_sent"), 303)
    return render_template("accounts/forgot.html", form=form), form.status


def _send_reset(address: str) -> None:
    """Queue the letter, unless this address was written to often enough within the hour."""
    account = accounts.find_by_email(address)
    if not sessions.throttles().allow(f"forgot:{address}", _LETTERS_AN_HOUR, _HOUR):
        return
    if account is not None and account.active:
        accounts.send_link(account)


@blueprint.get("/forgot-password/sent")
@sessions.public
def link_sent() -> str:
    """What happens now."""
    return render_template("accounts/link_sent.html")


@blueprint.route("/reset-password/<token>", methods=["GET", "POST"])
@sessions.public
def reset(token: str) -> Response | tuple[str, int]:
    """Choose a new password with the link from the mail. Only sending the form uses the link up."""
    account = accounts.holder_of(token)
    form = NewPasswordForm(account.email, account.name)
    if form.validate_on_submit():
        with transaction():
            holder = accounts.reset_password(token, form.password.text)
        sessions.forget_session()
        sessions.begin_session(holder)
        flash(_("Your new password is set. You are signed in."))
        return redirect("/", 303)
    return render_template("accounts/reset.html", form=form, account=account), form.status


@blueprint.route("/account", methods=["GET", "POST"])
def show() -> Response | tuple[str, int]:
    """Name, language and time zone."""
    account = access.account()
    form = ProfileForm(obj=account)
    if form.validate_on_submit():
        with transaction():
            accounts.change_profile(
                account, name=form.name.text, language=form.language.text, timezone=form.timezone.text
            )
        session.pop("language", None)
        flash(_("Your account is saved."))
        return redirect(url_for("accounts.show"), 303)
    return render_template("accounts/show.html", form=form, account=account), form.status


@blueprint.route("/account/password", methods=["GET", "POST"])
def change_password() -> Response | tuple[str, int]:
    """A new password, for somebody who knows the old one."""
    account = access.account()
    form = ChangePasswordForm(account.email, account.name)
    if form.validate_on_submit():
        if _try_password(account.email, form.current.text) is not None:
            with transaction():
                accounts.change_password(account, form.password.text)
            sessions.begin_session(account)
            flash(_("Your password is changed. Other computers are signed out."))
            return redirect(url_for("accounts.show"), 303)
        form.current.errors = [_("This is not your current password.")]
    return render_template("accounts/password.html", form=form, account=account), form.status


@blueprint.route("/account/confirm", methods=["GET", "POST"])
def confirm() -> Response | tuple[str, int]:
    """Ask for the password again before a page with great power."""
    account = access.account()
    form = ConfirmForm(back=request.args.get("back", ""))
    if form.validate_on_submit():
        if _try_password(account.email, form.password.text) is not None:
            sessions.begin_session(account)
            return redirect(sessions.safe_back(form.back.data or "/"), 303)
        form.password.errors = [_("This is not your password.")]
    return render_template("accounts/confirm.html", form=form), form.status
