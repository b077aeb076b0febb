"""The calendar file, against what RFC 5545 says of lines, escapes and moments."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from survey_app.exports.calendar import Deadline, calendar

MADE = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
UNTIL = datetime(2026, 12, 1, 18, 0, tzinfo=timezone(timedelta(hours=1)))


def unfolded(content: bytes) -> list[str]:
    """The lines as a reader puts them together again (RFC 5545, 3.1)."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_deadline_is_told_in_utc_and_ends_at_its_moment() -> None:
    lines = unfolded(calendar([Deadline("k-1", UNTIL, "Round 1 closes")], MADE))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20261201T163000Z" in lines
    assert "DTEND:20261201T170000Z" in lines
    assert "DTSTAMP:20261101T080000Z" in lines
    assert "UID:k-1@rondo" in lines


def test_without_deadlines_the_calendar_is_empty() -> None:
    assert "BEGIN:VEVENT" not in unfolded(calendar([], MADE))


def test_signs_of_the_format_are_shielded() -> None:
    title = "Price; service, and\nmore \\ less"
    assert "SUMMARY:Price\\; service\\, and\\nmore \\\\ less" in unfolded(calendar([Deadline("k", UNTIL, title)], MADE))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_line_is_longer_than_75_octets_and_no_title_adds_a_line(title: str) -> None:
    content = calendar([Deadline("k", UNTIL, title)], MADE)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert len(unfolded(content)) == len(unfolded(calendar([Deadline("k", UNTIL, "")], MADE)))
