"""A simulated study of 783 respondents with everything a workbook shows; the seed fixes every figure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from survey_app.exports.report import (
    Breakdown,
    Fieldwork,
    GapRow,
    Group,
    KeyFigures,
    Report,
    SampleTable,
    StratumRow,
    Verbatim,
)
from survey_app.questions.base import Value, VariableKind
from survey_app.questions.registry import read_questionnaire, summarise, variables_of
from survey_app.questions.summary import RowSummary
from survey_app.stats.descriptive import mean
from survey_app.stats.satisfaction import index, top_share
from survey_app.vocabulary import MISSING_CODES, AnonymityLevel, Missing, Mode

N, ISSUED, FRAME = 783, 979, 1224

ATTRIBUTES: dict[str, tuple[dict[str, str], float, float]] = {
    "courtesy": ({"en": "Staff courtesy", "es": "Trato del personal", "zh_Hans_CN": "员工礼貌"}, 4.3, 4.05),
    "reliable": ({"en": "Reliability in use", "es": "Fiabilidad en el uso", "zh_Hans_CN": "使用可靠性"}, 4.3, 4.5),
    "privacy": ({"en": "Data privacy", "es": "Privacidad de los datos", "zh_Hans_CN": "数据隐私"}, 4.2, 4.5),
    "advice": (
        {"en": "Advice before purchase", "es": "Asesoramiento antes de la compra", "zh_Hans_CN": "售前咨询"},
        4.0,
        3.7,
    ),
    "repair": ({"en": "Fault repair", "es": "Reparación de averías", "zh_Hans_CN": "故障维修"}, 3.7, 4.3),
    "invoice": ({"en": "Invoice clarity", "es": "Claridad de la factura", "zh_Hans_CN": "账单清晰度"}, 3.7, 3.6),
    "reply": ({"en": "Reply within a day", "es": "Respuesta en un día", "zh_Hans_CN": "一天内答复"}, 3.7, 4.35),
    "delivery": ({"en": "On-time delivery", "es": "Entrega puntual", "zh_Hans_CN": "准时交货"}, 3.5, 4.45),
    "training": ({"en": "Training on site", "es": "Formación en planta", "zh_Hans_CN": "现场培训"}, 3.2, 3.6),
    "price": ({"en": "Price", "es": "Precio", "zh_Hans_CN": "价格"}, 3.0, 4.0),
}
INDUSTRIES = (
    ("Machinery, electrical", 337, 0.2),
    ("Chemicals, pharma", 109, 0.1),
    ("Food, textiles", 133, -0.9),
    ("Materials, building", 86, 0.2),
    ("Services", 105, 0.4),
    ("Energy", 13, -0.4),
)
REGIONS = (("Qingdao", 443), ("Weifang", 103), ("Yantai", 78), ("Jinan", 74), ("Dongying", 48), (None, 7))
COMMENTS = (
    "Please deliver on the day you promise.",
    "Delivery dates change without a call. I wrote about it in June and nobody answered; the second was late too.",
    "La entrega llega tarde casi siempre.",
    "希望按承诺的日期交货，并提前通知变更。",
    "Thank you, the people on the phone are always friendly.",
)


def words(en: str, es: str, zh: str) -> dict[str, str]:
    """A text in the three languages."""
    return {"en": en, "es": es, "zh_Hans_CN": zh}


def document() -> dict[str, Any]:
    """The questionnaire of the simulated study."""
    page = {"key": "one", "title": {}, "questions": [*_ratings_asked(), *_others_asked()]}
    return {"languages": ["en", "es", "zh_Hans_CN"], "pages": [page]}


def _ratings_asked() -> list[dict[str, Any]]:
    """What is rated: overall, by attribute, and whether one would recommend."""
    scale = {
        "first": 1,
        "last": 5,
        "low": words("very bad", "muy mal", "很差"),
        "high": words("very good", "muy bien", "很好"),
    }
    return [
        _question(
            "OVER",
            "rating",
            words("Overall, how satisfied are you?", "En conjunto, ¿cuán satisfecho está?", "总体而言，您有多满意？"),
            {"scale": scale},
        ),
        _question(
            "SERV",
            "battery",
            words(
                "What did you expect, and how did you experience it?",
                "¿Qué esperaba y cómo lo ha vivido?",
                "您的期望和实际体验如何？",
            ),
            {
                "items": [{"code": code, "label": label} for code, (label, _, _) in ATTRIBUTES.items()],
                "scale": scale,
            },
            not_applicable=True,
        ),
        _question(
            "NPS",
            "recommend",
            words("How likely are you to recommend us?", "¿Nos recomendaría?", "您推荐我们的可能性？"),
            {},
        ),
    ]


def _others_asked() -> list[dict[str, Any]]:
    """What is chosen, counted or written."""
    options = [
        {"code": code, "label": label}
        for code, label in enumerate(
            (
                words("Recommended by a colleague", "Recomendado por un colega", "同事推荐"),
                words("Trade fair", "Feria", "展会"),
                words("Search on the internet", "Búsqueda en internet", "网络搜索"),
            ),
            1,
        )
    ]
    return [
        _question(
            "HOW",
            "single",
            words("How did you first hear of us?", "¿Cómo supo de nosotros?", "您是如何知道我们的？"),
            {"options": options},
        ),
        _question(
            "USE",
            "multiple",
            words("Which of our services do you use?", "¿Qué servicios utiliza?", "您使用哪些服务？"),
            {"options": options},
        ),
        _question(
            "YEARS",
            "number",
            words(
                "For how many years have you been a customer?",
                "¿Desde hace cuántos años es cliente?",
                "您成为客户多少年了？",
            ),
            {},
        ),
        _question(
            "WISH",
            "long_text",
            words("What should we improve first, and how?", "¿Qué debemos mejorar primero?", "我们应首先改进什么？"),
            {},
        ),
        _question("MAIL", "short_text", words("Your address", "Su dirección", "您的地址"), {}, purpose="identity"),
    ]


def _question(code: str, kind: str, text: dict[str, str], settings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": kind, "text": text, "settings": settings, **more}


def _rated(random: np.random.Generator, centre: Any, apart: float = 0.0) -> np.ndarray[Any, np.dtype[np.int16]]:
    found = np.clip(np.rint(random.normal(centre, 0.9, N)), 1, 5).astype(np.int16)
    found[random.random(N) < 0.01] = MISSING_CODES[Missing.SKIPPED]
    found[random.random(N) < apart] = MISSING_CODES[Missing.NOT_APPLICABLE]
    return found


def simulate() -> tuple[dict[str, Any], np.ndarray[Any, Any]]:
    """The columns of all variables, and each respondent's place in `INDUSTRIES`."""
    random = np.random.default_rng(20061001)
    industry = np.repeat(np.arange(len(INDUSTRIES)), [size for _, size, _ in INDUSTRIES])
    shift = np.array([shift for _, _, shift in INDUSTRIES])[industry]
    columns: dict[str, Any] = {"OVER": _rated(random, 3.75 + shift)}
    for code, (_, experienced, expected) in ATTRIBUTES.items():
        columns[f"SERV.{code}.expected"] = _rated(random, expected)
        apart = 0.19 if code == "training" else 0.03
        columns[f"SERV.{code}.experienced"] = _rated(random, experienced + 0.3 * shift, apart)
    columns["NPS"] = np.clip(np.rint(random.normal(7.9 + shift, 1.9, N)), 0, 10).astype(np.int16)
    columns["HOW"] = random.choice(np.array([1, 2, 3, -8], np.int16), N, p=[0.5, 0.2, 0.25, 0.05])
    for option in (1, 2, 3):
        columns[f"USE.{option}"] = (random.random(N) < 0.2 * option).astype(np.int16)
    columns["YEARS"] = np.where(random.random(N) < 0.05, np.nan, np.round(random.gamma(2.0, 4.0, N), 1))
    columns["WISH"] = [COMMENTS[place % len(COMMENTS)] if place % 12 == 0 else "" for place in range(N)]
    return columns, industry


