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


class FileKind(StrEnum):
    """What a stored file is."""

    EXPORT = "export"
    IMPORT = "import"
    UPLOAD = "upload"


LANGUAGES: tuple[str, ...] = ("en", "es", "zh_Hans_CN")
