"""Cross-tables: every closed question against what tells people apart, with letters where columns differ."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.exceptions import N_
from survey_app.exports import left_out, styles, told_in_parts
from survey_app.exports.analyses import BannerTable, BannerTables, Break
from survey_app.exports.book import Book
from survey_app.exports.cells import broken, display_width, row_height
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets import break_words
from survey_app.exports.words import cut_short, shortened
from survey_app.stats.crosstab import TableLine
from survey_app.stats.letters import column_letter

_BAND, _NAMES, _LETTERS, _FIRST = 5, 6, 7, 8
_WIDE, _WIDE_ROOM = 1.4, 0.88
_MOST_POINTS = 7
"""Of a longer scale only the points that are joined have lines."""
_LABEL, _COLUMN, _BETWEEN = 27.0, 9.8, 1.2
_PRINTED, _PAGE = 141.0, 500.0
"""The width that is printed at full size, and the height of a page then; a wider sheet is printed smaller."""
_LINE, _SMALL = 15.5, 12.0
_BAND_ROOM = 1.12
"""Letters of the band are smaller than those that widths are counted in."""
_HEAD = 110.0
"""The title and what stands above the names of the columns, repeated on every page."""
_AROUND = 8.0 + 19.0 + 3 * _LINE
"""Above and below the lines of a block: its question and base, its two tests."""
_LETTER = styles.Look(size=9, bold=True, colour=styles.RESULT, align="right", indent=1, middle=False)
_QUIET = styles.Look(size=9, colour=styles.QUIET, align="right", indent=1)


@dataclass
class _Writer:
    """Where things stand: the column of each value of each break, and the room used on the page."""

    sheet: Sheet
    book: Book
    places: Mapping[tuple[str, str], int]
    repeated: float
    page: float
    row: int = _FIRST
    used: float = 0.0
    letters: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def take(self, height: float) -> int:
        """Use the next row with this height; returns its number."""
        self.sheet.heights[self.row] = height
        self.used += height
        self.row += 1
        return self.row - 1


def build(book: Book, found: BannerTables) -> Sheet:
    """The sheet: breaks side by side, one block a question."""
    sheet, words = book.sheet("crosstabs"), book.words
    widths, places = _columns(found.breaks)
    whole = max(_PRINTED, sum(widths[1:]))
    sheet.columns(widths, total=whole)
    about = words.say(N_("Share of valid answers; below it how many."))
    book.head(sheet, "crosstabs", words.sentences(about, book.about()))
    letters = {key: column_letter(place) for place, key in enumerate(places)}
    height = _banner(sheet, book, found.breaks, places, letters)
    page = _PAGE * whole / _PRINTED
    writer = _Writer(sheet, book, places, _HEAD + height, page, used=_HEAD + height, letters=letters)
    for table in found.tables:
        _block(writer, table)
    sheet.freeze, sheet.repeated = f"C{_FIRST}", f"1:{_LETTERS}"
    row = writer.row + 1
    for told in _notes(book, found):
        row = sheet.foot(row, told)
    return sheet


def _columns(breaks: Sequence[Break]) -> tuple[tuple[float, ...], dict[tuple[str, str], int]]:
    """The widths, and where the column of each value stands: everybody first, a little room before each break."""
    widths, places = [2.0, _LABEL, _COLUMN], {}
    for each in breaks:
        widths.append(_BETWEEN)
        for value, _ in each.values:
            widths.append(_COLUMN)
            places[each.key, value] = len(widths)
    return tuple(widths), places


def _banner(
    sheet: Sheet,
    book: Book,
    breaks: Sequence[Break],
    places: Mapping[tuple[str, str], int],
    letters: Mapping[tuple[str, str], str],
) -> float:
    """The names of breaks and columns with their letters; how high the row of names is."""
    words, say = book.words, book.words.say
    band = styles.Look(size=10, bold=True, colour=styles.WHITE, fill=styles.RESULT)
    name_look = styles.HEADER_RIGHT.having(size=9, edge="", indent=0)
    letter_look = styles.HEADER_RIGHT.having(size=9, colour=styles.RESULT)
    sheet.put(_NAMES, 3, say(N_("All")), name_look)
    sheet.put(_LETTERS, 2, say(N_("Column letter")), styles.HEADER.having(size=9, bold=False))
    sheet.put(_LETTERS, 3, None, letter_look)
    height = 24.0
    for each in breaks:
        columns = [places[each.key, value] for value, _ in each.values]
        room = int(sheet.width(columns[0], columns[-1]) * _BAND_ROOM)
        for column in columns:
            sheet.put(_BAND, column, None, band)
        sheet.put(_BAND, columns[0], cut_short(break_words.break_name(each, words), room), band)
        for (value, _), column in zip(each.values, columns, strict=True):
            name = _in_lines(shortened(break_words.value_name(each, value, words), 56), sheet.width(column))
            sheet.put(_NAMES, column, name, name_look)
            sheet.put(_LETTERS, column, letters[each.key, value], letter_look)
            height = max(height, min(row_height(name, 0.9 * sheet.width(column) - 0.5, 9), 76.0))
    sheet.heights |= {_BAND: 19.0, _NAMES: height, _LETTERS: 15.0}
    return height


def _in_lines(name: str, width: float) -> str:
    """Wide letters broken by hand: left to the program they fill the column and run into the next one.

    A chain of words with strokes that is wider than the column may be broken after each of them.
    """
    if display_width(name) > _WIDE * len(name):
        return "\n".join(broken(name, _WIDE_ROOM * width * 11 / 9))
    chains = (each.replace("/", "/ ") if display_width(each) > width else each for each in name.split())
    return " ".join(chains).strip()


def _block(writer: _Writer, table: BannerTable) -> None:
    """One question: its bases, its answers, what joins the highest points, its mean, its tests."""
    words, sheet = writer.book.words, writer.sheet
    lines = [(place, line) for place, line in enumerate(table.table.rows) if line.is_net or not table.is_item]
    if len(table.points) > _MOST_POINTS:
        lines = [each for each in lines if each[1].is_net]
    elif not table.is_item:
        # where only one point counts, or both are told as one, its row says it already
        lines = [each for each in lines if not each[1].is_net or len(each[1].codes) > 1]
    pages = _pages(writer, table, [place for place, _ in lines])
    writer.take(8.0)
    name = shortened(break_words.question_name(table, words), int(sheet.width(2, sheet.printed)) - 4)
    sheet.put(writer.take(19.0), 2, name, styles.Look(size=12, bold=True))
    _bases(writer, table)
    for number, (place, line) in enumerate(lines):
        if number * pages // len(lines) > max(0, number - 1) * pages // len(lines):
            _break(writer)
        _answer(writer, table, place, line)
    _mean(writer, table)
    _tests(writer, table)


def _pages(writer: _Writer, table: BannerTable, places: Sequence[int]) -> int:
    """Begin a new page where the block does not fit on this one; on how many pages it stands.

    A block that is longer than a page is shared out, so that no page holds its last line alone.
    """
    found = table.table
    around = _AROUND + (_SMALL if found.is_weighted else 0.0) + (_LINE + _SMALL if found.means is not None else 0.0)
    letters = found.letters.letters if found.letters is not None else ()
    lined = sum(bool(letters) and any(letters[place]) for place in places)
    lines = (_LINE + _SMALL) * len(places) + _SMALL * lined
    if writer.used + around + lines > writer.page and writer.row > _FIRST:
        _break(writer)
    return max(1, math.ceil(lines / max(writer.page - writer.repeated - around, 1.0)))


def _break(writer: _Writer) -> None:
    writer.sheet.breaks.append(writer.row - 1)
    writer.used = writer.repeated


def _cells(writer: _Writer, table: BannerTable) -> list[tuple[int, int]]:
    """(column of the sheet, column of the table) of everybody and of every group that is shown."""
    found = [(3, 0)]
    for (key, value), column in writer.places.items():
        place = table.column(key, value)
        if place is not None:
            found.append((column, place))
    return found


def _bases(writer: _Writer, table: BannerTable) -> None:
    row, say = writer.take(_LINE), writer.book.words.say
    fill = styles.Look(size=10, colour=styles.QUIET, fill="F6F7F9")
    writer.sheet.put(row, 2, say(N_("Base: valid answers")), fill)
    for column in range(3, writer.sheet.printed + 1):
        writer.sheet.put(row, column, None, fill)
    for column, place in _cells(writer, table):
        n = table.table.columns[place].n
        look = fill.having(align="right", indent=1, number_format=styles.base_format(n))
        writer.sheet.put(row, column, n, look)
    if table.table.is_weighted:
        row = writer.take(_SMALL)
        writer.sheet.put(row, 2, say(N_("Effective base")), _QUIET.having(align="left"))
        for column, place in _cells(writer, table):
            look = _QUIET.having(number_format=styles.POINTS)
            writer.sheet.put(row, column, table.table.columns[place].n_eff, look)


def _answer(writer: _Writer, table: BannerTable, place: int, line: TableLine) -> None:
    """The shares of one answer, below them the people, and the letters where there are some."""
    words, found = writer.book.words, table.table
    name = break_words.top_name(table, line, words) if line.is_net else _code(table, line, writer.book)
    look = styles.number(styles.SHARE, bold=line.is_net).having(edge="")
    label = styles.Look(bold=line.is_net, indent=0 if line.is_net else 1, wrap=True)
    row = writer.take(max(_LINE, row_height(name, writer.sheet.width(2) - 1)))
    writer.sheet.put(row, 2, name, label)
    shares = found.column_shares[place].tolist()
    for column, at in _cells(writer, table):
        writer.sheet.put(row, column, shares[at], look)
    row = writer.take(_SMALL)
    counts = found.counts[place].tolist()
    for column, at in _cells(writer, table):
        writer.sheet.put(row, column, round(counts[at]), _QUIET.having(number_format=styles.COUNT))
    if found.letters is not None and found.letters.letters:
        _letter_row(writer, table, found.letters.letters[place])


def _code(table: BannerTable, line: TableLine, book: Book) -> str:
    code = line.codes[0]
    words = dict(table.codes).get(code, {}) if isinstance(code, int) else {}
    return book.words.of(words) or str(code)


def _letter_row(writer: _Writer, table: BannerTable, letters: Sequence[str]) -> None:
    """The letters of one row of the table as the sheet names its columns; no row where there are none."""
    names = {
        each.letter: writer.letters[each.question, each.labels[0]]
        for each in table.table.columns[1:]
        if (each.question, each.labels[0]) in writer.letters
    }
    told = {column: renamed(letters[place], names) for column, place in _cells(writer, table)}
    if any(told.values()):
        row = writer.take(_SMALL)
        for column, words in told.items():
            if words:
                writer.sheet.put(row, column, words, _LETTER)


def renamed(letters: str, names: Mapping[str, str]) -> str:
    """Letters of a table in the letters of the sheet; small ones stay small.

    >>> renamed("A c", {"A": "B", "C": "D"})
    'Bd'
    """
    found = []
    for each in letters.split():
        name = names.get(each.upper(), "")
        found.append(name if each.isupper() else name.lower())
    return "".join(found)


def _mean(writer: _Writer, table: BannerTable) -> None:
    found = table.table
    if found.means is None:
        return
    row, say = writer.take(_LINE), writer.book.words.say
    name, look = (N_("Net promoter score"), styles.SIGNED_POINTS) if table.is_score else (N_("Mean"), styles.MEAN)
    writer.sheet.put(row, 2, say(name), styles.BODY_BOLD.having(edge=""))
    means = found.means.tolist()
    for column, place in _cells(writer, table):
        writer.sheet.put(row, column, means[place], styles.number(look, bold=True).having(edge=""))
    if found.mean_letters is not None and found.mean_letters.letters:
        _letter_row(writer, table, found.mean_letters.letters[0])


def _tests(writer: _Writer, table: BannerTable) -> None:
    """Chi-square and Cramér's V of each break, under its first columns; a thin line ends the block."""
    words, sheet = writer.book.words, writer.sheet
    found = {key: test for key, test in table.table.tests if test is not None and test.p is not None}
    if found:
        rows = writer.take(_LINE), writer.take(_LINE)
        quiet = styles.Look(size=9, colour=styles.QUIET)
        sheet.put(rows[0], 2, words.say(N_("Chi-square (degrees of freedom)")), quiet)
        for key, test in found.items():
            column = min(place for (name, _), place in writer.places.items() if name == key)
            sheet.put(rows[0], column, break_words.test_words(test, words), quiet)
            sheet.put(rows[1], column, test.v, quiet.having(number_format=styles.MEAN, edge="thin"))
        sheet.put(rows[1], 2, words.say(N_("Cramér’s V")), quiet.having(edge="thin"))
    last = writer.row - 1
    sheet.line(last, styles.BODY.having(size=9, colour=styles.QUIET))
    for column in range(2, sheet.printed + 1):
        cell = sheet.cells[last, column]
        sheet.put(last, column, cell.value, cell.look.having(edge="thin"))


