"""The order in which one person sees options, rows, questions, pages and blocks: drawn from a seed, never twice.

The same seed gives the same order each time a page is loaded. Nothing else goes into it, so whoever knows the seed can
draw the order again. What is anchored keeps its place; what has one key `together` moves as one.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from survey_app.questions.balanced import turned
from survey_app.questions.definition import Item, Option, Order, Page, Question, Questionnaire

T = TypeVar("T")

MOVING = frozenset({
    "single", "multiple", "ranking", "constant_sum", "grid", "battery", "differential", "texts", "grid_text", "kano",
    "grid_number", "grid_multiple", "dual_scale", "importance_performance", "use_and_rating", "image_choice",
})  # fmt: skip
"""Kinds whose options or rows can stand in another order; those of others have an order by design."""
_ROWS = ("options", "items")
_TRIES = 200
BLOCKS, PAGES, PAGE = "blocks", "pages", "page"


def is_drawn(questionnaire: Questionnaire) -> bool:
    """Whether people see different orders."""
    return any(block.order or block.moves for block in questionnaire.blocks) or any(
        page.order or any(moves(question) for question in page.questions) for page in questionnaire.pages
    )


def moves(question: Question) -> bool:
    """Whether options, rows or rivals of the question stand in an order of each person's own."""
    return (bool(question.order) and question.kind in MOVING) or len(_rivals(question)) > 1


def drawn(questionnaire: Questionnaire, seed: str) -> Questionnaire:
    """The questionnaire in the order of one person."""
    pages = tuple(
        replace(page, questions=tuple(question_drawn(question, seed) for question in _questions(page, seed)))
        for page in _pages(questionnaire, seed)
    )
    return replace(questionnaire, pages=pages)


def question_drawn(question: Question, seed: str) -> Question:
    """A question with its options, rows and rivals in the order of one person."""
    changes: dict[str, Any] = {}
    if question.order and question.kind in MOVING:
        for name in _ROWS:
            if rows := getattr(question.settings, name, ()):
                changes[name] = arranged(rows, question.order, f"{seed}|{question.code}", _stays, _together)
    if len(rivals := _rivals(question)) > 1:
        changes["rivals"] = arranged(rivals, Order.ROTATED, f"{seed}|{question.code}|rivals", _never, _alone)
    return replace(question, settings=replace(question.settings, **changes)) if changes else question


def _rivals(question: Question) -> tuple[Item, ...]:
    rivals: tuple[Item, ...] = getattr(question.settings, "rivals", ())
    return rivals


