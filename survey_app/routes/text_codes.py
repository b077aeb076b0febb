"""Coding open answers: search them, put wordings under codes, and the counts as CSV and JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.text_codes import CodeForm, PutForm, WordedCodeForm
from survey_app.interchange.csv_lines import csv_line
from survey_app.questions.definition import Question
from survey_app.questions.summary import RowSummary
from survey_app.routes import access
from survey_app.routes.asked import carried, filters_asked
from survey_app.routes.figures import coded_texts, filtering, wording
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import number
from survey_app.routes.table_files import csv_file, svg_of, whole_xlsx
from survey_app.services import reports, text_codes
from survey_app.services.filters import WEIGHT, Asked, GroupTooSmall
from survey_app.services.reports import Results
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.services.text_codes import CodeRefused, Coding
from survey_app.services.withholding import FEWEST_WRITERS

blueprint = Blueprint("text_codes", __name__)
_VARIABLE = "/studies/<study_code>/stages/<stage_code>/texts/<variable>"
_SIZE, _LONGEST = 50, 100
UNCODED = "none"


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open question with the answers that the filters leave, as they are coded.

    `is_small` tells that the filters leave too few people for words to be shown.
    """

    access: StageAccess
    question: Question
    row: RowSummary
    coding: Coding
    results: Results
    is_small: bool = False

    @property
    def title(self) -> str:
        return wording.label_of(self.question, self.access.study.language)

    @property
    def here(self) -> dict[str, Any]:
        stage = {"study_code": self.access.study.code, "stage_code": self.access.stage.code}
        return {**stage, "variable": self.row.variable}

    @property
    def links(self) -> dict[str, Any]:
        """The arguments of a link to the same answers."""
        return {**carried("text_codes.show"), **self.here}

    @property
    def filtered(self) -> str:
        """The filters in words."""
        return filtering.said(self.results.conditions, self.access.study.language)


def _opened(
    study_code: str,
    stage_code: str,
    variable: str,
    act: Act = Act.SEE_RESULTS,
    *,
    whole: bool = False,
    own: bool = False,
) -> _Opened:
    """The question with its answers; `whole`: whatever the filters in the address, `own`: names as they were given."""
    language = "" if own else str(get_locale())
    found = access.survey(study_code, stage_code, act)
    # counts are of people: weights make no sense of words, and only go along in links
    asked: Asked = {} if whole else {name: each for name, each in filters_asked().items() if name != WEIGHT}
    results = reports.read(found.stage, asked, role=found.role)
    if not results.conditions:
        if results.report is None:
            raise GroupTooSmall(least=results.least)
        question, row = _asked_in(results, variable)
        return _Opened(found, question, row, text_codes.read(found.stage, variable, row.texts, language), results)
    everybody = reports.read(found.stage, {}, role=found.role)
    if everybody.report is None:
        raise GroupTooSmall(least=everybody.least)
    question, row = _asked_in(everybody, variable)
    is_small = results.report is None or variable in results.report.withheld
    texts = () if is_small else _texts(results, variable)
    return _Opened(found, question, row, text_codes.read(found.stage, variable, texts, language), results, is_small)


def _asked_in(results: Results, variable: str) -> tuple[Question, RowSummary]:
    """The question and its row; nothing is there while nobody has written."""
    for summary in results.report.questions if results.report else ():
        for row in summary.rows:
            if row.variable == variable and row.texts:
                return summary.question, row
    raise NotFound


def _texts(results: Results, variable: str) -> tuple[str, ...]:
    rows = [row for each in results.report.questions for row in each.rows] if results.report else []
    return next((row.texts for row in rows if row.variable == variable), ())


def _for_file(study_code: str, stage_code: str, variable: str, *, own: bool = False) -> _Opened:
    """The same for a file: refused where the filters leave too few people."""
    opened = _opened(study_code, stage_code, variable, own=own)
    if opened.is_small:
        raise GroupTooSmall(least=max(opened.results.least, FEWEST_WRITERS))
    return opened


