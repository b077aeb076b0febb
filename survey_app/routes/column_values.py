"""What the values of a column of the sample's list mean: names, parents, and codes that carry one label."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.column_values import MeaningsForm
from survey_app.models import Stage
from survey_app.questions.definition import Text
from survey_app.routes import access
from survey_app.routes.figures.wording import words_of
from survey_app.services import column_values, value_meanings
from survey_app.services.rights import Act
from survey_app.services.value_meanings import Meaning, MeaningsRefused

blueprint = Blueprint("column_values", __name__)


@blueprint.route("/studies/<study_code>/stages/<stage_code>/sample/values", methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """The values of one column with what they mean, counted by parent; `column` in the address chooses it."""
    found = access.survey(study_code, stage_code, Act.RUN)
    columns = column_values.columns_of(found.stage)
    if not columns:
        raise NotFound
    column = request.args.get("column") or columns[0]
    counts = column_values.counts_of(found.stage, column)
    kept = column_values.meanings_of(found.stage, column)
    known = {each.written for each in kept}
    meanings = (*kept, *(Meaning(value) for value in sorted(filter(None, counts)) if value not in known))
    form = _form(found.study.language, column_values.title_of(found.stage, column), meanings)
    if form.validate_on_submit() and (typed := _typed(form, [each.written for each in meanings])) is not None:
        try:
            with transaction():
                column_values.keep(found.stage, column, typed, access.account(), form.words("title"))
        except MeaningsRefused as refusal:
            form.lines.errors = [_(refusal.message, **refusal.params)]
        else:
            flash(_("The values are saved, and the list has their columns."))
            return redirect(url_for(".show", study_code=study_code, stage_code=stage_code, column=column), 303)
    return render_template(
        "sampling/values.html",
        access=found,
        tab="sample",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        form=form,
        columns=columns,
        column=column,
        titles=_titles(found.stage),
        total=counts.total(),
        not_stated=counts[None],
        parents=value_meanings.by_parent(counts, kept) if any(each.parent for each in kept) else (),
        shared=value_meanings.shared(meanings),
        alike=value_meanings.nearly_alike(meanings),
        unused=[each.written for each in kept if each.written not in counts][:20],
    ), form.status


def _titles(stage: Stage) -> dict[str, str]:
    """What columns are called in the page's language, where somebody said it."""
    found = column_values.words_of(stage)
    return {name: words_of(each.title, stage.study.language) for name, each in found.items() if each.title}


def _form(language: str, title: Text, meanings: Sequence[Meaning]) -> MeaningsForm:
    """The form with what was said before; every value stands in it, with words or without."""
    shown = meanings[: value_meanings.MOST_LINES]
    form = MeaningsForm(language, data={"lines": "\n".join(each.line for each in shown)})
    form.fill("title", dict(title))
    form.fill("words", {each: value_meanings.written_words(shown, each) for each in form.in_order()})
    return form


def _typed(form: MeaningsForm, known: Sequence[str]) -> tuple[Meaning, ...] | None:
    """What was typed, each value with its words; None where a field cannot be read, which then says why."""
    field = form.lines
    try:
        typed = value_meanings.read(form.lines.text, known)
        said: dict[str, dict[str, str]] = {}
        for language in form.in_order():
            field = form[f"words_{language}"]
            for value, words in value_meanings.read_words(field.text, known).items():
                said.setdefault(value, {})[language] = words
    except MeaningsRefused as refusal:
        field.errors = [_(refusal.message, **refusal.params)]
        return None
    listed = {each.written for each in typed}
    return (
        *(replace(each, words=said.get(each.written, {})) for each in typed),
        *(Meaning(value, words=words) for value, words in said.items() if value not in listed),
    )
