"""The reasons that the moderator released, sorted by statement and words: no order points to an author."""

from survey_app.exceptions import N_
from survey_app.exports import round_words, styles
from survey_app.exports.round_book import COUNT, LEFT, STRONG, WRAPPED, Column, RoundBook
from survey_app.exports.sheet import Sheet


def build(book: RoundBook) -> Sheet:
    """The reasons sheet; it is there when none was released, and says so."""
    say, report = book.words.say, book.report
    has_marks = any(each.helpful for each in report.reasons)
    columns = (
        Column(say(N_("Round")), 8, LEFT),
        Column(say(N_("Code")), 10, STRONG),
        Column(say(N_("Side")), 34 if report.rules.real_time else 17, WRAPPED if report.rules.real_time else LEFT),
        Column(say(N_("Reason, as it was released")), 95 if report.rules.real_time else 112, WRAPPED),
        *([Column(say(N_("Helpful to")), 10, COUNT)] if has_marks else []),
    )
    about = say(N_("Sorted by round, statement and words; what was withheld is not here."))
    sheet = book.sheet("reasons", [column.width for column in columns], about, styles.INK)
    sheet.repeated, sheet.freeze = "1:5", "A6"
    lines = [
        (
            *(str(each.number), each.code, "" if each.is_sideless else say(round_words.side(each)), each.text),
            *([each.helpful] if has_marks else []),
        )
        for each in report.reasons
    ]
    row = book.table(sheet, 5, columns, lines)
    if lines:
        sheet.filter = f"B5:E{row - 1}"
    else:
        sheet.put(row, 2, say(N_("No reason was released.")), styles.Look(colour=styles.QUIET))
    if note := round_words.side_note(report.rules):
        sheet.foot(row + 1, say(note))
    return sheet
