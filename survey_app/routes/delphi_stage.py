"""The Delphi stage at an address, for whoever may work on it in one of several ways."""

from survey_app.exceptions import NotAllowed, NotFound
from survey_app.models import PanelRound
from survey_app.routes import access
from survey_app.services import rights, rounds
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import StageKind

WRITING = (Act.EDIT, Act.MODERATE)
"""Who may write statements and the protocol."""


def find(study_code: str, stage_code: str, acts: tuple[Act, ...] = (Act.MODERATE,)) -> StageAccess:
    """The Delphi at this address, or 404; 403 where the role covers none of the acts."""
    found = access.stage(study_code, stage_code)
    if found.stage.kind is not StageKind.DELPHI:
        raise NotFound
    if not any(rights.may(found.role, act) for act in acts):
        raise NotAllowed
    return found


def round_of(study_code: str, stage_code: str, number: int) -> tuple[StageAccess, PanelRound]:
    """A round of the Delphi at this address, for its moderator."""
    found = find(study_code, stage_code)
    return found, rounds.find(found.stage, number)
