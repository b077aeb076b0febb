"""A stage as a respondent meets it, and why it may take no answers."""

from dataclasses import dataclass
from datetime import datetime

from survey_app.db import now
from survey_app.exceptions import N_, NotFound, StageNotOpen
from survey_app.vocabulary import AnonymityLevel, StageState

UNLINKED = frozenset({AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED})
"""The levels at which answers lie sealed until they are mixed, and nothing joins them to a person afterwards."""


class NotYetOpen(StageNotOpen):
    """The stage has never been open."""

    title = N_("This questionnaire is not open yet")
    message = N_("It takes no answers before it is opened. Come back later by the same address.")


class Closed(StageNotOpen):
    """The stage was open and is not any more."""

    title = N_("This questionnaire is closed")
    message = N_("It takes no more answers.")


class NothingPublished(StageNotOpen):
    """There is no questionnaire to answer."""

    title = N_("There is nothing to answer yet")
    message = N_("The questions have not been published. Come back later by the same address.")


class WrongLink(NotFound):
    """The address belongs to no stage or to no case."""

    title = N_("This link does not work")
    message = N_(
        "Copy the whole link from your invitation, or ask the people who invited you for a new one. "
        "A newer invitation makes an older link void."
    )


@dataclass(frozen=True, slots=True)
class Door:
    """A stage as a respondent meets it."""

    stage_id: int
    code: str
    title: str
    study_code: str
    study_title: str
    organiser: str
    contact: str
    timezone: str
    level: AnonymityLevel
    open_link: bool
    state: StageState
    closes_at: datetime | None

    @property
    def is_unlinked(self) -> bool:
        """Whether what is answered here is sealed and mixed."""
        return self.level in UNLINKED

    @property
    def is_open(self) -> bool:
        """Whether it takes answers at this moment, by the server's clock."""
        return self.state is StageState.OPEN and (self.closes_at is None or now() < self.closes_at)

    def require_open(self) -> None:
        """Refuse with the right words when it does not."""
        if self.state is StageState.DRAFT:
            raise NotYetOpen
        if not self.is_open:
            raise Closed
