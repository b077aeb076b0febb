"""A document before it is a file: headings, paragraphs, tables and drawings, with nothing of Word or PDF in it.

Whoever reports something builds a `Document`; `word.write` and `pdf.write` turn the same one into either file.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from survey_app.exports.cells import broken, display_width

_UNDRAWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_WORD = re.compile("[ \n-]")
"""Where a word of a table ends: lines are broken after hyphens, too."""
_FEWEST_LISTED = 4
_SIZE = re.compile('width="([0-9.]+)" height="([0-9.]+)"')
_SHORT = 14
_WIDTH, _CELL, _LETTER, _SMALL_LETTER = 170.0, 4.2, 1.6, 1.55
"""Millimetres of a page, of the room beside the words of a cell, and of one letter of a table and of its head."""
_LONGEST, _LONGEST_FIGURE, _LOOKED_AT = 16, 24, 200
"""Longer words may be torn, and longer figures; so many rows tell the words of a column."""
_ROW, _CLOSE_ROW, _TEXT_LINE = 2.8, 1.9, 3.6
"""Millimetres around the words of a row, where rows stand close, and of one line of them."""
_PAGE, _TABLE = 225.0, 160.0
"""Millimetres of a page below its heading, and of the highest table that is not torn."""
MOST_LETTERS = 3_000_000
"""More than a document reasonably holds."""


class Emphasis(StrEnum):
    """How a paragraph is set."""

    PLAIN = "plain"
    LEAD = "lead"
    """The first sentence of a part, a little larger."""
    QUIET = "quiet"
    """Small and grey: what is measured, bases, sources."""
    QUOTE = "quote"
    """Words of somebody who answered."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 begins a part, 2 a figure, 3 something inside it."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; `keeps` holds it on the page of what follows."""

    text: str
    emphasis: Emphasis = Emphasis.PLAIN
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without an order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its head is repeated on every page. `left` are the columns that hold words, the others hold figures.

    `widths` are shares of the page's width, one a column; without them words take what figures leave. `strong` are
    the rows that stand out.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    left: tuple[int, ...] = (0,)
    strong: frozenset[int] = frozenset()
    note: str = ""
    above: float = 0.0
    """Millimetres of the drawing that stands over it on the same page."""

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return max([len(self.head), *(len(row) for row in self.rows)], default=0)

    @property
    def is_close(self) -> bool:
        """Whether it has so many rows that they stand closer."""
        return len(self.rows) > _SHORT

    @property
    def is_whole(self) -> bool:
        """Whether it stays on one page, with the drawing over it."""
        if len(self.rows) > _TABLE / (_CLOSE_ROW + _TEXT_LINE):
            return False
        around, rooms = _CLOSE_ROW if self.is_close else _ROW, [share * _WIDTH - _CELL for share in self.shares()]
        high = sum(around + _TEXT_LINE * _lines(row, rooms) for row in (self.head, *self.rows) if row)
        return high <= min(_TABLE, _PAGE - self.above)

    def shares(self) -> tuple[float, ...]:
        """The widths as shares of one; a column that would tear a word takes what it needs from those with room.

        >>> Table(("a", "b"), (), (3, 1)).shares()
        (0.75, 0.25)
        """
        given = self.widths
        if len(given) != self.columns:
            given = tuple(3.0 if place in self.left else 1.0 for place in range(self.columns))
        shares = [width / sum(given) for width in given]
        least = [self._least(place) for place in range(self.columns)]
        missing = sum(max(0.0, needed - share) for share, needed in zip(shares, least, strict=True))
        spare = sum(max(0.0, share - needed) for share, needed in zip(shares, least, strict=True))
        if not missing:
            return tuple(shares)
        if missing > spare:  # half way between what was given and what is needed
            return tuple((share + needed / sum(least)) / 2 for share, needed in zip(shares, least, strict=True))
        kept = 1 - missing / spare
        return tuple(max(needed, needed + kept * (share - needed)) for share, needed in zip(shares, least, strict=True))

    def _least(self, place: int) -> float:
        """The share of the width that the longest word of a column takes, and of figures the longest cell."""
        cells = [row[place] for row in self.rows[:_LOOKED_AT] if place < len(row)]
        parts = (part for cell in cells for part in (_WORD.split(cell) if place in self.left else cell.split("\n")))
        heads = (word for head in self.head[place : place + 1] for word in _head_words(head))
        most = _LONGEST if place in self.left else _LONGEST_FIGURE
        needed = max(_LETTER * _longest(parts, most), _SMALL_LETTER * _longest(heads))
        return (_CELL + needed) / _WIDTH


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG whose width is that of the page; `alt` says in words what it shows."""

    svg: str
    alt: str
    caption: str = ""

    @property
    def high(self) -> float:
        """How high it stands on the page, in millimetres; 0 where the drawing does not say."""
        found = _SIZE.search(self.svg)
        return _WIDTH * float(found[2]) / float(found[1]) if found else 0.0


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large figure: its name, the figure, its interval in words, what it rests on."""

    label: str
    value: str
    interval: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Large figures side by side, at most four."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Part = Heading | Paragraph | Bullets | Table | Figure | KeyFigures | PageBreak


@dataclass(frozen=True, slots=True)
class Look:
    """The colours, the font and the picture of whoever hands the document over. An empty font is the usual one."""

    accent: str = "0A5A8C"
    second: str = "86B6D6"
    warm: str = "A8410A"
    font: str = ""
    logo: bytes = b""
    logo_kind: str = ""
    """`png` or `jpg`."""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `facts` stand on the cover as name and words, `finding` is its main sentence.

    `page` is a pattern with `{page}` and `{pages}` in the document's language.
    """

    title: str
    subtitle: str
    finding: str
    language: str
    organiser: str
    date: str
    parts: tuple[Part, ...]
    client: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    footer: str = ""
    page: str = "{page} / {pages}"
    subject: str = ""
    contents: str = ""
    """What stands over the list of the parts; without it there is none."""
    look: Look = field(default_factory=Look)

    @property
    def chapters(self) -> tuple[tuple[str, str], ...]:
        """The list of the parts: the name of each, and the sentence that it begins with; none of a few parts.

        >>> parts = (Heading(1, "Rivals"), Paragraph("None is ahead", Emphasis.LEAD)) * 4
        >>> Document("", "", "", "en", "", "", parts, contents="Parts").chapters[:2]
        (('Rivals', 'None is ahead'), ('Rivals', 'None is ahead'))
        """
        pairs = zip(self.parts, (*self.parts[1:], None), strict=False)
        found = [(part.text, after) for part, after in pairs if isinstance(part, Heading) and part.level == 1]
        if not self.contents or len(found) < _FEWEST_LISTED:
            return ()
        return tuple((name, _lead(after)) for name, after in found)

    @property
    def held(self) -> tuple[Part, ...]:
        """The parts, each paragraph over a table or a drawing held on its page, and each table with its drawing."""
        return tuple(map(_held, (None, *self.parts[:-1]), self.parts, (*self.parts[1:], None)))

    @property
    def tag(self) -> tuple[str, str]:
        """Language and region as a file names them.

        >>> Document("", "", "", "zh_Hans_CN", "", "", ()).tag
        ('zh', 'CN')
        """
        language, *more = self.language.replace("-", "_").split("_")
        regions = {"en": "GB", "es": "ES", "zh": "CN"}
        return language, next((part for part in more if len(part) == 2 and part.isupper()), regions.get(language, ""))


