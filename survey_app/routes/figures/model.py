"""What one figure of the results page is made of: everything in words already, nothing left to compute."""

from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `look` is `few` for a small base, `total` for a sum."""

    label: str
    cells: tuple[str, ...]
    look: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a chart: the head names the row column first."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a key: the class of its mark (`ring`, `disc`, `named`, `line` or a fill) and its words."""

    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Method:
    """How a figure is computed: the rule in words, and where it was published."""

    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its finding as heading, what is measured, the drawing, the numbers, the notes."""

    anchor: str
    heading: str
    measure: str
    chart: Markup = field(default_factory=Markup)
    key: tuple[Entry, ...] = ()
    table: Table | None = None
    notes: tuple[str, ...] = ()
    methods: tuple[Method, ...] = ()
    texts: tuple[str, ...] = ()
    more_texts: str = ""
    """The variable whose other texts stand on a page of their own; empty when all are here."""
    more_count: int = 0
    coded: str = ""
    """The variable whose texts can be searched and coded on a page of their own; empty when there are none."""
    caveats: tuple[str, ...] = ()
    """Those of the notes without which the table cannot be read: every file of it has them."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One headline figure: value, interval in words, its strip, what it rests on."""

    label: str
    value: str
    interval: str
    strip: Markup
    lines: tuple[str, ...]
    measure: str = ""
    """What is measured, as comparisons between surveys call it."""
