"""What drives an outcome: `drivers` and `penalty-reward`."""

from collections.abc import Sequence

import click

from survey_app.cli.stats.answer_columns import answer_columns
from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON
from survey_app.cli.stats.printing import doubt_drivers, emit, figure, grid, tell
from survey_app.cli.stats.respondents import LEVEL, RESAMPLES, SEED, Respondents, respondents_file
from survey_app.cli.stats.scores import bounds
from survey_app.stats.drivers import Drivers, Shares, drivers
from survey_app.stats.penalty_reward import PenaltyReward, penalty_reward

_COLUMNS = "A respondent in each row: the column of the outcome, and a column for each attribute."
_OUTCOME = click.option("--outcome", required=True, help="Column of the outcome, such as overall satisfaction.")
_ITEMS = click.option(
    "--items", multiple=True, help="Columns of the attributes. Default: all others that hold answers."
)


def attributes_of(people: Respondents, items: Sequence[str], beside: Sequence[str | None]) -> list[str]:
    """The columns of the attributes: those named, or all but the outcome and the weights."""
    if items:
        return people.columns(items, "--items")
    out = {people.sheet.names[people.sheet.place(name)] for name in (*beside, people.weight) if name}
    return answer_columns(people.sheet, out)


@statistic("drivers", of=drivers, columns=_COLUMNS, answer=Drivers)
@respondents_file
@_OUTCOME
@_ITEMS
@click.option(
    "--shares", type=click.Choice([each.value for each in Shares]), default="auto", show_default=True,
    help="How R2 is shared out: over all orders (shapley), by Johnson's weights, or as the number allows.",
)  # fmt: skip
@RESAMPLES
@SEED
@LEVEL
@JSON
def drivers_command(
    people: Respondents,
    *,
    outcome: str,
    items: tuple[str, ...],
    shares: str,
    resamples: int,
    seed: int,
    level: float,
    as_json: bool,
) -> None:
    """Drivers of an outcome: correlations, standardised weights and each driver's share of R2 with its interval."""
    names = attributes_of(people, items, [outcome])
    found = drivers(
        people.column(outcome), people.matrix(names), names,
        weights=people.weights, shares=Shares(shares), resamples=resamples, seed=seed, level=level,
    )  # fmt: skip
    doubt_drivers(found, "their order is chance")
    if as_json:
        emit(found.to_json())
        return
    lines = [
        (
            each.name,
            figure(each.value, ".4f"),
            figure(each.percent, ".1f"),
            bounds(each.interval, form=".3f"),
            figure(each.pearson, ".3f"),
            figure(each.spearman, ".3f"),
            figure(each.beta, ".3f"),
        )
        for each in found.drivers
    ]
    head = ("driver", "share of R2", "%", "interval", "r", "rank r", "weight")
    tell(f"{found.method}; n {found.n}; R2 {figure(found.r2, '.4f')}\n\n{grid(head, lines)}", found)


@statistic("penalty-reward", of=penalty_reward, columns=_COLUMNS, answer=PenaltyReward)
@respondents_file
@_OUTCOME
@_ITEMS
@click.option("--reward-from", type=float, required=True, help="The lowest answer that counts as high.")
@click.option("--penalty-to", type=float, required=True, help="The highest answer that counts as low.")
@click.option(
    "--significance", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.05, show_default=True,
    help="The p below which a weight counts.",
)  # fmt: skip
@JSON
def penalty_reward_command(
    people: Respondents,
    *,
    outcome: str,
    items: tuple[str, ...],
    reward_from: float,
    penalty_to: float,
    significance: float,
    as_json: bool,
) -> None:
    """Penalty-reward contrast: which attributes only annoy, only please, or do both."""
    names = attributes_of(people, items, [outcome])
    found = penalty_reward(
        people.column(outcome), people.matrix(names), names, reward_from, penalty_to,
        weights=people.weights, significance=significance,
    )  # fmt: skip
    if as_json:
        emit(found.to_json())
        return
    lines = [
        (
            each.name,
            figure(each.reward, "+.3f"),
            figure(each.reward_p, ".4f"),
            figure(each.penalty, "+.3f"),
            figure(each.penalty_p, ".4f"),
            str(each.high),
            str(each.low),
            each.category or "no class",
        )
        for each in found.attributes
    ]
    head = ("attribute", "reward", "p", "penalty", "p", "high", "low", "kind")
    tell(f"n {found.n}; R2 {figure(found.r2, '.4f')}\n\n{grid(head, lines)}", found)
