"""Markets and profit: `potential`, `profit` and `customer-value`."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click
import numpy as np

from survey_app.cli.stats.files import read
from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON
from survey_app.cli.stats.printing import emit, figure, grid, percent, tell
from survey_app.cli.stats.reading import Cells, Sheet
from survey_app.cli.stats.respondents import Respondents, pair_of, respondents_file
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.estimates import pool_ranges
from survey_app.stats.market_potential import (
    Exact,
    Factor,
    FactorKind,
    Potential,
    Region,
    as_exact,
    potential,
    potential_by_region,
)
from survey_app.stats.potential_range import FactorRange, PotentialRange, RangeShape, simulate_potential
from survey_app.stats.profit_curve import ProfitCurve, customer_value, profit_curve
from survey_app.stats.results import StatisticsRefused

_FORMS = (
    "A factor in each row: factor and value, and kind where it is no amount (amount, ratio, firm_share); 1 % makes a "
    "ratio. Or factor, low, middle (or best) and high, a row per factor or per expert and factor (the medians count). "
    "Or a region in each row: region, its own factors, and fits (yes or no) where some do not. Or no file and --factor."
)
_LOWS = (("low", "middle", "high"), ("low", "best", "high"))


def _kinds(ratios: Sequence[str], shares: Sequence[str]) -> dict[str, FactorKind]:
    both = set(ratios) & set(shares)
    if both:
        raise click.UsageError(f"“{min(both)[:40]}” is a ratio or a firm's share, not both.")
    return dict.fromkeys(ratios, FactorKind.RATIO) | dict.fromkeys(shares, FactorKind.FIRM_SHARE)


def _kind(name: str, text: str, kinds: dict[str, FactorKind], told: str | None = None) -> FactorKind:
    if name in kinds:
        return kinds[name]
    if told:
        if told.casefold() not in set(FactorKind):
            raise click.UsageError(f"“{told[:40]}” is no kind of factor: amount, ratio or firm_share.")
        return FactorKind(told.casefold())
    return FactorKind.RATIO if text.strip().endswith("%") else FactorKind.AMOUNT


def _given(factors: Iterable[str], kinds: dict[str, FactorKind]) -> list[Factor]:
    found = []
    for each in factors:
        name, text = pair_of(each, "=", "factor such as n=1000000")
        found.append(Factor(name, as_exact(text), _kind(name, text, kinds)))
    return found


def _exact(sheet: Sheet, name: str) -> list[Exact]:
    """A column of exact figures; a missing one is refused, since a product needs all its factors."""
    found = []
    for row, text in enumerate(sheet.texts(name)):
        if text is None:
            raise FileRefused(
                N_("Row %(row)s, column %(column)s: a figure is missing."),
                row=sheet.table.numbers[row],
                column=name[:80],
            )
        try:
            found.append(as_exact(text.replace(",", ".") if sheet.cells.decimal_comma else text))
        except StatisticsRefused:
            message = N_("Row %(row)s, column %(column)s: “%(value)s” is not a number.")
            if "," in text and not sheet.cells.decimal_comma:
                message = N_(
                    "Row %(row)s, column %(column)s: “%(value)s” is not a number. If commas stand for points, add "
                    "--decimal-comma."
                )
            number = sheet.table.numbers[row]
            raise FileRefused(message, row=number, column=name[:80], value=text[:80]) from None
    return found


def _column(sheet: Sheet, name: str) -> list[str | None]:
    return sheet.texts(name) if sheet.has(name) else [None] * len(sheet.table.rows)


@statistic(
    "potential",
    of=potential,
    columns=_FORMS,
    answer=Potential,
    also=("range, with the fields", *PotentialRange.__dataclass_fields__),
)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--factor", "factors", multiple=True, help="A factor as NAME=VALUE, such as n=1000000 or v=1%.")
@click.option("--ratio", "ratios", multiple=True, help="Name of a factor that is a ratio of the market.")
@click.option("--firm-share", "shares", multiple=True, help="Name of a factor that is the share of one firm.")
@click.option(
    "--shape", type=click.Choice([each.value for each in RangeShape]), default="pert", show_default=True,
    help="How chance lies between low, middle and high.",
)  # fmt: skip
@click.option("--draws", type=click.IntRange(1, 1_000_000), default=20_000, show_default=True, help="Draws.")
@click.option("--seed", type=click.IntRange(0), default=1959, show_default=True, help="Seed of the draws.")
@click.option(
    "--level", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.9, show_default=True,
    help="Share of the draws inside the interval.",
)  # fmt: skip
@click.option("--decimal-comma", is_flag=True, help="Numbers of this file are written 3,5.")
@JSON
def potential_command(
    file: Path | None,
    *,
    factors: tuple[str, ...],
    ratios: tuple[str, ...],
    shares: tuple[str, ...],
    shape: str,
    draws: int,
    seed: int,
    level: float,
    decimal_comma: bool,
    as_json: bool,
) -> None:
    """Market potential as an exact product of factors; from low, middle and high also its range by simulation."""
    kinds = _kinds(ratios, shares)
    given = _given(factors, kinds)
    if file is None:
        _shown(potential(given), None, as_json=as_json)
        return
    sheet = read(file, Cells(frozenset(), None, decimal_comma))
    if sheet.has("region"):
        _shown(potential_by_region(given, *_regions(sheet, kinds)), None, as_json=as_json)
        return
    named = next((names for names in _LOWS if sheet.has("factor", *names)), None)
    if named is None:
        rows = zip(
            sheet.texts("factor"), _exact(sheet, "value"), sheet.texts("value"), _column(sheet, "kind"), strict=True
        )
        listed = [
            Factor(name or "", value, _kind(name or "", text or "", kinds, told)) for name, value, text, told in rows
        ]
        _shown(potential([*listed, *given]), None, as_json=as_json)
        return
    ranges, middles = _ranges(sheet, named, kinds)
    ranges += [
        FactorRange(each.name, float(each.value), float(each.value), float(each.value), each.kind) for each in given
    ]
    spread = simulate_potential(ranges, RangeShape(shape), draws, seed, level)
    _shown(potential([*middles, *given]), spread, as_json=as_json)


def _regions(sheet: Sheet, kinds: dict[str, FactorKind]) -> tuple[list[Region], dict[str, FactorKind]]:
    own = [name for name in sheet.names if name.casefold() not in {"region", "fits", "fit"}]
    columns = {name: _exact(sheet, name) for name in own}
    found_kinds = {name: _kind(name, next((cell for cell in sheet.texts(name) if cell), ""), kinds) for name in own}
    fit = next((name for name in ("fits", "fit") if sheet.has(name)), None)
    flags = Respondents(sheet).flags(fit) if fit else np.ones(len(sheet.table.rows))
    return [
        Region(name or "", {column: columns[column][row] for column in own}, fits=bool(flags[row] == 1))
        for row, name in enumerate(sheet.texts("region"))
    ], found_kinds


def _ranges(
    sheet: Sheet, named: tuple[str, str, str], kinds: dict[str, FactorKind]
) -> tuple[list[FactorRange], list[Factor]]:
    """The range of each factor; where experts gave several, the medians of their lows, middles and highs."""
    columns = [_exact(sheet, name) for name in named]
    texts, told = sheet.texts(named[1]), _column(sheet, "kind")
    names = sheet.texts("factor")
    ranges, middles = [], []
    for name in dict.fromkeys(each for each in names if each):
        rows = [row for row, each in enumerate(names) if each == name]
        kind = _kind(name, texts[rows[0]] or "", kinds, told[rows[0]])
        if len(rows) == 1:
            low, middle, high = (column[rows[0]] for column in columns)
            middles.append(Factor(name, middle, kind))
            ranges.append(FactorRange(name, float(low), float(middle), float(high), kind))
            continue
        pooled = pool_ranges(*([float(column[row]) for row in rows] for column in columns)).median
        if pooled is None:
            raise click.UsageError(f"The factor “{name[:40]}” has no range.")
        middles.append(Factor(name, as_exact(repr(pooled.best)), kind))
        ranges.append(FactorRange(name, pooled.low, pooled.best, pooled.high, kind))
    return ranges, middles


def _shown(found: Potential, spread: PotentialRange | None, *, as_json: bool) -> None:
    if as_json:
        exact = found.to_json()
        emit(exact | {"range": None if spread is None else spread.to_json()})
        return
    whole = f"{found.exact:,}" if isinstance(found.exact, int) else f"{found.exact} = {found.value:,.4f}"
    lines = [f"{found.kind.value.replace('_', ' ')} {whole}"]
    lines += [f"{each.name}: {each.value} ({each.kind.value})" for each in found.factors]
    lines += [f"{each.name}: {each.value}{'' if each.fits else ' (left out)'}" for each in found.regions]
    if spread is not None:
        lines.append(
            f"simulated: mean {spread.mean:,.0f}, median {spread.median:,.0f}, 5 % {spread.p5:,.0f}, "
            f"95 % {spread.p95:,.0f}; lows {spread.low:,.0f}, highs {spread.high:,.0f}"
        )
        lines += [f"{each.name}: {percent(each.share)} % of the uncertainty" for each in spread.sensitivities]
    tell("\n".join(lines), found, *([] if spread is None else [spread]))


@statistic("profit", of=profit_curve, columns="A customer in each row, the profit in a column.", answer=ProfitCurve)
@respondents_file
@click.option("--column", required=True, help="Column of the profit of each customer.")
@click.option(
    "--top",
    type=click.FloatRange(0, 100, min_open=True),
    multiple=True,
    default=(20.0,),
    show_default=True,
    help="Best customers to report, in per cent; repeat it.",
)
@click.option(
    "--bottom",
    type=click.FloatRange(0, 100, min_open=True),
    multiple=True,
    default=(30.0,),
    show_default=True,
    help="Worst customers to report, in per cent; repeat it.",
)
@JSON
def profit_command(
    people: Respondents, *, column: str, top: tuple[float, ...], bottom: tuple[float, ...], as_json: bool
) -> None:
    """Profit curve: what the best and the worst customers bring, how unevenly, and how many carry 80 %."""
    ends = ([each / 100 for each in top], [each / 100 for each in bottom])
    found = profit_curve(people.column(column), *ends, people.weights)
    if as_json:
        emit(found.to_json())
        return
    lines = [
        (f"{each.side} {100 * each.customers:g} %", f"{each.sum:,.2f}", percent(each.share)) for each in found.shares
    ]
    head = f"n {found.n}; total {found.total:,.2f}; Gini {figure(found.gini, '.4f')}; losing {found.losing}; "
    head += f"customers for 80 %: {percent(found.customers_for_80)} %"
    tell(f"{head}\n\n{grid(('customers', 'profit', '% of total'), lines)}", found)


@statistic(
    "customer-value",
    of=customer_value,
    columns="A customer in each row; columns of income, product cost, service cost, marketing cost, referral profit.",
    answer=("n", "missing", "total", "mean", "values", "curve, with the fields of profit"),
)
@respondents_file
@click.option("--income", default="income", show_default=True, help="Column of future income.")
@click.option("--product-cost", default="product_cost", show_default=True, help="Column of product cost.")
@click.option("--service-cost", default="service_cost", show_default=True, help="Column of service cost.")
@click.option("--marketing-cost", default="marketing_cost", show_default=True, help="Column of marketing cost.")
@click.option("--referral-profit", default="referral_profit", show_default=True, help="Column of referral profit.")
@JSON
def value_command(
    people: Respondents,
    *,
    income: str,
    product_cost: str,
    service_cost: str,
    marketing_cost: str,
    referral_profit: str,
    as_json: bool,
) -> None:
    """Customer value: income less product, service and marketing cost, plus profit from referrals; and its curve."""
    names = (income, product_cost, service_cost, marketing_cost, referral_profit)
    values = customer_value(*(people.column(name) for name in names))
    curve = profit_curve(values, weights=people.weights)
    if as_json:
        plain = [None if np.isnan(each) else float(each) for each in values]
        emit({
            "n": curve.n, "missing": curve.missing, "total": curve.total, "mean": curve.mean, "values": plain,
            "curve": curve.to_json(),
        })  # fmt: skip
        return
    tell(f"n {curve.n}; total {curve.total:,.2f}; mean {figure(curve.mean)}; losing {curve.losing}", curve)
