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
YES: Text = {"en": "Yes", "es": "Sí", "zh_Hans_CN": "是"}
NO: Text = {"en": "No", "es": "No", "zh_Hans_CN": "否"}
MOST_IMPORTANT: Text = {"en": "Most important", "es": "Lo más importante", "zh_Hans_CN": "最重要"}
LEAST_IMPORTANT: Text = {"en": "Least important", "es": "Lo menos importante", "zh_Hans_CN": "最不重要"}
EQUALLY: Text = {"en": "Both matter the same", "es": "Las dos importan igual", "zh_Hans_CN": "两者同样重要"}
MORE: dict[int, Text] = {
    3: {"en": "somewhat more", "es": "algo más", "zh_Hans_CN": "稍重要"},
    5: {"en": "much more", "es": "mucho más", "zh_Hans_CN": "明显更重要"},
    7: {"en": "very much more", "es": "muchísimo más", "zh_Hans_CN": "重要得多"},
    9: {"en": "overwhelmingly more", "es": "abrumadoramente más", "zh_Hans_CN": "极端重要"},
}
"""How many times as important a factor is, in words."""
CONSISTENCY: Text = {"en": "Consistency ratio", "es": "Razón de consistencia", "zh_Hans_CN": "一致性比率"}
FILES_SENT: Text = {"en": "Number of files", "es": "Número de archivos", "zh_Hans_CN": "文件数"}
FILE_NUMBER: Text = {"en": "File", "es": "Archivo", "zh_Hans_CN": "文件"}
A_FILE: tuple[Text, Text] = (
    {"en": "file", "es": "archivo", "zh_Hans_CN": "个文件"},
    {"en": "files", "es": "archivos", "zh_Hans_CN": "个文件"},
)
AN_ENTRY: tuple[Text, Text] = (
    {"en": "entry", "es": "entrada", "zh_Hans_CN": "个条目"},
    {"en": "entries", "es": "entradas", "zh_Hans_CN": "个条目"},
)
ENTRY: Text = {"en": "Entry", "es": "Entrada", "zh_Hans_CN": "条目"}
ENTRIES: Text = {"en": "Number of entries", "es": "Número de entradas", "zh_Hans_CN": "条目数"}
NOT_PLACED: Text = {"en": "Not placed", "es": "Sin puesto", "zh_Hans_CN": "未排序"}
COMMENT: Text = {"en": "Comment", "es": "Comentario", "zh_Hans_CN": "补充说明"}
EXPECTED: Text = {"en": "Expected before", "es": "Esperaba antes", "zh_Hans_CN": "事先期望"}
EXPERIENCED: Text = {"en": "Experienced", "es": "He experimentado", "zh_Hans_CN": "实际体验"}
NO_EXPERIENCE: Text = {"en": "No experience yet", "es": "Aún sin experiencia", "zh_Hans_CN": "尚无体验"}
UNLIKELY: Text = {"en": "Not at all likely", "es": "Nada probable", "zh_Hans_CN": "完全不可能"}
LIKELY: Text = {"en": "Extremely likely", "es": "Muy probable", "zh_Hans_CN": "非常可能"}
FIRST_SCALE: Text = {"en": "First rating", "es": "Primera valoración", "zh_Hans_CN": "第一项评分"}
SECOND_SCALE: Text = {"en": "Second rating", "es": "Segunda valoración", "zh_Hans_CN": "第二项评分"}
WITH_IT: Text = {"en": "If you have this", "es": "Si lo tiene", "zh_Hans_CN": "如果具备"}
WITHOUT_IT: Text = {"en": "If you do not have this", "es": "Si no lo tiene", "zh_Hans_CN": "如果不具备"}
KANO_ANSWERS: tuple[Text, ...] = (
    {"en": "I like it", "es": "Me gusta", "zh_Hans_CN": "我喜欢"},
    {"en": "It must be that way", "es": "Tiene que ser así", "zh_Hans_CN": "理应如此"},
    {"en": "I do not mind", "es": "Me da igual", "zh_Hans_CN": "无所谓"},
    {"en": "I can live with it", "es": "Puedo aceptarlo", "zh_Hans_CN": "勉强接受"},
    {"en": "I dislike it", "es": "No me gusta", "zh_Hans_CN": "我不喜欢"},
)
KANO_CATEGORIES: dict[str, Text] = {
    "A": {"en": "Attractive", "es": "Atractivo", "zh_Hans_CN": "魅力型"},
    "O": {"en": "One-dimensional", "es": "Unidimensional", "zh_Hans_CN": "期望型"},
    "M": {"en": "Must-be", "es": "Obligatorio", "zh_Hans_CN": "必备型"},
    "I": {"en": "Indifferent", "es": "Indiferente", "zh_Hans_CN": "无差异型"},
    "R": {"en": "Reverse", "es": "Inverso", "zh_Hans_CN": "反向型"},
    "Q": {"en": "Questionable", "es": "Dudoso", "zh_Hans_CN": "可疑型"},
}
IMPORTANCE: Text = {"en": "Importance to you", "es": "Importancia para usted", "zh_Hans_CN": "对您的重要性"}
OUR_PERFORMANCE: Text = {"en": "Our performance", "es": "Nuestro desempeño", "zh_Hans_CN": "我们的表现"}
CANNOT_JUDGE: Text = {"en": "Cannot judge", "es": "No puedo juzgar", "zh_Hans_CN": "无法评价"}
LOW: Text = {"en": "At the lowest", "es": "Como mínimo", "zh_Hans_CN": "最低估计"}
BEST: Text = {"en": "Most likely", "es": "Lo más probable", "zh_Hans_CN": "最可能值"}
HIGH: Text = {"en": "At the highest", "es": "Como máximo", "zh_Hans_CN": "最高估计"}
CONFIDENCE: Text = {
    "en": "How sure that the true value lies between lowest and highest",
    "es": "Seguridad de que el valor real esté entre el mínimo y el máximo",
    "zh_Hans_CN": "真实值介于最低与最高之间的把握",
}
USED: Text = {"en": "Have you used it?", "es": "¿Lo ha usado?", "zh_Hans_CN": "是否使用过"}
RATED: Text = {"en": "How do you rate it?", "es": "¿Cómo lo valora?", "zh_Hans_CN": "您的评价"}
UNIMPORTANT: Text = {"en": "Not important at all", "es": "Nada importante", "zh_Hans_CN": "完全不重要"}
VERY_IMPORTANT: Text = {"en": "Very important", "es": "Muy importante", "zh_Hans_CN": "非常重要"}

