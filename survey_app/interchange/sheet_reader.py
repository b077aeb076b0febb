"""Read one sheet of a workbook from standard input; write one JSON list of texts per row.

Runs as a process of its own, started by `workbooks.py`, with 10 seconds of CPU and 512 MB: it imports nothing of the
application. Exit 0: read; 2: not a workbook that can be read; 3: more than is accepted; 4: no sheet of this name, and
the names there are.
"""

import importlib
import io
import json
import resource
import sys
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_SECONDS = 10
_MEMORY = 512 * 1024 * 1024
_SPARED = ("numpy", "PIL")
"""What openpyxl loads where it is there and does without: to load them takes longer than to read a sheet."""
_UNREADABLE, _TOO_MUCH, _NO_SUCH_SHEET = 2, 3, 4


def main() -> int:
    """Read within bounds."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    rows, columns, letters = (int(text) for text in sys.argv[1:4])
    for name in _SPARED:
        sys.modules[name] = None  # type: ignore[assignment]  # as if it were not installed
    try:
        return write_rows(sys.stdin.buffer.read(), (rows, columns, letters), sys.argv[4])
    except MemoryError:
        return _TOO_MUCH
    except Exception:  # noqa: BLE001 - the reader raises anything on a damaged file; the parent words it
        return _UNREADABLE


def write_rows(content: bytes, bounds: tuple[int, int, int], asked: str) -> int:
    """Write a worksheet's rows up to the bounds; one row or column beyond them tells the parent of more."""
    rows, columns, letters = bounds
    load: Any = importlib.import_module("openpyxl").load_workbook
    book = load(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        return _UNREADABLE
    place = place_of([sheet.title for sheet in book.worksheets], asked)
    if place is None:
        sys.stdout.write(json.dumps([sheet.title for sheet in book.worksheets]))
        return _NO_SUCH_SHEET
    sheet = book.worksheets[place]
    sheet.reset_dimensions()  # a sheet may claim any size; read what is there
    filled = written = 0
    for row in sheet.iter_rows(values_only=True):
        cells = [as_text(value) for value in row[: columns + 1]]
        line = json.dumps(cells) + "\n"
        filled += any(cells)
        written += len(line)
        if written > letters:
            return _TOO_MUCH
        sys.stdout.write(line)
        if filled > rows + 1:
            break
    sys.stdout.flush()
    return 0


def place_of(titles: list[str], asked: str) -> int | None:
    """Where the sheet of this name or number stands, whatever its capitals; the first where none was asked for."""
    folded = [title.strip().casefold() for title in titles]
    if not asked or asked.strip().casefold() in folded:
        return folded.index(asked.strip().casefold()) if asked else 0
    number = int(asked) if asked.isdecimal() and len(asked) < 4 else 0  # noqa: PLR2004 - no workbook has a thousand
    return number - 1 if 0 < number <= len(titles) else None


def as_text(value: object) -> str:
    """A cell as a person reads it: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
