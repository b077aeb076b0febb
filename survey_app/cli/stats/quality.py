"""Scores of several questions: `servqual`, `index` and `ecsi`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from survey_app.cli.stats.files import read
from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, Span
from survey_app.cli.stats.printing import answer, emit, figure, grid, tell
from survey_app.cli.stats.respondents import (
    BY,
    LEVEL,
    POPULATION,
    RESAMPLES,
    SEED,
    Respondents,
    pair_of,
    respondents_file,
)
from survey_app.cli.stats.scores import bounds, shown
from survey_app.stats.answers import FloatArray
from survey_app.stats.panel_weights import PanelPoints, PointsFrom, panel_points
from survey_app.stats.path_model import ECSI_PATHS, PathModel, path_model
from survey_app.stats.results import Json
from survey_app.stats.satisfaction import MissingItems, SatisfactionIndex, index
from survey_app.stats.service_quality import DIMENSIONS, REVERSED_1988, MissingPairs, ServiceQuality, service_quality

_DIGITS = 3
_RULES = click.Choice([each.value for each in MissingItems])
_EUROPEAN = tuple(dict.fromkeys(block for arrow in ECSI_PATHS for block in arrow))


def _points(text: str | None) -> list[float] | None:
    if text is None:
        return None
    try:
        return [float(part) for part in text.replace(";", ",").split(",") if part.strip()]
    except ValueError:
        raise click.UsageError(f"“{text[:60]}” are no points such as 40,30,30.") from None


@statistic(
    "servqual",
    of=service_quality,
    columns="A respondent in each row; the items in their published order: perceptions, and expectations if asked.",
    answer=ServiceQuality,
)
@respondents_file
@click.option("--perceived", multiple=True, required=True, help="Columns of perception, in order.")
@click.option("--expected", multiple=True, help="Columns of expectation, in order. Without them: perception alone.")
@click.option("--points", help="How 100 points are shared among the dimensions, such as 11,32,23,19,15.")
@click.option("--points-columns", multiple=True, help="Columns in which each person shared out the points.")
@click.option("--dimension", multiple=True, help="Another dimension, as NAME=1,2,3 (numbers of items); repeat it.")
@click.option("--scale", type=Span(), default="1-7", show_default=True, help="The ends of the scale.")
@click.option("--reversed-1988", is_flag=True, help="Turn the items worded negatively in the form of 1988.")
@click.option("--complete", is_flag=True, help="A person's dimension only from all of its items.")
@POPULATION
@LEVEL
@JSON
def servqual_command(
    people: Respondents,
    *,
    perceived: tuple[str, ...],
    expected: tuple[str, ...],
    points: str | None,
    points_columns: tuple[str, ...],
    dimension: tuple[str, ...],
    scale: tuple[float, float],
    reversed_1988: bool,
    complete: bool,
    population: int | None,
    level: float,
    as_json: bool,
) -> None:
    """Service quality: gaps of five dimensions, their mean, and the mean weighted by points."""
    share: FloatArray | list[float] | None = _points(points)
    items = people.columns(perceived, "--perceived")
    published = sum(map(len, DIMENSIONS.values()))
    if not dimension and len(items) != published:
        raise click.UsageError(
            f"The published form has {published} items, {len(items)} were named with --perceived. Name your own "
            "dimensions: --dimension staff=1,2,3."
        )
    if points_columns:
        share = people.matrix(people.columns(points_columns, "--points-columns"))
    found = service_quality(
        people.matrix(items, scale),
        people.matrix(people.columns(expected, "--expected"), scale) if expected else None,
        share,
        scale,
        dimensions=_dimensions(dimension) if dimension else DIMENSIONS,
        reverse=REVERSED_1988 if reversed_1988 else (),
        weights=people.weights,
        missing_rule=MissingPairs.LISTWISE if complete else MissingPairs.AVAILABLE,
        population=population,
        level=level,
    )
    if as_json:
        emit(found.to_json())
        return
    tell(_quality_words(found), found)


def _quality_words(found: ServiceQuality) -> str:
    lines = [
        (
            each.name,
            str(each.score.n),
            figure(each.expected),
            figure(each.perceived),
            figure(each.score.value, "+.2f"),
            bounds(each.score.interval, form=".2f"),
            figure(each.points, ".0f"),
        )
        for each in found.dimensions
    ]
    whole = [("together", found.overall)] + ([("weighted", found.weighted)] if found.weighted else [])
    lines += [
        (name, str(each.n), "", "", figure(each.value, "+.2f"), bounds(each.interval, form=".2f"), "")
        for name, each in whole
    ]
    return grid(("dimension", "n", "expected", "perceived", "score", "interval", "points"), lines)


def _dimensions(given: Sequence[str]) -> dict[str, tuple[int, ...]]:
    found = {}
    for each in given:
        name, numbers = pair_of(each, "=", "dimension such as staff=1,2,3")
        parts = [part.strip() for part in numbers.split(",")]
        if not all(part.isdecimal() and len(part) <= _DIGITS for part in parts):
            raise click.UsageError(f"“{each[:60]}” is no dimension such as staff=1,2,3.")
        found[name] = tuple(map(int, parts))
    return found


@statistic(
    "index",
    of=index,
    columns="A respondent in each row, an item in each column named with --items.",
    answer=SatisfactionIndex,
    also=("group", "panel"),
)
@respondents_file
@click.option("--items", multiple=True, required=True, help="Columns of the items.")
@click.option(
    "--scale", "scales", type=Span(), multiple=True, default=((1.0, 10.0),),
    help="The ends of the scale; once for all items (default 1-10), or repeated for each.",
)  # fmt: skip
@click.option("--points", help="Points of the items, sum 100, such as 40,30,30. Default: equal.")
@click.option(
    "--panel", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of a panel's ratings of importance: a panellist in each row, the items as columns.",
)  # fmt: skip
@click.option(
    "--panel-from", type=click.Choice([each.value for each in PointsFrom]), default="mean", show_default=True,
    help="Which figure of the panel makes the points.",
)  # fmt: skip
@click.option("--panel-zero", type=float, default=0, show_default=True, help="The rating that means no importance.")
@click.option(
    "--gaps", type=_RULES, default="listwise", show_default=True, help="What is done with people who left items out."
)
@BY
@POPULATION
@LEVEL
@JSON
def index_command(
    people: Respondents,
    *,
    items: tuple[str, ...],
    scales: tuple[tuple[float, float], ...],
    points: str | None,
    panel: Path | None,
    panel_from: str,
    panel_zero: float,
    gaps: str,
    by: str | None,
    population: int | None,
    level: float,
    as_json: bool,
) -> None:
    """Satisfaction index of 0 to 100 from several items: equal points, own points, or points from a panel's ratings."""
    names = people.columns(items, "--items")
    if len(scales) not in {1, len(names)}:
        raise click.UsageError("Give one scale for all items, or one for each.")
    lows, highs = ([ends[side] for ends in scales] * (len(names) // len(scales)) for side in (0, 1))
    share, source = _points(points), None
    if panel is not None:
        if share is not None:
            raise click.UsageError("Give --points or --panel, not both.")
        source = _panel(panel, people, names, PointsFrom(panel_from), panel_zero)
        share = None if source.points is None else list(source.points)
        if share is None:
            raise click.UsageError("The panel's ratings give no points: an item has no rating above zero.")
    parts = [("index", group, part) for group, part in people.groups(by)]
    found = [
        index(
            _on_scales(part, names, lows, highs), lows, highs, share, population,
            level=level, weights=part.weights, missing_rule=MissingItems(gaps),
        )
        for _, _, part in parts
    ]  # fmt: skip
    if as_json and by is None:
        emit(found[0].to_json() | ({"panel": source.to_json()} if source else {}))
        return
    more: list[dict[str, Json]] = [{"panel": source.to_json()} if source else {} for _ in found]
    columns = {
        "index": lambda at: figure(found[at].value, ".1f"),
        "interval": lambda at: bounds(found[at].interval),
        "points": lambda at: " ".join(figure(item.points, ".1f") for item in found[at].items),
    }
    shown(parts, found, columns, as_json=as_json, more=more)


def _on_scales(people: Respondents, names: Sequence[str], lows: Sequence[float], highs: Sequence[float]) -> FloatArray:
    return np.column_stack(
        [people.column(name, (low, high)) for name, low, high in zip(names, lows, highs, strict=True)]
    )


def _panel(path: Path, people: Respondents, names: Sequence[str], points_from: PointsFrom, zero: float) -> PanelPoints:
    """The panel's file is read as the respondents' is; its columns carry the names of the items."""
    cells = people.sheet.cells
    ratings = Respondents(read(path, replace(cells, cannot_judge=None)))
    return panel_points(ratings.matrix(names), names, points_from, zero)


@statistic(
    "ecsi",
    of=path_model,
    columns="A respondent in each row, the items of every block in columns.",
    answer=PathModel,
)
@respondents_file
@click.option(
    "--block", multiple=True, required=True, help="A block as NAME=COLUMNS: image=IMAG1,IMAG2 or image=IMAG*."
)
@click.option(
    "--path", "paths", multiple=True,
    help=f"An arrow as FROM:TO. Default: those of the European model, whose blocks are called {', '.join(_EUROPEAN)}.",
)  # fmt: skip
@click.option(
    "--formative", multiple=True, metavar="NAME",
    help="A block whose items make its variable up (mode B) instead of reflecting it; repeat it.",
)  # fmt: skip
@click.option("--scale", type=Span(), default="1-10", show_default=True, help="The ends of the scale.")
@click.option("--gaps", type=_RULES, default="listwise", show_default=True, help="What is done with missing answers.")
@RESAMPLES
@SEED
@LEVEL
@JSON
def ecsi_command(
    people: Respondents,
    *,
    block: tuple[str, ...],
    paths: tuple[str, ...],
    formative: tuple[str, ...],
    scale: tuple[float, float],
    gaps: str,
    resamples: int,
    seed: int,
    level: float,
    as_json: bool,
) -> None:
    """Model of latent variables by partial least squares: indices of 0 to 100, weights, loadings, paths and HTMT."""
    blocks = dict(pair_of(each, "=", "block such as image=IMAG1,IMAG2") for each in block)
    if len(blocks) != len(block):
        raise click.UsageError("Every block needs a name of its own.")
    names = {name: people.columns([columns], "--block") for name, columns in blocks.items()}
    arrows = [pair_of(each, ":", "arrow such as image:satisfaction") for each in paths]
    strange = [] if arrows else [name for name in blocks if name not in _EUROPEAN]
    if strange:
        raise click.UsageError(
            f"The European model has no block “{strange[0][:60]}”: its blocks are called {', '.join(_EUROPEAN)}. Call "
            "yours so, or draw the arrows with --path FROM:TO."
        )
    found = path_model(
        {name: people.matrix(columns, scale) for name, columns in names.items()},
        arrows or [(one, two) for one, two in ECSI_PATHS if one in blocks and two in blocks],
        scale,
        formative=_listed(formative, blocks),
        item_names=names,
        weights=people.weights,
        missing_rule=MissingItems(gaps),
        resamples=resamples,
        seed=seed,
        level=level,
    )
    answer(found.to_json(), _model_words(found), as_json=as_json)


def _listed(formative: Sequence[str], blocks: Mapping[str, str]) -> list[str]:
    """The blocks that the option names, alone or with commas."""
    found = [name.strip() for each in formative for name in each.split(",") if name.strip()]
    unknown = next((name for name in found if name not in blocks), None)
    if unknown is not None:
        raise click.UsageError(f"There is no block “{unknown[:60]}”. The blocks: {', '.join(blocks)}.")
    return found


def _model_words(found: PathModel) -> str:
    latents = grid(
        ("latent", "mode", "index", "interval", "R2", "AVE", "interval", "alpha", "reliability", "interval"),
        [
            (each.name, each.mode.upper(), figure(each.index, ".2f"), bounds(each.index_interval, form=".2f"),
             figure(each.r2, ".4f"), figure(each.ave, ".4f"), bounds(each.ave_interval, form=".2f"),
             figure(each.alpha, ".4f"), figure(each.composite_reliability, ".4f"),
             bounds(each.composite_reliability_interval, form=".2f"))
            for each in found.latents
        ],
    )  # fmt: skip
    items = grid(
        ("item", "weight", "interval", "loading", "% of index", "VIF"),
        [
            (item.name, figure(item.weight, ".4f"), bounds(item.weight_interval, form=".3f"),
             figure(item.loading, ".4f"), figure(item.percent, ".1f"), figure(item.vif))
            for each in found.latents
            for item in each.items
        ],
    )  # fmt: skip
    paths = grid(
        ("path", "weight", "interval", "whole effect"),
        [
            (f"{each.source} > {each.target}", figure(each.value, ".4f"), bounds(each.interval, form=".3f"),
             figure(each.total_effect, ".4f"))
            for each in found.paths
        ],
    )  # fmt: skip
    apart = [
        (f"{each.one}, {each.other}", figure(each.value, ".4f"), bounds(each.interval, form=".3f"))
        for each in found.htmt
    ]
    crossed = [
        (item.name, *(figure(each, ".3f") for each in item.cross_loadings))
        for each in found.latents
        for item in each.items
    ]
    more = [grid(("HTMT", "ratio", "interval"), apart)] if apart else []
    more += [grid(("cross-loading", *(each.name for each in found.latents)), crossed)] if crossed else []
    return "\n\n".join([f"n {found.n}", latents, items, paths, *more])
