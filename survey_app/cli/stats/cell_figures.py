"""Numbers in cells that hold more than a number: a label behind it, a currency, signs between thousands."""

import re
from collections.abc import Iterable

__all__ = ["codes_of", "figure_within", "labelled", "without_code"]

_LED = re.compile(r"(-?[0-9]{1,3})(?:\s*[=:.)、–—]\s*|\s+-\s+|\s*[(]\s*)(?P<label>[^\W\d_].*)", re.DOTALL)
"""A number with its label behind it."""
_CODED = re.compile(
    rf"{_LED.pattern}|(-?[0-9]{{1,3}})(?:\s+[-–—=]\s+|\s*[=)]\s*|[.:、]\s+)(?P<counted>[0-9].*[^\W\d_].*)", re.DOTALL
)
"""The same with a label that may begin with a figure of its own, set off more clearly: 3.5 m has no label."""
_FIGURES, _WORDS = re.compile(r"[0-9]+"), re.compile(r"[^\W\d_]+")
_FEWEST = 3
"""So many codes in a row show that they are counted, where only some of their labels hold figures."""
_MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre "
    "diciembre ene abr ago dic januar jänner februar märz mai juni juli oktober dezember mär okt dez janvier février "
    "mars avril juin juillet août septembre octobre novembre décembre"
)
_DATED = frozenset(_MONTHS.split())
"""What makes a date of the number before it."""
_CURRENCY = re.compile(r"^[$€£¥]\s?|\s?[$€£¥]$")
_DOTTED, _PARTED = (
    re.compile(rf"-?[1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}})+{decimals}", re.ASCII)
    for thousands, decimals in ((r"\.", "(?:,[0-9]{1,40})?"), (",", r"\.[0-9]{1,40}"))
)
"""Amounts whose thousands are parted, with nothing else that they could be."""
_EITHER = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", re.ASCII)
"""An amount whose point parts its thousands or its decimals: a currency stands where either is usual."""
_WITH_COMMA = re.compile(r"-?[0-9]{1,18}(?:,[0-9]{1,40})?", re.ASCII)
_WITH_POINT = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,40})?", re.ASCII)


def labelled(cell: str) -> float | None:
    """The number of a cell with its label behind it; None where it is none, a range or a date.

    >>> labelled("10 - Extremely likely"), labelled("18 – under 25"), labelled("12.Dez")
    (10.0, None, None)
    """
    found = _LED.fullmatch(cell)
    if found is None or any(sign.isdigit() for sign in found["label"]):
        return None
    return None if found["label"].strip(" .)").casefold() in _DATED else float(found[1])


def without_code(cell: str) -> str:
    """The label of a cell that has its code before it; the cell where it has none.

    >>> without_code("5 - I like it"), without_code("I like it")
    ('I like it', 'I like it')
    """
    found = _LED.fullmatch(cell)
    return found["label"].removesuffix(")") if found else cell


def codes_of(cells: Iterable[str]) -> dict[str, float]:
    """The codes of cells whose labels hold figures themselves; nothing where the numbers before them may be ranges.

    Each number has one label. That it is no range is shown by a label that counts from a lower figure, or, where the
    numbers follow each other, by a label that is a range itself or by others without figures.

    >>> codes_of(["0 - Never", "1 - Once a month or less", "2 - 2 to 4 times a month"])["2 - 2 to 4 times a month"]
    2.0
    >>> codes_of(["1 - 2 years", "2 - 5 years", "5 - 10 years"]), codes_of(["18 – under 25", "25 – under 35"])
    ({}, {})
    """
    found = {cell: match for cell in {*cells} if (match := _CODED.fullmatch(cell))}
    codes = {cell: float(match[1] or match[3]) for cell, match in found.items()}
    labels = {codes[cell]: match["label"] or match["counted"] for cell, match in found.items()}
    if len(codes) <= 1 or len(labels) < len(codes):
        return {}
    if any(word in _DATED for label in labels.values() for word in _WORDS.findall(label.casefold())):
        return {}
    figures = {code: [float(each) for each in _FIGURES.findall(label)] for code, label in labels.items()}
    held = {code: listed for code, listed in figures.items() if listed}
    if any(listed[0] <= code for code, listed in held.items()):
        return codes
    in_a_row = max(figures) - min(figures) + 1 == len(figures)
    go_on = all(listed[0] == code + 1 for code, listed in held.items())
    are_ranges = any(len(listed) > 1 for listed in held.values())
    is_counted = min(figures) in {0, 1} and len(figures) >= _FEWEST and 2 * len(held) <= len(figures)
    return codes if in_a_row and not go_on and (are_ranges or is_counted) else {}


def figure_within(cell: str, *, is_comma: bool) -> tuple[float, str] | None:
    """The number of a cell and what was left out of it; None where there is none, or it could be another one.

    >>> figure_within("10 - Extremely likely", is_comma=False), figure_within("1,200", is_comma=False)
    ((10.0, 'words behind its numbers'), None)
    >>> figure_within("1.200,50 €", is_comma=True), figure_within("$ 1,200.50", is_comma=False)
    ((1200.5, 'currencies or signs between thousands'), (1200.5, 'currencies or signs between thousands'))
    """
    if (number := labelled(cell)) is not None:
        return number, "words behind its numbers"
    bare = _CURRENCY.sub("", cell)
    form, thousands = (_DOTTED, ".") if is_comma else (_PARTED, ",")
    plain = bare.replace(thousands, "") if form.fullmatch(bare) else bare
    if bare != cell and not is_comma and _EITHER.fullmatch(bare):
        return None
    if plain == cell or not (_WITH_COMMA if is_comma else _WITH_POINT).fullmatch(plain):
        return None
    return float(plain.replace(",", ".")), "currencies or signs between thousands"
