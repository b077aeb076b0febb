"""Entering answers on somebody's behalf: the same pages as the respondent's, marked with who entered them and how."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import AlreadySubmitted, NotFound
from survey_app.forms.entry import MODES, EntryForm
from survey_app.routes import access, holding
from survey_app.routes.figures.wording import mode_word
from survey_app.routes.limits import LARGEST_KEY
from survey_app.routes.presentation import LANGUAGE_NAMES
from survey_app.routes.visiting import forward
from survey_app.services import drafts, staff_entries, visits
from survey_app.services.doors import WrongLink
from survey_app.services.drafts import Holder
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.services.visits import Visit
from survey_app.vocabulary import Mode

blueprint = Blueprint("entry", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/entry")


@blueprint.route("", methods=["GET", "POST"])
def begin(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Choose how the answers came and for which case, then fill in the pages."""
    found = access.stage(study_code, stage_code, Act.ENTER)
    visit = _door(found)
    codes = visit.sheet.questionnaire.languages if visit.sheet else (found.study.language,)
    form = EntryForm([(mode.value, _(label)) for mode, label in MODES], [(c, LANGUAGE_NAMES.get(c, c)) for c in codes])
    if form.validate_on_submit():
        try:
            with transaction():
                holder = staff_entries.begin(
                    visit,
                    unit=form.unit.text,
                    mode=Mode(form.mode.data),
                    language=form.language.text,
                    account_id=access.account().id,
                )
        except (AlreadySubmitted, drafts.NoSuchCase, staff_entries.NobodyAsked) as refusal:
            form.unit.errors = [_(refusal.message)]
        else:
            return _to_the_pages(found, holder)
    page = render_template(
        "entry/begin.html",
        access=found,
        tab="fieldwork",
        form=form,
        door=visit.door,
        ready=visit.sheet,
        unfinished=staff_entries.unfinished(visit, access.account().id),
        mode_word=mode_word,
    )
    return page, form.status


@blueprint.post("/unfinished")
def go_on(study_code: str, stage_code: str) -> Response:
    """Go on with a form that this member has begun."""
    found = access.stage(study_code, stage_code, Act.ENTER)
    sent = request.form.get("form", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < len(str(LARGEST_KEY))):
        raise NotFound
    with transaction():
        holder = staff_entries.go_on(_door(found), int(sent), access.account().id)
    return _to_the_pages(found, holder)


def _door(found: StageAccess) -> Visit:
    try:
        return visits.by_browser(found.stage.code, "", "")
    except WrongLink:
        raise NotFound from None


def _to_the_pages(found: StageAccess, holder: Holder) -> Response:
    """To the first page that is still to be filled in."""
    holding.keep(found.stage.code, holder)
    return forward(visits.by_browser(found.stage.code, holder.secret, holder.submit_key))
