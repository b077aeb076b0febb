"""Outcomes and scores in the report of a panel, for Word and PDF."""

from survey_app.exceptions import N_
from survey_app.exports.documents.model import Emphasis, Heading, Paragraph, Part, Table
from survey_app.exports.elicited import POOLS
from survey_app.exports.elicited_parts import figure
from survey_app.exports.outcome_scores import AGGREGATES, ItemScore, RoundScore
from survey_app.exports.outcome_words import METHOD, TITLE, findings, heads, inside, known_on, scores_of, title
from survey_app.exports.round_book import RoundBook

NONE = "\N{EN DASH}"


def parts_of(book: RoundBook) -> list[Part]:
    """A chapter with every round that has outcomes; nothing where none is known."""
    found = scores_of(book.report)
    if not found:
        return []
    words, source = METHOD
    told = book.words.say(N_("%(method)s Source: %(source)s."), method=book.words.say(words), source=source)
    parts: list[Part] = [Heading(1, book.words.say(TITLE))]
    for each in found:
        parts += _round(book, each)
    return [*parts, Paragraph(told, Emphasis.QUIET)]


def _round(book: RoundBook, told: RoundScore) -> list[Part]:
    say = book.words.say
    names = heads(book.words)
    head = (say(N_("Code")), *names, say(N_("Ranges that held it")))
    rows = tuple(_line(book, each) for each in told.items)
    sources = say(N_("; ")).join(
        book.words.labelled(each.code, book.words.noted(each.outcome.source, known_on(each, book.words)))
        for each in told.items
    )
    width = (100 - 8 - 12) / (len(head) - 2)
    return [
        Heading(2, title(told, book.words)),
        *(Paragraph(each, keeps=True) for each in findings(told, book.words)),
        Table(head, rows, (8, *(width,) * (len(head) - 2), 12), left=(0,), note=sources),
    ]


def _line(book: RoundBook, each: ItemScore) -> tuple[str, ...]:
    words = book.words
    errors = (each.errors[name] for name in AGGREGATES)
    held = (
        words.say(N_("%(k)s of %(n)s"), k=words.count(each.held.k), n=words.count(each.held.n)) if each.held else NONE
    )
    return (
        each.code,
        figure(book, each.outcome.value),
        *(NONE if error is None else figure(book, error) for error in errors),
        *(inside(each, name, words) or NONE for name in POOLS),
        held,
    )
