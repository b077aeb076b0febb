"""Rating rows as the statistics take them, read from what is stored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Item, PanelGroup, PanelRound, Rating, Reason, RoundItem, Stage
from survey_app.services import askings, corrections
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_computing import AskedItem, Question
from survey_app.services.round_seals import Answer
from survey_app.vocabulary import RoundPurpose, RoundState

_ENDED = (RoundState.ANALYSED, RoundState.RELEASED)


def analysed(stage_id: int) -> Sequence[PanelRound]:
    """The rounds of ratings whose figures are frozen, first to last."""
    return session.scalars(
        select(PanelRound)
        .where(
            PanelRound.stage_id == stage_id,
            PanelRound.purpose == RoundPurpose.RATE,
            PanelRound.state.in_(_ENDED),
        )
        .order_by(PanelRound.number)
    ).all()


def stored(round_id: int) -> list[Answer]:
    """The ratings of a round, in the order of their keys."""
    table = Rating.__table__.c
    rows = session.execute(
        select(
            table.key,
            table.item_id,
            table.group_id,
            table.value,
            table.low,
            table.high,
            table.cannot_judge,
            table.choice,
            table.partial,
            table.second,
            table.confidence,
        )
        .where(table.round_id == round_id)
        .order_by(table.key, table.item_id)
    )
    return [Answer(*row) for row in rows]


def seals(round_id: int) -> dict[tuple[str, int], str]:
    """The seal each rating carries, by key and item."""
    table = Rating.__table__.c
    rows = session.execute(select(table.key, table.item_id, table.seal).where(table.round_id == round_id))
    return {(key, item): seal for key, item, seal in rows}


def reasons(round_id: int) -> list[tuple[str, int, str, str]]:
    """The reasons of a round as their seal covers them: key, item, side and the words as written."""
    table = Reason.__table__.c
    rows = session.execute(
        select(table.key, table.item_id, table.side, table.text).where(table.round_id == round_id).order_by(table.key)
    )
    return [(key, item, str(side), text) for key, item, side, text in rows]


def lineages(stage_id: int) -> dict[int, str]:
    """What "the same question" is called from round to round, by item."""
    rows = session.execute(select(Item.id, Item.lineage).where(Item.stage_id == stage_id))
    return {item: lineage for item, lineage in rows}  # noqa: C416 - a row is no pair to the type checker


def question_of(
    stage: Stage, round_: PanelRound, rules: ProtocolRules, protocol_version: int, at: datetime | None = None
) -> Question:
    """What the figures of a round depend on beside its answers; `at` takes the words of a moment, else those of now."""
    texts = corrections.texts_at(stage.id, at) if at is not None else {}
    items = session.scalars(
        select(Item).join(RoundItem).where(RoundItem.round_id == round_.id).order_by(RoundItem.position, Item.id)
    ).all()
    weighed = askings.weighed(items)
    groups = session.scalars(
        select(PanelGroup).where(PanelGroup.stage_id == stage.id).order_by(PanelGroup.position, PanelGroup.name)
    )
    return Question(
        number=round_.number,
        protocol_version=protocol_version,
        rules=rules.on(len(weighed)),
        items=tuple(
            AskedItem(item.id, item.code, texts.get(item.id) or dict(item.text), dict(item.own_scale))
            for item in weighed
        ),
        groups={group.id: group.name for group in groups},
        least=stage.min_group,
        open_items=tuple(
            AskedItem(item.id, item.code, texts.get(item.id) or dict(item.text)) for item in items if item.is_open
        ),
    )
