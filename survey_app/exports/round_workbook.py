"""The round workbook: protocol, flow, lineage of the statements, one sheet a round, stability, reasons, codebook."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.workbook import Workbook

from survey_app.exceptions import N_
from survey_app.exports import cells, open_answers, outcome_words, own_scales, round_titles, sorted_ratings
from survey_app.exports.printing import Footer
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import PanelReport, RoundPart
from survey_app.exports.round_sheets import (
    both_scales,
    check,
    codebook,
    denominators,
    flow,
    items,
    moved,
    one_round,
    outcomes,
    protocol,
    ratings,
    read_me,
    readings,
    reasons,
    stability,
    subgroups,
)
from survey_app.exports.round_sheets import open_answers as open_sheet
from survey_app.exports.sheet import Sheet
from survey_app.exports.styles import StyleBook
from survey_app.exports.words import Translate, Words

Progress = Callable[[int, int], None]


def write_round_workbook(
    report: PanelReport,
    language: str,
    target: BinaryIO | Path,
    progress: Progress | None = None,
    *,
    translate: Translate = str,
) -> None:
    """Write a panel's analysed rounds as a workbook in one language.

    `translate` turns a marked message into the language; `progress` is told how much of how much is done.
    """
    words = Words(language, translate, cells.zone_of(report.timezone), report.language)
    book = _book(report, words)
    workbook: Any = Workbook(write_only=True)
    looks = StyleBook(_Anywhere(workbook), chinese=words.is_chinese, blank_before_percent=words.blank_before_percent)
    footer = Footer(report.study_title, words.say(N_("Page %(page)s of %(pages)s"), page="&P", pages="&N"))
    sheets = _sheets(book)
    for number, sheet in enumerate(sheets, 1):
        sheet.flush(workbook, looks, footer)
        if progress:
            progress(number, len(sheets))
    workbook.properties.title = cells.clean_text(report.study_title, 255)
    workbook.properties.creator = cells.clean_text(report.organiser, 255)
    workbook.properties.created = cells.local_time(report.made_at, None)
    workbook.save(target)


def _book(report: PanelReport, words: Words) -> RoundBook:
    titles = {"read_me": words.say(N_("Read me")), "protocol": words.say(N_("Protocol"))}
    titles |= {"flow": words.say(N_("Panel and flow")), "items": words.say(N_("Items and lineage"))}
    findings = {
        "read_me": round_titles.cover(report, words),
        "protocol": words.say(N_("What was declared before the first round, and what was amended")),
        "items": round_titles.items(report, words),
        "flow": round_titles.flow(report, words) if report.rounds else "",
    }
    for part in _weighed(report):
        key = f"round{part.figures.number}"
        titles[key] = words.say(N_("Round %(n)s"), n=part.figures.number)
        findings[key] = round_titles.of_round(part, words)
    for key, _own, part in _own_parts(report):
        titles[key], findings[key] = own_scales.title(part, words), round_titles.of_round(part, words)
    titles |= {"open_answers": words.say(open_answers.TITLE)} if open_answers.are_in(report) else {}
    titles |= {"stability": words.say(N_("Stability"))}
    titles |= {"denominators": words.say(N_("Denominators"))} if denominators.are_in(report) else {}
    titles |= {"readings": words.say(N_("Readings"))} if readings.are_in(report) else {}
    titles |= {"both_scales": words.say(N_("Both scales"))} if both_scales.are_in(report) else {}
    titles |= {"moved": words.say(moved.TITLE)} if moved.are_in(report) else {}
    titles |= {"outcomes": words.say(outcomes.TITLE)} if outcomes.are_in(report) else {}
    titles |= {"subgroups": words.say(subgroups.TITLE)} if subgroups.are_in(report) else {}
    titles |= {"reasons": words.say(N_("Reasons"))}
    titles |= {"ratings": words.say(ratings.TITLE)} if report.rounds else {}
    titles |= {"check": words.say(check.TITLE)} if sorted_ratings.are_in(report) else {}
    titles |= {"codebook": words.say(N_("Codebook"))}
    findings |= {
        "open_answers": open_answers.finding(report, words),
        "stability": round_titles.stability(report, words),
        "denominators": denominators.finding(report, words),
        "readings": words.say(N_("The same ratings read by RAND/UCLA or as fuzzy numbers")),
        "both_scales": round_titles.both_scales(report, words) if both_scales.are_in(report) else "",
        "moved": words.say(moved.FINDING),
        "outcomes": words.say(outcome_words.TITLE),
        "subgroups": subgroups.finding(report, words),
        "reasons": round_titles.reasons(report, words),
        "ratings": words.say(ratings.FINDING),
        "check": words.say(check.FINDING),
        "codebook": words.say(N_("What each figure in this file means")),
    }
    names = dict(zip(titles, cells.sheet_titles(titles.values()), strict=True))
    return RoundBook(report, words, names, findings)


def _weighed(report: PanelReport) -> list[RoundPart]:
    """The rounds with a sheet of their own: those that asked open questions and nothing else have no figures."""
    return [part for part in report.rounds if not part.figures.is_in_words and own_scales.tells(report, part)]


def _own_parts(report: PanelReport) -> list[tuple[str, PanelReport, RoundPart]]:
    """The rounds on each own scale, which have sheets of their own, too."""
    return [
        (f"own{place}-{part.figures.number}", own, part)
        for place, own in enumerate(report.own_scales)
        for part in own.rounds
    ]


def _book_of(book: RoundBook, key: str, own: PanelReport) -> RoundBook:
    """The workbook as a sheet of an own scale is given it: that round is this part of it."""
    number = key.partition("-")[2]
    named = ({**each, f"round{number}": each[key]} for each in (book.names, book.findings))
    return RoundBook(own, book.words, *named)


def _sheets(book: RoundBook) -> list[Sheet]:
    return [
        read_me.build(book),
        protocol.build(book),
        flow.build(book),
        items.build(book),
        *(one_round.build(book, part) for part in _weighed(book.report)),
        *(one_round.build(_book_of(book, key, own), part) for key, own, part in _own_parts(book.report)),
        *([open_sheet.build(book)] if open_answers.are_in(book.report) else []),
        stability.build(book),
        *([denominators.build(book)] if denominators.are_in(book.report) else []),
        *([readings.build(book)] if readings.are_in(book.report) else []),
        *([both_scales.build(book)] if both_scales.are_in(book.report) else []),
        *([moved.build(book)] if moved.are_in(book.report) else []),
        *([outcomes.build(book)] if outcomes.are_in(book.report) else []),
        *([subgroups.build(book)] if subgroups.are_in(book.report) else []),
        reasons.build(book),
        *_lists(book),
        codebook.build(book),
    ]


def _lists(book: RoundBook) -> list[Sheet]:
    """The sorted ratings and the formulas that check the figures by them."""
    if not book.report.rounds:
        return []
    sheet, placed = ratings.build(book)
    return [sheet, *([check.build(book, placed)] if placed else [])]


class _Anywhere:
    """Stands for a sheet where only the workbook's styles are needed."""

    def __init__(self, workbook: Any) -> None:
        self.parent = workbook
