"""A calendar file (RFC 5545) with the days by which something is to be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_LONGEST_LINE = 75
_BEFORE = timedelta(minutes=30)
_SHIELDED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Deadline:
    """One entry: it ends at the moment by which something is to be done. `key` is the same at every download."""

    key: str
    until: datetime
    title: str
    words: str = ""


def calendar(deadlines: Sequence[Deadline], made_at: datetime) -> bytes:
    """The file; each entry takes the last half hour before its deadline and calls a day before."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rondo//Panel//EN", "METHOD:PUBLISH"]
    for deadline in deadlines:
        lines.extend(_entry(deadline, made_at))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _entry(deadline: Deadline, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{deadline.key}@rondo"
    yield f"DTSTAMP:{_moment(made_at)}"
    yield f"DTSTART:{_moment(deadline.until - _BEFORE)}"
    yield f"DTEND:{_moment(deadline.until)}"
    yield f"SUMMARY:{_shielded(deadline.title)}"
    if deadline.words:
        yield f"DESCRIPTION:{_shielded(deadline.words)}"
    yield from ("TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D")
    yield f"DESCRIPTION:{_shielded(deadline.title)}"
    yield from ("END:VALARM", "END:VEVENT")


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _shielded(words: str) -> str:
    """Text as the format wants it; signs that steer a terminal are no part of a title."""
    return "".join(sign for sign in words.translate(_SHIELDED) if sign.isprintable())


def _folded(line: str) -> Iterator[str]:
    """At most 75 octets a line, cut between letters; what follows begins with a blank."""
    kept = ""
    for sign in line:
        if len(f"{kept}{sign}".encode()) > _LONGEST_LINE:
            yield kept
            kept = " "
        kept += sign
    yield kept
