"""The own scales of statements in the words of a report: for the protocol, the codebook and the methods."""

from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports import round_words
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import PanelReport
from survey_app.vocabulary import ItemScale

Own = Mapping[str, Any]
TITLE = N_("Statements with a scale of their own")
TERM = (
    N_("Own scale"),
    N_("question, scale or options of a statement in place of the protocol's; its figures and verdict rest on it"),
)
METHOD = (
    N_(
        "Statements with a scale of their own: figures, verdict and stability by that scale, with the share, the "
        "denominator and the smallest numbers of the protocol. They are in no figure over several statements but "
        "Holm's correction, which counts all statements of a round."
    ),
    "Holm 1979, Scandinavian Journal of Statistics 6:65",
)


def grouped(report: PanelReport) -> list[tuple[Own, tuple[str, ...]]]:
    """Every own scale once, in the order of the statements, with the codes of those on it."""
    found: list[tuple[Own, list[str]]] = []
    for item in report.items:
        codes = next((codes for own, codes in found if own == item.own_scale), None)
        if codes is not None:
            codes.append(item.code)
        elif item.own_scale:
            found.append((item.own_scale, [item.code]))
    return [(own, tuple(codes)) for own, codes in found]


def words(book: RoundBook, own: Own) -> str:
    """An own scale in words: what is asked, the scale, and where a rating agrees."""
    say, rules = book.words.say, book.report.rules.of(own)
    told = [book.scale_of(rules)]
    if rules.scale is ItemScale.ESTIMATE:
        told = [book.words.labelled(say(round_words.SCALES[rules.scale]), told[0])]
    if rules.scale is ItemScale.RATING:
        ends = {name: f"{getattr(rules, name):g}" for name in ("high_from", "high_to", "low_from", "low_to")}
        told.append(say(N_("agreed in %(high_from)s–%(high_to)s or %(low_from)s–%(low_to)s"), **ends))
    return " ".join(filter(None, (book.text(rules.question), say(N_("; ")).join(told))))


def rule_lines(book: RoundBook) -> list[tuple[str, str]]:
    """Each own scale as a rule: the statements it holds for, and what it is."""
    return [(named(book, codes), words(book, own)) for own, codes in grouped(book.report)]


def named(book: RoundBook, codes: tuple[str, ...]) -> str:
    """What the scale of these statements is called."""
    return book.words.say(N_("Own scale of %(codes)s"), codes=book.words.say(N_(", ")).join(codes))
