"""One figure per item of a round: `spread`, `ram`, `fuzzy`, `seventy-fifteen`, `dissent`, `apmo` and `boundary`."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import click

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import HIGH, JSON, LOW, SCALE, Triangles, rated_file
from survey_app.cli.stats.printing import emit, figure, grid, named, percent, yes
from survey_app.cli.stats.ratings import RATINGS, ratings
from survey_app.cli.stats.reading import Cell, Sheet
from survey_app.stats.appropriateness import Appropriateness, appropriateness
from survey_app.stats.boundary import Boundary, boundary
from survey_app.stats.dissent import Dissent, dissent
from survey_app.stats.fuzzy import FIVE_POINTS, SEVEN_POINTS, Defuzzify, FuzzyItem, FuzzyScale, fuzzy_item
from survey_app.stats.majorities import Apmo, CoreOutcome, apmo, seventy_fifteen
from survey_app.stats.results import Result
from survey_app.stats.spread import Spread, spread

_TABLES: dict[str, FuzzyScale] = {"five": FIVE_POINTS, "seven": SEVEN_POINTS}
_ENDS = tuple[float, float]


def _each[R: Result](
    sheet: Sheet,
    ends: tuple[float, float] | None,
    work_out: Callable[[Sequence[Cell]], R],
    row: Callable[[R], Sequence[str]],
    head: Sequence[str],
    *,
    as_json: bool,
) -> None:
    given = ratings(sheet, ends)
    found = [work_out(each) for each in given.rows]
    rows = [(name, str(each.n), *row(each)) for name, each in zip(given.items, found, strict=True)]
    emit(named(given.items, found) if as_json else grid(("item", "n", *head), rows))
