"""What came out of the quantities a panel estimated: entered afterwards, with day and source."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select

from survey_app.db import inserting, now, session
from survey_app.exports.outcome_scores import Outcome
from survey_app.models import Account, Item, ItemOutcome, PanelRound, RoundItem, Stage
from survey_app.services import audit, protocols, round_rows
from survey_app.vocabulary import Asking, ItemScale

__all__ = ["Outcome", "asked", "keep", "of_stage"]

LONGEST_SOURCE = 300


def asked(stage: Stage) -> Sequence[Item]:
    """The items of a stage whose estimates are frozen, on any scale: only those can have an outcome."""
    rules = protocols.rules_of(stage.id)
    rounds = [round_.id for round_ in round_rows.analysed(stage.id)]
    found = session.scalars(
        select(Item)
        .where(Item.id.in_(select(RoundItem.item_id).join(PanelRound).where(RoundItem.round_id.in_(rounds))))
        .where(Item.asked == Asking.WEIGHED)
        .order_by(Item.position, Item.id)
    )
    return [item for item in found if rules.of(item.own_scale).scale is ItemScale.ESTIMATE]


def of_stage(stage: Stage) -> dict[int, Outcome]:
    """The outcomes of a stage by item."""
    rows = session.scalars(
        select(ItemOutcome).join(Item, Item.id == ItemOutcome.item_id).where(Item.stage_id == stage.id)
    )
    return {row.item_id: Outcome(row.value, row.known_on, row.source) for row in rows}


def keep(stage: Stage, wanted: Mapping[int, Outcome | None], account: Account | None) -> int:
    """Set these outcomes and take away those that are None; how many changed. Others stay as they are."""
    before = of_stage(stage)
    known = {item.id for item in asked(stage)}
    changed = {item: told for item, told in wanted.items() if item in known and before.get(item) != told}
    for item, told in changed.items():
        if told is None:
            session.execute(delete(ItemOutcome).where(ItemOutcome.item_id == item))
            continue
        new = {"value": told.value, "known_on": told.known_on, "source": told.source, "saved_at": now()}
        new["account_id"] = account.id if account else None
        row = inserting(ItemOutcome).values(item_id=item, **new)
        session.execute(row.on_conflict_do_update(index_elements=["item_id"], set_=new))
    if changed:
        audit.record(stage.study_id, account, "outcomes_set", stage.title)
    return len(changed)
