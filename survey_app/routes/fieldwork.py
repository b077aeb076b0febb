"""How far the fieldwork is: one page with its own address for every attribute it is shown by."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.db import now
from survey_app.exports.report import Fieldwork, SampleTable
from survey_app.forms.fieldwork import TARGET, TargetForm
from survey_app.models import Stage
from survey_app.routes import access
from survey_app.routes.fieldwork_chart import draw_days
from survey_app.routes.figures.fieldwork import column_name, stratum_name
from survey_app.routes.presentation import ngettext, percent
from survey_app.services import endings, fieldwork, invitations, sealed_surveys
from survey_app.services.fieldwork import Roll
from survey_app.services.rights import Act
from survey_app.services.targets import TargetTable, against_target, needed
from survey_app.vocabulary import MailKind, Mode, StageState

blueprint = Blueprint("fieldwork", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/fieldwork")
MODES = {
    Mode.WEB: _l("Online"),
    Mode.PHONE: _l("Telephone"),
    Mode.PAPER: _l("Paper"),
    Mode.INTERVIEWER: _l("Face to face"),
    Mode.OBSERVATION: _l("Observed on the spot"),
}


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What is left until the stage closes: days, or hours on the last day."""

    count: int
    unit: str


@blueprint.get("")
def show(study_code: str, stage_code: str) -> tuple[str, int]:
    """Sent out, back, usable, still out, time left; by day, by mode, by stratum."""
    found = access.stage(study_code, stage_code, Act.ENTER)
    tables = fieldwork.sample_tables(found.stage)
    names = {table.attribute: column_name(table) for table in tables}
    form = TargetForm(names, formdata=request.args, data={"target": TARGET})
    target, table = _wanted(form, tables)
    work, roll = fieldwork.fieldwork_of(found.stage), fieldwork.roll_of(found.stage)
    days = fieldwork.days_of(found.stage)
    return render_template(
        "fieldwork/show.html",
        access=found,
        tab="fieldwork",
        form=form,
        work=work,
        roll=roll,
        days=days,
        chart=draw_days(found.stage, roll, days, target) if days else "",
        modes=fieldwork.modes_of(found.stage),
        endings=endings.of_stage(found.stage),
        mode_words=MODES,
        table=table,
        column_name=column_name,
        stratum_name=stratum_name,
        target_words=percent(target / 100),
        mark=target - 0.6,
        needed=needed(roll.issued, target),
        tables=tables,
        rates=fieldwork.rates_of(roll) if roll.issued else None,
        headline=_headline(found.stage, work, roll, table),
        sealed=sealed_surveys.count_of(found.stage),
        left=_time_left(found.stage),
        remind=invitations.count_due(found.stage, MailKind.REMINDER),
        made_at=now(),
    ), 422 if form.errors else 200


def _wanted(form: TargetForm, tables: tuple[SampleTable, ...]) -> tuple[int, TargetTable | None]:
    """The target, and the table that is asked for: the first one unless the address names another."""
    if not tables:
        return TARGET, None
    is_asked = bool(request.args) and form.validate()
    target = form.target.data if is_asked and form.target.data else TARGET
    names = {table.attribute: table for table in tables}
    chosen = names.get(form.by.text if is_asked else "", tables[0])
    form.by.data, form.target.data = chosen.attribute, form.target.data or target
    return target, against_target(chosen, target)


def _headline(stage: Stage, work: Fieldwork, roll: Roll, table: TargetTable | None) -> str:
    """What the page found, in one sentence."""
    if stage.state is StageState.DRAFT:
        return str(_("The fieldwork has not begun"))
    if not roll.issued and work.observed and not work.answers:
        return str(ngettext("%(num)s observation", "%(num)s observations", work.observed))
    if not roll.issued:
        return str(ngettext("%(num)s answer is back", "%(num)s answers are back", work.answers))
    if sealed_surveys.covers(stage) and not roll.answered and stage.state is StageState.OPEN:
        return str(_("Fewer than %(k)s answers are back", k=stage.min_group))
    if roll.answered in (0, roll.issued):
        return str(_("Everybody has answered") if roll.answered else _("Nothing is back yet"))
    return _share_back(percent(roll.answered / roll.issued), table)


def _share_back(share: str, table: TargetTable | None) -> str:
    """The share that is back, and where it is furthest behind or that the target is met."""
    if table is not None and table.furthest is not None:
        return str(
            _("%(share)s are back; %(place)s is furthest behind", share=share, place=stratum_name(table.furthest))
        )
    if table is not None and (table.total.gap or -1) >= 0:
        return str(_("%(share)s are back, the target is met", share=share))
    return str(_("%(share)s are back", share=share))


def _time_left(stage: Stage) -> TimeLeft | None:
    """Nothing when the stage is not open or never closes by itself."""
    if stage.state is not StageState.OPEN or stage.closes_at is None or stage.closes_at <= now():
        return None
    left = stage.closes_at - now()
    if left >= timedelta(days=1):
        return TimeLeft(left.days, str(ngettext("day", "days", left.days)))
    hours = max(1, left.seconds // 3600)
    return TimeLeft(hours, str(ngettext("hour", "hours", hours)))
