"""The statements of a Delphi: the list, adding one or many, changing, ordering, taking out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput
from survey_app.forms.items import AddItemForm, ItemForm, PasteForm, PlaceForm
from survey_app.forms.studies import ActForm
from survey_app.interchange.csv_lines import csv_line
from survey_app.routes import delphi_stage
from survey_app.routes.figures import item_pages
from survey_app.routes.limits import page_in, page_number
from survey_app.routes.presentation import ngettext
from survey_app.routes.table_files import csv_file
from survey_app.services import corrections, evidence, item_lists, items, protocols, standings
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import Asking

blueprint = Blueprint("items", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/items")
_STEPS = {"up": -1, "down": 1}


@blueprint.route("", methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """The statements in their order, and a line to add one."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    form = AddItemForm()
    if form.validate_on_submit():
        with transaction():
            item = items.add(found.stage, {found.study.language: form.text.text}, asked=_asked(form.is_open.data))
        flash(_("%(code)s was added.", code=item.code))
        return _to_list(found, item.code, anchor="add")
    lines = items.lines(found.stage.id)
    of_items = {line.item.id: line for line in lines}
    # in the order they are asked in: one that is not asked any more heads no section
    asked = [of_items[item.id] for item in items.of_stage(found.stage.id, active=True)]
    sheet = item_pages.page_of(asked, page_number())
    return render_template(
        "items/show.html",
        access=found,
        tab="items",
        form=form,
        sheet=sheet,
        count=sheet.count,
        questions=sum(line.item.is_open for line in asked),
        **_resting([line for line in lines if not line.item.active]),
        protocol=protocols.current(found.stage.id),
        language=found.study.language,
        has_ended=standings.has_ended(found.stage),
    ), form.status


@blueprint.route("/paste", methods=["GET", "POST"])
def paste(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Many statements at once, one a line."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    form = PasteForm()
    if form.validate_on_submit():
        with transaction():
            added = items.add_many(found.stage, found.study.language, form.texts, _asked(form.is_open.data))
        if form.is_open.data:
            flash(ngettext("%(num)s open question was added.", "%(num)s open questions were added.", len(added)))
        else:
            flash(ngettext("%(num)s statement was added.", "%(num)s statements were added.", len(added)))
        return _to_list(found)
    return render_template("items/paste.html", access=found, tab="items", form=form), form.status


@blueprint.get("/statements.csv")
def table(study_code: str, stage_code: str) -> Response:
    """What is asked as a file: for translators, and for another study, whose page "From a file" reads it."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    lines = item_lists.table_of(items.of_stage(found.stage.id, active=True), found.study.language)
    name = f"{found.study.title} {found.stage.title} {_('statements')}.csv"
    return csv_file("".join(csv_line(line) for line in lines), name)


@blueprint.route("/<item_code>", methods=["GET", "POST"])
def edit(study_code: str, stage_code: str, item_code: str) -> Response | tuple[str, int]:
    """Words and hint in every language, as long as the panel has not read them."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    item = items.find(found.stage, item_code)
    form = ItemForm(found.study.language)
    form.fill("text", item.text)
    form.fill("hint", item.hint)
    form.fill("section", item.section)
    form.fill_evidence(item.evidence)
    if not form.is_submitted():
        form.is_open.data = item.is_open
    if form.validate_on_submit():
        with transaction():
            words = (form.words("text"), form.words("hint"), form.words("section"), form.evidence)
            items.change(item, *words, asked=_asked(form.is_open.data))
        flash(_("%(code)s is saved.", code=item.code))
        return _to_list(found, item.code)
    return render_template(
        "items/edit.html",
        access=found,
        tab="items",
        form=form,
        line=items.origin_of(item),
        most_links=evidence.MOST_LINKS,
        corrections=corrections.of_item(item),
        has_ended=standings.has_ended(found.stage),
    ), form.status


@blueprint.route("/<item_code>/move", methods=["GET", "POST"])
def move(study_code: str, stage_code: str, item_code: str) -> Response | tuple[str, int]:
    """One place up or down by a button of the list, or to a place that is chosen here."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    item = items.find(found.stage, item_code)
    if "do" in request.form:
        step = _STEPS.get(request.form["do"])
        if step is None:
            raise BadInput
        with transaction():
            items.move(item, step)
        return _to_list(found, item_code)
    items.require_running(found.stage.id)
    form = PlaceForm(item, items.beside(item), found.study.language)
    if form.validate_on_submit():
        with transaction():
            items.place(item, form.code)
        return _to_list(found, item_code)
    return render_template("items/move.html", access=found, tab="items", form=form, item=item), form.status


@blueprint.post("/<item_code>/move-section")
def move_section(study_code: str, stage_code: str, item_code: str) -> Response:
    """The section that a statement stands in, one place up or down."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    step = _STEPS.get(request.form.get("do", ""))
    if step is None:
        raise BadInput
    with transaction():
        items.move_section(items.find(found.stage, item_code), step)
    return _to_list(found, item_code)


@blueprint.route("/<item_code>/remove", methods=["GET", "POST"])
def remove(study_code: str, stage_code: str, item_code: str) -> Response | tuple[str, int]:
    """Say what goes, then take the statement out."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    item = items.find(found.stage, item_code)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            items.remove(item)
        flash(_("%(code)s is not asked.", code=item_code))
        return _to_list(found)
    return render_template(
        "items/remove.html", access=found, tab="items", form=form, line=items.origin_of(item)
    ), form.status


@blueprint.post("/<item_code>/restore")
def restore(study_code: str, stage_code: str, item_code: str) -> Response:
    """Ask a statement after all that was taken out before the panel read it."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    with transaction():
        items.restore(items.find(found.stage, item_code))
    return _to_list(found, item_code)


def _asked(is_open: object) -> Asking:
    return Asking.OPEN if is_open else Asking.WEIGHED


def _resting(lines: list[items.ItemLine]) -> dict[str, object]:
    """One page of the statements that are not asked any more, and how many there are."""
    page = item_pages.nearest(page_in(request.args.get("resting", "1")), len(lines))
    here = lines[(page - 1) * item_pages.SIZE : page * item_pages.SIZE]
    return {"resting": here, "resting_page": page, "resting_count": len(lines)}


def _to_list(found: StageAccess, code: str = "", anchor: str = "") -> Response:
    """Back to the list, to the page on which a statement stands now."""
    codes = [item.code for item in items.of_stage(found.stage.id, active=True)]
    page = item_pages.page_with(codes, code)
    here = {"study_code": found.study.code, "stage_code": found.stage.code} | ({"page": page} if page > 1 else {})
    return redirect(url_for("items.show", _anchor=anchor or code or None, **here), 303)  # type: ignore[arg-type]  # words and a number
