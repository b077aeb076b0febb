"""Published questionnaires by their own keys: `instrument`."""

from collections.abc import Callable, Mapping

import click
import numpy as np

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON
from survey_app.cli.stats.printing import emit, figure, grid, tell
from survey_app.cli.stats.respondents import LEVEL, POPULATION, Respondents, respondents_file
from survey_app.cli.stats.scores import bounds
from survey_app.stats import instruments
from survey_app.stats.answers import FloatArray
from survey_app.stats.descriptive import Mean, mean

Scores = Mapping[str, FloatArray]

_SCORED: dict[str, Callable[[FloatArray], Scores]] = {
    "sus": lambda table: {"sus": instruments.sus(table)},
    "umux": lambda table: {"umux": instruments.umux(table)},
    "umux-lite": lambda table: {
        "umux_lite": instruments.umux_lite(table),
        "as_sus": instruments.umux_lite_as_sus(table),
    },
    "ueq": instruments.ueq,
    "ueq-short": instruments.ueq_short,
    "csuq": instruments.csuq,
    "nasa-tlx": lambda table: {"nasa_tlx": instruments.nasa_tlx(table)},
    "three-item": lambda table: {"three_item_index": instruments.three_item_index(table)},
}


@statistic(
    "instrument",
    of=mean,
    columns="A respondent in each row, the items in their published order in the columns named with --items.",
    answer=Mean,
    also=("scale", "scores: one a respondent, null where an item is missing"),
    per="scales",
)
@respondents_file
@click.option("--form", type=click.Choice(sorted(_SCORED)), required=True, help="The questionnaire.")
@click.option("--items", multiple=True, required=True, help="Its items: q1..q10, or with commas.")
@click.option("--chosen", multiple=True, help="nasa-tlx: how often each scale was chosen among the 15 pairs.")
@POPULATION
@LEVEL
@JSON
def instrument_command(
    people: Respondents,
    *,
    form: str,
    items: tuple[str, ...],
    chosen: tuple[str, ...],
    population: int | None,
    level: float,
    as_json: bool,
) -> None:
    """Scores of SUS, UMUX, UMUX-LITE, UEQ, CSUQ, NASA-TLX and the three-item index, and their means."""
    if chosen and form != "nasa-tlx":
        raise click.UsageError("Only nasa-tlx takes --chosen.")
    table = people.matrix(people.columns(items, "--items"))
    scores = dict(_SCORED[form](table))
    if chosen:
        scores["nasa_tlx_weighted"] = instruments.nasa_tlx_weighted(
            table, people.matrix(people.columns(chosen, "--chosen"))
        )
    found = {name: mean(each, population, level, people.weights) for name, each in scores.items()}
    if as_json:
        plain = [
            {
                "scale": name,
                **each.to_json(),
                "scores": [None if np.isnan(one) else float(one) for one in scores[name]],
            }
            for name, each in found.items()
        ]
        emit({"form": form, "scales": plain})
        return
    rows = [
        (name, str(each.n), figure(each.value), bounds(each.interval, form=".2f"), figure(each.sd))
        for name, each in found.items()
    ]
    tell(grid(("scale", "n", "mean", "interval", "sd"), rows), found)