def _questions(page: Page, seed: str) -> tuple[Question, ...]:
    return arranged(page.questions, page.order, f"{seed}|page|{page.key}", _is_anchored, _together)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring pages of one block, or a page by itself."""

    pages: tuple[Page, ...]
    order: Order = Order.AS_WRITTEN
    moves: bool = False


def runs(questionnaire: Questionnaire) -> tuple[Run, ...]:
    """The pages in runs of one block each; pages without a block stand alone and stay where they are."""
    found: list[Run] = []
    for page in questionnaire.pages:
        if page.block and found and found[-1].pages[-1].block == page.block:
            found[-1] = replace(found[-1], pages=(*found[-1].pages, page))
        else:
            block = questionnaire.block(page.block)
            found.append(Run((page,), block.order, block.moves) if page.block else Run((page,)))
    return tuple(found)


def _pages(questionnaire: Questionnaire, seed: str) -> Iterator[Page]:
    found = runs(questionnaire)
    order = Order.RANDOM if any(run.moves for run in found) else Order.AS_WRITTEN
    for run in arranged(found, order, f"{seed}|blocks", lambda run: not run.moves, _alone):
        where = f"{seed}|block|{run.pages[0].block}"
        yield from arranged(run.pages, run.order, where, _is_anchored, _together)


def _stays(row: Option | Item) -> bool:
    return row.stays


def _together(thing: Option | Item | Question | Page) -> str:
    return thing.together


def _is_anchored(thing: Question | Page) -> bool:
    return thing.anchored


def _never(_row: object) -> bool:
    return False


def _alone(_thing: object) -> str:
    return ""


def arranged(
    things: Sequence[T], order: Order, seed: str, stays: Callable[[T], bool], together: Callable[[T], str]
) -> tuple[T, ...]:
    """Things in a drawn order. Anchored ones keep their places; no anchor ever parts what belongs together.

    >>> arranged("abc", Order.AS_WRITTEN, "x", lambda _: False, lambda _: "")
    ('a', 'b', 'c')
    >>> arranged("abcz", Order.RANDOM, "x", lambda one: one == "z", lambda _: "")[-1]
    'z'
    """
    if not order or len(things) < 2:  # noqa: PLR2004 - one thing has one order
        return tuple(things)
    fixed = {place: thing for place, thing in enumerate(things) if stays(thing)}
    units = _units([thing for place, thing in enumerate(things) if place not in fixed], together)
    luck = random.Random(seed)  # noqa: S311 - an order, no secret
    for _try in range(_TRIES):
        found = _filled(_moved(units, order, luck), fixed, len(things))
        if found is not None:
            return found
    return tuple(things)


def _units(things: Sequence[T], together: Callable[[T], str]) -> list[tuple[T, ...]]:
    found: dict[object, tuple[T, ...]] = {}
    for place, thing in enumerate(things):
        key = together(thing) or place
        found[key] = (*found.get(key, ()), thing)
    return list(found.values())


def _moved(units: Sequence[tuple[T, ...]], order: Order, luck: random.Random) -> list[tuple[T, ...]]:
    if order is Order.RANDOM:
        return luck.sample(units, len(units))
    if order is Order.ROTATED:
        turn = luck.randrange(len(units)) if units else 0
        return [*units[turn:], *units[:turn]]
    return list(reversed(units)) if luck.random() < 0.5 else list(units)  # noqa: PLR2004 - half of the people


def _filled(units: Sequence[tuple[T, ...]], fixed: Mapping[int, T], size: int) -> tuple[T, ...] | None:
    """The units put around the anchors; None where one would be parted by an anchor."""
    found: list[T] = []
    for unit in units:
        while len(found) in fixed:
            found.append(fixed[len(found)])
        if any(place in fixed for place in range(len(found) + 1, len(found) + len(unit))):
            return None
        found += unit
    while len(found) in fixed and len(found) < size:
        found.append(fixed[len(found)])
    return tuple(found)


def columns(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The names of everything whose order differs from person to person, as `realised` writes them."""
    found = [PAGES] if any(block.order or block.moves for block in questionnaire.blocks) else []
    for page in questionnaire.pages:
        found += [f"{PAGE}.{page.key}"] if page.order else []
        found += [question.code for question in page.questions if moves(question) or _has_sets(question)]
    return tuple(found)


def realised(questionnaire: Questionnaire, pages: Sequence[Page], seed: str) -> dict[str, str]:
    """What one person saw in which order, by the names of `columns`: codes with blanks between them.

    `pages` are those of the person's way, as they were shown. The sets of best and worst are written as
    `number:row,row`; rivals stand behind the rows, after a bar.
    """
    wanted = set(columns(questionnaire))
    found = {PAGES: " ".join(page.key for page in pages)}
    for page in pages:
        found[f"{PAGE}.{page.key}"] = " ".join(question.code for question in page.questions)
        found |= {question.code: _seen(question, seed) for question in page.questions if question.code in wanted}
    return {name: words for name, words in found.items() if name in wanted}


def _seen(question: Question, seed: str) -> str:
    if _has_sets(question):
        sets = turned(question.settings.design, seed)
        return " ".join(f"{number}:{','.join(str(code) for code in codes)}" for number, codes in sets)
    rows = [row for name in _ROWS for row in getattr(question.settings, name, ())]
    rivals = _rivals(question)
    parts = [[str(row.code) for row in rows], ["|", *(rival.code for rival in rivals)] if rivals else []]
    return " ".join(code for part in parts for code in part)


def _has_sets(question: Question) -> bool:
    return question.kind == "maxdiff"
