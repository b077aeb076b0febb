"""Reading and writing what a questionnaire says of the order of its parts: who moves, who stays, who keeps together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Block, Carry, Order, Page, Question
from survey_app.questions.reading import DefinitionRefused, read_flag, read_key, read_mapping


def read_order(value: object, where: str) -> Order:
    """In which order things are shown; nothing is as written."""
    if value is None:
        return Order.AS_WRITTEN
    if not isinstance(value, str) or value not in set(Order):
        raise DefinitionRefused(N_("%(where)s: an order is “random”, “rotated” or “flipped”."), where=where)
    return Order(value)


def read_placed(part: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What a question or page says of its order and its place."""
    return {
        "order": read_order(part.get("order"), where),
        "anchored": read_flag(part.get("anchored"), where),
        "together": read_key(part.get("together"), where),
    }


def write_placed(thing: Question | Page) -> dict[str, Any]:
    """The same as JSON, only what is said; for a page with the name of its block."""
    block = thing.block if isinstance(thing, Page) else ""
    return _said(order=thing.order.value, block=block, anchored=thing.anchored, together=thing.together)


def read_blocks(parts: Sequence[Any], pages: Iterable[Page]) -> tuple[Block, ...]:
    """What is said of the blocks that pages belong to; blocks without a page are left out."""
    known = {page.block for page in pages if page.block}
    found: dict[str, Block] = {}
    for part in (read_mapping(each, "blocks") for each in parts):
        name = read_key(part.get("name"), "blocks")
        if name in known:
            found[name] = Block(name, read_order(part.get("order"), "blocks"), read_flag(part.get("moves"), "blocks"))
    return tuple(block for block in found.values() if block != Block(block.name))


def write_blocks(blocks: Sequence[Block]) -> dict[str, Any]:
    """The blocks as JSON, only where something is said of one."""
    parts = [{"name": block.name, **_said(order=block.order.value, moves=block.moves)} for block in blocks]
    return {"blocks": parts} if parts else {}


def read_carry(value: object, where: str) -> Carry | None:
    """From which question options or rows are taken, and which of them."""
    if value is None:
        return None
    part = read_mapping(value, where)
    source, which = part.get("from"), part.get("which", "chosen")
    if not isinstance(source, str) or not source or which not in ("chosen", "not_chosen"):
        raise DefinitionRefused(
            N_("%(where)s: name the question whose answers are carried on, and “chosen” or “not_chosen”."), where=where
        )
    return Carry(source, which == "chosen")


def write_carry(carry: Carry | None) -> dict[str, Any]:
    """The same as JSON, only where answers are carried on."""
    if carry is None:
        return {}
    return {"carry": {"from": carry.source, "which": "chosen" if carry.chosen else "not_chosen"}}


def _said(**values: object) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
