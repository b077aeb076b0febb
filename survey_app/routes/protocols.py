"""The protocol of a Delphi: the rules as a form, the lock with its hash, amendments with their reasons."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import Refusal
from survey_app.forms.protocols import AmendmentForm, ProtocolForm
from survey_app.forms.studies import ActForm
from survey_app.models import Protocol
from survey_app.routes import access, delphi_stage, panel_sizes
from survey_app.routes.presentation import LANGUAGE_NAMES, filled
from survey_app.routes.protocol_names import field_names
from survey_app.routes.protocol_words import changed_rules, rule_words
from survey_app.services import corrections, items, protocol_copies, protocol_presets, protocols, round_roll
from survey_app.services.protocol_presets import Preset
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import PanelState

blueprint = Blueprint("protocols", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/protocol")
blueprint.add_app_template_filter(field_names, "field_names")
_AMENDABLE = (PanelState.LOCKED, PanelState.RUNNING)


@blueprint.route("", methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """The draft as a form; once locked, the rules in words with version, date, person and hash."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    locked = protocols.locked_versions(found.stage.id)
    if locked:
        return _locked(found, locked), 200
    preset = _preset()
    rules = protocol_presets.rules_of(preset, _said) if preset else protocols.rules_of(found.stage.id)
    form = ProtocolForm(found.study.language, rules)
    if form.validate_on_submit():
        with transaction():
            protocols.write_draft(found.stage, form.rules)
        flash(_("The draft of the protocol is saved."))
        return redirect(_address(found), 303)
    return render_template(
        "protocols/edit.html",
        access=found,
        tab="items",
        form=form,
        preset=preset,
        kinds=protocol_presets.KINDS,
        items=items.of_stage(found.stage.id, active=True),
        few=panel_sizes.warning(found.stage, rules, round_roll.listed(found.stage.id)),
        left_over=_left_over(found, rules),
        copied=protocol_copies.copied(found.stage),
    ), form.status


def _words_of(refusal: Refusal | None) -> str:
    return filled(refusal.message, refusal.params) if refusal else ""


def _preset() -> Preset | None:
    """The kind of Delphi that the address asks the form to begin with."""
    return next((each for each in Preset if each.value == request.args.get("preset")), None)


def _said(message: str, language: str) -> str:
    with force_locale(language):
        return str(_(message))


def _left_over(found: StageAccess, rules: ProtocolRules) -> str:
    """The languages in which words of a ready kind stand beside others of one's own."""
    languages = protocol_presets.left_over(rules, found.study.language, _said)
    return str(_(", ").join(LANGUAGE_NAMES[each] for each in languages))


@blueprint.route("/lock", methods=["GET", "POST"])
def lock(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Show what will be fixed and what may still change, then fix it."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            protocols.lock(found.stage, access.account())
        flash(_("The protocol is locked."))
        return redirect(_address(found), 303)
    rules = protocols.rules_of(found.stage.id)
    document, people = protocols.document_of(found.stage, rules), round_roll.listed(found.stage.id)
    return render_template(
        "protocols/lock.html",
        access=found,
        tab="items",
        form=form,
        rules=rule_words(rules, found.study.language),
        items=document["items"],
        has_question=bool(rules.question),
        hash=protocols.digest(document),
        misfit=_words_of(protocols.misfit(found.stage)),
        listed=people,
        few=panel_sizes.needs(found.stage, rules, people),
        left_over=_left_over(found, rules),
        is_locked=protocols.current(found.stage.id) is not None,
    ), form.status


@blueprint.route("/amend", methods=["GET", "POST"])
def amend(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """The rules once more, with a reason: a new version from here on."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    if protocols.current(found.stage.id) is None:
        raise protocols.NotLocked
    form, status = AmendmentForm(found.study.language, protocols.rules_of(found.stage.id)), 0
    if form.validate_on_submit():
        try:
            with transaction():
                protocols.amend(found.stage, form.rules, form.reason.text, access.account())
        except protocols.ReasonTooShort as refusal:
            form.reason.errors = [_(refusal.message)]
        except protocols.RulesContradict as refusal:
            form.scale.errors = [_(refusal.message, **refusal.params)]
        except (protocols.AmendmentRefused, protocols.PanelMoved) as refusal:
            form.form_errors.append(_(refusal.message, **refusal.params))
            status = refusal.status
        else:
            flash(_("The protocol is amended."))
            return redirect(_address(found), 303)
    return render_template(
        "protocols/amend.html",
        access=found,
        tab="items",
        form=form,
        version=protocols.current(found.stage.id),
        # what was typed before a round opened is shown again
        must_wait=protocols.is_collecting(found.stage.id) and not form.is_submitted(),
    ), status or form.status


def _locked(found: StageAccess, locked: Sequence[Protocol]) -> str:
    current = locked[0]
    pairs = list(zip(locked, [*locked[1:], None], strict=True))
    return render_template(
        "protocols/show.html",
        access=found,
        tab="items",
        protocol=current,
        rules=rule_words(ProtocolRules.from_json(current.document["rules"]), found.study.language),
        versions=[(version, changed_rules(version, earlier)) for version, earlier in pairs],
        who=protocols.locked_by(locked),
        corrections=corrections.of_stage(found.stage.id),
        may_amend=protocols.panel_of(found.stage).state in _AMENDABLE,
    )


def _address(found: StageAccess) -> str:
    return url_for("protocols.show", study_code=found.study.code, stage_code=found.stage.code)
