"""Where to act: `importance`, `rivals` and `decision`."""

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from survey_app.cli.stats.files import read
from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, Span
from survey_app.cli.stats.printing import answer, doubt_drivers, figure, grid, percent
from survey_app.cli.stats.respondents import LEVEL, RESAMPLES, SEED, Respondents, pair_of, respondents_file
from survey_app.cli.stats.scores import bounds
from survey_app.stats.answers import FloatArray
from survey_app.stats.drivers import drivers
from survey_app.stats.importance import (
    Cross,
    Derived,
    ImportancePerformance,
    derived_importance_performance,
    importance_performance,
    importance_performance_of_means,
)
from survey_app.stats.rivals import Against, Comparison, decide, rivals

_MEANS = ("attribute", "importance", "performance")


def _target(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        first, second = (float(part) for part in text.split(","))
    except ValueError:
        raise click.UsageError(f"“{text[:40]}” is no target such as 4,3.5 (importance, performance).") from None
    return first, second


@statistic(
    "importance",
    of=importance_performance,
    columns="A respondent in each row with the columns of performance and of importance (stated) or of an outcome "
    "(derived); or a table of means: attribute, importance and performance.",
    answer=ImportancePerformance,
)
@respondents_file
@click.option("--importance", multiple=True, help="Columns of stated importance.")
@click.option("--performance", multiple=True, help="Columns of performance, in the same order.")
@click.option("--outcome", help="Column of an outcome: importance is derived from it.")
@click.option(
    "--derived", type=click.Choice([each.value for each in Derived]), default="correlation", show_default=True,
    help="How importance is derived: correlation with the outcome, or share of R2.",
)  # fmt: skip
@click.option("--names", help="Names of the attributes with commas. Default: the columns of performance.")
@click.option(
    "--cross", type=click.Choice([each.value for each in Cross]), default="grand_means", show_default=True,
    help="Where the lines cross.",
)  # fmt: skip
@click.option("--target", help="The two lines for --cross target: importance,performance.")
@click.option("--scale", type=Span(), help="The ends of both scales; needed for --cross middle.")
@click.option("--importance-scale", type=Span(), help="The ends of the scale of importance where it is another.")
@RESAMPLES
@SEED
@JSON
def importance_command(
    people: Respondents,
    *,
    importance: tuple[str, ...],
    performance: tuple[str, ...],
    outcome: str | None,
    derived: str,
    names: str | None,
    cross: str,
    target: str | None,
    scale: tuple[float, float] | None,
    importance_scale: tuple[float, float] | None,
    resamples: int,
    seed: int,
    as_json: bool,
) -> None:
    """Importance and performance: quadrants and how steady they are; stated and derived importance are kept apart."""
    line, at = Cross(cross), _target(target)
    scales = None if scale is None else (importance_scale or scale, scale)
    if not performance and people.sheet.has(*_MEANS):
        attributes = [name or "" for name in people.sheet.texts("attribute")]
        found = importance_performance_of_means(
            people.column("importance"), people.column("performance"), attributes, line, scales=scales, target=at
        )
    elif bool(importance) == (outcome is not None):
        raise click.UsageError("Name --importance for stated importance, or --outcome for derived importance.")
    else:
        rated = people.columns(performance, "--performance")
        called = _names(names, rated)
        ratings = people.matrix(rated, scale)
        if outcome is not None:
            told = drivers(people.column(outcome), ratings, called, weights=people.weights, resamples=0)
            doubt_drivers(told, "their quadrants advise nothing")
            found = derived_importance_performance(
                people.column(outcome), ratings, called, line,
                derived=Derived(derived), target=at, weights=people.weights, resamples=resamples, seed=seed,
            )  # fmt: skip
        else:
            stated = people.matrix(_as_many(people, importance, rated), importance_scale or scale)
            found = importance_performance(
                stated, ratings, called, line,
                scales=scales, target=at, weights=people.weights, resamples=resamples, seed=seed,
            )  # fmt: skip
    answer(found.to_json(), _map_words(found), as_json=as_json)


def _as_many(people: Respondents, importance: Sequence[str], rated: Sequence[str]) -> list[str]:
    """The columns of importance: one for each that is rated."""
    found = people.columns(importance, "--importance")
    if len(found) != len(rated):
        raise click.UsageError(
            f"--importance names {len(found)} columns, but {len(rated)} are rated: name one each, in the same order."
        )
    return found


def _names(names: str | None, columns: Sequence[str]) -> list[str]:
    if names is None:
        return list(columns)
    found = [each.strip() for each in names.split(",")]
    if len(found) != len(columns) or len(set(found)) != len(found) or not all(found):
        raise click.UsageError("Give as many names, each another one, as columns of performance.")
    return found


def _map_words(found: ImportancePerformance) -> str:
    lines = [
        (
            each.name,
            figure(each.importance, ".3f"),
            figure(each.performance, ".3f"),
            each.quadrant.value if each.quadrant else "-",
            percent(each.stability),
        )
        for each in found.attributes
    ]
    head = f"{found.kind.value} importance; lines ({found.cross.value}) at importance "
    head += f"{figure(found.cut_importance, '.3f')}, performance {figure(found.cut_performance, '.3f')}; n {found.n}"
    return f"{head}\n\n{grid(('attribute', 'importance', 'performance', 'quadrant', 'same quadrant %'), lines)}"


_RIVALS = (
    "A respondent in each row: own ratings, and the ratings of each rival by the same people (columns) or by other "
    "people (a file of its own with the columns of the own ratings)."
)
_RIVAL = click.option(
    "--rival", "others", multiple=True, required=True,
    help="A rival as NAME=COLUMNS, or NAME=@FILE for ratings by other people; repeat it.",
)  # fmt: skip
_AGAINST = click.option(
    "--against", type=click.Choice([each.value for each in Against]), default="best", show_default=True,
    help="The best rated rival of each attribute, or the mean of all.",
)  # fmt: skip
_OWN = click.option("--own", multiple=True, required=True, help="Columns of the own ratings.")
_NAMES = click.option("--names", help="Names of the attributes with commas. Default: the columns of the own ratings.")
_SCALE = click.option("--scale", type=Span(), help="The ends of the scale.")


def _others(
    people: Respondents, given: Sequence[str], own: Sequence[str], scale: tuple[float, float] | None
) -> tuple[dict[str, FloatArray], dict[str, list[float]] | None]:
    """Ratings of each rival, and weights of their people where they come from files of their own."""
    tables, weights, is_apart = {}, {}, False
    for each in given:
        name, columns = pair_of(each, "=", "rival such as acme=r1,r2,r3")
        if name in tables:
            raise click.UsageError(f"The rival “{name[:40]}” is named twice.")
        side = people
        if columns.startswith("@"):
            path = Path(columns[1:])
            if not path.is_file():
                raise click.UsageError(f"There is no file “{columns[1:][:80]}”.")
            side, is_apart = Respondents(read(path, people.sheet.cells), people.weight), True
            columns = ",".join(own)
        theirs = side.columns([columns], "--rival")
        if len(theirs) != len(own):
            raise click.UsageError(
                f"The rival “{name[:40]}” has {len(theirs)} columns, but {len(own)} are rated: name one each, in the "
                "same order."
            )
        tables[name] = side.matrix(theirs, scale)
        held = side.weights
        weights[name] = [1.0] * len(tables[name]) if held is None else [each or 0.0 for each in held]
    return tables, weights if is_apart else None


@statistic("rivals", of=rivals, columns=_RIVALS, answer=Comparison)
@respondents_file
@click.option("--importance", multiple=True, required=True, help="Columns of importance.")
@_OWN
@_RIVAL
@_NAMES
@_AGAINST
@_SCALE
@RESAMPLES
@SEED
@LEVEL
@JSON
def rivals_command(
    people: Respondents,
    *,
    importance: tuple[str, ...],
    own: tuple[str, ...],
    others: tuple[str, ...],
    names: str | None,
    against: str,
    scale: tuple[float, float] | None,
    resamples: int,
    seed: int,
    level: float,
    as_json: bool,
) -> None:
    """Rivals: performance minus importance, own minus rival performance, both crossing at zero, and what to do."""
    mine = people.columns(own, "--own")
    tables, apart = _others(people, others, mine, scale)
    found = rivals(
        people.matrix(_as_many(people, importance, mine), scale),
        people.matrix(mine, scale), tables, _names(names, mine),
        against=Against(against), scale=scale, weights=people.weights, rival_weights=apart,
        resamples=resamples, seed=seed, level=level,
    )  # fmt: skip
    answer(found.to_json(), _rival_words(found), as_json=as_json)


@statistic("decision", of=decide, columns=_RIVALS, answer=Comparison)
@respondents_file
@click.option("--importance", help="Importance of each attribute with commas, such as shares of drivers.")
@click.option("--outcome", help="Column of an outcome: importance is each attribute's share of R2 as a driver.")
@click.option("--cut", type=float, help="From which importance on it is high. Default: the mean.")
@_OWN
@_RIVAL
@_NAMES
@_AGAINST
@_SCALE
@RESAMPLES
@SEED
@LEVEL
@JSON
def decision_command(
    people: Respondents,
    *,
    importance: str | None,
    outcome: str | None,
    cut: float | None,
    own: tuple[str, ...],
    others: tuple[str, ...],
    names: str | None,
    against: str,
    scale: tuple[float, float] | None,
    resamples: int,
    seed: int,
    level: float,
    as_json: bool,
) -> None:
    """Decision table: importance as a driver by the difference to rivals, with the interval of the difference."""
    mine, is_little = people.columns(own, "--own"), False
    if (importance is None) == (outcome is None):
        raise click.UsageError("Give --importance or --outcome.")
    ratings = people.matrix(mine, scale)
    if outcome is not None:
        shares = drivers(people.column(outcome), ratings, mine, weights=people.weights, resamples=0)
        doubt_drivers(shares, "nothing is decided")
        is_little = shares.is_little
        weight = [np.nan if each.value is None else each.value for each in shares.drivers]
    else:
        weight = _figures(importance or "")
    tables, apart = _others(people, others, mine, scale)
    found = decide(
        weight, ratings, tables, _names(names, mine), cut=cut,
        against=Against(against), scale=scale, weights=people.weights, rival_weights=apart,
        resamples=resamples, seed=seed, level=level,
    )  # fmt: skip
    found = found.undecided() if is_little else found
    answer(found.to_json(), _rival_words(found), as_json=as_json)


def _figures(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise click.UsageError(f"“{text[:60]}” are no figures such as 0.4,0.2,0.1.") from None


def _rival_words(found: Comparison) -> str:
    lines = [
        (
            each.name,
            str(each.n),
            figure(each.importance, ".3f"),
            figure(each.own, ".3f"),
            figure(each.rival_mean, ".3f"),
            each.rival or "-",
            figure(each.performance_minus_importance, "+.3f"),
            figure(each.difference, "+.3f"),
            bounds(each.interval, form="+.3f"),
            each.place.value if each.place else "-",
            each.decision.value if each.decision else "-",
        )
        for each in found.attributes
    ]
    head = ("attribute", "n", "importance", "own", "rival", "which", "own-importance", "own-rival", "interval", "place",
            "decision")  # fmt: skip
    return grid(head, lines)
