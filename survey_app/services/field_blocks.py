# ruff: noqa: RUF001 - Chinese texts use full width marks
"""Ready blocks that members fill in themselves: an observation, a meeting, a daily record; in three languages."""

from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Text
from survey_app.questions.hidden import INTERVIEW, OBSERVATION
from survey_app.services.ruled_blocks import Ruled, RuledBlock
from survey_app.vocabulary import Purpose

_IF_SO = '{0} = "yes"'


def _said(english: str, spanish: str, chinese: str) -> Text:
    return {"en": english, "es": spanish, "zh_Hans_CN": chinese}


_INITIALS = _said("Initials or a number.", "Iniciales o un número.", "姓名缩写或编号。")
_KINDS = {
    "options": [
        {
            "code": 1,
            "label": _said(
                "Direct: I watched what happened",
                "Directa: miré lo que ocurría",
                "直接观察：我看到了发生的事",
            ),
        },
        {
            "code": 2,
            "label": _said(
                "Own experience: I went through it myself",
                "Experiencia propia: lo viví yo",
                "亲身体验：我自己经历了",
            ),
        },
        {
            "code": 3,
            "label": _said(
                "Trace: what was left behind shows it",
                "Huella: lo muestra lo que quedó",
                "痕迹：从留下的东西看出",
            ),
        },
        {
            "code": 4,
            "label": _said(
                "Record of behaviour: a device or a log counted it",
                "Registro de conducta: lo contó un aparato o un registro",
                "行为记录：由仪器或日志计数",
            ),
        },
    ]
}
_MEETINGS = {
    "options": [
        {
            "code": 1,
            "label": _said("Meeting with a key customer", "Reunión con un cliente clave", "与重点客户的会面"),
        },
        {"code": 2, "label": _said("Interview", "Entrevista", "访谈")},
        {"code": 3, "label": _said("Visit to the customer", "Visita al cliente", "上门拜访客户")},
        {"code": 4, "label": _said("Talk on the telephone", "Conversación telefónica", "电话交谈")},
    ]
}
_PLACES = {
    "options": [
        {"code": 1, "label": _said("First place", "Primer lugar", "地点一")},
        {"code": 2, "label": _said("Second place", "Segundo lugar", "地点二")},
    ]
}


def _seen(kind: str, english: str, spanish: str, chinese: str, settings: Mapping[str, Any] | None = None) -> Ruled:
    """A question for whoever observes: nobody who answers is asked it."""
    text = _said(english, spanish, chinese)
    lacking = kind in {"yes_no", "number"}
    purpose = Purpose.AFFIRMATIVE if kind == "yes_no" else Purpose.INQUIRY
    required = kind in {"short_text", "date", "time"}
    return Ruled(kind, text, settings or {}, _IF_SO, purpose=purpose, required=required, not_applicable=lacking)


def _count(english: str, spanish: str, chinese: str) -> Ruled:
    return Ruled("number", _said(english, spanish, chinese), {"min": 0, "max": 1_000_000}, not_applicable=True)


_NUMBER: dict[str, object] = {"min": 0, "max": 1_000_000}
_OBSERVATION = RuledBlock(
    N_("Observation on the spot"),
    N_(
        "Observer, place, day and time, kind of observation, two counts, two lines to check, and words. It "
        "becomes the first page and the only one of an observation: people who answer never see it."
    ),
    (
        Ruled(
            "hidden",
            _said("Observation, nobody was asked", "Observación, no se preguntó a nadie", "观察记录，无人应答"),
            {"parameter": OBSERVATION},
        ),
        Ruled(
            "short_text",
            _said("Who observes?", "¿Quién observa?", "由谁观察？"),
            {},
            _IF_SO,
            hint=_INITIALS,
            required=True,
        ),
        _seen("short_text", "At which place?", "¿En qué lugar?", "在哪个地点？"),
        _seen("date", "On which day was it seen?", "¿Qué día se observó?", "哪一天观察到的？"),
        _seen("time", "At what time was it seen?", "¿A qué hora se observó?", "几点观察到的？"),
        _seen("single", "What kind of observation is it?", "¿Qué tipo de observación es?", "属于哪一类观察？", _KINDS),
        _seen("number", "How many people were seen?", "¿Cuántas personas se vieron?", "看到了多少人？", _NUMBER),
        _seen(
            "number",
            "How many of them waited longer than five minutes?",
            "¿Cuántas de ellas esperaron más de cinco minutos?",
            "其中有多少人等候超过五分钟？",
            _NUMBER,
        ),
        _seen(
            "yes_no",
            "The place was open at the hours stated.",
            "El lugar estaba abierto en el horario indicado.",
            "该地点在公布的时间内开放。",
        ),
        _seen(
            "yes_no",
            "Somebody was there to help.",
            "Había alguien para atender.",
            "有人在场提供帮助。",
        ),
        _seen("long_text", "What was seen, in words?", "¿Qué se vio, con palabras?", "请用文字描述看到的情况。"),
    ),
    ends=_IF_SO,
)

