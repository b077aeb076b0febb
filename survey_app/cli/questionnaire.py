"""`flask questionnaire`: questionnaires from and for other programs, and the check before publishing."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from survey_app.cli.questionnaire_folder import bring_in_folder
from survey_app.cli.refusing import refusing
from survey_app.db import transaction
from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.questionnaires import formats
from survey_app.interchange.questionnaires.limits import LARGEST
from survey_app.interchange.questionnaires.losses import Imported, Loss
from survey_app.services import checking, durations, questionnaire_files, versions
from survey_app.services.checking import Finding
from survey_app.services.uploads import safe_name

commands = AppGroup("questionnaire", help="Questionnaires: import, import-folder, export, check.")
commands.add_command(bring_in_folder)
_SHOWN = 20
_READ = [formats.AUTO, *(each.code for each in formats.FORMATS.values() if each.read)]
_WRITTEN = [each.code for each in formats.FORMATS.values() if each.write]


@commands.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_code", type=click.Choice(_READ), default=formats.AUTO, show_default=True)
@click.option("--dry-run", is_flag=True, help="Report only; nothing is stored and no database is needed.")
@click.option("--study", default="", help="Code of the study whose first questionnaire is replaced.")
@click.option("--stage", default="", help="Code of the stage whose questionnaire is replaced.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def bring_in(file: Path, *, format_code: str, dry_run: bool, study: str, stage: str, as_json: bool) -> None:
    """Read the questionnaire in FILE and say what becomes of every part of it.

    With --study or --stage it replaces the draft there, which Undo on the questionnaire's page takes back.
    """
    if not dry_run and bool(study) == bool(stage):
        raise click.UsageError("Give --study or --stage, or --dry-run to look only.")
    content = _content(file)
    found = formats.read(safe_name(file.name), content, format_code)
    replaced: int | None = None
    if not dry_run:
        with transaction():
            draft = questionnaire_files.draft_of(questionnaire_files.stage_named(study or stage))
            replaced = questionnaire_files.replace_draft(draft, found)
    report = _report(found, replaced)
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else _words(report, found.losses))


def _content(file: Path) -> bytes:
    """The bytes of a file, one more than is accepted at most."""
    if file.is_dir():
        raise FileRefused(N_("%(file)s is a folder. Choose a file in it, or use import-folder."), file=file.name)
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise FileRefused(N_("%(file)s cannot be read: %(why)s"), file=file.name, why=error.strerror or "") from None


def _report(found: Imported, replaced: int | None) -> dict[str, Any]:
    """What was found, for machines. The counts are what the file holds, `taken` what stands in the questionnaire."""
    return {
        "format": found.format,
        "title": found.title,
        "languages": list(found.languages),
        **asdict(found.counts),
        "taken": asdict(found.taken),
        "stored": replaced is not None,
        "replaced": replaced,
        "losses": [loss.to_plain() for loss in found.losses],
    }


def _words(report: dict[str, Any], losses: Sequence[Loss]) -> str:
    """What was found, for people."""
    counts = ("pages", "questions", "items", "options", "conditions", "quotas")
    lines = [
        f"{report['format']}: {report['title'] or 'no title'} ({', '.join(report['languages'])})",
        ", ".join(f"{name} {report[name]}" for name in counts),
    ]
    if report["stored"]:
        lines.append(f"Replaced a draft of {report['replaced']} questions; Undo brings it back.")
    return "\n".join([*lines, *_loss_lines(losses)])


def _loss_lines(losses: Sequence[Loss]) -> list[str]:
    lines = [f"{loss.outcome.value}: {loss.place}, {loss.subject}: {loss.words}" for loss in losses[:_SHOWN]]
    left = len(losses) - len(lines)
    return [*lines, *([f"and {left} more; see --json"] if left else [])]


@commands.command("export")
@click.argument("code")
@click.option("--format", "format_code", type=click.Choice(_WRITTEN), default=_WRITTEN[0], show_default=True)
@click.option("-o", "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True)
@click.option("--language", default="", help="Language of a paper form; without it the questionnaire's first one.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def export(code: str, *, format_code: str, out: Path, language: str, as_json: bool) -> None:
    """Write the newest questionnaire of CODE, a study or a stage, to a file, and say what the format cannot hold."""
    stage = questionnaire_files.stage_named(code)
    written = questionnaire_files.written(versions.latest(stage), format_code, language)
    try:
        out.write_bytes(written.content)
    except OSError as error:
        raise FileRefused(N_("%(file)s cannot be written: %(why)s"), file=out.name, why=error.strerror or "") from None
    if as_json:
        losses = [loss.to_plain() for loss in written.losses]
        click.echo(json.dumps({"format": format_code, "bytes": len(written.content), "losses": losses}))
        return
    click.echo("\n".join([f"{out.name}: {len(written.content)} bytes", *_loss_lines(written.losses)]))


@commands.command("check")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def check(code: str, *, as_json: bool) -> None:
    """What has to be put right in the newest questionnaire of CODE before publishing, and what is worth a look."""
    version = versions.latest(questionnaire_files.stage_named(code))
    earlier = versions.before(version)
    questionnaire = versions.document(version)
    findings = checking.check(questionnaire, versions.document(earlier) if earlier else None, version.stage.level)
    report = {
        "errors": sum(finding.blocks for finding in findings),
        "minutes": durations.minutes(questionnaire),
        "findings": [_finding(finding) for finding in findings],
    }
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, default=str))
        return
    lines = [f"{'error' if finding.blocks else 'look'}: {_said(finding)}" for finding in findings]
    click.echo("\n".join(lines or ["Nothing to put right."]))


def _finding(finding: Finding) -> dict[str, Any]:
    place = {"code": finding.code, "anchor": finding.anchor, "language": finding.language}
    return {"message": _said(finding), "blocks": finding.blocks} | {name: text for name, text in place.items() if text}


def _said(finding: Finding) -> str:
    words = finding.message % finding.params if finding.params else finding.message
    return f"{finding.code}: {words}" if finding.code and finding.code not in words else words
