"""The questionnaire as a document: pages of questions, texts in several languages, frozen in memory.

A version of a questionnaire is stored as one JSON document. This module turns it into immutable objects and back.
What a question asks beyond the common part (options, rows, scale) is read by its type, see `base.QuestionType`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from survey_app.vocabulary import Purpose

Text = Mapping[str, str]
"""A text in several languages: language code -> words. May be empty."""
_SHORT = 3
"""Of so many points or fewer the highest alone counts as satisfied."""


def say(text: Text, language: str, fallback: str = "en") -> str:
    """The words in a language, else in the study's language, else in any, else nothing.

    >>> say({"en": "Price", "es": "Precio"}, "es")
    'Precio'
    >>> say({"es": "Precio"}, "zh_Hans_CN")
    'Precio'
    >>> say({}, "en")
    ''
    """
    return text.get(language) or text.get(fallback) or next((words for words in text.values() if words), "")


class Order(StrEnum):
    """In which order people see options, rows, questions or pages; `questions.ordering` draws it."""

    AS_WRITTEN = ""
    RANDOM = "random"
    ROTATED = "rotated"
    """As written, but beginning at a place drawn for each person."""
    FLIPPED = "flipped"
    """Half of the people see the last one first."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice question. `code` is what is stored and never changes its meaning.

    In a random order it stays at its place when it is `anchored` (nothing said: an exclusive answer does), and
    neighbours with the same key `together` move as one. `carried` ones come from the question named by `Carry`.
    """

    code: int
    label: Text
    exclusive: bool = False
    show_if: str = ""
    anchored: bool | None = None
    together: str = ""
    carried: bool = False

    @property
    def stays(self) -> bool:
        """Whether it keeps its place in a random order."""
        return self.exclusive if self.anchored is None else self.anchored


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a grid or battery: what is rated, with a stable code.

    A row that came from a Delphi names the lineage of its item as `source`, and carries the share of importance that
    the panel gave the item as `weight` (0 to 1).
    """

    code: str
    label: Text
    source: str = ""
    weight: float | None = None
    show_if: str = ""
    anchored: bool | None = None
    together: str = ""
    carried: bool = False

    @property
    def stays(self) -> bool:
        """Whether it keeps its place in a random order."""
        return bool(self.anchored)


def best_of(points: Sequence[int]) -> tuple[int, ...]:
    """The points of a scale that count as satisfied, as `Scale.best` says.

    >>> best_of((1, 2, 3, 4)), best_of((0, 1))
    ((3, 4), (1,))
    """
    return tuple(points[-2:] if len(points) > _SHORT else points[-1:])


@dataclass(frozen=True, slots=True)
class Scale:
    """A rating scale: the points from `first` to `last`, words for the ends or for every point."""

    first: int = 1
    last: int = 5
    low: Text = field(default_factory=dict)
    high: Text = field(default_factory=dict)
    labels: tuple[Text, ...] = ()

    @property
    def points(self) -> tuple[int, ...]:
        """The codes of the scale, lowest first."""
        return tuple(range(self.first, self.last + 1))

    @property
    def best(self) -> tuple[int, ...]:
        """The points that count as satisfied: the two highest, of three points or fewer the highest alone.

        Two of three say nothing: the middle would count as satisfied.

        >>> Scale(1, 5).best, Scale(0, 10).best, Scale(1, 3).best
        ((4, 5), (9, 10), (3,))
        """
        return best_of(self.points)

    def word(self, point: int, language: str, fallback: str = "en") -> str:
        """The words of one point, or its figure where it has none.

        >>> Scale(low={"en": "poor"}).word(3, "en")
        '3'
        """
        if self.labels and self.first <= point <= self.last:
            return say(self.labels[point - self.first], language, fallback) or str(point)
        ends = {self.first: self.low, self.last: self.high}
        words = say(ends.get(point, {}), language, fallback)
        return f"{point} {words}".strip()


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that answers must meet, in the language of `logic`, and the author's words where they do not.

    A soft check tells once and lets the respondent go on.
    """

    rule: str
    message: Text
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Carry:
    """That a question takes its options or rows from an earlier one: those that were chosen there, or the others."""

    source: str
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the common part, and the settings its type reads.

    `show_if` is an expression of `logic`; nothing there means that everybody is asked. `instrument` names the standard
    questionnaire its words come from, see `instruments`. `order` is that of its options or rows; `anchored` and
    `together` say how it moves where the questions of its page stand in random order.
    """

    code: str
    kind: str
    text: Text
    hint: Text = field(default_factory=dict)
    purpose: Purpose = Purpose.SOLICITATION
    required: bool = False
    not_applicable: bool = False
    settings: Any = None
    show_if: str = ""
    checks: tuple[Check, ...] = ()
    instrument: str = ""
    order: Order = Order.AS_WRITTEN
    anchored: bool = False
    together: str = ""
    carry: Carry | None = None

    @property
    def is_identity(self) -> bool:
        """Whether its answers are stored apart from opinions (source text: identity only as far as needed)."""
        return self.purpose is Purpose.IDENTITY


@dataclass(frozen=True, slots=True)
class Jump:
    """Where a page leads when a rule is met: to a later page, or to the end of the interview with an outcome."""

    rule: str
    page: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Questions shown together, in an `order` of their own if wanted.

    Neighbouring pages with the same name of a `block` belong together, see `Block`; `anchored` and `together` say how
    the page moves where the pages of its block stand in random order.
    """

    key: str
    title: Text
    questions: tuple[Question, ...] = ()
    show_if: str = ""
    jumps: tuple[Jump, ...] = ()
    order: Order = Order.AS_WRITTEN
    block: str = ""
    anchored: bool = False
    together: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of pages: the order of its pages, and whether it changes places with the other blocks that move."""

    name: str
    order: Order = Order.AS_WRITTEN
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All pages, and the languages their texts are written in (the first one is the study's own).

    `tells_time` shows people about how many minutes are left.
    """

    languages: tuple[str, ...]
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()
    tells_time: bool = False

    @property
    def language(self) -> str:
        """The language the study was written in; texts fall back to it."""
        return self.languages[0]

    def questions(self) -> Iterator[Question]:
        """Every question in the order it is asked."""
        for page in self.pages:
            yield from page.questions

    def block(self, name: str) -> Block:
        """What was said of a block; one of which nothing was said stays as it is."""
        return next((block for block in self.blocks if block.name == name), Block(name))

    def find(self, code: str) -> Question | None:
        """The question with this code, if there is one."""
        return next((question for question in self.questions() if question.code == code), None)
