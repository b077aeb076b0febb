"""Reading a written workbook again: its cells, and the XML parts behind them."""

import io
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree

from survey_app.exports.report import Report
from survey_app.exports.satisfaction_workbook import write_workbook

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def written(report: Report, language: str = "en", **options: Any) -> bytes:
    """The bytes of a report's workbook."""
    target = io.BytesIO()
    write_workbook(report, language, target, **options)
    return target.getvalue()


def loaded(content: bytes) -> Any:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def parts(content: bytes, under: str = "") -> dict[str, Any]:
    """Every XML part, parsed strictly."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.startswith(under) and name.endswith((".xml", ".rels"))
        }


def calculated(contents: Mapping[str, bytes], folder: Path) -> dict[str, Any]:
    """Workbooks with the values of their formulas, all calculated in one run of a spreadsheet program."""
    for name, content in contents.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    program = shutil.which("soffice")
    assert program
    files = [str(folder / f"{name}.xlsx") for name in contents]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "calculated")]
    subprocess.run([program, profile, *kind, *files], check=True, capture_output=True, timeout=180)
    return {name: _with_values(folder / "calculated" / f"{name}.xlsx") for name in contents}


def _with_values(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the program adds extensions of its own
        return openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)


def texts(sheet: Any) -> Iterator[str]:
    """All texts of a sheet."""
    for row in sheet.iter_rows(values_only=True):
        yield from (value for value in row if isinstance(value, str))


def find(sheet: Any, words: str) -> Any:
    """The first cell that holds exactly these words."""
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == words)
