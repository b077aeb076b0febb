"""Specimens of questions about choosing, ordering and sharing out among rows."""

from typing import Any

ROWS = [
    {"code": "price", "label": {"en": "Price", "es": "Precio", "zh_Hans_CN": "价格"}},
    {"code": "quality", "label": {"en": "Quality of the goods", "es": "Calidad"}},
    {"code": "delivery", "label": {"en": "Delivery on the agreed date", "es": "Entrega"}},
]
SETTINGS: dict[str, dict[str, Any]] = {
    "yes_no": {},
}
TEXTS = {
    "yes_no": "Did you order from us this year?",
}
GOOD: dict[str, list[str]] = {
    "qYES_NO": ["0"],
}
WRONG: dict[str, list[str]] = {
    "qYES_NO": [],
}
OPEN: set[str] = set()
"""Kinds with a tick for “does not apply” of its own."""
AWAY: dict[str, list[str]] = {}
"""The fields that say “does not apply” in kinds with several answers."""
