"""`flask --app wsgi report ...`: the figures of a survey, as a workbook or as text."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from survey_app.cli.refusing import refusing
from survey_app.cli.report_data import data
from survey_app.exports import client_look
from survey_app.exports.report import Report
from survey_app.exports.report_sections.figures import shown
from survey_app.exports.satisfaction_workbook import write_workbook
from survey_app.questions.definition import say
from survey_app.questions.summary import RowSummary
from survey_app.services import client_looks, exports, files, report_files, report_json, reports, whole_reports
from survey_app.services.filters import WEIGHT
from survey_app.stats.results import Estimate
from survey_app.vocabulary import LANGUAGES, Role

commands = AppGroup("report", help="Figures of a survey.")
commands.add_command(data)
_STAGE = click.option(
    "--stage", "stage_code", default="", help="Code of the stage. Needed when there are several surveys."
)


_WEIGHTED = click.option("--weighted", is_flag=True, help="Weight the figures by the weighting kept with the survey.")


def _built(study_code: str, stage_code: str, *, weighted: bool) -> Report:
    """Whoever has the command line has the database: the report is an owner's."""
    asked = {WEIGHT: ["on"]} if weighted else {}
    return whole_reports.build(reports.find_stage(study_code, stage_code), asked, role=Role.OWNER)


@commands.command("build")
@click.argument("study")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
@_STAGE
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@_WEIGHTED
def build(study: str, out: Path, stage_code: str, language: str, *, weighted: bool) -> None:
    """Write the workbook of STUDY, a study's code."""
    with refusing():
        report = _built(study, stage_code, weighted=weighted)
    with force_locale(language):
        write_workbook(report, language, out, translate=gettext)
    click.echo(f"{out}: {report.fieldwork.usable} answers, {len(report.questions)} questions")


@commands.command("export")
@click.argument("study")
@click.option("--format", "form", type=click.Choice(list(report_files.FORMS)), default="xlsx", show_default=True)
@click.option("-o", "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Default: its name.")
@_STAGE
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@_WEIGHTED
@click.option(
    "--look",
    "look_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with a client's look. Default: the one kept with the study.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def export(
    study: str,
    *,
    form: str,
    out: Path | None,
    stage_code: str,
    language: str,
    weighted: bool,
    look_file: Path | None,
    as_json: bool,
) -> None:
    """Write the report of STUDY, a study's code, as a workbook, for Word or as PDF."""
    with refusing(), force_locale(language):
        report = _built(study, stage_code, weighted=weighted)
        kept = client_looks.look_of(reports.find_stage(study, stage_code).study_id)
        look = client_look.load(look_file.read_bytes()) if look_file else kept
        wanted = report_files.Wanted(form, language, look=look)
        target = out or Path(files.safe_name(exports.report_filename(report, wanted)))
        report_files.write(report, wanted, target, gettext)
    told = {"file": str(target), "answers": report.fieldwork.usable, "questions": len(report.questions)}
    click.echo(json.dumps(told) if as_json else f"{target}: {told['answers']} answers, {told['questions']} questions")


@commands.command("show")
@click.argument("study")
@_STAGE
@_WEIGHTED
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(study: str, stage_code: str, *, weighted: bool, as_json: bool) -> None:
    """Print the figures of STUDY, a study's code."""
    with refusing():
        report = _built(study, stage_code, weighted=weighted)
        least = reports.least_shown(reports.find_stage(study, stage_code), Role.OWNER)
    if as_json:
        click.echo(json.dumps(report_json.plain(report, least), ensure_ascii=False, indent=2))
        return
    work = report.fieldwork
    click.echo(f"{report.study_title}: {work.usable} usable answers of {work.issued or work.returned}")
    for name, found in _headline(shown(report, least)):
        click.echo(f"{name}: {_figure(found)}")
    for summary in report.questions:
        click.echo(f"\n{summary.question.code} {say(summary.question.text, report.questionnaire.language)}")
        for row in summary.rows:
            lines = _lines(row, report.questionnaire.language)
            for line in [f"{row.variable}: fewer than {least} answers"] if row.is_few(least) else lines:
                click.echo(f"  {line}")


def _headline(report: Report) -> list[tuple[str, Estimate]]:
    key = report.key
    named = (
        ("Satisfied", key.satisfied),
        ("Mean", key.satisfaction_mean),
        ("Net promoter score", key.recommend),
        ("Gap", key.gap),
        ("Index", key.index),
    )
    return [(name, found) for name, found in named if found is not None]


def _figure(found: Estimate) -> str:
    if found.value is None:
        return f"none ({found.reason})"
    interval = f" ({found.interval.low:.4f} to {found.interval.high:.4f})" if found.interval else ""
    effective = f", effective n {found.n_eff:.1f}" if found.n_eff is not None else ""
    return f"{found.value:.4f}{interval}, n {found.n}{effective}"


def _lines(row: RowSummary, language: str) -> list[str]:
    label = say(row.label, language) or row.variable
    lines = [f"{row.variable} {label}: n {row.n}"]
    if row.gap is not None:
        lines.append(f"gap {_figure(row.gap)}")
    elif row.mean is not None:
        lines.append(f"mean {_figure(row.mean)}")
    names = {code: say(text, language) or str(code) for code, text in row.codes}
    counted = row.frequencies.categories if row.frequencies else ()
    lines += [f"{names.get(each.code, each.code)}: {each.count} of {each.n}" for each in counted]
    return lines