LANGUAGE_NAMES: dict[str, str] = {"en": "English", "es": "español", "zh_Hans_CN": "中文"}
"""What languages call themselves."""

MISSING: dict[Missing, Text] = {
    Missing.NOT_APPLICABLE: {"en": "Does not apply", "es": "No procede", "zh_Hans_CN": "不适用"},
    Missing.DO_NOT_KNOW: {"en": "Do not know", "es": "No sé", "zh_Hans_CN": "不知道"},
    Missing.REFUSED: {"en": "Prefer not to say", "es": "Prefiero no decirlo", "zh_Hans_CN": "不愿回答"},
    Missing.SKIPPED: {"en": "No answer", "es": "Sin respuesta", "zh_Hans_CN": "未回答"},
    Missing.NOT_SHOWN: {"en": "Not asked", "es": "No preguntado", "zh_Hans_CN": "未显示"},
}


def counted(n: int, words: tuple[Text, Text]) -> Text:
    """A number of things in words, `words` being those of one and of several.

    >>> counted(1, A_FILE)["en"], counted(2, A_FILE)["es"]
    ('1 file', '2 archivos')
    """
    chosen = words[0] if n == 1 else words[1]
    return {language: f"{n}{'' if language.startswith('zh') else ' '}{said}" for language, said in chosen.items()}


def joined(first: Text, second: Text) -> Text:
    """Two texts as one, in every language the first is written in.

    >>> joined({"en": "Price", "es": "Precio"}, EXPECTED)["es"]
    'Precio · Esperaba antes'
    """
    return {language: f"{words} · {say(second, language)}" for language, words in first.items()}
