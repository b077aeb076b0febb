"""Earlier waves: each key figure then and now, with the test of its change, or what forbids comparing; a run chart."""

from collections.abc import Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports import moved_titles, styles
from survey_app.exports.analyses import EarlierWave, WaveFigure
from survey_app.exports.book import REASONS, Book
from survey_app.exports.cells import row_height
from survey_app.exports.native_lines import Course, line_chart
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets.kano import P_FORMAT
from survey_app.exports.words import Words, shortened
from survey_app.stats.run_chart import run_chart
from survey_app.stats.waves import Barrier, WaveChange

_ASKING, _COLONS = ("?", "？"), " :："
_TALL, _LINES = 15, 40
"""Rows of the chart; rows that still are put on one page."""
_HIGHEST = 1000.0
"""Points of the rows that still are: more would be print too small to read."""
NOTE = N_(
    "Different people: z of shares, Welch’s t of means. Risen or fallen: the interval of the change leaves out 0. "
    "Changes of shares in points. S: experience minus expectation."
)
MEASURES: dict[str, str] = {
    "satisfied": N_("%(label)s: satisfied"),
    "mean": N_("%(label)s: mean"),
    "gap": N_("%(label)s: S"),
    "recommend": N_("%(label)s: net promoter score"),
    "index": N_("%(label)s: index, 0 to 100"),
    "pooled": N_("%(label)s: mean S over all attributes"),
}
BARRIERS: dict[Barrier, str] = {
    Barrier.WORDING: N_("the words changed"),
    Barrier.SCALE: N_("the answers to choose from changed"),
    Barrier.MODE: N_("the ways of answering changed"),
    Barrier.WEIGHTS: N_("only one of the two is weighted"),
}
FORMATS: dict[str, tuple[str, str]] = {
    "satisfied": (styles.SHARE_1, styles.SIGNED_POINTS),
    "mean": (styles.MEAN, styles.SIGNED),
    "gap": (styles.SIGNED, styles.SIGNED),
    "recommend": (styles.SIGNED_WHOLE, styles.SIGNED_WHOLE),
    "index": (styles.POINTS, styles.SIGNED_POINTS),
    "pooled": (styles.SIGNED, styles.SIGNED),
}
"""By measure, how a figure and its change are written; changes of shares stand in points."""


def build(book: Book, found: Sequence[EarlierWave]) -> Sheet:
    """The sheet: one table an earlier wave, the newest first, and the course of the headline figure."""
    sheet, words = book.sheet("waves"), book.words
    sheet.columns((2, 48, 11, 11, 12, 11, 11, 10, 11, 11, 32), beside=(3, 20, 10, 10))
    about = words.say(N_("Now against each earlier survey."))
    book.head(sheet, "waves", words.sentences(about, book.about()))
    row = _course(sheet, book, found, 5)
    for wave in reversed(found):
        row = _wave(sheet, book, wave, row)
    end = sheet.foot(row, words.say(NOTE))
    sheet.one_page = end <= _LINES and sum(sheet.heights.values()) <= _HIGHEST
    return sheet


def said_of(change: WaveChange, words: Words) -> str:
    """What may be said of a change: risen, fallen, nothing shown, or what forbids comparing."""
    if change.barriers:
        reasons = words.say(N_("; ")).join(words.say(BARRIERS[each]) for each in change.barriers)
        return words.say(N_("Not compared: %(reasons)s"), reasons=reasons)
    if change.value is None or change.interval is None:
        known = REASONS.get(change.reason) if change.reason else None
        return words.say(known or N_("no change can be given"))
    if change.interval.low > 0:
        return words.say(N_("▲ risen"))
    return words.say(N_("▼ fallen") if change.interval.high < 0 else N_("within the margin"))


def figure_name(figure: WaveFigure, words: Words) -> str:
    """A figure by its question and what is measured, in brackets behind a question mark."""
    name, told = words.of(figure.label) or figure.key, MEASURES[figure.measure]
    if name.endswith(_ASKING):
        return words.noted(name, words.say(told, label="").strip(_COLONS))
    return words.say(told, label=name)


def moved_words(wave: EarlierWave, words: Words) -> str:
    """What rose and fell since a wave, among the figures of the kind that most can be compared of.

    Where none of them moved, all are counted, as they stand in the table.
    """
    kinds = [
        [(words.of(each.label) or each.key, each.change) for each in wave.figures if each.measure == measure]
        for measure in MEASURES
    ]
    changes = [figure for kind in kinds for figure in kind]
    is_still = not any(_has_moved(change) for _name, change in changes)
    return moved_titles.finding(changes if is_still else max(kinds, key=_comparable), words)


def _has_moved(change: WaveChange) -> bool:
    found = change.interval
    return found is not None and not change.barriers and not found.low <= 0 <= found.high


def _comparable(moved: Sequence[tuple[str, WaveChange]]) -> int:
    return sum(change.interval is not None and not change.barriers for _name, change in moved)


