"""One's own tokens for programs: a list, a new one whose secret is shown once, and ending one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.tokens import SCOPES, TokenForm
from survey_app.routes import access, sessions
from survey_app.routes.limits import page_number
from survey_app.services import tokens

blueprint = Blueprint("tokens", __name__, url_prefix="/account/tokens")
_SIZE = 25


@blueprint.get("")
def list_tokens() -> str:
    """The tokens of this person, newest first."""
    page = page_number()
    rows, count = tokens.of_account(access.account(), page=page, size=_SIZE)
    return render_template(
        "accounts/tokens.html", rows=rows, works=tokens.works, page=page, size=_SIZE, count=count, scopes=SCOPES
    )


@blueprint.route("/new", methods=["GET", "POST"])
@sessions.fresh
def new() -> Response | tuple[str, int]:
    """Make a token. Its secret stands on the page that answers, and nowhere else."""
    form = TokenForm()
    if form.validate_on_submit():
        with transaction():
            token, secret = tokens.make(access.account(), form.name.text, form.chosen, int(form.days.text))
        return render_template("accounts/token_made.html", token=token, secret=secret, scopes=SCOPES), 200
    return render_template("accounts/token_new.html", form=form), form.status


@blueprint.get("/<token_code>")
def show(token_code: str) -> str:
    """One token, by its name, with the button that ends it."""
    token = tokens.find(access.account(), token_code)
    return render_template("accounts/token.html", token=token, works=tokens.works(token), scopes=SCOPES)


@blueprint.post("/<token_code>/revoke")
def revoke(token_code: str) -> Response:
    """End a token at once."""
    account = access.account()
    token = tokens.find(account, token_code)
    name = token.name
    with transaction():
        tokens.revoke(token, account)
    flash(_("The token “%(name)s” works no more.", name=name))
    return redirect(url_for(".list_tokens"), 303)
