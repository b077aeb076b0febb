"""`flask --app wsgi study export` and `study import`: a whole study as one archive, and back again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from survey_app.cli.refusing import refusing
from survey_app.db import session, transaction
from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.archives import ArchiveReader
from survey_app.services import archive_imports, archive_jobs, study_archives, uploads


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
        archive = ArchiveReader(file, file.stat().st_size, uploads.safe_name(file.name))
    except OSError as error:
        raise FileRefused(N_("%(file)s cannot be read: %(why)s"), file=file.name, why=error.strerror or "") from None
    code = ""
    if dry_run:
        found = archive_jobs.look(archive, account)
        session.rollback()
    else:
        with transaction():
            restored = archive_jobs.bring_in(archive, account)
            found, code = restored.plain(), restored.study.code
    if as_json:
        click.echo(json.dumps({**found, "stored": not dry_run, "study": code}, ensure_ascii=False))
        return
    click.echo("\n".join([found["title"], *_lines(found)]))
    click.echo(f"Stored as study {code}." if code else "Nothing is stored.")


def _lines(found: dict[str, Any]) -> Iterator[str]:
    for each in found["stages"]:
        same = {True: "same results", False: "OTHER RESULTS", None: "nothing to compare"}[each["same_results"]]
        counts = f"{each['versions']} versions, {each['answers']} answers, {each['rounds']} rounds"
        yield f"{each['title']}: {counts}, {same}"
    for left in found["left_out"]:
        place = f" ({left['stage']})" if left["stage"] else ""
        yield f"not restored{place}: {left['what']}. {left['why']}"
