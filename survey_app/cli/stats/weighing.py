"""Weights and sample sizes: `rake`, `poststratify`, `deff` and `allocate`."""

import csv
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import click

from survey_app.cli.stats.files import read
from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, table_file
from survey_app.cli.stats.printing import answer, emit, figure, grid, remark_once, tell
from survey_app.cli.stats.questions import Finite, plain_code, texts, weights
from survey_app.cli.stats.reading import Cells, Sheet
from survey_app.cli.stats.respondents import Respondents
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.allocation import Allocation, allocate, allocate_size
from survey_app.stats.coding import Codes
from survey_app.stats.neyman import Stratum, allocate_neyman
from survey_app.stats.weighted_bootstrap import resampled_mean
from survey_app.stats.weighting import DesignEffect, Margin, Weighting, design_effect, post_stratify, rake

Targets = dict[str, dict[Hashable, float]]

_FIELDS = ("n", "total", "scale", "cycles", "worst", "n_eff", "deff", "smallest", "largest", "capped")
_FIT = ("method", "source", "base", "missing", "cautions", "fit (margin, code, n, target, reached)", "weights")
_TARGETS = click.option(
    "--targets",
    "listed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the columns margin, category and target.",
)
_TARGET = click.option(
    "--target", "given", multiple=True, metavar="MARGIN:CODE=N,...", help="Targets of a margin: sex:m=0.5,f=0.5."
)
_START = click.option("--start", metavar="COLUMN", help="Weights to begin with.")
_CAP = click.option("--cap", type=Finite(), help="Largest weight, as a multiple of the mean.")
_FLOOR = click.option("--floor", type=Finite(), help="Smallest weight, as a multiple of the mean.")
_OUT = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows with a column weight."
)


