"""Further readings that the protocol declares: RAND/UCLA class and fuzzy average of every statement and round."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports.readings import FUZZY_METHOD, RAM_CLASSES, RAM_METHOD, fuzzy_of, has_any, ram_of
from survey_app.exports.round_book import LEFT, SHARE, SMALL, STRONG, WRAPPED, Column, RoundBook
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.exports.sheet import Sheet
from survey_app.stats.panel_readings import TABLES, FuzzyTable


def are_in(report: PanelReport) -> bool:
    """Whether any round declares a reading; without one there is no such sheet."""
    return any(has_any(part) for part in report.rounds)


def build(book: RoundBook) -> Sheet:
    """The sheet of further readings."""
    say = book.words.say
    columns = _columns(book)
    about = say(N_("Declared in the protocol, computed from the frozen distributions. They change no verdict."))
    sheet = book.sheet("readings", [column.width for column in columns], about)
    sheet.freeze, sheet.repeated = "D6", "1:3"
    parts = [part for part in book.report.rounds if has_any(part)]
    row = book.table(sheet, 5, columns, [_line(book, part, item) for part in parts for item in part.figures.items]) + 1
    for table in dict.fromkeys(FuzzyTable(part.rules.fuzzy) for part in parts):
        if table in TABLES:
            rows = (
                f"{point:g} = ({low:g}, {middle:g}, {high:g})" for point, (low, middle, high) in TABLES[table].items()
            )
            row = sheet.foot(row, say(N_("Table used: %(table)s."), table="; ".join(rows)))
    for words, source in (RAM_METHOD, FUZZY_METHOD):
        told = N_("%(method)s Source: %(source)s.")
        row = sheet.foot(row, say(told, method=say(words), source=source))
    return sheet


def _columns(book: RoundBook) -> list[Column]:
    say = book.words.say
    figures = (N_("Index"), "IPR", "IPRAS")
    fuzzy = (N_("Least"), N_("Middle"), N_("Largest"), N_("Mean distance"))
    return [
        Column(say(N_("Round")), 9, LEFT),
        Column(say(N_("Code")), 8, STRONG),
        Column(say(N_("Statement")), 34, WRAPPED),
        Column(say(N_("Class by range")), 16, LEFT),
        Column(say(N_("Class by count")), 16, LEFT),
        *(Column(say(head), 9, SMALL) for head in figures),
        *(Column(say(head), 10, SMALL) for head in fuzzy),
        Column(say(N_("Near the average")), 9, SHARE),
        Column(say(N_("Crisp")), 9, SMALL),
        Column(say(N_("Fuzzy verdict")), 12, LEFT),
    ]


def _line(book: RoundBook, part: RoundPart, item: ItemFigures) -> Sequence[object]:
    say = book.words.say
    ram, fuzzy = ram_of(part, item), fuzzy_of(part, item)
    classes = (ram.ram_class, ram.classic_class) if ram else (None, None)
    figures = (ram.index, ram.ipr, ram.ipras) if ram else (None,) * 3
    triangle = (fuzzy.low, fuzzy.middle, fuzzy.high, fuzzy.mean_distance) if fuzzy else (None,) * 4
    found = (fuzzy.near_share, fuzzy.crisp) if fuzzy else (None, None)
    verdict = "" if fuzzy is None else say(N_("yes")) if fuzzy.accepted else say(N_("no"))
    start = (str(part.figures.number), item.code, book.text(item.text))
    return (*start, *(say(RAM_CLASSES[each]) if each else "" for each in classes), *figures, *triangle, *found, verdict)
