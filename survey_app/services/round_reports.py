"""A panel's analysed rounds as one report: for the results page, its JSON and the round workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple
from typing import Any

from sqlalchemy import func, select

from survey_app.db import now, session
from survey_app.exceptions import N_, Refusal
from survey_app.exports import chosen, own_scales, rankings, readings, two_scales
from survey_app.exports.declared_rules import DeclaredRules
from survey_app.exports.round_report import (
    CorrectionLine,
    ItemFigures,
    ItemLine,
    PanelReport,
    ProtocolLine,
    ReleasedReason,
    RoundPart,
)
from survey_app.exports.standing import advice_of, denominators_of
from survey_app.models import (
    Card,
    Item,
    ItemOrigin,
    PanelRound,
    Protocol,
    Reason,
    ReasonMark,
    RoundItem,
    Snapshot,
    Stage,
)
from survey_app.services import (
    corrections,
    open_answers,
    outcomes,
    protocol_trials,
    protocols,
    round_figures,
    round_rows,
    standing_aside,
)
from survey_app.services import items as all_items
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import Asking, ItemScale, ReasonState, RoundState


class NothingAnalysed(Refusal):
    """No round has figures yet."""

    title = N_("There are no figures yet")
    message = N_("Figures appear here once a round is closed and analysed. While it is open there are only counts.")


def build(stage: Stage) -> PanelReport:
    """Everything that is frozen of a panel. No rounds: nothing was analysed yet."""
    study = stage.study
    rounds = round_rows.analysed(stage.id)
    tried = protocol_trials.kept(stage.id)
    found = PanelReport(
        study_title=study.title,
        organiser=study.organiser,
        stage_title=stage.title,
        language=study.language,
        timezone=study.timezone,
        level=stage.level,
        min_group=stage.min_group,
        is_sample=study.is_sample,
        made_at=now(),
        rules=protocols.rules_of(stage.id),
        protocols=tuple(
            ProtocolLine(each.version, each.locked_at, each.hash, each.reason)
            for each in reversed(protocols.locked_versions(stage.id))
        ),
        items=_items(stage),
        rounds=tuple(part for each in rounds if (part := _part(each)) is not None),
        reasons=_reasons(rounds, stage.min_group),
        outcomes=outcomes.of_stage(stage),
        trial=tried.report if tried else None,
        answers=open_answers.released(rounds, stage.min_group),
        corrections=tuple(
            CorrectionLine(each.code, each.at, each.reason, tuple(astuple(change) for change in each.changes))
            for each in reversed(corrections.of_stage(stage.id))
        ),
    )
    return own_scales.parted(found)


def _part(round_: PanelRound) -> RoundPart | None:
    snapshot, figures = session.get(Snapshot, round_.id), round_figures.of_round(round_)
    if snapshot is None or figures is None:
        return None
    protocol = session.get(Protocol, snapshot.protocol_id) if snapshot.protocol_id else None
    fates = session.execute(select(RoundItem.item_id, RoundItem.fate).where(RoundItem.round_id == round_.id))
    return RoundPart(
        figures=figures,
        rules=round_figures.rules_of(snapshot),
        state=round_.state,
        opened_at=round_.opened_at,
        closed_at=round_.closed_at,
        fixed_at=protocol.locked_at if protocol else None,
        fates={item: fate.value for item, fate in fates if fate is not None},
        released=round_.state is RoundState.RELEASED,
        waiver=round_.waiver,
    )


def _items(stage: Stage) -> tuple[ItemLine, ...]:
    asked = session.execute(
        select(RoundItem.item_id, PanelRound.number)
        .join(PanelRound, PanelRound.id == RoundItem.round_id)
        .where(PanelRound.stage_id == stage.id, PanelRound.state.in_((RoundState.ANALYSED, RoundState.RELEASED)))
        .order_by(PanelRound.number)
    )
    rounds: dict[int, list[int]] = {}
    for item, number in asked:
        rounds.setdefault(item, []).append(number)
    items = all_items.of_stage(stage.id)
    codes = {item.id: item.code for item in items}
    proposed = all_items.proposed_ids(stage.id)
    cards: dict[int, list[str]] = {}
    earlier: dict[int, list[str]] = {}
    origins = session.execute(
        select(ItemOrigin.item_id, Card.text, ItemOrigin.earlier_id)
        .outerjoin(Card, Card.id == ItemOrigin.card_id)
        .where(ItemOrigin.item_id.in_(codes))
        .order_by(ItemOrigin.id)
    )
    for item, card, before in origins:
        if card is not None:
            cards.setdefault(item, []).append(card)
        if before in codes:
            earlier.setdefault(item, []).append(codes[before])
    return tuple(
        ItemLine(
            item.id,
            item.code,
            dict(item.text),
            tuple(rounds.get(item.id, ())),
            tuple(cards.get(item.id, ())),
            tuple(earlier.get(item.id, ())),
            dict(item.section),
            item.id in proposed,
            item.is_open,
            dict(item.own_scale) if item.active or item.id in rounds else {},
        )
        for item in items
    )


def _reasons(rounds: Sequence[PanelRound], least: int) -> tuple[ReleasedReason, ...]:
    """What the moderator released, by round and item and then by the words: no order points to anybody."""
    rows = session.execute(
        select(
            PanelRound.number,
            Item.position,
            Item.code,
            Item.own_scale,
            Reason.side,
            Reason.shown_text,
            Reason.text,
            func.coalesce(ReasonMark.count, 0),
        )
        .join(PanelRound, PanelRound.id == Reason.round_id)
        .join(Item, Item.id == Reason.item_id)
        .outerjoin(ReasonMark, ReasonMark.reason_key == Reason.key)
        .where(Reason.round_id.in_([each.id for each in rounds]), Reason.state == ReasonState.RELEASED)
        .where(Item.asked == Asking.WEIGHED, Reason.key.not_in(standing_aside.of_rounds([each.id for each in rounds])))
    )
    declared = {each.number: round_figures.rules_in(each) for each in rounds}
    argued = {number for number, rules in declared.items() if rules and rules.arguments}
    moving = {number for number, rules in declared.items() if rules and rules.real_time}
    ranked = {number for number, rules in declared.items() if rules and rules.scale is ItemScale.RANKING}
    found = sorted(
        (
            number,
            place,
            side.value,
            shown or text,
            code,
            marks if marks >= least else 0,
            _is_chosen(declared[number], own),
        )
        for number, place, code, own, side, shown, text, marks in rows
    )
    return tuple(
        ReleasedReason(
            *(number, code, side, text, marks or None),
            is_argument=number in argued,
            is_sideless=sideless,
            in_real_time=number in moving,
            is_ranked=number in ranked,
        )
        for number, _place, side, text, code, marks, sideless in found
    )


def _is_chosen(rules: ProtocolRules | None, own: Mapping[str, Any]) -> bool:
    """Whether an option is chosen of a statement, by its own scale or the protocol's."""
    return rules is not None and rules.of(own).scale is ItemScale.CHOICE