def _notes(book: Book, found: BannerTables) -> list[str]:
    say, words = book.words.say, book.words
    high, low = words.share(0.95), words.share(0.90)
    notes = [
        say(
            N_(
                "A letter names a column of the same group that the figure stands above: capital at %(high)s, small at "
                "%(low)s confidence. z of shares and t of means, on effective bases."
            ),
            high=high,
            low=low,
        )
    ]
    notes.append(
        say(N_("* base under 100; ** base under 30: shown, not tested. A rating is tested by its two highest points."))
    )
    if break_words.has_short(found.tables):
        notes.append(say(break_words.SHORT))
    if any(table.table.is_weighted for table in found.tables):
        told = N_("Weighted: chi-square divided by its design effect in the table, p by F (Rao and Scott 1984).")
        notes.append(say(told))
    parts = [break_words.fewer(each, found, words) for each in found.breaks if len(each.values) < each.total]
    if any(table.hidden for table in found.tables):
        parts.append(say(N_("An empty column has too few answers to be shown apart.")))
    if any(table.is_partial for table in found.tables):
        parts.append(say(told_in_parts.BESIDE, least=book.report.min_group))
    if any(table.leaves_out for table in found.tables):
        parts.append(say(told_in_parts.GROUPS, least=book.report.min_group))
    if any(table.is_partial or table.leaves_out for table in found.tables):
        parts.append(say(told_in_parts.MORE))
    parts.append(left_out.of_part(book, "crosstabs"))
    if found.left_out:
        parts.append(say(N_("Further questions on the page of cross-tables: %(count)s."), count=found.left_out))
    return [*notes, *([words.sentences(*parts)] if any(parts) else [])]
