"""The column grid that all blocks of the questions sheet share, and the page they are broken over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height, text_width
from survey_app.exports.sheet import Sheet
from survey_app.exports.words import shortened
from survey_app.questions.definition import Text
from survey_app.questions.summary import RowSummary
from survey_app.vocabulary import Missing

PAGE = 522.0
FIRST = 72.0
"""What the title takes on the first page."""
_REPEATED = 64.0
_ANSWER_WIDTH = 52.5
_NAME, _WIDE_NAME, _LONG = 30.0, 40.0, 33.0
"""The column of names, where many are long, and how wide those are that take two lines in it."""
_LABEL = 2
FEWEST_POINTS, MOST_POINTS = 3, 7
"""The lengths of scales whose answers get a column each and a chart."""


@dataclass
class Grid:
    """Where things stand: the answers from column 3 on, then top, mean, spread, base and those who could not judge.

    `used` counts the points of height used on the page, so that a block is never torn apart.
    """

    sheet: Sheet
    book: Book
    answers: int
    name: float = _NAME
    row: int = 5
    used: float = FIRST
    aside: int = field(init=False)

    def __post_init__(self) -> None:
        each = (_ANSWER_WIDTH + _NAME - self.name) / self.answers
        beside = (3.0, 14.0, *[9.0] * (MOST_POINTS + 1))
        self.sheet.columns((2, self.name, *[each] * self.answers, 13, 10, 9, 9, 11), beside=beside)
        self.aside = self.sheet.printed + 2

    @property
    def top(self) -> int:
        """The column of the figure to read first."""
        return 3 + self.answers

    @property
    def mean(self) -> int:
        """The column of the mean."""
        return self.top + 1

    @property
    def spread(self) -> int:
        """The column of the spread."""
        return self.top + 2

    @property
    def base(self) -> int:
        """The column of the base."""
        return self.top + 3

    @property
    def apart(self) -> int:
        """The last column: those who could not judge."""
        return self.top + 4

    @property
    def is_new_page(self) -> bool:
        """Whether a page was begun and nothing stands on it."""
        return self.used == _REPEATED

    def take(self, height: float) -> int:
        """Use the next row with this height; returns its number."""
        self.sheet.heights[self.row] = height
        self.used += height
        self.row += 1
        return self.row - 1

    def keep_together(self, points: float) -> None:
        """Start a new page when this much does not fit on the present one."""
        if self.used + points > PAGE and self.used > FIRST:
            self.sheet.breaks.append(self.row - 1)
            self.used = _REPEATED

    def space(self, points: float = 12.0) -> None:
        """An empty row."""
        self.take(points)

    def heading(self, words: str) -> None:
        """The text of a question over its block, wrapped by the width of the paper."""
        room = int(self.sheet.width(2, self.apart)) - 4
        line = shortened(words, room)
        self.sheet.put(self.take(22.0), 2, line, styles.Look(size=12, bold=True))

    def note(self, words: str) -> None:
        """A quiet line below a table; no line without words."""
        if words:
            self.sheet.put(self.take(15.0), 2, words, styles.FOOT)

    def header(self, words: Mapping[int, str]) -> None:
        """A header row over all printed columns."""
        row = self.take(20.0)
        before = self.sheet.heights[row]
        self.sheet.header(row, {column: words.get(column, "") for column in range(2, self.apart + 1)})
        self.used += self.sheet.heights[row] - before

    def label(self, row: int, words: str, last: int, *, bold: bool = False) -> float:
        """A row's name, reaching over the empty columns up to `last`; returns the height it needs."""
        room = self.sheet.width(2, last)
        look = styles.BODY_BOLD if bold else styles.BODY
        if last == _LABEL:
            self.sheet.put(row, 2, words, look.having(wrap=True))
            return max(17.0, row_height(words, room))
        self.sheet.put(row, 2, shortened(words, int(room)), look)
        return 17.0


def name_width(blocks: Iterable[Sequence[str]]) -> float:
    """How wide the column of names is: wider where half of those of a table would take two lines.

    So the table and its chart stay on one page more often.

    >>> long = ["It was easy to find what I was looking for"] * 3
    >>> name_width([["Price"], ["Delivery"]]), name_width([["Price"], long])
    (30.0, 40.0)
    """
    is_long = any(2 * sum(text_width(name) > _LONG for name in names) >= len(names) > 1 for names in blocks)
    return _WIDE_NAME if is_long else _NAME


def point_words(book: Book, codes: Sequence[tuple[int, Text]], place: int) -> str:
    """The words of one answer for a header, its figure in front of words that do not name it."""
    code, text = codes[place]
    words = book.words.of(text)
    if not words or words == str(code):
        return str(code)
    return words if words.startswith(str(code)) else f"{code} {words}"


def answer_words(book: Book, row: RowSummary) -> list[str]:
    """The words of all answers of a row for a header; those of answers told as one have no figure in front."""
    several = [len(part) > 1 for part in row.parts] or [False] * len(row.codes)
    return [
        book.words.of(text) if many else point_words(book, row.codes, place)
        for place, ((_code, text), many) in enumerate(zip(row.codes, several, strict=True))
    ]


def cannot_judge(missing: Mapping[Missing, int], n: int) -> float | None:
    """The share of those asked who said that it does not apply or that they do not know."""
    apart = missing.get(Missing.NOT_APPLICABLE, 0) + missing.get(Missing.DO_NOT_KNOW, 0)
    asked = n + sum(count for why, count in missing.items() if why is not Missing.NOT_SHOWN)
    return apart / asked if asked else None


def no_answers(grid: Grid) -> None:
    """One line that says that nobody answered."""
    row = grid.take(17.0)
    grid.sheet.put(row, 2, grid.book.words.say(N_("No answers.")), styles.BODY.having(colour=styles.QUIET))
    grid.sheet.line(row, styles.BODY, 2, grid.apart)
