"""Personal links of sampled cases: made while they are needed, never stored."""

from survey_app.config import keep_secret
from survey_app.db import session
from survey_app.models import SampledCase, Stage
from survey_app.privacy import links
from survey_app.services import installation

LINK_KEY_FILE = "link_key"
"""The key's name in the instance folder: outside the database and left out of backups of it."""

_keys: dict[str, str] = {}


def secret_of(case: SampledCase) -> str:
    """The secret in this case's link. The case must have its id already (flush before)."""
    return links.link_secret(_key(), case.stage_id, case.id, case.link_issue)


def hash_of(case: SampledCase) -> str:
    """What `SampledCase.link_hash` has to hold for the link to be found."""
    return links.fingerprint(secret_of(case))


def address_of(case: SampledCase) -> str:
    """The whole address to put into a letter. It opens the questionnaire as this person: hand it to nobody else."""
    stage = session.get_one(Stage, case.stage_id)
    return f"{installation.settings().base_url}/r/{stage.code}/{secret_of(case)}"


def open_address(stage: Stage) -> str:
    """The address of a stage's open link."""
    return f"{installation.settings().base_url}/r/{stage.code}"


def _key() -> str:
    path = str(installation.settings().instance / LINK_KEY_FILE)
    if path not in _keys:
        _keys[path] = keep_secret(installation.settings().instance / LINK_KEY_FILE)
    return _keys[path]
