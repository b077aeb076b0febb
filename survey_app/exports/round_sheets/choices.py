"""A round of choices in the workbook: what was chosen most, and how many chose each option, of each group too."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports import chosen, ticked, ticked_words
from survey_app.exports.chosen_figures import options_of
from survey_app.exports.round_book import COUNT, FIGURE, LEFT, SHARE, STRONG, WRAPPED, Column, P, RoundBook
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.exports.sheet import Sheet


def columns(book: RoundBook, part: RoundPart) -> list[Column]:
    """The heads of the table of statements."""
    say = book.words.say
    people, share = N_("People"), N_("Share")
    if ticked.is_ticked(part):
        people, share = ticked_words.TICKED_IT, ticked_words.SHARE
    return [
        Column(say(N_("Code")), 7, STRONG),
        Column(say(N_("Statement")), 24, WRAPPED),
        Column(say(N_("n")), 6, COUNT),
        Column(say(N_("Cannot judge")), 8, COUNT),
        Column(say(N_("Saw it")), 8, COUNT),
        Column(say(N_("Most chosen")), 22, WRAPPED.having(indent=1)),
        Column(say(people), 8, COUNT),
        Column(say(share), 8, SHARE),
        Column(say(N_("Low limit")), 8, SHARE),
        Column(say(N_("High limit")), 8, SHARE),
        Column(say(N_("Of all who saw it")), 9, SHARE),
        Column(say(N_("Variation")), 9, FIGURE),
        Column(say(N_("Bowker's test, p")), 9, P),
        Column(say(N_("p, Holm")), 9, P),
        Column(say(N_("What is found")), 24, WRAPPED.having(indent=1)),
    ]


def line(book: RoundBook, part: RoundPart, item: ItemFigures) -> Sequence[object]:
    """One statement."""
    figures = chosen.cells(part, item, book.words.of)[: len(chosen.COLUMNS)]
    words = book.words.say(N_(", ")).join(filter(None, (book.verdict(part, item), book.movement(item))))
    return (item.code, book.text(item.text), item.n, item.cannot_judge, item.seen, *figures, words)


def options(book: RoundBook, sheet: Sheet, part: RoundPart, row: int) -> int:
    """One line an option of every statement that is shown: of the whole panel, and of each group."""
    say, named = book.words.say, options_of(part.rules, book.words.of)
    lines: list[Sequence[object]] = []
    for item in part.figures.items:
        if item.choice is None:
            continue
        whole = tuple(count for _point, count in item.counts)
        for name, n, counts in ((say(N_("Whole panel")), item.n, whole), *item.choice.groups):
            lines += [
                (item.code, word, n, count, count / n if n else None, name)
                for word, count in zip(named, counts, strict=True)
            ]
    if not lines:
        return row
    row = book.section(sheet, row, say(N_("How many chose each option")))
    heads = [
        Column(say(N_("Code")), 7, STRONG),
        Column(say(N_("Option")), 24, WRAPPED),
        Column(say(N_("n")), 6, COUNT),
        Column(say(N_("People")), 8, COUNT),
        Column(say(N_("Share")), 8, SHARE),
        Column(say(N_("Group")), 22, LEFT),
    ]
    return book.table(sheet, row, heads, lines) + 1
