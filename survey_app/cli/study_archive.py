"""`flask --app wsgi study export` and `study import`: a whole study as one archive, and back again."""

import json
from pathlib import Path

import click
from flask_babel import gettext

from survey_app.cli.refusing import refusing
from survey_app.db import session, transaction
from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.archives import ArchiveReader
from survey_app.models import Account
from survey_app.services import archive_imports, study_archives
from survey_app.services.archive_imports import Restored


@click.command("export")
@click.argument("study")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--samples", is_flag=True, help="With the lists of people, of stages where people are identified.")
@refusing()
def export(study: str, *, out: Path, samples: bool) -> None:
    """Write the archive of STUDY, a study's code."""
    found = study_archives.named(study)
    try:
        manifest = study_archives.write(found, out, samples=samples)
        size = out.stat().st_size
    except OSError as error:
        raise FileRefused(N_("%(file)s cannot be written: %(why)s"), file=out.name, why=error.strerror or "") from None
    click.echo(f"{out}: {len(manifest['stages'])} stages, {size} bytes")
    for stage in manifest["stages"]:
        rows = stage.get("rows")
        click.echo(f"{stage['title']}: {stage['kind']}, {'no single answers' if rows is None else f'{rows} answers'}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--owner", default="", help="E-mail of the owner. Default: the first administrator.")
@click.option("--dry-run", is_flag=True, help="Report only; nothing is stored.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def bring_in(file: Path, *, owner: str, dry_run: bool, as_json: bool) -> None:
    """Make the study in the archive FILE anew, and say what was not restored and why."""
    account = archive_imports.owner_named(owner)
    try:
        archive = ArchiveReader(file, file.stat().st_size, file.name)
    except OSError as error:
        raise FileRefused(N_("%(file)s cannot be read: %(why)s"), file=file.name, why=error.strerror or "") from None
    if dry_run:
        words, code = _tried(archive, account, as_json=as_json), ""
    else:
        with transaction():
            restored = archive_imports.restore(archive, account)
            words, code = _said(restored, as_json=as_json), restored.study.code
    if as_json:
        click.echo(json.dumps({**json.loads(words), "stored": not dry_run, "study": code}, ensure_ascii=False))
        return
    click.echo(words)
    click.echo(f"Stored as study {code}." if code else "Nothing is stored.")


def _tried(archive: ArchiveReader, account: Account, *, as_json: bool) -> str:
    """What would come of it; all of it is taken back."""
    try:
        return _said(archive_imports.restore(archive, account), as_json=as_json)
    finally:
        session.rollback()


def _said(found: Restored, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(found.plain(), ensure_ascii=False)
    return "\n".join([found.study.title, *archive_imports.lines_of(found, gettext)])
