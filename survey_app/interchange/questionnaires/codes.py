"""Names of other programs as codes of ours: the same file always gives the same codes, no code is given twice."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import count

from survey_app.questions.reading import MAX_CODE

LONGEST_QUESTION, LONGEST_ROW, LONGEST_PAGE = 16, 32, 40
_FIGURES = re.compile(r"[+-]?0*\d{1,5}(?:\.0+)?", re.ASCII)
_SPECIAL = frozenset({"or", "and", "not", "has", "true", "false", "none"})


def plain_letters(name: str) -> str:
    """A name in plain letters, everything else an underscore.

    >>> plain_letters("¿Qué edad?")
    'Que_edad'
    """
    split = unicodedata.normalize("NFKD", name[:200].encode("utf-8", "replace").decode())
    kept = "".join(letter for letter in split if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9]+", "_", kept).strip("_")


class Naming:
    """Codes of one kind, given one after the other."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {code.casefold() for code in taken}
        self._reached: dict[tuple[str, str, int], int] = {}
        """The number last given to a name: those before it are taken, so a thousand of one name need not count anew."""

    def question(self, name: str, stem: str = "Q") -> str:
        """A question's code: `[A-Z][A-Z0-9_]{0,15}`.

        >>> naming = Naming()
        >>> [naming.question(name) for name in ("age", "Age", "2nd", "年龄", "a_very_long_name_of_a_question")]
        ['AGE', 'AGE_2', 'Q2ND', 'Q1', 'A_VERY_LONG_NAME']
        """
        found = plain_letters(name).upper()
        if found and not found[0].isalpha():
            found = stem + found
        return self._free(found, LONGEST_QUESTION, stem)

    def row(self, name: str, stem: str = "r") -> str:
        """A row's code: `[A-Za-z0-9_]{1,32}`.

        >>> naming = Naming()
        >>> [naming.row(name) for name in ("SQ001", "sq001", "", "a-b")]
        ['SQ001', 'sq001_2', 'r1', 'a_b']
        """
        return self._free(plain_letters(name), LONGEST_ROW, stem)

    def page(self, name: str, stem: str = "p") -> str:
        """A page's key: `[A-Za-z0-9_-]{1,40}`.

        >>> Naming().page("About you")
        'About_you'
        """
        return self._free(plain_letters(name), LONGEST_PAGE, stem)

    def _free(self, found: str, longest: int, stem: str) -> str:
        base = found[:longest].strip("_")
        name = (base.casefold(), stem, longest)
        for number in count(self._reached.get(name, 1)):
            code = _numbered(base, stem, number, longest)
            if code.casefold() not in self._taken and code.casefold() not in _SPECIAL:
                break
        self._reached[name] = number
        self._taken.add(code.casefold())
        return code


def _numbered(base: str, stem: str, number: int, longest: int) -> str:
    if base and number == 1:
        return base
    tail = f"_{number}" if base else str(number)
    return (base or stem)[: longest - len(tail)] + tail


def number_options(names: Sequence[str], reserved: Iterable[int] = ()) -> tuple[int, ...]:
    """The codes of answers: figures stay what they are, other names are numbered from 1 past those.

    >>> number_options(["1", "2", "5"]), number_options(["yes", "no"]), number_options(["a", "1", "01"])
    ((1, 2, 5), (1, 2), (2, 1, 3))
    >>> number_options(["A1", "A2", "-oth-"]), number_options(["-1", "2"]), number_options(["99999", "1"])
    ((1, 2, 3), (1, 2), (2, 1))
    """
    taken = set(reserved)
    found: dict[int, int] = {}
    for place, name in enumerate(names):
        figure = figure_of(name)
        if figure is not None and figure not in taken:
            taken.add(figure)
            found[place] = figure
    number = 0
    for place in range(len(names)):
        if place not in found:
            number = next(free for free in range(number + 1, len(names) + len(taken) + 2) if free not in taken)
            taken.add(number)
            found[place] = number
    return tuple(found[place] for place in range(len(names)))


def figure_of(name: str) -> int | None:
    """The code that a name is already, if it can be one: a whole number from 0 to 32,000."""
    text = name.strip()
    if not _FIGURES.fullmatch(text):
        return None
    figure = int(float(text))
    return figure if 0 <= figure <= MAX_CODE else None


def recoded(names: Sequence[str], codes: Sequence[int]) -> str:
    """What was numbered anew, for the report: `yes = 1, no = 2`; nothing where every figure stayed.

    >>> recoded(["yes", "no"], [1, 2]), recoded(["1", "2"], [1, 2])
    ('yes = 1, no = 2', '')
    """
    if all(name.strip() == str(code) for name, code in zip(names, codes, strict=True)):
        return ""
    return ", ".join(f"{name.strip()} = {code}" for name, code in zip(names, codes, strict=True))
