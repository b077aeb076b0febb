"""A survey that begins with a data file: upload it, see what each column is taken for, then begin."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import N_, BadInput, Refusal
from survey_app.exports.words import shortened
from survey_app.forms.accounts import zones
from survey_app.forms.data_starts import BeginForm, DataFileForm
from survey_app.interchange.data_files.building import Line
from survey_app.interchange.data_files.cleaning import absent_of
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.joins import Join, Joint
from survey_app.questions.definition import Text
from survey_app.routes import access
from survey_app.routes.imports import modes, moment_words, say_problem
from survey_app.routes.limits import takes_files
from survey_app.routes.presentation import bracketed, filled, labelled, number, say_here
from survey_app.services import checking, data_looks, data_studies
from survey_app.services.data_looks import Choices, Given, Looked
from survey_app.services.rights import Act, require
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import AnonymityLevel

_SHOWN, _LONGEST = 8, 40
_NAMES = ("join", "listed", "keep", "rated", "numbers", "reasons")
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
            opened = data_looks.opened(content, name, described, described_by, missing=missing, sheet=sheet)
            data_looks.looked(opened)
            with transaction():
                code = data_studies.upload(found.stage, opened, access.account())
            if opened.missing:
                flash(_("Cells that count as no answer: %(codes)s", codes=_("; ").join(map(str, opened.missing))))
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
    looked = data_studies.find(found.stage, upload_code, _choices(), _given(found))
    if request.args.get("every") == "rated":
        return redirect(_with_every_rating(looked, study_code, stage_code, upload_code), 303)
    form = BeginForm(modes(), data={"count": len(looked.reading.taken), "mode": data_looks.likely_mode(looked).value})
    if form.validate_on_submit() and form.count.data is not None:
        with transaction():
            batch = data_studies.begin(
                found.stage, upload_code, looked, form.count.data, access.account(), mode=form.chosen_mode
            )
        flash(_("The questionnaire is published and the answers are being brought in."))
        batches = url_for("imports.show_batch", study_code=study_code, stage_code=stage_code, batch_id=batch.id)
        return redirect(batches, 303)
    taken_for = _taken_for(looked)
    return render_template(
        "imports/data_look.html",
        access=found,
        tab="import",
        looked=looked,
        lines=[(line, taken_for(line)) for line in looked.built.lines],
        questions=sum(1 for _each in looked.built.questionnaire.questions()),
        offered=_signed(looked, _offered(looked)),
        aside=_signed(looked, _aside(looked)),
        weight=data_looks.weight_of(looked),
        many_ratings=len(looked.offered.rated) > max(1, len(looked.chosen.rated)),
        times=[(each.name, moment_words(each, looked.zone)) for each in looked.offered.moments],
        zones=zones(),
        span=_span(looked),
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


def _given(found: StageAccess) -> Given:
    """The column that says when the answers were given, and its zone, as the address says it."""
    zone = request.args.get("zone", "")
    if zone and zone not in {name for name, _label in zones()}:
        raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=zone[:80])
    return Given(request.args.get("moment"), zone, found.study.timezone)


def _with_every_rating(looked: Looked, study_code: str, stage_code: str, upload_code: str) -> str:
    """The address of the same choices with every column as a rating that could be one."""
    chosen = replace(looked.chosen, rated=frozenset(each.name for each in looked.offered.rated))
    asked: dict[str, Any] = {
        name: sorted(looked.signs.get(each, each) for each in getattr(chosen, name)) for name in _NAMES
    }
    asked |= {"chosen": 1, "moment": looked.moment, "zone": looked.zone}
    return url_for(".look", study_code=study_code, stage_code=stage_code, upload_code=upload_code, **asked)


def _taken_for(looked: Looked) -> Callable[[Line], str]:
    """How to say what a column becomes."""
    words = {
        Kind.ONE: _("one answer of a list"),
        Kind.SEVERAL: _("several answers"),
        Kind.NUMBER: _("a number"),
        Kind.DATE: _("a date"),
        Kind.TIME: _("Time of day"),
        Kind.TEXT: _("a text"),
        Kind.LEFT_OUT: _("left out"),
    }
    kinds = {each.code: each.kind for each in looked.built.questionnaire.questions()}

    def said(line: Line) -> str:
        if line.column == looked.moment and not line.name:
            return str(_("when the answers were given"))
        question, _sign, part = line.name.partition(".")
        if part and kinds.get(question) == "grid":
            return str(_("one row of the battery %(name)s", name=question))
        if part:
            return str(_("one answer of %(name)s, several of them possible", name=question))
        if kinds.get(question) == "recommend":
            return str(_("a recommendation from 0 to 10, with its score"))
        return str(_("a rating") if line.column in looked.chosen.rated else words[line.kind])

    return said


def _span(looked: Looked) -> tuple[object, object] | None:
    """The first and the last moment of the rows that can be taken; None where no column says it."""
    known = [row.at for row in looked.reading.taken if row.at is not None]
    return (min(known), max(known)) if known else None


def _signed(looked: Looked, boxes: Sequence[Box]) -> list[Box]:
    """The boxes with short signs for long names."""
    return [(what, looked.signs.get(value, value), is_chosen, words) for what, value, is_chosen, words in boxes]


def _offered(looked: Looked) -> list[Box]:
    """The boxes of columns that could be one question, and of columns that could list several answers."""
    chosen, offered = looked.chosen, looked.offered
    joints = [("join", each.key, each.key in chosen.join, _of_joint(each, looked)) for each in offered.joints]
    listed = [
        ("listed", each.name, each.name in chosen.listed, _of_list(each.name, each.listed))
        for each in offered.listed
        if each.listed is not None
    ]
    rated = [("rated", each.name, each.name in chosen.rated, _of_rating(each, looked)) for each in offered.rated]
    numbers = [
        ("numbers", each.name, each.name in chosen.numbers, _("%(column)s: a number, below 0 too", column=each.name))
        for each in offered.numbers
    ]
    unsaid = [
        ("reasons", name, name in chosen.reasons, _of_reasons(name, words)) for name, words in offered.reasons.items()
    ]
    return [*joints, *listed, *rated, *numbers, *unsaid]


def _of_reasons(name: str, words: Sequence[str]) -> str:
    """Which words of a column count as no answer."""
    said = str(_("; ")).join(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")
    return str(_("%(column)s: “%(words)s” counts as no answer", column=name, words=said))


def _aside(looked: Looked) -> list[Box]:
    """The boxes of columns that are probably no questions."""
    return [
        ("keep", each.name, each.name in looked.chosen.keep, labelled(each.name, _(each.aside)))
        for each in looked.offered.asides
    ]


def _of_rating(column: Column, looked: Looked) -> str:
    """What a column would be as a rating."""
    first, last = column.codes[0][0], column.codes[-1][0]
    told = _("%(column)s: a rating from %(first)s to %(last)s, with a mean", column=column.name, first=first, last=last)
    return _without(str(told), column.absent, [column.name], looked)


def _of_list(name: str, several: Column) -> str:
    """What the cells of a column would hold if they list several answers."""
    shown = list(several.words)[:_SHOWN]
    sign = _("; ") if any("," in each for each in shown) else _(", ")
    answers = str(sign).join(shown)
    told = _("%(column)s: several answers in a cell: %(answers)s", column=name, answers=answers)
    return str(told) + (" …" if len(several.words) > _SHOWN else "")


def _of_joint(joint: Joint, looked: Looked) -> str:
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
    return _without(str(told), joint.absent, joint.columns, looked)


def _without(told: str, absent: Sequence[int], names: Sequence[str], looked: Looked) -> str:
    """What is told, with the codes that count as no answer and the words that the file has for them."""
    if not absent:
        return told
    words: dict[int, Text] = {}
    for name in reversed(names):
        words |= looked.offered.worded.get(name, {})
    codes = [_with_words(str(code), shortened(say_here(dict(words.get(code, {}))), _LONGEST)) for code in absent]
    return f"{told}; {_('no answer: %(codes)s', codes=str(_(', ')).join(codes))}"


def _with_words(code: str, words: str) -> str:
    """A code with its words in brackets, where it has any; some files write the code before them."""
    return words if words.startswith(code) else bracketed(code, words) if words else code
