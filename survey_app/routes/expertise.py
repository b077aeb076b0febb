"""What a panellist says of their own expertise, once, before the first round. A GET changes nothing."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms import expertise as sent
from survey_app.routes import seating
from survey_app.routes.expertise_words import BASIS_WORDS, FAMILIAR_WORDS, LEVEL_WORDS, field_word
from survey_app.services import expertise, ratings
from survey_app.services.expertise import Said
from survey_app.services.sittings import Sitting

blueprint = Blueprint("expertise", __name__, url_prefix="/p")
blueprint.add_app_template_filter(lambda base: BASIS_WORDS[base], "basis_word")
blueprint.add_app_template_filter(lambda level: LEVEL_WORDS[level], "level_word")
blueprint.add_app_template_filter(lambda level: FAMILIAR_WORDS[level], "familiar_word")
blueprint.add_app_template_filter(field_word, "weight_word")


@blueprint.get("/<code>/expertise")
def show(code: str) -> tuple[str, int]:
    """The questions, with what was said before."""
    sitting = _sit(code)
    return _page(sitting, sitting.expertise or Said({}))


@blueprint.post("/<code>/expertise")
def save(code: str) -> tuple[str, int] | Response:
    """Put it into the sealed sheet; what is missing is asked for once more, or left out on purpose."""
    sitting = _sit(code)
    said = sent.read(request.form)
    if not said.skipped and not sent.is_whole(said):
        return _page(sitting, said, 422)
    with transaction():
        seating.count(sitting.seat)
        ratings.save_beside(sitting.seat, sitting.asked, expertise.QUESTION, said.to_json())
    return redirect(url_for("ratings.home", code=code), 303)


def _sit(code: str) -> Sitting:
    sitting = seating.delphi(code)
    if not sitting.asks_expertise:
        raise NotFound
    return sitting


def _page(sitting: Sitting, said: Said, status: int = 200) -> tuple[str, int]:
    page = render_template(
        "ratings/expertise.html",
        door=sitting.seat.door,
        sitting=sitting,
        said=said,
        is_missing=status != 200,  # noqa: PLR2004 - the status of a page without faults
        bases=BASIS_WORDS,
        levels=LEVEL_WORDS,
        familiar=FAMILIAR_WORDS,
    )
    return page, status
