"""The report of a survey as a file: a workbook, a document for Word, or a PDF; small ones are made while one waits."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from survey_app.exceptions import N_, NotFound
from survey_app.exports import satisfaction_report
from survey_app.exports.client_look import ClientLook
from survey_app.exports.documents import pdf, word
from survey_app.exports.report import Report
from survey_app.exports.satisfaction_workbook import Progress, write_workbook

Translate = Callable[[str], str]

SMALL_CELLS = 100_000
"""About a second's work: a workbook of at most so many cells is made at once."""
SMALL_ROWS = 400
"""About two seconds: a document whose questions have at most so many rows is made at once."""
SMALL_READ = 300_000
"""About a second's work, too: so many cells of answers are read and crossed while one waits."""
_SHEETS = 2
"""Every answer stands in the workbook as a code and in words."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the report: what it is called, the ending of its files, and what they are."""

    label: str
    ending: str
    media_type: str


FORMS: dict[str, Form] = {
    "xlsx": Form(
        N_("Excel workbook: figures, charts, data"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "docx": Form(
        N_("Word: the report to read and edit"),
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": Form(N_("PDF: the report to read and print"), "pdf", "application/pdf"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form of the report in a language and a look, for a reader who sees no group below `least`."""

    form: str
    language: str
    least: int = 1
    look: ClientLook = field(default_factory=ClientLook)


def form_of(name: str) -> Form:
    """A form by its name; an unknown one does not exist."""
    if name not in FORMS:
        raise NotFound
    return FORMS[name]


def is_small(report: Report, form: str) -> bool:
    """Whether the file can be made while the reader waits."""
    if form == "xlsx":
        columns = len(report.variables) + 1 if report.gives_rows else 0
        return report.fieldwork.usable * columns * _SHEETS <= SMALL_CELLS
    return sum(len(summary.rows) for summary in report.questions) <= SMALL_ROWS


def content(report: Report, wanted: Wanted, translate: Translate, progress: Progress | None = None) -> bytes:
    """The bytes of the file."""
    form_of(wanted.form)
    if wanted.form == "xlsx":
        target = io.BytesIO()
        write_workbook(report, wanted.language, target, progress, translate=translate, look=wanted.look)
        return target.getvalue()
    return _document(report, wanted, translate, progress)


def write(report: Report, wanted: Wanted, path: Path, translate: Translate, progress: Progress | None = None) -> None:
    """Write the file to a place; a large workbook is never held in memory."""
    form_of(wanted.form)
    if wanted.form == "xlsx":
        write_workbook(report, wanted.language, path, progress, translate=translate, look=wanted.look)
    else:
        path.write_bytes(_document(report, wanted, translate, progress))


def _document(report: Report, wanted: Wanted, translate: Translate, progress: Progress | None) -> bytes:
    look = wanted.look
    document = satisfaction_report.build(
        report,
        wanted.language,
        translate=translate,
        least=wanted.least,
        look=look.of_documents,
        sections=look.sections,
        footer=look.footer,
    )
    if progress:
        progress(1, 2)
    made: bytes = (pdf if wanted.form == "pdf" else word).write(document, report.made_at)
    if progress:
        progress(2, 2)
    return made
