"""One questionnaire with every kind of question, and the form fields that answer it."""

from collections.abc import Mapping
from typing import Any

from survey_app.questions.definition import Page, Question, Questionnaire
from survey_app.questions.registry import read_question, read_questionnaire
from tests.questions import specimens_checked, specimens_choice, specimens_silent

LANGUAGES = ["en", "es", "zh_Hans_CN"]

SATISFIED = {
    "first": 1,
    "last": 5,
    "labels": [
        {"en": "Very dissatisfied", "es": "Muy insatisfecho", "zh_Hans_CN": "非常不满意"},
        {"en": "Dissatisfied", "es": "Insatisfecho", "zh_Hans_CN": "不满意"},
        {"en": "Neither", "es": "Ni una cosa ni otra", "zh_Hans_CN": "一般"},
        {"en": "Satisfied", "es": "Satisfecho", "zh_Hans_CN": "满意"},
        {"en": "Very satisfied", "es": "Muy satisfecho", "zh_Hans_CN": "非常满意"},
    ],
}
POOR_TO_EXCELLENT = {
    "first": 1,
    "last": 7,
    "low": {"en": "poor", "es": "malo", "zh_Hans_CN": "差"},
    "high": {"en": "excellent", "es": "excelente", "zh_Hans_CN": "优秀"},
}
ITEMS = [
    {"code": "delivery", "label": {"en": "Delivery on the agreed date", "es": "Entrega en la fecha acordada"}},
    {"code": "answers", "label": {"en": "How quickly we answer questions", "es": "Rapidez de respuesta"}},
    {"code": "complaints", "label": {"en": "Handling of complaints", "es": "Trato de reclamaciones"}},
]


def option(code: int, en: str, **more: object) -> dict[str, Any]:
    return {"code": code, "label": {"en": en, "es": f"{en} (es)"}, **more}


SETTINGS: dict[str, dict[str, Any]] = {
    "single": {"options": [option(1, "Chemistry"), option(2, "Food"), option(3, "Machinery")], "other": {"code": 9}},
    "multiple": {
        "options": [option(1, "Pumps"), option(2, "Valves"), option(3, "Sensors"), option(8, "None", exclusive=True)],
        "other": {"code": 97, "label": {"en": "Something else", "es": "Otra cosa"}},
        "max": 3,
    },
    "rating": {"scale": SATISFIED},
    "grid": {"items": ITEMS, "scale": SATISFIED},
    "recommend": {},
    "number": {"unit": {"en": "years", "es": "años", "zh_Hans_CN": "年"}, "min": 0, "max": 80, "decimals": 1},
    "short_text": {},
    "long_text": {},
    "information": {},
    "consent": {
        "body": {"en": "We keep your answers for two years.\n\nYou may withdraw at any time.", "es": "Dos años."}
    },
    "battery": {"items": ITEMS[:2], "scale": POOR_TO_EXCELLENT},
    **specimens_checked.SETTINGS,
    **specimens_silent.SETTINGS,
    **specimens_choice.SETTINGS,
}
TEXTS = {
    "single": "Which industry do you work in?",
    "multiple": "Which of our products do you use?",
    "rating": "How satisfied are you overall?",
    "grid": "How satisfied are you with each part of our service?",
    "recommend": "How likely are you to recommend us?",
    "number": "For how many years have you been a customer?",
    "short_text": "Which competitor do you know best?",
    "long_text": "What do you miss in our offer?",
    "information": "The next questions are about the last twelve months. Think of all the orders you placed with us.",
    "consent": "May we use your answers?",
    "battery": "What did you expect, and what did you experience?",
    **specimens_checked.TEXTS,
    **specimens_silent.TEXTS,
    **specimens_choice.TEXTS,
}


OPEN = {"number", "short_text", "long_text"} | specimens_checked.OPEN | specimens_silent.OPEN | specimens_choice.OPEN
"""Kinds with one field and a tick for “does not apply” below it."""
AWAY: dict[str, list[str]] = {
    "battery": ["qBATTERY.delivery.experienced", "qBATTERY.answers.experienced"],
    **specimens_checked.AWAY,
    **specimens_choice.AWAY,
}
"""The fields that say “does not apply” in kinds where they are named in another way than `qCODE` and `qCODE.<row>`."""


def code_of(kind: str) -> str:
    return kind.upper()[:16]


def document(kind: str, **changes: object) -> dict[str, Any]:
    return {
        "code": code_of(kind),
        "kind": kind,
        "text": {"en": TEXTS[kind], "es": f"{TEXTS[kind]} (es)"},
        "hint": {},
        "settings": SETTINGS[kind],
        **changes,
    }


def question(kind: str, **changes: object) -> Question:
    return read_question(document(kind, **changes))


def whole(**changes: object) -> dict[str, Any]:
    """The document of a questionnaire with every kind of question on one page."""
    questions = [document(kind, not_applicable=True, **changes) for kind in SETTINGS]
    return {"languages": LANGUAGES, "pages": [{"key": "all", "title": {"en": "All"}, "questions": questions}]}


def questionnaire(**changes: object) -> Questionnaire:
    return read_questionnaire(whole(**changes))


def page_of(*questions: Question) -> tuple[Questionnaire, Page]:
    page = Page("one", {"en": "One"}, questions)
    return Questionnaire(tuple(LANGUAGES), (page,)), page


GOOD: Mapping[str, list[str]] = {
    "qSINGLE": ["2"],
    "qMULTIPLE": ["1", "3"],
    "qRATING": ["4"],
    "qGRID.delivery": ["4"],
    "qGRID.answers": ["2"],
    "qGRID.complaints": ["na"],
    "qRECOMMEND": ["0"],
    "qNUMBER": ["12.5"],
    "qSHORT_TEXT": ["Acme"],
    "qLONG_TEXT": ["Faster answers.\r\nA person to call."],
    "qCONSENT": ["1"],
    "qBATTERY.delivery.expected": ["6"],
    "qBATTERY.delivery.experienced": ["5"],
    "qBATTERY.answers.expected": ["4"],
    "qBATTERY.answers.experienced": ["na"],
    **specimens_checked.GOOD,
    **specimens_choice.GOOD,
}
