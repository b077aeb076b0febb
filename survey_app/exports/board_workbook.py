"""The workbook of a brainstorm: its cards with their sources, the result of the vote, the ideas as they were written.

Nothing in it says who wrote or voted what, or when; every list is sorted by what stands in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from survey_app.exceptions import N_
from survey_app.exports import board_groups, board_votes, cells, styles
from survey_app.exports.board_groups import GroupSheet
from survey_app.exports.board_votes import VoteSheet
from survey_app.exports.cells import row_height
from survey_app.exports.printing import Footer
from survey_app.exports.sheet import Sheet
from survey_app.exports.styles import StyleBook
from survey_app.exports.words import Words, fitting

_FIRST = 6
_WRAP = styles.BODY_WRAP
_FIXED = ("rank", "card", "theme")
SHEETS: dict[str, str] = {
    "about": N_("Read me"),
    "cards": N_("Cards with sources"),
    "votes": N_("Votes"),
    "groups": N_("Groups of opinion"),
    "ideas": N_("Ideas as written"),
}


@dataclass(frozen=True, slots=True)
class CardLine:
    """One card: its theme, its words, and the shown words of the ideas on it, of additions and of objections."""

    theme: str
    text: str
    sources: tuple[str, ...]
    additions: tuple[str, ...]
    objections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoardReport:
    """Everything the workbook says. `ideas`: words as shown, and the card each stands on.

    `people` is the fewest who wrote, told in steps of `people_step`.
    """

    study_title: str
    prompt: str
    made_at: datetime
    people: int
    cards: tuple[CardLine, ...]
    votes: VoteSheet | None
    ideas: tuple[tuple[str, str], ...]
    groups: GroupSheet | None = None
    people_step: int = 1


def write_board(report: BoardReport, words: Words, target: BinaryIO) -> None:
    """Write the workbook in one language."""
    workbook: Any = Workbook(write_only=True)
    absent = {key for key, found in (("votes", report.votes), ("groups", report.groups)) if found is None}
    keys = [key for key in SHEETS if key not in absent]
    names = dict(zip(keys, cells.sheet_titles(words.say(SHEETS[key]) for key in keys), strict=True))
    page = words.say(N_("Page %(page)s of %(pages)s"), page="&P", pages="&N")
    writing = _Writing(report, words, names)
    book = StyleBook(_Anywhere(workbook), chinese=words.is_chinese, blank_before_percent=words.blank_before_percent)
    workbook.properties.title = cells.clean_text(report.study_title, 255)
    workbook.properties.creator = ""
    for key in keys:
        getattr(writing, key)().flush(workbook, book, Footer(report.study_title, page))
    workbook.save(target)


class _Anywhere:
    """Stands for a sheet where only the workbook's styles are needed."""

    def __init__(self, workbook: Any) -> None:
        self.parent = workbook


