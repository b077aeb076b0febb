"""Kano tables from elsewhere: counts or shares by letter, letters alone, and pairs that stand for several people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import click

from survey_app.cli.stats.kano_words import CATEGORY, LETTERS, LONG, TOTALS, letter_of
from survey_app.cli.stats.printing import remark_once
from survey_app.cli.stats.questions import COUNTED, repeated
from survey_app.cli.stats.reading import Sheet
from survey_app.cli.stats.respondents import Respondents
from survey_app.exceptions import N_, FileRefused

__all__ = ["Tally", "is_counts", "letters_by_feature", "tallies", "with_counts"]

_COUNTED = re.compile(r"([0-9]{1,9})\s*[(\uff08]\s*[0-9.,]{1,9}\s?%?\s*[)\uff09]%?")
_SUMS = frozenset({"total", "totals", "sum", "suma", "summe", "gesamt", "合计", "总计"})
_NOBODY = frozenset({"-", "–", "—", "/"})
_MOST = 1e12
_WHOLE_SHARES = 100
_NEAR = 0.5
_ROUNDED = 2
"""Whole per cents of six letters add up to 98 at least and 102 at most."""
_FEWEST = 3
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Tally:
    """One feature of a printed table: people or shares by letter, and from how many people, where it is said."""

    feature: str
    figures: Mapping[str, float]
    n: int | None


def with_counts(sheet: Sheet, count: str | None, taken: Sequence[str] = ()) -> Sheet:
    """The sheet with every row as often as its count says: the column named, or the one that is called so.

    A table of counts by letter has its people in the letters; columns `taken` for weights or groups count nobody.
    """
    if is_counts(sheet):
        if count is not None:
            raise click.UsageError("A table of counts holds its people by letter: leave --count out.")
        return sheet
    if count is None:
        usual = COUNTED - {name.casefold() for name in taken}
        count = next((name for name in sheet.names if name.casefold() in usual), None)
        if count is None:
            return sheet
        remark_once(f"Each row stands for as many people as the column “{count[:80]}” says.")
    return repeated(sheet, count)


def is_counts(sheet: Sheet) -> bool:
    """Whether the file holds figures by letter: the letters as columns, or in the first column."""
    is_long = sheet.has(*LONG)
    return not is_long and (sheet.has(*LETTERS[:4]) or _is_turned(sheet))


def _is_turned(sheet: Sheet) -> bool:
    """Letters in the rows and features in the columns; not a long list of features with their letters."""
    if sheet.has("feature", CATEGORY):
        return False
    found = [letter_of(row[0]) for row in sheet.table.rows if row[0]]
    return len(sheet.names) > 1 and {*LETTERS[:4]} <= {*found} and len({*found}) == len(found)


def tallies(people: Respondents, n: int | None) -> list[Tally]:
    """The features of a table of counts or shares, in their order.

    A column such as n or total says how many people stand behind the shares of a row; beside counts it is compared.
    """
    sheet = people.sheet
    if _is_turned(sheet) and not sheet.has(*LETTERS[:4]):
        sheet = _turned(sheet)
    sheet, is_signed = _without_signs(sheet)
    called = "feature" if sheet.has("feature") else sheet.names[0]
    features = [name or "" for name in sheet.texts(called)]
    columns = {letter: sheet.numbers(letter, (0, _MOST)) for letter in LETTERS if sheet.has(letter)}
    total = next((name for name in sheet.names if name.casefold() in TOTALS and name != called), None)
    totals = [None] * len(features) if total is None else sheet.numbers(total, (0, _MOST))
    rows = [{letter: column[row] or 0.0 for letter, column in columns.items()} for row in range(len(features))]
    found = [
        Tally(feature, figures, _people(figures, of, n, is_share=is_signed))
        for feature, figures, of in zip(features, rows, totals, strict=True)
    ]
    kept = [place for place, feature in enumerate(features) if feature.casefold() not in _SUMS]
    if len(kept) < len(found):
        remark_once("The row of sums is no feature: left out.")
        found, totals = [found[place] for place in kept], [totals[place] for place in kept]
    _doubt(found, totals, is_signed=is_signed)
    left = [name[:40] for name in sheet.names if name not in {called, total, CATEGORY, *LETTERS}]
    if left and not sheet.has(*LETTERS):
        absent = " and ".join(letter for letter in LETTERS if not sheet.has(letter))
        remark_once(f"No column is read as {absent}. Left out: {', '.join(left[:_SHOWN])}.")
    return found


def _people(figures: Mapping[str, float], total: float | None, n: int | None, *, is_share: bool) -> int | None:
    """How many people shares come from: as the option or the total beside them says; None beside counts."""
    added = sum(figures.values())
    is_apart = total is not None and total >= 1 and total.is_integer() and abs(total - added) > _NEAR
    is_rounded = is_apart and abs(added - _WHOLE_SHARES) <= _ROUNDED
    if n is not None or not (is_share or is_rounded or not all(each.is_integer() for each in figures.values())):
        return n
    if total is None or not is_apart:
        return None
    if is_rounded and not is_share:
        remark_once("The letters add up to 100 and not to the total beside them: read as per cent of so many people.")
    return int(total)


def _doubt(found: Sequence[Tally], totals: Sequence[float | None], *, is_signed: bool) -> None:
    """Say it where counts could be shares, or do not add up to the total beside them; refuse shares of nobody knows."""
    sums = [sum(each.figures.values()) for each in found]
    unknown = [each.n is None for each in found]
    if is_signed and any(unknown):
        raise FileRefused(
            N_(
                "The figures are shares: say with --people of how many people. Where nobody knows, take --people 100: "
                "only n, p and the rule of Fong depend on it."
            )
        )
    if len(found) >= _FEWEST and all(unknown) and all(each == _WHOLE_SHARES for each in sums):
        remark_once("Every row adds up to 100 and is read as 100 people. If the figures are per cent, add --people.")
    for each, added, total, is_count in zip(found, sums, totals, unknown, strict=True):
        if is_count and total is not None and abs(added - total) > _NEAR:
            remark_once(f"“{each.feature[:80]}”: the letters add up to {added:g}, the total says {total:g}.")


def _without_signs(sheet: Sheet) -> tuple[Sheet, bool]:
    """The sheet with per cent signs and dashes (nobody) taken out of the letters, and whether there were signs."""
    places = [place for place, name in enumerate(sheet.names) if name in LETTERS]
    figures = [row[place] for row in sheet.table.rows for place in places]
    is_signed = any(cell.endswith("%") and not _COUNTED.fullmatch(cell) for cell in figures)
    rows = tuple(
        tuple(_bare(cell) if place in places else cell for place, cell in enumerate(row)) for row in sheet.table.rows
    )
    return replace(sheet, table=replace(sheet.table, rows=rows)), is_signed


def _bare(cell: str) -> str:
    """A figure without its per cent sign, or without the per cent in brackets behind a count: 12 (24 %)."""
    counted = _COUNTED.fullmatch(cell)
    if counted is not None:
        return counted[1]
    return "0" if cell.strip() in _NOBODY else cell.removesuffix("%").rstrip()


def _turned(sheet: Sheet) -> Sheet:
    """The same table with the features in rows."""
    letters = [letter_of(row[0]) or row[0] for row in sheet.table.rows]
    rows = tuple(
        (feature, *(row[place] for row in sheet.table.rows)) for place, feature in enumerate(sheet.names) if place
    )
    table = replace(sheet.table, header=("feature", *letters), rows=rows, numbers=tuple(range(1, len(rows) + 1)))
    return replace(sheet, table=table)


def letters_by_feature(
    people: Respondents, but: Sequence[str | None] = ()
) -> dict[str, tuple[list[str | None], Respondents]]:
    """What each person's pair was already made into, by feature; nothing where the file does not hold letters.

    Long: the columns feature and category. Wide: a respondent in each row, a feature in each column.
    """
    if people.sheet.has("feature", CATEGORY):
        parts = [(name, part) for name, part in people.groups("feature") if name is not None]
        return {name: (_letters(part, CATEGORY), part) for name, part in parts}
    if any(people.sheet.has(letter) for letter in LETTERS):
        return {}
    left = {name.casefold() for name in (*but, people.weight) if name}
    asked = [name for name in people.sheet.names if name.casefold() not in left]
    held = [name for name in asked if _holds_letters(people.sheet, name)]
    return {name: (_letters(people, name), people) for name in held}


def _holds_letters(sheet: Sheet, name: str) -> bool:
    """Whether most cells of a column are letters; one that is none is refused then, not passed over."""
    words = [cell for cell in sheet.texts(name) if cell is not None]
    letters = [letter for word in words if (letter := letter_of(word)) is not None]
    # M and F are no letters of Kano
    is_one = len(letters) < len(words) and len({*letters}) == 1
    return bool(words) and len(letters) > len(words) / 2 and not is_one


def _letters(people: Respondents, name: str) -> list[str | None]:
    found = []
    for row, cell in enumerate(people.sheet.texts(name)):
        letter = None if cell is None else letter_of(cell)
        if cell is not None and letter is None:
            raise FileRefused(
                N_("Row %(row)s, column %(column)s: “%(value)s” is none of the letters A, O, M, I, R and Q."),
                row=people.row_of(row),
                column=name[:80],
                value=cell[:80],
            )
        found.append(letter)
    return found


COUNT = click.option(
    "--count", metavar="COLUMN", help="Each row stands for so many people. Default: a column called count."
)
