"""Codes of open answers: how many answers to each question stand under each theme and code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import Book
from survey_app.exports.coded_texts import CodedTexts
from survey_app.exports.naming import whole_label
from survey_app.exports.native_charts import BarSeries, Picture, bar_chart
from survey_app.exports.report import Report
from survey_app.exports.sheet import Sheet
from survey_app.exports.words import cut_short, shortened
from survey_app.stats.proportion import Proportion

_MOST_BARS, _LINES = 14, 48
"""Codes in the chart; rows that still are put on one page."""


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A theme or a code under it; `share` is None where so few answers stand there that it is not shown."""

    theme: str
    code: str
    share: Proportion | None


def shown(report: Report, language: str = "") -> Mapping[str, CodedTexts]:
    """The coded questions with a code that enough people stand under, none that the filters in force hide."""
    least = max(1, report.analyses.least)
    return {
        name: each.spoken(language) for name, each in report.coded.items()
        if each.codes and name not in report.withheld and max(_count(share) for _, share in each.codes) >= least
    }  # fmt: skip


def lines(found: CodedTexts, least: int) -> Iterator[CodeLine]:
    """Themes with their codes, the largest first; what too few answers stand under, and its theme, is not shown."""
    under = found.theme_of or ("",) * len(found.codes)
    rows = [(theme, name, share) for theme, (name, share) in zip(under, found.codes, strict=True)]
    small = {theme for theme, _, share in rows if _count(share) < least}
    sizes = {name: _count(share) for name, share in found.themes}
    for theme in sorted({theme for theme, _, _ in rows}, key=lambda name: (name == "", -sizes.get(name, 0), name)):
        whole = next((share for name, share in found.themes if name == theme), None)
        if theme and whole is not None:
            yield CodeLine(theme, "", None if theme in small or _count(whole) < least else whole)
        mine = [(name, share) for each, name, share in rows if each == theme]
        for name, share in sorted(mine, key=lambda each: (-_count(each[1]), each[0].casefold())):
            yield CodeLine(theme, name, share if _count(share) >= least else None)


def _count(share: Proportion) -> int:
    return round(share.k)


def countable(report: Report, language: str) -> list[tuple[str, Proportion]]:
    """Every code of the first coded question that may be shown."""
    found = next(iter(shown(report, language).values()), None)
    least = max(1, report.analyses.least)
    return [each for each in found.codes if _count(each[1]) >= least] if found is not None else []


def build(book: Book) -> Sheet:
    """The sheet: one table a question, the codes of the first as bars."""
    sheet, words, report = book.sheet("text_codes"), book.words, book.report
    sheet.columns((2, 34, 50, 12, 12, 12, 12), beside=(3, 12, 12))
    about = words.say(N_("An answer may stand under several codes."))
    book.head(sheet, "text_codes", words.sentences(about, book.about()))
    labels = {each.name: words.of(whole_label(report.questionnaire, each)) for each in report.variables}
    row = 5
    for place, (name, found) in enumerate(shown(report, words.language).items()):
        row = _question(sheet, book, labels.get(name) or name, found, row)
        if place == 0:
            row = _chart(sheet, book, row)
    sheet.one_page = sheet.foot(row, note(book)) <= _LINES
    return sheet


def _question(sheet: Sheet, book: Book, label: str, found: CodedTexts, row: int) -> int:
    words, least = book.words, max(1, book.report.analyses.least)
    answers = max(share.n for _, share in found.codes)
    room = int(sheet.width(2, sheet.printed)) - 24
    told = words.say(N_("%(question)s: %(count)s answers"), question=shortened(label, room), count=words.count(answers))
    sheet.put(row, 2, told, styles.Look(size=12, bold=True))
    sheet.heights[row] = 22.0
    names = (N_("Theme"), N_("Code"), N_("Answers"), N_("Share"), N_("Low"), N_("High"))
    sheet.header(row + 1, {column: words.say(name) for column, name in enumerate(names, 2)}, left=(2, 3))
    first = row = row + 2
    for line in lines(found, least):
        _line(sheet, book, row, line)
        row += 1
    sheet.data_bar(5, first, row - 1)
    return row + 1


def _line(sheet: Sheet, book: Book, row: int, line: CodeLine) -> None:
    is_theme, share = not line.code, line.share
    sheet.put(row, 2, shortened(line.theme, 40) if is_theme else "", styles.BODY_BOLD)
    sheet.put(row, 3, shortened(line.code, 60), styles.BODY)
    if share is None:
        few = book.words.say(N_("fewer than %(least)s"), least=max(1, book.report.analyses.least))
        sheet.put(row, 4, few, styles.BODY.having(size=9, colour=styles.QUIET, align="right", indent=1))
    else:
        sheet.put(row, 4, _count(share), styles.number(styles.COUNT, bold=is_theme))
    figures = (share.value, share.interval) if share is not None else (None, None)
    low, high = (figures[1].low, figures[1].high) if figures[1] else (None, None)
    for column, value in enumerate((figures[0], low, high), 5):
        sheet.put(row, column, value, styles.number(styles.SHARE, bold=is_theme and column == 5))
    sheet.heights[row] = 17.0


def _chart(sheet: Sheet, book: Book, row: int) -> int:
    words = book.words
    ranked = sorted(countable(book.report, words.language), key=lambda each: -(each[1].value or 0.0))[:_MOST_BARS]
    if not ranked:
        return row
    aside = sheet.printed + 2
    for number, (name, share) in enumerate(ranked, 6):
        sheet.put(number, aside, cut_short(name, 40), styles.FOOT)
        sheet.put(number, aside + 1, share.value, styles.FOOT.having(number_format=styles.SHARE))
    last, tall = 5 + len(ranked), max(8, min(20, len(ranked) + 4))
    for line in range(row, row + tall):
        sheet.heights[line] = 15.0
    drawn = words.say(N_("Share of those who wrote something"))
    picture = Picture(
        title=book.charted("text_codes", drawn),
        alt=book.words.stated(drawn, book.findings["text_codes"]),
        labels=sheet.strip(aside, 6, last),
        series=(BarSeries(drawn, sheet.strip(aside + 1, 6, last)),),
        high=min(1.0, max(0.1, max(share.value or 0.0 for _, share in ranked) * 1.05)),
        plot=(0.26, 0.17, 0.71, 0.8),
        chinese=words.is_chinese,
        blank_before_percent=words.blank_before_percent,
    )
    sheet.chart(bar_chart(picture), (row, 2), (row + tall, sheet.printed + 1))
    return row + tall + 1


def note(book: Book) -> str:
    """What is not shown."""
    told = N_("Codes with fewer than %(least)s answers, and their themes, are not shown.")
    least = max(1, book.report.analyses.least)
    return book.words.say(told, least=least) if least > 1 else book.words.say(N_("Coded by hand."))
