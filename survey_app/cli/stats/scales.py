"""How well items measure one thing: `alpha` and `omega`."""

from collections.abc import Sequence

import click
import numpy as np

from survey_app.cli.stats.answer_columns import answer_columns
from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, Span, table_file
from survey_app.cli.stats.printing import emit, figure, grid, tell
from survey_app.cli.stats.questions import WEIGHT, Finite, columns_of, matrix, weights
from survey_app.cli.stats.reading import Sheet
from survey_app.stats.answers import FloatArray
from survey_app.stats.covariances import MissingRule
from survey_app.stats.omega import Omega, omega_total
from survey_app.stats.reliability import Alpha, cronbach_alpha

_COLUMNS = "One row per person, one column of numbers per item; a blank cell is missing."
_ITEMS = click.option(
    "--items",
    "--columns",
    "items",
    multiple=True,
    metavar="NAMES",
    help="Columns: q1,q2 or q5_1..q5_6; repeat it. Default: all that hold answers.",
)
_REVERSED = click.option("--reversed", "turned", multiple=True, metavar="NAMES", help="Items keyed the other way.")
_ENDS = click.option("--scale", type=Span(), help="The ends of the scale, such as 1-5: needed for --reversed.")
_GAPS = click.option(
    "--gaps",
    type=click.Choice([each.value for each in MissingRule]),
    default=MissingRule.LISTWISE.value,
    show_default=True,
    help="What is done about people who left items out.",
)


def _table(
    sheet: Sheet,
    asked: Sequence[str],
    turned: Sequence[str],
    ends: tuple[float, float] | None,
    weight: str | None,
) -> tuple[list[str], FloatArray]:
    names = columns_of(sheet, asked) if asked else answer_columns(sheet, [weight] if weight else [])
    table = matrix(sheet, names)
    if turned:
        if ends is None:
            raise click.UsageError("Give the ends of the scale with --scale, such as 1-5, to turn items round.")
        places = [names.index(name) for name in columns_of(sheet, turned) if name in names]
        table[:, places] = sum(ends) - table[:, places]
    return names, np.asarray(table, dtype=np.float64)


@statistic("alpha", of=cronbach_alpha, columns=_COLUMNS, answer=Alpha)
@table_file
@_ITEMS
@_REVERSED
@_ENDS
@_GAPS
@WEIGHT
@click.option("--level", type=Finite(), default=0.95, show_default=True, help="Confidence of the interval.")
@JSON
def alpha_command(
    sheet: Sheet,
    *,
    items: tuple[str, ...],
    turned: tuple[str, ...],
    scale: tuple[float, float] | None,
    gaps: str,
    weight: str | None,
    level: float,
    as_json: bool,
) -> None:
    """Cronbach's alpha, raw and standardised, with Feldt's interval and what each item does to it."""
    names, table = _table(sheet, items, turned, scale, weight)
    found = cronbach_alpha(table, level, weights(sheet, weight), gaps)
    if as_json:
        plain = found.to_json()
        plain["items"] = [{"item": name, **each} for name, each in zip(names, plain["items"], strict=True)]
        emit(plain)
        return
    limits = f" ({found.interval.low:.4f} to {found.interval.high:.4f})" if found.interval else ""
    rows = [
        (name, figure(each.item_rest_correlation, ".4f"), figure(each.alpha_if_deleted, ".4f"))
        for name, each in zip(names, found.items, strict=True)
    ]
    head = f"alpha {figure(found.value, '.4f')}{limits}; standardised {figure(found.standardised, '.4f')}; n {found.n}"
    tell(f"{head}; {found.method}\n\n{grid(('item', 'r with the others', 'alpha without'), rows)}", found)


@statistic("omega", of=omega_total, columns=_COLUMNS, answer=Omega)
@table_file
@_ITEMS
@_REVERSED
@_ENDS
@_GAPS
@WEIGHT
@JSON
def omega_command(
    sheet: Sheet,
    *,
    items: tuple[str, ...],
    turned: tuple[str, ...],
    scale: tuple[float, float] | None,
    gaps: str,
    weight: str | None,
    as_json: bool,
) -> None:
    """McDonald's omega total: `value` on the covariance matrix, `standardised` on the correlation matrix."""
    names, table = _table(sheet, items, turned, scale, weight)
    found = omega_total(table, weights(sheet, weight), gaps)
    if as_json:
        plain = found.to_json()
        plain["items"] = [{"item": name, **each} for name, each in zip(names, plain["items"], strict=False)]
        emit(plain)
        return
    rows = [
        (name, figure(each.loading, ".4f"), figure(each.unique, ".4f"), figure(each.standardised_loading, ".4f"))
        for name, each in zip(names, found.items, strict=False)
    ]
    head = f"omega {figure(found.value, '.4f')}; of correlations {figure(found.standardised, '.4f')}; n {found.n}"
    tell(f"{head}\n\n{grid(('item', 'loading', 'own variance', 'standardised loading'), rows)}", found)
