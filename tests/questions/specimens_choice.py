"""Specimens of questions about choosing, ordering and sharing out among rows."""

from typing import Any

ROWS = [
    {"code": "price", "label": {"en": "Price", "es": "Precio", "zh_Hans_CN": "价格"}},
    {"code": "quality", "label": {"en": "Quality of the goods", "es": "Calidad"}},
    {"code": "delivery", "label": {"en": "Delivery on the agreed date", "es": "Entrega"}},
]
SETTINGS: dict[str, dict[str, Any]] = {
    "yes_no": {},
    "ranking": {"items": ROWS},
    "constant_sum": {"items": ROWS, "total": 100, "unit": {"en": "points", "es": "puntos"}},
}
TEXTS = {
    "yes_no": "Did you order from us this year?",
    "ranking": "What matters most to you when you choose a supplier?",
    "constant_sum": "How much does each of these weigh when you choose a supplier?",
}
GOOD: dict[str, list[str]] = {
    "qYES_NO": ["0"],
    "qRANKING.price": ["2"],
    "qRANKING.quality": ["1"],
    "qRANKING.delivery": ["3"],
    "qCONSTANT_SUM.price": ["50"],
    "qCONSTANT_SUM.quality": ["30"],
    "qCONSTANT_SUM.delivery": ["20"],
}
WRONG: dict[str, list[str]] = {
    "qYES_NO": [],
    "qRANKING.delivery": ["2"],
    "qCONSTANT_SUM.price": ["60"],
}
OPEN = {"ranking", "constant_sum"}
"""Kinds with a tick for “does not apply” of its own."""
AWAY: dict[str, list[str]] = {"ranking": ["qRANKING.na"], "constant_sum": ["qCONSTANT_SUM.na"]}
"""The fields that say “does not apply” in kinds with several answers."""
