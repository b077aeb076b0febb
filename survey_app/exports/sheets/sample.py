"""The sample: issued against returned by what it was drawn by, and by what it was counted by afterwards."""

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import MODES, Book
from survey_app.exports.cells import display_width, text_width
from survey_app.exports.naming import attribute_name, group_name
from survey_app.exports.report import SampleTable, StratumRow
from survey_app.exports.sheet import Sheet
from survey_app.exports.words import shortened

_LEFT, _RIGHT = 2, 8
_LINE = 16.0
_BOTH, _FEWEST, _MOST = 58.0, 18.0, 44.0


def build(book: Book) -> Sheet:
    """The sample sheet: drawn tables left, tallies right, modes under the shorter side."""
    sheet = book.sheet("sample", styles.INK)
    left, right = _names(book)
    sheet.columns((2, left, 10, 10, 10, 14, 4, right, 10, 10, 14))
    book.head(sheet, "sample", book.about())
    free = {_LEFT: 5, _RIGHT: 5}
    for table in book.report.sample:
        place = _RIGHT if table.is_tally else _LEFT
        free[place] = _table(sheet, book, table, place, free[place])
    if book.report.fieldwork.modes:
        place = min(free, key=lambda side: free[side])
        free[place] = _modes(sheet, book, place, free[place])
    row = max(free.values())
    sheet.one_page = row <= 42
    _notes(sheet, book, row)
    return sheet


def _names(book: Book) -> tuple[float, float]:
    """How wide the names on either side are: what both have together, by the longest names they hold."""
    needed = {True: _FEWEST, False: _FEWEST}
    for table in book.report.sample:
        longest = max((text_width(group_name(row.label, book.words, row.words)) for row in table.rows), default=0.0)
        needed[table.is_tally] = min(_MOST, max(needed[table.is_tally], longest + 1))
    share = needed[False] / (needed[False] + needed[True])
    return share * _BOTH, (1 - share) * _BOTH


def _table(sheet: Sheet, book: Book, table: SampleTable, place: int, row: int) -> int:
    say = book.words.say
    framed = place == _LEFT
    names = [
        shortened(attribute_name(table.attribute, book.words, table.title), 30),
        *([say(N_("Frame"))] if framed else []),
        *_counted(book),
    ]
    sheet.header(row, dict(enumerate(names, place)), left=(place,))
    first = row + 1
    for number, stratum in enumerate((*table.rows, table.total), first):
        total = stratum is table.total
        label = say(N_("All")) if total else group_name(stratum.label, book.words, stratum.words)
        _line(sheet, (number, place), label, stratum, bold=total)
    last = first + len(table.rows)
    sheet.data_bar(place + (4 if framed else 3), first, last)
    return last + 2


def _counted(book: Book) -> list[str]:
    say = book.words.say
    return [say(N_("Issued")), say(N_("Returned")), say(N_("Rate"))]


def _line(sheet: Sheet, at: tuple[int, int], label: str, stratum: StratumRow, *, bold: bool) -> None:
    row, place = at
    rate = stratum.returned / stratum.issued if stratum.issued else None
    framed = [stratum.frame] if place == _LEFT else []
    counts = [*framed, stratum.issued, stratum.returned]
    sheet.put(row, place, _fitted(label, sheet.width(place)), styles.BODY_BOLD if bold else styles.BODY)
    for column, count in enumerate(counts, place + 1):
        sheet.put(row, column, count, styles.number(styles.COUNT, bold=bold))
    sheet.put(row, place + 1 + len(counts), rate, styles.number(styles.SHARE, bold=bold))
    sheet.heights[row] = _LINE


def _fitted(label: str, width: float) -> str:
    """A name on one line, cut only where its letters are really wider than the column."""
    if text_width(label) <= width:
        return label
    fitting = (shortened(label, room) for room in range(display_width(label) - 1, 1, -1))
    return next((each for each in fitting if text_width(each) <= width), shortened(label, 2))


def _modes(sheet: Sheet, book: Book, place: int, row: int) -> int:
    say, modes = book.words.say, book.report.fieldwork.modes
    total = sum(count for _mode, count in modes)
    last = place + (4 if place == _LEFT else 3)
    names = dict.fromkeys(range(place, last + 1), "")
    names |= {place: say(N_("Mode")), last - 1: say(N_("Usable")), last: say(N_("Share"))}
    sheet.header(row, names, left=(place,), wide=(last - 1, last))
    sheet.heights[row] = _LINE  # the table on the other side goes on beside it
    for number, (mode, count) in enumerate(modes, row + 1):
        sheet.put(number, place, say(MODES[mode]))
        sheet.put(number, last - 1, count, styles.number(styles.COUNT))
        sheet.put(number, last, count / total if total else None, styles.number(styles.SHARE))
        sheet.line(number, styles.BODY, place, last)
        sheet.heights[number] = _LINE
    sheet.data_bar(last, row + 1, row + len(modes))
    return row + len(modes) + 2


def _notes(sheet: Sheet, book: Book, row: int) -> None:
    words, found = book.words, book.margin()
    row = sheet.foot(
        row,
        words.say(
            N_(
                "Left: drawn by; right: counted afterwards. How many were sent and came back is never hidden; "
                "the answers of small groups are."
            )
        ),
    )
    if found is None or found.uncorrected is None:
        return
    plain = words.figure(100 * found.uncorrected)
    if found.value is None or found.population is None:
        sheet.foot(row, words.say(N_("Margin at a share of one half: ±%(plain)s points."), plain=plain))
        return
    told = words.say(
        N_(
            "Margin at a share of one half: ±%(plain)s points without, ±%(margin)s with the finite population "
            "correction (%(n)s of %(population)s)."
        ),
        plain=plain,
        margin=words.figure(100 * found.value),
        n=words.count(found.n),
        population=words.count(found.population),
    )
    sheet.foot(row, told)
