"""Every statement with its words, where it came from, in which rounds it was asked, and what became of it."""

from survey_app.exceptions import N_
from survey_app.exports import round_words
from survey_app.exports.round_book import LEFT, STRONG, WRAPPED, Column, RoundBook
from survey_app.exports.round_sheets.protocol import corrected_words
from survey_app.exports.sheet import Sheet
from survey_app.vocabulary import Fate

OPEN = N_("open question")


def build(book: RoundBook) -> Sheet:
    """The lineage sheet."""
    say, report = book.words.say, book.report
    has_sections = any(item.section for item in report.items)
    corrected = _corrected(book)
    columns = (
        Column(say(N_("Code")), 10, STRONG),
        Column(say(N_("Statement")), 48, WRAPPED),
        *([Column(say(N_("Section")), 24, WRAPPED)] if has_sections else []),
        Column(say(N_("From the ideas")), 34, WRAPPED),
        Column(say(N_("Made from")), 13, LEFT),
        Column(say(N_("Asked in rounds")), 13, LEFT),
        Column(say(N_("What became of it")), 34, WRAPPED),
        *([Column(say(N_("Corrected")), 40, WRAPPED)] if corrected else []),
    )
    about = say(N_("A statement keeps its words once it was asked: a reworded one is another statement."))
    sheet = book.sheet("items", [column.width for column in columns], about)
    sheet.freeze, sheet.repeated = "C6", "1:5"
    lines = [
        (
            item.code,
            book.text(item.text) + (f" ({say(OPEN)})" if item.is_open else ""),
            *([book.text(item.section)] if has_sections else []),
            say(N_("; ")).join(item.from_cards),
            say(N_("a proposal of a panellist")) if item.is_proposed else say(N_(", ")).join(item.from_items),
            say(N_(", ")).join(str(number) for number in item.rounds),
            _fate(book, item.item_id),
            *([corrected.get(item.code, "")] if corrected else []),
        )
        for item in report.items
    ]
    row = book.table(sheet, 5, columns, lines)
    sheet.foot(row + 1, say(N_("Source: the panel's statements and the moderator's decisions after each round.")))
    return sheet


def _corrected(book: RoundBook) -> dict[str, str]:
    """The typing errors that were put right, by the code of the statement."""
    found: dict[str, list[str]] = {}
    for line in book.report.corrections:
        found.setdefault(line.code, []).append(
            book.words.labelled(book.words.moment(line.at), corrected_words(book, line))
        )
    return {code: "\n".join(told) for code, told in found.items()}


def _fate(book: RoundBook, item: int) -> str:
    said = [
        book.words.say(
            N_("round %(n)s: %(fate)s"),
            n=part.figures.number,
            fate=book.words.say(round_words.FATES[Fate(part.fates[item])]),
        )
        for part in book.report.rounds
        if item in part.fates
    ]
    return book.words.say(N_("; ")).join(said)
