"""What is new among the statements of a round, for a panellist: where each came from."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Item, ItemOrigin
from survey_app.services.sittings import Sitting


@dataclass(frozen=True, slots=True)
class Change:
    """An item that is new in a round, and the ones it came from."""

    item: Item
    earlier: tuple[Item, ...]
    is_part: bool = False
    """Whether others came from the same statement as well: it was split."""

    @property
    def is_made(self) -> bool:
        """Whether it was made of answers to an open question, and replaces nothing."""
        return not self.item.is_open and any(each.is_open for each in self.earlier)


def changes(sitting: Sitting) -> list[Change]:
    """What is asked in this round and was not in the round before."""
    if sitting.asked.number == 1:
        return []
    fresh = [item for item in sitting.items if item.id not in sitting.asked_before]
    if not fresh:
        return []
    origins = session.execute(
        select(ItemOrigin.item_id, Item)
        .join(Item, Item.id == ItemOrigin.earlier_id)
        .where(ItemOrigin.item_id.in_([item.id for item in fresh]))
        .order_by(Item.position)
    ).all()
    came = Counter(old.id for _new, old in origins)
    found = [(item, tuple(old for new, old in origins if new == item.id)) for item in fresh]
    return [Change(item, old, is_part=len(old) == 1 and came[old[0].id] > 1) for item, old in found]


def change_of(sitting: Sitting, item: Item) -> Change | None:
    """What is new about an item of this round; None where it was asked before."""
    if sitting.own(item) is not None:
        return None
    return next((each for each in changes(sitting) if each.item.id == item.id), None)
