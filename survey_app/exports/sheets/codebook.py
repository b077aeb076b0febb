"""The codebook: what each column of the data sheets means, in every language of the questionnaire."""

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import PURPOSES, Book
from survey_app.exports.cells import row_height, text_width
from survey_app.exports.naming import whole_label
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets import method
from survey_app.exports.sheets.data import Tally
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.definition import say as words_of
from survey_app.questions.file_upload import FileUpload
from survey_app.questions.words import LANGUAGE_NAMES

_KINDS = {
    VariableKind.CLOSED: N_("codes"),
    VariableKind.NUMBER: N_("number"),
    VariableKind.TEXT: N_("text"),
}
_SHORTEST, _LONGEST, _BOLD, _INDENT = 22.0, 44.0, 1.12, 1.5
_TOTALS = {1: 170.0, 2: 190.0}
"""How wide the sheet is by the number of languages: with more it is printed smaller."""


def build(book: Book, tally: Tally) -> Sheet:
    """The codebook sheet; `tally` was filled while the coded data were written."""
    sheet, words, report = book.sheet("codebook", styles.AXIS), book.words, book.report
    languages = report.questionnaire.languages
    longest = max((text_width(variable.name) for variable in report.variables), default=0.0)
    name = max(_SHORTEST, min(_LONGEST, _BOLD * longest + 1))
    text = min(80.0, 120.0 / len(languages))
    widths = (2, name, 21, *[text] * len(languages), 44, 10, 9)
    sheet.columns(widths, total=_TOTALS.get(len(languages), 210.0))
    about = words.say(
        N_("One line per column. Negative codes are missing answers; every name stands in the data sheets.")
    )
    book.head(sheet, "codebook", about)
    texts = [LANGUAGE_NAMES.get(language, language) for language in languages]
    names = [
        words.say(N_("Variable")),
        words.say(N_("Kind")),
        *(words.say(N_("Text (%(language)s)"), language=language) for language in texts),
        words.say(N_("Codes")),
        words.say(N_("Missing")),
        words.say(N_("Valid")),
    ]
    sheet.header(5, dict(enumerate(names, 2)), left=range(2, 2 + len(names) - 1))
    for column, told in enumerate(names[1:-1], 3):
        sheet.put(5, column, told, styles.HEADER.having(indent=1))
    sheet.repeated, sheet.freeze = "5:5", "C6"
    for row, variable in enumerate(report.variables, 6):
        _line(sheet, book, row, variable, tally)
    sheet.foot(7 + len(report.variables), method.missing_words(book))
    return sheet


def _line(sheet: Sheet, book: Book, row: int, variable: Variable, tally: Tally) -> None:
    languages = book.report.questionnaire.languages
    label = whole_label(book.report.questionnaire, variable)
    texts = [words_of(label, language, languages[0]) for language in languages]
    missing = book.words.say(N_(", ")).join(f"−{-code}" for code in tally.reasons(variable))
    sheet.put(row, 2, variable.name, styles.BODY_BOLD.having(wrap=True))
    cells = [_kind(book, variable), *texts, _codes(book, variable), missing]
    for column, words in enumerate(cells, 3):
        sheet.put(row, column, words, styles.BODY_WRAP.having(indent=1))
    sheet.put(row, 3 + len(cells), tally.valid[variable.name], styles.number(styles.COUNT))
    needed = [row_height(variable.name, sheet.width(2))]
    needed += [row_height(words, sheet.width(column) - _INDENT) for column, words in enumerate(cells, 3)]
    sheet.heights[row] = max(16.0, *needed)


def _kind(book: Book, variable: Variable) -> str:
    question = book.report.questionnaire.find(variable.name.split(".")[0])
    kind = book.words.say(_KINDS[variable.kind])
    return book.words.say(N_(", ")).join((book.words.say(PURPOSES[question.purpose]), kind)) if question else kind


def _codes(book: Book, variable: Variable) -> str:
    """The codes with their words; a word that begins with its code is not given the code twice."""
    question = book.report.questionnaire.find(variable.name.split(".")[0])
    if question is not None and question.kind == FileUpload.code and variable.kind is VariableKind.TEXT:
        return book.words.say(N_("Name, bytes and code of a file; under Export, Files, it is found by its code."))
    parts = []
    for code, text in variable.codes:
        words = book.words.of(text) or str(code)
        parts.append(words if words.startswith(str(code)) else f"{code} {words}")
    return book.words.say(N_("; ")).join(parts)
