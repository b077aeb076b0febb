"""Further readings of a round on its page: the RAND/UCLA class and the fuzzy average of every statement."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.exports.readings import FUZZY_METHOD, RAM_CLASSES, RAM_METHOD, fuzzy_of, ram_of
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.routes.figures import round_wording
from survey_app.routes.figures.model import Method
from survey_app.routes.figures.wording import NONE
from survey_app.routes.presentation import filled, number, percent
from survey_app.stats.appropriateness import RamClass
from survey_app.stats.panel_readings import TABLES, FuzzyTable

_PLACES = 2


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One statement and what the reading says of it."""

    code: str
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingTable:
    """One reading of a round: what it found, then every statement."""

    name: str
    heading: str
    finding: str
    heads: tuple[str, ...]
    lines: tuple[ReadingLine, ...]
    note: str
    method: Method


def tables_of(report: PanelReport, number_: int) -> tuple[ReadingTable, ...]:
    """The readings that the rules of a round declare; usually none."""
    part = next(each for each in report.rounds if each.figures.number == number_)
    if not part.figures.has_rule or not part.figures.items:
        return ()
    ram = (_ram(part, report.language),) if part.rules.ram else ()
    fuzzy = (_fuzzy(part, report.language),) if part.rules.fuzzy != FuzzyTable.NONE else ()
    return (*ram, *fuzzy)


def _ram(part: RoundPart, language: str) -> ReadingTable:
    found = [(item, ram_of(part, item)) for item in part.figures.items]
    counts = {each: sum(ram is not None and ram.ram_class is each for _item, ram in found) for each in RamClass}
    lines = []
    for item, ram in found:
        if ram is None or ram.ram_class is None or ram.classic_class is None or ram.classic is None:
            lines.append(_nothing(item, language, 7))
            continue
        few = _("%(word)s, fewer than seven rated") if ram.few else "%(word)s"
        size = _("%(word)s, size not in the manual") if ram.classic.extended else "%(word)s"
        cells = (
            few % {"word": filled(RAM_CLASSES[ram.ram_class], {})},
            _("yes") if ram.disagreement else _("no"),
            number(ram.index, _PLACES),
            number(ram.ipr, _PLACES),
            number(ram.ipras, _PLACES),
            size % {"word": filled(RAM_CLASSES[ram.classic_class], {})},
            _("yes") if ram.classic.disagreement else _("no"),
        )
        lines.append(_line(item, language, cells))
    heads = (
        _("Class by range"), _("Disagreement"), _("Index"), "IPR", "IPRAS", _("Class by count"), _("Disagreement"),
    )  # fmt: skip
    finding = _(
        "%(high)s appropriate, %(middle)s uncertain, %(low)s inappropriate, by range.",
        high=number(counts[RamClass.APPROPRIATE]),
        middle=number(counts[RamClass.UNCERTAIN]),
        low=number(counts[RamClass.INAPPROPRIATE]),
    )
    note = _(
        "An index above 1 is disagreement. The class stands beside the rule of the protocol and changes no verdict."
    )
    return ReadingTable("ram", _("Read by RAND/UCLA"), finding, heads, tuple(lines), note, _method(RAM_METHOD))


def _fuzzy(part: RoundPart, language: str) -> ReadingTable:
    found = [(item, fuzzy_of(part, item)) for item in part.figures.items]
    lines = []
    for item, fuzzy in found:
        if fuzzy is None:
            lines.append(_nothing(item, language, 5))
            continue
        triangle = "; ".join(number(each, _PLACES) for each in (fuzzy.low, fuzzy.middle, fuzzy.high))
        cells = (
            f"({triangle})",
            number(fuzzy.mean_distance, _PLACES),
            percent(fuzzy.near_share),
            number(fuzzy.crisp, _PLACES),
            _("accepted") if fuzzy.accepted else _("not accepted"),
        )
        lines.append(_line(item, language, cells))
    heads = (_("Average"), _("Mean distance"), _("Near the average"), _("Crisp"), _("What is found"))
    finding = _(
        "%(accepted)s of %(all)s statements accepted.",
        accepted=number(sum(fuzzy is not None and bool(fuzzy.accepted) for _item, fuzzy in found)),
        all=number(len(found)),
    )
    note = _("Table used: %(table)s.", table=_table_words(FuzzyTable(part.rules.fuzzy)))
    return ReadingTable("fuzzy", _("Read as fuzzy numbers"), finding, heads, tuple(lines), note, _method(FUZZY_METHOD))


def _table_words(table: FuzzyTable) -> str:
    triangles = TABLES[table].items()
    return ", ".join(f"{point:g} = ({'; '.join(number(part, 1) for part in parts)})" for point, parts in triangles)


def _line(item: ItemFigures, language: str, cells: tuple[str, ...]) -> ReadingLine:
    return ReadingLine(item.code, round_wording.label(item, language), cells)


def _nothing(item: ItemFigures, language: str, width: int) -> ReadingLine:
    """Nobody rated it, or too few to show how."""
    why = _("too few answers to be shown") if item.n else _("nobody rated it")
    return _line(item, language, (why, *(NONE,) * (width - 1)))


def _method(words: tuple[str, str]) -> Method:
    return Method(filled(words[0], {}).rstrip(".。"), words[1])
