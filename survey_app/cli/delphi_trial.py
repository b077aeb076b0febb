"""`flask --app wsgi delphi simulate`: the rules of a study on simulated panels."""

import json

import click
from flask.cli import AppGroup, with_appcontext

from survey_app.cli.refusing import refusing
from survey_app.db import transaction
from survey_app.exports.movement_report import MovementReport
from survey_app.exports.trial_report import AnyTrial, TrialReport, from_json
from survey_app.services import protocol_trials, round_overview


def add(group: AppGroup) -> None:
    """Put this verb into the group `delphi`."""
    group.add_command(simulate)


@click.command("simulate")
@click.argument("study")
@click.option("--seed", type=click.IntRange(0), default=protocol_trials.SEED, show_default=True)
@click.option(
    "--panellists",
    type=click.IntRange(protocol_trials.FEWEST, protocol_trials.MOST),
    help="How many to simulate. Default: those who accepted, or 12.",
)
@click.option("--keep", "is_kept", is_flag=True, help="Keep the figures with the draft of the protocol.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@with_appcontext
@refusing()
def simulate(study: str, *, seed: int, panellists: int | None, is_kept: bool, as_json: bool) -> None:
    """Send 1,000 simulated panels through the scale and the rules of STUDY: the code of a study or of a stage.

    Ratings or choices at random, also in the smallest panel with a verdict; a true majority; two camps; people who
    drift to the median, or to what most chose; a divided panel whose minority leaves. Prints what passes by chance,
    the power to find the majority, and the rounds until nothing moves. Of ratings, chance_high, chance and power are
    exact fractions; of a choice, chance and power are numbers.

    Points, rankings and estimates have no verdicts: of two rounds and more their rule of stability is tried, also on
    people who answer anew at random in every round. settled is the share of statements that count as stable, stopped
    the panels in which all of them do, ordered those whose orders agree by the test of Kendall's W in the first round.
    With one round, and where a protocol seeks no agreement, there is nothing to try.

    Of every own scale of statements own_scales holds what passes by chance in a first round, also in the smallest
    panel with a verdict, and the power; nothing of an estimate, which gives no verdict. Where statements are compared
    in pairs, pairs holds the consistency ratios of people who compare at random, and of a true majority.
    """
    stage = round_overview.stage_named(study)
    people = panellists or protocol_trials.likely_panel(stage)
    if is_kept:
        with transaction():
            document = protocol_trials.keep(stage, people, seed)
    else:
        document = protocol_trials.tried(stage, people, seed)
    if as_json:
        click.echo(json.dumps({"study": stage.study.code, "stage": stage.code, **document}, ensure_ascii=False))
        return
    report = from_json(document)
    if isinstance(report, MovementReport):
        click.echo(_moving_words(report))
    elif isinstance(report, TrialReport):
        click.echo(_words(report))
    for line in (*_own_words(report), *_pair_words(report)):
        click.echo(line)


def _pair_words(report: AnyTrial) -> list[str]:
    """How well comparisons fit together in each world."""
    found = None if isinstance(report, TrialReport) else report.pairs
    if found is None:
        return []
    return [
        f"pairs of {found.things} statements\tratio at most {found.tolerated:g}\tpanels' median\tmean ratio",
        *(
            f"{each.world.value}\t{100 * each.within:.1f} %\t{100 * each.panels_within:.1f} %\t{each.mean:.2f}"
            for each in found.lines
        ),
    ]


def _own_words(report: AnyTrial) -> list[str]:
    """One line for every own scale."""
    told = []
    for line in report.own_scales:
        start = f"own scale of {', '.join(line.codes)} ({line.scale['scale']})"
        if line.by_chance is None or line.in_smallest is None or line.by_majority is None:
            told.append(f"{start}: gives no verdict")
            continue
        chances = f"passes by chance {line.by_chance:.5f}, in the smallest panel {line.in_smallest:.5f}"
        told.append(f"{start}: {chances}, power {line.by_majority:.5f}")
    return told


def _words(report: TrialReport) -> str:
    apart = "options that tie" if report.options else "two camps"
    lines = [
        f"{report.panels} panels of {report.panellists}, {report.rounds} rounds, seed {report.seed}",
        f"{report.options} options"
        if report.options
        else f"high by chance {report.chance_high} = {report.chance_high_value:.5f}",
        f"passes by chance {report.chance_passes:.5f}, power {report.power:.5f}",
        f"world\tpass in round 1\tpass at the end\t{apart}\tagreed and stable\trounds to stop",
    ]
    for each in report.worlds:
        stop = "-" if each.rounds_to_stop is None else f"{each.rounds_to_stop:.2f}"
        shares = (each.passed_first, each.passed, each.split, each.agreed_and_stable)
        lines.append("\t".join([each.world.value, *(f"{100 * share:.1f} %" for share in shares), stop]))
    lines += [
        f"{each.reading} by chance {each.by_chance:.5f}, of a true majority {each.by_majority:.5f}"
        for each in report.readings
    ]
    return "\n".join(lines)


def _moving_words(report: MovementReport) -> str:
    lines = [
        f"{report.panels} panels of {report.panellists}, {report.rounds} rounds, seed {report.seed}",
        f"{report.kind.value} of {report.items} statements, stable below {report.stable_below:g} %",
        "world\tstatements stable\tall stable\trounds to stop\torders agree",
    ]
    for each in report.worlds:
        stop = "-" if each.rounds_to_stop is None else f"{each.rounds_to_stop:.2f}"
        ordered = "-" if each.ordered is None else f"{100 * each.ordered:.1f} %"
        shares = (f"{100 * each.settled:.1f} %", f"{100 * each.stopped:.1f} %")
        lines.append("\t".join([each.world.value, *shares, stop, ordered]))
    return "\n".join(lines)
