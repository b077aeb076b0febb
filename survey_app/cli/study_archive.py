"""`flask --app wsgi study export` and `study import`: a whole study as one archive, and back again."""

import json
from pathlib import Path

import click
from flask_babel import gettext
from sqlalchemy import select

from survey_app.cli.refusing import refusing
from survey_app.db import session, transaction
from survey_app.exceptions import N_, FileRefused, NotFound
from survey_app.interchange.archives import ArchiveReader
from survey_app.models import Account, Study
from survey_app.services import archive_imports, study_archives
from survey_app.services.archive_imports import Restored


class _OnlyLookedAt(Exception):
    """What takes a trial back."""


@click.command("export")
@click.argument("study")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--samples", is_flag=True, help="With the lists of people, of stages where people are identified.")
@refusing()
def export(study: str, *, out: Path, samples: bool) -> None:
    """Write the archive of STUDY, a study's code."""
    found = session.scalar(select(Study).where(Study.code == study))
    if found is None:
        raise NotFound
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
    account = _owner(owner)
    try:
        archive = ArchiveReader(file, file.stat().st_size, file.name)
    except OSError as error:
        raise FileRefused(N_("%(file)s cannot be read: %(why)s"), file=file.name, why=error.strerror or "") from None
    found: list[tuple[str, Restored, str]] = []
    try:
        with transaction():
            restored = archive_imports.restore(archive, account)
            found.append((_said(restored, as_json=as_json), restored, restored.study.code))
            if dry_run:
                raise _OnlyLookedAt
    except _OnlyLookedAt:
        pass
    words, _restored, code = found[0]
    if as_json:
        click.echo(json.dumps({**json.loads(words), "stored": not dry_run, "study": "" if dry_run else code}))
        return
    click.echo(words)
    click.echo("Nothing is stored." if dry_run else f"Stored as study {code}.")


def _owner(email: str) -> Account:
    wanted = select(Account).where(Account.active)
    wanted = wanted.where(Account.email == email) if email else wanted.where(Account.is_administrator)
    found = session.scalar(wanted.order_by(Account.id).limit(1))
    if found is None:
        raise NotFound
    return found


def _said(found: Restored, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(found.plain(), ensure_ascii=False)
    return "\n".join([found.study.title, *archive_imports.lines_of(found, gettext)])
