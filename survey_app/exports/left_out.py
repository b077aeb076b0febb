"""What a report leaves out because groups, or those of a group who gave an answer, are few: what it is, and why."""

from collections.abc import Iterable

from survey_app.exceptions import N_
from survey_app.exports import told_in_parts
from survey_app.exports.analyses import LeftOut
from survey_app.exports.book import Book
from survey_app.exports.naming import attribute_name
from survey_app.exports.sheets import break_words
from survey_app.exports.words import shortened

BREAKS = N_(
    "Not told apart by %(names)s: the groups, or those of a group who gave some answers, are fewer than %(least)s "
    "people."
)
MISSING = N_("%(names)s: left out, because fewer than %(least)s people of a group gave some of the answers.")
TIED = N_("Left out, because too few people answered for figures of several answers of each person.")
NAMES = {
    "kpi": N_("KPI"),
    "crosstabs": N_("Cross-tables"),
    "priorities": N_("Priorities"),
    "kano": N_("Kano"),
    "drivers": N_("Drivers"),
    "reliability": N_("Reliability"),
}
_LONGEST, _MOST = 60, 5
"""Characters of the words of a question, and how many names stand in one sentence."""


def lines(book: Book) -> list[tuple[str, str]]:
    """Each part of which something is missing, and what, for the method."""
    found = [*book.report.analyses.left_out, *_kano(book)]
    told = [(book.words.say(NAMES[each.part]), sentence(book, each)) for each in found]
    if said := unrated(book):
        told.append((book.words.say(NAMES["kpi"]), said))
    return told


def of_part(book: Book, part: str) -> str:
    """What is missing of one part as a sentence; empty where nothing is."""
    found = [each for each in book.report.analyses.left_out if each.part == part]
    return book.words.sentences(*(sentence(book, each) for each in found))


def whole_parts(book: Book) -> list[str]:
    """The parts that are missing as a whole, those of one reason together, and the reason."""
    words, told = book.words, []
    found = [each for each in (*book.report.analyses.left_out, *_kano(book)) if each.is_whole]
    for reason in dict.fromkeys(sentence(book, each) for each in found):
        names = [words.say(NAMES[each.part]) for each in found if sentence(book, each) == reason]
        told.append(words.say(N_("%(label)s: %(words)s"), label=words.say(N_(", ")).join(names), words=reason))
    return told


def sentence(book: Book, found: LeftOut) -> str:
    """What is missing of a part, and why."""
    words, least = book.words, book.report.min_group
    if found.is_tied:
        return words.say(TIED)
    if found.is_whole:
        return words.say(told_in_parts.NOTHING, least=least)
    breaks = [break_words.break_name(each, words) for each in found.breaks]
    questions = [shortened(words.of(each), _LONGEST) for each in found.questions]
    return words.sentences(_named(book, BREAKS, breaks), _named(book, MISSING, questions))


def unrated(book: Book) -> str:
    """By what the satisfied share is not told; empty where it is told by everything."""
    names = [attribute_name(each.attribute, book.words, each.title) for each in book.report.unrated]
    return _named(book, BREAKS, names)


def figures(book: Book, names: Iterable[str]) -> str:
    """Which figures are missing; empty where none is."""
    return _named(book, MISSING, list(names))


def _named(book: Book, message: str, names: list[str]) -> str:
    if not names:
        return ""
    words, more = book.words, len(names) - _MOST
    if more > 0:
        names = [*names[:_MOST], words.say(N_("and %(count)s more"), count=words.count(more))]
    return words.say(message, least=book.report.min_group, names=words.say(N_(", ")).join(names))


def _kano(book: Book) -> list[LeftOut]:
    """The features of which no class is told, where questions about them were asked and answered."""
    report = book.report
    gone = [
        each for each in report.questions
        if each.question.kind == "kano"
        and each.is_partial
        and not any(row.kano is not None and row.variable not in report.withheld for row in each.rows)
    ]  # fmt: skip
    untold = [each for each in report.untold if each.kind == "kano"]
    return [LeftOut("kano")] if gone or untold else []
