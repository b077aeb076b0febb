"""Numbers in cells that hold more than a number: a label behind it, a currency, signs between thousands."""

import re

__all__ = ["figure_within", "labelled"]

_LED = re.compile(r"(-?[0-9]{1,3})(?:\s*[=:.)、–—]\s*|\s+-\s+|\s*[(]\s*)(?P<label>[^\W\d_].*)", re.DOTALL)
"""A number with its label behind it."""
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
