"""Administration: who can sign in."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.administration import AccountForm
from survey_app.forms.studies import ActForm
from survey_app.models import Account
from survey_app.routes import access
from survey_app.routes.limits import page_number
from survey_app.routes.sessions import fresh
from survey_app.services import accounts

blueprint = Blueprint("administration", __name__, url_prefix="/administration")
blueprint.before_request(access.require_administrator)
_SIZE = 25


@blueprint.get("/accounts")
def list_accounts() -> str:
    """Everybody who can sign in."""
    page = page_number()
    rows, count = accounts.all_accounts(page=page, size=_SIZE)
    return render_template(
        "administration/accounts.html", area="administration", accounts=rows, page=page, size=_SIZE, count=count
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@fresh
def make_account() -> Response | tuple[str, int]:
    """A new account: its owner gets a letter with a link to choose a password."""
    by = access.account()
    form = AccountForm(data={"language": by.language, "timezone": by.timezone})
    if form.validate_on_submit():
        try:
            with transaction():
                made = accounts.invite(
                    form.email.text,
                    form.name.text,
                    by=by,
                    is_administrator=form.is_administrator.on,
                    language=form.language.text,
                    timezone=form.timezone.text,
                )
        except accounts.AddressTaken as refusal:
            form.email.errors = [_(refusal.message, **refusal.params)]
        else:
            flash(_("The account is made. A letter to %(email)s is on its way.", email=made.email))
            return redirect(url_for("administration.show_account", account_id=made.id), 303)
    return render_template("administration/new_account.html", area="administration", form=form), form.status


@blueprint.get("/accounts/<key:account_id>")
def show_account(account_id: int) -> str:
    """One account, its studies and its switch."""
    found = _load(account_id)
    return render_template(
        "administration/account.html",
        area="administration",
        account=found,
        memberships=accounts.memberships(found),
        form=ActForm(),
    )


@blueprint.post("/accounts/<key:account_id>/deactivate")
@fresh
def deactivate(account_id: int) -> Response:
    """Keep somebody from signing in."""
    found = _load(account_id)
    with transaction():
        accounts.deactivate(found, by=access.account())
    flash(_("%(email)s can no longer sign in.", email=found.email))
    return redirect(url_for("administration.show_account", account_id=account_id), 303)


@blueprint.post("/accounts/<key:account_id>/reactivate")
@fresh
def reactivate(account_id: int) -> Response:
    """Let somebody sign in again."""
    found = _load(account_id)
    with transaction():
        accounts.reactivate(found, by=access.account())
    flash(_("%(email)s can sign in again.", email=found.email))
    return redirect(url_for("administration.show_account", account_id=account_id), 303)


@blueprint.post("/accounts/<key:account_id>/letter")
@fresh
def send_letter(account_id: int) -> Response:
    """Send the link to choose a password once more."""
    found = _load(account_id)
    with transaction():
        accounts.send_link(found)
    flash(_("A letter to %(email)s is on its way.", email=found.email))
    return redirect(url_for("administration.show_account", account_id=account_id), 303)


def _load(account_id: int) -> Account:
    found = accounts.find(account_id)
    if found is None:
        raise NotFound
    return found
