"""The fieldwork as tables to keep: answers by day with their drawing, by mode, and every plan with its result."""

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.exports.report import SampleTable
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.routes.presentation import calendar_day, number, percent
from survey_app.services.fieldwork import DayCount, ModeCount
from survey_app.services.targets import TargetLine, TargetTable, against_target
from survey_app.vocabulary import Mode


def by_day(days: Sequence[DayCount], chart: Markup) -> Figure:
    """Answers back, day by day."""
    title = str(_("Answers back by day"))
    rows = tuple(Row(calendar_day(each.day), (number(each.count), number(each.so_far))) for each in days)
    head = (str(_("Day")), str(_("Back that day")), str(_("Back so far")))
    return Figure("days", title, str(_("Fieldwork")), chart, table=Table(title, head, rows))


def by_mode(modes: Sequence[ModeCount], words: dict[Mode, str]) -> Figure:
    """Answers back by the way they came."""
    title = str(_("By mode"))
    rows = tuple(
        Row(words[each.mode], (number(each.returned), number(each.usable), number(each.set_aside))) for each in modes
    )
    head = (str(_("Mode")), str(_("Returned")), str(_("Usable")), str(_("Set aside")))
    return Figure("modes", title, str(_("Fieldwork")), table=Table(title, head, rows))


def by_attribute(table: SampleTable, percents: int) -> Figure:
    """What was sent out and what came back by one attribute, held against the target."""
    held = against_target(table, percents)
    name = column_name(table)
    title = str(_("Plan and result by %(name)s", name=name))
    rows = [_row(line, stratum_name(line)) for line in held.lines]
    rows.append(_row(held.total, str(_("All"))))
    head = (
        name, str(_("Plan")), str(_("Returned")), str(_("Rate")),
        str(_("Against %(target)s", target=percent(percents / 100))), str(_("Not back")), str(_("Usable")),
    )  # fmt: skip
    measure = str(_("counted after the draw") if table.is_tally else _("stratum of the draw"))
    return Figure(f"plan-{table.attribute}", title, measure, table=Table(title, head, tuple(rows)))


def column_name(table: SampleTable | TargetTable) -> str:
    """A column of the list in the page's language, where somebody said what it is called."""
    return wording.words_of(table.title, "en", table.attribute)


def stratum_name(line: TargetLine) -> str:
    """One of its values."""
    return str(_("not stated")) if line.label is None else wording.words_of(line.words, "en", line.label)


def _row(line: TargetLine, label: str) -> Row:
    rate = wording.NONE if line.rate is None else percent(line.rate, 1)
    gap = wording.NONE if line.gap is None else number(line.gap)
    return Row(label, (number(line.issued), number(line.returned), rate, gap, number(line.out), number(line.usable)))
