"""The sentences about anonymity that people read, made from what the stage really does."""

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
    AnonymityLevel.ANONYMOUS: N_(
        "Your answers are sealed when you send them and mixed with those of others before anybody reads them. Nobody "
        "is shown who gave which answer. Whoever holds both the database and the key file of the links could still "
        "link you to your answers, until that key is destroyed when the survey closes."
    ),
    AnonymityLevel.SEALED: N_(
        "Your answers are sealed when you send them and mixed with those of others before anybody reads them. After "
        "that nobody can link them to you, not even the people who run this server. Before that, only somebody who "
        "holds both the database and the key file of the sealed answers could."
    ),
}
_PANEL = {
    AnonymityLevel.IDENTIFIED: N_(
        "Your answers are kept together with your name or address. An owner of the study can see who answered what; "
        "the other panellists cannot."
    ),
    AnonymityLevel.CONFIDENTIAL: N_(
        "No page shows your answers beside your name or address. An owner of the study can look up who gave an answer "
        "only with a written reason, and every look-up is recorded. The other panellists never can."
    ),
    AnonymityLevel.ANONYMOUS: N_(
        "Your answers lie sealed until they are mixed with those of the others. Nobody is shown who gave which answer. "
        "Whoever holds both the database and the key file of the links could still link you to your answers, until "
        "that key is destroyed when the panel ends."
    ),
    AnonymityLevel.SEALED: N_(
        "Your answers lie sealed until they are mixed with those of the others. After that nobody can link them to "
        "you, not even the people who run this server. Before that, only somebody who holds both the database and the "
        "key file of the sealed answers could."
    ),
}
_OPEN = N_(
    "This questionnaire stores no name, no address and nothing else that tells who you are, unless you write it into "
    "an answer yourself."
)
_REMINDERS = {
    AnonymityLevel.SEALED: N_(
        "Keep the mail with your link: reminders do not bring it again, because nobody can make it a second time. If "
        "you lose it, ask for a new one."
    ),
}
_REPEATED = N_("Reminders bring your link again. Whoever has your link can answer as you, so hand it to nobody.")
_LIMITS = N_(
    "The server reads your answers for a moment while you send them; the promise holds from when they are stored. What "
    "you write may give you away by its words: leave out names and places. Whoever has your link, or handed it to you, "
    "can see by it what you answered."
)
_LINK = N_("Whoever has your link, or handed it to you, can see by it what you answered.")
_UNLINKED = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)


def sentence(level: AnonymityLevel, open_link: bool) -> str:  # noqa: FBT001 - the stage has exactly these two answers
    """What a respondent is promised. `open_link` means: came without an invitation, so no person is stored at all."""
    if open_link:
        return _OPEN
    return _SENTENCES[level]


def panel_sentence(level: AnonymityLevel) -> str:
    """What a panellist is promised, who comes back for round after round."""
    return _PANEL[level]


def reminders(level: AnonymityLevel) -> str:
    """What a person must know about the own link: whether a reminder brings it again."""
    return _REMINDERS.get(level, _REPEATED)


def limits(level: AnonymityLevel) -> str | None:
    """What a level cannot promise, said beside the promise; None where nothing is hidden."""
    if level is AnonymityLevel.IDENTIFIED:
        return None
    return _LIMITS if level in _UNLINKED else _LINK
