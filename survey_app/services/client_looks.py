"""The look of a study's exports: read where something is exported, kept, replaced and taken away."""

from survey_app.db import now, session
from survey_app.exports import client_look
from survey_app.exports.client_look import ClientLook
from survey_app.models import Account, KeptLook, Study


def kept(study_id: int) -> ClientLook | None:
    """The look that is kept with a study, with the sheets that came later; None where there is none."""
    row = session.get(KeptLook, study_id)
    return read_stored(row.look) if row is not None else None


def read_stored(look: object) -> ClientLook:
    """A look as it was stored; one from before sheets were told apart knew those of that time."""
    return client_look.read_kept({"known": list(client_look.KNOWN_BEFORE)} | look if isinstance(look, dict) else look)


def look_of(study_id: int) -> ClientLook:
    """The look that exports of a study get: the kept one, else the usual one."""
    return kept(study_id) or ClientLook()


def keep(study: Study, look: ClientLook, account: Account) -> None:
    """Keep a look in place of an earlier one."""
    row = session.get(KeptLook, study.id) or KeptLook(study_id=study.id)
    row.look, row.account_id, row.kept_at = look.stored(), account.id, now()
    session.add(row)
    session.flush()


def remove(study: Study) -> bool:
    """Go back to the usual look; whether there was another one."""
    row = session.get(KeptLook, study.id)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True
