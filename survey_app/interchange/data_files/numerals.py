"""Numbers of a column as its country writes them: 1.200,5 or 1,200.5, by what the column and the whole file show.

1.200 alone is twelve hundred in Berlin and a little more than one in London. The other cells of the column decide, then
the other columns of the file, then its separator: a semicolon parts cells where the comma is the decimal sign. How a
column was read is said with it.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from survey_app.exceptions import N_

__all__ = ["Figures", "decimal_sign_of", "figures_of"]

_PER_CENT = re.compile(r"[+-]?\d{1,18}(?:[.,]\d{1,18})? ?%", re.ASCII)
_MONEY = re.compile(r"([€$£¥₹])? ?([+-]?\d[\d.,]*) ?(€|[$£¥₹元]|EUR|USD|GBP|MXN|COP|CNY)?", re.ASCII)
"""An amount with the sign of its money in front or behind."""
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_ONE_GROUP = 5
"""The least length of a number with one group: 1.200."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """The forms of numbers where one sign parts decimals and the other one thousands."""

    decimal: str
    thousands: str
    grouped: re.Pattern[str]
    tailed: re.Pattern[str]

    def holds(self, cell: str) -> bool:
        """Whether a cell is a number written so."""
        return any(form.fullmatch(cell) for form in (_WHOLE, self.tailed, self.grouped))

    def plain(self, cell: str) -> str:
        """The number with a point and nothing else."""
        return cell.replace(self.thousands, "").replace(self.decimal, ".")


def _sign(decimal: str, thousands: str) -> _Sign:
    point, group = re.escape(decimal), re.escape(thousands)
    grouped = re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{group}\d{{3}})+(?:{point}\d{{1,18}})?", re.ASCII)
    return _Sign(decimal, thousands, grouped, re.compile(rf"[+-]?\d{{0,18}}{point}\d{{1,18}}", re.ASCII))


_COMMA, _POINT = _sign(",", "."), _sign(".", ",")
_SIGNS = (_COMMA, _POINT)
_SAID: Mapping[tuple[str, bool], str] = {
    (",", True): N_("Its points part thousands: 1.200 is read as 1200."),
    (".", True): N_("Its commas part thousands: 1,200 is read as 1200."),
    (",", False): N_("Its commas are decimal signs: 1,5 is read as one and a half."),
    (".", False): N_("Its points are decimal signs: 1.200 is read as 1.2."),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the cells of a column are as plain numbers, where they are written otherwise, and how that was decided."""

    cells: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def decimal_sign_of(columns: Iterable[Collection[str]], separator: str) -> str:
    """The decimal sign of a file: what a column shows that can be read in one way, else what its separator suggests.

    >>> [decimal_sign_of([each], ";") for each in (["0,5", "1,25"], ["0.5"], ["3"], ["1.200"])]
    [',', '.', ';', ';']
    >>> decimal_sign_of([["0.5"], ["1,25"]], ",")
    ''
    """
    shown = {sign for cells in columns if (sign := _shown(cells))}
    if len(shown) == 1:
        return shown.pop()
    return ";" if not shown and separator == ";" else ""


def _shown(cells: Collection[str]) -> str:
    """The decimal sign that a column of numbers shows beyond doubt."""
    for sign in _SIGNS:
        if not all(
            _WHOLE.fullmatch(cell) or sign.tailed.fullmatch(cell) or sign.grouped.fullmatch(cell) for cell in cells
        ):
            continue
        other = _POINT if sign is _COMMA else _COMMA
        if any(sign.decimal in cell and not other.grouped.fullmatch(cell) for cell in cells):
            return sign.decimal
    return ""


