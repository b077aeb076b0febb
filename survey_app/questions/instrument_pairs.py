# ruff: noqa: RUF001 - Chinese texts use full width marks
"""The pairs of opposite words of the User Experience Questionnaire, in their published order and on their sides."""

from collections.abc import Sequence

from survey_app.questions.definition import Item
from survey_app.questions.instrument_texts import said

HOW_FELT = said(
    "How do you find the product? Decide at once, without thinking long.",
    "¿Cómo le parece el producto? Decida enseguida, sin pensarlo mucho.",
    "您觉得这个产品怎么样？请凭第一印象作答，不必多想。",
)

_PAIRS = (
    ("annoying | enjoyable", "desagradable | agradable", "令人烦躁 | 令人愉快"),
    ("not understandable | understandable", "incomprensible | comprensible", "费解 | 易懂"),
    ("creative | dull", "creativo | sin imaginación", "有创意 | 乏味"),
    ("easy to learn | difficult to learn", "fácil de aprender | difícil de aprender", "易学 | 难学"),
    ("valuable | inferior", "valioso | de poco valor", "有价值 | 低劣"),
    ("boring | exciting", "aburrido | emocionante", "无聊 | 令人兴奋"),
    ("not interesting | interesting", "no interesante | interesante", "无趣 | 有趣"),
    ("unpredictable | predictable", "impredecible | predecible", "不可预测 | 可预测"),
    ("fast | slow", "rápido | lento", "快 | 慢"),
    ("inventive | conventional", "original | convencional", "有独创性 | 平常"),
    ("obstructive | supportive", "obstructivo | de ayuda", "碍事 | 有帮助"),
    ("good | bad", "bueno | malo", "好 | 坏"),
    ("complicated | easy", "complicado | fácil", "复杂 | 简单"),
    ("unlikable | pleasing", "repelente | atrayente", "不讨喜 | 讨喜"),
    ("usual | leading edge", "corriente | de vanguardia", "普通 | 领先"),
    ("unpleasant | pleasant", "incómodo | cómodo", "不舒服 | 舒服"),
    ("secure | not secure", "seguro | inseguro", "安全 | 不安全"),
    ("motivating | demotivating", "motivador | desmotivador", "激励人 | 使人泄气"),
    ("meets expectations | does not meet expectations", "cumple lo esperado | no cumple lo esperado",
     "符合预期 | 不符合预期"),
    ("inefficient | efficient", "ineficiente | eficiente", "低效 | 高效"),
    ("clear | confusing", "claro | confuso", "清楚 | 混乱"),
    ("impractical | practical", "poco práctico | práctico", "不实用 | 实用"),
    ("organized | cluttered", "ordenado | sobrecargado", "有条理 | 杂乱"),
    ("attractive | unattractive", "atractivo | feo", "吸引人 | 不吸引人"),
    ("friendly | unfriendly", "simpático | antipático", "友好 | 不友好"),
    ("conservative | innovative", "conservador | innovador", "保守 | 创新"),
)  # fmt: skip
_SHORT = (
    ("obstructive | supportive", "obstructivo | de ayuda", "碍事 | 有帮助"),
    ("complicated | easy", "complicado | fácil", "复杂 | 简单"),
    ("inefficient | efficient", "ineficiente | eficiente", "低效 | 高效"),
    ("confusing | clear", "confuso | claro", "混乱 | 清楚"),
    ("boring | exciting", "aburrido | emocionante", "无聊 | 令人兴奋"),
    ("not interesting | interesting", "no interesante | interesante", "无趣 | 有趣"),
    ("conventional | inventive", "convencional | original", "平常 | 有独创性"),
    ("usual | leading edge", "corriente | de vanguardia", "普通 | 领先"),
)

UEQ: Sequence[Item] = tuple(Item(str(place), said(*pair)) for place, pair in enumerate(_PAIRS, 1))
UEQ_SHORT: Sequence[Item] = tuple(Item(str(place), said(*pair)) for place, pair in enumerate(_SHORT, 1))
