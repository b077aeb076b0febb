"""The editor's fields for order: who moves, who stays, what keeps together, and which answers are carried on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from survey_app.questions import carrying, ordering
from survey_app.questions.definition import Block, Carry, Item, Option, Order, Page, Question, Questionnaire
from survey_app.questions.reading import TOGETHER

Posted = MultiDict[str, str]
Errors = dict[str, str]
_LONGEST = 4_000


def orders() -> dict[str, str]:
    """The orders with their names."""
    return {
        Order.AS_WRITTEN.value: _("As written"),
        Order.RANDOM.value: _("Random for each person"),
        Order.ROTATED.value: _("As written, beginning at a random place"),
        Order.FLIPPED.value: _("Half of the people see it the other way round"),
    }


def read_order(posted: Posted, name: str, before: Order, errors: Errors) -> Order:
    """The order that was chosen; a form without the field changes nothing."""
    chosen = posted.get(name, before.value)
    if chosen not in set(Order):
        errors[name] = _("Choose one of the orders.")
        return before
    return Order(chosen)


def read_name(posted: Posted, name: str, before: str, errors: Errors) -> str:
    """The name of what belongs together."""
    words = posted.get(name, before).strip()[:_LONGEST]
    if words and not TOGETHER.fullmatch(words):
        errors[name] = _("Use up to 40 letters, figures, “-” or “_”, such as A.")
    return words


class QuestionOrder:
    """The order of one question. Shows what the draft says at first, and what was typed after `read`."""

    def __init__(self, questionnaire: Questionnaire, question: Question) -> None:
        self.question = question
        self.questionnaire = questionnaire
        rows = [row for row in _rows(question) if isinstance(row, Option | Item)]
        self.moves = question.kind in ordering.MOVING
        self.order = question.order
        self.stays = " ".join(str(row.code) for row in rows if row.stays)
        self.pairs = "; ".join(" ".join(codes) for codes in _groups(rows).values())
        self.anchored = question.anchored
        self.together = question.together
        self.source = question.carry.source if question.carry else ""
        self.which = "chosen" if question.carry is None or question.carry.chosen else "not_chosen"

    @property
    def sources(self) -> list[Question]:
        """The earlier questions whose answers can be carried on to this one."""
        found: list[Question] = []
        for each in self.questionnaire.questions():
            if each.code == self.question.code:
                break
            found += [each] if each.kind in carrying.SOURCES else []
        return found if self.question.kind in carrying.TARGETS else []

    @property
    def is_open(self) -> bool:
        """Whether something is said of the order."""
        return bool(self.order or self.anchored or self.together or self.source)

    def lines(self) -> Iterator[tuple[str, str]]:
        """What is said of the order as named lines, to compare two states of a question."""
        yield "order", self.order.value
        yield "stays", self.stays
        yield "pairs", self.pairs
        yield "moves", " ".join(filter(None, ("✓" if self.anchored else "", self.together)))
        yield "carry", f"{self.source} {self.which}" if self.source else ""

    def read(self, posted: Posted, errors: Errors) -> None:
        """Take over what was typed; a form without these fields changes nothing."""
        if "order_fields" not in posted:
            return
        self.order = read_order(posted, "order", self.order, errors)
        self.stays = posted.get("stays", self.stays).strip()[:_LONGEST]
        self.pairs = posted.get("pairs", self.pairs).strip()[:_LONGEST]
        self.anchored = "anchored" in posted
        self.together = read_name(posted, "together", self.together, errors)
        self.source = posted.get("carry_from", self.source)
        self.which = "not_chosen" if posted.get("carry_which") == "not_chosen" else "chosen"
        before = self.question.carry.source if self.question.carry else ""
        if self.source and self.source != before and self.source not in {each.code for each in self.sources}:
            errors["carry_from"] = _("Choose one of the questions before this one.")

    def check(self, question: Question, errors: Errors) -> None:
        """Whether the codes that were typed are those of rows of the question as it is now."""
        known = {str(row.code) for row in _rows(question)}
        for name, typed in (("stays", self.stays), ("pairs", self.pairs)):
            strange = [code for code in _codes(typed) if code not in known]
            if strange and self.moves:
                errors[name] = _("There is no row with the code “%(code)s”.", code=strange[0][:40])

    @property
    def carry(self) -> Carry | None:
        """Which answers are carried on."""
        return Carry(self.source, self.which == "chosen") if self.source else None

    def with_carried(self, settings: dict[str, Any], errors: Errors) -> dict[str, Any]:
        """The settings with what is carried on in front of the question's own rows, less rows that are still empty."""
        source = self.questionnaire.find(self.source) if self.source else None
        if source is None or self.carry is None:
            return settings
        name, taken = carrying.TARGETS.get(self.question.kind, ""), {str(row.code) for row in carrying.rows_of(source)}
        own = [row for row in settings.get(name, ()) if any(row["label"].values())]
        double = [row["code"] for row in own if str(row["code"]) in taken]
        if double:
            errors["rows"] = _(
                "An answer taken over has the code %(code)s as well: take your row out and write it again.",
                code=double[0],
            )
        settings = {**settings, name: own}
        return carrying.with_carried(self.question.kind, settings, self.carry, source, self.question.code)

    def _keys(self) -> dict[str, str]:
        """Code of a row -> the key it moves under; groups keep the key they had."""
        before = {str(row.code): row.together for row in _rows(self.question) if isinstance(row, Option | Item)}
        found: dict[str, str] = {}
        for number, part in enumerate(self.pairs.split(";"), 1):
            codes = dict.fromkeys(_codes(part))
            named = [before[code] for code in codes if before.get(code)]
            key = named[0] if named and named[0] not in found.values() else f"k{number}"
            found |= dict.fromkeys(codes, key) if len(codes) > 1 else {}
        return found

    def applied(self, question: Question) -> Question:
        """The question in this order."""
        stays, keys = set(_codes(self.stays)), self._keys()
        known = {str(row.code): row for row in _rows(self.question)}
        changes = {
            name: tuple(_placed(row, known.get(str(row.code)), stays, keys) for row in rows)
            for name in ("options", "items")
            if self.moves and (rows := getattr(question.settings, name, ()))
        }
        return replace(
            question,
            order=self.order if self.moves else Order.AS_WRITTEN,
            anchored=self.anchored,
            together=self.together,
            carry=self.carry,
            settings=replace(question.settings, **changes) if changes else question.settings,
        )


