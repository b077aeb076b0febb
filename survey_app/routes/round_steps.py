"""Between two rounds: the queue of reasons, what the panel will see, the release, and the end of the panel."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput, NotFound
from survey_app.forms.rounds import ReasonForm
from survey_app.forms.studies import ActForm
from survey_app.models import Item, PanelRound
from survey_app.routes import access, delphi_stage, item_counts, round_line, several_words
from survey_app.routes.limits import page_in, page_number
from survey_app.routes.presentation import ngettext, number
from survey_app.routes.rating_words import chart, writers, writes
from survey_app.routes.round_acts import blueprint
from survey_app.routes.round_words import Act, act_page, side_word
from survey_app.services import (
    clarifications,
    feedback,
    marks,
    open_feedback,
    proposals,
    protocols,
    reasons,
    round_endings,
    round_roll,
    rounds,
    several,
    standing_aside,
)
from survey_app.services.feedback import Feedback
from survey_app.services.own_answers import Own
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.reasons import ReasonLine
from survey_app.services.round_endings import Undecided
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import ItemScale, ReasonState, RoundState

__all__ = ["blueprint"]

blueprint.add_app_template_filter(side_word, "side_word")
blueprint.add_app_template_filter(item_counts.counted, "asked_words")
blueprint.add_app_template_global(item_counts.of, "items_words")
blueprint.add_app_template_global(item_counts.to_decide, "decide_words")
blueprint.add_app_template_global(item_counts.texts, "texts_words")
_ROUND = "/<key:number>"
_RELEASED: Mapping[bool | None, Any] = {
    False: _l("Panellists then see the figures and the reasons you released. This cannot be taken back."),
    True: _l("Panellists then see the answers you released. This cannot be taken back."),
    None: _l("Panellists then see the figures, and the reasons and answers you released. This cannot be taken back."),
}
"""By whether the round asked nothing but open questions; None where it asked both."""
_PAGE = 50


@blueprint.get(f"{_ROUND}/reasons")
def show_reasons(study_code: str, stage_code: str, number: int) -> str:
    """The reasons of an analysed round, by statement: what was written and on which side, never by whom."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    rules, lines = protocols.rules_of(found.stage.id), reasons.queue(round_)
    page = min(page_number(), max(1, -(-len(lines) // _PAGE)))
    shown = lines[(page - 1) * _PAGE : page * _PAGE]
    by_item: dict[int, list[ReasonLine]] = {}
    for line in shown:
        by_item.setdefault(line.item.id, []).append(line)
    return render_template(
        "rounds/reasons.html",
        access=found,
        tab="rounds",
        round=round_,
        groups=list(by_item.values()),
        waiting=[line.code for line in shown if line.is_waiting],
        all_waiting=sum(line.is_waiting for line in lines),
        next_waiting=next((place // _PAGE + 1 for place, line in enumerate(lines) if line.is_waiting), 0),
        asks=frozenset(line.item.is_open for line in lines),
        page=page,
        size=_PAGE,
        count=len(lines),
        left=_undecided(round_),
        only_questions=_is_in_words(round_),
        may_decide=round_.state is RoundState.ANALYSED or reasons.is_moving(round_),
        is_moving=reasons.is_moving(round_),
        ReasonState=ReasonState,
        rules=rules,
        arguments=rules.arguments,
        is_sideless=_is_sideless(lines, rules),
        asked=clarifications.of_reasons(round_),
        helpful=marks.counts(round_.id, found.stage.min_group),
        kept=clarifications.kept(found.stage, round_),
        may_be_lost=clarifications.may_be_lost(found.stage),
        level=found.stage.level,
        aside=standing_aside.standing_aside(round_.id),
        proposals=proposals.waiting(round_),
        asks_proposals=bool(proposals.queue(round_)),
        steps=round_line.of(found, round_, round_line.REASONS),
    )


def _is_sideless(lines: Sequence[ReasonLine], rules: ProtocolRules) -> bool:
    """Whether no reason has a side: every one is about a choice; before there is any, by the protocol."""
    scales = {rules.of(line.item.own_scale).scale for line in lines} or {rules.scale}
    return scales == {ItemScale.CHOICE}


@blueprint.post(f"{_ROUND}/reasons/<code>")
def decide_reason(study_code: str, stage_code: str, number: int, code: str) -> Response:
    """Show a reason as it was written, show other words instead, or hold it back."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = ReasonForm()
    if not form.validate():
        raise BadInput
    decision = request.form.get("do", "")
    written = {"reword": form.shown_text.text, "ask": form.question.text}
    with transaction():
        if decision == "withhold":
            reasons.withhold(round_, code)
        elif decision == "release":
            reasons.release(round_, code)
        elif decision in written and not written[decision]:
            raise reasons.WordsMissing
        elif decision == "reword":
            reasons.release(round_, code, written[decision])
        elif decision == "ask":
            clarifications.ask(round_, clarifications.key_of_reason(round_, code), written[decision])
        else:
            raise BadInput
    return _to(found, round_.number, "show_reasons", code, _page_sent())


@blueprint.post(f"{_ROUND}/reasons")
def release_reasons(study_code: str, stage_code: str, number: int) -> Response:
    """Show all reasons that were listed on the page and are still undecided."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    with transaction():
        count = reasons.release_waiting(round_, request.form.getlist("code"))
    flash(ngettext("%(num)s text will be shown.", "%(num)s texts will be shown.", count))
    return _to(found, round_.number, "show_reasons", page=_page_sent())


@blueprint.get(f"{_ROUND}/feedback")
def show_feedback(study_code: str, stage_code: str, number: int) -> str:
    """The round as one panellist will see it, without an own answer."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    rules = protocols.rules_of(found.stage.id)
    preview = feedback.preview(round_, found.stage.min_group)
    page = min(page_number(), max(1, -(-len(preview) // _PAGE)))
    return render_template(
        "rounds/feedback.html",
        access=found,
        tab="rounds",
        round=round_,
        rules=rules,
        preview=preview[(page - 1) * _PAGE : page * _PAGE],
        page=page,
        size=_PAGE,
        count=len(preview),
        in_words=open_feedback.preview(round_) if page == 1 else [],
        **writers(rules),
        writes=partial(writes, rules),
        undecided=_undecided(round_),
        language=found.study.language,
        steps=round_line.of(found, round_, round_line.FEEDBACK),
    )


@blueprint.get(f"{_ROUND}/feedback/<item_code>")
def show_as_one(study_code: str, stage_code: str, number: int, item_code: str) -> str:
    """One statement in the panellist's own dress."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    rules = protocols.rules_of(found.stage.id)
    in_words = next((each for each in open_feedback.preview(round_) if each.item.code == item_code), None)
    if in_words is not None:
        return render_template("rounds/words_as_one.html", access=found, round=round_, one=in_words)
    pairs = feedback.preview(round_, found.stage.min_group, partial(_own_of, round_, rules))
    shown = next((pair for pair in pairs if pair[0].code == item_code), None)
    if shown is None:
        raise NotFound
    if several.is_several(shown[0].own_scale):
        return _ticked_as_one(found, round_, pairs, shown[0])
    own, rules = _own_of(round_, rules, shown[0]), rules.of(shown[0].own_scale)
    return render_template(
        "rounds/as_one.html",
        access=found,
        round=round_,
        rules=rules,
        own=own,
        item=shown[0],
        found=shown[1],
        drawn=chart(shown[1]),
        **writers(rules),
    )


def _ticked_as_one(found: StageAccess, round_: PanelRound, pairs: Sequence[tuple[Item, Feedback]], item: Item) -> str:
    """All options of a question in the panellist's own dress."""
    options = several.options_of(item, [each for each, _told in pairs])
    told = [said for each, said in pairs if each in options]
    return render_template(
        "rounds/ticked_as_one.html",
        access=found,
        round=round_,
        item=item,
        told=several_words.told(options, told),
        texts=[text for each in told for text in each.reasons.middle],
    )


def _own_of(round_: PanelRound, rules: ProtocolRules, item: Item) -> Own | None:
    rules = rules.of(item.own_scale)
    return feedback.made_up(round_, rules) or _made_up(round_, rules)


def _made_up(round_: PanelRound, rules: ProtocolRules) -> Own | None:
    """The answer of a panellist who does not exist, where statements are answered together: first, or no points."""
    if rules.scale not in (ItemScale.RANKING, ItemScale.POINTS):
        return None
    return Own(1 if rules.scale is ItemScale.RANKING else 0, cannot=False, round_number=round_.number, counted=False)


def _unmailed(found: StageAccess, number: int) -> str:
    """That a release writes to nobody, and whether a mail follows."""
    if number < protocols.rules_of(found.stage.id).rounds:
        return str(_("nobody is mailed now; the next round's mail follows when it opens"))
    return str(_("nobody is mailed: they see it when they come back by their link"))


@blueprint.route(f"{_ROUND}/release", methods=["GET", "POST"])
def release(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """Let the panel see the round, for good."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            round_endings.release(round_, access.account())
        flash(_("Round %(number)s is released.", number=number))
        return redirect(_rounds(found), 303)
    people = round_roll.accepted(found.stage.id)
    left, in_words = _undecided(round_), _is_in_words(round_)
    act = Act(
        title=_("Release round %(number)s to the panel?", number=number),
        lede=_RELEASED[in_words],
        button=ngettext("Release it to %(num)s panellist", "Release it to %(num)s panellists", people),
        keep=_("Not yet"),
        checks=[
            (_("Panellists"), _written(people), _unmailed(found, number)),
            *_undecided_checks(left, in_words=in_words),
        ],
        notice=_("It can be released when everything is decided.") if left.is_left else "",
        is_possible=round_.state is RoundState.ANALYSED and not left.is_left,
        first=_to_decide(found, number, left),
    )
    return act_page(
        found,
        act,
        form,
        url_for("rounds.show_feedback", study_code=found.study.code, stage_code=found.stage.code, number=number),
        steps=round_line.of(found, round_, round_line.FEEDBACK),
    )


def _undecided(round_: PanelRound) -> Undecided:
    return round_endings.undecided(round_) if round_.state is RoundState.ANALYSED else Undecided()


def _is_in_words(round_: PanelRound) -> bool | None:
    """Whether the round asked nothing but open questions; None where it asked both."""
    asked = {item.is_open for item in rounds.items_of(round_)}
    return None if len(asked) > 1 else True in asked


def _undecided_checks(left: Undecided, *, in_words: bool | None) -> list[tuple[str, str, str]]:
    """What is undecided, line by line; nothing is said of what the round did not ask."""
    lines = []
    if in_words is not True:
        lines += [(_("Reasons undecided"), left.reasons), (_("Statements undecided"), left.statements)]
    if in_words is not False:
        lines += [(_("Answers undecided"), left.answers), (_("Open questions undecided"), left.questions)]
    if left.proposals:
        lines.append((_("Proposals undecided"), left.proposals))
    return [(str(words), _written(count), "") for words, count in lines]


def _to_decide(found: StageAccess, number: int, left: Undecided) -> list[tuple[str, str]]:
    """Where what is still undecided is decided."""
    here: dict[str, Any] = {"study_code": found.study.code, "stage_code": found.stage.code, "number": number}
    steps = []
    if left.texts:
        words = _("Read %(texts)s", texts=item_counts.texts(left.reasons, left.answers))
        steps.append((words, url_for("rounds.show_reasons", **here)))
    if left.items:
        words = item_counts.to_decide(left.statements, left.questions)
        steps.append((words, url_for("rounds.show_fates", **here)))
    if left.proposals:
        words = ngettext("Decide about %(num)s proposal", "Decide about %(num)s proposals", left.proposals)
        steps.append((words, url_for("proposals.show", **here)))
    return steps


def _written(count: int) -> str:
    return number(count)


def _rounds(found: StageAccess) -> str:
    return url_for("rounds.show", study_code=found.study.code, stage_code=found.stage.code)


def _to(found: StageAccess, number: int, name: str, anchor: str = "", page: int | None = None) -> Response:
    here: dict[str, Any] = {"study_code": found.study.code, "stage_code": found.stage.code, "number": number}
    return redirect(url_for(f"rounds.{name}", page=page, _anchor=anchor or None, **here), 303)


def _page_sent() -> int | None:
    """The page of the queue from which a decision was sent; None for the first."""
    page = page_in(request.form.get("page", ""))
    return page if page > 1 else None
