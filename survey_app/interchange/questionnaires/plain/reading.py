"""Reading a questionnaire from plain text, line by line: every line becomes something, or it is said why it did not."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.plain.marks import Mark, mark_of
from survey_app.questions.reading import UNSTORABLE, straight

MOST_LETTERS = 200_000
LONGEST_LINE = 2_000


class Became(StrEnum):
    """What a line of the text became."""

    PAGE = "page"
    QUESTION = "question"
    ANSWER = "answer"
    ROW = "row"
    SCALE = "scale"
    SPACE = "space"
    HINT = "hint"
    REMARK = "remark"
    TEXT = "text"
    LEFT_OUT = "left_out"


@dataclass(slots=True)
class Line:
    """One line that is not blank: its number, its words, what it became, of which question, and what is to be said.

    `note` is a marked message with `params`; a line that was left out always has one.
    """

    number: int
    words: str
    became: Became = Became.LEFT_OUT
    code: str = ""
    note: str = ""
    params: dict[str, str] = field(default_factory=dict)

    def says(self, note: str, **params: str) -> None:
        """Add what is worth knowing; the first thing said stays."""
        if not self.note:
            self.note, self.params = note, params

    def left_out(self, why: str) -> None:
        """Take the line out, with the reason."""
        self.became, self.code, self.note, self.params = Became.LEFT_OUT, "", why, {}


@dataclass(frozen=True, slots=True)
class Seen:
    """A line with its sign and its surroundings, before anything is decided."""

    line: Line
    mark: Mark
    indent: int
    after_blank: bool


@dataclass(frozen=True, slots=True)
class PlainText:
    """What a text came to: a document of our questionnaire, and what became of each line."""

    document: dict[str, Any]
    lines: Sequence[Line]

    @property
    def questions(self) -> int:
        """How many questions there are, texts without an answer among them."""
        return sum(len(page["questions"]) for page in self.document["pages"])

    @property
    def left_out(self) -> int:
        """How many lines became nothing."""
        return sum(line.became is Became.LEFT_OUT for line in self.lines)


def seen(text: str) -> list[Seen]:
    """The lines of a text that are not blank, each with its sign."""
    found: list[Seen] = []
    blank = True
    for number, raw in enumerate(straight(text).expandtabs(4).split("\n"), 1):
        clean = UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", unicodedata.normalize("NFC", raw))
        words = re.sub(r"[\s\u200b\ufeff]+", " ", clean).strip()
        if not words:
            blank = True
            continue
        line = Line(number, words[:LONGEST_LINE])
        if len(words) > LONGEST_LINE:
            line.says(N_("The line is longer than %(most)s letters: its end was cut off."), most=str(LONGEST_LINE))
        indent = len(clean) - len(clean.lstrip())
        found.append(Seen(line, mark_of(line.words), indent, blank))
        blank = False
    return _closed_up(found)


_FEWEST_FOR_SPACING = 4


def _closed_up(found: list[Seen]) -> list[Seen]:
    """A text with a blank line behind every line is read as if it had none."""
    if len(found) < _FEWEST_FOR_SPACING or not all(each.after_blank for each in found):
        return found
    return [Seen(each.line, each.mark, each.indent, place == 0) for place, each in enumerate(found)]
