"""Estimates of experts: `pool` makes one of many, `calibrate` weighs by known answers, `score` looks back."""

from functools import wraps
from itertools import chain

import click

from survey_app.cli.stats.elicited import Elicited, Names, elicited, standardised
from survey_app.cli.stats.group import Command, statistic
from survey_app.cli.stats.options import JSON, Span, table_file, with_parameters
from survey_app.cli.stats.printing import answer, emit, figure, grid, tell
from survey_app.cli.stats.reading import Cell, Sheet
from survey_app.stats.estimates import pool
from survey_app.stats.expert_scores import Performance, brier, hit_rate, performance_weights
from survey_app.stats.guards import Figure, Guard
from survey_app.stats.pooled_quantiles import PooledQuantiles, pert, pool_quantiles
from survey_app.stats.proportion import Proportion
from survey_app.stats.results import Json
from survey_app.stats.weighted_estimates import WeightedEstimates, beta_mean, interval_weighted

_ESTIMATES = (
    "expert, question and best; with low and high the ranges; with confidence the per cent that each range holds the "
    "truth. --expert, --question, --low, --best and --high name other columns. One row per expert and question; "
    "or one per element, with the columns element (three_point_lower, best, upper and the like) and value, other "
    "elements being left out."
)
_KNOWN = f"{_ESTIMATES} truth: the known answer, the same in every row of a question."
_POOLED = ("question", "equal", "beta_mean", "weighted", "quantiles", "pert")
_SCORED = ("overall", "experts")

_COLUMNS = tuple(
    click.option(f"--{name}", default=name, show_default=True, help=f"The name of the column “{name}”.")
    for name in ("expert", "question", "low", "best", "high")
)
_CONFIDENCE = click.option(
    "--confidence",
    type=click.FloatRange(50, 100, min_open=True),
    default=80,
    show_default=True,
    help="Per cent that the ranges hold the truth; with a column “confidence” every range is first brought to it.",
)
_READING = (
    *_COLUMNS,
    _CONFIDENCE,
    click.option("--round", "turn", help="The round to read, where the file has a column “round” with several."),
    click.option("--limits", type=Span(), help="The least and the most that can be, such as 0..1."),
    click.option("--per-cent", is_flag=True, help="The figures are per cent: they are divided by 100."),
)


def _estimate_file(function: Command) -> Command:
    """FILE with the names of its columns; the function gets the estimates, the confidence and the limits."""

    @wraps(function)
    def reading(
        sheet: Sheet,
        *,
        expert: str,
        question: str,
        low: str,
        best: str,
        high: str,
        confidence: float,
        turn: str | None,
        limits: tuple[float, float] | None,
        per_cent: bool,
        **options: object,
    ) -> None:
        names = Names(expert, question, low, best, high)
        ends = limits or (None, None)
        given = elicited(sheet, names, is_percent=per_cent, turn=turn, limits=ends)
        function(given, confidence=confidence, limits=ends, **options)

    return table_file(with_parameters(reading, _READING))


@statistic("pool", of=pool_quantiles, columns=_ESTIMATES, answer=_POOLED, per="questions")
@_estimate_file
@click.option("--epsilon", type=float, default=0.005, show_default=True, help="How near to 0 and 1 the log-odds go.")
@click.option("--width-epsilon", type=float, help="The width that a range without width is taken to have.")
@JSON
def pool_command(
    given: Elicited,
    *,
    confidence: float,
    limits: tuple[float | None, float | None],
    epsilon: float,
    width_epsilon: float | None,
    as_json: bool,
) -> None:
    """The estimates of many experts as one: equal weights, interval widths, quantiles, linear pool, PERT."""
    even, clipped = standardised(given, confidence, limits)
    weighted = interval_weighted(
        *(given.by_expert(part) for part in (given.low, given.best, given.high)), epsilon=width_epsilon
    )
    pooled = [
        pool_quantiles(low, best, high, confidence=confidence, limits=limits)
        for low, best, high in zip(even.low, even.best, even.high, strict=True)
    ]
    rows = zip(given.questions, given.best, weighted, pooled, _pert(given), strict=True)
    plain = [{"question": name, **_plain(best, epsilon, *rest)} for name, best, *rest in rows]
    found = {"confidence": confidence, "clipped": clipped, "questions": plain}
    answer(found, _pool_words(given, weighted, pooled), as_json=as_json)


def _plain(
    best: tuple[Cell, ...], epsilon: float, weighted: WeightedEstimates, pooled: PooledQuantiles, mean: Json
) -> dict[str, Json]:
    beta = beta_mean(best)
    return {
        "equal": pool(best, epsilon).to_json(),
        "beta_mean": {"value": beta.value, "guard": beta.guard},
        "weighted": weighted.to_json(),
        "quantiles": pooled.to_json(),
        "pert": mean,
    }


