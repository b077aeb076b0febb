"""Which page or question comes before which for everybody, however the random orders fall."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from survey_app.questions import ordering
from survey_app.questions.definition import Order, Page, Question, Questionnaire

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last place something can have among its neighbours, and the key it moves under."""

    first: int
    last: int
    written: int
    unit: str = ""

    def before(self, other: "Span") -> bool:
        """Whether it surely comes before the other one."""
        same_unit = bool(self.unit) and self.unit == other.unit
        return self.written < other.written if same_unit else self.last < other.first


class Places:
    """Where pages and questions can come to stand."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        found = ordering.runs(questionnaire)
        moving = Order.RANDOM if any(run.moves for run in found) else Order.AS_WRITTEN
        runs = _spans(found, moving, lambda run: not run.moves, lambda _run: "")
        self._run: dict[str, Span] = {}
        self._page: dict[str, Span] = {}
        self._question: dict[str, Span] = {}
        self._page_of: dict[str, str] = {}
        for run, span in zip(found, runs, strict=True):
            pages = _spans(run.pages, run.order, lambda page: page.anchored, _key)
            for page, place in zip(run.pages, pages, strict=True):
                self._run[page.key], self._page[page.key] = span, place
                questions = _spans(page.questions, page.order, lambda question: question.anchored, _key)
                for question, where in zip(page.questions, questions, strict=True):
                    self._question[question.code], self._page_of[question.code] = where, page.key

    def page_before(self, one: str, other: str) -> bool:
        """Whether one page surely comes before another."""
        if self._run[one] is self._run[other]:
            return self._page[one].before(self._page[other])
        return self._run[one].before(self._run[other])

    def before(self, one: str, other: str) -> bool:
        """Whether one question surely comes before another."""
        here, there = self._page_of[one], self._page_of[other]
        if here == there:
            return self._question[one].before(self._question[other])
        return self.page_before(here, there)

    def page_of(self, code: str) -> str:
        """The key of the page a question stands on."""
        return self._page_of[code]


def _key(thing: Page | Question) -> str:
    return "" if thing.anchored else thing.together


def _spans(things: Sequence[T], order: Order, stays: Callable[[T], bool], together: Callable[[T], str]) -> list[Span]:
    """The places of neighbours: fixed where they stay, anywhere among the free places where they move."""
    free = [place for place, thing in enumerate(things) if order and not stays(thing)]
    moves: Mapping[int, bool] = dict.fromkeys(free, True)
    return [
        Span(free[0], free[-1], place, together(thing)) if moves.get(place) else Span(place, place, place)
        for place, thing in enumerate(things)
    ]
