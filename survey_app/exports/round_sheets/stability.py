"""How every statement moved from round to round, over the people who rated it in both."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports import bound_words, own_scales
from survey_app.exports.round_book import COUNT, LEFT, SHARE, STRONG, WRAPPED, Column, P, RoundBook, told
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.exports.sheet import Sheet
from survey_app.exports.styles import SIGNED, number


def build(book: RoundBook) -> Sheet:
    """The stability sheet."""
    say = book.words.say
    moved = [
        (part, item)
        for part in own_scales.parts(book.report)
        for item in part.figures.items
        if item.movement is not None
    ]
    columns, lines = told(_columns(book), [_line(book, part, item) for part, item in moved])
    about = say(N_("Only people who rated a statement in both rounds, with the same words, are compared."))
    if kept := next(filter(None, (bound_words.moved(part, book.report.level) for part in book.report.rounds)), ""):
        about = say(kept)
    sheet = book.sheet("stability", [column.width for column in columns], about)
    sheet.freeze, sheet.repeated = "D6", "1:5"
    row = book.table(sheet, 5, columns, lines)
    tested = any(item.movement is not None and item.movement.wilcoxon_p is not None for _part, item in moved)
    book.methods(sheet, row + 1, (4, 5) if tested else (4,))
    return sheet


def _columns(book: RoundBook) -> list[Column]:
    say = book.words.say
    return [
        Column(say(N_("Round")), 9, LEFT),
        Column(say(N_("Code")), 8, STRONG),
        Column(say(N_("Statement")), 34, WRAPPED),
        Column(say(N_("Pairs")), 7, COUNT),
        Column(say(N_("Left")), 7, COUNT),
        Column(say(N_("New")), 7, COUNT),
        Column(say(N_("Up")), 6, COUNT),
        Column(say(N_("Down")), 7, COUNT),
        Column(say(N_("Same")), 7, COUNT),
        Column(say(N_("Net change")), 9, SHARE),
        Column(say(N_("Changed their rating")), 11, SHARE),
        Column(say(N_("Wilcoxon p")), 10, P),
        Column(say(N_("p, Holm")), 9, P),
        Column(say(N_("Kappa")), 8, number("0.00;−0.00")),
        Column(say(N_("Change of CV")), 9, number(SIGNED)),
        Column(say(N_("What is found")), 26, WRAPPED.having(indent=1)),
    ]


def _line(book: RoundBook, part: RoundPart, item: ItemFigures) -> Sequence[object]:
    moved = item.movement
    if moved is None:
        return ()
    return (
        str(part.figures.number),
        item.code,
        book.text(item.text),
        moved.pairs,
        moved.only_before,
        moved.only_now,
        None if item.choice else moved.up,
        None if item.choice else moved.down,
        moved.unchanged,
        moved.net_change,
        moved.changed_share,
        moved.wilcoxon_p,
        moved.wilcoxon_adjusted,
        moved.kappa,
        moved.cv_change,
        book.words.say(N_(", ")).join(
            dict.fromkeys(filter(None, (book.movement(item), book.changed(item), book.shortfall(moved.shortfall))))
        ),
    )
