"""Read the sheets of an XLSForm from standard input; write one JSON line per sheet and per row.

Runs as a process of its own, started by `sheets.py`, with little time and memory: it imports nothing of the
application. Exit 0: read; 2: not a workbook that can be read; 3: more than is accepted.
"""

import importlib
import io
import json
import resource
import sys
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_SECONDS = 4
_MEMORY = 230 * 1024 * 1024
_SPARED = ("numpy", "PIL")
"""What openpyxl loads where it is there and does without: to load them takes longer than to read a sheet."""
_UNREADABLE, _TOO_MUCH = 2, 3
_ROWS, _CELL = 20_000, 32_767


def main() -> int:
    """Read within bounds the sheets that are named as arguments, whatever their capitals."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    letters, wanted = int(sys.argv[1]), frozenset(sys.argv[2:])
    for name in _SPARED:
        sys.modules[name] = None  # type: ignore[assignment]  # as if it were not installed
    try:
        return write_sheets(sys.stdin.buffer.read(), wanted, letters)
    except MemoryError:
        return _TOO_MUCH
    except Exception:  # noqa: BLE001 - the reader raises anything on a damaged file; the parent words it
        return _UNREADABLE


def write_sheets(content: bytes, wanted: frozenset[str], letters: int) -> int:
    """Write the wanted sheets: a line with the name, then `[number, cells]` for each row that holds something."""
    load: Any = importlib.import_module("openpyxl").load_workbook
    book = load(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    written = 0
    for sheet in book.worksheets:
        name = sheet.title.strip().lower()
        if name not in wanted:
            continue
        sys.stdout.write(json.dumps(name) + "\n")
        sheet.reset_dimensions()  # a sheet may claim any size; read what is there
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > _ROWS:
                return _TOO_MUCH
            cells = _cells(row)
            if not cells:
                continue
            line = json.dumps([number, cells]) + "\n"
            written += len(line)
            if written > letters:
                return _TOO_MUCH
            sys.stdout.write(line)
    sys.stdout.flush()
    return 0


def _cells(row: tuple[object, ...]) -> list[str]:
    """The cells as texts without outer blanks, up to the last one that holds something."""
    cells = ["" if value is None else _text(value)[:_CELL].strip() for value in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: object) -> str:
    """A cell as a person reads it: whole numbers without a point, days without a time."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat("T", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