def _said(opened: _Opened) -> tuple[str, ...]:
    """The filters in words, for the foot of a file."""
    return (str(_("Only: %(filters)s.", filters=opened.filtered)),) if opened.filtered else ()


@blueprint.get(_VARIABLE)
def show(study_code: str, stage_code: str, variable: str) -> str:
    """The wordings, searched or chosen by code, with the frame beside them."""
    return _page(_opened(study_code, stage_code, variable), CodeForm())


def _page(opened: _Opened, form: CodeForm) -> str:
    coding, page = opened.coding, page_number()
    words, under = request.args.get("q", "")[:_LONGEST], request.args.get("code", "")
    if under not in {"", UNCODED, *(each.code for each in coding.codes)}:
        raise NotFound
    found = text_codes.searched(coding, words, under="" if under == UNCODED else under, uncoded=under == UNCODED)
    return render_template(
        "results/text_codes.html",
        access=opened.access,
        tab="results",
        here=opened.here,
        links=opened.links,
        filters=filtering.fields(
            opened.results.offered, opened.results.conditions, opened.results.least, opened.access.study.language
        ),
        filtered=opened.filtered,
        is_small=opened.is_small,
        fewest=max(opened.results.least, FEWEST_WRITERS),
        title=opened.title,
        coding=coding,
        chart=coded_texts.figure_of(opened.title, coding).chart,
        names={each.code: each.label for each in coding.codes},
        form=form,
        choices=_choices(coding),
        q=words,
        under=under,
        looked={name: value for name, value in (("q", words), ("code", under)) if value},
        found=found[(page - 1) * _SIZE : page * _SIZE],
        page=page,
        size=_SIZE,
        count=len(found),
    )


def _choices(coding: Coding) -> list[tuple[str, str]]:
    return [
        (each.code, str(_("%(label)s: %(words)s", label=each.theme, words=each.label)) if each.theme else each.label)
        for each in coding.codes
    ]


@blueprint.post(f"{_VARIABLE}/codes")
def add(study_code: str, stage_code: str, variable: str) -> AnyResponse | tuple[str, int]:
    """Another code for the frame."""
    opened = _opened(study_code, stage_code, variable, Act.ANALYSE)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                text_codes.add(opened.access.stage, variable, form.label.text, form.theme.text)
        except CodeRefused as refused:
            form.label.errors = [*form.label.errors, _(refused.message, **refused.params)]
        else:
            return redirect(url_for(".show", **opened.here, **_looked()), 303)
    return _page(opened, form), form.status


def _looked() -> dict[str, Any]:
    """What the list was searched for and which answers were chosen, kept over an act."""
    searched = {name: value for name in ("q", "code", "page") if (value := request.args.get(name, ""))}
    return {**carried("text_codes.show"), **searched}


@blueprint.post(f"{_VARIABLE}/marks")
def put(study_code: str, stage_code: str, variable: str) -> AnyResponse:
    """Put the ticked wordings under a code, or take them out."""
    opened = _opened(study_code, stage_code, variable, Act.ANALYSE)
    ticked = set(request.form.getlist("wording"))
    form = PutForm(_choices(opened.coding))
    if not ticked:
        flash(_("Tick at least one answer first."))
    elif form.validate_on_submit():
        code = text_codes.find(opened.access.stage, variable, form.code.text)
        with transaction():
            act = text_codes.take if "take" in request.form else text_codes.put
            count = act(code, opened.coding, ticked)
        flash(_moved(count, code.label, taken="take" in request.form))
    else:
        flash(_("Choose the code that the ticked answers come under."))
    return redirect(url_for(".show", **opened.here, **_looked()), 303)


def _moved(count: int, name: str, *, taken: bool) -> str:
    """What was done with the ticked answers."""
    said = {"count": number(count), "name": name}
    if taken:
        return str(
            ngettext(
                "%(count)s answer taken out of “%(name)s”.", "%(count)s answers taken out of “%(name)s”.", count, **said
            )
        )
    return str(
        ngettext("%(count)s answer put under “%(name)s”.", "%(count)s answers put under “%(name)s”.", count, **said)
    )