class _Writing:
    """The sheets of one workbook."""

    def __init__(self, report: BoardReport, words: Words, names: dict[str, str]) -> None:
        self.report, self.words, self.names = report, words, names
        self.findings = _findings(report, words)

    def _people(self) -> str:
        return self.words.told(self.report.people, self.report.people_step)

    def about(self) -> Sheet:
        """What the workbook holds, and what it does not say."""
        report, say = self.report, self.words.say
        sheet = Sheet(self.names["about"], self.words.zone, styles.INK)
        sheet.columns((2, 34, 110))
        sheet.put(1, 2, report.prompt, styles.TITLE)
        sheet.put(2, 2, report.study_title, styles.SUBTITLE)
        sheet.heights |= {1: 30.0, 2: 18.0}
        told = {
            say(N_("Ideas on the board")): self.words.count(len(report.ideas)),
            say(N_("People who wrote")): self._people(),
            say(N_("Cards")): self.words.count(len(report.cards)),
            say(N_("Made")): self.words.moment(report.made_at),
            say(N_("Order")): say(N_("By number of ideas or by words. No order follows the order of writing.")),
            say(N_("Authors")): say(N_("Nothing here says who wrote or voted what, or when. It is not stored.")),
        }
        if report.votes is not None:
            told[say(N_("Vote"))] = report.votes.told
            told[say(N_("How the vote was counted"))] = "\n".join(report.votes.notes)
        for row, (name, text) in enumerate(told.items(), 4):
            self._texts(sheet, row, {2: name, 3: text})
        self._contents(sheet, 5 + len(told))
        sheet.one_page, sheet.repeated = True, ""
        return sheet

    def _contents(self, sheet: Sheet, row: int) -> None:
        """What each sheet says, and the way to it."""
        say = self.words.say
        sheet.put(row, 2, say(N_("What each sheet says")), styles.SECTION)
        sheet.heights[row] = 28.0
        sheet.header(row + 1, {2: say(N_("Sheet")), 3: say(N_("Finding"))}, left=(2, 3))
        others = ((key, name) for key, name in self.names.items() if key != "about")
        for line, (key, name) in enumerate(others, row + 2):
            sheet.link(line, 2, name, name, styles.Look(colour=styles.RESULT, underline=True, edge="thin"))
            sheet.put(line, 3, self.findings[key], styles.BODY)
            sheet.heights[line] = 19.0

    def cards(self) -> Sheet:
        """Every card with the ideas that stand behind it, and what was added or objected."""
        say = self.words.say
        heads = (N_("Theme"), N_("Card"), N_("Ideas"), N_("Sources"), N_("Additions"), N_("Objections"))
        sheet = self._sheet("cards", (2, 20, 40, 8, 50, 30, 30), [say(head) for head in heads], numbers=(4,))
        for row, card in enumerate(self.report.cards, _FIRST):
            lists = {5: card.sources, 6: card.additions, 7: card.objections}
            texts = {2: card.theme, 3: card.text} | {column: _listed(each) for column, each in lists.items()}
            self._texts(sheet, row, texts)
            sheet.put(row, 4, len(card.sources), styles.number(styles.COUNT))
        self._filter(sheet, "G", len(self.report.cards))
        return sheet

    def votes(self) -> Sheet:
        """The result of the vote, the best card first."""
        if self.report.votes is None:
            raise ValueError("there was no vote")
        found = _told(self.report.votes)
        widths = [8, 70, 26, *[14.0] * (len(found.heads) - len(_FIXED))]
        numbers = [column for column, written in enumerate(found.formats, 2) if written]
        sheet = self._sheet("votes", (2, *widths), found.heads, numbers=numbers)
        for row, line in enumerate(found.rows, _FIRST):
            values = dict(enumerate(line, 2))
            self._texts(sheet, row, {column: str(values[column] or "") for column in values if column not in numbers})
            for column in numbers:
                value, written = values[column], found.formats[column - 2]
                if value is None:
                    sheet.put(row, column, "–", styles.NUMBER)
                else:
                    sheet.put(row, column, value, styles.number(written))
        self._filter(sheet, get_column_letter(len(found.heads) + 1), len(found.rows))
        row = board_votes.draw(sheet, found, self.words, self.findings["votes"])
        for note in found.notes:
            row = sheet.foot(row, note)
        return sheet

    def groups(self) -> Sheet:
        """The cards between the groups of opinion, what divides them most first."""
        found = self.report.groups
        if found is None:
            raise ValueError("there are no groups")
        heads = board_groups.heads(found, self.words)
        numbers = [2, *range(4, len(heads) + 1)]
        sheet = self._sheet("groups", board_groups.widths(found), heads, numbers=numbers)
        board_groups.fill(sheet, found, self.words)
        self._filter(sheet, get_column_letter(len(heads) + 1), len(found.lines))
        return sheet

    def ideas(self) -> Sheet:
        """The ideas, sorted by their words, each with the card it stands on."""
        say = self.words.say
        sheet = self._sheet("ideas", (2, 80, 60), [say(N_("Idea")), say(N_("Card"))])
        for row, (text, card) in enumerate(self.report.ideas, _FIRST):
            self._texts(sheet, row, {2: text, 3: card})
        self._filter(sheet, "C", len(self.report.ideas))
        return sheet

    def _sheet(self, key: str, widths: Sequence[float], heads: Sequence[str], numbers: Sequence[int] = ()) -> Sheet:
        sheet = Sheet(self.names[key], self.words.zone)
        sheet.columns(widths, beside=(3, 24) if key == "votes" else ())
        back = self.words.say(N_("← Read me"))
        sheet.head(self.findings[key], self.report.prompt, back, self.names["about"])
        left = [column for column in range(2, len(heads) + 2) if column not in numbers]
        sheet.header(_FIRST - 1, dict(enumerate(heads, 2)), left=left)
        sheet.repeated = f"1:{_FIRST - 1}"
        sheet.freeze = f"B{_FIRST}"
        return sheet

    def _texts(self, sheet: Sheet, row: int, texts: dict[int, str]) -> None:
        for column, text in texts.items():
            sheet.put(row, column, text, _WRAP)
        sheet.heights[row] = max(17.0, *(row_height(text, sheet.width(column)) for column, text in texts.items()))

    def _filter(self, sheet: Sheet, letter: str, count: int) -> None:
        sheet.filter = f"B{_FIRST - 1}:{letter}{_FIRST - 1 + count}"


def _findings(report: BoardReport, words: Words) -> dict[str, str]:
    """What each sheet says: its title, and its line on the first sheet."""
    counts = {"ideas": words.count(len(report.ideas)), "cards": words.count(len(report.cards))}
    people = words.told(report.people, report.people_step)
    return {
        "cards": fitting(
            words.say(N_("%(ideas)s ideas on %(cards)s cards, people who wrote: %(people)s"), people=people, **counts)
        ),
        "votes": board_votes.finding(report.votes, words) if report.votes is not None else "",
        "groups": fitting(report.groups.finding) if report.groups is not None else "",
        "ideas": words.say(N_("Ideas as written: %(count)s"), count=counts["ideas"]),
    }


def _told(found: VoteSheet) -> VoteSheet:
    """The result without the columns in which nothing may be told."""
    kept = [
        place for place in range(len(found.heads))
        if place < len(_FIXED) or any(row[place] is not None for row in found.rows)
    ]  # fmt: skip
    return replace(
        found,
        heads=tuple(found.heads[place] for place in kept),
        formats=tuple(found.formats[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in found.rows),
    )


def _listed(texts: Sequence[str]) -> str:
    """Several texts in one cell, a line each."""
    return "\n".join(f"• {text}" for text in texts) if len(texts) > 1 else "".join(texts)
