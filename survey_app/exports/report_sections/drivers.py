"""Drivers in the report: what goes with the outcome, as bars with intervals and as a table."""

from survey_app.exceptions import N_
from survey_app.exports import analysis_titles
from survey_app.exports.analyses import ContrastRow, ContrastTable, DriverRow
from survey_app.exports.documents import drawing
from survey_app.exports.documents.model import Emphasis, Figure, Heading, Paragraph, Part, Table
from survey_app.exports.report_sections.figures import NONE, Telling
from survey_app.exports.sheets import contrast as contrast_sheet
from survey_app.exports.sheets import drivers as sheet

_SMALL_P = 0.001


def build(telling: Telling) -> list[Part]:
    """Heading, finding, bars, table; nothing without an outcome that importance could be worked out from."""
    found = telling.book.report.analyses.drivers
    if found is None or found.result.n < telling.least:
        return []
    say, title = telling.say, analysis_titles.drivers(found, telling.words)
    measure = telling.words.sentences(
        sheet.about(telling.book, found),
        say(N_("Share of R² and %(level)s interval"), level=telling.words.share(found.result.level)) + say(N_(".")),
    )
    ends = [row.driver.interval.high if row.driver.interval else row.driver.value or 0.0 for row in found.rows]
    bars = [_bar(telling, row) for row in found.rows]
    head = (
        say(N_("Attribute")), say(N_("Share of R²")), telling.interval_head(), say(N_("Part of what is explained")),
        say(N_("Share after Johnson")), say(N_("Correlation")), say(N_("Standardised weight")),
    )  # fmt: skip
    return [
        Heading(1, say(N_("Drivers"))),
        Paragraph(title, Emphasis.LEAD, keeps=True),
        Paragraph(measure, Emphasis.QUIET, keeps=True),
        Figure(drawing.bars(bars, telling.look, high=min(1.0, max([0.05, *ends]) * 1.15)), f"{title}. {measure}"),
        Table(
            head,
            tuple(_line(telling, row) for row in found.rows),
            (46, 18, 32, 24, 22, 22, 24),
            note=telling.words.sentences(*sheet.notes(telling.book, found)),
        ),
        *_contrasts(telling),
    ]


def _contrasts(telling: Telling) -> list[Part]:
    """What high and low ratings do, as a table."""
    found, say = telling.book.report.analyses.contrast, telling.say
    if found is None or found.result.n < telling.least:
        return []
    head = (
        say(N_("Attribute")), say(N_("Penalty of a low rating")), say(N_("p")), say(N_("Reward of a high rating")),
        say(N_("p")), say(N_("What it is")),
    )  # fmt: skip
    return [
        Heading(2, say(N_("Penalty and reward"))),
        Paragraph(analysis_titles.contrast(found, telling.words), Emphasis.LEAD, keeps=True),
        Paragraph(contrast_sheet.about(telling.book, found), Emphasis.QUIET, keeps=True),
        Table(
            head,
            tuple(_contrast_line(telling, found, row) for row in found.rows),
            (48, 26, 18, 26, 18, 44),
            left=(0, 5),
            note=contrast_sheet.note(telling.book, found),
        ),
    ]


def _contrast_line(telling: Telling, found: ContrastTable, row: ContrastRow) -> tuple[str, ...]:
    each = row.contrast
    figures: tuple[str, ...] = (NONE,) * 4
    if found.is_steady(row):
        penalty, reward = telling.signed(each.penalty), telling.signed(each.reward)
        figures = (penalty, _p(telling, each.penalty_p), reward, _p(telling, each.reward_p))
    return (contrast_sheet.name_of(telling.book, row), *figures, contrast_sheet.verdict(telling.book, found, row))


def _p(telling: Telling, value: float | None) -> str:
    if value is None:
        return NONE
    if value < _SMALL_P:
        return f"<\N{NO-BREAK SPACE}{telling.words.figure(_SMALL_P, 3)}"
    return telling.words.figure(value, 3)


def _bar(telling: Telling, row: DriverRow) -> drawing.Bar:
    driver = row.driver
    low, high = (driver.interval.low, driver.interval.high) if driver.interval else (None, None)
    return drawing.Bar(sheet.name_of(telling.book, row), driver.value, telling.share(driver.value, 200), low, high)


def _line(telling: Telling, row: DriverRow) -> tuple[str, ...]:
    driver, words = row.driver, telling.words
    limits = NONE
    if driver.interval is not None:
        ends = {"low": words.share(driver.interval.low, 1), "high": words.share(driver.interval.high, 1)}
        limits = telling.say(N_("%(low)s to %(high)s"), **ends)
    return (
        sheet.name_of(telling.book, row),
        telling.share(driver.value, 200),
        limits,
        telling.share(None if driver.percent is None else driver.percent / 100),
        telling.share(driver.johnson, 200),
        telling.signed(driver.pearson),
        telling.signed(driver.beta),
    )
