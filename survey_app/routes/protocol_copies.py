"""The protocol of another Delphi of mine taken over: chosen, looked at, copied, and taken back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.protocol_copies import CopyForm
from survey_app.routes import access, delphi_stage
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import ngettext
from survey_app.routes.protocol_words import value_word
from survey_app.services import items, protocol_copies, protocols
from survey_app.services.protocol_copies import Source
from survey_app.services.studies import StageAccess

blueprint = Blueprint("protocol_copies", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/protocol/copy")
_SIZE = 40


@blueprint.get("")
def choose(study_code: str, stage_code: str) -> str:
    """The Delphis of one's own studies that have a protocol."""
    found = _find(study_code, stage_code)
    listed = protocol_copies.sources(access.account(), found.stage)
    page = min(page_number(), max(1, -(-len(listed) // _SIZE)))
    return render_template(
        "protocols/copy.html",
        access=found,
        tab="items",
        sources=listed[(page - 1) * _SIZE : page * _SIZE],
        count=len(listed),
        page=page,
        size=_SIZE,
    )


@blueprint.route("/<source_code>", methods=["GET", "POST"])
def look(study_code: str, stage_code: str, source_code: str) -> Response | tuple[str, int]:
    """What the copy changes; sent, it is made."""
    found = _find(study_code, stage_code)
    source = protocol_copies.source(access.account(), found.stage, source_code)
    form = CopyForm()
    if form.validate_on_submit():
        try:
            with transaction():
                made = protocol_copies.copy(found.stage, source, with_items=bool(form.with_items.data))
        except (items.TooManyItems, protocols.RulesContradict) as refusal:
            form.form_errors.append(_(refusal.message, **refusal.params))
        else:
            flash(_made(source, made.added))
            return _to_draft(found)
    plan = protocol_copies.plan(found.stage, source)
    return render_template(
        "protocols/copied.html",
        access=found,
        tab="items",
        form=form,
        source=source,
        plan=plan,
        changes=[
            (value_word("name", name), value_word(name, old), value_word(name, new)) for name, old, new in plan.changes
        ],
    ), form.status if not form.form_errors else 422


def _made(source: Source, added: int) -> str:
    told = _("The rules of “%(title)s” are the draft now.", title=source.stage.title)
    return (
        told
        if not added
        else f"{told} {ngettext('%(num)s statement came along.', '%(num)s statements came along.', added)}"
    )


@blueprint.post("/undo")
def undo(study_code: str, stage_code: str) -> Response:
    """The draft as it was before the copy."""
    found = _find(study_code, stage_code)
    with transaction():
        back = protocol_copies.take_back(found.stage)
    told = _("The draft is as it was before the copy.")
    if kept := back.added - back.untouched:
        told += " " + ngettext(
            "%(num)s statement was changed since and stays.", "%(num)s statements were changed since and stay.", kept
        )
    flash(told)
    return _to_draft(found)


def _find(study_code: str, stage_code: str) -> StageAccess:
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    if protocols.current(found.stage.id) is not None:
        raise protocols.ProtocolLocked
    return found


def _to_draft(found: StageAccess) -> Response:
    return redirect(url_for("protocols.show", study_code=found.study.code, stage_code=found.stage.code), 303)
