"""One question against others: `crosstab`, with bases, shares, means, tests and column letters."""

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace

import click

from survey_app.cli.stats.cell_figures import labelled, without_code
from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, table_file
from survey_app.cli.stats.printing import emit, figure, grid, percent, remark_once, tell
from survey_app.cli.stats.questions import (
    COUNT,
    WEIGHT,
    Finite,
    coded,
    columns_of,
    numbers_of,
    plain_code,
    repeated,
    weights,
    with_sets,
)
from survey_app.cli.stats.reading import NO_ANSWERS, Sheet, no_answers_beside
from survey_app.interchange.data_files.bipolar import is_reason
from survey_app.stats.association import Association
from survey_app.stats.coding import Coded, Net, single
from survey_app.stats.crosstab import CrossTable, cross_table, prepared
from survey_app.stats.lettering import Lettering
from survey_app.stats.letters import Correction, Scheme

_COLUMNS = (
    "One row per person (or per combination, with --count). Cells hold codes; 1;3;5 is several answers, as are columns "
    "of ticks (1 and 0), or of the first, second and further answer, joined with --set."
)
_FIELDS = ("question", "n", "missing", "base", "method", "source", "reason", "cautions", "weighted")
_PARTS = (
    "columns (letter, question, labels, n, weighted_n, n_eff, mark, mean, sd, mean_n, mean_letters)",
    "rows (label, codes, net, cells: count, weighted, column_share, row_share, letters, against_total)",
    "tests (question, test)",
    "letters (correction, family, levels, comparisons, against_total, mean_comparisons)",
)
_NET = re.compile(r"(?:(?P<question>[^:=]+):)?(?P<label>[^:=]+)=(?P<codes>[^=]+)")


@statistic("crosstab", of=cross_table, columns=_COLUMNS, answer=_FIELDS, also=_PARTS, per="tables")
@table_file
@click.option("--rows", multiple=True, required=True, metavar="NAMES", help="Questions in the rows: one table each.")
@click.option("--columns", multiple=True, metavar="NAME", help="A banner question; outer>inner nests; repeat it.")
@click.option("--multi", multiple=True, metavar="NAMES", help="Questions with several answers, if no cell holds “;”.")
@click.option("--separator", default=";", show_default=True, help="What stands between the codes of --multi questions.")
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="NAME=COLUMNS",
    help="Several answers in columns of ticks, or a code in each; who ticked none is missing.",
)
@WEIGHT
@COUNT
@click.option("--net", "nets", multiple=True, metavar="[QUESTION:]LABEL=CODES", help="A row of codes: Top 2=4,5.")
@click.option("--means", is_flag=True, help="Means of the codes that are numbers.")
@click.option("--no-score", "unscored", multiple=True, metavar="CODES", help="Codes left out of the mean, such as 99.")
@click.option("--drop", multiple=True, metavar="CODES", help="Codes of the rows that count as no answer.")
@click.option("--letters/--no-letters", default=True, show_default=True, help="Column letters.")
@click.option("--correction", type=click.Choice([each.value for each in Correction]), default="none", show_default=True)
@click.option("--capital", type=Finite(), default=0.95, show_default=True, help="Level of a capital letter.")
@click.option("--small", type=Finite(), default=0.90, show_default=True, help="Level of a small letter.")
@click.option("--least", type=Finite(), default=30, show_default=True, help="Least effective base that is tested.")
@click.option("--seed", type=click.IntRange(0), default=1900, show_default=True, help="Seed of a Monte Carlo test.")
@JSON
def crosstab_command(
    sheet: Sheet, *, rows: tuple[str, ...], columns: tuple[str, ...], count: str | None, as_json: bool, **how: object
) -> None:
    """Cross-tables: counts, shares, weighted and unweighted bases, means, chi-square, letters of the columns above."""
    sheet = with_sets(repeated(sheet, count), _words(how["sets"]))
    several = columns_of(sheet, _words(how["multi"])) if how["multi"] else []
    separator = str(how["separator"])
    banner = [coded(sheet, name, several, separator) for name in _split(sheet, columns)]
    mass = prepared(weights(sheet, None if how["weight"] is None else str(how["weight"])), len(sheet.table.rows))
    scheme = None
    if how["letters"]:
        levels = (float(str(how["capital"])), float(str(how["small"])))
        if not all(0 < level < 1 for level in levels):
            raise click.UsageError("--capital and --small are levels such as 0.95, between 0 and 1.")
        scheme = Scheme(Correction(str(how["correction"])), levels, float(str(how["least"])))
    found = []
    for name in columns_of(sheet, rows):
        question = coded(sheet, name, several, separator)
        question = _without(question, _codes(how["drop"]), sheet.cells.labels)
        scores = (
            _scores(question, _codes(how["unscored"]), sheet.cells.labels)
            if how["means"] and question.places is not None
            else None
        )
        nets = _nets(_words(how["nets"]), question, sheet.cells.labels)
        seed = int(str(how["seed"]))
        found.append(cross_table(question, banner, mass, nets=nets, scores=scores, scheme=scheme, seed=seed))
    if as_json:
        emit({"tables": [table.to_json() for table in found]})
        return
    for each in found:
        tell(f"{_words_of(each)}\n", each.to_json())


def _words(given: object) -> list[str]:
    return [str(each) for each in given] if isinstance(given, tuple) else []


def _codes(given: object) -> set[str]:
    return {plain_code(code.strip()) for each in _words(given) for code in each.split(",")}


