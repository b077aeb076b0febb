"""Numbers as people type them: strict, so that no number is ever read as another one."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol

LONGEST = 40
LARGEST = Decimal(10) ** 15
MOST_DECIMALS = 6

_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u066b": ".", "\u066c": ",", "\u3002": "."})
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'\u2019](?=\d{3}(?!\d))")
_PLAIN = re.compile(r"[+-]?(?:\d+|\d*[.,]\d+)")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


@dataclass(frozen=True, slots=True)
class Figure:
    """One way to read what was typed: the value, the decimals written, and whether it was written in groups."""

    value: Decimal
    decimals: int
    grouped: bool = False


def decimal_sign(language: str) -> str:
    """The decimal sign of a language, a point where the language is unknown.

    >>> decimal_sign("es"), decimal_sign("zh_Hans_CN"), decimal_sign("xx")
    (',', '.', '.')
    """
    try:
        sign = get_decimal_symbol(Locale.parse(language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return "."
    return "," if sign == "," else "."


def plain(typed: str) -> str:
    r"""What was typed with ordinary digits and signs: full width and Arabic figures, minus signs, group spaces.

    >>> plain("\uff11\uff12\uff0e\uff15"), plain("\u22121 500"), plain("\u0663")
    ('12.5', '-1500', '3')
    """
    if typed.isascii():  # most cells of most files: there is nothing to make ordinary
        return _SPACES.sub("", typed.strip())
    text = unicodedata.normalize("NFKC", typed.strip()).translate(_SIGNS).strip()
    text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return _SPACES.sub("", text)


def readings(typed: str, language: str) -> tuple[Figure | None, Figure | None]:
    """How the text reads in the language, and how it reads with point and comma the other way round.

    >>> readings("1.5", "es")
    (None, Figure(value=Decimal('1.5'), decimals=1, grouped=False))
    >>> readings("1.500", "es")[0]
    Figure(value=Decimal('1500'), decimals=0, grouped=True)
    """
    text = plain(typed)
    if len(text) > LONGEST:
        return None, None
    sign = decimal_sign(language)
    other = "." if sign == "," else ","
    return _figure(text, sign, other), _figure(text, other, sign)


def _figure(text: str, sign: str, group: str) -> Figure | None:
    point, comma = re.escape(sign), re.escape(group)
    found = re.fullmatch(rf"([+-]?)(\d+|[1-9]\d{{0,2}}(?:{comma}\d{{3}})+)?(?:{point}(\d+))?", text, re.ASCII)
    if found is None or (found[2] is None and found[3] is None):
        return None
    whole, part = found[2] or "0", found[3] or ""
    value = Decimal(found[1] + whole.replace(group, "") + (f".{part}" if part else ""))
    return Figure(value or Decimal(0), len(part), group in whole)


def written(value: float, language: str, decimals: int = MOST_DECIMALS) -> str:
    """A number as it would be typed in the language: no groups, no trailing zeros.

    >>> written(1500.0, "en"), written(1.25, "es"), written(-0.0, "en")
    ('1500', '1,25', '0')
    """
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace(".", decimal_sign(language))


def from_cell(text: str) -> Decimal | None:
    """A number from a cell whose language nobody knows: one point or comma, and no doubt what it means.

    >>> from_cell("2.5"), from_cell("2,5"), from_cell("1,500"), from_cell("3.0")
    (Decimal('2.5'), Decimal('2.5'), None, Decimal('3.0'))
    """
    # files hold a million plain cells: only the others have signs and digits to be made ordinary
    cell = text if text.isascii() and _PLAIN.fullmatch(text) else plain(text)
    if len(cell) > LONGEST or not _PLAIN.fullmatch(cell) or _THOUSANDS.fullmatch(cell):
        return None
    return Decimal(cell.replace(",", "."))
