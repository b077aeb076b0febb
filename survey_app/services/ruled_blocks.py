# ruff: noqa: RUF001 - Chinese texts use full width marks
"""Ready blocks whose questions depend on each other, in English, Spanish and Chinese.

A rule names the questions of its own block by their place: `{0}` is the first one, whatever code it gets.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.calculated import CalculatedSettings
from survey_app.questions.definition import Question, Text
from survey_app.vocabulary import Purpose

_PLACE = re.compile(r"\{(\d{1,2})\}")


@dataclass(frozen=True, slots=True)
class Ruled:
    """One question: its kind and words, when it is asked, and what its type reads."""

    kind: str
    text: Text
    settings: Mapping[str, Any] = field(default_factory=dict)
    show_if: str = ""
    hint: Text = field(default_factory=dict)
    purpose: Purpose = Purpose.INQUIRY
    required: bool = False
    not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class RuledBlock:
    """Questions of one page, and those that follow from them on the next one."""

    label: str
    use: str
    first: Sequence[Ruled]
    later: Sequence[Ruled] = ()
    ends: str = ""
    """When the form ends with this block; such a block stands on a page of its own, before all others."""


def linked(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions of a block with their codes in the place of their numbers in each other's rules."""
    codes = [question.code for question in questions]

    def put_in(rule: str) -> str:
        return _PLACE.sub(lambda found: codes[int(found[1])], rule)

    return tuple(_linked(question, put_in(question.show_if), put_in) for question in questions)


def _linked(question: Question, show_if: str, put_in: Any) -> Question:  # noqa: ANN401 - a function of this module
    settings = question.settings
    if isinstance(settings, CalculatedSettings):
        settings = replace(settings, expression=put_in(settings.expression))
    return replace(question, show_if=show_if, settings=settings)


def _said(english: str, spanish: str, chinese: str) -> Text:
    return {"en": english, "es": spanish, "zh_Hans_CN": chinese}


def _options(*texts: Text) -> list[dict[str, Any]]:
    return [{"code": code, "label": text} for code, text in enumerate(texts, 1)]


_DECISION = {
    "options": [
        {"code": 1, "label": _said("Yes", "Sí", "是")},
        {"code": 2, "label": _said("No", "No", "否")},
        {"code": 8, "label": _said("I do not know", "No lo sé", "不知道")},
    ]
}
_UNCLEAR = "missing({0}) or {0} = 8"
_CONFIRM = RuledBlock(
    N_("Yes or no, and what if there is no answer"),
    N_(
        "Who answers neither yes nor no is asked on the next page what comes nearest, which needs an answer, and who "
        "else could confirm it: three questions."
    ),
    (
        Ruled(
            "single",
            _said(
                "Is everything in order with our service?",
                "¿Está todo en orden con nuestro servicio?",
                "我们的服务一切都好吗？",
            ),
            _DECISION,
            purpose=Purpose.AFFIRMATIVE,
        ),
    ),
    (
        Ruled(
            "single",
            _said(
                "We have no clear answer from you yet. What comes nearest to it?",
                "Aún no tenemos una respuesta clara. ¿Qué se le acerca más?",
                "我们还没有得到您的明确答复。哪一项最接近？",
            ),
            {
                "options": _options(
                    _said("Rather yes", "Más bien sí", "偏向于是"),
                    _said("Rather no", "Más bien no", "偏向于否"),
                    _said("It differs from time to time", "Depende de la ocasión", "视情况而定"),
                    _said("I know too little about it", "Sé demasiado poco de ello", "了解太少"),
                )
            },
            _UNCLEAR,
            purpose=Purpose.AFFIRMATIVE,
            required=True,
        ),
        Ruled(
            "short_text",
            _said(
                "Who could tell us? A function or department is enough.",
                "¿Quién podría decírnoslo? Basta una función o un departamento.",
                "谁能告诉我们？写职务或部门即可。",
            ),
            {},
            _UNCLEAR,
        ),
    ),
)

_AMOUNTS = RuledBlock(
    N_("Where to go, by an amount"),
    N_(
        "As in a bank hall: below 20,000, from 20,000 and from 50,000 people are sent to different places. One number "
        "and three texts; change the limits in their rules."
    ),
    (
        Ruled(
            "number",
            _said("How large is the amount?", "¿De cuánto es el importe?", "金额是多少？"),
            {"min": 0, "decimals": 2},
        ),
    ),
    (
        Ruled(
            "information",
            _said(
                "Please use one of the machines in the hall.",
                "Utilice, por favor, una de las máquinas de la sala.",
                "请使用大厅里的自助机。",
            ),
            {},
            "{0} < 20000",
            purpose=Purpose.CLARIFYING,
        ),
        Ruled(
            "information",
            _said("Please go to the counter.", "Diríjase, por favor, a la ventanilla.", "请到柜台办理。"),
            {},
            "{0} >= 20000 and {0} < 50000",
            purpose=Purpose.CLARIFYING,
        ),
        Ruled(
            "information",
            _said(
                "Please go to the counter for large amounts; somebody will take time for you.",
                "Diríjase, por favor, a la ventanilla de importes altos; le atenderán con tiempo.",
                "请到大额柜台，会有专人接待您。",
            ),
            {},
            "{0} >= 50000",
            purpose=Purpose.CLARIFYING,
        ),
    ),
)

