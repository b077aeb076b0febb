"""A typing error in a statement that was asked: put right in the open, with a reason."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.corrections import CorrectionForm
from survey_app.models import Item
from survey_app.routes import access, delphi_stage
from survey_app.services import corrections, items, protocols
from survey_app.services.corrections import Correction
from survey_app.services.studies import StageAccess

blueprint = Blueprint("corrections", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/items")
_AT_A_FIELD = (corrections.NotATypingError, corrections.WordsTakenAway)


@blueprint.route("/<item_code>/correct", methods=["GET", "POST"])
def correct(study_code: str, stage_code: str, item_code: str) -> Response | tuple[str, int]:
    """The words as they are; sent again with few letters changed they hold, and everybody is told."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    item = items.find(found.stage, item_code)
    items.require_running(found.stage.id)
    if not items.is_asked(item):
        raise corrections.NotAskedYet
    form = CorrectionForm(found.study.language)
    form.fill("text", item.text)
    form.fill("hint", item.hint)
    if not form.is_submitted():
        form.look(len(corrections.of_item(item)))
    try:
        is_corrected = form.validate_on_submit() and _is_corrected(item, form)
    except corrections.CorrectedMeanwhile as refusal:
        return _page(found, item, form, _newer(item, form)), refusal.status
    if is_corrected:
        flash(_("%(code)s is corrected. The panel reads what changed on its next page.", code=item.code))
        return redirect(
            url_for("items.edit", study_code=found.study.code, stage_code=found.stage.code, item_code=item.code), 303
        )
    return _page(found, item, form), form.status


def _is_corrected(item: Item, form: CorrectionForm) -> bool:
    """Whether it was; else what is wrong stands at the field."""
    try:
        with transaction():
            words = (form.words("text"), form.words("hint"), form.reason.text)
            corrections.correct(item, *words, access.account(), seen=form.seen.data or 0)
    except _AT_A_FIELD as refusal:
        field = form[str(refusal.params["field"])]
        field.errors = [*field.errors, _(refusal.message, **refusal.params)]
    except corrections.NothingCorrected as refusal:
        field = form[f"text_{form.language}"]
        field.errors = [*field.errors, _(refusal.message)]
    except protocols.ReasonTooShort as refusal:
        form.reason.errors = [*form.reason.errors, _(refusal.message)]
    else:
        return True
    return False


def _newer(item: Item, form: CorrectionForm) -> list[Correction]:
    """What somebody else corrected since the form was shown; it goes into what this form did not touch."""
    found = corrections.of_item(item)
    newer = found[: max(1, len(found) - (form.seen.data or 0))]
    form.look(len(found))
    if not newer:
        return newer
    before = {"text": dict(newer[-1].text_before), "hint": dict(newer[-1].hint_before)}
    form.carry_over(before, {"text": dict(item.text), "hint": dict(item.hint)})
    return newer


def _page(found: StageAccess, item: Item, form: CorrectionForm, newer: Sequence[Correction] = ()) -> str:
    return render_template(
        "items/correct.html",
        access=found,
        tab="items",
        form=form,
        item=item,
        newer=newer,
        corrections=corrections.of_item(item),
    )
