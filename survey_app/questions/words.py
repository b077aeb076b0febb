"""Words that belong to the instrument itself, in the languages it ships with.

They stand beside the researcher's own texts on a questionnaire, in exports and in codebooks, so they follow the
study's language and not the language of the interface around them.
"""

from survey_app.questions.definition import Text, say
from survey_app.vocabulary import Missing

OTHER: Text = {"en": "Other", "es": "Otra respuesta", "zh_Hans_CN": "其他"}
AGREE: Text = {"en": "I agree", "es": "Estoy de acuerdo", "zh_Hans_CN": "我同意"}
DISAGREE: Text = {"en": "I do not agree", "es": "No estoy de acuerdo", "zh_Hans_CN": "我不同意"}
CHOSEN: Text = {"en": "Chosen", "es": "Elegida", "zh_Hans_CN": "已选"}
NOT_CHOSEN: Text = {"en": "Not chosen", "es": "No elegida", "zh_Hans_CN": "未选"}
EXPECTED: Text = {"en": "Expected before", "es": "Esperaba antes", "zh_Hans_CN": "事先期望"}
EXPERIENCED: Text = {"en": "Experienced", "es": "He experimentado", "zh_Hans_CN": "实际体验"}
NO_EXPERIENCE: Text = {"en": "No experience yet", "es": "Aún sin experiencia", "zh_Hans_CN": "尚无体验"}
UNLIKELY: Text = {"en": "Not at all likely", "es": "Nada probable", "zh_Hans_CN": "完全不可能"}
LIKELY: Text = {"en": "Extremely likely", "es": "Muy probable", "zh_Hans_CN": "非常可能"}

MISSING: dict[Missing, Text] = {
    Missing.NOT_APPLICABLE: {"en": "Does not apply", "es": "No procede", "zh_Hans_CN": "不适用"},
    Missing.DO_NOT_KNOW: {"en": "Do not know", "es": "No sé", "zh_Hans_CN": "不知道"},
    Missing.REFUSED: {"en": "Prefer not to say", "es": "Prefiero no decirlo", "zh_Hans_CN": "不愿回答"},
    Missing.SKIPPED: {"en": "No answer", "es": "Sin respuesta", "zh_Hans_CN": "未回答"},
    Missing.NOT_SHOWN: {"en": "Not asked", "es": "No preguntado", "zh_Hans_CN": "未显示"},
}


def joined(first: Text, second: Text) -> Text:
    """Two texts as one, in every language the first is written in.

    >>> joined({"en": "Price", "es": "Precio"}, EXPECTED)["es"]
    'Precio · Esperaba antes'
    """
    return {language: f"{words} · {say(second, language)}" for language, words in first.items()}
