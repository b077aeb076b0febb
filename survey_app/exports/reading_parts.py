"""Further readings of a round in a panel's report: the RAND/UCLA class and the fuzzy average of every statement."""

from survey_app.exceptions import N_
from survey_app.exports.documents.model import Heading, Part, Table
from survey_app.exports.readings import FUZZY_METHOD, RAM_CLASSES, RAM_METHOD, fuzzy_of, has_any, ram_of
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.exports.two_scales import METHOD, NECESSITY_METHOD, looks_for_sides
from survey_app.exports.words import Words
from survey_app.stats.appropriateness import Appropriateness, RamClass
from survey_app.stats.fuzzy import FuzzyItem
from survey_app.stats.panel_readings import TABLES, FuzzyTable

__all__ = ["methods_of", "parts_of"]

NONE = "\N{EN DASH}"


def parts_of(book: RoundBook, part: RoundPart) -> list[Part]:
    """The readings that the rules of a round declare; usually none."""
    if not has_any(part):
        return []
    found: list[Part] = []
    if part.rules.ram:
        found += [Heading(2, book.words.say(N_("RAND/UCLA"))), _ram(book, part)]
    if FuzzyTable(part.rules.fuzzy) in TABLES:
        found += [Heading(2, book.words.say(N_("Fuzzy numbers"))), _fuzzy(book, part)]
    return found


def methods_of(part: RoundPart) -> tuple[tuple[str, str], ...]:
    """How they are computed, and what a second scale is read for."""
    found = [RAM_METHOD] if has_any(part) and part.rules.ram else []
    found += [NECESSITY_METHOD] if part.rules.necessity else []
    found += [FUZZY_METHOD] if has_any(part) and FuzzyTable(part.rules.fuzzy) in TABLES else []
    return (*found, *([METHOD] if looks_for_sides(part) and any(each.second for each in part.figures.items) else []))


def _ram(book: RoundBook, part: RoundPart) -> Table:
    heads = (N_("Code"), N_("Statement"), N_("n"), N_("Class by range"), N_("Class by count"), N_("Index"))
    rows = tuple((*_start(book, item), *_classes(book.words, ram_of(part, item))) for item in part.figures.items)
    return Table(tuple(book.words.say(head) for head in heads), rows, (7, 42, 6, 18, 18, 9), left=(0, 1, 3, 4))


def _classes(words: Words, found: Appropriateness | None) -> tuple[str, str, str]:
    if found is None or found.index is None:
        return (NONE, NONE, NONE)
    return (_class(words, found.ram_class), _class(words, found.classic_class), words.figure(found.index, 2))


def _class(words: Words, found: RamClass | None) -> str:
    return words.say(RAM_CLASSES[found]) if found else NONE


def _fuzzy(book: RoundBook, part: RoundPart) -> Table:
    say, table = book.words.say, FuzzyTable(part.rules.fuzzy)
    heads = (
        *(N_("Code"), N_("Statement"), N_("n"), N_("Fuzzy average"), N_("Mean distance"), N_("Near the average")),
        *(N_("Crisp"), N_("Accepted")),
    )
    rows = tuple((*_start(book, item), *_triangle(book.words, fuzzy_of(part, item))) for item in part.figures.items)
    used = "; ".join(
        f"{point:g} = ({low:g}, {middle:g}, {high:g})" for point, (low, middle, high) in TABLES[table].items()
    )
    note = say(N_("Table used: %(table)s."), table=used)
    return Table(tuple(say(head) for head in heads), rows, (7, 31, 5, 20, 10, 10, 8, 9), left=(0, 1, 7), note=note)


def _triangle(words: Words, found: FuzzyItem | None) -> tuple[str, str, str, str, str]:
    if found is None or found.low is None or found.middle is None or found.high is None:
        return (NONE,) * 5
    three = "; ".join(words.figure(each, 2) for each in (found.low, found.middle, found.high))
    near = NONE if found.near_share is None else words.share(found.near_share)
    distance, crisp = (NONE if each is None else words.figure(each, 2) for each in (found.mean_distance, found.crisp))
    return (f"({three})", distance, near, crisp, words.say(N_("yes") if found.accepted else N_("no")))


def _start(book: RoundBook, item: ItemFigures) -> tuple[str, str, str]:
    return (item.code, book.text(item.text), book.words.count(item.n))
