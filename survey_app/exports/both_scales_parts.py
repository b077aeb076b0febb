"""Both scales of a panel in its report: the table of the medians, and the map at paper size."""

from survey_app.exceptions import N_
from survey_app.exports.documents.map_drawing import Frame, Mark, mark_map
from survey_app.exports.documents.model import Figure, Heading, Look, Part, Table
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.exports.two_scales import TWO_MINDS, WORDS, has_any, necessity_of, on_map, split

NONE = "\N{EN DASH}"


def parts_of(book: RoundBook, part: RoundPart, look: Look) -> list[Part]:
    """What the report says of both scales of a round; nothing where it asked on one."""
    if not has_any(part):
        return []
    found: list[Part] = [Heading(2, book.words.say(N_("Both scales"))), _table(book, part)]
    placed = on_map(part.figures.items)
    return [*found, _map(book, part, look)] if placed else found


def _asked(book: RoundBook, part: RoundPart) -> tuple[str, str]:
    say, rules = book.words.say, part.rules
    first, second = book.text(rules.question), book.text(rules.second_question)
    return first or say(N_("First scale")), second or say(N_("Second scale"))


def _table(book: RoundBook, part: RoundPart) -> Table:
    say = book.words.say
    first, second = _asked(book, part)
    head = (
        *(say(N_("Code")), say(N_("Statement")), say(N_("n")), first, say(N_("Middle half"))),
        *(second, say(N_("Middle half")), say(N_("What is found"))),
    )
    rows = tuple(_row(book, part, item) for item in part.figures.items)
    return Table(head, rows, (7, 33, 5, 10, 10, 10, 10, 15), left=(0, 1, 7))


def _row(book: RoundBook, part: RoundPart, item: ItemFigures) -> tuple[str, ...]:
    necessity, say = necessity_of(part, item), book.words.say
    found = (say(TWO_MINDS) if item in split(part) else "", say(WORDS[necessity]) if necessity else "")
    told = say(N_(", ")).join(filter(None, found)) or NONE
    return (
        item.code,
        book.text(item.text),
        book.words.count(item.n),
        *_half(book, item),
        *_half(book, item.second),
        told,
    )


def _half(book: RoundBook, item: ItemFigures | None) -> tuple[str, str]:
    """Median and middle half."""
    if item is None or item.median is None or item.lower is None or item.upper is None:
        return (NONE, NONE)
    median, low, high = (_figure(book, value) for value in (item.median, item.lower, item.upper))
    return (median, book.words.say(N_("%(low)s–%(high)s"), low=low, high=high))


def _figure(book: RoundBook, value: float) -> str:
    return book.words.figure(value, 0 if value == round(value) else 1)


def _map(book: RoundBook, part: RoundPart, look: Look) -> Figure:
    rules, named = part.rules, split(part)
    placed = on_map(part.figures.items)
    marks = [Mark(item.code, item.median or 0.0, second.median or 0.0, item in named) for item, second in placed]
    across, up = (rules.scale_min, rules.scale_max), (rules.second_min, rules.second_max)

    def figure(value: float) -> str:
        return _figure(book, value)

    frame = Frame(
        across=across,
        up=up,
        cross=(sum(across) / 2, sum(up) / 2),
        names=_asked(book, part),
        quarters=("", "", "", ""),
        figures=(figure, figure),
    )
    words, comma = book.words, book.words.say(N_(", "))
    told = words.say(N_("; ")).join(
        words.labelled(mark.name, comma.join((figure(mark.across), figure(mark.up)))) for mark in marks
    )
    return Figure(
        mark_map(marks, frame, look), told, words.say(N_("Medians of both scales; the lines are their middles"))
    )
