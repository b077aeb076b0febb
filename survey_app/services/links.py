"""Personal links of sampled cases: made while they are needed, never stored."""

from survey_app.config import keep_secret
from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.models import SampledCase, Stage
from survey_app.privacy import links
from survey_app.services import installation, stage_links
from survey_app.services.doors import UNLINKED

LINK_KEY_FILE = "link_key"
"""The key's name in the instance folder: outside the database and left out of backups of it."""

_keys: dict[str, str] = {}


class LinkUnknown(Refusal):
    """Nobody can make this link again: not this program either."""

    title = N_("This link cannot be shown")
    message = N_("At this level of anonymity nobody can make a link again. The person can get a new one.")


def secret_of(case: SampledCase) -> str:
    """The secret in this case's link. The case must have its id already (flush before).

    Refused where nobody can make the link again: at *sealed*, and at *anonymous* once its key is destroyed.
    """
    found = known_secret(case)
    if found is None:
        raise LinkUnknown
    return found


def known_secret(case: SampledCase) -> str | None:
    """The secret as its key makes it; None where there is no key, because the link is random."""
    stage = session.get_one(Stage, case.stage_id)
    key = stage_links.find(stage) if stage.level in UNLINKED else installation_key()
    return None if key is None else links.link_secret(key, case.stage_id, case.id, case.link_issue)


def hash_of(case: SampledCase) -> str:
    """What `SampledCase.link_hash` has to hold for the link to be found; of a random link, one that nobody has yet."""
    return links.fingerprint(known_secret(case) or links.random_secret())


def address_of(case: SampledCase) -> str:
    """The whole address to put into a letter. It opens the questionnaire as this person: hand it to nobody else."""
    return address(session.get_one(Stage, case.stage_id), secret_of(case))


def address(stage: Stage, secret: str) -> str:
    """The address with this secret."""
    return f"{installation.settings().base_url}/r/{stage.code}/{secret}"


def open_address(stage: Stage) -> str:
    """The address of a stage's open link."""
    return f"{installation.settings().base_url}/r/{stage.code}"


def installation_key() -> str:
    """The key that makes links again at the levels where the researchers may send them again."""
    path = str(installation.settings().instance / LINK_KEY_FILE)
    if path not in _keys:
        _keys[path] = keep_secret(installation.settings().instance / LINK_KEY_FILE)
    return _keys[path]
