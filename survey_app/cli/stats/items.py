"""One figure per item of a round: `spread`, `ram`, `fuzzy`, `seventy-fifteen`, `dissent`, `apmo` and `boundary`."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

import click

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import HIGH, JSON, LOW, SCALE, Share, Triangle, rated_file
from survey_app.cli.stats.printing import answer, emit, figure, grid, named, percent, tell, yes
from survey_app.cli.stats.ratings import RATINGS, Ratings, ratings
from survey_app.cli.stats.reading import Cell, Sheet
from survey_app.stats.appropriateness import Appropriateness, appropriateness
from survey_app.stats.boundary import Boundary, boundary
from survey_app.stats.dissent import Dissent, dissent
from survey_app.stats.fuzzy import (
    FIVE_POINTS,
    SEVEN_POINTS,
    SEVEN_POINTS_WIDE,
    Defuzzify,
    FuzzyItem,
    FuzzyScale,
    fuzzy_construct,
    fuzzy_item,
)
from survey_app.stats.majorities import Apmo, CoreOutcome, apmo, seventy_fifteen
from survey_app.stats.results import Json, Result
from survey_app.stats.spread import Spread, spread

_TABLES: dict[str, FuzzyScale] = {"five": FIVE_POINTS, "seven": SEVEN_POINTS, "seven-wide": SEVEN_POINTS_WIDE}
_Span = tuple[float, float]
_R = TypeVar("_R", bound=Result)


def _each(
    given: Ratings,
    work_out: Callable[[Sequence[Cell]], _R],
    columns: dict[str, Callable[[_R], str]],
    *,
    as_json: bool,
) -> None:
    """One result per item: as JSON, or a line each with these columns."""
    found = [work_out(row) for row in given.rows]
    lines = [
        (name, str(each.n), *(show(each) for show in columns.values()))
        for name, each in zip(given.items, found, strict=True)
    ]
    answer(named(given.items, found), grid(("item", "n", *columns), lines), as_json=as_json)


@statistic("spread", of=spread, columns=RATINGS, answer=Spread, also=("item",), per="items")
@rated_file
@SCALE
@JSON
def spread_command(sheet: Sheet, *, scale: _Span, as_json: bool) -> None:
    """Level and spread per item: median, quartiles, quartile deviation, relative range, variation, full score."""
    columns: dict[str, Callable[[Spread], str]] = {
        "median": lambda each: figure(each.median),
        "iqr": lambda each: figure(each.iqr),
        "quartile deviation": lambda each: figure(each.quartile_deviation.value),
        "relative iqr": lambda each: figure(each.relative_iqr.value),
        "mean": lambda each: figure(each.mean),
        "sd": lambda each: figure(each.sd),
        "cv": lambda each: figure(each.coefficient.value, ".3f"),
        "full score %": lambda each: percent(each.full_score),
    }
    _each(ratings(sheet, scale), lambda row: spread(row, *scale), columns, as_json=as_json)


@statistic("ram", of=appropriateness, columns=RATINGS, answer=Appropriateness, also=("item",), per="items")
@rated_file
@click.option("--half-down", is_flag=True, help="A median of 6.5 is uncertain and one of 3.5 inappropriate.")
@JSON
def ram_command(sheet: Sheet, *, half_down: bool, as_json: bool) -> None:
    """RAND/UCLA class per item on a scale from 1 to 9, with both rules of disagreement."""
    columns: dict[str, Callable[[Appropriateness], str]] = {
        "median": lambda each: figure(each.median, ".1f"),
        "ipr": lambda each: figure(each.ipr),
        "ipras": lambda each: figure(each.ipras),
        "index": lambda each: figure(each.index, ".4f"),
        "disagreement": lambda each: yes(each.disagreement),
        "class": lambda each: each.ram_class or "-",
        "by count": lambda each: yes(each.classic.disagreement if each.classic else None),
        "class by count": lambda each: each.classic_class or "-",
    }
    _each(ratings(sheet, (1, 9)), lambda row: appropriateness(row, half_up=not half_down), columns, as_json=as_json)


@statistic("fuzzy", of=fuzzy_item, columns=RATINGS, answer=FuzzyItem, also=("item", "place"), per="items")
@rated_file
@click.option(
    "--table", type=click.Choice(sorted(_TABLES)), default="five", show_default=True,
    help="The triangles of the scale; one of another number of points, such as 9, is given with --point.",
)  # fmt: skip
@click.option("--point", "points", type=Triangle(), multiple=True, help="A point of your own scale: 1=0,0,0.2.")
@click.option(
    "--variant", type=click.Choice([each.value for each in Defuzzify]), default=Defuzzify.THIRD.value, show_default=True
)
@click.option("--near", type=float, default=0.2, show_default=True, help="The largest distance that is near.")
@click.option("--percent", "share", type=Share(), default="75", show_default=True, help="Experts that must be near.")
@click.option("--cut", type=float, default=0.5, show_default=True, help="The least crisp figure.")
@JSON
def fuzzy_command(
    sheet: Sheet,
    *,
    table: str,
    points: tuple[tuple[float, tuple[float, float, float]], ...],
    variant: Defuzzify,
    near: float,
    share: Fraction,
    cut: float,
    as_json: bool,
) -> None:
    """Fuzzy Delphi per item: the average triangle, the distances from it, the crisp figure, accepted or not."""
    scale = dict(points) if points else _TABLES[table]
    columns: dict[str, Callable[[FuzzyItem], str]] = {
        "low": lambda each: figure(each.low, ".3f"),
        "middle": lambda each: figure(each.middle, ".3f"),
        "high": lambda each: figure(each.high, ".3f"),
        "mean d": lambda each: figure(each.mean_distance, ".3f"),
        "near %": lambda each: percent(each.near_share),
        "crisp": lambda each: figure(each.crisp, ".3f"),
        "accepted": lambda each: yes(each.accepted),
    }

    given = ratings(sheet, (min(scale), max(scale)))
    found = [
        fuzzy_item(row, scale, variant=Defuzzify(variant), near_at=near, percent=float(share), cut=cut)
        for row in given.rows
    ]
    together = fuzzy_construct(found)
    if as_json:
        places: list[dict[str, Json]] = [{"place": place} for place in together.places]
        emit({**named(given.items, found, places), "construct": together.to_json()})
        return
    lines = [
        (name, str(each.n), *(show(each) for show in columns.values()))
        for name, each in zip(given.items, found, strict=True)
    ]
    line = f"construct: d {figure(together.mean_distance, '.3f')}, near {percent(together.near_share)} %"
    tell(f"{grid(('item', 'n', *columns), lines)}\n\n{line}", named(given.items, found), together)


@statistic("seventy-fifteen", of=seventy_fifteen, columns=RATINGS, answer=CoreOutcome, also=("item",), per="items")
@rated_file
@SCALE
@HIGH
@LOW
@click.option("--at-least", type=Share(), default="70", show_default=True, help="Per cent that one end must reach.")
@click.option("--below", type=Share(), default="15", show_default=True, help="Per cent the other must stay below.")
@JSON
def seventy_fifteen_command(
    sheet: Sheet, *, scale: _Span, high: _Span, low: _Span, at_least: Fraction, below: Fraction, as_json: bool
) -> None:
    """The rule 70/15 of core outcome sets per item: in, out or none."""
    columns: dict[str, Callable[[CoreOutcome], str]] = {
        "high %": lambda each: percent(each.high.value),
        "low %": lambda each: percent(each.low.value),
        "fate": lambda each: each.fate or "-",
    }

    def work_out(row: Sequence[Cell]) -> CoreOutcome:
        return seventy_fifteen(row, high=high, low=low, at_least=at_least, below=below)

    _each(ratings(sheet, scale), work_out, columns, as_json=as_json)


@statistic("dissent", of=dissent, columns=RATINGS, answer=Dissent, also=("item",), per="items")
@rated_file
@SCALE
@JSON
def dissent_command(sheet: Sheet, *, scale: _Span, as_json: bool) -> None:
    """Whether the ratings of an item form two camps."""
    columns: dict[str, Callable[[Dissent], str]] = {
        "two camps": lambda each: yes(each.two_camps),
        "peaks": lambda each: ", ".join(f"{mode.lowest:g} ({mode.together})" for mode in each.modes) or "-",
    }
    _each(ratings(sheet, scale), lambda row: dissent(row, *scale), columns, as_json=as_json)


@statistic("apmo", of=apmo, columns=RATINGS, answer=Apmo)
@rated_file
@SCALE
@HIGH
@LOW
@JSON
def apmo_command(sheet: Sheet, *, scale: _Span, high: _Span, low: _Span, as_json: bool) -> None:
    """The threshold that the panel's own majorities make, and which items reach it."""
    given = ratings(sheet, scale)
    found = apmo(given.rows, high=high, low=low)
    if as_json:
        emit(_with_names(found, given.items))
        return
    rows = [
        (name, str(each.n), str(each.agree), str(each.disagree), percent(each.share), yes(each.reached))
        for name, each in zip(given.items, found.items, strict=True)
    ]
    table = grid(("item", "n", "agree", "disagree", "share %", "reached"), rows)
    tell(f"cut {percent(found.cut)} %\n\n{table}", _with_names(found, given.items))


@statistic("boundary", of=boundary, columns=RATINGS, answer=Boundary)
@rated_file
@SCALE
@JSON
def boundary_command(sheet: Sheet, *, scale: _Span, as_json: bool) -> None:
    """The boundary method: items that fall out by mean, full-score rate and variation."""
    given = ratings(sheet, scale)
    found = boundary(given.rows, *scale)
    if as_json:
        emit(_with_names(found, given.items))
        return
    rows = [
        (name, figure(each.mean), percent(each.full_score), figure(each.cv, ".3f"), each.fate or "-")
        for name, each in zip(given.items, found.items, strict=True)
    ]
    limits = (
        f"{figure(found.mean_boundary)}, {percent(found.full_score_boundary)} %, {figure(found.cv_boundary, '.3f')}"
    )
    table = grid(("item", "mean", "full score %", "cv", "fate"), rows)
    tell(f"boundaries: {limits}\n\n{table}", _with_names(found, given.items))


def _with_names(found: Apmo | Boundary, names: Sequence[str]) -> dict[str, object]:
    """The result with the name of each item beside its figures."""
    plain = found.to_json()
    plain["items"] = [{"item": name, **each} for name, each in zip(names, plain["items"], strict=True)]
    return plain