def _placed(row: Any, before: Any, stays: set[str], keys: dict[str, str]) -> Any:
    """A row that stays or moves as typed; what its kind does anyway is not written down. Others decide over carried."""
    if not isinstance(row, Option | Item) or row.carried:
        return row
    wanted, together = str(row.code) in stays, keys.get(str(row.code), "")
    said = replace(row, anchored=getattr(before, "anchored", None), together=together)
    bare = replace(said, anchored=None)
    return said if said.stays is wanted else bare if bare.stays is wanted else replace(bare, anchored=wanted)


def _rows(question: Question) -> tuple[Any, ...]:
    return (*getattr(question.settings, "options", ()), *getattr(question.settings, "items", ()))


def _groups(rows: list[Option | Item]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.together:
            found.setdefault(row.together, []).append(str(row.code))
    return found


def _codes(typed: str) -> list[str]:
    return re.findall(r"[^\s,;]+", typed)


@dataclass(frozen=True, slots=True)
class PagePlace:
    """What is said of a page's place and that of its block, and whether the questionnaire tells the time."""

    order: Order
    block: str
    anchored: bool
    together: str
    block_order: Order
    block_moves: bool
    tells_time: bool

    def applied(self, questionnaire: Questionnaire, key: str) -> Questionnaire:
        """The questionnaire with this page at its place."""
        pages = tuple(
            replace(page, order=self.order, block=self.block, anchored=self.anchored, together=self.together)
            if page.key == key
            else page
            for page in questionnaire.pages
        )
        own = Block(self.block, self.block_order, self.block_moves)
        named = {page.block for page in pages if page.block}
        blocks = [block for block in questionnaire.blocks if block.name != self.block and block.name in named]
        said = [own] if self.block and own != Block(self.block) else []
        return replace(questionnaire, pages=pages, blocks=(*blocks, *said), tells_time=self.tells_time)


class PageOrder:
    """The order of one page and of its block. Shows the draft at first, and what was typed after `read`."""

    def __init__(self, questionnaire: Questionnaire, page: Page) -> None:
        block = questionnaire.block(page.block)
        self.place = PagePlace(
            page.order, page.block, page.anchored, page.together, block.order, block.moves, questionnaire.tells_time
        )
        self.questionnaire = questionnaire
        self.errors: Errors = {}

    @property
    def is_open(self) -> bool:
        """Whether something is said of the order."""
        return bool(self.place.order or self.place.block or self.place.tells_time or self.errors)

    def read(self, posted: Posted) -> PagePlace:
        """What was typed; a form without these fields changes nothing. A block that was there keeps its own order."""
        before = self.place
        if "order_fields" not in posted:
            return before
        block = read_name(posted, "block", before.block, self.errors)
        known = self.questionnaire.block(block)
        is_same = block == before.block
        self.place = PagePlace(
            read_order(posted, "page_order", before.order, self.errors),
            block,
            "anchored" in posted,
            read_name(posted, "together", before.together, self.errors),
            read_order(posted, "block_order", before.block_order, self.errors)
            if is_same or known not in self.questionnaire.blocks
            else known.order,
            "block_moves" in posted if is_same or known not in self.questionnaire.blocks else known.moves,
            "tells_time" in posted,
        )
        return self.place
