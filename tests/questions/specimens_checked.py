"""Specimens of questions answered in one line of a certain form, and of those that put several answers together."""

from typing import Any

ROWS = [
    {"code": "delivery", "label": {"en": "Delivery on the agreed date"}},
    {"code": "price", "label": {"en": "Fixed prices"}},
]
COLUMNS = [{"code": "now", "label": {"en": "This year"}}, {"code": "then", "label": {"en": "Last year"}}]
TICKS = [
    {"code": 1, "label": {"en": "Shop"}}, {"code": 2, "label": {"en": "Phone"}},
    {"code": 3, "label": {"en": "Letter"}}, {"code": 8, "label": {"en": "Nowhere"}},
]  # fmt: skip
POINTS = {"first": 1, "last": 5, "low": {"en": "poor"}, "high": {"en": "excellent"}}
SETTINGS: dict[str, dict[str, Any]] = {
    "date": {"parts": "day", "earliest": "2000-01-01", "latest": "2026-12-31"},
    "time": {"earliest": "06:00", "latest": "22:00"},
    "email": {},
    "phone": {},
    "pattern": {"pattern": "[A-Z]{2}[0-9]{4}", "message": {"en": "Two letters and four figures.", "es": "AB1234"}},
    "texts": {"items": ROWS},
    "grid_text": {"items": ROWS, "columns": COLUMNS},
    "grid_number": {"items": ROWS, "columns": COLUMNS, "unit": {"en": "hours"}, "min": 0, "max": 80, "decimals": 1},
    "grid_multiple": {"items": ROWS, "options": TICKS},
    "dual_scale": {"items": ROWS, "scale": POINTS, "second": POINTS, "first_label": {"en": "How often"}},
    "kano": {"items": ROWS, "opposites": [{"code": "price", "label": {"en": "Prices are not fixed"}}]},
    "importance_performance": {"items": ROWS, "scale": POINTS, "rivals": COLUMNS},
    "estimate": {"unit": {"en": "euro"}, "min": 0, "max": 80, "decimals": 1, "confidence": True},
    "use_and_rating": {"items": ROWS, "scale": POINTS, "importance": True},
}
TEXTS = {
    "date": "When did you order for the first time?",
    "time": "When is the best time to call you?",
    "email": "Where can we write to you?",
    "phone": "Where can we call you?",
    "pattern": "What is your customer number?",
    "texts": "What matters most to you?",
    "grid_text": "What did you notice?",
    "grid_number": "How many hours did it take?",
    "grid_multiple": "Where do you look for this?",
    "dual_scale": "How often and how well?",
    "kano": "How would you feel about these features?",
    "importance_performance": "How important is it, and who does it well?",
    "estimate": "What will you spend next year?",
    "use_and_rating": "What did you use, and how was it?",
}
GOOD: dict[str, list[str]] = {
    "qDATE": ["2019-05-31"],
    "qTIME": ["09:30"],
    "qEMAIL": ["ana@example.org"],
    "qPHONE": ["+34 912 345 678"],
    "qPATTERN": ["AB1234"],
    "qTEXTS.delivery": ["On Mondays"],
    "qGRID_TEXT.delivery.now": ["Faster"],
    "qGRID_NUMBER.delivery.now": ["12.5"],
    "qGRID_NUMBER.price.then": ["3"],
    "qGRID_MULTIPLE.delivery": ["1", "3"],
    "qGRID_MULTIPLE.price": ["8"],
    "qDUAL_SCALE.delivery.first": ["4"],
    "qDUAL_SCALE.delivery.second": ["na"],
    "qKANO.delivery.functional": ["1"],
    "qKANO.delivery.dysfunctional": ["5"],
    "qIMPORTANCE_PERFO.delivery.importance": ["5"],
    "qIMPORTANCE_PERFO.delivery.own": ["4"],
    "qIMPORTANCE_PERFO.delivery.rival_now": ["na"],
    "qESTIMATE.low": ["10"],
    "qESTIMATE.best": ["20"],
    "qESTIMATE.high": ["30.5"],
    "qESTIMATE.confidence": ["80"],
    "qUSE_AND_RATING.delivery.used": ["1"],
    "qUSE_AND_RATING.delivery.rating": ["4"],
    "qUSE_AND_RATING.price.used": ["0"],
}
WRONG: dict[str, list[str]] = {
    "qDATE": ["1999-05-31"],
    "qTIME": ["late"],
    "qEMAIL": ["ana at example"],
    "qPHONE": ["call me"],
    "qPATTERN": ["1234"],
    "qGRID_NUMBER.delivery.now": ["ninety"],
    "qGRID_MULTIPLE.price": ["1", "7"],
    "qKANO.delivery.functional": [],
    "qESTIMATE.low": ["40"],
    "qUSE_AND_RATING.price.rating": ["3"],
}
OPEN = {"date", "time", "email", "phone", "pattern"}
"""Kinds with one field and a tick for “does not apply” below it."""
AWAY: dict[str, list[str]] = {
    **{kind: [f"q{kind.upper()}.all-na"] for kind in ("texts", "grid_text", "grid_number", "estimate")},
    "dual_scale": ["qDUAL_SCALE.delivery.first"],
    "importance_performance": ["qIMPORTANCE_PERFO.delivery.own"],
}
"""The fields that say “does not apply” in kinds with several answers."""
