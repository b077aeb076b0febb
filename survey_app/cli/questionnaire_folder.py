"""`flask questionnaire import-folder`: every questionnaire of a folder, each looked at or made a study of its own."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from survey_app.cli.refusing import refusing
from survey_app.db import transaction
from survey_app.exceptions import N_, FileRefused, Refusal
from survey_app.interchange.questionnaires import formats
from survey_app.interchange.questionnaires.limits import LARGEST
from survey_app.interchange.questionnaires.losses import Imported, Outcome
from survey_app.models import Account
from survey_app.services import accounts, questionnaire_files, studies
from survey_app.services.uploads import safe_name
from survey_app.vocabulary import LANGUAGES

_MOST = 1_000
_LONGEST_TITLE = 200
_READ = [formats.AUTO, *(each.code for each in formats.FORMATS.values() if each.read)]


@click.command("import-folder")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--format", "format_code", type=click.Choice(_READ), default=formats.AUTO, show_default=True)
@click.option("--dry-run", is_flag=True, help="Report only; nothing is stored and no database is needed.")
@click.option("--owner", default="", metavar="EMAIL", help="Whose studies they become, one for each file.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def bring_in_folder(folder: Path, *, format_code: str, dry_run: bool, owner: str, as_json: bool) -> None:
    """Read every file in FOLDER, such as many .lsa or .qsf files, and say what becomes of each.

    With --owner each file that can be read becomes the draft of a study of its own. A file that cannot be read stops
    none of the others; the exit code is 1 then.
    """
    if dry_run == bool(owner):
        raise click.UsageError("Give --owner, or --dry-run to look only.")
    person = accounts.find_by_email(owner) if owner else None
    if owner and person is None:
        raise click.UsageError(f"Nobody has an account with the address {owner}.")
    lines = []
    for file in _files(folder):
        line = _one(file, format_code, person)
        lines.append(line)
        if not as_json:
            click.echo(_words(line))
    refused = sum(1 for line in lines if line["refused"])
    if as_json:
        click.echo(json.dumps({"files": lines, "read": len(lines) - refused, "refused": refused}, ensure_ascii=False))
    else:
        click.echo(f"{len(lines) - refused} of {len(lines)} files can be read")
    if refused:
        sys.exit(1)


def _files(folder: Path) -> list[Path]:
    """The files of a folder by name, without hidden ones."""
    found = sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith("."))
    if not found:
        raise FileRefused(N_("%(file)s holds no file."), file=folder.name)
    if len(found) > _MOST:
        raise FileRefused(N_("%(file)s holds more than %(most)s files. Divide them."), file=folder.name, most=_MOST)
    return found


def _one(file: Path, format_code: str, person: Account | None) -> dict[str, Any]:
    """What becomes of one file; `study` is the code of the study that it became."""
    line: dict[str, Any] = {"file": file.name, "study": None, "refused": ""}
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        found = formats.read(safe_name(file.name), content, format_code)
        if person is not None:
            with transaction():
                line["study"] = _stored(found, file, person)
    except Refusal as refusal:
        return line | {"refused": str(refusal)}
    except OSError as error:
        return line | {"refused": f"{file.name} cannot be read: {error.strerror or ''}"}
    lost = {outcome.value: sum(1 for loss in found.losses if loss.outcome is outcome) for outcome in Outcome}
    told = {"format": found.format, "title": found.title, "languages": list(found.languages)}
    return line | told | asdict(found.counts) | lost | {"losses": [loss.to_plain() for loss in found.losses]}


def _stored(found: Imported, file: Path, person: Account) -> str:
    """A new study with this questionnaire as the draft of its survey."""
    title = (found.title.strip() or file.stem)[:_LONGEST_TITLE]
    language = next((each for each in found.languages if each in LANGUAGES), LANGUAGES[0])
    study = studies.create(person, title, language=language)
    draft = questionnaire_files.draft_of(study.stages[0])
    questionnaire_files.replace_draft(draft, found, account=person)
    return study.code


def _words(line: dict[str, Any]) -> str:
    """What became of one file, for people."""
    if line["refused"]:
        return f"{line['file']}: not read. {line['refused']}"
    kept = f", study {line['study']}" if line["study"] else ""
    lost = ", ".join(f"{outcome.value} {line[outcome.value]}" for outcome in Outcome if line[outcome.value])
    asked = f"{line['questions']} question{'' if line['questions'] == 1 else 's'}"
    pages = f"{line['pages']} page{'' if line['pages'] == 1 else 's'}"
    told = f"{line['file']}: {line['format']}, {asked} on {pages}"
    return told + (f"; {lost}" if lost else "") + kept