def figures_of(cells: Collection[str], sign_of_file: str) -> Figures:
    """How the different cells of a column are read, or nothing where they are plain numbers or no numbers.

    >>> figures_of(["1.200", "3,5"], "").cells, figures_of(["1,200", "850"], ".").cells
    ({'1.200': '1200', '3,5': '3.5'}, {'1,200': '1200'})
    >>> figures_of(["1.200", "850"], ";").note, figures_of(["1,200", "850"], "").cells
    ('Its points part thousands: 1.200 is read as 1200.', {})
    """
    if cells and all(map(_PER_CENT.fullmatch, cells)):
        return Figures({cell: cell.rstrip(" %").replace(",", ".") for cell in cells})
    amounts = _amounts(cells)
    found = _plain_figures({*amounts.values()} if amounts else cells, sign_of_file)
    if not amounts:
        return found
    return Figures({cell: found.cells.get(bare, bare) for cell, bare in amounts.items()}, found.note)


def _plain_figures(cells: Collection[str], sign_of_file: str) -> Figures:
    """How cells without a sign of money or per cent are read."""
    marked = [cell for cell in cells if "," in cell or "." in cell]
    if not marked:
        return Figures()
    for sign in _SIGNS:
        if all(map(sign.holds, cells)) and any(_tells(cell, sign) for cell in cells):
            return _read(marked, sign, has_groups=any(sign.thousands in cell for cell in marked))
    if all(_WHOLE.fullmatch(c) or _COMMA.grouped.fullmatch(c) for c in cells):
        return _doubtful(cells, marked, _COMMA, sign_of_file)
    if all(_WHOLE.fullmatch(c) or _POINT.grouped.fullmatch(c) for c in cells):
        return _doubtful(cells, marked, _POINT, sign_of_file)
    return Figures()


def _amounts(cells: Collection[str]) -> dict[str, str]:
    """The numbers of amounts that all stand beside one sign of money, else nothing.

    >>> _amounts(["€ 1.200", "€ 3,50"]), _amounts(["$5", "5 €"]), _amounts(["5", "5 €"])
    ({'€ 1.200': '1.200', '€ 3,50': '3,50'}, {}, {})
    """
    found: dict[str, str] = {}
    signs: set[str | None] = set()
    for cell in cells:
        amount = _MONEY.fullmatch(cell)
        signs.add((amount[1] or amount[3]) if amount is not None else None)
        if amount is None or None in signs or len(signs) > 1:
            return {}
        found[cell] = amount[2]
    return found


def _tells(cell: str, sign: _Sign) -> bool:
    """Whether a number can only be read with this decimal sign: 0,5 or 1.200.000, not 1.200."""
    other = _POINT if sign is _COMMA else _COMMA
    if sign.decimal in cell:
        return not other.grouped.fullmatch(cell)
    return cell.count(sign.thousands) > 1


def _doubtful(cells: Collection[str], marked: Collection[str], sign: _Sign, sign_of_file: str) -> Figures:
    """Cells that are thousands with this decimal sign and decimals with the other one: what the file shows decides."""
    other = _POINT if sign is _COMMA else _COMMA
    by_separator = sign is _COMMA and sign_of_file == ";" and any(_is_large(cell) for cell in cells)
    if sign_of_file == sign.decimal or by_separator:
        return _read(marked, sign, has_groups=True)
    if sign_of_file == other.decimal or (other is _COMMA and sign_of_file == ";") or other is _POINT:
        return _read(marked, other, has_groups=False)
    return Figures()


def _is_large(cell: str) -> bool:
    """Whether a number is no small one with three decimals: 850 or 12.500, not 1.237."""
    return "." not in cell or len(cell.lstrip("+-")) > _ONE_GROUP


def _read(marked: Collection[str], sign: _Sign, *, has_groups: bool) -> Figures:
    found = {cell: plain for cell in marked if (plain := sign.plain(cell)) != cell}
    doubtful = sign is _POINT and not has_groups and all(_COMMA.grouped.fullmatch(cell) for cell in marked)
    return Figures(found, _SAID[sign.decimal, has_groups] if found or doubtful else "")