@statistic(
    "rake",
    of=rake,
    columns="One row per person, a column per margin; a blank cell is an unknown category.",
    answer=_FIELDS,
    also=_FIT,
)
@table_file
@_TARGETS
@_TARGET
@_START
@_CAP
@_FLOOR
@click.option("--tolerance", type=Finite(), default=1e-10, show_default=True, help="Largest deviation, of the total.")
@click.option("--cycles", type=click.IntRange(1), default=1_000, show_default=True, help="Cycles at most.")
@click.option("--scale", type=click.Choice(["sample", "targets"]), help="What the weights sum to: people or targets.")
@_OUT
@JSON
def rake_command(
    sheet: Sheet,
    *,
    listed: Path | None,
    given: tuple[str, ...],
    start: str | None,
    cap: float | None,
    floor: float | None,
    tolerance: float,
    cycles: int,
    scale: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Weights that bring several margins to their totals; the weights stand in the JSON and, with -o, in a file."""
    wanted = _targets(listed, given, sheet.cells)
    margins = [Margin(name, texts(sheet, name), targets) for name, targets in wanted.items()]
    for each in margins:
        _say_untargeted(each.codes, each.targets, f" of “{each.name[:60]}”")
    begin = weights(sheet, start)
    found = rake(margins, begin, cap=cap, floor=floor, tolerance=tolerance, cycles=cycles, scale=scale)
    _tell(sheet, found, output, as_json=as_json)


@statistic(
    "poststratify",
    of=post_stratify,
    columns="One row per person, one or more columns that make up the stratum.",
    answer=_FIELDS,
    also=_FIT,
)
@table_file
@click.option("--by", multiple=True, required=True, metavar="COLUMN", help="What makes up the stratum; repeat it.")
@_TARGETS
@click.option("--target", "given", multiple=True, metavar="CODE=N,...", help="Sizes of strata; a|b for two columns.")
@_START
@_CAP
@_OUT
@JSON
def poststratify_command(
    sheet: Sheet,
    *,
    by: tuple[str, ...],
    listed: Path | None,
    given: tuple[str, ...],
    start: str | None,
    cap: float | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Weights that give each stratum its size in the population. Targets: a file (category, target) or --target."""
    columns = [texts(sheet, name) for name in by]
    strata = ["|".join(map(str, cells)) if None not in cells else None for cells in zip(*columns, strict=True)]
    wanted = _targets(listed, [f"stratum:{each}" for each in given], sheet.cells)
    targets = {code: size for part in wanted.values() for code, size in part.items()}
    _say_untargeted(strata, targets, "")
    _tell(sheet, post_stratify(strata, targets, weights(sheet, start), cap=cap), output, as_json=as_json)


@statistic(
    "deff",
    of=design_effect,
    columns="A column of weights, and with --value one of numbers.",
    answer=DesignEffect,
    also=("bootstrap (value, interval, standard_error, implied_n_eff, n_eff, seed, resamples)",),
)
@table_file
@click.option("--weight", "--weights", "weight", required=True, metavar="COLUMN", help="The column of weights.")
@click.option("--value", metavar="COLUMN", help="A rating, or 0 and 1: its weighted mean by drawing people anew.")
@click.option("--seed", type=click.IntRange(0), default=1979, show_default=True, help="Seed of the draws.")
@click.option("--draws", type=click.IntRange(2, 20_000), default=1_000, show_default=True, help="Number of draws.")
@JSON
def deff_command(sheet: Sheet, *, weight: str, value: str | None, seed: int, draws: int, as_json: bool) -> None:
    """What weights cost: effective base and design effect, and for one question an interval by the bootstrap."""
    mass = sheet.weights(weight)
    found = design_effect(mass)
    again = None if value is None else resampled_mean(sheet.numbers(value), mass, seed=seed, resamples=draws)
    if as_json:
        emit(found.to_json() | ({} if again is None else {"bootstrap": again.to_json()}))
        return
    words = f"n {found.n}, effective {figure(found.n_eff, '.1f')}, deff {figure(found.deff, '.4f')}"
    lines = [f"{words}, largest {figure(found.largest)} times the mean"]
    if again is not None and again.interval is not None:
        limits = f"{again.interval.low:.4f} to {again.interval.high:.4f}"
        lines.append(
            f"mean {figure(again.value, '.4f')} ({limits}), as precise as {figure(again.implied_n_eff, '.1f')}"
        )
    tell("\n".join(lines), found, *([] if again is None else [again]))


@statistic(
    "allocate",
    of=allocate_neyman,
    columns="stratum and size, and spread (standard deviation) for Neyman; or one row per unit with --by.",
    answer=Allocation,
)
@table_file
@click.option("--by", metavar="COLUMN", help="One row is one unit, and this column its stratum.")
@click.option("--rate", metavar="RATE", help="The same share of every stratum, rounded half up: 80%, 0.8 or 4/5.")
@click.option("--total", type=click.IntRange(0), help="So many in all, in proportion by largest remainder.")
@click.option("--neyman", is_flag=True, help="With --total: by size times spread.")
@click.option("--least", type=click.IntRange(0), default=2, show_default=True, help="With --neyman: least per stratum.")
@JSON
def allocate_command(
    sheet: Sheet, *, by: str | None, rate: str | None, total: int | None, neyman: bool, least: int, as_json: bool
) -> None:
    """How many units each stratum sends: half up by rate, largest remainder, or Neyman."""
    if (rate is None) == (total is None):
        raise click.UsageError("Give either --rate or --total.")
    sizes = _sizes(sheet, by)
    if rate is not None:
        found = allocate(sizes, rate)
    elif neyman:
        spread = dict(zip(texts(sheet, "stratum"), sheet.numbers("spread"), strict=True))
        strata = {code: Stratum(size, spread.get(code) or 0.0) for code, size in sizes.items()}
        found = allocate_neyman(strata, total or 0, least)
    else:
        found = allocate_size(sizes, total or 0)
    rows = [(str(row.stratum or "-"), str(row.size), _exact(row.exact), str(row.n)) for row in found.strata]
    answer(found.to_json(), f"{grid(('stratum', 'size', 'exact', 'n'), rows)}\n\n{found.n} in all", as_json=as_json)


def _exact(value: Fraction) -> str:
    return f"{float(value):.4f}"


def _sizes(sheet: Sheet, by: str | None) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    if by is not None:
        for code in texts(sheet, by):
            found[code] = found.get(code, 0) + 1
        return found
    for code, size in zip(texts(sheet, "stratum"), sheet.whole_numbers("size", (0, 1e12), is_scale=False), strict=True):
        found[code] = found.get(code, 0) + int(size or 0)
    return found


def _targets(listed: Path | None, given: Sequence[str], cells: Cells) -> Targets:
    """Targets from a file and from options; a category without a name is the unknown one."""
    found: Targets = {}
    if listed is not None:
        table = Respondents(read(listed, Cells(decimal_comma=cells.decimal_comma))).without_signs("target").sheet
        names = table.texts("margin") if table.has("margin") else ["stratum"] * len(table.table.rows)
        for name, code, target in zip(names, texts(table, "category"), table.numbers("target"), strict=True):
            if target is None or name is None:
                raise FileRefused(N_("Every row of the targets needs a margin, a category and a target."))
            found.setdefault(name, {})[code] = target
    for each in given:
        name, colon, pairs = each.partition(":")
        for pair in pairs.split(","):
            code, equals, number = pair.rpartition("=")
            try:
                found.setdefault(name.strip(), {})[plain_code(code.strip()) or None] = float(
                    number.strip().removesuffix("%")
                )
            except ValueError:
                equals = ""
            if not colon or not equals:
                raise click.UsageError(
                    f"“{each[:60]}” is no list of targets such as sex:m=0.5,f=0.5. A file takes names with commas: "
                    "--targets."
                )
    if not found:
        raise click.UsageError("Give the targets with --targets FILE or --target.")
    return found


def _say_untargeted(codes: Codes, targets: Mapping[Hashable, float], of: str) -> None:
    """Name the categories that have people and no target: they stay as they are, as people of no known category do."""
    if None in targets:
        return
    for code, people in Counter(code for code in codes if code is not None and code not in targets).items():
        remark_once(f"“{str(code)[:60]}”{of} has {people:,} people and no target: they keep their share.")


def _tell(sheet: Sheet, found: Weighting, output: Path | None, *, as_json: bool) -> None:
    if output is not None:
        with output.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            name = "weight"
            while sheet.has(name):
                name += "_new"
            writer.writerow([*sheet.names, name])
            writer.writerows(
                [*row, repr(float(mass))] for row, mass in zip(sheet.table.rows, found.weights, strict=True)
            )
    if as_json:
        emit(found.to_json() | {"weights": found.weights.tolist()})
        return
    rows = [
        (
            f"{each.margin}: {'?' if each.code is None else each.code}",
            str(each.n),
            f"{each.target:.4f}",
            f"{each.reached:.4f}",
        )
        for each in found.fit
    ]
    words = (
        f"n {found.n}, effective {found.n_eff:.1f}, deff {found.deff:.4f}, largest {found.largest:.2f} times the mean"
    )
    tell(f"{words}; {found.cycles} cycles\n\n{grid(('category', 'n', 'target', 'reached'), rows)}", found)
