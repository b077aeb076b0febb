# ruff: noqa: RUF001 - full width marks are what Chinese texts use
"""What a line of plain text begins with: a number, a letter, a bullet, a box, a heading, a line to write on."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """What kind of line it is by its first letters alone."""

    NONE = "none"
    HEADING = "heading"
    BREAK = "break"
    QUESTION = "question"
    NUMBER = "number"
    LETTER = "letter"
    BULLET = "bullet"
    BOX = "box"
    CIRCLE = "circle"
    CODED = "coded"
    RULED = "ruled"


@dataclass(frozen=True, slots=True)
class Mark:
    """The sign of a line, the style it is written in (`n.` or `n)`), its number, and the words behind it."""

    sign: Sign
    words: str
    style: str = ""
    number: int = -1

    @property
    def is_answer(self) -> bool:
        """Whether such a line can only be an answer or a row."""
        return self.sign in {Sign.BULLET, Sign.BOX, Sign.CIRCLE, Sign.CODED}


_HANZI = "一二三四五六七八九十"
_NUMERAL = rf"(?:\d{{1,3}}|[ivxIVX]{{1,5}}|[A-Za-z]|[{_HANZI}]{{1,3}})"
_HEADINGS = (
    re.compile(r"#{1,6}\s+(?P<words>.+)"),
    re.compile(r"\*\*(?P<words>[^*]{1,120})\*\*"),
    re.compile(
        rf"(?:page|section|part|block|página|sección|parte|bloque|módulo)\s+{_NUMERAL}(?:\s*[.:–—-]\s*(?P<words>.*))?",
        re.IGNORECASE,
    ),
    re.compile(rf"第\s*(?:\d{{1,3}}|[{_HANZI}]{{1,3}})\s*(?:部分|页|节|章|单元|部)\s*[.:：、]?\s*(?P<words>.*)"),
    re.compile(rf"[{_HANZI}]{{1,3}}\s*[、.．]\s*(?P<words>[^?？]+)"),
    re.compile(r"[IVX]{1,5}\.\s+(?P<words>[^?]+)"),
)
_BREAK = re.compile(r"[-=*_—]{3,}|\*\s\*\s\*")
_RULED = re.compile(r"[\s\[\]()_＿.…]*(?:_{3,}|＿{3,}|\.{5,}|…{2,})[\s\[\]()_＿.…]*")
_QUESTION = re.compile(
    r"(?:(?:question|pregunta|问题|问)\s*\.?\s*|[qp])(?P<number>\d{1,3})[a-z]?(?:\s*[.:)、．：）-]\s*|\s+|$)(?P<words>.*)",
    re.IGNORECASE,
)
_QUESTION_ZH = re.compile(r"第\s*(?P<number>\d{1,3})\s*[题问]\s*[.:：、．]?\s*(?P<words>.*)")
_NUMBER = re.compile(
    r"(?P<open>[(（]?)(?P<number>\d{1,3})\s?(?P<end>[.)、．）:：](?!\d)|\s[-–]\s(?!\d))\s*(?P<words>.*)"
)
_CODED = re.compile(r"(?P<number>\d{1,4})\s*[=＝]\s*(?P<words>.+)")
_LETTER = re.compile(r"(?P<open>[(（]?)(?P<letter>[A-Za-z])(?P<end>\.(?=\s|[^\x00-\x7f])|\s?[)、．）])\s*(?P<words>.+)")
_BULLET = re.compile(r"(?:[-–—*•·‣▪◦●■+]\s+|o\s+|[-–—*•·‣▪◦●■](?=[^\W\d]))(?P<words>.+)")
_BOX = re.compile(r"(?:\[\s?[xX]?\s?\]|[☐☑☒□▢❑❏◻])\s*(?P<words>.+)")
_CIRCLE = re.compile(r"(?:\(\s?[xX]?\s?\)|（\s?）|[○◯⚪〇◎])\s*(?P<words>.+)")
_LONGEST_HEADING = 120
_FIRST_LETTER = ord("a")


def mark_of(line: str) -> Mark:
    """The sign of a line that is not blank.

    >>> mark_of("2) Which one?").number, mark_of("b. Price").number, mark_of("- Price").words
    (2, 1, 'Price')
    """
    if _RULED.fullmatch(line):
        return Mark(Sign.RULED, "")
    if _BREAK.fullmatch(line):
        return Mark(Sign.BREAK, "")
    for sign, pattern in ((Sign.BOX, _BOX), (Sign.CIRCLE, _CIRCLE)):
        if found := pattern.fullmatch(line):
            return Mark(sign, found["words"].strip())
    if len(line) <= _LONGEST_HEADING and not line.rstrip().endswith(("?", "？")):
        for pattern in _HEADINGS:
            if found := pattern.fullmatch(line):
                return Mark(Sign.HEADING, (found["words"] or line).strip())
    return _counted(line) or Mark(Sign.NONE, line)


def _counted(line: str) -> Mark | None:
    for pattern in (_QUESTION, _QUESTION_ZH):
        if found := pattern.fullmatch(line):
            return Mark(Sign.QUESTION, found["words"].strip(), "question", int(found["number"]))
    if found := _CODED.fullmatch(line):
        return Mark(Sign.CODED, found["words"].strip(), "=", int(found["number"]))
    if found := _NUMBER.fullmatch(line):
        return Mark(Sign.NUMBER, found["words"].strip(), found["open"] + found["end"].strip(), int(found["number"]))
    if found := _LETTER.fullmatch(line):
        letter = found["letter"]
        style = found["open"] + found["end"].strip() + ("A" if letter.isupper() else "a")
        return Mark(Sign.LETTER, found["words"].strip(), style, ord(letter.lower()) - _FIRST_LETTER)
    found = _BULLET.fullmatch(line)
    return Mark(Sign.BULLET, found["words"].strip()) if found else None


def row_words(line: str) -> str:
    """A line of a pasted list without the bullet, number or letter before it.

    >>> row_words("b) Price"), row_words("- Care"), row_words("2 - 5 people"), row_words("3 times")
    ('Price', 'Care', '2 - 5 people', '3 times')
    """
    words = " ".join(line.split())
    mark = mark_of(words) if words else Mark(Sign.NONE, "")
    listed = {Sign.BULLET, Sign.BOX, Sign.CIRCLE, Sign.NUMBER, Sign.LETTER}
    return mark.words or words if mark.sign in listed and not mark.style.endswith((":", "：", "-")) else words


_SYMBOLS = re.compile(r"\[\s?[xX]?\s?\]|[☐☑☒□▢❑❏◻]|\(\s?[xX]?\s?\)|（\s?）|[○◯⚪〇◎]")
_BOXES = "☐☑☒□▢❑❏◻["
_LETTERED = re.compile(r"(?:^|\s|(?<=[:：?？。]))[(（]?([A-Ha-h])\s?[.)、．）]\s*(?=\S)")
_FEWEST = 2


def answers_inside(words: str) -> tuple[str, list[str], bool]:
    """A line taken apart that holds several answers side by side: what stands before, the answers, whether boxes.

    >>> answers_inside("Gender: ( ) Male ( ) Female")
    ('Gender:', ['Male', 'Female'], False)
    >>> answers_inside("Your answer?")
    ('Your answer?', [], False)
    """
    places = list(_SYMBOLS.finditer(words))
    if len(places) >= _FEWEST:
        first = words[places[0].start()]
        return _apart(words, places) + (first in _BOXES,)  # noqa: RUF005 - the two parts belong together
    places = list(_LETTERED.finditer(words))
    letters = "".join(place[1] for place in places).lower()
    if len(places) >= _FEWEST and "abcdefgh".startswith(letters):
        return _apart(words, places) + (False,)  # noqa: RUF005 - the same
    return words, [], False


def _apart(words: str, places: list[re.Match[str]]) -> tuple[str, list[str]]:
    ends = [place.start() for place in places[1:]] + [len(words)]
    parts = [words[place.end() : end].strip(" \t;,，；/") for place, end in zip(places, ends, strict=True)]
    return words[: places[0].start()].strip(), [part for part in parts if part]
