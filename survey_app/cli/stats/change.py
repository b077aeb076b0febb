"""Change from wave to wave: `trend`."""

from collections.abc import Sequence
from itertools import pairwise as neighbours

import click
import numpy as np

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, Span, table_file
from survey_app.cli.stats.printing import emit, figure, grid, tell
from survey_app.cli.stats.questions import COUNT, WEIGHT, Finite, matrix, repeated, texts, weights
from survey_app.cli.stats.reading import Sheet
from survey_app.cli.stats.turns import follow, in_turn
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.answers import FloatArray
from survey_app.stats.descriptive import mean
from survey_app.stats.ordered import cochran_armitage
from survey_app.stats.proportion import share_of
from survey_app.stats.recommend import net_promoter
from survey_app.stats.results import Estimate, Json
from survey_app.stats.run_chart import run_chart
from survey_app.stats.waves import (
    WaveChange,
    change_of_means,
    change_of_recommendation,
    change_of_shares,
    paired_means,
    paired_shares,
)

_MOST_WAVES = 500
_FIELDS = ("figure", "waves (wave and the fields of its figure)", "changes (from, to and the fields of the change)")
_MORE = ("trend (Cochran-Armitage, of shares)", "run_chart")


@statistic(
    "trend",
    of=change_of_shares,
    columns="One row per person and wave: the wave, a rating, and the person's key when the same people answered.",
    answer=_FIELDS,
    also=_MORE,
)
@table_file
@click.option("--wave", "--by", "wave", required=True, metavar="COLUMN", help="The wave.")
@click.option("--value", "--column", "value", required=True, metavar="COLUMN", help="The rating.")
@click.option("--top", type=Span(), help="The share of these answers, such as 4-5. Default: the mean.")
@click.option("--recommend", is_flag=True, help="The recommend score of a rating from 0 to 10.")
@click.option("--person", metavar="COLUMN", help="The key of a person: the same people are compared.")
@click.option("--order", metavar="WAVES", help="The waves in order, with commas; words need it.")
@WEIGHT
@COUNT
@click.option("--level", type=Finite(), default=0.95, show_default=True, help="Confidence of the intervals.")
@JSON
def trend_command(
    sheet: Sheet,
    *,
    wave: str,
    value: str,
    top: tuple[float, float] | None,
    recommend: bool,
    person: str | None,
    order: str | None,
    weight: str | None,
    count: str | None,
    level: float,
    as_json: bool,
) -> None:
    """Each wave's mean, share or recommend score, every change from one to the next, and the trend over all."""
    if recommend and (top is not None or person is not None):
        raise click.UsageError("--recommend goes with neither --top nor --person.")
    sheet = repeated(sheet, count)
    turns = texts(sheet, wave)
    there = in_turn({turn for turn in turns if turn is not None})
    waves = _waves(there, order)
    if len(waves) > _MOST_WAVES:
        message = N_("The column “%(name)s” holds %(count)s waves, at most %(most)s.")
        raise FileRefused(message, name=wave[:80], count=len(waves), most=_MOST_WAVES)
    numbers = matrix(sheet, [value])[:, 0]
    if top is not None:
        numbers = np.where(np.isnan(numbers), np.nan, (numbers >= top[0]) & (numbers <= top[1]))
    given = weights(sheet, weight)
    mass = None if given is None else np.array([each or 0.0 for each in given])
    places = [np.array([turn == each for turn in turns], dtype=np.bool_) for each in waves]
    kind = "recommend" if recommend else "mean" if top is None else "share"
    sides = [_Side(numbers[hits], None if mass is None else mass[hits], kind, level) for hits in places]
    if person is None:
        changes = [before.to(now) for before, now in neighbours(sides)]
    else:
        people = texts(sheet, person)
        keyed = [_by_person(people, hits, numbers, wave) for hits in places]
        changes = [_same(before, now, kind, level) for before, now in neighbours(keyed)]
    _tell(waves, sides, changes, as_json=as_json)


