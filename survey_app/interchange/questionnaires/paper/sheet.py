"""What stands on a paper form: questions with boxes to cross and lines to write on, before anything is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to cross: its code and words, where to go on, and whether there is a line to write on.

    `name` is what the office enters beside it, empty where nothing is entered there. A line without a code is a
    heading.
    """

    code: str
    words: str
    go: str = ""
    write: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Boxes below each other, in columns where they are many and short."""

    lines: tuple[Choice, ...]
    columns: int = 1
    form: str = "choices"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its words, those at its other end, the codes of its boxes, and what the office enters.

    A row without codes is a heading. An empty code leaves its place empty. Rows of one `thing` that follow each other
    stay on one page.
    """

    words: str
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    end: str = ""
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of boxes under shared headings. `low` and `high` are words over the ends where the points have none."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    title: str = ""
    low: str = ""
    high: str = ""
    points: int = 0
    """How many of the first heads belong to the scale between `low` and `high`."""
    form: str = "table"


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to write: `figures` boxes for figures (groups of them for a date), else `lines` lines."""

    words: str
    name: str
    figures: tuple[int, ...] = ()
    lines: int = 1
    unit: str = ""
    between: str = ""


@dataclass(frozen=True, slots=True)
class Blanks:
    """Places to write below each other."""

    lines: tuple[Blank, ...]
    form: str = "blanks"


@dataclass(frozen=True, slots=True)
class Writing:
    """A table to write into."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    form: str = "writing"


@dataclass(frozen=True, slots=True)
class Body:
    """A text to read before answering."""

    words: str
    form: str = "body"


Part: TypeAlias = Choices | Table | Blanks | Writing | Body
Go: TypeAlias = Callable[[int], str]
"""Where to go on after an answer, in words; empty where it goes on as usual."""
Laid: TypeAlias = tuple[str, tuple[Part, ...]]
"""What to do, and the parts to do it with."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is printed. A text without a question has no number; `note` stands above, `jumps` below."""

    number: int
    words: str
    hint: str = ""
    how: str = ""
    note: str = ""
    parts: tuple[Part, ...] = ()
    jumps: tuple[str, ...] = ()
    long: bool = False
    """Whether it may run on over the end of a page."""


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one page of the questionnaire under its title."""

    title: str
    note: str = ""
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole form."""

    title: str
    language: str
    right_to_left: bool
    words: dict[str, str]
    case: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def places(self) -> int:
        """How many boxes and lines there are, about."""
        return sum(places_of(part) for section in self.sections for each in section.asked for part in each.parts)


def places_of(part: Part) -> int:
    """How many boxes and lines a part has."""
    if isinstance(part, Choices):
        return len(part.lines)
    if isinstance(part, Table | Writing):
        return sum(1 + len(row.codes) for row in part.rows)
    if isinstance(part, Blanks):
        return sum(sum(blank.figures) or blank.lines for blank in part.lines)
    return 1