def plain(report: PanelReport) -> dict[str, Any]:
    """The same figures for machines, without a sentence of the interface."""
    return {
        "study": report.study_title,
        "stage": report.stage_title,
        "level": report.level.value,
        "min_group": report.min_group,
        "is_sample": report.is_sample,
        "made_at": report.made_at.isoformat(),
        "protocols": [
            asdict(each) | {"locked_at": each.locked_at.isoformat() if each.locked_at else None}
            for each in report.protocols
        ],
        "corrections": [asdict(each) | {"at": each.at.isoformat()} for each in report.corrections],
        "trial": asdict(report.trial) if report.trial else None,
        "rounds": [_plain_round(each, report.rules) | open_answers.counted(each.figures) for each in report.rounds],
        **_plain_scales(report),
        "items": [
            {"code": each.code, "text": dict(each.text), "rounds": list(each.rounds), "from_items": each.from_items}
            | ({"proposed": True} if each.is_proposed else {})
            | ({"asked": "open"} if each.is_open else {})
            | ({"section": dict(each.section)} if each.section else {})
            for each in report.items
        ],
    }


def _plain_scales(report: PanelReport) -> dict[str, Any]:
    """The statements with a scale of their own: each scale with its rounds; nothing where there are none."""
    found = [
        {
            "scale": dict(each.rounds[-1].figures.items[0].own_scale),
            "rounds": [_plain_round(part, each.rules) for part in each.rounds],
        }
        for each in report.own_scales
    ]
    return {"own_scales": found} if found else {}


def _plain_round(part: RoundPart, rules: DeclaredRules) -> dict[str, Any]:
    figures = part.figures
    found = asdict(figures)
    found.pop("open_items")
    return found | {
        "scale": figures.scale.value,
        "rules": {
            name: value
            for name in ("scale_min", "scale_max", "high_from", "high_to", "low_from", "low_to", "percent")
            if (value := getattr(part.rules, name)) is not None
        }
        | {"denominator": str(part.rules.denominator), "stable_below": part.rules.stable_below},
        "state": part.state.value,
        "waiver": part.waiver,
        "closed_at": part.closed_at.isoformat() if part.closed_at else None,
        "standing": advice_of(part, rules).to_json() if figures.has_rule else None,
        "items": [
            _plain_item(each, part.fates)
            | {"denominators": _plain_denominators(part, each)}
            | readings.plain(part, each)
            | two_scales.plain(part, each, asdict(each)["second"])
            | rankings.plain(part, each)
            | chosen.plain(part, each)
            for each in figures.items
        ],
    }


def _plain_denominators(part: RoundPart, item: ItemFigures) -> list[dict[str, Any]] | None:
    """The verdict by who is counted; None where no rule holds or the counts are kept back."""
    found = denominators_of(part, item) if part.figures.has_rule else None
    return found.to_json()["rows"] if found else None


def _plain_item(item: ItemFigures, fates: Any) -> dict[str, Any]:  # noqa: ANN401 - words by item
    found = asdict(item)
    found.pop("item_id")
    found.pop("second")
    found.pop("choice")
    found.pop("own_scale")
    found.pop("partial")
    found["verdict"], found["verdict_of_all"] = item.verdict.value, item.verdict_of_all.value
    return found | {"fate": fates.get(item.item_id)}
