"""A document before it is a file: headings, paragraphs, tables and drawings, with nothing of Word or PDF in it.

Whoever reports something builds a `Document`; `word.write` and `pdf.write` turn the same one into either file.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from survey_app.exports.cells import display_width

_UNDRAWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_WORD = re.compile("[ \n-]")
"""Where a word of a table ends: lines are broken after hyphens, too."""
_SHORT = 14
_WIDTH, _CELL, _LETTER, _SMALL_LETTER = 170.0, 4.2, 1.6, 1.45
"""Millimetres of a page, of the room beside the words of a cell, and of one letter of a table and of its head."""
_LONGEST, _LOOKED_AT = 16, 200
"""Longer words may be torn; so many rows tell the words of a column."""
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

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return max([len(self.head), *(len(row) for row in self.rows)], default=0)

    @property
    def is_whole(self) -> bool:
        """Whether it is so short that it stays on one page."""
        return len(self.rows) <= _SHORT

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
        heads = (word for head in self.head[place : place + 1] for word in _WORD.split(head))
        needed = max(_LETTER * _longest(parts), _SMALL_LETTER * _longest(heads))
        return (_CELL + needed) / _WIDTH


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG whose width is that of the page; `alt` says in words what it shows."""

    svg: str
    alt: str
    caption: str = ""


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
    look: Look = field(default_factory=Look)

    @property
    def held(self) -> tuple[Part, ...]:
        """The parts, each paragraph over a table or a drawing held on its page."""
        following = (*self.parts[1:], PageBreak())
        return tuple(
            replace(part, keeps=True) if isinstance(part, Paragraph) and isinstance(after, Table | Figure) else part
            for part, after in zip(self.parts, following, strict=False)
        )

    @property
    def tag(self) -> tuple[str, str]:
        """Language and region as a file names them.

        >>> Document("", "", "", "zh_Hans_CN", "", "", ()).tag
        ('zh', 'CN')
        """
        language, *more = self.language.replace("-", "_").split("_")
        regions = {"en": "GB", "es": "ES", "zh": "CN"}
        return language, next((part for part in more if len(part) == 2 and part.isupper()), regions.get(language, ""))


def _longest(parts: Iterable[str]) -> int:
    """How wide the widest is, in letters; what is wider still may be torn."""
    return min(max(map(display_width, parts), default=0), _LONGEST)


def clean(text: str) -> str:
    r"""Words that any file can hold: control characters and halves of characters become a visible mark.

    >>> clean("a\x00b\ud800")
    'a\ufffdb\ufffd'
    """
    return _UNDRAWN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
