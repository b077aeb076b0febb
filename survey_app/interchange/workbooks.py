"""One sheet of an Excel workbook, unpacked and read within bounds, in a process of its own."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from survey_app.exceptions import N_
from survey_app.interchange.table_limits import FileTooLarge, Limits, NotATable

__all__ = ["read_workbook"]

_READER = Path(__file__).with_name("sheet_reader.py")
_PATIENCE = 30
_TOO_MUCH = 3
_NO_SUCH_SHEET = 4


def read_workbook(content: bytes, filename: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """The rows of the sheet with their numbers. Refuses a workbook that would unpack beyond the limits."""
    _check_packing(content, filename, limits)
    return _rows(_read_apart(content, filename, limits))


def _rows(output: bytes) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(output.splitlines(), start=1):
        yield number, json.loads(line)


def _check_packing(content: bytes, filename: str, limits: Limits) -> None:
    """Look at the archive's own list before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise NotATable(file=filename) from None
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise NotATable(file=filename)
    if any(entry.flag_bits & 1 for entry in entries):
        raise NotATable(
            N_("%(file)s is protected by a password. Save it without one and upload it again."), file=filename
        )
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.entries or unpacked > limits.unpacked or unpacked > limits.ratio * len(content):
        raise _too_much(filename)


def _read_apart(content: bytes, filename: str, limits: Limits) -> bytes:
    """Read in a child with little time and memory: a crafted sheet then costs seconds, never the server."""
    bounds = (limits.rows, limits.columns, limits.unpacked)
    order = [sys.executable, "-I", str(_READER), *(str(bound) for bound in bounds), limits.sheet]
    try:
        child = subprocess.run(order, input=content, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603 - our own script
    except subprocess.TimeoutExpired:
        raise _too_much(filename) from None
    if child.returncode in (_TOO_MUCH, -9, -24):
        raise _too_much(filename)
    if child.returncode == _NO_SUCH_SHEET:
        raise NotATable(
            N_("%(file)s has no sheet “%(name)s”. It holds: %(sheets)s."),
            file=filename,
            name=limits.sheet[:80],
            sheets=", ".join(name[:40] for name in json.loads(child.stdout)[:40]),
        )
    if child.returncode != 0:
        raise NotATable(
            N_("%(file)s is damaged: its first sheet cannot be read. Open it in Excel, save it and upload it again."),
            file=filename,
        )
    return child.stdout


def _too_much(filename: str) -> FileTooLarge:
    return FileTooLarge(
        N_("%(file)s unpacks to more than can be read safely. Save only the list itself as CSV and upload that."),
        file=filename,
    )
