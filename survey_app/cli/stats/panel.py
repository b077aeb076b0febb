"""`stats concordance`, `stats consensus` and `stats stability`: one order, agreement, and movement between rounds."""

import math
from collections.abc import Sequence
from fractions import Fraction

import click

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import HIGH, JSON, LOW, MINIMUM, PERCENT, SCALE, rated_file, rule_of
from survey_app.cli.stats.printing import answer, emit, figure, grid, named, tell
from survey_app.cli.stats.printing import percent as per_cent
from survey_app.cli.stats.ratings import RATINGS, ROUNDS, ratings, rounds_of, two_rounds
from survey_app.cli.stats.reading import Cell, Sheet
from survey_app.stats.concordance import Concordance, concordance
from survey_app.stats.consensus import AgreementRule, ItemConsensus, consensus
from survey_app.stats.significance import SignificanceTest, holm
from survey_app.stats.stability import Stability, stability


@statistic("concordance", of=concordance, columns=RATINGS, answer=Concordance)
@rated_file
@click.option("--seed", type=click.IntRange(0), default=1939, show_default=True, help="Seed of the permutations.")
@JSON
def concordance_command(sheet: Sheet, *, seed: int, as_json: bool) -> None:
    """Kendall's W: how far the panellists put the items into the same order."""
    given = ratings(sheet)
    found = concordance(given.columns, given.people, given.items, seed=seed)
    answer(found.to_json(), _concordance_words(found), as_json=as_json)


@statistic("consensus", of=consensus, columns=RATINGS, answer=ItemConsensus, also=("item",), per="items")
@rated_file
@SCALE
@HIGH
@LOW
@PERCENT
@MINIMUM
@JSON
def consensus_command(
    sheet: Sheet,
    *,
    scale: tuple[float, float],
    high: tuple[float, float],
    low: tuple[float, float],
    percent: Fraction,
    minimum: int,
    as_json: bool,
) -> None:
    """Agreement per item: the shares in the high and the low range and the verdict of the rule."""
    rule = rule_of(AgreementRule(*scale, high, low, percent, minimum))
    given = ratings(sheet, scale)
    found = [consensus(row, rule, cannot_judge=count) for row, count in zip(given.rows, given.unsure, strict=True)]
    answer(named(given.items, found), _consensus_words(given.items, found), as_json=as_json)


@statistic("stability", of=stability, columns=ROUNDS, answer=Stability, also=("item", "wilcoxon_p_holm"), per="items")
@rated_file
@click.option("--from", "first", help="The earlier round. Default: the first of the two in the file.")
@click.option("--to", "second", help="The later round. Default: the second of the two in the file.")
@SCALE
@HIGH
@LOW
@click.option("--cut", "cuts", type=float, multiple=True, help="Inner bound of the bins for the net change; repeat it.")
@JSON
def stability_command(
    sheet: Sheet,
    *,
    first: str | None,
    second: str | None,
    scale: tuple[float, float],
    high: tuple[float, float],
    low: tuple[float, float],
    cuts: tuple[float, ...],
    as_json: bool,
) -> None:
    """Movement per item between two rounds, with the p values of the items adjusted for their number."""
    rule = rule_of(AgreementRule(*scale, high, low))
    if not all(math.isfinite(cut) for cut in cuts) or list(cuts) != sorted(set(cuts)):
        raise click.UsageError("The bounds given with --cut must be numbers that rise.")
    answers = rounds_of(sheet, scale)
    rounds = two_rounds(answers, first, second)
    items = list(answers)
    found = [stability(*_sides(turns, rounds), rule, cuts=cuts) for turns in answers.values()]
    adjusted = holm([each.wilcoxon.test.p for each in found])
    if as_json:
        rows = named(items, found, [{"wilcoxon_p_holm": p} for p in adjusted])
        emit({"from": rounds[0], "to": rounds[1], **rows})
    else:
        tell(_stability_words(items, found, adjusted, rounds), named(items, found))


def _sides(turns: dict[str, dict[str, Cell]], rounds: tuple[str, str]) -> tuple[list[Cell], list[Cell]]:
    """The two columns of one item, a panellist in the same place in both."""
    one, two = (turns.get(turn, {}) for turn in rounds)
    people = sorted({*one, *two})
    return [one.get(person) for person in people], [two.get(person) for person in people]


def _concordance_words(found: Concordance) -> str:
    def words(test: SignificanceTest) -> str:
        return f"{test.method}: {figure(test.statistic, '.3f')}, p {figure(test.p, '.4f')}"

    lines = [f"W {figure(found.value, '.4f')}; n {found.n}; k {found.k}"]
    lines += [words(test) for test in (found.chi_square, found.f, found.permutation)]
    lines += [f"incomplete: {', '.join(found.incomplete)}"] if found.incomplete else []
    lines += [f"constant: {', '.join(found.constant)}"] if found.constant else []
    ranks = zip(found.items, found.mean_ranks, strict=True)
    return "\n".join([*lines, "", grid(("item", "mean rank"), [(name, figure(rank)) for name, rank in ranks])])


def _consensus_words(items: Sequence[str], found: Sequence[ItemConsensus]) -> str:
    head = ("item", "n", "cannot judge", "median", "iqr", "high %", "of all %", "low %", "verdict")
    rows = [
        (
            name,
            str(each.n),
            str(each.cannot_judge),
            figure(each.median),
            figure(each.iqr),
            *(per_cent(share.value) for share in (each.high, each.high_of_all, each.low)),
            each.verdict.value,
        )
        for name, each in zip(items, found, strict=True)
    ]
    return grid(head, rows)


def _stability_words(
    items: Sequence[str], found: Sequence[Stability], adjusted: Sequence[float | None], rounds: tuple[str, str]
) -> str:
    head = ("item", "n", "left", "new", "up", "down", "same", "mean change", "net change", "p", "p (Holm)", "stable")
    rows = [
        (
            name,
            *(str(count) for count in (each.n, each.only_first, each.only_second)),
            *(str(count) for count in (each.movement.up, each.movement.down, each.movement.unchanged)),
            *(figure(value) for value in (each.movement.mean_change, each.net_change)),
            *(figure(value, ".4f") for value in (each.wilcoxon.test.p, p)),
            "-" if each.stable is None else "yes" if each.stable else "no",
        )
        for name, each, p in zip(items, found, adjusted, strict=True)
    ]
    return "\n".join([f"{rounds[0]} → {rounds[1]}", "", grid(head, rows)])
