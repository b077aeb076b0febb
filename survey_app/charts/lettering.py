"""How wide words are when nobody can measure them: room for labels, lines that wrap, a mark where they are cut."""

import re
import unicodedata

SIZE = 13.0
_BLANKS = re.compile(r"[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
"""Every blank but those that hold a figure and its unit together."""
_ILLEGAL = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_SLIM = frozenset("ijltfrI.,:;'|!()[]{}/ ")
_BROAD = frozenset("mwMW@%—…")
_NOT_FIRST = frozenset("。、，．：；！？）】》」』”’…·,.:;!?)]%")  # noqa: RUF001 - the marks of Chinese
_NOT_LAST = frozenset("（【《「『“‘([")  # noqa: RUF001 - as above
"""Letters that begin no line, and letters that end none."""
_CUT = "…"
_END_OF_LATIN = 0x24F


def legible(words: str) -> str:
    r"""Words as an SVG may hold them: on one line, without control characters and halves of characters.

    >>> legible("On\x00 time\n delivery")
    'On time delivery'
    """
    return _ILLEGAL.sub("", _BLANKS.sub(" ", words)).strip()


def width_of(words: str, size: float = SIZE) -> float:
    """About how many units the words take, rather too many than too few.

    >>> width_of("价格") == 2 * SIZE
    True
    """
    return size * sum(_em(letter) for letter in words)


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    if letter in _SLIM:
        return 0.38
    if letter in _BROAD:
        return 0.98
    return 0.72 if letter.isupper() or ord(letter) > _END_OF_LATIN else 0.6


def shorten(words: str, room: float, size: float = SIZE) -> str:
    """The words, or as many of their letters as fit before a mark.

    >>> shorten("Delivery on the agreed date", 90)
    'Delivery on…'
    """
    if width_of(words, size) <= room:
        return words
    left = room - width_of(_CUT, size)
    kept = 0
    for letter in words:
        left -= width_of(letter, size)
        if left < 0:
            break
        kept += 1
    return words[:kept].rstrip() + _CUT


def wrap(words: str, room: float, lines: int = 2, size: float = SIZE) -> tuple[str, ...]:
    """The words on at most so many lines; what does not fit is cut on the last one.

    >>> wrap("Delivery on the agreed date", 110)
    ('Delivery on the', 'agreed date')
    >>> wrap("", 110)
    ('',)
    """
    found: list[str] = []
    rest = legible(words)
    while rest and len(found) < lines - 1 and width_of(rest, size) > room:
        cut = _break(rest, room, size)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*found, shorten(rest, room, size))


def _break(words: str, room: float, size: float) -> int:
    """Where the first line ends: after the last word that fits, or inside a word that is longer than a line.

    No line begins with a mark that belongs to what stands before it.

    >>> _break("交货、价格", 2.5 * SIZE, SIZE), _break("交货、价格", 3.5 * SIZE, SIZE)
    (1, 3)
    """
    taken, at_blank, place = 0.0, 0, 0
    for place, letter in enumerate(words):
        taken += width_of(letter, size)
        if taken > room:
            break
        after = words[place + 1 : place + 2]
        is_wide = unicodedata.east_asian_width(letter) in "WF" and letter not in _NOT_LAST and after not in _NOT_FIRST
        if letter == " " or is_wide:
            at_blank = place + 1
    return at_blank or max(1, place)
