"""The mark “not to be acted on”: an attribute that stays in every figure, and in no list of what to improve.

Some attributes are rated low whatever is done, the price above all; whoever obeys them gives the profit away.
"""

from collections.abc import Collection

from sqlalchemy import delete, select

from survey_app.db import inserting, session
from survey_app.models import Account, AttributeFlag, Stage
from survey_app.services import audit
from survey_app.services.attribute_tables import Battery


def marked(stage: Stage, battery: Battery) -> frozenset[str]:
    """The codes of the attributes of a battery that are not to be acted on."""
    kept = set(session.scalars(select(AttributeFlag.attribute).where(AttributeFlag.stage_id == stage.id)))
    return frozenset(each.code for each in battery.attributes if f"{battery.code}.{each.code}" in kept)


def mark(stage: Stage, battery: Battery, chosen: Collection[str], account: Account) -> int:
    """Mark these attributes of a battery and no others; how many changed. Codes it does not have are nothing."""
    before = marked(stage, battery)
    changed = 0
    for attribute in battery.attributes:
        is_marked, is_wanted = attribute.code in before, attribute.code in chosen
        if is_marked != is_wanted:
            changed += _change(stage, f"{battery.code}.{attribute.code}", account, marks=is_wanted)
    return changed


def _change(stage: Stage, name: str, account: Account, *, marks: bool) -> int:
    """Mark or unmark one attribute; 0 where somebody else did the same in the meantime."""
    if marks:
        row = inserting(AttributeFlag).values(stage_id=stage.id, attribute=name, account_id=account.id)
        done = session.scalars(row.on_conflict_do_nothing().returning(AttributeFlag.attribute)).all()
    else:
        gone = delete(AttributeFlag).where(AttributeFlag.stage_id == stage.id, AttributeFlag.attribute == name)
        done = session.scalars(gone.returning(AttributeFlag.attribute)).all()
    if done:
        subject = f"{stage.title}: {name}"
        audit.record(stage.study_id, account, "attribute_marked" if marks else "attribute_unmarked", subject)
    return len(done)
