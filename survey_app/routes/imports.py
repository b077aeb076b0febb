"""Answers collected elsewhere: the file, its columns, the whole report before anything is stored, the batches."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask import Response as Download
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import Refusal
from survey_app.forms.imports import AnswersFileForm, CountForm, MappingForm, mapping_form
from survey_app.interchange.answer_report import report_lines
from survey_app.interchange.answers import BadCell, Reading, blank_of, targets_of
from survey_app.interchange.data_files.moments import Moment
from survey_app.questions.base import Problem, Value
from survey_app.questions.definition import say
from survey_app.questions.words import MISSING
from survey_app.routes import access
from survey_app.routes.figures.wording import mode_word
from survey_app.routes.limits import page_number, takes_files
from survey_app.routes.presentation import filled, labelled
from survey_app.services import import_batches, imports
from survey_app.services.imports import Begun
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import Missing, Mode

blueprint = Blueprint("imports", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/import")
_SIZE = 50
_BATCHES = 20
_EXAMPLES = 3
_MOST_ENTRIES = 20_000
"""With more columns times answers than this, lists to choose from would make the page too heavy: names are typed."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of one half of a report: the refused cells, or the rows that would be taken."""

    kind: str
    page: int
    size: int
    count: int
    bad: Sequence[BadCell] = ()
    taken: Sequence[tuple[int, list[str]]] = ()


