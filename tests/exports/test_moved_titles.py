"""The sentence over two surveys: only what moved beyond the margin is said to have moved."""

from zoneinfo import ZoneInfo

import pytest

from survey_app.exports.cells import display_width
from survey_app.exports.moved_titles import finding
from survey_app.exports.words import Words
from survey_app.stats.proportion import wilson
from survey_app.stats.waves import Barrier, WaveChange, change_of_shares

pytestmark = pytest.mark.sqlite_only
WORDS = Words("en", lambda message: message, ZoneInfo("UTC"))


def change(before: int, now: int) -> WaveChange:
    return change_of_shares(wilson(before, 100), wilson(now, 100))


UP, DOWN, SAME = change(40, 70), change(70, 40), change(50, 52)


def test_the_finding_names_what_moved_and_counts_what_did_not() -> None:
    assert finding([("Price", UP), ("Speed", SAME), ("Range", DOWN)], WORDS) == (
        "Risen: Price; fallen: Range; 1 figure without a change beyond the margin"
    )
    assert finding([("Price", SAME)], WORDS) == (
        "The one figure that can be compared shows no change beyond the margin"
    )
    assert finding([("Price", SAME)] * 4, WORDS) == "None of 4 figures changed beyond the margin"
    barred = change_of_shares(wilson(40, 100), wilson(70, 100), barriers=(Barrier.WORDING,))
    assert finding([("Price", barred)], WORDS) == ""
    assert finding([("Price", UP), ("Range", barred)], WORDS) == "Risen: Price"


def test_many_and_long_names_give_way_to_the_largest_changes_and_to_their_number() -> None:
    many = [(f"Row {place}", change(40, 60 + place)) for place in range(9)]
    assert finding(many, WORDS) == "9 figures have risen, most: Row 8, Row 7, Row 6"
    long = [(f"{place} friendliness of everybody who ever picked up the telephone", UP) for place in range(3)]
    told = finding([*long, ("Price", DOWN), *[("Speed", SAME)] * 5], WORDS)
    assert told.startswith("3 figures have risen")
    assert told.endswith("fallen: Price; 5 figures without a change beyond the margin") or "1 figure has fallen" in told
    assert display_width(told) <= 105
