"""The satisfaction workbook: a report on paper and on screen, written sheet by sheet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties

from survey_app.exceptions import N_
from survey_app.exports import cells, titles
from survey_app.exports.book import Book
from survey_app.exports.client_look import ClientLook
from survey_app.exports.kept_back import without_few
from survey_app.exports.printing import Footer
from survey_app.exports.report import Report
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets import (
    analysis_sheets,
    chain,
    check,
    codebook,
    cover,
    data,
    gap,
    kpi,
    method,
    priorities,
    questions,
    sample,
    verbatims,
)
from survey_app.exports.sheets.check_formulas import Columns
from survey_app.exports.styles import StyleBook
from survey_app.exports.words import Translate, Words

Progress = Callable[[int, int], None]

SHEETS: dict[str, str] = {
    "cover": N_("Cover"),
    "method": N_("Method"),
    "kpi": N_("KPI"),
    "waves": N_("Earlier waves"),
    "questions": N_("Questions"),
    "crosstabs": N_("Cross-tables"),
    "gap": N_("Gap"),
    "priorities": N_("Priorities"),
    "rivals": N_("Rivals"),
    "kano": N_("Kano"),
    "drivers": N_("Drivers"),
    "contrast": N_("Penalty and reward"),
    "reliability": N_("Reliability"),
    "chain": N_("From idea to figure"),
    "sample": N_("Sample"),
    "text_codes": N_("Codes of open answers"),
    "verbatims": N_("Verbatims"),
    "codes": N_("Data (codes)"),
    "labels": N_("Data (labels)"),
    "codebook": N_("Codebook"),
    "check": N_("Check"),
}
_EVERY_ROWS = 200
_ROWS = ("codes", "labels", "codebook", "check")
"""The sheets with single answers, and those that explain their columns and count them again."""


_UNSAID = frozenset({"chain", "priorities"}) | frozenset(analysis_sheets.KEYS)
"""Sheets whose absence needs no word: a survey that no panel prepared, or without ratings, lacks nothing."""


def write_workbook(
    report: Report,
    language: str,
    target: BinaryIO | Path,
    progress: Progress | None = None,
    *,
    translate: Translate = str,
    limits: tuple[int, int] = (cells.MAX_ROWS, cells.MAX_COLUMNS),
    look: ClientLook | None = None,
) -> None:
    """Write a report as a workbook in one language.

    `translate` turns a marked message into the language; `progress` is told how much of how much is done; `limits` are
    the rows and columns one data sheet may hold; `look` is the client's: colours, font, logo, which sheets, in which
    order.
    """
    look, report = look or ClientLook(), without_few(report)
    words = Words(language, translate, cells.zone_of(report.timezone), report.questionnaire.language)
    left_out = [key for key, needed in _needs(report).items() if not needed]
    kept_back = () if report.gives_rows else _ROWS
    wanted = ("cover", *look.sheets)
    keys = [key for key in wanted if key not in left_out and key not in kept_back]
    names = dict(zip(keys, cells.sheet_titles(words.say(SHEETS[key]) for key in keys), strict=True))
    book = Book(report, words, names, _findings(report, words), look)
    without = tuple(words.say(SHEETS[key]) for key in left_out if key not in _UNSAID and key in wanted)
    _Writing(book, without, progress, limits).write(target)


def _needs(report: Report) -> dict[str, bool]:
    """Whether there is anything to show on the sheets that may be left out."""
    key = report.key
    return {
        # a survey without a question still says that it has no figures
        "kpi": not report.questions
        or any(each is not None for each in (key.overall, key.satisfied, key.recommend, key.gap, key.index)),
        "gap": any(row.gap.value is not None for row in report.gaps),
        "priorities": report.priorities is not None,
        "chain": report.chain is not None,
        "sample": bool(report.sample),
        "verbatims": bool(report.verbatims),
        **analysis_sheets.needs(report),
    }


def _findings(report: Report, words: Words) -> dict[str, str]:
    """What each sheet says: its title, and its line on the cover."""
    found = {
        "method": words.say(N_("Who was asked, what was asked, how it was counted and what the margins mean")),
        "kpi": titles.kpi(report, words),
        "questions": titles.questions(report, words),
    }
    if report.gives_rows:
        found["codes"] = words.say(N_("One row per respondent, coded; join with the labels by the row"))
        found["labels"] = words.say(N_("The same rows in words"))
        found["codebook"] = words.say(N_("What each column of the data sheets means"))
        found["check"] = words.say(N_("Headline figures counted again by live formulas from the coded data"))
    if _needs(report)["gap"]:
        found["gap"] = titles.gap(report, words)
    if report.priorities is not None:
        found["priorities"] = titles.priorities(report.priorities, words)
    if report.chain is not None:
        found["chain"] = titles.chain(report.chain, words)
    if report.sample:
        found["sample"] = titles.sample(report, words)
    if report.verbatims:
        found["verbatims"] = titles.verbatims(report, words)
    return found | analysis_sheets.findings(report, words)


class _Writing:
    """One run over all sheets of one workbook."""

    def __init__(
        self, book: Book, left_out: tuple[str, ...], progress: Progress | None, limits: tuple[int, int]
    ) -> None:
        self.book, self.left_out, self.progress, self.limits = book, left_out, progress, limits
        self.workbook: Any = Workbook(write_only=True)
        self.looks = StyleBook(
            _Anywhere(self.workbook),
            chinese=book.words.is_chinese,
            blank_before_percent=book.words.blank_before_percent,
            palette=book.look.palette,
        )
        page = book.words.say(N_("Page %(page)s of %(pages)s"), page="&P", pages="&N")
        self.footer = Footer(book.look.footer or book.report.study_title, page)
        self.taken = list(book.names.values())
        self.kinds: dict[str, str] = {}
        """The titles of further data sheets, with those of the first of their kind."""
        self.tally = data.Tally()
        self.parts: list[data.Part] = []
        self.done = 0
        self.total = len(book.names) + 2 * book.report.fieldwork.usable

    def write(self, target: BinaryIO | Path) -> None:
        """Write every sheet in order and save."""
        book = self.book
        self._describe()
        self._flush(cover.build(book, self.left_out))
        for key, build in self._sheets().items():
            if key in book.names:
                self._flush(build())
        if book.report.gives_rows:
            self._data()
        if "codebook" in book.names:
            self._flush(codebook.build(book, self.tally))
        if "check" in book.names:
            self._check()
        self._arrange()
        self.workbook.save(target)
        self._tell(self.total)

    def _sheets(self) -> dict[str, Callable[[], Sheet]]:
        """The sheets of figures and words."""
        book = self.book
        chained, mapped = book.report.chain, book.report.priorities
        found: dict[str, Callable[[], Sheet]] = {
            "method": lambda: method.build(book, self.left_out),
            "kpi": lambda: kpi.build(book),
            "questions": lambda: questions.build(book),
            "gap": lambda: gap.build(book),
            "sample": lambda: sample.build(book),
            "verbatims": lambda: verbatims.build(book),
        }
        if mapped is not None:
            found["priorities"] = lambda: priorities.build(book, mapped)
        if chained is not None:
            found["chain"] = lambda: chain.build(book, chained)
        return found | analysis_sheets.builders(book)

    def _arrange(self) -> None:
        """Put the sheets in the order of the look; further data sheets stay behind the first of their kind."""
        order = {title: place for place, title in enumerate(self.book.names.values())}
        self.workbook._sheets.sort(key=lambda sheet: order[self.kinds.get(sheet.title, sheet.title)])

    def _describe(self) -> None:
        report, properties = self.book.report, self.workbook.properties
        properties.title = cells.clean_text(report.study_title, 255)
        properties.creator = cells.clean_text(report.organiser, 255)
        properties.created = cells.local_time(report.made_at, None)

    def _flush(self, sheet: Any) -> None:
        sheet.flush(self.workbook, self.looks, self.footer)
        self._tell(1)

    def _tell(self, more: int) -> None:
        self.done = min(self.total, self.done + more)
        if self.progress:
            self.progress(self.done, self.total)

    def _data(self) -> None:
        sheets = data.DataSheets(self.workbook, self.book, self.looks, self.footer, self._further, limits=self.limits)
        seen = 0

        def passed(_row: data.Row) -> None:
            nonlocal seen
            seen += 1
            if seen % _EVERY_ROWS == 0:
                self._tell(_EVERY_ROWS)

        def counted(row: data.Row) -> None:
            self.tally.count(row)
            passed(row)

        if "codes" in self.book.names:
            sheets.write("codes", data.coded, data.CODES_WIDTH, counted)
        if "labels" in self.book.names:
            sheets.write("labels", data.worded(self.book), data.WORDS_WIDTH, passed)
        self.parts = sheets.parts.get("codes", [])
        self._tell(2)

    def _check(self) -> None:
        """The sheet of live formulas, the names of the columns they use, and the wish to be calculated when opened."""
        used = self.book.report.weighting
        columns = Columns(self.parts, used.column if used else "")
        for name, place in columns.places.items():
            self.workbook.defined_names[name] = DefinedName(name, attr_text=place)
        self.workbook.calculation = CalcProperties(fullCalcOnLoad=True)
        self._flush(check.build(self.book, columns))

    def _further(self, name: str) -> str:
        """A unique title for a further sheet of the same kind."""
        title = cells.sheet_titles([*self.taken, name])[-1]
        self.taken.append(title)
        self.kinds[title] = name
        return title


class _Anywhere:
    """Stands for a sheet where only the workbook's styles are needed."""

    def __init__(self, workbook: Any) -> None:
        self.parent = workbook