@blueprint.route("", methods=["GET", "POST"])
@takes_files
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Choose a file and say where it comes from; the batches brought in so far."""
    found = access.stage(study_code, stage_code, Act.IMPORT)
    form = AnswersFileForm(modes(), data={"mode": Mode.PAPER.value})
    status = form.status
    if form.validate_on_submit():
        try:
            with transaction():
                code = imports.begin(
                    found.stage,
                    form.file.data.read(),
                    form.file.data.filename,
                    source=form.source.text,
                    mode=form.chosen_mode,
                    account=access.account(),
                )
            return redirect(here(found, "columns", code=code), 303)
        except Refusal as refusal:
            form.file.errors = [filled(refusal.message, refusal.params)]
            status = refusal.status
    page = page_number()
    batches, count = import_batches.of_stage(found.stage, page=page, size=_BATCHES)
    shown = render_template(
        "imports/show.html",
        access=found,
        tab="import",
        form=form,
        is_ready=imports.is_ready(found.stage),
        batches=batches,
        page=page,
        size=_BATCHES,
        count=count,
    )
    return shown, status


@blueprint.route("/<code>", methods=["GET", "POST"])
def columns(study_code: str, stage_code: str, code: str) -> Response | tuple[str, int]:
    """Say what each column means; names that are recognised are filled in."""
    found = access.stage(study_code, stage_code, Act.IMPORT)
    begun = imports.find(found.stage, code)
    known = targets_of(begun.sheet.questionnaire)
    plan = begun.plan
    values = {"source": plan.source, "mode": plan.mode.value, "moment": begun.moment, "zone": plan.zone}
    times = [(each.name, moment_words(each, plan.zone)) for each in begun.moments]
    form = mapping_form(begun.table.header, known.keys(), begun.columns, modes(), times, data=values)
    status = form.status
    if form.validate_on_submit():
        try:
            imports.choose(
                found.stage,
                begun,
                form.columns,
                source=form.source.text,
                mode=form.chosen_mode,
                moment=form.moment.text,
                zone=form.zone.text,
            )
            return redirect(here(found, "check", code=code), 303)
        except Refusal as refusal:
            form.form_errors.append(filled(refusal.message, refusal.params))
            status = refusal.status
    return _columns_page(found, begun, form), status


def _columns_page(found: StageAccess, begun: Begun, form: MappingForm) -> str:
    known = targets_of(begun.sheet.questionnaire)
    table = begun.table
    examples = [list(dict.fromkeys(filter(None, table.column(name))))[:_EXAMPLES] for name in table.header]
    notes = [table.notes.get(name, "") for name in table.header]
    blank = [blank_of(table, name) for name in table.header]
    return render_template(
        "imports/columns.html",
        access=found,
        tab="import",
        form=form,
        lines=list(zip(form.column_fields, examples, notes, blank, strict=True)),
        targets=list(known.values()),
        is_wide=len(table.header) * len(known) > _MOST_ENTRIES,
        begun=begun,
        rows=len(table.rows),
        passed=list(zip(table.passed, table.whys, strict=True)),
    )


@blueprint.get("/<code>/check")
def check(study_code: str, stage_code: str, code: str) -> str:
    """The whole report: what would be taken and what not, and why. Nothing is stored."""
    found = access.stage(study_code, stage_code, Act.IMPORT)
    begun = imports.find(found.stage, code)
    reading = begun.read()
    names = [name for target in begun.columns.values() for name in _written(begun, target)]
    wanted = request.args.get("show", "refused" if reading.bad else "taken")
    return render_template(
        "imports/check.html",
        access=found,
        tab="import",
        begun=begun,
        reading=reading,
        part=_part(reading, wanted, names),
        names=names,
        notes=begun.counted.notes,
        before=imports.brought_before(found.stage, begun.fingerprint),
        say_problem=say_problem,
        mode_word=mode_word,
        form=CountForm(data={"count": len(reading.taken)}),
    )


def _part(reading: Reading, wanted: str, names: Sequence[str]) -> Part:
    page = page_number()
    start = (page - 1) * _SIZE
    if wanted == "taken":
        rows = reading.taken[start : start + _SIZE]
        shown = [(row.number, [_word(row.answers.get(name)) for name in names]) for row in rows]
        return Part("taken", page, _SIZE, len(reading.taken), taken=shown)
    return Part("refused", page, _SIZE, len(reading.bad), bad=reading.bad[start : start + _SIZE])


def _word(value: Value | None) -> str:
    """A value as it will be stored, a reason in words."""
    if isinstance(value, Missing):
        return say(MISSING[value], str(get_locale()))
    return "\N{EN DASH}" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _written(begun: Begun, target: str) -> list[str]:
    """The variables that a column writes."""
    known = targets_of(begun.sheet.questionnaire)
    if known[target].variable is not None:
        return [target]
    return [name for name, each in known.items() if each.question.code == target and name != target]


@blueprint.get("/<code>/report.csv")
def report_file(study_code: str, stage_code: str, code: str) -> Response:
    """The whole report as a file."""
    found = access.stage(study_code, stage_code, Act.IMPORT)
    begun = imports.find(found.stage, code)
    titles = (_("Row"), _("Result"), _("Column"), _("Value"), _("Reason"))
    content = "".join(report_lines(begun.read(), titles, (_("taken"), _("refused")), say_problem))
    headers = {"Content-Disposition": 'attachment; filename="import-report.csv"'}
    return Download(content, mimetype="text/csv", headers=headers)


@blueprint.post("/<code>/confirm")
def confirm(study_code: str, stage_code: str, code: str) -> Response:
    """Bring in what was looked at; the work goes on in the background."""
    found = access.stage(study_code, stage_code, Act.IMPORT)
    form = CountForm()
    batch = imports.confirmed(found.stage, code)
    if batch is None:
        begun = imports.find(found.stage, code)
        expected = form.count.data if form.validate_on_submit() and form.count.data is not None else -1
        with transaction():
            batch = imports.confirm(found.stage, begun, expected, access.account())
    return redirect(here(found, "show_batch", batch_id=batch.id), 303)


def here(found: StageAccess, view: str, **values: object) -> str:
    """The address of another page of this stage's imports."""
    place = {"study_code": found.study.code, "stage_code": found.stage.code}
    return url_for(f"imports.{view}", **place, **values)  # type: ignore[arg-type]  # parts of an address


def modes() -> list[tuple[str, str]]:
    """The ways of giving an answer that can be chosen for a file."""
    return [(mode.value, mode_word(mode)) for mode in (Mode.PAPER, Mode.PHONE, Mode.INTERVIEWER, Mode.WEB)]


def moment_words(moment: Moment, zone: str) -> str:
    """A column of times with the zone its clock stood in."""
    if not moment.has_clock:
        return labelled(moment.name, _("days without a time"))
    if moment.is_zoned:
        return labelled(moment.name, _("every cell names its time zone"))
    return labelled(moment.name, _("time zone %(zone)s", zone="UTC" if moment.is_utc else zone))


def say_problem(problem: Problem) -> str:
    """Why a cell is no answer, in the language of the page."""
    return str(_(problem.message, **problem.params))
