"""The groups of a panel in its report: every statement by group, as it was asked last, or why a group is kept back."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports import own_scales
from survey_app.exports.chosen import is_chosen
from survey_app.exports.chosen_figures import options_of
from survey_app.exports.documents.model import Emphasis, Heading, Paragraph, Part, Table
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import GroupFigures, ItemFigures, RoundPart
from survey_app.exports.round_sheets.subgroups import TITLE, are_in, names_of, words_of_small

NONE = "\N{EN DASH}"
_KEPT_BACK = N_("kept back")

_Asked = tuple[RoundPart, tuple[ItemFigures, ...]]


def parts_of(book: RoundBook) -> list[Part]:
    """A chapter of the groups that may be told apart; nothing where no group is so large."""
    if not are_in(book.report):
        return []
    say = book.words.say
    found: list[Part] = [
        Heading(1, say(TITLE)),
        Paragraph(words_of_small(book), Emphasis.QUIET, keeps=True),
    ]
    for part, items in _last_asked(book):
        found += _round(book, part, items)
    return found


def _last_asked(book: RoundBook) -> list[_Asked]:
    """Rounds from the last one on, each with the statements that no later one asked."""
    seen: set[int] = set()
    found: list[_Asked] = []
    for part in reversed(own_scales.parts(book.report)):
        items = tuple(item for item in part.figures.items if item.n and item.item_id not in seen)
        seen |= {item.item_id for item in part.figures.items}
        if items and names_of(part):
            found.append((part, items))
    return found


def _round(book: RoundBook, part: RoundPart, items: Sequence[ItemFigures]) -> list[Part]:
    say = book.words.say
    found: list[Part] = [Heading(2, say(N_("Round %(n)s"), n=part.figures.number))]
    if is_chosen(part):
        return [*found, _choices(book, part, items)]
    second = [item.second for item in items if item.second is not None]
    told = _furthest(book, items)
    if second:
        found.append(Heading(3, book.text(part.rules.question) or say(N_("First scale"))))
    found += [Paragraph(told, keeps=True)] if told else []
    # where only medians are told, columns of nothing would take their room
    has_shares = any(group.high is not None or group.low is not None for item in items for group in item.groups)
    found.append(_table(book, part, items, ranges=part.figures.has_rule and has_shares))
    if second:
        told = _furthest(book, second)
        found.append(Heading(3, book.text(part.rules.second_question) or say(N_("Second scale"))))
        found += [Paragraph(told, keeps=True)] if told else []
        found.append(_table(book, part, second, ranges=False))
    return found


def _furthest(book: RoundBook, items: Sequence[ItemFigures]) -> str:
    """The statement on which the medians of the groups lie furthest apart; nothing where they lie nowhere apart."""
    words = book.words
    gaps = []
    for item in items:
        medians = [group.median for group in item.groups if group.median is not None]
        gaps.append(max(medians) - min(medians) if len(medians) > 1 else 0.0)
    if not gaps or max(gaps) <= 0:
        return ""
    item = items[gaps.index(max(gaps))]
    told = words.say(N_("; ")).join(
        words.say(N_("%(words)s: %(count)s"), words=group.name, count=_figure(book, group.median))
        for group in item.groups
    )
    return words.say(
        N_("The medians of the groups lie furthest apart on %(code)s (%(groups)s)."), code=item.code, groups=told
    )


def _table(book: RoundBook, part: RoundPart, items: Sequence[ItemFigures], *, ranges: bool) -> Table:
    say = book.words.say
    head = [say(name) for name in (N_("Code"), N_("Statement"), N_("Group"), N_("n"), N_("Median"), N_("Middle half"))]
    widths: tuple[float, ...] = (7, 37, 26, 6, 10, 14)
    if ranges:
        high, low = book.ranges(part)
        head += [say(N_("Rated %(range)s"), range=high), say(N_("Rated %(range)s"), range=low)]
        widths = (7, 27, 21, 6, 9, 13, 8.5, 8.5)
    rows = [row for item in items for row in _rows(book, part, item, ranges=ranges)]
    return Table(tuple(head), tuple(rows), widths, left=(0, 1, 2))


def _rows(book: RoundBook, part: RoundPart, item: ItemFigures, *, ranges: bool) -> list[tuple[str, ...]]:
    """One row a group that is told, and one for all that are kept back; one in all where every group is."""
    empty = [NONE] * (5 if ranges else 3)
    if not item.groups:
        return [(item.code, book.text(item.text), book.words.say(_KEPT_BACK), *empty)]
    told = [(group.name, _figures(book, group, ranges=ranges)) for group in item.groups]
    kept = _kept(book, part, [group.name for group in item.groups])
    told += [(kept, _figures(book, None, ranges=ranges))] if kept else []
    return _under_one(book, item, told)


def _kept(book: RoundBook, part: RoundPart, told: Sequence[str]) -> str:
    """The names of the groups that are kept back."""
    return book.words.say(N_(", ")).join(name for name in names_of(part) if name not in told)


def _under_one(
    book: RoundBook, item: ItemFigures, lines: Sequence[tuple[str, tuple[str, ...]]]
) -> list[tuple[str, ...]]:
    """Rows of one statement: its words in the first, its code in all, so that none loses it on the next page."""
    text = book.text(item.text)
    return [(item.code, "" if place else text, name, *cells) for place, (name, cells) in enumerate(lines)]


def _figures(book: RoundBook, group: GroupFigures | None, *, ranges: bool) -> tuple[str, ...]:
    words = book.words
    if group is None:
        return (NONE, NONE, words.say(_KEPT_BACK), *[NONE] * (2 if ranges else 0))
    middle = NONE
    if group.lower is not None and group.upper is not None:
        low, high = _figure(book, group.lower), _figure(book, group.upper)
        middle = words.say(N_("%(low)s–%(high)s"), low=low, high=high)
    shares = tuple(NONE if each is None else words.share(each) for each in (group.high, group.low)) if ranges else ()
    return (words.count(group.n), _figure(book, group.median), middle, *shares)


def _choices(book: RoundBook, part: RoundPart, items: Sequence[ItemFigures]) -> Table:
    """How many of each group chose what."""
    say = book.words.say
    head = tuple(say(name) for name in (N_("Code"), N_("Statement"), N_("Group"), N_("n"), N_("What was chosen")))
    rows: list[tuple[str, ...]] = []
    for item in items:
        groups = item.choice.groups if item.choice else ()
        if not groups:
            rows.append((item.code, book.text(item.text), say(_KEPT_BACK), NONE, NONE))
            continue
        told = [(group[0], _chosen(book, part, group)) for group in groups]
        kept = _kept(book, part, [group[0] for group in groups])
        rows += _under_one(book, item, [*told, *([(kept, _chosen(book, part, None))] if kept else [])])
    return Table(head, tuple(rows), (7, 33, 18, 6, 36), left=(0, 1, 2, 4))


def _chosen(book: RoundBook, part: RoundPart, found: tuple[str, int, Sequence[int]] | None) -> tuple[str, str]:
    words = book.words
    if found is None:
        return (NONE, words.say(_KEPT_BACK))
    _name, n, counts = found
    pairs = zip(options_of(part.rules, words.of), counts, strict=False)
    told = (words.say(N_("%(words)s: %(count)s"), words=option, count=words.count(count)) for option, count in pairs)
    return (words.count(n), words.say(N_("; ")).join(told))


def _figure(book: RoundBook, value: float | None) -> str:
    if value is None:
        return NONE
    return book.words.figure(value, 0 if value == round(value) else 1)