def rows_of(names: tuple[str, ...], columns: Mapping[str, Any], size: int) -> Callable[[], Iterator[dict[str, Value]]]:
    """The rows as the report gives them: one mapping a respondent, what was skipped is absent."""
    reasons = {code: why for why, code in MISSING_CODES.items()}

    def rows() -> Iterator[dict[str, Value]]:
        for place in range(size):
            row: dict[str, Value] = {}
            for name in names:
                value = columns[name][place]
                if isinstance(value, np.integer):
                    found: Value = reasons.get(int(value), int(value))
                    if found is not Missing.SKIPPED:
                        row[name] = found
                elif isinstance(value, str):
                    if value:
                        row[name] = value
                elif not np.isnan(value):
                    row[name] = float(value)
            yield row

    return rows


def _valid(column: Any) -> Any:
    return np.where(column > 0, column, np.nan).astype(float)


def make_report(**changes: Any) -> Report:
    """The whole report; `changes` replace its fields."""
    questionnaire = read_questionnaire(document())
    columns, industry = simulate()
    questions = tuple(
        summarise(question, columns, FRAME) for question in questionnaire.questions() if not question.is_identity
    )
    variables = variables_of(questionnaire)
    overall = questions[0].rows[0]
    battery = questions[1].rows
    experienced = np.column_stack([_valid(columns[row.variable]) for row in battery])
    expected = np.column_stack([_valid(columns[row.variable.replace("experienced", "expected")]) for row in battery])
    differences = np.array([np.nan if np.isnan(line).all() else np.nanmean(line) for line in experienced - expected])
    groups = tuple(
        Group(name, int((industry == place).sum()), top_share(_valid(columns["OVER"])[industry == place], (4, 5)))
        for place, (name, _, _) in enumerate(INDUSTRIES)
    )
    report = Report(
        study_title="Customer satisfaction 2026",
        stage_title="Customer survey, autumn 2026",
        organiser="Research department",
        client="Model Works Ltd (fictional)",
        version_number=2,
        level=AnonymityLevel.CONFIDENTIAL,
        min_group=5,
        is_sample=True,
        timezone="Asia/Shanghai",
        made_at=datetime(2026, 11, 20, 18, 30, tzinfo=UTC),
        questionnaire=questionnaire,
        fieldwork=_fieldwork(),
        key=KeyFigures(
            overall=overall,
            satisfied=overall.top,
            satisfaction_mean=overall.mean,
            recommend=questions[2].rows[0].recommend,
            recommend_of=questions[2].rows[0].variable,
            gap_mean=mean(differences, FRAME),
            index=index(experienced, 1, 5, population=FRAME, points=None),
        ),
        questions=questions,
        gaps=_gaps(battery),
        breakdowns=(Breakdown("Industry", groups, hidden=1),),
        sample=_sample(),
        verbatims=tuple(
            Verbatim("WISH", text, INDUSTRIES[industry[place]][0]) for place, text in enumerate(columns["WISH"]) if text
        ),
        variables=variables,
        filters=(),
        rows=rows_of(tuple(variable.name for variable in variables), columns, N),
    )
    return replace(report, **changes)


