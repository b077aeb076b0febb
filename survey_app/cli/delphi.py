"""`flask --app wsgi delphi`: where a panel stands, and closing its round."""

import json
from typing import Any

import click
from flask.cli import AppGroup

from survey_app.cli import delphi_figures, delphi_trial
from survey_app.cli.refusing import refusing
from survey_app.db import transaction
from survey_app.models import Stage
from survey_app.services import round_overview, rounds
from survey_app.services.round_overview import RoundCard
from survey_app.services.round_roll import Counts

commands = AppGroup("delphi", help="Delphi panels: status, close, verify, import, simulate.")
delphi_figures.add(commands)
delphi_trial.add(commands)
_JSON = click.option("--json", "as_json", is_flag=True, help="For machines.")


@commands.command("status")
@click.argument("study")
@_JSON
@refusing()
def status(study: str, *, as_json: bool) -> None:
    """Where the Delphi of STUDY stands: the code of a study or of a stage. Counts only, never names."""
    found = _plain(round_overview.stage_named(study))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"{found['stage']}\t{found['title']}\t{found['state']}\tnext: {found['next']}")
    click.echo(f"{found['statements']} statements, {found['accepted']} panellists")
    for each in found["rounds"]:
        least, most = ("at least ", "at most ") if each["step"] > 1 else ("", "")
        done = f"{least}{each['finished']} finished, {least}{each['part']} in part, {most}{each['none']} not begun"
        click.echo(f"round {each['number']}\t{each['state']}\t{each['statements']} statements\t{done}")


@commands.command("close")
@click.argument("study")
@_JSON
@refusing()
def close(study: str, *, as_json: bool) -> None:
    """Close the round of STUDY that takes answers now: the code of a study or of a stage."""
    stage = round_overview.stage_named(study)
    round_ = round_overview.running(stage)
    with transaction():
        rounds.close_round(round_, None)
    counts = rounds.told(round_)
    found = {"stage": stage.code, "round": round_.number, "state": round_.state.value, **_counted(counts)}
    least, most = ("at least ", "at most ") if counts.step > 1 else ("", "")
    said = f"{least}{counts.finished} finished, {least}{counts.part} in part, {most}{counts.none} none"
    words = f"Round {round_.number} is closed: {said}."
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else words)


def _plain(stage: Stage) -> dict[str, Any]:
    overview = round_overview.of_stage(stage)
    protocol = overview.protocol
    return {
        "study": stage.study.code,
        "stage": stage.code,
        "title": stage.title,
        "state": overview.panel.state.value,
        "next": overview.step.value,
        "protocol": {"version": protocol.version, "hash": protocol.hash} if protocol else None,
        "statements": overview.items,
        "accepted": overview.accepted,
        "rounds": [_round(card) for card in overview.cards],
    }


def _round(card: RoundCard) -> dict[str, Any]:
    round_ = card.round
    moments = {"opened": round_.opened_at, "closes": round_.closes_at, "closed": round_.closed_at}
    return {
        "number": round_.number,
        "state": round_.state.value,
        "statements": card.items,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
        **_counted(rounds.told(round_)),
        **({"agreed": card.agreed, "stable": card.stable} if card.figures else {}),
    }


def _counted(counts: Counts) -> dict[str, int]:
    return {
        "asked": counts.asked,
        "finished": counts.finished,
        "part": counts.part,
        "none": counts.none,
        "step": counts.step,
    }
