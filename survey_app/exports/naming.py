"""What a column is called where its question does not stand beside it, and what people are told apart by."""

from survey_app.exceptions import N_
from survey_app.exports.words import Words, capital
from survey_app.questions.base import Variable
from survey_app.questions.definition import Questionnaire, Text, say

ATTRIBUTES: dict[str, str] = {
    "industry": N_("Industry"),
    "sector": N_("Sector"),
    "region": N_("Region"),
    "country": N_("Country"),
    "place": N_("Location"),
    "city": N_("City"),
    "segment": N_("Segment"),
    "channel": N_("Channel"),
    "language": N_("Language"),
}
"""Names that columns of lists of people often have: the only ones whose words are known in every language."""


def attribute_name(name: str, words: Words, title: Text | None = None) -> str:
    """A column of the list of people as it begins a line: in the report's language where its name is a usual one.

    `title` is what it is called where somebody said it.

    >>> from zoneinfo import ZoneInfo
    >>> spanish = Words("es", {"Industry": "Sector de actividad"}.get, ZoneInfo("UTC"))
    >>> attribute_name("industry", spanish), attribute_name("sales area", spanish)
    ('Sector de actividad', 'Sales area')
    """
    if title and (said := words.of(title)):
        return capital(said)
    known = ATTRIBUTES.get(name.strip().casefold())
    return capital(name) if known is None or words.language.startswith("en") else words.say(known)


def group_name(label: str | None, words: Words, said: Text) -> str:
    """One value of such a column: what somebody said it is called, else as the list has it."""
    return words.say(N_("not stated")) if label is None else words.of(said) or label


def whole_label(questionnaire: Questionnaire, variable: Variable) -> Text:
    """The words of a column: those of its question, and behind them those of its row where it has one.

    Columns that already say all of their question keep their own words.
    """
    question = questionnaire.find(variable.name.partition(".")[0])
    own = say(variable.label, questionnaire.language)
    if question is None or not any(question.text.values()):
        return variable.label
    asked = say(question.text, questionnaire.language)
    if not own or own == asked or own.startswith(f"{asked} "):
        return variable.label or question.text
    spoken = {language: say(question.text, language, questionnaire.language) for language in questionnaire.languages}
    return {
        language: f"{words} · {say(variable.label, language, questionnaire.language)}"
        for language, words in spoken.items()
        if words
    }
