"""A cross-table as a page shows it: words for rows and columns, shares with letters, small bases marked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from survey_app.exports.table_book import Cell, Number
from survey_app.routes.figures import filtering, in_parts, wording
from survey_app.routes.presentation import number, percent, sentences
from survey_app.services.crosstabs import DETRACTORS, PROMOTERS, Built, RowChoice
from survey_app.stats.association import Association
from survey_app.stats.crosstab import CrossTable, TableLine
from survey_app.stats.letters import PLAIN
from survey_app.stats.promoter_score import STANDARD

_HIGH, _LOW = PLAIN.levels
_ROOMS = ((0, ""), (3, "short"), (7, "middle"))


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column: its words, letter, bases, and the mark of a small one; `inner` are its words under a band."""

    words: str
    inner: str
    letter: str
    n: int
    n_eff: float
    mark: str
    room: str = ""
    """How much room the longest letters beside its figures take: nothing, short, middle or long."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: people, share (or mean), the letters of the columns it stands above, +, - against the total."""

    count: int
    share: float | None
    letters: str
    against: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row and whether it joins several codes."""

    words: str
    is_net: bool
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The table with its notes; `title` is the question in the rows, `across` what stands in the columns."""

    title: str
    across: str
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    means: tuple[GridCell, ...]
    average: str
    """What stands in the line of means: the mean, or the score of who would recommend."""
    is_score: bool
    test: str
    is_weighted: bool
    legend: tuple[str, ...]
    """What letters and marks in the table mean, a sentence each."""
    bands: tuple[tuple[str, int], ...] = ()
    """Where columns stand inside others: the words of the outer ones and how many columns each holds."""


def grid_of(built: Built, fallback: str) -> Grid:
    """The table of the builder in words."""
    table, chosen = built.table, built.chosen
    assert table is not None and chosen is not None  # noqa: S101, PT018 - the caller looked
    named = [filtering.words_by_value(each, fallback) for each in built.across]
    shares = table.column_shares.tolist()
    columns = tuple(
        GridColumn(_column(labels, named), _column(labels[1:], named[1:]), letter, n, n_eff, mark)
        for letter, _question, labels, n, _weighted, n_eff, mark in table.columns
    )
    rows = tuple(
        GridRow(_row(line, chosen, fallback), line.is_net, _cells(table, place, shares[place]))
        for place, line in enumerate(table.rows)
        if not _is_twice(line)
    )
    means = _means(table)
    return Grid(
        title=row_words(chosen, fallback),
        across=_(" inside ").join(reversed([_quoted(filtering.name_of(each, fallback)) for each in built.across])),
        columns=tuple(replace(each, room=_room(place, rows, means)) for place, each in enumerate(columns)),
        rows=rows,
        means=means,
        average=str(_("Net promoter score") if chosen.is_score else _("Mean")),
        is_score=chosen.is_score,
        test=_test(table),
        is_weighted=table.is_weighted,
        legend=(
            *_legend(table, is_nested=len(built.across) > 1, is_small=any(column.mark for column in columns)),
            *in_parts.of_rows(chosen, built.fewest),
        ),
        bands=_bands(table, named[0]) if len(built.across) > 1 else (),
    )


def _room(place: int, rows: Sequence[GridRow], means: Sequence[GridCell]) -> str:
    """The room beside the figures of a column: figures stand one above the other, whatever letters follow them."""
    cells = [*(row.cells[place] for row in rows), *means[place : place + 1]]
    longest = max((len(f"{cell.against} {cell.letters}".strip()) for cell in cells), default=0)
    return next((room for most, room in _ROOMS if longest <= most), "long")


def _is_twice(line: TableLine) -> bool:
    """Whether the points are told as one already, or only one counts: they need no line of their own."""
    return line.is_net and len(line.codes) == 1


def _bands(table: CrossTable, outer: dict[str, str]) -> tuple[tuple[str, int], ...]:
    """The outer columns side by side, each with how many stand inside it; the one of everybody stands before them."""
    held = Counter(labels[0] for _letter, _question, labels, *_rest in table.columns if labels)
    return tuple((outer.get(label, label), many) for label, many in held.items())


def _quoted(words: str) -> str:
    return str(_("“%(words)s”", words=words))


def _legend(table: CrossTable, *, is_nested: bool, is_small: bool) -> tuple[str, ...]:
    """What stands beside the shares; nothing where no columns are compared."""
    found = []
    if table.letters is not None and table.letters.pairs.pairs:
        told = _(
            "A letter beside a figure: it is higher than in the column of that letter; a capital at %(high)s "
            "confidence, a small letter at %(low)s. + and − mark what stands above and below all.",
            high=percent(_HIGH),
            low=percent(_LOW),
        )
        found.append(str(told))
        if is_nested:
            found.append(str(_("Only columns inside the same group are compared with each other.")))
    if is_small:
        found.append(str(_("* the base is below 100; ** below 30, and not tested.")))
    return tuple(found)


