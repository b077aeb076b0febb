"""`flask answers`: answers collected elsewhere, brought in from a file."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import click
from flask.cli import AppGroup

from survey_app.cli.refusing import refusing
from survey_app.db import transaction
from survey_app.interchange.answers import BadCell, Reading
from survey_app.models import Stage
from survey_app.services import import_batches, imports, uploads
from survey_app.services.imports import Begun, Plan
from survey_app.vocabulary import Mode

commands = AppGroup("answers", help="Answers collected elsewhere: import.")
_SHOWN = 20


@commands.command("import")
@click.argument("study")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.PAPER.value,
    show_default=True,
    help="How the answers were given.",
)
@click.option("--source", default="", help="Where the answers come from. Default: the file's name.")
@click.option("--map", "pairs", multiple=True, metavar="COLUMN=NAME", help="What a column means, instead of a guess.")
@click.option("--moment", default=None, metavar="COLUMN", help="When the answers were given; “none” for no column.")
@click.option("--time-zone", default="", help="Of these times where nothing says another. Default: the study's.")
@click.option("--dry-run", is_flag=True, help="Report only; nothing is stored.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def bring_in(
    study: str,
    file: Path,
    *,
    mode: str,
    source: str,
    pairs: tuple[str, ...],
    moment: str | None,
    time_zone: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring the answers in FILE into STUDY, the code of a study or of one of its stages.

    FILE is a CSV file, an Excel workbook, or a file of SPSS or Stata (with pyreadstat), whose columns are called like
    variables or questions. Rows that hold something that is no answer are left out and reported.
    """
    chosen = _pairs(pairs)
    if not source.isprintable():
        raise click.UsageError("--source holds characters that cannot be kept.")
    if time_zone and time_zone not in available_timezones():
        raise click.UsageError(f"There is no time zone {time_zone}. Write one such as Europe/Madrid.")
    stage = imports.stage_named(study)
    column, zone = "" if moment == "none" else moment, time_zone or stage.study.timezone
    plan = Plan(stage.id, "", file.name, (source or uploads.safe_name(file.name))[:200], Mode(mode), {}, column, zone)
    begun = imports.read_file(stage, file.read_bytes(), plan).with_columns(chosen)
    reading = begun.read()
    report = _report(begun, reading, 0 if dry_run else _store(stage, begun, reading))
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else _words(report))


def _pairs(pairs: tuple[str, ...]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise click.UsageError(f"--map wants COLUMN=NAME, not “{pair}”.")
    return {column: name for column, _sign, name in (pair.rpartition("=") for pair in pairs)}


def _store(stage: Stage, begun: Begun, reading: Reading) -> int:
    """Make the batch and fill it; the number of the batch."""
    with transaction():
        batch = imports.take(stage, begun, reading)
        key = batch.id
    steps = import_batches.store(batch, begun.sheet, reading)
    while True:
        with transaction():
            if next(steps, None) is None:
                return key


def _report(begun: Begun, reading: Reading, batch: int) -> dict[str, Any]:
    """What happened, for machines."""
    return {
        "batch": batch or None,
        "stored": bool(batch),
        "rows": len(begun.table.rows),
        "taken": len(reading.taken),
        "refused": reading.refused,
        "columns": dict(begun.columns),
        "blank": dict(reading.blank),
        "moment": {"column": begun.moment or None, "zone": begun.plan.zone, "without": reading.untimed},
        "passed": [{"row": row, "reason": why} for row, why in zip(begun.table.passed, begun.table.whys, strict=True)],
        "problems": [
            {"row": cell.number, "column": cell.column, "value": cell.value, "reason": _reason(cell)}
            for cell in reading.bad
        ],
    }


def _words(report: dict[str, Any]) -> str:
    """What happened, for people."""
    verb = "Brought in" if report["stored"] else "Could be brought in"
    lines = [f"{verb}: {report['taken']} of {report['rows']} rows", f"Refused: {report['refused']} rows"]
    lines += [f"row {each['row']} left out: {each['reason']}" for each in report["passed"]]
    lines += [f"{column} -> {name}" for column, name in report["columns"].items()]
    lines += [f"{code} is required and blank in {count} rows" for code, count in report["blank"].items()]
    moment = report["moment"]
    lines += [f"--moment {moment['column']} --time-zone {moment['zone']} (chosen)"] if moment["column"] else []
    lines += [f"{moment['without']} rows have no time: they count as of now"] if moment["without"] else []
    shown = report["problems"][:_SHOWN]
    lines += [f"row {each['row']}, {each['column'] or 'all columns'}: {each['reason']}" for each in shown]
    left = len(report["problems"]) - len(shown)
    return "\n".join([*lines, *([f"and {left} more; see --json"] if left else [])])


def _reason(cell: BadCell) -> str:
    return cell.problem.message % cell.problem.params if cell.problem.params else cell.problem.message
