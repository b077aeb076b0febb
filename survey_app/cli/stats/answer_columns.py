"""Which columns of a file hold answers, where nobody names them: not those that number the rows or sum others up."""

import re
from collections.abc import Collection
from itertools import pairwise

from survey_app.cli.stats.printing import remark_once
from survey_app.cli.stats.reading import Sheet
from survey_app.interchange.foot_rows import is_summary_word, summing_columns

__all__ = ["answer_columns"]

_NUMBERING = re.compile(
    r"(?:.*[\s_.\-])?(?:id|uuid|código|codigo)|(?:id|código)[\s_.\-].*|[a-z]{2,10}id|no\.?|nr\.?|n[º°]|num|number|"
    r"número|respondents?|participants?|encuestado|folio|编号|序号|答卷编号|.*id号?"
)
_PERHAPS = re.compile(r"(?:.*[\s_.\-])?code|row|index|case|person|subject|user|caso")
"""What may number the rows, but can be rated as well: “Dress code”, “Case”."""
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,15})?", re.ASCII)


def answer_columns(sheet: Sheet, beside: Collection[str]) -> list[str]:
    """All columns but those of `beside`, those that only number the rows, and those that sum up the others.

    What could be answers as well stays, and is told.
    """
    left = {name.casefold() for name in beside}
    summing = [name for name in sheet.names if is_summary_word(name)]
    perhaps = [name for name in sheet.names if _tells_apart(sheet, name, _PERHAPS)]
    numbering = {name for name in sheet.names if _tells_apart(sheet, name, _NUMBERING)}
    rest = [name for name in sheet.names if name not in {*numbering, *summing, *perhaps}]
    numbering |= {name for name in perhaps if not _could_be_answers(sheet, name, rest)}
    others = [rest, [name for name in rest if name.casefold() not in left]]
    names = [name for name in sheet.names if name.casefold() not in left]
    mine = [name for name in names if name in summing]
    sums = {name for each in others for name in _summing(sheet, mine, each)}
    out = [name for name in names if name in numbering | sums]
    out = [] if len(out) == len(names) else out
    if out:
        why = "numbers the rows" if not sums else "sums up the others" if sums == {*out} else "holds no answers"
        remark_once(f"Left out: {_shown(out)} {why}. Name the columns with --items.")
    kept = [name for name in names if name not in out]
    if odd := [name for name in kept if name in {*summing, *perhaps, *numbering}]:
        remark_once(f"{_shown(odd)}: read as answers. If they are none, name the others with --items.")
    return kept


def _shown(names: Collection[str]) -> str:
    return ", ".join(name[:40] for name in names)


def _summing(sheet: Sheet, names: Collection[str], others: Collection[str]) -> list[str]:
    places = [sheet.place(each) for each in others]
    lines = [[row[place] for place in places] for row in sheet.table.rows]
    return summing_columns({name: sheet.table.column(name) for name in names}, lines)


def _tells_apart(sheet: Sheet, name: str, words: re.Pattern[str]) -> bool:
    """Whether a column is called so and holds something else in each row."""
    cells = sheet.table.column(name)
    return bool(words.fullmatch(name.strip().casefold())) and all(cells) and len(set(cells)) == len(cells) > 1


def _could_be_answers(sheet: Sheet, name: str, others: Collection[str]) -> bool:
    """Whether the numbers of a column do not rise from row to row, and none lies above those of the others."""
    cells = sheet.table.column(name)
    if not all(map(_NUMBER.fullmatch, cells)):
        return False
    figures = [float(cell.replace(",", ".")) for cell in cells]
    beside = [
        float(cell.replace(",", ".")) for each in others for cell in sheet.table.column(each) if _NUMBER.fullmatch(cell)
    ]
    is_rising = all(one < two for one, two in pairwise(figures))
    return bool(beside) and not is_rising and max(figures) <= max(beside)
