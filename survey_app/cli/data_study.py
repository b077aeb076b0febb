"""`flask study from-data`: a study with its answers out of a data file from elsewhere."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from survey_app.cli.refusing import refusing
from survey_app.db import session, transaction
from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.data_files.cleaning import absent_of, cleaned
from survey_app.interchange.data_files.labelled import is_labelled, read_labelled
from survey_app.models import Account, ImportBatch
from survey_app.services import accounts, data_studies, import_batches, imports
from survey_app.services.data_studies import Looked
from survey_app.services.imports import Begun
from survey_app.vocabulary import AnonymityLevel

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
    title: str,
    level: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make a study out of FILE: its columns become a published questionnaire, its rows the answers.

    FILE is a CSV file, an Excel workbook, or a file of SPSS or Stata (with pyreadstat). Several codes in a cell are
    written 1;3;5.
    """
    if not dry_run and not owner:
        raise click.UsageError("Give --owner, or --dry-run to look only.")
    person = accounts.find_by_email(owner) if owner else None
    if not dry_run and person is None:
        raise click.UsageError(f"Nobody has an account with the address {owner}.")
    found = _look(file, description, "; ".join(missing), sheet)
    code = ""
    if not dry_run and person is not None:
        code = _start(person, (title or file.stem).strip(), found, AnonymityLevel(level))
    report = _report(found, code)
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else _words(report))


def _look(file: Path, description: Path | None, missing: str, sheet: str) -> Looked:
    content = file.read_bytes()
    if is_labelled(file):
        if description is not None:
            raise FileRefused(N_("%(file)s describes its columns itself: leave --description out."), file=file.name)
        table, known = read_labelled(file)
        absent = tuple(absent_of(missing))
        found = data_studies.looked(cleaned(table, absent), known, file.name, imports.fingerprint(content))
        return replace(found, missing=absent)
    described = description.read_bytes() if description else b""
    by = description.name if description else ""
    return data_studies.look(content, file.name, described, by, missing=absent_of(missing), sheet=sheet)


def _start(person: Account, title: str, found: Looked, level: AnonymityLevel) -> str:
    with transaction():
        study, begun, batch = data_studies.start(person, title, found, level)
        code, key = study.code, batch.id
    _store(begun, key, found)
    return code


def _store(begun: Begun, key: int, found: Looked) -> None:
    steps = import_batches.store(session.get_one(ImportBatch, key), begun.sheet, found.reading)
    while True:
        with transaction():
            if next(steps, None) is None:
                return


def _report(found: Looked, code: str) -> dict[str, Any]:
    """What happened, for machines."""
    reading = found.reading
    return {
        "study": code or None,
        "rows": len(found.table.rows),
        "taken": len(reading.taken),
        "refused": reading.refused,
        "passed": list(found.table.passed),
        "missing": [str(each) for each in found.missing],
        "questions": sum(1 for _ in found.built.questionnaire.questions()),
        "columns": [
            {"column": each.column, "kind": each.kind.value, "name": each.name, "codes": each.values, "why": each.why}
            for each in found.built.lines
        ],
        "problems": [
            {"row": cell.number, "column": cell.column, "value": cell.value, "reason": cell.problem.message}
            for cell in reading.bad[:_SHOWN]
        ],
    }


def _words(report: dict[str, Any]) -> str:
    """What happened, for people."""
    head = f"Study {report['study']}" if report["study"] else "Nothing is made yet"
    lines = [f"{head}: {report['questions']} questions, {report['taken']} of {report['rows']} rows"]
    passed = ", ".join(map(str, report["passed"]))
    lines += [f"Neither names nor answers, left out: row {passed}"] if passed else []
    lines += [f"No answer: {'; '.join(report['missing'])}"] if report["missing"] else []
    for each in report["columns"]:
        said = f"{each['kind']} -> {each['name']}" if each["name"] else f"left out. {each['why']}"
        lines.append(f"{each['column']}: {said}" + (f" ({each['codes']} codes)" if each["codes"] else ""))
    lines += [f"row {each['row']}, {each['column']}: {each['reason']}" for each in report["problems"]]
    return "\n".join(lines)
