"""Open answers as they were written, sorted by question, without a sign of who wrote them."""

from collections import Counter

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height
from survey_app.exports.naming import whole_label
from survey_app.exports.sheet import Sheet


def build(book: Book) -> Sheet:
    """The verbatims sheet: how many answers each question drew, then the list."""
    sheet, words, report = book.sheet("verbatims", styles.INK), book.words, book.report
    grouped = any(verbatim.group for verbatim in report.verbatims)
    sheet.columns((2, 38, 84, 23) if grouped else (2, 40, 105))
    labels = {variable.name: words.of(whole_label(report.questionnaire, variable)) for variable in report.variables}
    about = words.say(N_("As written, in no order that points to a person."))
    book.head(sheet, "verbatims", book.words.sentences(about, book.about()))
    row = _counts(sheet, book, labels, 5)
    headers = {2: words.say(N_("Question")), 3: words.say(N_("Answer, as written"))}
    if grouped:
        headers[4] = words.say(N_("Group"))
    sheet.header(row, headers, left=(2, 3, 4))
    sheet.repeated = f"{row}:{row}"
    order = {name: place for place, name in enumerate(labels)}
    found = sorted(report.verbatims, key=lambda verbatim: order.get(verbatim.variable, len(order)))
    for number, verbatim in enumerate(found, row + 1):
        question = labels.get(verbatim.variable) or verbatim.variable
        sheet.put(number, 2, question, styles.BODY_WRAP.having(colour=styles.QUIET))
        sheet.put(number, 3, verbatim.words, styles.BODY_WRAP)
        if grouped:
            sheet.put(number, 4, verbatim.group, styles.BODY_WRAP)
        sheet.heights[number] = max(
            17.0,
            row_height(verbatim.words, sheet.width(3)),
            row_height(question, sheet.width(2)),
            row_height(verbatim.group, sheet.width(4)) if grouped else 0.0,
        )
    letter = "D" if grouped else "C"
    sheet.filter = f"B{row}:{letter}{row + len(found)}"
    return sheet


def _counts(sheet: Sheet, book: Book, labels: dict[str, str], row: int) -> int:
    words = book.words
    counts = Counter(verbatim.variable for verbatim in book.report.verbatims).most_common()
    if len(counts) < 2:
        return row
    sheet.header(row, {2: words.say(N_("Question")), 3: words.say(N_("Open answers"))}, left=(2, 3))
    for number, (variable, count) in enumerate(counts, row + 1):
        name = labels.get(variable) or variable
        sheet.put(number, 2, name, styles.BODY_WRAP)
        sheet.put(number, 3, count, styles.BODY.having(number_format=styles.COUNT))
        sheet.heights[number] = max(17.0, row_height(name, sheet.width(2)))
    return row + len(counts) + 2
