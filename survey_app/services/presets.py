# ruff: noqa: RUF001 - Chinese texts use full width marks
"""Wordings that ship with the product: scales and needs in English, Spanish and Chinese."""

from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.questions.definition import Item, Scale, Text


def _text(english: str, spanish: str, chinese: str) -> Text:
    return {"en": english, "es": spanish, "zh_Hans_CN": chinese}


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready scale under a name the editor shows."""

    label: str
    scale: Scale


_SATISFACTION = (
    _text("Very dissatisfied", "Muy insatisfecho", "非常不满意"),
    _text("Dissatisfied", "Insatisfecho", "不满意"),
    _text("Neither", "Ni lo uno ni lo otro", "一般"),
    _text("Satisfied", "Satisfecho", "满意"),
    _text("Very satisfied", "Muy satisfecho", "非常满意"),
)
_AGREEMENT = (
    _text("Strongly disagree", "Muy en desacuerdo", "非常不同意"),
    _text("Disagree", "En desacuerdo", "不同意"),
    _text("Neither", "Ni lo uno ni lo otro", "不确定"),
    _text("Agree", "De acuerdo", "同意"),
    _text("Strongly agree", "Muy de acuerdo", "非常同意"),
)
_IMPORTANCE = (
    _text("Not important", "Nada importante", "不重要"),
    _text("Slightly important", "Poco importante", "不太重要"),
    _text("Fairly important", "Algo importante", "一般重要"),
    _text("Important", "Importante", "重要"),
    _text("Very important", "Muy importante", "非常重要"),
)
_FREQUENCY = (
    _text("Never", "Nunca", "从不"),
    _text("Rarely", "Rara vez", "很少"),
    _text("Sometimes", "A veces", "有时"),
    _text("Often", "A menudo", "经常"),
    _text("Always", "Siempre", "总是"),
)
_POOR, _EXCELLENT = _text("Very poor", "Muy malo", "很差"), _text("Excellent", "Excelente", "很好")
_WORST, _BEST = _text("Worst", "Lo peor", "最差"), _text("Best", "Lo mejor", "最好")

SCALES: dict[str, Preset] = {
    "satisfaction": Preset(
        N_("Satisfaction, 5 points"), Scale(1, 5, _SATISFACTION[0], _SATISFACTION[-1], _SATISFACTION)
    ),
    "agreement": Preset(N_("Agreement, 5 points"), Scale(1, 5, _AGREEMENT[0], _AGREEMENT[-1], _AGREEMENT)),
    "importance": Preset(N_("Importance, 5 points"), Scale(1, 5, _IMPORTANCE[0], _IMPORTANCE[-1], _IMPORTANCE)),
    "frequency": Preset(N_("Frequency, 5 points"), Scale(1, 5, _FREQUENCY[0], _FREQUENCY[-1], _FREQUENCY)),
    "quality": Preset(N_("Quality, 5 points, words at the ends"), Scale(1, 5, _POOR, _EXCELLENT)),
    "quality7": Preset(N_("Quality, 7 points, words at the ends"), Scale(1, 7, _POOR, _EXCELLENT)),
    "ten": Preset(N_("0 to 10, words at the ends"), Scale(0, 10, _WORST, _BEST)),
}

NEEDS: tuple[Item, ...] = (
    Item("safety", _text("Safe, with privacy kept", "Seguridad, con la intimidad protegida", "安全，隐私受保护")),
    Item("order", _text("An orderly course of things", "Que todo siga un orden", "井然有序")),
    Item("time", _text("On time", "Puntualidad", "及时")),
    Item("remembered", _text("Being remembered", "Que me recuerden", "被记住")),
    Item("welcome", _text("Being welcome", "Ser bienvenido", "受欢迎")),
    Item("comfort", _text("Feeling comfortable", "Sentirme cómodo", "感到舒适")),
    Item("understood", _text("Being understood", "Que me comprendan", "被理解")),
    Item("helped", _text("Being helped", "Que me ayuden", "得到帮助")),
    Item("valued", _text("Being valued", "Que me valoren", "受重视")),
    Item("praised", _text("Being praised", "Que me elogien", "被称赞")),
    Item("respected", _text("Being respected", "Que me respeten", "受尊重")),
    Item("trusted", _text("Being trusted", "Que confíen en mí", "被信任")),
)
"""The twelve needs of the customer named by the source text, as rows of a battery or a grid."""

OVERALL: Text = _text(
    "How satisfied are you with us overall?",
    "En conjunto, ¿qué grado de satisfacción tiene con nosotros?",
    "总体而言，您对我们的满意程度如何？",
)
IMPROVE: Text = _text("What should we improve?", "¿Qué deberíamos mejorar?", "您认为我们应该改进什么？")
HOW: Text = _text("How should we improve it?", "¿Cómo deberíamos mejorarlo?", "您认为我们应该怎样改进？")
EXPECTED_EXPERIENCED: Text = _text(
    "What did you expect of us, and what did you experience?",
    "¿Qué esperaba de nosotros y qué ha experimentado?",
    "您事先对我们的期望如何？实际体验又如何？",
)
EXPECTED_HINT: Text = _text(
    "Think back to the time before: rate what you expected then, and what came of it.",
    "Recuerde el momento anterior: valore lo que esperaba entonces y lo que resultó.",
    "请回想事先的情形：分别评价当时的期望和实际的结果。",
)
RECOMMEND: Text = _text(
    "How likely are you to recommend us to a friend or colleague?",
    "¿Con qué probabilidad nos recomendaría a un amigo o colega?",
    "您向朋友或同事推荐我们的可能性有多大？",
)
WHY: Text = _text("Why did you choose this figure?", "¿Por qué ha elegido esta cifra?", "您为什么选择这个分数？")


def written_in(text: Text, languages: tuple[str, ...]) -> dict[str, str]:
    """A text in those of the languages that it exists in.

    >>> written_in(WHY, ("en", "ar"))
    {'en': 'Why did you choose this figure?'}
    """
    return {language: text[language] for language in languages if language in text}


def scale_in(preset: str, languages: tuple[str, ...]) -> Scale:
    """A ready scale with its words in the languages of a questionnaire."""
    scale = SCALES[preset].scale
    return Scale(
        scale.first,
        scale.last,
        written_in(scale.low, languages),
        written_in(scale.high, languages),
        tuple(written_in(words, languages) for words in scale.labels),
    )


def needs_in(languages: tuple[str, ...]) -> tuple[Item, ...]:
    """The twelve needs with their words in the languages of a questionnaire."""
    return tuple(Item(item.code, written_in(item.label, languages)) for item in NEEDS)
