"""Days and weeks of records, without a database."""

from datetime import date

import pytest

from survey_app.services.record_plans import period_of, periods, read_day
from survey_app.vocabulary import Rhythm


def test_a_week_begins_on_its_monday_also_across_the_year() -> None:
    assert period_of(date(2026, 1, 1), Rhythm.WEEK) == date(2025, 12, 29)
    weeks = list(periods(date(2025, 12, 31), date(2026, 1, 12), Rhythm.WEEK))
    assert weeks == [date(2025, 12, 29), date(2026, 1, 5), date(2026, 1, 12)]


@pytest.mark.parametrize("stored", [None, 7, "", "2026-13-01", "20261126", "2026-W48-4", {"missing": "skipped"}])
def test_what_is_no_day_is_none(stored: object) -> None:
    assert read_day(stored) is None
