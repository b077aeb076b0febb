"""A survey that begins with a data file: upload it, see what each column is taken for, then begin."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import Refusal
from survey_app.forms.data_starts import DataFileForm
from survey_app.forms.imports import CountForm
from survey_app.interchange.data_files.cleaning import absent_of
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.joins import Join, Joint
from survey_app.routes import access
from survey_app.routes.imports import say_problem
from survey_app.routes.limits import takes_files
from survey_app.routes.presentation import filled, labelled, number
from survey_app.services import checking, data_studies
from survey_app.services.data_studies import Choices, Looked
from survey_app.services.rights import Act, require
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import AnonymityLevel

_SHOWN = 8
_NAMES = ("join", "listed", "keep", "rated")
"""The boxes that can be ticked, in the order of `Choices`."""
Box = tuple[str, str, bool, str]
"""A box to tick: its name and value, whether it is ticked, what it says."""

blueprint = Blueprint("data_starts", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/data-start")


def _survey(study_code: str, stage_code: str) -> StageAccess:
    """The survey for somebody who may both make its questions and bring in answers."""
    found = access.survey(study_code, stage_code, Act.IMPORT)
    require(found.role, Act.EDIT)
    return found


@blueprint.route("", methods=["GET", "POST"])
@takes_files
def upload(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Choose a data file, with a description of its columns or without."""
    found = _survey(study_code, stage_code)
    form = DataFileForm()
    status = form.status
    if form.validate_on_submit():
        try:
            described, described_by = form.described
            missing, sheet = absent_of(form.missing.data or ""), (form.sheet.data or "").strip()
            content, name = form.file.data.read(), form.file.data.filename
            looked = data_studies.look(content, name, described, described_by, missing=missing, sheet=sheet)
            with transaction():
                code = data_studies.upload(found.stage, looked, access.account(), described)
            if looked.missing:
                flash(_("Cells that count as no answer: %(codes)s", codes=_("; ").join(map(str, looked.missing))))
            return redirect(url_for(".look", study_code=study_code, stage_code=stage_code, upload_code=code), 303)
        except Refusal as refusal:
            form.file.errors = [filled(refusal.message, refusal.params)]
            status = refusal.status
    is_empty = data_studies.may_begin(found.stage)
    return render_template(
        "imports/data_start.html",
        access=found,
        tab="import",
        form=form,
        is_empty=is_empty,
        is_identified=found.stage.level is AnonymityLevel.IDENTIFIED,
    ), status


@blueprint.route("/<upload_code>", methods=["GET", "POST"])
def look(study_code: str, stage_code: str, upload_code: str) -> Response | tuple[str, int]:
    """What each column is taken for and how many rows can be taken; confirmed, the survey begins with them."""
    found = _survey(study_code, stage_code)
    choices = _choices()
    looked = data_studies.find(found.stage, upload_code, choices)
    form = CountForm(data={"count": len(looked.reading.taken)})
    if form.validate_on_submit() and form.count.data is not None:
        with transaction():
            batch = data_studies.begin(found.stage, upload_code, form.count.data, access.account(), choices)
        flash(_("The questionnaire is published and the answers are being brought in."))
        batches = url_for("imports.show_batch", study_code=study_code, stage_code=stage_code, batch_id=batch.id)
        return redirect(batches, 303)
    words = {
        Kind.ONE: _("one answer of a list"),
        Kind.SEVERAL: _("several answers"),
        Kind.NUMBER: _("a number"),
        Kind.TEXT: _("a text"),
        Kind.LEFT_OUT: _("left out"),
    }
    return render_template(
        "imports/data_look.html",
        access=found,
        tab="import",
        looked=looked,
        lines=[
            (line, _("a rating") if line.column in looked.chosen.rated else words[line.kind])
            for line in looked.built.lines
        ],
        questions=sum(1 for _each in looked.built.questionnaire.questions()),
        offered=_offered(looked),
        aside=_aside(looked),
        weight=data_studies.weight_of(looked),
        errors=[
            _(each.message, **each.params) for each in checking.blocking(checking.check(looked.built.questionnaire))
        ],
        passed=list(zip(looked.table.passed, looked.table.whys, strict=True)),
        is_identified=found.stage.level is AnonymityLevel.IDENTIFIED,
        say_problem=say_problem,
        form=form,
    ), form.status


def _choices() -> Choices | None:
    """What was chosen in the address; nothing chosen yet where it says nothing."""
    if not {"chosen", *_NAMES} & request.args.keys():
        return None
    return Choices(*(frozenset(request.args.getlist(name)) for name in _NAMES))


def _offered(looked: Looked) -> list[Box]:
    """The boxes of columns that could be one question, and of columns that could list several answers."""
    chosen, offered = looked.chosen, looked.offered
    joints = [("join", each.key, each.key in chosen.join, _of_joint(each)) for each in offered.joints]
    listed = [
        ("listed", each.name, each.name in chosen.listed, _of_list(each.name, each.listed))
        for each in offered.listed
        if each.listed is not None
    ]
    rated = [("rated", each.name, each.name in chosen.rated, _of_rating(each)) for each in offered.rated]
    return [*joints, *listed, *rated]


def _aside(looked: Looked) -> list[Box]:
    """The boxes of columns that are probably no questions."""
    return [
        ("keep", each.name, each.name in looked.chosen.keep, labelled(each.name, _(each.aside)))
        for each in looked.offered.asides
    ]


def _of_rating(column: Column) -> str:
    """What a column would be as a rating."""
    first, last = column.codes[0][0], column.codes[-1][0]
    told = _("%(column)s: a rating from %(first)s to %(last)s, with a mean", column=column.name, first=first, last=last)
    return str(told)


def _of_list(name: str, several: Column) -> str:
    """What the cells of a column would hold if they list several answers."""
    answers = str(_(", ")).join(list(several.words)[:_SHOWN])
    told = _("%(column)s: several answers in a cell: %(answers)s", column=name, answers=answers)
    return str(told) + (" …" if len(several.words) > _SHOWN else "")


def _of_joint(joint: Joint) -> str:
    """What some columns would become together."""
    names, count = f"{joint.columns[0]} … {joint.columns[-1]}", number(len(joint.columns))
    if joint.join is Join.SEVERAL:
        said = _(
            "%(columns)s: one question with %(count)s answers, several of them possible", columns=names, count=count
        )
        return str(said)
    told = _(
        "%(columns)s: one battery of %(count)s rows, rated %(first)s to %(last)s",
        columns=names,
        count=count,
        first=joint.points[0],
        last=joint.points[-1],
    )
    if not joint.absent:
        return str(told)
    codes = str(_(", ")).join(map(str, joint.absent))
    return f"{told}; {_('no answer: %(codes)s', codes=codes)}"