def _lead(part: Part | None) -> str:
    return part.text if isinstance(part, Paragraph) and part.emphasis is Emphasis.LEAD else ""


def _held(before: Part | None, part: Part, after: Part | None) -> Part:
    """A part as it stands between two others."""
    if isinstance(part, Paragraph) and isinstance(after, Table | Figure):
        return replace(part, keeps=True)
    if isinstance(part, Table) and isinstance(before, Figure):
        return replace(part, above=before.high)
    return part


def _longest(parts: Iterable[str], most: int = _LONGEST) -> int:
    """How wide the widest is, in letters; what is wider still may be torn."""
    return min(max(map(display_width, parts), default=0), most)


def _head_words(head: str) -> list[str]:
    """What of a head stands on one line: its words, and a short one in Chinese as a whole, which has none."""
    is_chinese = display_width(head) > len(head)
    return [head] if is_chinese and display_width(head) <= _LONGEST else _WORD.split(head)


def _lines(row: Sequence[str], rooms: Sequence[float]) -> int:
    """How many lines the fullest cell of a row takes in columns of these millimetres."""
    full = (len(broken(words, max(1.0, room / _LETTER))) for words, room in zip(row, rooms, strict=False))
    return max(full, default=1)


def clean(text: str) -> str:
    r"""Words that any file can hold: control characters and halves of characters become a visible mark.

    >>> clean("a\x00b\ud800")
    'a\ufffdb\ufffd'
    """
    return _UNDRAWN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
