"""Groups and ordered questions: `groups` and `ordered`."""

from collections.abc import Mapping

import click
import numpy as np

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, table_file
from survey_app.cli.stats.printing import emit, figure, grid, tell
from survey_app.cli.stats.questions import COUNT, WEIGHT, Finite, coded, matrix, numbers_of, repeated, texts, weights
from survey_app.cli.stats.reading import Sheet
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.coding import Coded
from survey_app.stats.crosstab import prepared
from survey_app.stats.group_tests import GroupComparison, compare_groups
from survey_app.stats.ordered import OrderCoefficient, OrderedAssociation, ordered_association
from survey_app.stats.significance import SignificanceTest
from survey_app.stats.tabulating import row_question, tabulate

_ROWS = "One row per person (or per combination, with --count)."
LEVEL = click.option("--level", type=Finite(), default=0.95, show_default=True, help="Confidence of the intervals.")


@statistic("groups", of=compare_groups, columns=f"{_ROWS} A rating (numbers) and a group.", answer=GroupComparison)
@table_file
@click.option("--value", "--column", "value", required=True, metavar="COLUMN", help="The rating.")
@click.option("--by", required=True, metavar="COLUMN", help="The group.")
@WEIGHT
@COUNT
@LEVEL
@JSON
def groups_command(
    sheet: Sheet, *, value: str, by: str, weight: str | None, count: str | None, level: float, as_json: bool
) -> None:
    """Whether groups rate differently: Kruskal-Wallis, analysis of variance, Welch, effects, pairs with Holm."""
    sheet = repeated(sheet, count)
    found = compare_groups(matrix(sheet, [value])[:, 0], texts(sheet, by), weights(sheet, weight), level=level)
    if as_json:
        emit(found.to_json())
        return
    groups = [
        (str(each.code), str(each.mean.n), figure(each.mean.value), figure(each.mean.sd), figure(each.mean.median))
        for each in found.groups
    ]
    pairs = [
        (
            f"{each.first} - {each.second}",
            _p(each.ranks_p_holm),
            figure(each.rank_biserial, ".3f"),
            _p(each.means_p_holm),
        )
        for each in found.pairs
    ]
    tests = [_said(test) for test in (found.kruskal_wallis, found.analysis_of_variance, found.welch)]
    effects = "; ".join(f"{effect.name} {figure(effect.value, '.4f')}" for effect in found.effects)
    parts = ["no tests"] if found.reason else []
    parts += [grid(("group", "n", "mean", "sd", "median"), groups), "\n".join([*tests, effects])]
    parts += [grid(("pair", "ranks p (Holm)", "rank-biserial", "means p (Holm)"), pairs)] if pairs else []
    tell("\n\n".join(parts), found)


@statistic(
    "ordered",
    of=ordered_association,
    columns=f"{_ROWS} Two questions whose codes are in order.",
    answer=OrderedAssociation,
)
@table_file
@click.option("--rows", "row_name", required=True, metavar="COLUMN", help="The question in the rows.")
@click.option("--columns", "column_name", required=True, metavar="COLUMN", help="The question in the columns.")
@click.option(
    "--row-order", metavar="CODES", help="The codes of the rows from low to high, commas or | between; words need it."
)
@click.option("--column-order", metavar="CODES", help="The codes of the columns, likewise.")
@WEIGHT
@COUNT
@LEVEL
@JSON
def ordered_command(
    sheet: Sheet,
    *,
    row_name: str,
    column_name: str,
    row_order: str | None,
    column_order: str | None,
    weight: str | None,
    count: str | None,
    level: float,
    as_json: bool,
) -> None:
    """Whether two ordered questions rise together: linear-by-linear, gamma, tau-b, Somers' d, Jonckheere-Terpstra."""
    sheet = repeated(sheet, count)
    rows, columns = coded(sheet, row_name), coded(sheet, column_name)
    mass = prepared(weights(sheet, weight), rows.size)
    table = tabulate(row_question(rows, (), mass), columns)
    labels = sheet.cells.labels
    cells = table.weighted[np.ix_(_places(rows, row_order, labels), _places(columns, column_order, labels))]
    effect = 1.0
    if mass is not None and cells.sum() > 0:
        n, total, squares = table.whole
        cells, effect = cells * n / total, max(1.0, n * squares / total**2)
    found = ordered_association(cells, design_effect=effect, level=level)
    if as_json:
        emit(found.to_json())
        return
    named = (("gamma", found.gamma), ("tau-b", found.tau_b), ("d of the columns", found.somers_columns))
    rows_ = [_coefficient(name, each) for name, each in (*named, ("d of the rows", found.somers_rows))]
    groups = found.jonckheere
    lines = [f"{_said(found.linear_by_linear)}; r {figure(found.r, '.4f')}"]
    lines += [f"jonckheere_terpstra: J {figure(groups.j, '.1f')}, z {figure(groups.z, '.4f')}, p {_p(groups.p)}"]
    tell("\n".join([*lines, "", grid(("", "value", "ASE"), rows_)]), found)


def _places(question: Coded, order: str | None, labels: Mapping[str, float]) -> list[int]:
    codes = [str(code) for code in question.codes]
    if order is None:
        if len(numbers_of(codes, labels)) < len(codes):
            message = N_(
                "The answers of the column “%(name)s” are words: %(codes)s. Give their order from low to high with "
                "--row-order and --column-order, or their numbers with --labels."
            )
            raise FileRefused(message, name=question.name[:80], codes=", ".join(code[:40] for code in codes[:20]))
        return list(range(len(codes)))
    wanted = [code.strip() for code in order.split("|" if "|" in order else ",")]
    twice = next((code for code in wanted if wanted.count(code) > 1), None)
    if twice is not None:
        raise click.UsageError(f"“{twice[:40]}” stands twice in the order.")
    unknown = [code for code in wanted if code not in codes]
    if unknown:
        raise FileRefused(
            N_("No cell of the column “%(name)s” holds “%(value)s”."), name=question.name[:80], value=unknown[0][:80]
        )
    return [codes.index(code) for code in wanted]


def _coefficient(name: str, found: OrderCoefficient) -> tuple[str, str, str]:
    return name, figure(found.value, ".4f"), figure(found.standard_error, ".4f")


def _said(test: SignificanceTest) -> str:
    df = ", ".join(f"{each:g}" for each in test.df)
    return f"{test.method}: {figure(test.statistic, '.4f')}{f' (df {df})' if df else ''}, p {_p(test.p)}"


def _p(value: float | None) -> str:
    return figure(value, ".3g")