def _split(sheet: Sheet, asked: Sequence[str]) -> list[str]:
    found = []
    for each in asked:
        found += [each] if ">" in each and not sheet.has(each) else columns_of(sheet, [each])
    return found


def _without(question: Coded, dropped: set[str], labels: Mapping[str, float]) -> Coded:
    """The question with some codes counted as no answer: named as they stand, or by the number before a label."""
    gone = _written(question, dropped, labels)
    kept = [place for place, code in enumerate(question.codes) if code not in gone]
    if len(kept) == len(question.codes):
        return question
    codes = tuple(question.codes[place] for place in kept)
    named = tuple(question.labels[place] for place in kept)
    if question.members is not None:
        return replace(question, codes=codes, labels=named, members=question.members[:, kept])
    places = [] if question.places is None else question.places.tolist()
    given = [None if place < 0 else question.codes[place] for place in places]
    return replace(single(given, codes, question.name), labels=named, unlisted=0)


def _written(question: Coded, wanted: Collection[str], labels: Mapping[str, float]) -> set[Hashable]:
    """The codes that these words name."""
    numbers = numbers_of([str(code) for code in question.codes], labels)
    known = {code: numbers.get(str(code)) for code in question.codes}
    return {
        code
        for code, number in known.items()
        if str(code) in wanted or (number is not None and f"{number:g}" in wanted)
    }


def _scores(question: Coded, unscored: set[str], labels: Mapping[str, float]) -> Mapping[object, float] | None:
    """The numbers of the codes; one for no answer that has a label leaves the mean, without one it is told."""
    numbers = numbers_of([str(code) for code in question.codes], labels)
    out = _written(question, unscored, labels)
    found = {code: numbers[str(code)] for code in question.codes if str(code) in numbers and code not in out}
    below = {code for code, number in found.items() if _is_point(str(code), number, found.values())}
    worded = [code for code, number in found.items() if number in NO_ANSWERS and labelled(str(code)) is not None]
    for code in (each for each in worded if each not in below):
        del found[code]
        remark_once(f"The column “{question.name[:80]}”: {str(code)[:40]} is left out of the mean.")
    if codes := no_answers_beside([number for code, number in found.items() if code not in below]):
        remark_once(
            f"The column “{question.name[:80]}” holds {codes} beside lower points: it counts in the mean. If it means "
            f"no answer, add --no-score {codes}, or --missing {codes}."
        )
    return found or None


def _is_point(code: str, number: float, numbers: Collection[float]) -> bool:
    """Whether -1 is a point: the scale goes as far below 0 as above, and its label is no reason for no answer."""
    scale = {*numbers} - NO_ANSWERS | {-1.0}
    is_bipolar = -2.0 in scale or {-each for each in scale} == scale  # noqa: PLR2004 - the point below -1
    return number == -1 and is_bipolar and not is_reason(without_code(code))


def _nets(given: Sequence[str], question: Coded, labels: Mapping[str, float]) -> list[Net]:
    found = []
    for each in given:
        parts = _NET.fullmatch(each)
        if parts is None:
            raise click.UsageError(f"“{each[:40]}” is no net such as Top 2=4,5 or q1:Top 2=4,5.")
        if parts["question"] is None or parts["question"].strip().casefold() == question.name.casefold():
            codes = [plain_code(code.strip()) for code in parts["codes"].split(",")]
            named = [_written(question, [code], labels) or {code} for code in codes]
            found.append(Net(parts["label"].strip(), tuple(code for each in named for code in each)))
    return found


def _words_of(table: CrossTable) -> str:
    """The table for people: letter, base and share of every column."""
    head = [f"{table.question} (%)", *(_head(column.letter, column.labels) for column in table.columns)]
    shares = table.column_shares.tolist()
    marks = _marks(table.letters, len(table.rows), len(table.columns))
    rows = []
    for line, across, mine in zip(table.rows, shares, marks, strict=True):
        cells = [_cell(percent(_there(share)), mark) for share, mark in zip(across, mine, strict=True)]
        rows.append([line.label, *cells])
    rows += [["n", *(f"{column.n}{column.mark}" for column in table.columns)]]
    if table.is_weighted:
        rows += [["effective n", *(figure(column.n_eff, ".1f") for column in table.columns)]]
    if table.means is not None:
        marks = _marks(table.mean_letters, 1, len(table.columns))
        cells = [_cell(figure(_there(mean)), mark) for mean, mark in zip(table.means.tolist(), marks[0], strict=True)]
        rows += [["mean", *cells]]
    return "\n".join([grid(head, rows), *(_test(name, test) for name, test in table.tests if test is not None)])


def _marks(found: Lettering | None, rows: int, columns: int) -> Sequence[Sequence[str]]:
    return found.letters if found and found.letters else [[""] * columns] * rows


def _cell(value: str, mark: str) -> str:
    return f"{value} {mark}".strip()


def _test(name: str, test: Association) -> str:
    chi = f"chi-square {figure(test.statistic, '.3f')}, df {test.df}, p {figure(test.p, '.3g')} ({test.p_method})"
    second = test.rao_scott
    chi += "" if test.p_large_sample is None else f", {figure(test.p_large_sample, '.3g')} by the distribution"
    weighed = f"; F {second.f:.4f} with {second.df:.3f} and {second.df_error:.1f} df" if second else ""
    return f"{name}: {chi}{weighed}, V {figure(test.v, '.4f')}"


def _head(letter: str, labels: tuple[str, ...]) -> str:
    return f"{' / '.join(labels)} [{letter}]" if letter else "Total"


def _there(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124 - NaN differs from itself
