"""Places at which people answer: an address and a code for each, a sheet to print, a kiosk."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from survey_app.charts.qr_code import qr_code
from survey_app.db import transaction
from survey_app.exceptions import NotFound, Refusal
from survey_app.forms.entry_places import PlacesForm
from survey_app.questions.definition import Question
from survey_app.routes import access
from survey_app.routes.limits import takes_files
from survey_app.routes.presentation import filled
from survey_app.routes.table_files import svg_file
from survey_app.services import entry_places, links, versions
from survey_app.services.doors import UNLINKED
from survey_app.services.entry_places import PARAMETER
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

blueprint = Blueprint("entry_places", __name__)
_PAGE = "/studies/<study_code>/stages/<stage_code>/places"


@dataclass(frozen=True, slots=True)
class Printed:
    """A place as it is printed: its name, its address, the code that leads there."""

    name: str
    address: str
    code: Markup


@blueprint.route(_PAGE, methods=["GET", "POST"])
@takes_files
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """The list of places, with what came back from each."""
    found = access.survey(study_code, stage_code, Act.RUN)
    form = PlacesForm(data={"names": "\n".join(entry_places.names_of(found.stage))})
    if form.validate_on_submit():
        try:
            sent = form.content
            names = entry_places.read_file(*sent) if sent else entry_places.read(form.names.text)
            with transaction():
                entry_places.keep(found.stage, names, access.account())
        except Refusal as refusal:
            form.names.errors = [filled(refusal.message, refusal.params)]
        else:
            flash(_("The places are saved."))
            return redirect(url_for(".show", study_code=study_code, stage_code=stage_code), 303)
    question = _question(found)
    lines = [
        (each, _address(found, each.name), _address(found, each.name, kiosk="1"))
        for each in entry_places.counts(found.stage, question)
    ]
    return render_template(
        "entry_places/show.html",
        access=found,
        tab="fieldwork",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        form=form,
        lines=lines,
        question=question,
        takes=found.stage.open_link and found.stage.level not in UNLINKED,
        least=found.stage.min_group,
    ), form.status


@blueprint.get(f"{_PAGE}/sheet")
def sheet(study_code: str, stage_code: str) -> str:
    """A page for each place to print and hang up: the code, and the address in letters."""
    found = access.survey(study_code, stage_code, Act.RUN)
    names = entry_places.names_of(found.stage)
    if (wanted := request.args.get("place")) is not None:
        names = [name for name in names if name == wanted]
    if not names:
        raise NotFound
    return render_template(
        "entry_places/sheet.html",
        access=found,
        tab="fieldwork",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        pages=[Printed(name, _address(found, name), _code(found, name)) for name in names],
    )


@blueprint.get(f"{_PAGE}/code.svg")
def code(study_code: str, stage_code: str) -> Response:
    """The code of one place as a drawing."""
    found = access.survey(study_code, stage_code, Act.RUN)
    name = request.args.get("place", "")
    if name not in entry_places.names_of(found.stage):
        raise NotFound
    return svg_file(_code(found, name), f"{found.stage.code} {name}")


def _question(found: StageAccess) -> Question | None:
    """The question of the published version, or of the draft before that, that keeps the place."""
    version = versions.published(found.stage) or versions.latest(found.stage)
    return entry_places.question_of(versions.document(version))


def _address(found: StageAccess, name: str, **more: str) -> str:
    return f"{links.open_address(found.stage)}?{urlencode({PARAMETER: name, **more})}"


def _code(found: StageAccess, name: str) -> Markup:
    return qr_code(_address(found, name), str(_("Code that leads to the questions for “%(place)s”", place=name)))
