"""`flask study from-data`: a study with its answers out of a data file from elsewhere."""

import json
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import click

from survey_app.cli.refusing import refusing
from survey_app.db import session, transaction
from survey_app.interchange.answers import BadCell
from survey_app.interchange.data_files.cleaning import absent_of
from survey_app.models import Account, ImportBatch
from survey_app.services import accounts, checking, data_looks, data_studies, import_batches
from survey_app.services.data_looks import Choices, Given, Looked, Opened
from survey_app.services.imports import Begun
from survey_app.vocabulary import AnonymityLevel, Mode

_LEVELS = [AnonymityLevel.IDENTIFIED.value, AnonymityLevel.CONFIDENTIAL.value]
_SHOWN = 20


@click.command("from-data")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--description",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What the columns mean: a JSON file as Quantipy writes it. Without it, kinds are guessed.",
)
@click.option(
    "--missing", multiple=True, help="Codes for no answer: 98,99 in every column, q1..q9=98,99 in some. NA is found."
)
@click.option("--sheet", default="", help="The sheet of a workbook, by name or number. Default: the first.")
@click.option("--join", multiple=True, metavar="NAME", help="Columns that are one question: the name that is offered.")
@click.option("--listed", multiple=True, metavar="COLUMN", help="A column whose cells list several answers.")
@click.option("--keep", multiple=True, metavar="COLUMN", help="A column to keep though it is probably no question.")
@click.option("--rated", multiple=True, metavar="COLUMN", help="A column whose codes are the points of a scale.")
@click.option("--moment", default=None, metavar="COLUMN", help="When the answers were given; “none” for no column.")
@click.option("--time-zone", default="", help="Of these times where the file names none. Default: UTC.")
@click.option(
    "--mode", type=click.Choice([mode.value for mode in Mode]), help="How they were given. Default: what is likely."
)
@click.option("--numbers", multiple=True, metavar="COLUMN", help="A column whose numbers from -9 to -5 are no codes.")
@click.option("--reasons", multiple=True, metavar="COLUMN", help="A column whose “don't know” counts as no answer.")
@click.option(
    "--plain", is_flag=True, help="Take nothing together but what --join, --listed, --keep and the like name."
)
@click.option("--owner", default="", metavar="EMAIL", help="Whose study it becomes.")
@click.option("--title", default="", help="Title of the study. Default: the file's name.")
@click.option("--level", type=click.Choice(_LEVELS), default=_LEVELS[0], show_default=True, help="What was promised.")
@click.option("--dry-run", is_flag=True, help="Report only; nothing is made.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def from_data(
    file: Path,
    *,
    description: Path | None,
    missing: tuple[str, ...],
    sheet: str,
    owner: str,
    join: tuple[str, ...],
    listed: tuple[str, ...],
    keep: tuple[str, ...],
    rated: tuple[str, ...],
    numbers: tuple[str, ...],
    reasons: tuple[str, ...],
    moment: str | None,
    time_zone: str,
    mode: str | None,
    plain: bool,
    title: str,
    level: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make a study out of FILE: its columns become a published questionnaire, its rows the answers.

    FILE is a CSV file, an Excel workbook, or a file of SPSS or Stata (with pyreadstat). Several codes in a cell are
    written 1;3;5.
    """
    if time_zone and time_zone not in available_timezones():
        raise click.UsageError(f"There is no time zone {time_zone}. Write one such as Europe/Madrid.")
    if not dry_run and not owner:
        raise click.UsageError("Give --owner, or --dry-run to look only.")
    person = accounts.find_by_email(owner) if owner else None
    if not dry_run and person is None:
        raise click.UsageError(f"Nobody has an account with the address {owner}.")
    asked = Choices(*map(frozenset, (join, listed, keep, rated, numbers, reasons)))
    described = description.read_bytes() if description else b""
    by = description.name if description else ""
    opened = data_looks.opened(
        file.read_bytes(), file.name, described, by, missing=absent_of("; ".join(missing)), sheet=sheet
    )
    given = Given("" if moment == "none" else moment, time_zone)
    found = _look(opened, asked, given, is_plain=plain)
    way = Mode(mode) if mode else data_looks.likely_mode(found)
    code = ""
    if not dry_run and person is not None:
        code = _start(person, (title or file.stem).strip(), found, AnonymityLevel(level), way)
    report = _report(found, code, way)
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else _words(report))


def _look(opened: Opened, named: Choices, given: Given, *, is_plain: bool) -> Looked:
    """The file as it was asked for: what is named, and beside it what is likely unless it shall stay plain."""
    found = data_looks.looked(opened, named if is_plain else None, given)
    if is_plain or named == Choices():
        return found
    pairs = zip(astuple(found.chosen), astuple(named), strict=True)
    return data_looks.looked(opened, Choices(*(likely | asked for likely, asked in pairs)), given)


def _start(person: Account, title: str, found: Looked, level: AnonymityLevel, mode: Mode) -> str:
    with transaction():
        study, begun, batch = data_studies.start(person, title, found, level, mode)
        code, key = study.code, batch.id
    _store(begun, key, found)
    return code


def _store(begun: Begun, key: int, found: Looked) -> None:
    steps = import_batches.store(session.get_one(ImportBatch, key), begun.sheet, found.reading)
    while True:
        with transaction():
            if next(steps, None) is None:
                return


def _report(found: Looked, code: str, mode: Mode) -> dict[str, Any]:
    """What happened, for machines."""
    reading = found.reading
    return {
        "study": code or None,
        "rows": len(found.table.rows),
        "taken": len(reading.taken),
        "refused": reading.refused,
        "passed": [{"row": row, "reason": why} for row, why in zip(found.table.passed, found.table.whys, strict=True)],
        "offered": {
            "join": {each.key: list(each.columns) for each in found.offered.joints},
            "listed": [each.name for each in found.offered.listed],
            "rated": [each.name for each in found.offered.rated],
            "numbers": [each.name for each in found.offered.numbers],
            "reasons": {name: list(words) for name, words in found.offered.reasons.items()},
            "absent": _absent(found),
            "keep": {each.name: each.aside for each in found.offered.asides},
        },
        "chosen": {
            name: sorted(getattr(found.chosen, name))
            for name in ("join", "listed", "keep", "rated", "numbers", "reasons")
        },
        "moment": {
            "column": found.moment or None,
            "zone": found.zone,
            "offered": [each.name for each in found.offered.moments],
            "without": reading.untimed,
        },
        "mode": mode.value,
        "is_long": found.is_long,
        "missing": [str(each) for each in found.missing],
        "questions": sum(1 for _ in found.built.questionnaire.questions()),
        "columns": [
            {"column": each.column, "kind": each.kind.value, "name": each.name, "codes": each.values, "why": each.why}
            | ({"note": each.note} if each.note else {})
            for each in found.built.lines
        ],
        "to_check": [
            {"message": _said(each), "blocks": each.blocks} for each in checking.check(found.built.questionnaire)
        ],
        "problems": [
            {"row": cell.number, "column": cell.column, "value": cell.value, "reason": _reason(cell)}
            for cell in reading.bad[:_SHOWN]
        ],
    }


def _words(report: dict[str, Any]) -> str:
    """What happened, for people."""
    head = f"Study {report['study']}" if report["study"] else "Nothing is made yet"
    lines = [f"{head}: {report['questions']} questions, {report['taken']} of {report['rows']} rows"]
    lines += [f"row {each['row']} left out: {each['reason']}" for each in report["passed"]]
    lines += [f"No answer: {'; '.join(report['missing'])}"] if report["missing"] else []
    for each in report["columns"]:
        said = (
            f"{each['kind']} -> {each['name']}. {each['why']}".removesuffix(". ")
            if each["name"]
            else f"left out. {each['why']}"
        )
        codes = f" ({each['codes']} codes)" if each["codes"] else ""
        lines.append(f"{each['column']}: {said}{codes}" + (f". {each['note']}" if "note" in each else ""))
    if report["is_long"]:
        lines.append("The file seems to have a row for each answer: every row is counted as a person. Turn it first.")
    lines += _when(report)
    chosen, offered = report["chosen"], report["offered"]
    without = {name: f", {', '.join(map(str, codes))} as no answer" for name, codes in offered["absent"].items()}
    lines += [
        f"--join {key}: {', '.join(columns)}{without.get(key, '')}{_mark(key, chosen['join'])}"
        for key, columns in offered["join"].items()
    ]
    lines += [f"--listed {name}{_mark(name, chosen['listed'])}" for name in offered["listed"]]
    lines += [f"--rated {name}{without.get(name, '')}{_mark(name, chosen['rated'])}" for name in offered["rated"]]
    lines += [f"--numbers {name}{_mark(name, chosen['numbers'])}" for name in offered["numbers"]]
    lines += [
        f"--reasons {name}: “{'; '.join(words)}” as no answer{_mark(name, chosen['reasons'])}"
        for name, words in offered["reasons"].items()
    ]
    lines += [f"--keep {name}: {why}{_mark(name, chosen['keep'])}" for name, why in offered["keep"].items()]
    lines += [f"error: {each['message']}" for each in report["to_check"] if each["blocks"]]
    advice = sum(not each["blocks"] for each in report["to_check"])
    lines += [f"{advice} more to look at in the questionnaire: --json lists it."] if advice else []
    lines += [f"row {each['row']}, {each['column']}: {each['reason']}" for each in report["problems"]]
    return "\n".join(lines)


def _absent(found: Looked) -> dict[str, list[int]]:
    """The codes that count as no answer where a rating or a battery is chosen, by its name."""
    named = [(each.key, each.absent) for each in found.offered.joints]
    named += [(each.name, each.absent) for each in found.offered.rated]
    return {name: list(absent) for name, absent in named if absent}


def _when(report: dict[str, Any]) -> list[str]:
    """When and how the answers were given, as it would be taken."""
    moment = report["moment"]
    lines = [f"--mode {report['mode']} (chosen)"]
    lines += [f"--moment {name}{_mark(name, [moment['column']])}" for name in moment["offered"]]
    if moment["column"]:
        lines.append(f"Times without a zone are read in --time-zone {moment['zone']}.")
    if moment["without"]:
        lines.append(f"{moment['without']} rows have no time: they count on the day they are brought in.")
    return lines


def _said(finding: checking.Finding) -> str:
    words = finding.message % finding.params if finding.params else finding.message
    return f"{finding.code}: {words}" if finding.code and finding.code not in words else words


def _reason(cell: BadCell) -> str:
    return cell.problem.message % cell.problem.params if cell.problem.params else cell.problem.message


def _mark(name: str, chosen: Sequence[str | None]) -> str:
    return " (chosen)" if name in chosen else ""
