"""Read a file of SPSS or Stata; write one JSON object with its columns and labels into a file beside it.

Runs as a process of its own, started by `labelled.py`, within bounds of time and memory: a crafted file then costs
seconds, never the server. The folder is the parent's, who clears it away however this ends. It imports nothing of the
application. Exit 0: read; 2: no file that can be read; 3: more than is accepted; 5: the library is not installed.
"""

import errno
import importlib
import json
import math
import resource
import sys
from pathlib import Path
from typing import Any

_SECONDS = 60
_MEMORY = 2 * 1024 * 1024 * 1024
_UNREADABLE, _TOO_MUCH, _NO_LIBRARY = 2, 3, 5


def main() -> int:
    """Read within bounds."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    path, (rows, columns, most) = Path(sys.argv[1]), map(int, sys.argv[2:])
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        library = importlib.import_module("pyreadstat")
    except ImportError:
        return _NO_LIBRARY
    try:
        return write(getattr(library, f"read_{path.suffix[1:]}"), path, rows, columns)
    except MemoryError:
        return _TOO_MUCH
    except OSError as error:
        return _TOO_MUCH if error.errno == errno.EFBIG else _UNREADABLE
    except Exception:  # noqa: BLE001 - the library raises anything on a damaged file; the parent words it
        return _UNREADABLE


def write(read: Any, path: Path, rows: int, columns: int) -> int:  # noqa: ANN401 - a function of the library
    """Write what the file holds if it keeps to the bounds."""
    _nothing, about = read(str(path), metadataonly=True)
    # a file of SPSS may leave its number of rows open: then one row more than the bound is read
    if about.number_columns > columns or (about.number_rows or 0) > rows:
        return _TOO_MUCH
    # what SPSS calls missing has a number, which the parent knows; what Stata does has a letter, which is no answer
    is_numbered = path.suffix == ".sav"
    found, about = read(str(path), output_format="dict", user_missing=is_numbered, row_limit=rows + 1)
    cells = {name: [plain(value) for value in found[name]] for name in found}
    if any(len(column) > rows for column in cells.values()):
        return _TOO_MUCH
    labels = about.variable_value_labels or {}
    told = {
        "columns": cells,
        "texts": about.column_names_to_labels or {},
        "labels": {name: [[plain(code), str(words)] for code, words in each.items()] for name, each in labels.items()},
        "missing": {
            name: [[each.get("lo"), each.get("hi")] for each in listed]
            for name, listed in (getattr(about, "missing_ranges", None) or {}).items()
        },
        "sets": getattr(about, "mr_sets", None) or {},
    }
    with path.with_name("told.json").open("w", encoding="ascii") as file:
        json.dump(told, file, default=str)
    return 0


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    """A number, a text, or nothing for what the system calls missing."""
    if value is None or isinstance(value, str | bool | int):
        return value
    try:
        number = float(value)
    except (TypeError, ValueError):
        text = str(value)
        return None if text in {"NaT", "None", "nan"} else text
    return number if math.isfinite(number) else None


if __name__ == "__main__":
    sys.exit(main())
