"""What becomes of each statement after a round: the rule's suggestions, the moderator's decisions, new words."""

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput
from survey_app.forms.items import ItemForm
from survey_app.forms.rounds import FateForm, MergeForm, RewordForm, SplitForm
from survey_app.models import PanelRound
from survey_app.routes import delphi_stage, round_line
from survey_app.routes.figures import item_pages
from survey_app.routes.limits import page_number
from survey_app.routes.panel_ends import blueprint
from survey_app.routes.presentation import ngettext
from survey_app.routes.protocol_words import agreement_words, share
from survey_app.routes.rating_words import figure
from survey_app.routes.round_words import fate_word, verdict_word
from survey_app.services import fates, protocols
from survey_app.services.fates import FateLine
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import Fate, ItemScale, RoundState

__all__ = ["blueprint"]

blueprint.add_app_template_filter(fate_word, "fate_word")
blueprint.add_app_template_filter(verdict_word, "panel_verdict")
_FATES = "/<key:number>/statements"
_ITEM = f"{_FATES}/<item_code>"


@blueprint.get(_FATES)
def show_fates(study_code: str, stage_code: str, number: int) -> str:
    """Every statement with its figures, the suggestion, the decision, and what changes for the next round."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    lines = fates.of_round(round_)
    rules = protocols.rules_of(found.stage.id)
    page = item_pages.nearest(page_number(), len(lines))
    shown = lines[(page - 1) * item_pages.SIZE : page * item_pages.SIZE]
    ticked = request.args.getlist("item")
    return render_template(
        "rounds/fates.html",
        access=found,
        tab="rounds",
        round=round_,
        lines=lines,
        shown=shown,
        page=page,
        size=item_pages.SIZE,
        ticked=ticked,
        # ticks go along from page to page, until they are merged
        elsewhere=[line.item.code for line in lines if line.item.code in ticked and line not in shown],
        alike=fates.look_alike(lines) if number < rules.rounds else [],
        undecided=sum(line.row.fate is None for line in lines),
        left=[line.item for line in lines if line.row.fate is None],
        closes=sum(line.rule_closes for line in lines),
        in_words=sum(line.item.is_open for line in lines),
        new=fates.new_items(round_),
        figure=figure,
        rules=rules,
        gives_verdicts=_gives_verdicts(rules, lines),
        has_own=any(line.item.own_scale for line in lines),
        own_choices=any(line.item.own_scale.get("scale") == ItemScale.CHOICE for line in lines),
        rule=_rule(rules),
        stable_below=share(rules.stable_below),
        is_last=number >= rules.rounds,
        may_decide=round_.state is RoundState.ANALYSED,
        language=found.study.language,
        steps=round_line.of(found, round_, round_line.STATEMENTS),
    )


def _gives_verdicts(rules: ProtocolRules, lines: Sequence[FateLine]) -> bool:
    """Whether any statement can be agreed on, by its own scale or the protocol's."""
    return any(rules.of(line.item.own_scale).gives_verdicts for line in lines)


def _rule(rules: ProtocolRules) -> str:
    """When a statement is agreed; only the share where the protocol's scale has no ranges and no options for it."""
    return agreement_words(rules) if rules.gives_verdicts else _("at least %(share)s agree", share=share(rules.percent))


@blueprint.post(_FATES)
def accept_fates(study_code: str, stage_code: str, number: int) -> Response:
    """Decide as the rule suggests wherever nothing is decided yet."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    with transaction():
        count = fates.accept_suggestions(round_)
    in_words = sum(line.item.is_open for line in fates.of_round(round_))
    if in_words == len(fates.of_round(round_)):
        flash(ngettext("%(num)s open question is closed.", "%(num)s open questions are closed.", count))
    elif in_words or not _gives_verdicts(protocols.rules_of(found.stage.id), fates.of_round(round_)):
        flash(_("Everything that was undecided is decided as suggested."))
    else:
        flash(ngettext("%(num)s statement decided by the rule.", "%(num)s statements decided by the rule.", count))
    return _to_list(found, round_)


@blueprint.route(_ITEM, methods=["GET", "POST"])
def decide_fate(study_code: str, stage_code: str, number: int, item_code: str) -> Response | tuple[str, int]:
    """Keep, close or drop one statement."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    line = fates.find(round_, item_code)
    form = _fate_form(line, is_last=number >= protocols.rules_of(found.stage.id).rounds)
    if form.validate_on_submit() and _attempt(form, lambda: _decide(round_, line, form)):
        return _to_list(found, round_, item_code)
    return _page(found, round_, "rounds/fate.html", form, line)


