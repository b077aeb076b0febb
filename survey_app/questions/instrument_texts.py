# ruff: noqa: RUF001 - Chinese texts use full width marks
"""The words of standard questionnaires: published English where it is free, Spanish and Chinese translated here."""

from collections.abc import Sequence

from survey_app.questions.definition import Item, Text


def said(english: str, spanish: str, chinese: str) -> Text:
    """A text in the three languages of the interface."""
    return {"en": english, "es": spanish, "zh_Hans_CN": chinese}


def _rows(*texts: Text) -> tuple[Item, ...]:
    return tuple(Item(str(place), text) for place, text in enumerate(texts, 1))


DISAGREE = said("Strongly disagree", "Muy en desacuerdo", "非常不同意")
AGREE = said("Strongly agree", "Muy de acuerdo", "非常同意")
HOW_FAR = said(
    "How far do you agree with each sentence?",
    "¿Hasta qué punto está de acuerdo con cada frase?",
    "您在多大程度上同意以下各句？",
)

SUS: Sequence[Item] = _rows(
    said(
        "I think that I would like to use this system frequently.",
        "Creo que me gustaría usar este sistema con frecuencia.",
        "我想我会愿意经常使用这个系统。",
    ),
    said(
        "I found the system unnecessarily complex.",
        "El sistema me ha parecido innecesariamente complejo.",
        "我觉得这个系统复杂得没有必要。",
    ),
    said(
        "I thought the system was easy to use.",
        "El sistema me ha parecido fácil de usar.",
        "我觉得这个系统容易使用。",
    ),
    said(
        "I think that I would need the support of a technical person to be able to use this system.",
        "Creo que necesitaría la ayuda de un técnico para poder usar este sistema.",
        "我想我需要技术人员的帮助才能使用这个系统。",
    ),
    said(
        "I found the various functions in this system were well integrated.",
        "Las distintas funciones de este sistema están bien integradas.",
        "我觉得这个系统的各项功能结合得很好。",
    ),
    said(
        "I thought there was too much inconsistency in this system.",
        "Hay demasiadas incoherencias en este sistema.",
        "我觉得这个系统里不一致的地方太多。",
    ),
    said(
        "I would imagine that most people would learn to use this system very quickly.",
        "Imagino que la mayoría de la gente aprendería muy deprisa a usar este sistema.",
        "我想大多数人会很快学会使用这个系统。",
    ),
    said(
        "I found the system very cumbersome to use.",
        "El sistema me ha parecido muy engorroso de usar.",
        "我觉得这个系统用起来很麻烦。",
    ),
    said(
        "I felt very confident using the system.",
        "Me he sentido muy seguro al usar el sistema.",
        "使用这个系统时，我觉得很有把握。",
    ),
    said(
        "I needed to learn a lot of things before I could get going with this system.",
        "He tenido que aprender muchas cosas antes de poder manejarme con este sistema.",
        "我要先学很多东西，才能开始使用这个系统。",
    ),
)

_MEETS = said(
    "This system's capabilities meet my requirements.",
    "Las capacidades de este sistema cumplen mis necesidades.",
    "这个系统的功能符合我的要求。",
)
_EASY = said("This system is easy to use.", "Este sistema es fácil de usar.", "这个系统容易使用。")
UMUX: Sequence[Item] = _rows(
    _MEETS,
    said(
        "Using this system is a frustrating experience.",
        "Usar este sistema es una experiencia frustrante.",
        "使用这个系统是一种令人沮丧的体验。",
    ),
    _EASY,
    said(
        "I have to spend too much time correcting things with this system.",
        "Tengo que dedicar demasiado tiempo a corregir cosas con este sistema.",
        "使用这个系统时，我要花太多时间去更正。",
    ),
)
UMUX_LITE: Sequence[Item] = _rows(_MEETS, _EASY)

TASK = said(
    "Think of the task you have just done. How was it?",
    "Piense en la tarea que acaba de hacer. ¿Cómo ha sido?",
    "请回想您刚才完成的任务。感受如何？",
)
TASK_HINT = said(
    "0 = very low, 10 = very high; for performance 0 = perfect, 10 = failure.",
    "0 = muy bajo, 10 = muy alto; en rendimiento, 0 = perfecto, 10 = fracaso.",
    "0＝非常低，10＝非常高；“绩效”一项0＝完美，10＝失败。",
)
LOW, HIGH = said("Very low", "Muy bajo", "非常低"), said("Very high", "Muy alto", "非常高")
TLX: Sequence[Item] = (
    Item("mental", said("Mental demand", "Exigencia mental", "脑力要求")),
    Item("physical", said("Physical demand", "Exigencia física", "体力要求")),
    Item("temporal", said("Time pressure", "Presión de tiempo", "时间压力")),
    Item("performance", said("Performance", "Rendimiento", "绩效")),
    Item("effort", said("Effort", "Esfuerzo", "努力程度")),
    Item("frustration", said("Frustration", "Frustración", "挫折感")),
)

THREE = said(
    "Please judge us from 1 to 10.",
    "Valórenos, por favor, del 1 al 10.",
    "请用1到10分评价我们。",
)
WORST, BEST = said("The lowest", "Lo más bajo", "最低"), said("The highest", "Lo más alto", "最高")
THREE_ITEMS: Sequence[Item] = (
    Item("overall", said("All in all", "En conjunto", "总体而言")),
    Item("expected", said("Against what you had expected", "Frente a lo que esperaba", "与您的预期相比")),
    Item(
        "ideal",
        said("Against the best you can imagine", "Frente a lo mejor que pueda imaginar", "与您心目中的理想相比"),
    ),
)

EASE = said(
    "We made it easy for you to get done what you came for.",
    "Le hemos puesto fácil resolver lo que necesitaba.",
    "我们让您轻松办成了要办的事。",
)
EASE_HINT = said(
    "How far do you agree with this sentence?",
    "¿Hasta qué punto está de acuerdo con esta frase?",
    "您在多大程度上同意这句话？",
)
MISSED = said(
    "How would you feel if you could no longer use our product?",
    "¿Cómo se sentiría si ya no pudiera usar nuestro producto?",
    "如果您不能再使用我们的产品，您会有什么感受？",
)
MISSED_ANSWERS: Sequence[Text] = (
    said("Very disappointed", "Muy decepcionado", "非常失望"),
    said("Somewhat disappointed", "Algo decepcionado", "有些失望"),
    said("Not disappointed", "Nada decepcionado", "不失望"),
    said("I do not use it any more", "Ya no lo uso", "我已经不再使用"),
)
