"""Specimens of questions about choosing, ordering and sharing out among rows."""

from typing import Any

from survey_app.questions.balanced import design

ROWS = [
    {"code": "price", "label": {"en": "Price", "es": "Precio", "zh_Hans_CN": "价格"}},
    {"code": "quality", "label": {"en": "Quality of the goods", "es": "Calidad"}},
    {"code": "delivery", "label": {"en": "Delivery on the agreed date", "es": "Entrega"}},
]
SETTINGS: dict[str, dict[str, Any]] = {
    "yes_no": {},
    "maxdiff": {
        "options": [
            {"code": code, "label": {"en": words, "es": f"{words} (es)"}}
            for code, words in enumerate(("Price", "Quality", "Delivery", "Advice", "Repair"), 1)
        ],
        "per_set": 3,
        "sets": 2,
    },
    "pairwise": {"items": ROWS, "strengths": 3},
    "slider": {"min": 0, "max": 10, "step": 0.5, "low": {"en": "bad"}, "high": {"en": "good"}},
    "differential": {
        "items": [
            {"code": "pace", "label": {"en": "slow | fast", "es": "lento | rápido", "zh_Hans_CN": "慢 | 快"}},
            {"code": "warm", "label": {"en": "cold | warm"}},
        ],
        "points": 7,
    },
    "hierarchical": {
        "levels": [{"en": "Country"}, {"en": "Region"}],
        "options": [
            {
                "code": 1,
                "label": {"en": "Spain", "es": "España"},
                "options": [
                    {
                        "code": 11,
                        "label": {"en": "Andalusia"},
                        "options": [
                            {"code": 111, "label": {"en": "Seville"}},
                            {"code": 112, "label": {"en": "Granada"}},
                        ],
                    },
                    {"code": 12, "label": {"en": "Galicia"}},
                ],
            },
            {"code": 2, "label": {"en": "China"}, "options": [{"code": 21, "label": {"en": "Shandong"}}]},
            {"code": 9, "label": {"en": "Elsewhere"}},
        ],
    },
    "image_choice": {
        "options": [
            {
                "code": code,
                "label": {"en": words, "es": f"{words} (es)"},
                "picture": {"digest": f"{code}" * 64, "width": 40 * code, "height": 90},
            }
            for code, words in enumerate(("A red box", "A blue bag"), 1)
        ]
        + [{"code": 9, "label": {"en": "None of these"}}],
    },
    "file_upload": {"most": 2, "groups": ["documents", "pictures"], "days": 90},
    "repeat": {
        "columns": [
            {"code": "name", "label": {"en": "First name", "es": "Nombre"}},
            {
                "code": "age",
                "label": {"en": "Age"},
                "kind": "number",
                "settings": {"min": 0, "max": 80, "decimals": 0, "unit": {"en": "years"}},
            },
            {
                "code": "sex",
                "label": {"en": "Sex"},
                "kind": "single",
                "settings": {"options": [{"code": 1, "label": {"en": "Girl"}}, {"code": 2, "label": {"en": "Boy"}}]},
            },
            {"code": "born", "label": {"en": "Born on"}, "kind": "date"},
            {"code": "school", "label": {"en": "Goes to school?"}, "kind": "yes_no"},
        ],
        "entry": {"en": "Child", "es": "Hijo"},
        "most": 3,
    },
    "ranking": {"items": ROWS},
    "constant_sum": {"items": ROWS, "total": 100, "unit": {"en": "points", "es": "puntos"}},
}
TEXTS = {
    "yes_no": "Did you order from us this year?",
    "maxdiff": "Which of these matters most, and which least?",
    "pairwise": "Which of these two matters more, and by how much?",
    "slider": "How good was our last delivery?",
    "differential": "How do you see us?",
    "hierarchical": "Where do you work?",
    "image_choice": "Which of these would you buy?",
    "file_upload": "Do you have a picture of the damage?",
    "repeat": "Tell us about each of your children.",
    "ranking": "What matters most to you when you choose a supplier?",
    "constant_sum": "How much does each of these weigh when you choose a supplier?",
}
MAXDIFF = [[place + 1 for place in places] for places in design(5, 3, 2, 1)]
GOOD: dict[str, list[str]] = {
    "qYES_NO": ["0"],
    **{f"qMAXDIFF.s{number}.best": [str(codes[0])] for number, codes in enumerate(MAXDIFF, 1)},
    **{f"qMAXDIFF.s{number}.worst": [str(codes[1])] for number, codes in enumerate(MAXDIFF, 1)},
    "qPAIRWISE.price.quality": ["13"],
    "qPAIRWISE.price.delivery": ["7"],
    "qPAIRWISE.quality.delivery": ["3"],
    "qSLIDER": ["7.5"],
    "qDIFFERENTIAL.pace": ["6"],
    "qDIFFERENTIAL.warm": ["2"],
    "qHIERARCHICAL": ["112"],
    "qIMAGE_CHOICE": ["2"],
    "qFILE_UPLOAD": [f"damage.jpg | 20480 | {'a' * 26}", f"offer.pdf | 1234567 | {'b' * 26}"],
    "qREPEAT.1.name": ["Ana"],
    "qREPEAT.1.age": ["7"],
    "qREPEAT.1.sex": ["1"],
    "qREPEAT.1.born": ["2019-05-31"],
    "qREPEAT.1.school": ["1"],
    "qREPEAT.2.name": ["Li"],
    "qRANKING.price": ["2"],
    "qRANKING.quality": ["1"],
    "qRANKING.delivery": ["3"],
    "qCONSTANT_SUM.price": ["50"],
    "qCONSTANT_SUM.quality": ["30"],
    "qCONSTANT_SUM.delivery": ["20"],
}
WRONG: dict[str, list[str]] = {
    "qYES_NO": [],
    "qMAXDIFF.s2.worst": [str(MAXDIFF[1][0])],
    "qPAIRWISE.price.delivery": [],
    "qSLIDER": ["7.3"],
    "qDIFFERENTIAL.warm": [],
    "qHIERARCHICAL": [],
    "qREPEAT.2.age": ["a hundred"],
    "qFILE_UPLOAD": [f"damage.jpg | 20480 | {letter * 26}" for letter in "abc"],
    "qIMAGE_CHOICE": [],
    "qRANKING.delivery": ["2"],
    "qCONSTANT_SUM.price": ["60"],
}
OPEN = {"maxdiff", "repeat", "file_upload", "pairwise", "ranking", "constant_sum", "slider"}
"""Kinds with a tick for “does not apply” of its own."""
AWAY: dict[str, list[str]] = {
    "ranking": ["qRANKING.na"],
    "maxdiff": ["qMAXDIFF.na"],
    "pairwise": ["qPAIRWISE.na"],
    "constant_sum": ["qCONSTANT_SUM.na"],
    "differential": ["qDIFFERENTIAL.pace"],
}
"""The fields that say “does not apply” in kinds with several answers."""
