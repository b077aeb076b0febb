"""`flask --app wsgi report data`: the answers of a survey as a file for other programs."""

from collections.abc import Iterable
from pathlib import Path

import click
from flask_babel import force_locale, gettext

from survey_app.cli.refusing import refusing
from survey_app.exceptions import N_, FileRefused
from survey_app.exports.report import Report
from survey_app.services import counted_codebooks, data_files, data_tables, exports, reports
from survey_app.vocabulary import LANGUAGES, Role

FORMATS = ("csv", "json", "ddi", *data_files.FORMS)


@click.command("data")
@click.argument("study")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--stage", default="", help="Code of the stage. Needed when there are several surveys.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True)
@click.option("--labels", is_flag=True, help="Words instead of codes (csv).")
@click.option("--separator", type=click.Choice(list(data_tables.SEPARATORS)), default="comma", show_default=True)
@click.option("--bom", is_flag=True, help="A mark at the beginning, as spreadsheets want it (csv).")
@click.option("--language", type=click.Choice(["", *LANGUAGES]), default="", help="Language of the words.")
@refusing()
def data(
    study: str, *, out: Path, stage: str, kind: str, labels: bool, separator: str, bom: bool, language: str
) -> None:
    """Write the answers to STUDY, a study's code, to a file; whoever has the command line has the database."""
    found = reports.find_stage(study, stage)
    report = reports.build(found, role=Role.OWNER)
    wanted = data_tables.Shape(data_tables.LABELS if labels else data_tables.CODES, separator, bom, language)
    if kind in data_files.FORMS:
        size = _made(report, kind, language or str(report.questionnaire.language), out)
    else:
        size = _write(out, _content(report, kind, wanted, reports.least_shown(found, Role.OWNER)))
    click.echo(f"{out}: {report.fieldwork.usable} answers, {len(report.variables)} columns, {size} bytes")


def _content(report: Report, kind: str, wanted: data_tables.Shape, least: int) -> Iterable[bytes]:
    if kind == "csv":
        return data_tables.encoded(report, wanted)
    if kind == "ddi":
        return [counted_codebooks.written(report, least)]
    return exports.data_parts(report)


def _made(report: Report, kind: str, language: str, out: Path) -> int:
    try:
        with force_locale(language):
            data_files.write(report, kind, out, language=language, translate=gettext)
        return out.stat().st_size
    except OSError as error:
        raise FileRefused(N_("%(file)s cannot be written: %(why)s"), file=out.name, why=error.strerror or "") from None


def _write(out: Path, parts: Iterable[bytes]) -> int:
    """Write through a file beside it, so that one that is refused or fails on its way leaves nothing behind."""
    temporary = out.with_name(f"{out.name}.part")
    try:
        with temporary.open("wb") as stream:
            for part in parts:
                stream.write(part)
        size = temporary.stat().st_size
        temporary.replace(out)
    except OSError as error:
        raise FileRefused(N_("%(file)s cannot be written: %(why)s"), file=out.name, why=error.strerror or "") from None
    finally:
        temporary.unlink(missing_ok=True)
    return size
