"""The notes of the register of needs: stated or latent, where a need was found, and what shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from survey_app.db import inserting, now, session
from survey_app.models import Account, NeedNote, Stage
from survey_app.services import audit
from survey_app.stats.need_register import Awareness

LONGEST_SOURCE, LONGEST_EVIDENCE = 200, 2000


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of one need."""

    awareness: Awareness = Awareness.UNKNOWN
    source: str = ""
    evidence: str = ""


NOTHING = Note()


def of_stage(stage: Stage) -> dict[str, Note]:
    """The notes of a survey by feature, each named `QUESTION.item`."""
    rows = session.scalars(select(NeedNote).where(NeedNote.stage_id == stage.id))
    return {row.feature: Note(_awareness(row.awareness), row.source, row.evidence) for row in rows}


def _awareness(name: str) -> Awareness:
    return Awareness(name) if name in set(Awareness) else Awareness.UNKNOWN


def keep(stage: Stage, wanted: Mapping[str, Note], account: Account) -> int:
    """Keep these notes, an empty one by taking it away; how many changed."""
    before = of_stage(stage)
    changed = [feature for feature, note in wanted.items() if before.get(feature, NOTHING) != note]
    for feature in changed:
        _put(stage, feature, wanted[feature], account)
    if changed:
        audit.record(stage.study_id, account, "needs_noted", stage.title)
    return len(changed)


def _put(stage: Stage, feature: str, note: Note, account: Account) -> None:
    if note == NOTHING:
        session.execute(delete(NeedNote).where(NeedNote.stage_id == stage.id, NeedNote.feature == feature))
        return
    new = {
        "awareness": note.awareness.value, "source": note.source, "evidence": note.evidence,
        "account_id": account.id, "saved_at": now(),
    }  # fmt: skip
    row = inserting(NeedNote).values(stage_id=stage.id, feature=feature, **new)
    session.execute(row.on_conflict_do_update(index_elements=["stage_id", "feature"], set_=new))
