"""What lies unfinished in a round under a link that is made anew: it goes over to the new link, and no count moves.

Taking it out would let the count of those who have begun fall by one while a moderator looks on: that says that the
person had begun. Whoever opens the new link reads nothing of what was saved by the old one, and nothing of it is left:
answers under keys that no link of the person finds could never be erased.
"""

import zlib
from typing import Any

from sqlalchemy import delete, select, update

from survey_app.db import session
from survey_app.models import Batch, InboxSheet, PanelDraft, PanelRound
from survey_app.privacy import drafts, keys
from survey_app.privacy.mix_plan import Phase
from survey_app.services import ballots
from survey_app.services.batches import OpenBatch
from survey_app.vocabulary import RoundPurpose

_DRAFT: Any = PanelDraft.__table__
_NOTHING = zlib.compress(b"{}")


def carry(salt: bytes, old: str, new: str, round_: PanelRound) -> None:
    """Let an empty sheet lie at the place of the new link for the unfinished one of the old: the next save replaces it.

    The own copy is replaced by an empty one too. Both say that their person has begun and not with what. Call while
    the round is held; what was handed over to the mix stays where it is.
    """
    place = keys.draft_place(salt, old, round_.stage_id, round_.number)
    blob = session.scalar(select(_DRAFT.c.blob).where(_DRAFT.c.place == place))
    if blob is None:
        return
    key = keys.draft_key(salt, new, round_.stage_id, round_.number)
    values = {
        "place": keys.draft_place(salt, new, round_.stage_id, round_.number),
        "blob": drafts.lock(key, _NOTHING, len(blob)),
    }
    session.execute(update(_DRAFT).where(_DRAFT.c.place == place).values(values))
    if not round_.live and round_.purpose is not RoundPurpose.WRITE:
        _empty_sheet(salt, old, new, round_)
    session.expire_all()


def _empty_sheet(salt: bytes, old: str, new: str, round_: PanelRound) -> None:
    collecting = select(Batch.id).where(Batch.round_id == round_.id, Batch.phase == Phase.COLLECTING)
    slot = round_.number * ballots.SLOTS
    old_place, new_place = (keys.inbox_key(salt, secret, round_.stage_id, slot) for secret in (old, new))
    left = session.scalar(
        delete(InboxSheet)
        .where(InboxSheet.key == old_place, InboxSheet.batch_id.in_(collecting))
        .returning(InboxSheet.batch_id)
        .execution_options(synchronize_session=False)
    )
    if left is not None:
        batch = session.get_one(Batch, left)
        same = OpenBatch(batch.id, bytes(batch.public_key or b""), batch.blob_size)
        ballots.put_sheet(same, new_place, ballots.empty(keys.receipt(salt, new, round_.stage_id, round_.number)))
