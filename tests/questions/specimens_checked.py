"""Specimens of questions answered in one line of a certain form, and of those that put several answers together."""

from typing import Any

SETTINGS: dict[str, dict[str, Any]] = {
    "date": {"parts": "day", "earliest": "2000-01-01", "latest": "2026-12-31"},
    "time": {"earliest": "06:00", "latest": "22:00"},
    "email": {},
    "phone": {},
    "pattern": {"pattern": "[A-Z]{2}[0-9]{4}", "message": {"en": "Two letters and four figures.", "es": "AB1234"}},
}
TEXTS = {
    "date": "When did you order for the first time?",
    "time": "When is the best time to call you?",
    "email": "Where can we write to you?",
    "phone": "Where can we call you?",
    "pattern": "What is your customer number?",
}
GOOD: dict[str, list[str]] = {
    "qDATE": ["2019-05-31"],
    "qTIME": ["09:30"],
    "qEMAIL": ["ana@example.org"],
    "qPHONE": ["+34 912 345 678"],
    "qPATTERN": ["AB1234"],
}
WRONG: dict[str, list[str]] = {
    "qDATE": ["1999-05-31"],
    "qTIME": ["late"],
    "qEMAIL": ["ana at example"],
    "qPHONE": ["call me"],
    "qPATTERN": ["1234"],
}
OPEN = {"date", "time", "email", "phone", "pattern"}
"""Kinds with one field and a tick for “does not apply” below it."""
AWAY: dict[str, list[str]] = {}
"""The fields that say “does not apply” in kinds with several answers."""
