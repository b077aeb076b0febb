"""Records that are due every day or week: which are missing, how often they are due, and how to write the next."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotAllowed
from survey_app.forms.record_plans import PlanForm
from survey_app.models import RecordPlan
from survey_app.questions.definition import Questionnaire
from survey_app.routes import access
from survey_app.routes.figures import wording
from survey_app.routes.presentation import calendar_day, day_of_the_week, ngettext
from survey_app.services import record_plans, versions
from survey_app.services.record_plans import Due, Planned, Standing
from survey_app.services.rights import Act, may
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import Rhythm

blueprint = Blueprint("records", __name__)
_PAGE = "/studies/<study_code>/stages/<stage_code>/records"


@blueprint.route(_PAGE, methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """What is due and what is missing, and the plan for whoever runs the fieldwork."""
    found = access.survey(study_code, stage_code, Act.ENTER)
    newest = versions.published(found.stage) or versions.latest(found.stage)
    questionnaire, plan = versions.document(newest), record_plans.plan_of(found.stage)
    form = _form(found, questionnaire, plan)
    if form.is_submitted() and not may(found.role, Act.RUN):
        raise NotAllowed
    if form.validate_on_submit():
        planned = Planned(Rhythm(form.rhythm.data), form.day.data, form.place.data, form.first_day)
        with transaction():
            record_plans.keep(found.stage, planned, access.account())
        flash(_("The records are planned."))
        return redirect(url_for(".show", study_code=study_code, stage_code=stage_code), 303)
    today = record_plans.today_in(found.stage)
    can_write = plan is None or record_plans.can_be_written(questionnaire, plan)
    standing = record_plans.standing(found.stage, plan, questionnaire, today) if plan and can_write else None
    return render_template(
        "records/show.html",
        access=found,
        tab="fieldwork",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        form=form,
        plan=plan,
        standing=standing,
        headline=_headline(standing) if can_write else _("No record can be written"),
        can_write=can_write,
        ends_early=not form.day.choices and record_plans.has_day(questionnaire),
        today=_lines(standing.today, found, questionnaire, plan) if standing and plan else [],
        missing=_lines(standing.missing, found, questionnaire, plan) if standing and plan else [],
        language=questionnaire.language,
        editable=may(found.role, Act.RUN),
    ), form.status


@blueprint.post(f"{_PAGE}/remove")
def remove(study_code: str, stage_code: str) -> Response:
    """Plan no more records; what was written stays."""
    found = access.survey(study_code, stage_code, Act.RUN)
    with transaction():
        record_plans.remove(found.stage, access.account())
    flash(_("No more records are planned. Those that were written stay."))
    return redirect(url_for(".show", study_code=study_code, stage_code=stage_code), 303)


def _form(found: StageAccess, questionnaire: Questionnaire, plan: RecordPlan | None) -> PlanForm:
    fallback = found.study.language
    days, places = (
        [(each.code, wording.label_of(each, fallback)) for each in questions]
        for questions in (record_plans.day_questions(questionnaire), record_plans.place_questions(questionnaire))
    )
    kept = {} if plan is None else {"rhythm": plan.rhythm.value, "day": plan.day_question}
    kept |= {} if plan is None else {"place": plan.place_question}
    starts = plan.starts_on if plan is not None else record_plans.today_in(found.stage)
    return PlanForm(days, places, data={**kept, "starts_on": starts})


def _headline(standing: Standing | None) -> str:
    if standing is None:
        return str(_("No records are planned"))
    if standing.missing_count:
        return str(ngettext("%(num)s record is missing", "%(num)s records are missing", standing.missing_count))
    if standing.today:
        return str(ngettext("%(num)s record is due now", "%(num)s records are due now", len(standing.today)))
    return str(_("No record is missing"))


def _lines(
    dues: tuple[Due, ...], found: StageAccess, questionnaire: Questionnaire, plan: RecordPlan
) -> list[tuple[str, str]]:
    """Each record that should be there: its day or week, and its place, in words."""
    fallback = found.study.language
    names = {
        option.code: wording.words_of(option.label, fallback, str(option.code))
        for option in record_plans.places_of(questionnaire, plan)
    }
    return [(when(each, plan), names.get(each.place or 0, "")) for each in dues]


def when(due: Due, plan: RecordPlan) -> str:
    """A day, or a week by its first day, in words."""
    if plan.rhythm is Rhythm.DAY:
        return day_of_the_week(due.period)
    return str(_("week from %(day)s", day=calendar_day(due.period)))
