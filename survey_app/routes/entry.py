"""Entering answers on somebody's behalf: the same pages as the respondent's, marked with who entered them and how."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import AlreadySubmitted, NotFound
from survey_app.forms.entry import MODES, EntryForm
from survey_app.routes import access, holding
from survey_app.routes.presentation import LANGUAGE_NAMES
from survey_app.services import drafts, visits
from survey_app.services.doors import WrongLink
from survey_app.services.rights import Act
from survey_app.vocabulary import Mode

blueprint = Blueprint("entry", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/entry")


@blueprint.route("", methods=["GET", "POST"])
def begin(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Choose how the answers came and for which case, then fill in the pages."""
    found = access.stage(study_code, stage_code, Act.ENTER)
    try:
        visit = visits.by_browser(found.stage.code, "", "")
    except WrongLink:
        raise NotFound from None
    codes = visit.sheet.questionnaire.languages if visit.sheet else (found.study.language,)
    form = EntryForm([(mode.value, _(label)) for mode, label in MODES], [(c, LANGUAGE_NAMES.get(c, c)) for c in codes])
    if form.validate_on_submit():
        try:
            with transaction():
                holder = drafts.begin_entry(
                    visit,
                    unit=form.unit.text,
                    mode=Mode(form.mode.data),
                    language=form.language.text,
                    entered_by=access.account().id,
                )
        except (AlreadySubmitted, drafts.NoSuchCase) as refusal:
            form.unit.errors = [_(refusal.message)]
        else:
            holding.keep(found.stage.code, holder)
            return redirect(url_for("respond.show", code=found.stage.code, number=1), 303)
    page = render_template(
        "entry/begin.html", access=found, tab="fieldwork", form=form, door=visit.door, ready=visit.sheet
    )
    return page, form.status