def _pert(given: Elicited) -> list[Json]:
    """The mean and the mean spread of the experts' whole ranges, by question."""
    found: list[Json] = []
    for parts in zip(given.low, given.best, given.high, strict=True):
        each = [pert(*side) for side in zip(*parts, strict=True) if None not in side]  # type: ignore[arg-type]  # None is not in it
        n = len(each)
        mean = sum(one.mean for one in each) / n if n else None
        found.append({"n": n, "mean": mean, "sd": sum(one.sd for one in each) / n if n else None})
    return found


def _pool_words(given: Elicited, weighted: tuple[WeightedEstimates, ...], pooled: list[PooledQuantiles]) -> str:
    rows = []
    for name, best, scheme, found in zip(given.questions, given.best, weighted, pooled, strict=True):
        equal = pool(best)
        sets = (found.median_of_quantiles, found.quantile_average, found.linear_pool)
        rows.append(
            (
                name,
                str(equal.n),
                *(figure(value, ".4g") for value in (equal.mean, equal.median, equal.log_odds_mean)),
                figure(beta_mean(best).value, ".4g"),
                figure(scheme.schemes[0].value, ".4g"),
                *("-" if one is None else f"{one.low:.4g} {one.median:.4g} {one.high:.4g}" for one in sets),
            )
        )
    head = ("question", "n", "mean", "median", "log-odds", "beta", "narrow", "median of quantiles", "average", "pool")
    return grid(head, rows)


@statistic("calibrate", of=performance_weights, columns=_KNOWN, answer=Performance, also=("names",))
@_estimate_file
@click.option("--cut", type=click.FloatRange(0, 1), default=0.05, show_default=True, help="Least calibration.")
@JSON
def calibrate_command(
    given: Elicited, *, confidence: float, limits: tuple[float | None, float | None], cut: float, as_json: bool
) -> None:
    """Performance weights of experts from questions whose answer is known."""
    even, _clipped = standardised(given, confidence, limits)
    low, best, high = (even.by_expert(part) for part in (even.low, even.best, even.high))
    found = performance_weights(low, best, high, even.truth, confidence=confidence, cut=cut)
    if as_json:
        emit({**found.to_json(), "names": list(given.experts)})
        return
    rows = [
        (
            name,
            str(each.seeds),
            *(figure(value, ".4f") for value in (each.calibration, each.calibration_by_seeds, each.information)),
            figure(each.weight, ".4f"),
        )
        for name, each in zip(given.experts, found.experts, strict=True)
    ]
    advice = (
        "" if found.usable else f"Use equal weights: {found.n} seeds, at least {found.fewest_seeds} are needed.\n\n"
    )
    tell(advice + grid(("expert", "seeds", "calibration", "by seeds", "information", "weight"), rows), found)


@statistic("score", of=brier, columns=_KNOWN, answer=_SCORED)
@_estimate_file
@JSON
def score_command(
    given: Elicited, *, confidence: float, limits: tuple[float | None, float | None], as_json: bool
) -> None:
    """Brier score of probabilities and hit rate of ranges against what came out, in all and per expert."""
    even, _clipped = standardised(given, confidence, limits)
    low, best, high = (even.by_expert(part) for part in (even.low, even.best, even.high))
    scored = [_scored(*sides, even.truth) for sides in zip(low, best, high, strict=True)]
    lows, bests, highs = (list(chain.from_iterable(part)) for part in (low, best, high))
    together = _scored(lows, bests, highs, even.truth * len(even.experts))
    experts = [{"expert": name, **_score(one)} for name, one in zip(given.experts, scored, strict=True)]
    plain = {"overall": _score(together), "experts": experts}
    if as_json:
        emit(plain)
        return
    rows = [
        (name, figure(one[0].value, ".4f"), str(one[1].n), figure(one[1].value, ".3f"))
        for name, one in zip((*given.experts, "together"), (*scored, together), strict=True)
    ]
    tell(grid(("expert", "Brier", "ranges", "hit rate"), rows), plain)


def _scored(low: list[Cell], best: list[Cell], high: list[Cell], truth: tuple[Cell, ...]) -> tuple[Figure, Proportion]:
    judged = [each for each in (*best, *truth) if each is not None]
    in_reach = all(0 <= each <= 1 for each in judged)
    return brier(best, truth) if in_reach else Figure(None, Guard.OUTSIDE_0_TO_1), hit_rate(low, high, truth)


def _score(found: tuple[Figure, Proportion]) -> dict[str, Json]:
    return {"brier": {"value": found[0].value, "guard": found[0].guard}, "hit_rate": found[1].to_json()}
