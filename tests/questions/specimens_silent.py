"""Specimens of what stands on no page: values from the address and calculated ones."""

from typing import Any

SETTINGS: dict[str, dict[str, Any]] = {
    "hidden": {"parameter": "source"},
    "calculated": {"expression": "NUMBER * 2", "decimals": 1},
    "arm": {
        "options": [{"code": 1, "label": {"en": "low price"}}, {"code": 2, "label": {"en": "high price"}}],
        "shares": [1, 2],
    },
}
TEXTS = {"hidden": "Where the link was found", "calculated": "Twice the years", "arm": "Price shown"}
OPEN = frozenset(SETTINGS) - {"arm"}
"""Kinds with one field."""
