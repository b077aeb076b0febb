"""What a column is called where its question does not stand beside it: the question, and the row of it."""

from survey_app.questions.base import Variable
from survey_app.questions.definition import Questionnaire, Text, say


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
