"""The fieldwork's chart: answers counted up by day, worded in the page's language."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.progress import Climb, Level, Upright, progress_chart
from survey_app.models import Stage
from survey_app.routes.presentation import number
from survey_app.services import fieldwork
from survey_app.services.fieldwork import DayCount, Roll
from survey_app.services.targets import needed
from survey_app.vocabulary import MailKind


def draw_days(stage: Stage, roll: Roll, days: tuple[DayCount, ...], target: int) -> Markup:
    """The answers counted up by day, from the day before the first one to the closing time or the last one."""
    zone = ZoneInfo(stage.study.timezone)
    opened, closes = _day(stage.opened_at, zone), _day(stage.closes_at, zone)
    begin = min(opened or days[0].day, days[0].day - timedelta(days=1))
    last = max(closes or days[-1].day, days[-1].day)
    points = [(begin, 0), *((each.day, each.so_far) for each in days)]
    uprights = [mark for mark in _letters(stage, zone) if begin <= mark.day <= last]
    climb = Climb(points, last, _levels(roll, target), uprights, number(days[-1].so_far))
    return progress_chart(_title(days), climb, in_words, number)


def _title(days: tuple[DayCount, ...]) -> str:
    """All that the line says, for those who do not see it."""
    return str(
        _(
            "Answers counted up by day: %(first)s on %(first_day)s, %(last)s on %(last_day)s",
            first=number(days[0].so_far),
            first_day=in_words(days[0].day),
            last=number(days[-1].so_far),
            last_day=in_words(days[-1].day),
        )
    )


def _levels(roll: Roll, target: int) -> list[Level]:
    if not roll.issued:
        return []
    wanted = needed(roll.issued, target)
    return [
        Level(roll.issued, str(_("sent %(n)s", n=number(roll.issued)))),
        Level(wanted, str(_("target %(n)s", n=number(wanted)))),
    ]


def _letters(stage: Stage, zone: ZoneInfo) -> Iterator[Upright]:
    words = {MailKind.INVITATION: _("invitations"), MailKind.REMINDER: _("reminder")}
    for kind, moment in fieldwork.letters_of(stage):
        yield Upright(moment.astimezone(zone).date(), str(words[kind]))


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def in_words(day: date) -> str:
    """A day without its year."""
    pattern = "M月d日" if get_locale().language == "zh" else "d MMM"
    return str(format_date(day, pattern, locale=get_locale()))
