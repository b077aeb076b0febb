"""The words of the field as enumerations, shared by every room."""

from enum import StrEnum


class Role(StrEnum):
    """What a member may do in one study."""

    OWNER = "owner"
    EDITOR = "editor"
    ANALYST = "analyst"
    MODERATOR = "moderator"
    INTERVIEWER = "interviewer"
    VIEWER = "viewer"


class StageKind(StrEnum):
    """The instrument that one stage of a study uses."""

    BRAINSTORM = "brainstorm"
    DELPHI = "delphi"
    SURVEY = "survey"


class StageState(StrEnum):
    """Where a stage stands; it only moves forward, except that a closed stage may re-open."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class AnonymityLevel(StrEnum):
    """Who could link a person to an answer; frozen once the stage has opened."""

    IDENTIFIED = "identified"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"
    SEALED = "sealed"


class Purpose(StrEnum):
    """What a question is for: the five kinds of question of the source text."""

    INQUIRY = "inquiry"
    AFFIRMATIVE = "affirmative"
    IDENTITY = "identity"
    SOLICITATION = "solicitation"
    CLARIFYING = "clarifying"


class Missing(StrEnum):
    """Why an answer is missing."""

    NOT_SHOWN = "not_shown"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not_applicable"
    DO_NOT_KNOW = "do_not_know"
    REFUSED = "refused"


MISSING_CODES: dict[Missing, int] = {
    Missing.NOT_SHOWN: -5,
    Missing.REFUSED: -6,
    Missing.NOT_APPLICABLE: -7,
    Missing.DO_NOT_KNOW: -8,
    Missing.SKIPPED: -9,
}


class Mode(StrEnum):
    """How an answer reached us."""

    WEB = "web"
    INTERVIEWER = "interviewer"
    PHONE = "phone"
    PAPER = "paper"
    OBSERVATION = "observation"
    """Nobody was asked: a member of the study saw it and wrote it down."""


class VersionState(StrEnum):
    """A questionnaire version is written as a draft and frozen when published."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Disposition(StrEnum):
    """What became of a sampled case (AAPOR's final dispositions, in short)."""

    PENDING = "pending"
    COMPLETE = "complete"
    PARTIAL = "partial"
    REFUSAL = "refusal"
    NON_CONTACT = "non_contact"
    INELIGIBLE = "ineligible"


class JobState(StrEnum):
    """Where a piece of background work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class MailState(StrEnum):
    """What became of a mail: `shown` when no mail server is configured."""

    QUEUED = "queued"
    SENT = "sent"
    SHOWN = "shown"
    FAILED = "failed"


class MailKind(StrEnum):
    """Which letter a mail is."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    RESET = "reset"
    WELCOME = "welcome"
    TEST = "test"
    PANEL_INVITATION = "panel_invitation"
    ROUND_OPEN = "round_open"
    ROUND_REMINDER = "round_reminder"
    ROUND_REOPENED = "round_reopened"
    PANEL_LINK = "panel_link"


class FileKind(StrEnum):
    """What a stored file is."""

    EXPORT = "export"
    IMPORT = "import"
    UPLOAD = "upload"


class PanelState(StrEnum):
    """Where a panel stands; a locked protocol changes only by an amendment with a reason."""

    DRAFT = "draft"
    LOCKED = "locked"
    RUNNING = "running"
    CONCLUDED = "concluded"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class PanellistState(StrEnum):
    """What became of the invitation of a panellist."""

    LISTED = "listed"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    BOUNCED = "bounced"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class RoundPurpose(StrEnum):
    """What a round of a panel collects."""

    WRITE = "write"
    VOTE = "vote"
    RATE = "rate"


