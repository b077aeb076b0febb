"""The key of a stage's personal links at the level *anonymous*: a file outside the database, destroyed at the end.

It is made when the stage opens for the first time and never again: after a close that mixed everything it is gone, and
then a link is what it is at *sealed* from the beginning, random and known to its person alone.
"""

from sqlalchemy import select

from survey_app.db import after_commit, session
from survey_app.models import Stage
from survey_app.privacy import key_files
from survey_app.privacy.key_files import KeyPlace
from survey_app.privacy.refusals import KeyUnreadable
from survey_app.privacy.sealing import fingerprint
from survey_app.services import batches, installation, sealed_batches
from survey_app.vocabulary import AnonymityLevel, StageKind, StageState


def make(stage: Stage) -> str:
    """The key, made now unless it is there; refuses with 503 when it cannot be written."""
    batches.prepare(installation.settings().keys)
    place = place_of(stage)
    public = key_files.make(place)
    return key_files.read(place, fingerprint(public)).hex()


def find(stage: Stage) -> str | None:
    """The key; None when it was destroyed, was never made, or cannot be read: then no link can be made again."""
    place = place_of(stage)
    if stage.level is not AnonymityLevel.ANONYMOUS or not any(path.exists() for path in place.paths):
        return None
    try:
        return make(stage)
    except KeyUnreadable:
        return None


def destroy(stage: Stage) -> None:
    """Destroy the key once this transaction is stored."""
    place = place_of(stage)
    after_commit(lambda: key_files.destroy(place))


def sweep() -> None:
    """Destroy the keys of stages that closed with nothing left behind: a program may have died before it could."""
    closed = select(Stage).where(
        Stage.kind == StageKind.SURVEY, Stage.level == AnonymityLevel.ANONYMOUS, Stage.state == StageState.CLOSED
    )
    for stage in session.scalars(closed):
        place = place_of(stage)
        if any(path.exists() for path in place.paths) and not sealed_batches.waiting(stage.id):
            key_files.destroy(place)


def place_of(stage: Stage) -> KeyPlace:
    """Where the key lies."""
    return batches.place_of(f"links-{stage.code}")
