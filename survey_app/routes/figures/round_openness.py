"""The check before a panel's files are opened, in words."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.exports import round_words
from survey_app.exports.open_check import File, Finding, Kind, OpenCheck
from survey_app.routes.presentation import filled, number


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One finding: the round, what it is about, what it means, and the text where it is one."""

    round: str
    about: str
    words: str
    text: str
    must_mend: bool


@dataclass(frozen=True, slots=True)
class FileLines:
    """One part of what is handed out: where it stands, and what was found in it."""

    key: str
    name: str
    where: str
    lines: tuple[FoundLine, ...]


def files_of(found: OpenCheck) -> list[FileLines]:
    """Every part of the files in a fixed order, those without a finding too."""
    words = _kinds(found.least)
    return [
        FileLines(file.value, *_file(file), tuple(_line(each, words[each.kind]) for each in found.of(file)))
        for file in File
    ]


def _line(each: Finding, words: str) -> FoundLine:
    about = each.about
    if each.kind is Kind.FEW_ON_THE_WAY:
        about = tuple(filled(round_words.FLOW[name], {}) for name in about)
    return FoundLine(number(each.number), _(", ").join(about), words, each.text, each.must_mend)


def _file(file: File) -> tuple[str, str]:
    """The name of a part, and which files hold it."""
    told = {
        File.TEXTS: (_("Reasons and answers in words"), _("Workbook, Word, PDF")),
        File.GROUPS: (_("Subgroups"), _("Workbook, JSON")),
        File.TABLES: (_("Figures of the rounds"), _("All files")),
        File.LISTS: (_("Sorted ratings"), _("Workbook")),
        File.STABILITY: (_("Stability"), _("Workbook, JSON")),
        File.FLOW: (_("Panel and flow"), _("Workbook, Word, PDF, JSON")),
    }
    return told[file]


def _kinds(least: int) -> dict[Kind, str]:
    k = number(least)
    return {
        Kind.CLUE: _("Holds what may say who somebody is: an address, a telephone number, a link or a name."),
        Kind.FEW_IN_GROUP: _("A group of fewer than %(k)s people stands apart.", k=k),
        Kind.FEW_BESIDE_GROUP: _("Beside the groups shown fewer than %(k)s are left: a subtraction shows them.", k=k),
        Kind.FEW: _("Figures of fewer than %(k)s people.", k=k),
        Kind.ALIKE: _("Everybody answered alike: who is known to have taken part is known to have answered so."),
        Kind.FEW_CAME_OR_LEFT: _("Fewer than %(k)s people came or left between two rounds.", k=k),
        Kind.FEW_MOVED: _("Fewer than %(k)s people moved up, or down.", k=k),
        Kind.FEW_ON_THE_WAY: _("An exact count of fewer than %(k)s people.", k=k),
        Kind.FEW_UNFINISHED: _("Fewer than %(k)s people of the group did not finish.", k=k),
    }