def _waves(there: Sequence[str], order: str | None) -> Sequence[str]:
    """The waves in their order, which is either given or told by their names."""
    waves = [each.strip() for each in order.split(",")] if order else there
    known = ", ".join(each[:40] for each in there[:20])
    if not set(waves) <= set(there) or len(set(waves)) != len(waves):
        raise FileRefused(N_("The waves of the file are: %(rounds)s."), rounds=known)
    if order is None and not follow(there):
        message = N_("Which wave came first does not show from their names: add --order. They are: %(rounds)s.")
        raise FileRefused(message, rounds=known)
    return waves


class _Side:
    """One wave: its answers, weights and figure."""

    def __init__(self, values: FloatArray, mass: FloatArray | None, kind: str, level: float) -> None:
        self.values, self.mass, self.kind, self.level = values, mass, kind, level
        kept = ~np.isnan(values) & (True if mass is None else mass > 0)
        self.figure: Estimate
        if kind == "recommend":
            self.figure = self.score = net_promoter(values, None, level, mass)
        elif kind == "share":
            used = None if mass is None else mass[kept]
            self.figure = self.part = share_of(values[kept] == 1, used, None, level, missing=int((~kept).sum()))
        else:
            self.figure = mean(values, None, level, mass)

    def to(self, now: "_Side") -> WaveChange:
        """The change from this wave to the next, of different people."""
        if self.kind == "recommend":
            return change_of_recommendation(self.score, now.score, self.level)
        if self.kind == "share":
            return change_of_shares(self.part, now.part, self.level)
        return change_of_means(self.values, now.values, self.level, weights_before=self.mass, weights_now=now.mass)


def _by_person(people: Sequence[str | None], hits: np.ndarray, numbers: FloatArray, wave: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for place in np.flatnonzero(hits).tolist():
        key = people[place]
        if key is None:
            continue
        if key in found:
            raise FileRefused(
                N_("The person “%(name)s” stands twice in one wave (%(wave)s)."), name=key[:80], wave=wave[:80]
            )
        found[key] = float(numbers[place])
    return found


def _same(before: dict[str, float], now: dict[str, float], kind: str, level: float) -> WaveChange:
    people = sorted({*before, *now})
    first, second = ([side.get(key, float("nan")) for key in people] for side in (before, now))
    return paired_shares(first, second, level) if kind == "share" else paired_means(first, second, level)


def _tell(waves: Sequence[str], sides: Sequence[_Side], changes: Sequence[WaveChange], *, as_json: bool) -> None:
    kind = sides[0].kind if sides else "mean"
    found: dict[str, Json] = {
        "figure": kind,
        "waves": [{"wave": wave, **side.figure.to_json()} for wave, side in zip(waves, sides, strict=True)],
        "changes": [
            {"from": before, "to": now, **change.to_json()}
            for (before, now), change in zip(neighbours(waves), changes, strict=True)
        ],
        "run_chart": run_chart([side.figure.value for side in sides]).to_json(),
    }
    over_all: list[str] = []
    if kind == "share":
        hits = [(side.figure.value or 0.0) * side.figure.n for side in sides]
        effective = None if sides[0].mass is None else [side.figure.n_eff or 0.0 for side in sides]
        trend = cochran_armitage(hits, [side.figure.n for side in sides], None, effective)
        over_all = [f"over all: chi-square {figure(trend.statistic, '.4f')}, p {figure(trend.p, '.3g')}"]
        found["trend"] = trend.to_json()
    if as_json:
        emit(found)
        return
    rows = [
        (wave, str(side.figure.n), figure(side.figure.value, ".4f")) for wave, side in zip(waves, sides, strict=True)
    ]
    moves = [
        (
            f"{before} → {now}",
            figure(change.value, "+.4f"),
            _limits(change),
            figure(change.test.p, ".3g"),
            change.method,
        )
        for (before, now), change in zip(neighbours(waves), changes, strict=True)
    ]
    parts = [grid(("wave", "n", kind), rows)]
    parts += [grid(("change", "difference", "interval", "p", "test"), moves)] if moves else []
    tell("\n\n".join([*parts, *over_all]), found)


def _limits(change: WaveChange) -> str:
    return f"{change.interval.low:+.4f} to {change.interval.high:+.4f}" if change.interval else "-"
