"""A round of choices in the report as Word and PDF: what was chosen most, and how many chose each option."""

from survey_app.exceptions import N_
from survey_app.exports import chosen, ticked, ticked_words
from survey_app.exports.chosen_figures import NONE, options_of
from survey_app.exports.documents.model import Heading, Part, Table
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import ItemFigures, RoundPart


def head(part: RoundPart) -> tuple[str, ...]:
    """The heads of the table of statements."""
    share = ticked_words.SHARE if ticked.is_ticked(part) else N_("Share")
    return (N_("Code"), N_("Statement"), N_("n"), N_("Most chosen"), share, N_("Verdict"))


def lines(book: RoundBook, part: RoundPart) -> tuple[tuple[str, ...], ...]:
    """The rows of the table of statements."""
    return tuple(_line(book, part, item) for item in part.figures.items)


def _line(book: RoundBook, part: RoundPart, item: ItemFigures) -> tuple[str, ...]:
    words, found = book.words, ticked.figures(item)
    share = NONE if found is None or found.share is None else words.share(found.share)
    told = words.say(N_(", ")).join(filter(None, (book.verdict(part, item), book.movement(item))))
    most = chosen.leading(part, item, words.of, words.say(N_(", ")))
    return (item.code, book.text(item.text), words.count(item.n), most, share, told or NONE)


def parts_of(book: RoundBook, part: RoundPart) -> list[Part]:
    """How many chose each option, statement by statement; nothing in another kind of round."""
    if not chosen.is_chosen(part):
        return []
    words, named = book.words, options_of(part.rules, book.words.of)
    rows = tuple(
        (item.code, word, words.count(count), words.share(count / item.n) if item.n else NONE)
        for item in part.figures.items
        if item.choice
        for word, (_point, count) in zip(named, item.counts, strict=True)
    )
    if not rows:
        return []
    head = tuple(words.say(name) for name in (N_("Code"), N_("Option"), N_("People"), N_("Share")))
    return [Heading(2, words.say(N_("How many chose each option"))), Table(head, rows, (9, 61, 15, 15), left=(0, 1))]
