"""Which role may do what in a study: one table, read by every route."""

from enum import StrEnum

from survey_app.exceptions import NotAllowed
from survey_app.vocabulary import Role


class Act(StrEnum):
    """Something a member may be allowed to do."""

    SEE_STUDY = "see_study"
    EDIT = "edit"
    RUN = "run"
    ENTER = "enter"
    SEE_RESULTS = "see_results"
    ANALYSE = "analyse"
    EXPORT = "export"
    IMPORT = "import"
    LOOK_UP = "look_up"
    MODERATE = "moderate"
    MANAGE = "manage"


ALLOWED: dict[Act, frozenset[Role]] = {
    Act.SEE_STUDY: frozenset(Role),
    Act.EDIT: frozenset({Role.OWNER, Role.EDITOR}),
    Act.RUN: frozenset({Role.OWNER, Role.EDITOR}),
    Act.ENTER: frozenset({Role.OWNER, Role.EDITOR, Role.INTERVIEWER}),
    Act.SEE_RESULTS: frozenset({Role.OWNER, Role.EDITOR, Role.ANALYST, Role.VIEWER}),
    Act.ANALYSE: frozenset({Role.OWNER, Role.EDITOR, Role.ANALYST}),
    Act.EXPORT: frozenset({Role.OWNER, Role.ANALYST}),
    Act.IMPORT: frozenset({Role.OWNER, Role.EDITOR, Role.ANALYST}),
    Act.LOOK_UP: frozenset({Role.OWNER}),
    Act.MODERATE: frozenset({Role.OWNER, Role.MODERATOR}),
    Act.MANAGE: frozenset({Role.OWNER}),
}


def may(role: Role, act: Act) -> bool:
    """Whether the role covers the act."""
    return role in ALLOWED[act]


def require(role: Role, act: Act) -> None:
    """Refuse with words when it does not."""
    if not may(role, act):
        raise NotAllowed