def _wave(sheet: Sheet, book: Book, wave: EarlierWave, row: int) -> int:
    words = book.words
    told = {"wave": shortened(wave.title, 60), "n": words.count(wave.n)}
    title = words.say(N_("%(wave)s, n = %(n)s"), **told)
    day = words.day(wave.last) if wave.last else ""
    sheet.put(row, 2, words.say(N_(", ")).join(filter(None, (title, day))), styles.Look(size=12, bold=True))
    sheet.heights[row] = 24.0
    if wave.is_unlike:
        unlike = N_("Not compared: what the filters ask is missing in that survey, or worded otherwise.")
        sheet.put(row + 1, 2, words.say(unlike), styles.BODY)
        return row + 3
    if told_of := moved_words(wave, words):
        sheet.put(row + 1, 2, told_of, styles.BODY.having(bold=True))
        sheet.heights[row + 1] = 18.0
        row += 1
    names = (
        N_("Figure"), N_("Before"), N_("Now"), N_("Difference"), N_("Low"), N_("High"), N_("p"), N_("Base before"),
        N_("Base now"), N_("What may be said"),
    )  # fmt: skip
    sheet.header(row + 1, {column: words.say(name) for column, name in enumerate(names, 2)}, left=(2, 11))
    for number, figure in enumerate(wave.figures, row + 2):
        _line(sheet, book, number, figure)
    return row + 3 + len(wave.figures)


def _line(sheet: Sheet, book: Book, number: int, figure: WaveFigure) -> None:
    words, change = book.words, figure.change
    name, told = figure_name(figure, words), said_of(change, words)
    plain, signed = FORMATS[figure.measure]
    low, high = (change.interval.low, change.interval.high) if change.interval else (None, None)
    sheet.put(number, 2, name, styles.BODY_WRAP)
    for column, value in ((3, change.before), (4, change.now)):
        sheet.put(number, column, value, styles.number(plain))
    factor = 100 if figure.measure == "satisfied" else 1
    for column, value in ((5, change.value), (6, low), (7, high)):
        told_value = None if value is None else factor * value
        sheet.put(number, column, told_value, styles.number(signed, bold=column == 5))
    sheet.put(number, 8, change.test.p, styles.number(P_FORMAT))
    for column, n in ((9, change.n_before), (10, change.n_now)):
        sheet.put(number, column, n, styles.number(styles.base_format(n)))
    sheet.put(number, 11, told, styles.BODY_WRAP.having(indent=1))
    highest = max(row_height(name, sheet.width(2)), row_height(told, sheet.width(11) - 3))
    sheet.heights[number] = max(18.0, highest)


def _followed(found: Sequence[EarlierWave]) -> tuple[WaveFigure, list[tuple[str, float]]] | None:
    """The first figure that can be compared with at least one wave, and its values, the oldest first."""
    for wanted in ("satisfied", "mean", "recommend"):
        values = [
            (wave.title, each)
            for wave in found
            for each in wave.figures
            if each.measure == wanted and not each.change.barriers and each.change.before is not None
        ]
        if values and values[-1][1].change.now is not None:
            key = values[-1][1].key
            return values[-1][1], [(name, each.change.before or 0.0) for name, each in values if each.key == key]
    return None


def _course(sheet: Sheet, book: Book, found: Sequence[EarlierWave], row: int) -> int:
    """The figure over all waves around its median; nothing where none can be compared."""
    followed, words = _followed(found), book.words
    if followed is None or followed[0].change.now is None:
        return row
    figure, values = followed
    values = [*values, (words.say(N_("now")), figure.change.now or 0.0)]
    median = run_chart([value for _, value in values]).median
    plain = FORMATS[figure.measure][0]
    aside, last = sheet.printed + 2, 5 + len(values)
    for number, (name, value) in enumerate(values, 6):
        sheet.put(number, aside, shortened(name, 30), styles.FOOT)
        sheet.put(number, aside + 1, value, styles.FOOT.having(number_format=plain))
        sheet.put(number, aside + 2, median, styles.FOOT.having(number_format=plain))
    for line in range(row, row + _TALL):
        sheet.heights[line] = 15.0
    sheet.chart(_chart(sheet, book, figure, (6, last)), (row, 2), (row + _TALL, sheet.printed + 1))
    return row + _TALL + 1


def _chart(sheet: Sheet, book: Book, figure: WaveFigure, rows: tuple[int, int]) -> Any:
    words, aside = book.words, sheet.printed + 2
    values = sheet.strip(aside + 1, *rows)
    numbers = [float(value) for value in values.values if isinstance(value, int | float)]
    low, high = _ends(figure.measure, min(numbers), max(numbers))
    name = shortened(figure_name(figure, words), 60)
    drawn = words.say(N_("%(figure)s; dashed: the median of all waves"), figure=name)
    return line_chart(
        Course(
            title=book.charted("waves", drawn),
            alt=book.words.stated(drawn, book.findings["waves"]),
            labels=sheet.strip(aside, *rows),
            values=values,
            level=sheet.strip(aside + 2, *rows),
            names=(figure_name(figure, words), words.say(N_("Median"))),
            low=low,
            high=high,
            written={"satisfied": styles.SHARE, "mean": styles.MEAN}.get(figure.measure, styles.SIGNED_WHOLE),
            chinese=words.is_chinese,
            blank_before_percent=words.blank_before_percent,
        )
    )


def _ends(measure: str, low: float, high: float) -> tuple[float, float]:
    """The ends of the axis: shares from 0 to 1, other figures with room around them."""
    if measure == "satisfied":
        return 0.0, 1.0
    room = max(high - low, 1.0 if measure == "mean" else 20.0)
    return round(low - room / 2), round(high + room / 2) + 1.0
