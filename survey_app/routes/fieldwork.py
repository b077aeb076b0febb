"""How far the fieldwork is: one page with its own address for every attribute it is shown by."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Blueprint, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from survey_app.charts.progress import Climb, Level, Upright, progress_chart
from survey_app.db import now
from survey_app.exports.report import Fieldwork, SampleTable
from survey_app.forms.fieldwork import TARGET, TargetForm
from survey_app.models import Stage
from survey_app.routes import access
from survey_app.routes.presentation import number, percent
from survey_app.services import fieldwork, invitations
from survey_app.services.fieldwork import DayCount, Roll
from survey_app.services.rights import Act
from survey_app.services.targets import TargetTable, against_target, needed
from survey_app.vocabulary import MailKind, Mode, StageState

blueprint = Blueprint("fieldwork", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/fieldwork")
_EXACT_FROM = 200
"""Below so many cases a percentage carries no decimals and the count stands before it."""
MODES = {
    Mode.WEB: _l("Online"),
    Mode.PHONE: _l("Phone"),
    Mode.PAPER: _l("Paper"),
    Mode.INTERVIEWER: _l("Face to face"),
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
    form = TargetForm([table.attribute for table in tables], formdata=request.args, data={"target": TARGET})
    target, table = _wanted(form, tables)
    work, roll, days = fieldwork.fieldwork_of(found.stage), fieldwork.roll_of(found.stage), fieldwork.days_of(found.stage)
    return render_template(
        "fieldwork/show.html",
        access=found,
        tab="fieldwork",
        form=form,
        work=work,
        roll=roll,
        days=days,
        chart=_chart(found.stage, roll, days, target) if days else "",
        modes=fieldwork.modes_of(found.stage),
        mode_words=MODES,
        table=table,
        target_words=percent(target / 100),
        mark=target - 0.6,
        needed=needed(roll.issued, target),
        tables=tables,
        rates=fieldwork.rates_of(roll) if roll.issued else None,
        headline=_headline(found.stage, work, roll, table),
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
    if not roll.issued:
        return str(ngettext("%(num)s answer is back", "%(num)s answers are back", work.returned))
    if not roll.answered:
        return str(_("Nothing is back yet"))
    if roll.answered == roll.issued:
        return str(_("Everybody has answered"))
    share = percent(roll.answered / roll.issued)
    if table is None or table.furthest is None:
        if table is not None and table.total.gap is not None and table.total.gap >= 0:
            return str(_("%(share)s are back, the target is met", share=share))
        return str(_("%(share)s are back", share=share))
    return str(_("%(share)s are back; %(place)s is furthest behind", share=share, place=table.furthest.label))


def _time_left(stage: Stage) -> TimeLeft | None:
    """Nothing when the stage is not open or never closes by itself."""
    if stage.state is not StageState.OPEN or stage.closes_at is None or stage.closes_at <= now():
        return None
    left = stage.closes_at - now()
    if left >= timedelta(days=1):
        return TimeLeft(left.days, str(ngettext("day", "days", left.days)))
    hours = max(1, left.seconds // 3600)
    return TimeLeft(hours, str(ngettext("hour", "hours", hours)))


def _chart(stage: Stage, roll: Roll, days: tuple[DayCount, ...], target: int) -> Markup:
    """The answers counted up by day, from the opening to the closing time or today."""
    zone = ZoneInfo(stage.study.timezone)
    begin = min(_day(stage.opened_at, zone) or days[0].day, days[0].day)
    last = max(_day(stage.closes_at, zone) or days[-1].day, days[-1].day, begin + timedelta(days=1))
    points = [(begin - timedelta(days=1) if begin == days[0].day else begin, 0), *((each.day, each.so_far) for each in days)]
    levels = []
    if roll.issued:
        levels = [
            Level(roll.issued, str(_("sent %(n)s", n=number(roll.issued)))),
            Level(needed(roll.issued, target), str(_("target %(n)s", n=number(needed(roll.issued, target))))),
        ]
    words = {MailKind.INVITATION: _("invitations"), MailKind.REMINDER: _("reminder")}
    uprights = [
        Upright(day, str(words[kind]))
        for kind, moment in fieldwork.letters_of(stage)
        if (day := _day(moment, zone)) and points[0][0] <= day <= last
    ]
    counted = number(days[-1].so_far)
    title = _(
        "Answers counted up by day: %(first)s on %(first_day)s, %(last)s on %(last_day)s",
        first=number(days[0].so_far),
        first_day=_in_words(days[0].day),
        last=counted,
        last_day=_in_words(days[-1].day),
    )
    climb = Climb(points, last, levels, uprights, counted)
    return progress_chart(str(title), climb, _in_words, lambda value: number(value))


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def _in_words(day: date) -> str:
    return str(format_date(day, "d MMM", locale=get_locale()))