def _fieldwork() -> Fieldwork:
    return Fieldwork(
        FRAME,
        ISSUED,
        N,
        N,
        datetime(2026, 9, 7, tzinfo=UTC),
        datetime(2026, 10, 30, tzinfo=UTC),
        None,
        ((Mode.WEB, 465), (Mode.PHONE, 159), (Mode.PAPER, 159)),
        from_sample=N,
    )


def _gaps(battery: tuple[RowSummary, ...]) -> tuple[GapRow, ...]:
    return tuple(
        GapRow(row.variable, row.label, row.expected, row.mean, row.gap)
        for row in battery
        if row.gap is not None and row.expected is not None and row.mean is not None
    )


def _sample() -> tuple[SampleTable, ...]:
    industries = tuple(
        StratumRow(name, round(size * 1.56), round(size * 1.25), size, size) for name, size, _ in INDUSTRIES
    )
    regions = tuple(StratumRow(name, None, size, round(size * 0.8), round(size * 0.8)) for name, size in REGIONS)
    return (
        SampleTable("Industry", False, industries, StratumRow(None, FRAME, ISSUED, N, N)),
        SampleTable("Region", True, regions, StratumRow(None, None, ISSUED, N, N)),
    )


__all__ = ["FRAME", "ISSUED", "N", "VariableKind", "document", "make_report", "rows_of", "simulate"]
