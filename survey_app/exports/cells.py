"""What may stand in a cell: words and numbers made safe for a workbook, with nothing lost in silence."""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import accumulate
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MAX_TEXT = 32_767
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_TITLE = 31
CUT = "[cut]"
REPLACEMENT = "\ufffd"

CellValue = str | int | float | bool | datetime | date | None

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_JOINTS = frozenset({
    "the", "of", "and", "or", "to", "in", "on", "at", "for", "from", "by", "with", "a", "an", "as", "de", "del", "la",
    "el", "los", "las", "un", "una", "y", "e", "o", "u", "al", "en", "con", "por", "para",
})  # fmt: skip
"""Words that ask for the next one: a shortened title does not end on them."""
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_EXACT_DIGITS = 15
_MOST_DIGITS = 4000
_MOST_SHOWN = 6_000
"""More than the highest row can show."""
_WEIGHTS = (
    dict.fromkeys("iljtfrI .,;:'!|()[]-", 0.6)
    | dict.fromkeys("scz", 0.85)
    | dict.fromkeys("mwMWOQGD@%—…", 1.5)
    | dict.fromkeys("ABCEFHKLNPRSTUVXYZ&", 1.15)
)


def clean_text(text: str, limit: int = MAX_TEXT) -> str:
    r"""Words as a workbook can hold them.

    What XML 1.0 cannot carry (control characters, half surrogates) becomes a visible replacement mark; a carriage
    return becomes a line end; what Excel would read as an escape is escaped; what is too long ends in `[cut]`.

    >>> clean_text("a\x00b")
    'a\ufffdb'
    >>> clean_text("_x000D_")
    '_x005F_x000D_'
    """
    text = _NOT_XML.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    if units(text) <= limit:
        return text
    return _first_units(text, limit - len(CUT)) + CUT


def units(text: str) -> int:
    """How long Excel finds a text: in UTF-16 units, so that a letter beyond the basic plane counts twice."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _first_units(text: str, limit: int) -> str:
    if units(text) == len(text):
        kept = text[:limit]
    else:
        sizes = accumulate(2 if letter > "\uffff" else 1 for letter in text)
        kept = text[: sum(size <= limit for size in sizes)]
    return re.sub(r"_x005F$|_x005$|_x00$|_x0$|_x$", "_", kept)


def reads_as_code(text: str) -> bool:
    """Whether a text would be taken for a formula or an error value unless the cell says that it is text.

    >>> reads_as_code("=1+1"), reads_as_code("#N/A"), reads_as_code("+1")
    (True, True, False)
    """
    return text.startswith("=") or text in _ERRORS


def cell_value(value: object, zone: ZoneInfo | None = None) -> CellValue:
    """A value as a cell can hold it: no NaN, no time zone, no digits lost, only clean words.

    >>> cell_value(float("nan")), cell_value(12345678901234567890), cell_value(3)
    (None, '12345678901234567890', 3)
    """
    if isinstance(value, datetime):
        return local_time(value, zone)
    if value is None or isinstance(value, bool | date):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 10**_EXACT_DIGITS else huge(value)
    return _finite(value) if isinstance(value, float) else clean_text(str(value))


def huge(value: int) -> str:
    """An integer too long for a cell as text, every digit kept; one beyond any purpose by its length."""
    digits = value.bit_length() * 0.30103
    return str(value) if digits < _MOST_DIGITS else CUT


def _finite(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return float(value)


def local_time(moment: datetime, zone: ZoneInfo | None) -> datetime:
    """A moment on the study's clock, without the zone that no cell can hold; the header names it."""
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(zone or ZoneInfo("UTC")).replace(tzinfo=None)


def zone_of(name: str) -> ZoneInfo:
    """The study's time zone, or UTC where its name is unknown here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def sheet_titles(wanted: Iterable[str]) -> list[str]:
    """Unique sheet titles of at most 31 characters that every spreadsheet program accepts, in the same order.

    >>> sheet_titles(["Data", "data", "a/b", "History", ""])
    ['Data', 'data 2', 'a b', 'History 2', 'Sheet']
    >>> sheet_titles(["Códigos de las respuestas abiertas"])
    ['Códigos de las respuestas']
    >>> sheet_titles(["Importancia y rendimiento de la empresa"])
    ['Importancia y rendimiento']
    """
    taken = {"history"}
    titles = []
    for words in wanted:
        plain = _whole_words(_FORBIDDEN_IN_TITLE.sub(" ", clean_text(words)).strip(), MAX_TITLE)
        plain = plain.strip().strip("'").strip()
        plain = plain or "Sheet"
        title, number = plain, 1
        while title.casefold() in taken:
            number += 1
            ending = f" {number}"
            title = _whole_words(plain, MAX_TITLE - len(ending)).rstrip() + ending
        taken.add(title.casefold())
        titles.append(title)
    return titles


def _whole_words(text: str, limit: int) -> str:
    """The beginning that fits, up to the end of a word; cut inside the word where a word would lose too much."""
    cut = _first_units(text, limit)
    if units(text) <= limit:
        return cut
    if text[len(cut)].isspace():
        return _without_joints(cut)
    words = cut.rpartition(" ")[0].rstrip()
    return _without_joints(words) if len(words) * 2 >= len(cut) else cut


def _without_joints(text: str) -> str:
    """A beginning of a text without little words at its end that ask for the next one.

    >>> _without_joints("Figures of the")
    'Figures'
    """
    words = text.split(" ")
    while len(words) > 1 and words[-1].casefold() in _JOINTS:
        words.pop()
    return " ".join(words)


def display_width(text: str) -> int:
    """How wide a text stands, in widths of a digit: Chinese characters take two.

    >>> display_width("满意 67%")
    8
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def text_width(text: str) -> float:
    """How wide a text stands in the workbook's own font, in widths of a digit, a little on the safe side.

    >>> text_width("little") < 6 < text_width("MMMMMM")
    True
    """
    return 1.04 * sum(_WEIGHTS.get(letter) or display_width(letter) for letter in text)


CLOSING = "。，、；：？！）》”’」』】％"
"""What never begins a line."""


def broken(words: str, width: float) -> list[str]:
    """A text as lines of at most a width, broken between words, and inside one that alone is too long.

    Chinese text is broken anywhere but before a sign that ends something.

    >>> broken("one two three", 8)
    ['one two', 'three']
    >>> broken("A 食品和烟草。", 8)
    ['A 食品', '和烟草。']
    """
    lines = []
    for paragraph in words.split("\n"):
        lines.append("")
        for word in paragraph.split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if text_width(longer) <= width:
                lines[-1] = longer
                continue
            begun = f"{lines[-1]} " if lines[-1] and display_width(word) > len(word) else ""
            first, *more = _pieces(word, width, text_width(begun))
            if begun or not lines[-1]:
                lines[-1] = f"{begun}{first}".rstrip()
                lines += more
            else:
                lines += [first, *more]
    return lines


def _pieces(word: str, width: float, taken: float = 0.0) -> list[str]:
    """A word cut into pieces that fit, Chinese text being one such word; of the first line so much is taken."""
    pieces, size = [""], taken
    for letter in word:
        own = text_width(letter)
        if (pieces[-1] or taken) and size + own > width and letter not in CLOSING:
            pieces.append("")
            size = taken = 0.0
        pieces[-1] += letter
        size += own
    return pieces


def row_height(text: str, width: float, size: float = 11) -> float:
    """The height of a row that holds this wrapped text: nobody recomputes it when the file is opened."""
    lines = len(broken(text[:_MOST_SHOWN], max(1.0, width * 11 / size)))
    return min(409.0, lines * size * 15 / 11 + 3)
