"""The scale that one statement of a Delphi has of its own, as long as the panel was not asked it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.own_scales import OwnScaleForm
from survey_app.models import Item, Stage
from survey_app.routes import delphi_stage
from survey_app.routes.presentation import filled
from survey_app.routes.protocol_words import own_words
from survey_app.services import items, own_scales, protocols, several, several_items

blueprint = Blueprint("item_scales", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/items")
blueprint.add_app_template_filter(own_words, "scale_words")


@blueprint.route("/<item_code>/scale", methods=["GET", "POST"])
def edit(study_code: str, stage_code: str, item_code: str) -> Response | tuple[str, int]:
    """How this statement is answered: on the protocol's scale, or on one of its own."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    item = items.find(found.stage, item_code)
    if item.is_open:
        raise NotFound
    rules = protocols.rules_of(found.stage.id)
    form = OwnScaleForm(found.study.language, rules, item.own_scale, item.text)
    if form.validate_on_submit() and _is_saved(found.stage, item, form):
        flash(_("%(code)s is saved.", code=item.code))
        address = url_for("items.show", study_code=study_code, stage_code=stage_code)
        return redirect(f"{address}#{item.code}", 303)
    return render_template(
        "items/scale.html",
        access=found,
        tab="items",
        form=form,
        line=items.origin_of(item),
        rules=rules,
        several=len(several.options_of(item, items.of_stage(found.stage.id, active=True)))
        if several.is_several(item.own_scale)
        else 0,
        fits=not own_scales.rules_misfit(rules),
    ), form.status


def _is_saved(stage: Stage, item: Item, form: OwnScaleForm) -> bool:
    """Save the scale; what is wrong with options that are ticked is said at their field."""
    try:
        with transaction():
            if form.is_several:
                several_items.put(stage, item, form.asked, form.options)
            else:
                items.change(item, item.text, item.hint, own_scale=form.own_scale)
    except several_items.OptionsUnfit as refusal:
        form.refuse_options(filled(refusal.message, refusal.params))
        return False
    except items.ScaleUnfit as refusal:
        form.refuse_scale(_(refusal.message))
        return False
    except items.ItemAsked as refusal:
        form.refuse_question(filled(refusal.message, refusal.params))
        return False
    return True
