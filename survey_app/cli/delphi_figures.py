"""`flask --app wsgi delphi verify` and `delphi import`: check what is frozen, bring in ratings collected elsewhere."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from survey_app.cli.demo import NobodyThere
from survey_app.cli.refusing import refusing
from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.interchange.ratings import read_ratings, with_reasons
from survey_app.interchange.tables import Limits, Table, read_table
from survey_app.models import Account, Study
from survey_app.services import accounts, rating_imports, studies, verification
from survey_app.services.verification import Finding, Problem, Verification

_LIMITS = Limits(rows=200_000)
_JSON = click.option("--json", "as_json", is_flag=True, help="For machines.")
_SENTENCES: dict[Problem, str] = {
    Problem.RATING_ALTERED: "round {round_number}, {item}: a rating was altered, it is {now} and was {then}",
    Problem.ROWS_MISSING: "round {round_number}: {now} rows are stored, {then} should be",
    Problem.ROWS_ADDED: "round {round_number}: {now} rows are stored, only {then} should be",
    Problem.ROWS_ALTERED: "round {round_number}: a row or a reason is not as it was stored",
    Problem.ANSWERS_DIFFER: "round {round_number}: the answers are not those that were analysed",
    Problem.FIGURES_ALTERED: "round {round_number}: the frozen figures were altered",
    Problem.FIGURE_DIFFERS: "round {round_number}, {item}, {name}: {now} is computed, {then} is frozen",
    Problem.FIGURES_MISSING: "round {round_number}: it was analysed, and its figures are missing",
    Problem.PROTOCOL_ALTERED: "protocol, version {name}: it is not what was locked",
}


def add(group: AppGroup) -> None:
    """Put these verbs into the group `delphi`."""
    group.add_command(verify)
    group.add_command(bring_in)


@click.command("verify")
@click.argument("study")
@_JSON
@with_appcontext
@refusing()
def verify(study: str, *, as_json: bool) -> None:
    """Compute the frozen rounds of STUDY again; exit code 1 when something does not fit."""
    found = verification.verify(_study(study))
    click.echo(json.dumps(_plain(found), ensure_ascii=False) if as_json else _words(found))
    if not found.is_sound:
        sys.exit(1)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="Title of the study. Default: the name of the file.")
@click.option("--scale", default="", help="The scale, such as 1-9 or 0-100. Default: 1-9, for estimates 0-100.")
@click.option("--second", default="", help="The second scale, such as 1-4. Default: the same as the scale.")
@click.option(
    "--reasons", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file of its own with reasons."
)
@click.option("--owner", default="", help="Whose study it becomes. Default: the first administrator.")
@_JSON
@with_appcontext
@refusing()
def bring_in(
    file: Path, *, title: str, scale: str, second: str, reasons: Path | None, owner: str, as_json: bool
) -> None:
    """Bring in ratings: FILE holds panellist, item, round and value, or low, best and high; CSV or xlsx.

    A column second beside value holds what was rated on a second scale.
    """
    ends, again = rating_imports.read_scale(scale), rating_imports.read_second(second)
    ratings = read_ratings(_table(file), ends, again)
    if reasons is not None:
        ratings = with_reasons(ratings, _table(reasons))
    with transaction():
        made = rating_imports.bring_in(_owner(owner), ratings, title or file.stem)
        found = {
            "study": made.study.code,
            "stage": made.stage.code,
            "panellists": ratings.people,
            "items": len(ratings.items),
            "rounds": len(ratings.rounds),
            "ratings": len(ratings.rows),
            "reasons": len(ratings.reasons),
            "left_out": ratings.left_out,
        }
    click.echo(json.dumps(found) if as_json else "\t".join(str(value) for value in found.values()))


def _table(file: Path) -> Table:
    with file.open("rb") as stream:
        return read_table(stream, file.name, _LIMITS)


def _study(code: str) -> Study:
    found = next((each for each in studies.everything() if each.code == code), None)
    if found is None:
        raise NotFound
    return found


def _owner(email: str) -> Account:
    found = accounts.find_by_email(email) if email else accounts.first_administrator()
    if found is None:
        raise NobodyThere
    return found


def _plain(found: Verification) -> dict[str, Any]:
    return {
        "sound": found.is_sound,
        "rounds": found.rounds,
        "ratings": found.ratings,
        "figures": found.figures,
        "incomplete": found.incomplete,
        "protocols": found.protocols,
        "fingerprints": found.fingerprints,
        "findings": [asdict(each) for each in found.findings],
    }


def _words(found: Verification) -> str:
    looked = f"{found.rounds} rounds, {found.ratings} ratings, {found.figures} figures, {found.protocols} protocols"
    # how many rows were erased is not told: in a round of which one person erased, it would be that person's
    lines = [looked]
    lines += [f"{place}: {fingerprint}" for place, fingerprint in found.fingerprints.items()]
    lines += [
        f"{place}: rows were erased on request, so its figures are not computed again" for place in found.incomplete
    ]
    fits = "Everything else fits." if found.incomplete else "Everything fits."
    lines += [_sentence(each) for each in found.findings] or [fits]
    return "\n".join(lines)


def _value(said: dict[str, Any]) -> str:
    """A rating on one scale or on both."""
    return f"{said['value']:g}" + (f" and {said['second']:g}" if said.get("second") is not None else "")


def _sentence(found: Finding) -> str:
    said = asdict(found)
    for name in ("now", "then"):
        if isinstance(said[name], dict):
            said[name] = "cannot judge" if said[name]["cannot_judge"] else _value(said[name])
        elif said[name] is None:
            said[name] = "not known"
    return f"{found.stage}: " + _SENTENCES[found.problem].format(**said)
