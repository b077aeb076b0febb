"""When others learn that somebody has left: where answers have no name, not at the moment at which words may vanish.

Whoever leaves is out at once, and their link ends. On the roll they stand as taking part until `tell`, which is for all
who have left since: everything that is told goes by the state of the roll, whichever way somebody left. Until then
`left_round` is below zero. A new link opens the panel as if its owner had never left; whoever uses it takes part again,
from the next round on: they stay in the number asked of the one during which they left.
"""

from secrets import token_hex
from typing import Any

from sqlalchemy import select, update

from survey_app.db import session
from survey_app.models import MailEntry, Panellist
from survey_app.vocabulary import MailKind, PanellistState

_PEOPLE: Any = Panellist.__table__
_ENDED = "left"
_LENGTH = 64
_TO_ALL = (MailKind.ROUND_OPEN, MailKind.ROUND_REOPENED, MailKind.ROUND_REMINDER)


def ended_tag(tag: str) -> str:
    """What stands on the roll for a link whose owner has left: it says no more than that, and finds no answer."""
    return f"{_ENDED}{tag}"[:_LENGTH]


def has_ended(tag: str | None) -> bool:
    """Whether a tag is that of a link that ended with the leaving of its owner."""
    return bool(tag and tag.startswith(_ENDED))


def keep_back(panellist_id: int, last_round: int) -> bool:
    """Let somebody leave without telling it; False where they do not take part any more, as the roll says already.

    The row is the same whether they took their answers along or left them behind: no link finds those any more.
    """
    if _has_left(panellist_id):
        return True  # by another window in the meantime
    here = _PEOPLE.c.id == panellist_id, _PEOPLE.c.state == PanellistState.ACCEPTED
    tag = session.scalar(select(_PEOPLE.c.tag).where(*here)) or token_hex(_LENGTH // 2)
    left = {"left_round": -last_round, "tag": ended_tag(tag), "older_tags": []}
    moved = session.execute(update(_PEOPLE).where(*here).values(left))
    return int(moved.rowcount) == 1  # type: ignore[attr-defined]  # an UPDATE has a row count


def _has_left(panellist_id: int) -> bool:
    return session.scalar(select(_PEOPLE.c.id).where(_PEOPLE.c.id == panellist_id, is_kept_back())) is not None


def is_kept_back() -> Any:  # noqa: ANN401 - a condition on the roll
    """Whose leaving is not told yet."""
    return (_PEOPLE.c.left_round < 0).is_(True)


def tell(stage_id: int) -> None:
    """Let the roll say of all who have left that they have. Call inside one `transaction()`."""
    left = Panellist.stage_id == stage_id, Panellist.left_round < 0
    # in the order in which whoever erases waits for all rows, so that nobody waits in a circle
    session.execute(select(Panellist.id).where(*left).order_by(Panellist.id).with_for_update())
    told = {"state": PanellistState.WITHDRAWN, "left_round": -Panellist.left_round}
    session.execute(update(Panellist).where(*left, Panellist.state == PanellistState.ACCEPTED).values(told))


def take_back(panellist_id: int) -> None:
    """Somebody who left before it was told takes part again."""
    here = _PEOPLE.c.id == panellist_id, is_kept_back()
    session.execute(update(_PEOPLE).where(*here).values(left_round=-_PEOPLE.c.left_round))


def left_during(panellist: Panellist, number: int) -> bool:
    """Whether somebody left by their own link when this round had opened and no later one, told of it or not."""
    return has_ended(panellist.tag) and abs(panellist.left_round or 0) == number


def gets_nothing(entry: MailEntry) -> bool:
    """Whether a letter to all stays unsent because this person has left, though the log says of everybody the same.

    A letter with a link goes out all the same: somebody asked for it in the person's name.
    """
    return entry.panellist_id is not None and entry.kind in _TO_ALL and _has_left(entry.panellist_id)
