"""Ratings collected elsewhere: looked at in counts, then made a study whose rounds are analysed and released."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response
from wtforms import Field

from survey_app.db import transaction
from survey_app.exceptions import Refusal
from survey_app.forms.rating_files import RatingFileForm
from survey_app.models import Account
from survey_app.routes import access
from survey_app.routes.limits import takes_files
from survey_app.routes.presentation import filled
from survey_app.routes.rating_words import figure
from survey_app.services import rating_files
from survey_app.services.rating_files import Counts, ReasonsRefused
from survey_app.services.rating_imports import Imported, ScaleUnreadable, SecondUnreadable

blueprint = Blueprint("rating_files", __name__, url_prefix="/studies/ratings")


@blueprint.route("", methods=["GET", "POST"])
@takes_files
def bring_in() -> Response | tuple[str, int]:
    """Make a study of a file of ratings, or look at what would come of it."""
    form, found, made = RatingFileForm(), None, None
    status = form.status
    if form.validate_on_submit():
        try:
            found, made = _brought(form, access.account())
            status = 200
        except Refusal as refusal:
            _say_at_its_field(form, refusal)
            status = refusal.status
    page = render_template("studies/ratings.html", area="studies", form=form, found=found, made=made, figure=figure)
    return page, status


def _brought(form: RatingFileForm, account: Account) -> tuple[Counts, Imported | None]:
    """What is in the file, and what was made of it; nothing was where it was only looked at."""
    ratings, reasons = form.sent
    read = rating_files.read(ratings, reasons, form.scale.text, form.second.text)
    if form.look.on:
        return rating_files.counts(read), None
    with transaction():
        return rating_files.counts(read), rating_files.bring_in(account, read, form.title.text, ratings.name)


def _say_at_its_field(form: RatingFileForm, refusal: Refusal) -> None:
    fields: dict[type[Refusal], Field] = {
        ScaleUnreadable: form.scale,
        SecondUnreadable: form.second,
        ReasonsRefused: form.reasons,
    }
    fields.get(type(refusal), form.file).errors = [filled(refusal.message, refusal.params)]
