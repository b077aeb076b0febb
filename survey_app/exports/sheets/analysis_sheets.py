"""The sheets of analyses: which of them a report has anything for, what each says, and how it is built."""

from collections.abc import Callable, Sequence

from survey_app.exports import analysis_titles
from survey_app.exports.analyses import EarlierWave
from survey_app.exports.book import Book
from survey_app.exports.report import Report
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets import contrast, cross_tabs, drivers, kano, reliability, rivals, text_codes, waves
from survey_app.exports.words import Words

KEYS = ("waves", "crosstabs", "rivals", "kano", "drivers", "contrast", "reliability", "text_codes")


def needs(report: Report) -> dict[str, bool]:
    """Whether there is anything to show on each of them."""
    found = report.analyses
    return {
        "waves": are_compared(found.waves),
        "crosstabs": found.banner is not None,
        "rivals": found.rivals is not None,
        "kano": bool(analysis_titles.kano_rows(report)),
        "drivers": found.drivers is not None,
        "contrast": found.contrast is not None,
        "reliability": bool(found.scales),
        "text_codes": bool(text_codes.shown(report)),
    }


def are_compared(found: Sequence[EarlierWave]) -> bool:
    """Whether any earlier survey has a figure: where filters fit none of them, the method says so."""
    return any(not each.is_unlike for each in found)


def findings(report: Report, words: Words) -> dict[str, str]:
    """What each of them says."""
    found, told = report.analyses, {}
    if are_compared(found.waves):
        told["waves"] = analysis_titles.waves(found.waves, words)
    if found.banner is not None:
        told["crosstabs"] = analysis_titles.crosstabs(found.banner, words)
    if found.rivals is not None:
        told["rivals"] = analysis_titles.rivals(found.rivals, words)
    if rows := analysis_titles.kano_rows(report):
        told["kano"] = analysis_titles.kano(rows, words)
    if found.drivers is not None:
        told["drivers"] = analysis_titles.drivers(found.drivers, words)
    if found.contrast is not None:
        told["contrast"] = analysis_titles.contrast(found.contrast, words)
    if found.scales:
        told["reliability"] = analysis_titles.reliability(found.scales, words)
    if text_codes.shown(report):
        told["text_codes"] = analysis_titles.text_codes(text_codes.countable(report, words.language), words)
    return told


def builders(book: Book) -> dict[str, Callable[[], Sheet]]:
    """How each of them is built."""
    report, made = book.report, book.report.analyses
    found: dict[str, Callable[[], Sheet]] = {
        "waves": lambda: waves.build(book, made.waves),
        "kano": lambda: kano.build(book, analysis_titles.kano_rows(report)),
        "reliability": lambda: reliability.build(book, made.scales),
        "text_codes": lambda: text_codes.build(book),
    }
    if (banner := made.banner) is not None:
        found["crosstabs"] = lambda: cross_tabs.build(book, banner)
    if (beside := made.rivals) is not None:
        found["rivals"] = lambda: rivals.build(book, beside)
    if (driven := made.drivers) is not None:
        found["drivers"] = lambda: drivers.build(book, driven)
    if (told := made.contrast) is not None:
        found["contrast"] = lambda: contrast.build(book, told)
    return found
