"""Administration: accounts, mails and the state of the installation."""

from flask import Blueprint, render_template

from survey_app.routes import access
from survey_app.routes.limits import page_number
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