_MEETING = RuledBlock(
    N_("Record of a meeting or an interview"),
    N_(
        "Day, kind, who took part, what was said, what was agreed. Names are kept apart, with the identities; what was "
        "said can be put under codes like every text. Enter it as an interviewer."
    ),
    (
        Ruled("date", _said("When was the meeting?", "¿Cuándo fue la reunión?", "会面是什么时候？"), required=True),
        Ruled("single", _said("What kind was it?", "¿De qué tipo fue?", "属于哪一类？"), _MEETINGS),
        Ruled(
            "long_text",
            _said("Who took part?", "¿Quiénes participaron?", "有哪些人参加？"),
            hint=_said(
                "One person a line: name, organisation, task.",
                "Una persona por línea: nombre, organización, función.",
                "每行一人：姓名、单位、职务。",
            ),
            purpose=Purpose.IDENTITY,
        ),
        Ruled(
            "long_text",
            _said("What did the customers say?", "¿Qué dijeron los clientes?", "客户说了什么？"),
            hint=_said(
                "Without names: names stand in the list of those who took part.",
                "Sin nombres: los nombres están en la lista de participantes.",
                "不写姓名：姓名写在参加者名单中。",
            ),
            purpose=Purpose.SOLICITATION,
            required=True,
        ),
        Ruled(
            "long_text",
            _said("What was agreed, by when?", "¿Qué se acordó y para cuándo?", "达成了什么约定，何时完成？"),
        ),
        Ruled(
            "short_text",
            _said("Who wrote this record?", "¿Quién escribió este registro?", "由谁记录？"),
            hint=_INITIALS,
            required=True,
        ),
    ),
)

_DAILY = RuledBlock(
    N_("Daily or weekly record"),
    N_(
        "Day, place, three counts and words, to be filled in again and again. Set up under Fieldwork how often it is "
        "due: the page then lists what is missing and draws the counts over time."
    ),
    (
        Ruled("date", _said("Which day is it about?", "¿De qué día trata?", "记录的是哪一天？"), required=True),
        Ruled("single", _said("Which place?", "¿Qué lugar?", "哪个地点？"), _PLACES, required=True),
        _count(
            "How many customers were served?",
            "¿A cuántos clientes se atendió?",
            "接待了多少位客户？",
        ),
        _count("How many complaints came in?", "¿Cuántas quejas llegaron?", "收到多少件投诉？"),
        _count(
            "How many complaints were settled the same day?",
            "¿Cuántas quejas se resolvieron el mismo día?",
            "当天解决了多少件投诉？",
        ),
        Ruled(
            "long_text",
            _said("What was out of the ordinary?", "¿Qué hubo fuera de lo común?", "有什么异常情况？"),
        ),
    ),
)

_PLACE = RuledBlock(
    N_("Place out of the address"),
    N_(
        "Keeps the place whose address or code led to the questions; nobody is asked for it. List the places under "
        "Fieldwork."
    ),
    (Ruled("hidden", _said("Place", "Lugar", "地点"), {"parameter": "place"}),),
)

_READ_BACK = RuledBlock(
    N_("Read back by the interviewer"),
    N_(
        "Only who interviews face to face or by telephone sees it: read back what was said, and note whether it was "
        "right or had to be corrected. Add it to each page with answers in own words."
    ),
    (
        Ruled(
            "hidden",
            _said("Interview", "Entrevista", "访谈"),
            {"parameter": INTERVIEW},
        ),
        Ruled(
            "single",
            _said(
                "Read back what was said. Did I understand correctly?",
                "Lea en voz alta lo dicho. ¿Lo entendí bien?",
                "请复述对方所说的内容。我理解得对吗？",
            ),
            {
                "options": [
                    {"code": 1, "label": _said("Yes, confirmed", "Sí, confirmado", "对，已确认")},
                    {
                        "code": 2,
                        "label": _said(
                            "No: corrected as the person said",
                            "No: corregido según la persona",
                            "不对：已按对方所说更正",
                        ),
                    },
                    {"code": 3, "label": _said("Not read back", "No se leyó", "没有复述")},
                ]
            },
            _IF_SO,
            purpose=Purpose.CLARIFYING,
            required=True,
        ),
    ),
)

FIELD_BLOCKS: dict[str, RuledBlock] = {
    "observation": _OBSERVATION,
    "meeting": _MEETING,
    "daily": _DAILY,
    "place": _PLACE,
    "read_back": _READ_BACK,
}