_POINTS = ((3, 10), (4, 10), (5, 10), (6, 20), (7, 25), (8, 25))
"""What each line of the visit is worth."""
_CRITICAL = (7, 8)


def _score() -> str:
    got = ", ".join(f"if({{{place}}} = 1, {points}, 0)" for place, points in _POINTS)
    most = ", ".join(f"if(answered({{{place}}}), {points}, 0)" for place, points in _POINTS)
    return f"100 * sum({got}) / sum({most})"


def _line(english: str, spanish: str, chinese: str) -> Ruled:
    return Ruled("yes_no", _said(english, spanish, chinese), purpose=Purpose.AFFIRMATIVE, not_applicable=True)


_VISIT = RuledBlock(
    N_("Visit with a checklist"),
    N_(
        "For mystery shopping and checks on the spot: place, day, visitor, six lines worth 100 points, two of them "
        "critical. The score is worked out; a critical line that failed makes it 0. Enter visits as observations."
    ),
    (
        Ruled(
            "short_text", _said("Which place was visited?", "¿Qué lugar se visitó?", "访问了哪个地点？"), required=True
        ),
        Ruled("date", _said("On which day?", "¿Qué día?", "哪一天？")),
        Ruled(
            "short_text",
            _said("Who made the visit?", "¿Quién hizo la visita?", "由谁访问？"),
            hint=_said("Initials or a number.", "Iniciales o un número.", "姓名缩写或编号。"),
        ),
        _line(
            "Somebody greeted the visitor within a minute. (10 points)",
            "Alguien saludó al visitante en menos de un minuto. (10 puntos)",
            "一分钟内有人招呼来访者。（10分）",
        ),
        _line(
            "The place was clean and tidy. (10 points)",
            "El lugar estaba limpio y ordenado. (10 puntos)",
            "场所干净整洁。（10分）",
        ),
        _line(
            "Staff could be told by badge or dress. (10 points)",
            "Se reconocía al personal por la placa o la ropa. (10 puntos)",
            "从胸牌或着装能认出员工。（10分）",
        ),
        _line(
            "Somebody asked what was needed. (20 points)",
            "Alguien preguntó qué se necesitaba. (20 puntos)",
            "有人询问需要什么。（20分）",
        ),
        _line(
            "The information given was right. (25 points, critical)",
            "La información dada era correcta. (25 puntos, crítico)",
            "提供的信息正确。（25分，关键项）",
        ),
        _line(
            "The price asked was the price shown. (25 points, critical)",
            "El precio cobrado era el indicado. (25 puntos, crítico)",
            "收取的价格与标价一致。（25分，关键项）",
        ),
        Ruled("long_text", _said("What else was noticed?", "¿Qué más se observó?", "还注意到什么？")),
        Ruled(
            "calculated",
            _said("Critical lines that failed", "Puntos críticos incumplidos", "未通过的关键项数"),
            {
                "expression": "sum(" + ", ".join(f"if({{{place}}} = 0, 1, 0)" for place in _CRITICAL) + ")",
                "decimals": 0,
            },
        ),
        Ruled(
            "calculated",
            _said("Score of the visit, per cent", "Puntuación de la visita, por ciento", "访问得分（百分比）"),
            {"expression": f"if({{10}} > 0, 0, {_score()})", "decimals": 1},
        ),
    ),
)


def _decision(english: str, spanish: str, chinese: str) -> Ruled:
    return Ruled("single", _said(english, spanish, chinese), _DECISION, purpose=Purpose.AFFIRMATIVE)


_MAN = RuledBlock(
    N_("Money, authority, need"),
    N_(
        "Is there a budget, may this person decide, is it needed? Only all three together qualify: three questions, "
        "and two values worked out of them."
    ),
    (
        _decision(
            "Is there money set aside for it?",
            "¿Hay un presupuesto reservado para ello?",
            "是否已有用于此项的预算？",
        ),
        _decision(
            "Can you decide on the purchase yourself?",
            "¿Puede decidir usted la compra?",
            "您本人能决定购买吗？",
        ),
        _decision(
            "Do you need it within the next twelve months?",
            "¿Lo necesita en los próximos doce meses?",
            "今后十二个月内您需要它吗？",
        ),
        Ruled(
            "calculated",
            _said("Qualified: 1 when all three hold", "Cualificado: 1 si se cumplen las tres", "合格：三项俱全为1"),
            {"expression": "if({0} = 1 and {1} = 1 and {2} = 1, 1, 0)", "decimals": 0},
        ),
        Ruled(
            "calculated",
            _said(
                "Which of the three hold: M, A, N",
                "Cuáles de las tres se cumplen: M, A, N",
                "具备哪几项：M、A、N",
            ),
            {
                "expression": "join("
                + ", ".join(
                    f'if({{{place}}} = 1, "{letter}", if({{{place}}} = 2, "-", "?"))'
                    for place, letter in enumerate("MAN")
                )
                + ")",
                "words": True,
            },
        ),
    ),
)

RULED: dict[str, RuledBlock] = {"confirm": _CONFIRM, "man": _MAN, "amounts": _AMOUNTS, "visit": _VISIT}
