"""What moved in a real-time round: changes of answers, and whether those who came first saw it alike."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports.moved_figures import MovedItem
from survey_app.exports.round_book import COUNT, FIGURE, STRONG, WRAPPED, Column, RoundBook
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.exports.sheet import Sheet
from survey_app.exports.styles import SIGNED, number

TITLE = N_("Real time")
FINDING = N_("What moved while the round was open, and whether the first to come answered otherwise")
_ABOUT = N_("Empty cells: fewer people than may be told of. Nobody's time was kept, only the number of the release.")


def are_in(report: PanelReport) -> bool:
    """Whether any round was asked in real time."""
    return any(part.figures.moved for part in report.rounds)


def build(book: RoundBook) -> Sheet:
    """The sheet of a panel that was asked in real time."""
    say = book.words.say
    columns = _columns(book)
    sheet = book.sheet("moved", [column.width for column in columns], say(_ABOUT))
    sheet.freeze, sheet.repeated = "D6", "1:5"
    lines = [
        line
        for part in book.report.rounds
        for item in part.figures.items
        if (moved := _of(part, item)) is not None
        for line in _lines(book, item, moved)
    ]
    row = book.table(sheet, 5, columns, lines)
    told = say(
        N_(
            "Changed: how often a released answer was changed by its author. Early: first whole sheets of the first "
            "release. Shift: Cliff's delta of later against early first answers, above 0 where later ones are higher."
        )
    )
    sheet.foot(row + 1, told)
    return sheet


def _of(part: RoundPart, item: ItemFigures) -> MovedItem | None:
    return part.figures.moved.item(item.code) if part.figures.moved else None


def _columns(book: RoundBook) -> list[Column]:
    say = book.words.say
    return [
        Column(say(N_("Code")), 8, STRONG),
        Column(say(N_("Statement")), 40, WRAPPED),
        Column(say(N_("Changed")), 10, COUNT),
        Column(say(N_("Up")), 8, COUNT),
        Column(say(N_("Down")), 8, COUNT),
        Column(say(N_("Early: people")), 10, COUNT),
        Column(say(N_("Early: median")), 10, FIGURE),
        Column(say(N_("Later: people")), 10, COUNT),
        Column(say(N_("Later: median")), 10, FIGURE),
        Column(say(N_("Shift")), 9, number(SIGNED)),
        Column(say(N_("Low")), 9, number(SIGNED)),
        Column(say(N_("High")), 9, number(SIGNED)),
    ]


def _lines(book: RoundBook, item: ItemFigures, moved: MovedItem) -> list[Sequence[object]]:
    """A statement, and below it the same on the second scale."""
    first = [_line(item.code, book.text(item.text), moved)]
    if moved.second is None:
        return first
    named = book.words.say(N_("%(statement)s (second scale)"), statement=book.text(item.text))
    return [*first, _line(item.code, named, moved.second)]


def _line(code: str, words: str, moved: MovedItem) -> Sequence[object]:
    changes = (moved.changed, moved.up, moved.down)
    sides = (moved.early_n, moved.early_median, moved.late_n, moved.late_median)
    return (code, words, *changes, *sides, moved.shift, moved.shift_low, moved.shift_high)