@blueprint.route(f"{_ITEM}/reword", methods=["GET", "POST"])
def reword(study_code: str, stage_code: str, number: int, item_code: str) -> Response | tuple[str, int]:
    """New words: a new statement in place of this one."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    line = fates.find(round_, item_code)
    form = RewordForm(found.study.language)
    form.fill("text", line.item.text)
    form.fill("hint", line.item.hint)
    words = lambda: fates.reword(  # noqa: E731 - said once, where the form is
        round_, item_code, form.words("text"), form.words("hint"), form.reason.text
    )
    if form.validate_on_submit() and _attempt(form, words):
        return _to_list(found, round_, item_code)
    return _page(found, round_, "rounds/reword.html", form, line)


@blueprint.route(f"{_ITEM}/split", methods=["GET", "POST"])
def split(study_code: str, stage_code: str, number: int, item_code: str) -> Response | tuple[str, int]:
    """Several new statements in place of this one."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    line = fates.find(round_, item_code)
    form = SplitForm()
    if form.validate_on_submit():
        texts = [{found.study.language: text} for text in form.texts]
        if _attempt(form, lambda: fates.split(round_, item_code, texts, form.reason.text)):
            return _to_list(found, round_, item_code)
    return _page(found, round_, "rounds/split.html", form, line)


@blueprint.route("/<key:number>/merge", methods=["GET", "POST"])
def merge(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """One new statement in place of those that were ticked, or of a group; other ticks stay for the next."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    codes = request.values.get("group", "").split() or request.values.getlist("item")
    asked = fates.of_round(round_)
    lines = [line for line in asked if line.item.code in codes]
    sent = request.form.getlist("ticked") if request.method == "POST" else request.args.getlist("item")
    ticked = [line.item.code for line in asked if line.item.code in sent]
    form = MergeForm(found.study.language)
    if form.validate_on_submit():
        chosen = [line.item.code for line in lines]
        if _attempt(form, lambda: fates.merge(round_, chosen, form.words("text"), form.reason.text)):
            return _to_list(found, round_, ticked=[code for code in ticked if code not in chosen])
    return render_template(
        "rounds/merge.html",
        access=found,
        tab="rounds",
        round=round_,
        form=form,
        lines=lines,
        ticked=ticked,
        language=found.study.language,
        steps=round_line.of(found, round_, round_line.STATEMENTS),
    ), form.status


@blueprint.post(f"{_ITEM}/undo")
def take_back(study_code: str, stage_code: str, number: int, item_code: str) -> Response:
    """Undecided again; new statements written in its place go."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    with transaction():
        fates.take_back(round_, item_code)
    return _to_list(found, round_, item_code)


def _fate_form(line: FateLine, *, is_last: bool) -> FateForm:
    kept = _("Keep it as it stands") if is_last else _("Ask it again")
    choices = [(Fate.KEPT, kept), (Fate.CLOSED, _("Close it")), (Fate.DROPPED, _("Drop it"))]
    chosen = line.row.fate if line.row.fate in {fate for fate, _words in choices} else line.suggested
    data = {"fate": (chosen or Fate.KEPT).value, "reason": line.row.fate_reason}
    return FateForm([(fate.value, str(words)) for fate, words in choices], data=data)


def _decide(round_: PanelRound, line: FateLine, form: FateForm) -> None:
    code, reason = line.item.code, form.reason.text
    if form.chosen is Fate.KEPT:
        fates.keep(round_, code)
    elif form.chosen is Fate.DROPPED:
        fates.drop(round_, code, reason)
    elif form.chosen is Fate.CLOSED and line.rule_closes:
        fates.close_by_rule(round_, code)
    elif form.chosen is Fate.CLOSED:
        fates.close(round_, code, reason)
    else:
        raise BadInput


def _attempt(form: FateForm | ItemForm | SplitForm, act: Callable[[], object]) -> bool:
    """Do it in one transaction; what is missing is said at its field."""
    try:
        with transaction():
            act()
    except protocols.ReasonTooShort as refusal:
        form["reason"].errors = [_(refusal.message)]
    except (fates.SameWords, fates.TooFewParts, fates.Mixed) as refusal:
        form.form_errors.append(_(refusal.message))
    else:
        return True
    return False


def _page(
    found: StageAccess, round_: PanelRound, template: str, form: FateForm | ItemForm | SplitForm, line: FateLine
) -> tuple[str, int]:
    return render_template(
        template,
        access=found,
        tab="rounds",
        round=round_,
        form=form,
        line=line,
        language=found.study.language,
        steps=round_line.of(found, round_, round_line.STATEMENTS),
    ), form.status


def _to_list(found: StageAccess, round_: PanelRound, code: str = "", ticked: Sequence[str] = ()) -> Response:
    """Back to the list, to the page on which a statement stands, with what is still ticked."""
    page = item_pages.page_with([line.item.code for line in fates.of_round(round_)], code) if code else 1
    here: dict[str, object] = {"study_code": found.study.code, "stage_code": found.stage.code, "number": round_.number}
    here |= ({"page": page} if page > 1 else {}) | ({"item": list(ticked)} if ticked else {})
    return redirect(url_for("rounds.show_fates", _anchor=code or None, **here), 303)  # type: ignore[arg-type]  # words and numbers
