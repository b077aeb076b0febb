"""The way back for somebody who came by the open link: their own address, since there is none to mail it to."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from survey_app.routes import seating
from survey_app.services import joining

blueprint = Blueprint("joining", __name__, url_prefix="/p")


@blueprint.get("/<code>/way-back")
def show(code: str) -> str | Response:
    """The personal link of this browser's person; people with an address have it in their mail."""
    found = seating.require_accepted(seating.seat(code))
    address = joining.address_of(found)
    if address is None:
        return redirect(url_for("panel_door.home", code=code), 303)
    return render_template("joining/show.html", door=found.door, address=address)
