"""Figures of counts alone, without a file: `share`, `margin`, `sample-size` and `response-rate`."""

import click

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON
from survey_app.cli.stats.printing import answer, emit, figure, percent, tell
from survey_app.cli.stats.questions import Finite
from survey_app.cli.stats.respondents import LEVEL, POPULATION
from survey_app.cli.stats.scores import bounds
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.response_rate import Dispositions, ResponseRates, response_rates
from survey_app.stats.sample_size import Margin, SampleSize, krejcie_morgan, margin_of_error, sample_size
from survey_app.stats.trend import proportion_change

_COUNTS = "No file: the counts are options."
_MOST = 10**12
_COUNT = click.IntRange(0, _MOST)
_P = click.option("--p", type=Finite(), default=0.5, show_default=True, help="The share that is assumed.")


@statistic(
    "share",
    of=wilson,
    columns=_COUNTS,
    answer=Proportion,
    also=("and with --than the object “change”: value, interval, before, now",),
)
@click.option("--hits", type=_COUNT, required=True, help="How many were counted, k.")
@click.option("--of", "n", type=_COUNT, required=True, help="Of how many valid answers, n.")
@click.option("--than", type=(_COUNT, _COUNT), metavar="K N", help="An earlier share, k and n: the change since then.")
@POPULATION
@LEVEL
@JSON
def share_command(
    *, hits: int, n: int, than: tuple[int, int] | None, population: int | None, level: float, as_json: bool
) -> None:
    """A share with its Wilson interval, corrected for a finite population, and its change from an earlier one."""
    found = wilson(hits, n, population, level)
    change = None if than is None else proportion_change(*than, hits, n, level, population_now=population)
    if as_json:
        emit(found.to_json() | ({} if change is None else {"change": change.to_json()}))
        return
    tell(f"{percent(found.value, '.2f')} %, interval {bounds(found.interval, 100, '.2f')}", found)
    if change is not None:
        tell(f"change {percent(change.value, '+.2f')} points, interval {bounds(change.interval, 100, '.2f')}", change)


@statistic("margin", of=margin_of_error, columns=_COUNTS, answer=Margin)
@click.option("--n", type=_COUNT, required=True, help="Answers that came back, not those sent out.")
@POPULATION
@_P
@LEVEL
@JSON
def margin_command(*, n: int, population: int | None, p: float, level: float, as_json: bool) -> None:
    """Margin of error of a share, with and without the correction for a finite population."""
    found = margin_of_error(n, population, p, level)
    words = f"±{percent(found.value, '.2f')} points; without correction ±{percent(found.uncorrected, '.2f')}"
    answer(found.to_json(), words, as_json=as_json)


@statistic("sample-size", of=sample_size, columns=_COUNTS, answer=SampleSize)
@click.option("--margin", type=Finite(), default=0.05, show_default=True, help="The margin wished, as a share.")
@POPULATION
@_P
@LEVEL
@click.option("--krejcie-morgan", "is_table", is_flag=True, help="As in that table of 1970: 95 %, rounded to nearest.")
@JSON
def sample_size_command(
    *, margin: float, population: int | None, p: float, level: float, is_table: bool, as_json: bool
) -> None:
    """How many answers a margin of error needs."""
    if is_table and population is None:
        raise click.UsageError("The table of Krejcie and Morgan needs --population.")
    found = krejcie_morgan(population or 1, margin, p) if is_table else sample_size(margin, population, p, level)
    answer(found.to_json(), f"{found.n} answers (before rounding {figure(found.uncorrected)})", as_json=as_json)


@statistic("response-rate", of=response_rates, columns=_COUNTS, answer=ResponseRates)
@click.option("--complete", type=_COUNT, default=0, help="Complete answers.")
@click.option("--partial", type=_COUNT, default=0, help="Answers that were broken off but count.")
@click.option("--refusal", type=_COUNT, default=0, help="Refusals.")
@click.option("--non-contact", type=_COUNT, default=0, help="Never reached.")
@click.option("--other", type=_COUNT, default=0, help="Eligible, not interviewed for other reasons.")
@click.option("--unknown", type=_COUNT, default=0, help="Nobody knows whether they are eligible.")
@click.option("--ineligible", type=_COUNT, default=0, help="Not eligible.")
@click.option("--eligible-share", type=Finite(), help="Share of the unknown taken to be eligible. Default: as known.")
@JSON
def response_rate_command(*, eligible_share: float | None, as_json: bool, **counts: int) -> None:
    """Response rates RR1 to RR6 of the American Association for Public Opinion Research."""
    found = response_rates(Dispositions(**counts), eligible_share)
    rates = (found.rr1, found.rr2, found.rr3, found.rr4, found.rr5, found.rr6)
    words = "; ".join(f"RR{place} {percent(rate)} %" for place, rate in enumerate(rates, start=1))
    answer(found.to_json(), words, as_json=as_json)