def row_words(choice: RowChoice, fallback: str) -> str:
    """What stands in the rows; an item under its question, for two batteries may ask about the same."""
    own = wording.words_of(choice.label, fallback, choice.key)
    if choice.within is None:
        return own
    return f"{wording.words_of(choice.within, fallback)} · {own}"


def _column(labels: tuple[str, ...], named: list[dict[str, str]]) -> str:
    return " · ".join(words.get(label, label) for label, words in zip(labels, named, strict=False)) or _("All")


def _row(line: TableLine, chosen: RowChoice, fallback: str) -> str:
    if line.label == PROMOTERS:
        return str(_("promoters, %(low)s to %(high)s", low=STANDARD.promoters_from, high=STANDARD.scale_max))
    if line.label == DETRACTORS:
        return str(_("detractors, %(low)s to %(high)s", low=STANDARD.scale_min, high=STANDARD.detractors_to))
    if line.is_net:
        return str(_("The two highest points"))
    words = dict(chosen.codes)
    code = line.codes[0]
    return wording.words_of(words[code], fallback, str(code)) if isinstance(code, int) else str(code)


def _cells(table: CrossTable, row: int, shares: list[float]) -> tuple[GridCell, ...]:
    counts = table.counts[row].tolist()
    letters = table.letters.letters[row] if table.letters and table.letters.letters else ("",) * len(counts)
    against = (
        table.letters.against_total[row].tolist() if table.letters and table.letters.pairs.pairs else [0] * len(counts)
    )
    return tuple(
        GridCell(int(count), None if share != share else share, letter, _sign(mark))  # noqa: PLR0124 - NaN differs from itself
        for count, share, letter, mark in zip(counts, shares, letters, against, strict=True)
    )


def _means(table: CrossTable) -> tuple[GridCell, ...]:
    if table.means is None or table.mean_bases is None:
        return ()
    found = table.mean_letters
    letters = found.letters[0] if found and found.letters else ("",) * len(table.columns)
    return tuple(
        GridCell(int(n), None if mean != mean else mean, letter, "")  # noqa: PLR0124 - NaN differs from itself
        for n, mean, letter in zip(table.mean_bases.tolist(), table.means.tolist(), letters, strict=True)
    )


def _sign(mark: float) -> str:
    return "" if not mark else "+" if mark > 0 else "−"


def _test(table: CrossTable) -> str:
    """The chi-square as a sentence; nothing where none was made."""
    found = next((test for _name, test in table.tests if test is not None), None)
    if found is None or found.p is None or found.v is None or found.statistic is None:
        return ""
    p = _("p below 0.001") if found.p < 0.001 else _("p = %(p)s", p=number(found.p, 3))  # noqa: PLR2004 - as papers print it
    said = _(
        "Chi-square %(chi)s, %(df)s degrees of freedom, %(p)s; Cramér’s V %(v)s.",
        chi=number(found.statistic, 2),
        df=found.df,
        p=p,
        v=number(found.v, 2),
    )
    return sentences([str(said), *_how(found)])


def _how(found: Association) -> list[str]:
    """How p was got, where it is not the usual way."""
    if found.p_method == "fisher_exact":
        return [_("Expected numbers are small: p is that of Fisher’s exact test.")]
    if found.seed is not None:
        return [_("Expected numbers are small: p comes from drawing tables with the seed %(seed)s.", seed=found.seed)]
    if found.rao_scott is not None:
        words = _(
            "Weighted: chi-square is divided by its design effect in this table, %(effect)s; p is that of F with "
            "%(df)s and %(error)s degrees of freedom (Rao and Scott).",
            effect=number(found.rao_scott.effect, 2),
            df=number(found.rao_scott.df, 2),
            error=number(found.rao_scott.df_error, 1),
        )
        return [words]
    if found.design_effect is not None:
        return [_("With weights the test is approximate: chi-square is divided by the design effect.")]
    return []


def printed(grid: Grid) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """The head and the rows of the table for a workbook: bases, then count, share and letters of each row."""
    head = (grid.title, str(_("Figure")), *(column.words for column in grid.columns))
    rows: list[tuple[Cell, ...]] = [
        ("", str(_("Letter")), *(column.letter for column in grid.columns)),
        ("", str(_("Answers")), *(Number(column.n) for column in grid.columns)),
    ]
    if grid.is_weighted:
        rows.append(("", str(_("Effective base")), *(Number(column.n_eff, 1) for column in grid.columns)))
    for row in grid.rows:
        rows.append((row.words, str(_("Answers")), *(Number(cell.count) for cell in row.cells)))
        rows.append((row.words, str(_("Share")), *(_number(cell.share, 1, is_share=True) for cell in row.cells)))
        rows.append((row.words, str(_("Letters")), *(cell.letters for cell in row.cells)))
    if grid.means:
        rows.append((grid.average, "", *(_number(cell.share, 0 if grid.is_score else 2) for cell in grid.means)))
        rows.append((grid.average, str(_("Letters")), *(cell.letters for cell in grid.means)))
    return head, tuple(rows)


def _number(value: float | None, decimals: int, *, is_share: bool = False) -> Cell:
    return "" if value is None else Number(value, decimals, is_share)
