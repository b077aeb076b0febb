"""Specimens of what stands on no page: values from the address and calculated ones."""

from typing import Any

SETTINGS: dict[str, dict[str, Any]] = {
    "hidden": {"parameter": "source"},
    "calculated": {"expression": "NUMBER * 2", "decimals": 1},
}
TEXTS = {"hidden": "Where the link was found", "calculated": "Twice the years"}
OPEN = frozenset(SETTINGS)
"""Kinds with one field."""
