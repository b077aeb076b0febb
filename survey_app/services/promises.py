"""The sentence about anonymity that people read, made from what the stage really does."""

from survey_app.exceptions import N_
from survey_app.vocabulary import AnonymityLevel

_SENTENCES = {
    AnonymityLevel.IDENTIFIED: N_(
        "Your answers are kept together with your name or address. The researchers of this study can see who answered "
        "what."
    ),
    AnonymityLevel.CONFIDENTIAL: N_(
        "Your answers are kept apart from your name and address. No page shows both. An owner of the study can look up "
        "who gave an answer only with a written reason, and every look-up is recorded."
    ),
}
_OPEN = N_(
    "This questionnaire stores no name, no address and nothing else that tells who you are, unless you write it into "
    "an answer yourself."
)
_NOT_YET = {
    AnonymityLevel.ANONYMOUS: N_(
        "Nobody can see who answered what; links for reminders come from a key that is destroyed at the end."
    ),
    AnonymityLevel.SEALED: N_("Answers are mixed before anybody can read them; not even the operator can link them."),
}


def sentence(level: AnonymityLevel, open_link: bool) -> str:  # noqa: FBT001 - the stage has exactly these two answers
    """What a respondent is promised. `open_link` means: came without an invitation, so no person is stored at all."""
    if open_link:
        return _OPEN
    return _SENTENCES[level]


def not_yet(level: AnonymityLevel) -> str | None:
    """What a level will promise that this release cannot keep; None when it can be chosen."""
    return _NOT_YET.get(level)
