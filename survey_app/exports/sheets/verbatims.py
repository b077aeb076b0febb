"""Open answers as they were written, sorted by question, without a sign of who wrote them."""

from collections import Counter
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height
from survey_app.exports.naming import whole_label
from survey_app.exports.sheet import PRINTED_WIDTH, Sheet
from survey_app.exports.words import shortened

_HEADERS: dict[str, str] = {
    "asked": N_("Question"),
    "words": N_("Answer, as written"),
    "often": N_("How often"),
    "group": N_("Group"),
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """Which columns the list needs: the question where there are several, how often where words come back."""

    asked: bool
    often: bool
    grouped: bool

    @property
    def columns(self) -> dict[str, int]:
        """Where each column stands, by what it holds."""
        keys = {"asked": self.asked, "words": True, "often": self.often, "group": self.grouped}
        return {key: column for column, key in enumerate((key for key, wanted in keys.items() if wanted), 2)}

    @property
    def widths(self) -> tuple[float, ...]:
        """The gutter, then each column; the answers take what the others leave."""
        own = {"asked": 38.0, "often": 12.0, "group": 24.0}
        rest = PRINTED_WIDTH - sum(own.get(key, 0.0) for key in self.columns)
        return (2.0, *(own.get(key, rest) for key in self.columns))


def build(book: Book) -> Sheet:
    """The verbatims sheet: how many answers each question drew, then the list."""
    sheet, words, report = book.sheet("verbatims", styles.INK), book.words, book.report
    said = Counter(report.verbatims)
    shown = _Shown(
        asked=len({each.variable for each in said}) > 1,
        often=any(count > 1 for count in said.values()),
        grouped=any(each.group for each in said),
    )
    sheet.columns(shown.widths)
    labels = {variable.name: words.of(whole_label(report.questionnaire, variable)) for variable in report.variables}
    about = words.say(N_("As written, in no order that points to a person."))
    book.head(sheet, "verbatims", book.words.sentences(about, book.about()))
    row = _counts(sheet, book, labels, 5)
    if not shown.asked and said:
        name = next(iter(said)).variable
        sheet.put(row, 2, shortened(labels.get(name) or name, 130), styles.Look(size=12, bold=True))
        sheet.heights[row] = 24.0
        row += 1
    columns = shown.columns
    names = {key: words.say(_HEADERS[key]) for key in columns}
    left = [column for key, column in columns.items() if key != "often"]
    sheet.header(row, {column: names[key] for key, column in columns.items()}, left=left)
    sheet.repeated, sheet.freeze = f"{row}:{row}", f"A{row + 1}"
    order = {name: place for place, name in enumerate(labels)}
    found = sorted(said, key=lambda verbatim: order.get(verbatim.variable, len(order)))
    for number, verbatim in enumerate(found, row + 1):
        told = {
            "asked": labels.get(verbatim.variable) or verbatim.variable,
            "words": verbatim.words,
            "group": verbatim.group,
        }
        for key, column in columns.items():
            if key == "often":
                sheet.put(number, column, said[verbatim], styles.number(styles.COUNT))
                continue
            quiet = styles.QUIET if key == "asked" else styles.INK
            sheet.put(number, column, told[key], styles.BODY_WRAP.having(colour=quiet))
        heights = [row_height(told[key], sheet.width(column)) for key, column in columns.items() if key in told]
        sheet.heights[number] = max(17.0, *heights)
    sheet.filter = f"B{row}:{get_column_letter(sheet.printed)}{row + len(found)}"
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
