"""The parts of a respondent's visit: the draft, what was sent, and what the keys of a personal link find."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from survey_app.privacy import keys, links
from survey_app.questions.base import load
from survey_app.questions.showing import Shown
from survey_app.services import interviews
from survey_app.services.doors import Door, NothingPublished
from survey_app.services.sheets import Sheet
from survey_app.vocabulary import Mode

SEED_LETTERS = 16


class Standing(StrEnum):
    """What became of what a personal link has sent, where answers are sealed and mixed."""

    NOTHING = "nothing"
    WAITING = "waiting"
    """Sealed: it can be replaced and erased."""
    MIXING = "mixing"
    """Sealed in a batch that is being opened."""
    MIXED = "mixed"
    """Stored among the others: it can be erased."""
    BEYOND = "beyond"
    """The person has answered, and nothing of it lies under this link: it was an earlier link, or it was removed."""


@dataclass(frozen=True, slots=True)
class LinkKeys:
    """What a personal link stands for in one stage, for the length of one request.

    Nothing of it is stored but the places and keys derived from it.
    """

    salt: bytes = field(repr=False)
    secret: str = field(repr=False)
    stage_id: int

    @property
    def response(self) -> str:
        """The key of the whole response, sealed with it and stored by the mix."""
        return keys.ballot_key(self.salt, self.secret, self.stage_id)

    @property
    def inbox(self) -> str:
        """The place of the sealed sheet."""
        return keys.inbox_key(self.salt, self.secret, self.stage_id, 0)

    @property
    def draft_place(self) -> str:
        """The place of the draft."""
        return keys.draft_place(self.salt, self.secret, self.stage_id, 0)

    @property
    def draft_key(self) -> bytes:
        """What opens the draft."""
        return keys.draft_key(self.salt, self.secret, self.stage_id, 0)

    @property
    def note_place(self) -> str:
        """The place of the note that says what was sent."""
        return keys.draft_place(self.salt, self.secret, self.stage_id, 1)

    @property
    def note_key(self) -> bytes:
        """What opens the note."""
        return keys.draft_key(self.salt, self.secret, self.stage_id, 1)

    @property
    def order(self) -> str:
        """The seed of the order in which the person sees things: stored nowhere, the same as long as the link is."""
        return links.fingerprint(f"{self.secret}|{self.stage_id}", "order")[:SEED_LETTERS]

    @property
    def receipt(self) -> str:
        """The code the person keeps."""
        return keys.receipt(self.salt, self.secret, self.stage_id, 0)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as it stands in the database; a sealed one as it is once its link has opened it."""

    id: int
    version_id: int
    key: str
    submit_key: str
    case_id: int | None
    entered_by: int | None
    mode: Mode
    language: str
    answers: dict[str, Any]
    conflicts_with: str | None
    updated_at: datetime

    @property
    def given(self) -> dict[str, Any]:
        """The answers that could be read, as they are stored."""
        return dict(self.answers.get("given", {}))

    @property
    def typed(self) -> dict[str, dict[str, list[str]]]:
        """Page key -> what was typed there and could not be read as it stands."""
        return dict(self.answers.get("typed", {}))

    @property
    def asked(self) -> dict[str, list[str]]:
        """Page key -> marks of the questions with rules that were before the person there."""
        return dict(self.answers.get("asked", {}))

    @property
    def course(self) -> dict[str, Any]:
        """How the interview has gone so far, see `course`."""
        return dict(self.answers.get("course", {}))

    @property
    def seed(self) -> str:
        """What the order of things is drawn from; a draft older than that goes by its key."""
        return str(self.course.get("seed") or self.key)

    @property
    def done(self) -> list[str]:
        """Keys of the pages that were passed: left by Continue without a problem."""
        return list(self.answers.get("done", ()))


@dataclass(frozen=True, slots=True)
class Sent:
    """A response that was stored, as far as the respondent's pages need it."""

    id: str
    version_id: int
    submit_key: str
    content_hash: str
    receipt: str
    mode: Mode
    language: str
    entered_by: int | None
    submitted_at: datetime
    course: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything one request starts from. `key` finds the draft; `secret` is what the browser holds for it.

    Where answers are sealed, `keys` are those of the link; `sent` is None while a draft is on the way that will
    replace what was sent, and `replaces` is that. Without `has_quotas` nothing can be full on the way; sending looks
    once more.
    """

    door: Door
    sheet: Sheet | None
    draft: DraftRow | None
    sent: Sent | None
    secret: str
    submit_key: str
    case_id: int | None = None
    keys: LinkKeys | None = None
    standing: Standing = Standing.NOTHING
    replaces: Sent | None = None
    has_quotas: bool = True

    @property
    def key(self) -> str:
        """The draft's key in the database."""
        return links.fingerprint(self.secret, "draft")

    @property
    def seed(self) -> str:
        """What the order of things is drawn from for this person; empty before there is anything to go by."""
        if self.keys is not None:
            return self.keys.order
        if self.draft is not None:
            return self.draft.seed
        return str(self.sent.course.get("seed", "")) if self.sent is not None else ""

    def in_order(self) -> "Visit":
        """The visit with the sheet in the person's own order."""
        return self if self.sheet is None else replace(self, sheet=self.sheet.drawn(self.seed))

    @property
    def ready(self) -> Sheet:
        """The sheet; a stage without one has nothing to answer."""
        if self.sheet is None:
            raise NothingPublished
        return self.sheet

    @property
    def language(self) -> str | None:
        """The language chosen so far."""
        return self.draft.language if self.draft else self.sent.language if self.sent else None

    @property
    def can_change(self) -> bool:
        """Whether what was sent can still be replaced by sending again."""
        return self.standing is Standing.WAITING and self.door.is_open

    @property
    def can_erase(self) -> bool:
        """Whether the person can take out what was sent."""
        return self.standing in {Standing.WAITING, Standing.MIXED}

    def has_passed(self, page_key: str) -> bool:
        """Whether the page was left by Continue without a problem."""
        return self.draft is not None and page_key in self.draft.done

    @property
    def first_open_page(self) -> int | None:
        """Number of the first page that still has to be answered; None when all are."""
        if self.draft is None:
            return interviews.first_open(self.ready, {}, (), {})
        return interviews.first_open(self.ready, self.draft.given, self.draft.done, self.draft.asked)

    @property
    def way(self) -> Shown:
        """The person's way through the sheet with the answers so far."""
        return interviews.shown(self.ready, load(self.draft.given) if self.draft else {})