@blueprint.route(f"{_VARIABLE}/codes/<text_code>", methods=["GET", "POST"])
def change(study_code: str, stage_code: str, variable: str, text_code: str) -> AnyResponse | tuple[str, int]:
    """Another name or theme for a code, or the question whether to delete it."""
    opened = _opened(study_code, stage_code, variable, Act.ANALYSE, whole=True)
    code = text_codes.find(opened.access.stage, variable, text_code)
    form = WordedCodeForm(opened.access.study.language, data={"label": code.label, "theme": code.theme})
    for part in ("label", "theme"):
        form.fill(part, code.words.get(part, {}))
    if form.validate_on_submit():
        try:
            with transaction():
                text_codes.rename(code, form.label.text, form.theme.text, form.told())
        except CodeRefused as refused:
            form.label.errors = [*form.label.errors, _(refused.message, **refused.params)]
        else:
            return redirect(url_for(".show", **opened.links), 303)
    count = next(each.count for each in opened.coding.codes if each.code == code.code)
    page = render_template(
        "results/text_code.html",
        access=opened.access, tab="results", links=opened.links, title=opened.title, form=form, code=code, count=count,
    )  # fmt: skip
    return page, form.status


@blueprint.post(f"{_VARIABLE}/codes/<text_code>/delete")
def delete(study_code: str, stage_code: str, variable: str, text_code: str) -> AnyResponse:
    """Delete a code; the answers stay."""
    opened = _opened(study_code, stage_code, variable, Act.ANALYSE, whole=True)
    code = text_codes.find(opened.access.stage, variable, text_code)
    name = code.label
    with transaction():
        text_codes.remove(code)
    flash(_("The code “%(name)s” is deleted; the answers stay.", name=name))
    return redirect(url_for(".show", **opened.links), 303)


@blueprint.get(f"{_VARIABLE}.json")
def show_json(study_code: str, stage_code: str, variable: str) -> Response:
    """The counts for machines."""
    opened = _for_file(study_code, stage_code, variable, own=True)
    coding = opened.coding
    counted = [
        {"label": each.label, "theme": each.theme, "count": each.count, "share": each.share.to_json()}
        | ({"words": dict(each.words)} if each.words else {})
        for each in coding.codes
    ]
    themes = [{"theme": each.label, "count": each.count, "share": each.share.to_json()} for each in coding.themes]
    chosen = [{"name": each.dimension.key, "value": each.offer.value} for each in opened.results.conditions]
    answers = {"variable": variable, "filters": chosen, "answers": coding.answers, "coded": coding.coded}
    return jsonify({**answers, "codes": counted, "themes": themes})


@blueprint.get(f"{_VARIABLE}.xlsx")
def workbook(study_code: str, stage_code: str, variable: str) -> Response:
    """The counts as a workbook, and every wording under its codes on a second sheet."""
    opened = _for_file(study_code, stage_code, variable)
    figures = [coded_texts.figure_of(opened.title, opened.coding), coded_texts.wordings_of(opened.title, opened.coding)]
    return whole_xlsx(figures, opened.access.study, f"{opened.access.study.title} {variable}", *_said(opened))


@blueprint.get(f"{_VARIABLE}.svg")
def drawing(study_code: str, stage_code: str, variable: str) -> Response:
    """The shares of the codes as a drawing."""
    opened = _for_file(study_code, stage_code, variable)
    figure = coded_texts.figure_of(opened.title, opened.coding)
    return svg_of(figure, f"{opened.access.study.title} {variable}")


@blueprint.get(f"{_VARIABLE}.csv")
def table(study_code: str, stage_code: str, variable: str) -> Response:
    """Every wording with how many wrote it and a column for each code."""
    opened = _for_file(study_code, stage_code, variable)
    coding = opened.coding
    lines: list[Sequence[object]] = [[_("Answer"), _("How many"), *(each.label for each in coding.codes)]]
    lines += [
        [each.words, each.count, *(int(code.code in each.codes) for code in coding.codes)] for each in coding.wordings
    ]
    lines += [[words] for words in _said(opened)]
    return csv_file("".join(csv_line(line) for line in lines), f"{opened.access.study.title} {variable}.csv")
