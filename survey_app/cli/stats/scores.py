"""Scores of one question each: `csat`, `recommend`, `effort` and `gap`."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import click
import numpy as np

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, Span
from survey_app.cli.stats.printing import emit, figure, grid, named, percent, seen_on_scale, tell
from survey_app.cli.stats.respondents import BY, LEVEL, POPULATION, Respondents, respondents_file
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.answers import FloatArray
from survey_app.stats.descriptive import Mean, mean
from survey_app.stats.effort import Effort, EffortForm, effort
from survey_app.stats.recommend import Cuts, NetPromoter, NetPromoterChange, net_promoter, net_promoter_change
from survey_app.stats.reliability import cronbach_alpha, difference_reliability
from survey_app.stats.results import Interval, Json, Result
from survey_app.stats.satisfaction import Gap, TopShare, gap, rescale_100, top_share

_ONE = "A respondent in each row; the columns to score are named with --column (several: one result each)."
_RANGE = re.compile(r"([0-9]{1,3})(?:-|\.\.)([0-9]{1,3})", re.ASCII)
COLUMN = click.option("--column", "columns", multiple=True, required=True, help="Column to score; repeat it.")
_EASE = {EffortForm.EASE_7.value: (1.0, 7.0), EffortForm.EFFORT_5.value: (1.0, 5.0)}
_SHORT = 3
_ANY = (-math.inf, math.inf)
"""The scale and the codes that stand apart are checked when the column is there."""
_Named = list[tuple[str, str | None, Respondents]]


def _parts(people: Respondents, columns: Sequence[str], by: str | None, what: str = "--column") -> _Named:
    return [(name, group, part) for group, part in people.groups(by) for name in people.columns(columns, what)]


def bounds(interval: Interval | None, scale: float = 1, form: str = ".1f") -> str:
    """An interval for people: low to high."""
    return "-" if interval is None else f"{interval.low * scale:{form}} to {interval.high * scale:{form}}"


def shown(
    parts: _Named,
    found: Sequence[Result],
    columns: dict[str, Callable[[int], str]],
    *,
    as_json: bool,
    more: Sequence[dict[str, Json]] | None = None,
) -> None:
    """Results of several columns and groups: JSON under `items`, or a line each."""
    extra = [
        ({} if group is None else {"group": group}) | (more[at] if more else {})
        for at, (_, group, _) in enumerate(parts)
    ]
    if as_json:
        emit(named([name for name, _, _ in parts], found, extra))
        return
    names = [name if group is None else f"{name} ({group})" for name, group, _ in parts]
    lines = [
        (name, str(each.n), *(show(at) for show in columns.values()))
        for at, (name, each) in enumerate(zip(names, found, strict=True))
    ]
    tell(grid(("column", "n", *columns), lines), named(names, found))


def _span(text: str) -> tuple[float, ...]:
    """The whole numbers of a range such as 4-5; nothing where it is none."""
    found = _RANGE.fullmatch(text)
    return tuple(map(float, range(int(found[1]), int(found[2]) + 1))) if found else ()


def _code(part: str, labels: Mapping[str, float]) -> float:
    known = labels.get(part.casefold())
    return float(part) if known is None else known


def _codes(text: str, labels: Mapping[str, float]) -> tuple[float, ...]:
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    try:
        found = tuple(code for part in parts for code in _span(part) or (_code(part, labels),))
    except ValueError:
        found = (math.nan,)
    if not all(map(math.isfinite, found)):
        raise click.UsageError(
            f"“{text[:40]}” are no codes such as 4,5. Words need their numbers: --labels “No=1|Yes=2” --scale 1-2."
        )
    return found


@statistic("csat", of=top_share, columns=_ONE, answer=TopShare, also=("item", "group", "mean", "rescaled"), per="items")
@respondents_file
@COLUMN
@click.option("--scale", type=Span(), default="1-5", show_default=True, help="The ends of the scale.")
@click.option(
    "--top", help="Codes that count, such as 4,5. Default: the top two; the top one of three points or fewer."
)
@click.option("--apart", default="", help="Codes such as “don't know” that leave the base and are counted apart.")
@BY
@POPULATION
@LEVEL
@JSON
def csat_command(
    people: Respondents,
    *,
    columns: tuple[str, ...],
    scale: tuple[float, float],
    top: str | None,
    apart: str,
    by: str | None,
    population: int | None,
    level: float,
    as_json: bool,
) -> None:
    """Satisfaction score: the share of valid answers among the top codes, with mean and the mean on 0 to 100."""
    labels = people.sheet.cells.labels
    best = _codes(top, labels) if top else _best(scale)
    if not scale[0] <= min(best) <= max(best) <= scale[1]:
        raise click.UsageError(f"--top {top} lies off the scale {scale[0]:g}-{scale[1]:g}. Name its ends with --scale.")
    aside = _codes(apart, labels)
    parts = _parts(people, columns, by)
    found: list[TopShare] = []
    ratings: list[Mean] = []
    for name, _, part in parts:
        values = replace(part, sheet=part.sheet.saying(name, aside)).column(name, _ANY)
        _on_scale(part, name, values, scale, aside)
        seen_on_scale(scale, values[~np.isin(values, aside)].tolist())
        found.append(top_share(values, best, population, level, weights=part.weights, apart=aside))
        ratings.append(mean(np.where(np.isin(values, aside), np.nan, values), population, level, part.weights))
    hundreds = [rescale_100(each.value, *scale) for each in ratings]
    shown(
        parts,
        found,
        {
            f"% at {', '.join(f'{each:g}' for each in best)}": lambda at: percent(found[at].value),
            "interval": lambda at: bounds(found[at].interval, 100),
            "mean": lambda at: figure(ratings[at].value),
            "0-100": lambda at: figure(hundreds[at], ".1f"),
            "apart": lambda at: str(found[at].apart),
        },
        as_json=as_json,
        more=[{"mean": one.to_json(), "rescaled": two} for one, two in zip(ratings, hundreds, strict=True)],
    )


def _best(scale: tuple[float, float]) -> tuple[float, ...]:
    """The two highest codes; of three or fewer the highest alone, for two of three say nothing."""
    low, high = scale
    return (high,) if high - low < _SHORT else (high - 1, high)


def _on_scale(
    people: Respondents, name: str, values: FloatArray, scale: tuple[float, float], apart: Sequence[float]
) -> None:
    wrong = np.flatnonzero(((values < scale[0]) | (values > scale[1])) & ~np.isin(values, apart))
    if wrong.size:
        message = N_(
            "Row %(row)s, column %(column)s: %(code)s lies off the scale. Name it with --missing or --apart, or give "
            "another --scale."
        )
        code = f"{values[wrong[0]]:g}"
        raise FileRefused(message, row=people.row_of(int(wrong[0])), column=name[:80], code=code)


@statistic(
    "recommend",
    of=net_promoter,
    columns=_ONE,
    answer=NetPromoter,
    also=("item", "group", "and in the list “changes”: item, from, to", *NetPromoterChange.__dataclass_fields__),
    per="items",
)
@respondents_file
@COLUMN
@click.option("--scale", type=Span(), default="0-10", show_default=True, help="The ends of the scale.")
@click.option("--detractors-to", type=int, default=6, show_default=True, help="The highest code of a detractor.")
@click.option("--promoters-from", type=int, default=9, show_default=True, help="The lowest code of a promoter.")
@BY
@POPULATION
@LEVEL
@JSON
def recommend_command(
    people: Respondents,
    *,
    columns: tuple[str, ...],
    scale: tuple[float, float],
    detractors_to: int,
    promoters_from: int,
    by: str | None,
    population: int | None,
    level: float,
    as_json: bool,
) -> None:
    """Recommend score: promoters minus detractors, in points; with --by also the change from each group to the next."""
    cuts = Cuts(int(scale[0]), int(scale[1]), detractors_to, promoters_from)
    parts = _parts(people, columns, by)
    found = [net_promoter(part.column(name, scale), population, level, part.weights, cuts) for name, _, part in parts]
    changes = [
        {"item": one[0][0], "from": one[0][1], "to": two[0][1], **net_promoter_change(one[1], two[1], level).to_json()}
        for name in dict.fromkeys(name for name, _, _ in parts)
        for one, two in pairwise([pair for pair in zip(parts, found, strict=True) if pair[0][0] == name])
    ]
    if as_json:
        extra: list[dict[str, Json]] = [{} if group is None else {"group": group} for _, group, _ in parts]
        emit(named([name for name, _, _ in parts], found, extra) | ({"changes": changes} if by else {}))
        return
    shown(
        parts,
        found,
        {
            "score": lambda at: figure(found[at].value, ".1f"),
            "interval": lambda at: bounds(found[at].interval),
            "promoters": lambda at: str(found[at].promoters),
            "passives": lambda at: str(found[at].passives),
            "detractors": lambda at: str(found[at].detractors),
        },
        as_json=False,
    )
    for change in changes:
        tell(
            f"{change['item']}: from {change['from']} to {change['to']} {figure(change['value'], '+.1f')} points",
            change,
        )


@statistic("effort", of=effort, columns=_ONE, answer=Effort, also=("item", "group"), per="items")
@respondents_file
@COLUMN
@click.option(
    "--form", type=click.Choice([each.value for each in EffortForm]), default=EffortForm.EASE_7.value,
    show_default=True, help="Ease from 1 to 7, or effort from 1 to 5, which is turned round.",
)  # fmt: skip
@BY
@POPULATION
@LEVEL
@JSON
def effort_command(
    people: Respondents,
    *,
    columns: tuple[str, ...],
    form: str,
    by: str | None,
    population: int | None,
    level: float,
    as_json: bool,
) -> None:
    """Effort score: mean ease and the share who found it easy."""
    parts = _parts(people, columns, by)
    found = [
        effort(part.column(name, _EASE[form]), EffortForm(form), population, level=level, weights=part.weights)
        for name, _, part in parts
    ]
    shown(
        parts,
        found,
        {
            "mean": lambda at: figure(found[at].value),
            "interval": lambda at: bounds(found[at].interval, form=".2f"),
            "easy %": lambda at: percent(found[at].easy.value),
        },
        as_json=as_json,
    )


@statistic(
    "gap",
    of=gap,
    columns="A respondent in each row; the columns of expectation and of experience, paired in the order given.",
    answer=Gap,
    also=("item", "expected_item", "and beside the list “scale”: alpha_expected, alpha_experienced, reliability"),
    per="items",
)
@respondents_file
@click.option("--expected", multiple=True, required=True, help="Columns of expectation.")
@click.option("--experienced", multiple=True, required=True, help="Columns of experience, in the same order.")
@click.option("--scale", type=Span(), required=True, help="The ends of the scale, such as 1-7.")
@click.option("--experienced-scale", type=Span(), help="The ends of the second scale; another one is refused.")
@click.option("--earlier", is_flag=True, help="Expectation was asked in an earlier wave, not together with experience.")
@POPULATION
@LEVEL
@JSON
def gap_command(
    people: Respondents,
    *,
    expected: tuple[str, ...],
    experienced: tuple[str, ...],
    scale: tuple[float, float],
    experienced_scale: tuple[float, float] | None,
    earlier: bool,
    population: int | None,
    level: float,
    as_json: bool,
) -> None:
    """Satisfaction as experience minus expectation: mean, interval, tests and shares; for several pairs reliability."""
    before, after = people.columns(expected, "--expected"), people.columns(experienced, "--experienced")
    if len(before) != len(after):
        raise click.UsageError("Name as many columns of experience as of expectation.")
    found = [
        gap(
            people.column(one, scale), people.column(two, experienced_scale or scale), *scale, population,
            level=level, weights=people.weights, experienced_scale=experienced_scale, recalled=not earlier,
        )
        for one, two in zip(before, after, strict=True)
    ]  # fmt: skip
    if as_json:
        pairs = named(after, found, [{"expected_item": one} for one in before])
        emit(pairs | {"scale": _reliability(people, before, after)})
        return
    tell(_gap_words(after, found), named(after, found))


def _gap_words(names: Sequence[str], found: Sequence[Gap]) -> str:
    lines = [
        (
            name,
            str(each.n),
            figure(each.expected_mean),
            figure(each.experienced_mean),
            figure(each.value, "+.2f"),
            bounds(each.interval, form=".2f"),
            figure(each.tests.t_p, ".4f"),
            figure(each.tests.wilcoxon_p, ".4f"),
            *(percent(share.value) for share in (each.below, each.met, each.above)),
        )
        for name, each in zip(names, found, strict=True)
    ]
    head = (
        "item",
        "n",
        "expected",
        "experienced",
        "gap",
        "interval",
        "p (t)",
        "p (ranks)",
        "below %",
        "met %",
        "above %",
    )
    return grid(head, lines)


def _reliability(people: Respondents, before: Sequence[str], after: Sequence[str]) -> Json:
    """Alpha of both sides and the reliability of the difference of their sums, unweighted; None for a single pair."""
    if len(before) < 2:  # noqa: PLR2004 - one item has no alpha
        return None
    sides = people.matrix(before), people.matrix(after)
    kept = ~np.isnan(np.hstack(sides)).any(axis=1)
    if kept.sum() < 3:  # noqa: PLR2004 - too few to correlate
        return None
    alphas = [cronbach_alpha(side[kept]).value for side in sides]
    sums = [side[kept].sum(axis=1) for side in sides]
    deviations = [float(each.std(ddof=1)) for each in sums]
    value = None
    if None not in alphas and all(deviations):
        between = float(np.corrcoef(sums[0], sums[1])[0, 1])
        one, two = (alpha or 0.0 for alpha in alphas)
        value = difference_reliability(deviations[1], deviations[0], two, one, between)[0]
    return {"alpha_expected": alphas[0], "alpha_experienced": alphas[1], "reliability": value, "n": int(kept.sum())}
