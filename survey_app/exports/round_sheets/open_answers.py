"""The open questions of a panel: how much was written, and what was released, sorted by the words."""

from survey_app.exceptions import N_
from survey_app.exports import open_answers, styles
from survey_app.exports.round_book import COUNT, LEFT, STRONG, WRAPPED, Column, RoundBook
from survey_app.exports.sheet import Sheet


def build(book: RoundBook) -> Sheet:
    """The questions with their counts, then every released answer."""
    say, report = book.words.say, book.report
    questions = (
        Column(say(N_("Round")), 8, LEFT),
        Column(say(N_("Code")), 10, STRONG),
        Column(say(N_("Question")), 100, WRAPPED),
        Column(say(N_("Answers")), 11, COUNT),
        Column(say(N_("People")), 11, COUNT),
    )
    about = say(N_("Sorted by round, question and words; what was withheld is not here."))
    sheet = book.sheet("open_answers", [column.width for column in questions], about, styles.INK)
    sheet.repeated = "1:3"
    lines = [
        (str(part.figures.number), item.code, book.text(item.text), item.answers, item.people)
        for part in report.rounds
        for item in part.figures.open_items
    ]
    row = book.table(sheet, 5, questions, lines)
    row = sheet.foot(row + 1, say(open_answers.FEW))
    has_marks = any(each.helpful for each in report.answers)
    answers = (
        Column(say(N_("Round")), 8, LEFT),
        Column(say(N_("Code")), 10, STRONG),
        Column(say(N_("Answer, as it was released")), 100, WRAPPED),
        *([Column(say(N_("Helpful to")), 11, COUNT)] if has_marks else []),
    )
    told = [(str(each.number), each.code, each.text, *([each.helpful] if has_marks else [])) for each in report.answers]
    row = book.table(sheet, row + 1, answers, told)
    if not told:
        sheet.put(row, 2, say(N_("No answer was released.")), styles.Look(colour=styles.QUIET))
    return sheet