class RoundState(StrEnum):
    """Where a round stands; the database refuses every other way than those of `ROUND_MOVES`."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    PAUSED = "paused"
    CLOSING = "closing"
    CLOSED = "closed"
    ANALYSED = "analysed"
    RELEASED = "released"
    CANCELLED = "cancelled"


ROUND_MOVES: dict[RoundState, frozenset[RoundState]] = {
    RoundState.DRAFT: frozenset({RoundState.SCHEDULED, RoundState.OPEN, RoundState.CANCELLED}),
    RoundState.SCHEDULED: frozenset({RoundState.DRAFT, RoundState.OPEN, RoundState.CANCELLED}),
    RoundState.OPEN: frozenset({RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED, RoundState.CANCELLED}),
    RoundState.PAUSED: frozenset({RoundState.OPEN, RoundState.CLOSED, RoundState.CANCELLED}),
    RoundState.CLOSING: frozenset({RoundState.OPEN, RoundState.CLOSED, RoundState.CANCELLED}),
    RoundState.CLOSED: frozenset({RoundState.OPEN, RoundState.ANALYSED, RoundState.CANCELLED}),
    RoundState.ANALYSED: frozenset({RoundState.RELEASED}),
    RoundState.RELEASED: frozenset(),
    RoundState.CANCELLED: frozenset(),
}
"""From each state of a round, the states it may move to. A trigger of the database holds the same table."""


class ItemScale(StrEnum):
    """How panellists weigh an item."""

    RATING = "rating"
    POINTS = "points"
    ESTIMATE = "estimate"
    RANKING = "ranking"
    CHOICE = "choice"


class Asking(StrEnum):
    """What a panel is asked of an item: to weigh it on the protocol's scale, or to answer it in its own words."""

    WEIGHED = "weighed"
    OPEN = "open"


class Choice(StrEnum):
    """How a rating came about: given for the first time, kept on purpose, or changed."""

    FIRST = "first"
    KEPT = "kept"
    CHANGED = "changed"


class Side(StrEnum):
    """On which side of the panel's median the author of a reason stands.

    Of an argument (policy Delphi): HIGHER is one for the statement, LOWER one against it.
    """

    LOWER = "lower"
    HIGHER = "higher"
    MIDDLE = "middle"


class ReasonState(StrEnum):
    """What the moderator has decided about a reason."""

    WAITING = "waiting"
    RELEASED = "released"
    WITHHELD = "withheld"


class ProposalState(StrEnum):
    """What the moderator has decided about a statement that a panellist proposed."""

    WAITING = "waiting"
    TAKEN = "taken"
    DECLINED = "declined"


class Fate(StrEnum):
    """What becomes of an item after a round."""

    KEPT = "kept"
    CLOSED = "closed"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    DROPPED = "dropped"


class BrainstormPhase(StrEnum):
    """What a brainstorm is doing now."""

    WRITE = "write"
    BUILD = "build"
    GROUP = "group"
    VOTE = "vote"
    DONE = "done"


class VoteKind(StrEnum):
    """How a panel votes on the cards of a brainstorm."""

    POINTS = "points"
    APPROVE = "approve"
    STANCE = "stance"
    PAIRS = "pairs"


class IdeaState(StrEnum):
    """Whether an idea stands on the board."""

    WAITING = "waiting"
    SHOWN = "shown"
    WITHHELD = "withheld"


class Stance(StrEnum):
    """What an idea says about the one it answers."""

    ADDS = "adds"
    OBJECTS = "objects"


class QuotaAction(StrEnum):
    """What becomes of somebody who belongs to a quota that is full."""

    END = "end"
    REDIRECT = "redirect"
    FLAG = "flag"


class Scope(StrEnum):
    """What a personal token may be used for; never more than its holder may do."""

    STUDIES_READ = "studies:read"
    QUESTIONNAIRES_READ = "questionnaires:read"
    QUESTIONNAIRES_WRITE = "questionnaires:write"
    RESPONSES_READ = "responses:read"
    RESPONSES_WRITE = "responses:write"
    RESULTS_READ = "results:read"
    EXPORTS_WRITE = "exports:write"


LANGUAGES: tuple[str, ...] = ("en", "es", "zh_Hans_CN")


class ImprovementState(StrEnum):
    """How far an improvement is."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class KeyMeasure(StrEnum):
    """A key figure of a survey that can have a target."""

    SATISFIED = "satisfied"
    MEAN = "mean"
    RECOMMEND = "recommend"
    GAP = "gap"
    INDEX = "index"
    EFFORT = "effort"


class Rhythm(StrEnum):
    """How often a record is due."""

    DAY = "day"
    WEEK = "week"
