"""The statements of a Delphi: written, put in order, and kept as they are once they were asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import aliased

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Card, Idea, Item, ItemOrigin, Panel, PanelRound, Proposal, RoundItem, Stage
from survey_app.services import own_scales, protocols, sections
from survey_app.services.standings import ENDED
from survey_app.vocabulary import Asking, PanelState, RoundState

LONGEST_TEXT = 300
LONGEST_HINT = 500
LONGEST_SECTION = 120
MOST_ITEMS = 200
_BEFORE_OPENING = (RoundState.DRAFT, RoundState.SCHEDULED)


class PanelDone(Refusal):
    """Its figures and statements stay as they are."""

    title = N_("This panel has ended")
    message = N_("The panel has ended.")


class ItemAsked(Refusal):
    """The panel has read it."""

    message = N_(
        "The panel was asked this statement: it keeps its words. Correct a typing error in it, or reword it after a "
        "round, as a new statement that names this one."
    )


class ScaleUnfit(Refusal):
    """Nobody could answer on it."""

    status = 422


class TooManyItems(Refusal):
    """More than anybody weighs."""

    status = 422
    message = N_("A panel can weigh at most %(most)s statements. Merge or remove some first.")


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A statement as the list shows it: what it came from, and whether the panel was asked it."""

    item: Item
    ideas: int
    earlier: tuple[str, ...]
    is_asked: bool
    is_proposed: bool = False
    """Whether a panellist proposed it."""
    is_made: bool = False
    """Whether it was made of answers to the open question it names, and replaces nothing."""


def of_stage(stage_id: int, *, active: bool | None = None) -> Sequence[Item]:
    """The statements in their order, section by section; only those that are asked next, or are not, when wanted."""
    chosen = select(Item).where(Item.stage_id == stage_id).order_by(Item.position, Item.id)
    return sections.in_order(session.scalars(chosen if active is None else chosen.where(Item.active == active)))


def find(stage: Stage, code: str) -> Item:
    """A statement of the stage by its code."""
    found = session.scalar(select(Item).where(Item.stage_id == stage.id, Item.code == code))
    if found is None:
        raise NotFound
    return found


def lines(stage_id: int) -> list[ItemLine]:
    """Every statement with its origin, in order."""
    ideas, earlier, asked = _ideas(stage_id), _earlier(stage_id), asked_ids(stage_id)
    proposed, made = proposed_ids(stage_id), made_ids(stage_id)
    return [
        ItemLine(
            item,
            ideas.get(item.id, 0),
            tuple(earlier.get(item.id, ())),
            item.id in asked,
            item.id in proposed,
            item.id in made,
        )
        for item in of_stage(stage_id)
    ]


def origin_of(item: Item) -> ItemLine:
    """One statement with its origin."""
    return next(line for line in lines(item.stage_id) if line.item.id == item.id)


def proposed_ids(stage_id: int) -> frozenset[int]:
    """The statements that were made of proposals of panellists."""
    rows = (
        select(Proposal.item_id)
        .join(Item, Item.id == Proposal.item_id)
        .where(Item.stage_id == stage_id, Proposal.aside.is_(False))
    )
    return frozenset(each for each in session.scalars(rows) if each is not None)


def made_ids(stage_id: int) -> frozenset[int]:
    """The statements that were made of answers to an open question."""
    question = aliased(Item)
    rows = (
        select(ItemOrigin.item_id)
        .join(Item, Item.id == ItemOrigin.item_id)
        .join(question, question.id == ItemOrigin.earlier_id)
        .where(Item.stage_id == stage_id, Item.asked == Asking.WEIGHED, question.asked == Asking.OPEN)
    )
    return frozenset(session.scalars(rows))


def _ideas(stage_id: int) -> dict[int, int]:
    rows = session.execute(
        select(ItemOrigin.item_id, func.count(Idea.code))
        .join(Item, Item.id == ItemOrigin.item_id)
        .join(Card, Card.id == ItemOrigin.card_id)
        .join(Idea, Idea.card_id == Card.id)
        .where(Item.stage_id == stage_id)
        .group_by(ItemOrigin.item_id)
    )
    return dict(rows.all())


def _earlier(stage_id: int) -> dict[int, list[str]]:
    """Codes of the statements that each one replaces."""
    rows = session.execute(
        select(ItemOrigin.item_id, Item.code)
        .join(Item, Item.id == ItemOrigin.earlier_id)
        .where(Item.stage_id == stage_id)
        .order_by(Item.position, Item.id)
    )
    found: dict[int, list[str]] = {}
    for item_id, code in rows:
        found.setdefault(item_id, []).append(code)
    return found


def asked_ids(stage_id: int) -> set[int]:
    """The statements that the panel has read (see `is_asked`)."""
    return set(
        session.scalars(
            select(RoundItem.item_id)
            .join(PanelRound, PanelRound.id == RoundItem.round_id)
            .where(PanelRound.stage_id == stage_id, PanelRound.state.not_in(_BEFORE_OPENING))
        )
    )


def is_asked(item: Item) -> bool:
    """Whether the panel has read the statement: an opened round holds it, even one that was cancelled."""
    rows = (
        exists()
        .where(RoundItem.item_id == item.id, RoundItem.round_id == PanelRound.id)
        .where(PanelRound.state.not_in(_BEFORE_OPENING))
    )
    return bool(session.scalar(select(rows)))


def add(
    stage: Stage,
    text: Mapping[str, str],
    hint: Mapping[str, str] | None = None,
    *,
    cards: Iterable[int] = (),
    earlier: Iterable[int] = (),
    position: int | None = None,
    code: str = "",
    section: Mapping[str, str] | None = None,
    evidence: Mapping[str, Any] | None = None,
    asked: str = Asking.WEIGHED,
    own_scale: Mapping[str, Any] | None = None,
) -> Item:
    """A new statement, at the end or at a place; `cards` and `earlier` say what it came from."""
    protocols.hold_panel(stage.id)
    require_running(stage.id)
    rows = of_stage(stage.id)
    if len(rows) >= MOST_ITEMS:
        raise TooManyItems(most=MOST_ITEMS)
    last = max((row.position for row in rows), default=0)
    item = Item(
        stage_id=stage.id,
        code=code or _next_code(rows),
        position=position or last + 1,
        text=dict(text),
        hint=dict(hint or {}),
        section=_section(rows, section or {}),
        evidence=dict(evidence or {}),
        asked=asked,
        own_scale=_own_scale(own_scale, asked),
    )
    _require_room(stage.id, item.own_scale)
    session.add(item)
    session.flush()
    session.add_all(ItemOrigin(item_id=item.id, card_id=card) for card in cards)
    session.add_all(ItemOrigin(item_id=item.id, earlier_id=old) for old in earlier)
    session.flush()
    return item


def _own_scale(own: Mapping[str, Any] | None, asked: str) -> dict[str, Any]:
    """The scale a statement has of its own; an open question has none."""
    if not own or asked == Asking.OPEN:
        return {}
    if message := own_scales.misfit(own):
        raise ScaleUnfit(message)
    return dict(own)


def _require_room(stage_id: int, own: Mapping[str, Any]) -> None:
    """The locked rules stand: refuse a scale that no round could ask under them."""
    if own and has_no_room(stage_id):
        raise ScaleUnfit(own_scales.rules_misfit(protocols.rules_of(stage_id)))


def has_no_room(stage_id: int) -> bool:
    """Whether the locked rules leave no room for a scale of its own; before the lock they may still change."""
    return protocols.current(stage_id) is not None and bool(own_scales.rules_misfit(protocols.rules_of(stage_id)))


def _section(rows: Iterable[Item], words: Mapping[str, str]) -> dict[str, str]:
    """A heading; one that is there already keeps all its words, in every language."""
    wanted = sections.key(words)
    known = next((row.section for row in rows if sections.key(row.section) == wanted), {}) if wanted else {}
    return {**known, **words}


def add_many(stage: Stage, language: str, texts: Iterable[str], asked: str = Asking.WEIGHED) -> list[Item]:
    """One statement a line. What is there already, or stands twice in the list, is added once."""
    known = {bare(item.text.get(language, "")) for item in of_stage(stage.id) if item.active}
    added = []
    for text in texts:
        if (plain := bare(text)) not in known:
            known.add(plain)
            added.append(add(stage, {language: text}, asked=asked))
    return added


def bare(text: str) -> str:
    """A statement as it is compared: without case, doubled blanks and a full stop at its end."""
    return " ".join(text.casefold().split()).rstrip(".。")


def require_running(stage_id: int) -> None:
    """Refuse once the panel has ended."""
    if session.get_one(Panel, stage_id).state in ENDED:
        raise PanelDone


def _next_code(rows: Sequence[Item]) -> str:
    taken = [int(row.code[1:]) for row in rows if row.code[1:].isascii() and row.code[1:].isdigit()]
    return f"S{max(taken, default=0) + 1}"


def change(
    item: Item,
    text: Mapping[str, str],
    hint: Mapping[str, str],
    section: Mapping[str, str] | None = None,
    evidence: Mapping[str, Any] | None = None,
    *,
    asked: str | None = None,
    own_scale: Mapping[str, Any] | None = None,
) -> None:
    """Other words, before the panel has read it. Of section, evidence, kind and scale stays what nothing is said of."""
    require_running(item.stage_id)
    if is_asked(item):
        raise ItemAsked
    item.text, item.hint = dict(text), dict(hint)
    if section is not None:
        others = [row for row in of_stage(item.stage_id) if row.id != item.id]
        item.section = _section(others, section)
    if evidence is not None:
        item.evidence = dict(evidence)
    if asked is not None:
        item.asked = asked
    before = dict(item.own_scale)
    item.own_scale = _own_scale(before if own_scale is None else own_scale, item.asked)
    if item.own_scale != before:
        _require_room(item.stage_id, item.own_scale)
    session.flush()


def move(item: Item, step: int) -> None:
    """One place up (-1) or down (1) among the statements of its section that are asked next."""
    require_running(item.stage_id)
    rows = list(of_stage(item.stage_id, active=item.active))
    here = next(place for place, row in enumerate(rows) if row.id == item.id)
    there = here + step
    if not 0 <= there < len(rows) or step == 0 or sections.key(rows[there].section) != sections.key(item.section):
        return
    rows[here], rows[there] = rows[there], rows[here]
    put_in_order(rows)


def beside(item: Item) -> list[Item]:
    """The other statements of its section that are asked next, in their order."""
    rows = of_stage(item.stage_id, active=item.active)
    return [row for row in rows if row.id != item.id and sections.key(row.section) == sections.key(item.section)]


def place(item: Item, after: str) -> None:
    """Right after another statement of its section, by its code; first of the section where the code is empty."""
    require_running(item.stage_id)
    others = beside(item)
    if after and after not in {row.code for row in others}:
        raise NotFound
    rows = [row for row in of_stage(item.stage_id, active=item.active) if row.id != item.id]
    ends = [at for at, row in enumerate(rows) if row.code == after] if after else []
    first = rows.index(others[0]) if others else len(rows)
    rows.insert(ends[0] + 1 if ends else first, item)
    put_in_order(rows)


def move_section(item: Item, step: int) -> None:
    """The whole section of a statement one place up (-1) or down (1) among the sections."""
    require_running(item.stage_id)
    groups = [list(each.items) for each in sections.grouped(of_stage(item.stage_id, active=item.active))]
    here = next(place for place, rows in enumerate(groups) if any(row.id == item.id for row in rows))
    there = here + step
    if not 0 <= there < len(groups) or step == 0:
        return
    groups[here], groups[there] = groups[there], groups[here]
    put_in_order([row for rows in groups for row in rows])


def put_in_order(rows: Iterable[Item]) -> None:
    """Number statements in the order they come."""
    for place, row in enumerate(rows, 1):
        row.position = place
    session.flush()


def remove(item: Item) -> None:
    """Take a statement out before it was asked. After the lock its words stay, marked as not asked."""
    require_running(item.stage_id)
    if is_asked(item):
        raise ItemAsked
    waiting = select(PanelRound.id).where(PanelRound.stage_id == item.stage_id, PanelRound.state.in_(_BEFORE_OPENING))
    session.execute(delete(RoundItem).where(RoundItem.item_id == item.id, RoundItem.round_id.in_(waiting)))
    if session.get_one(Panel, item.stage_id).state is PanelState.DRAFT:
        session.delete(item)
    else:
        item.active = False
    session.flush()


def restore(item: Item) -> None:
    """Ask a statement after all that was taken out before it was asked."""
    require_running(item.stage_id)
    if is_asked(item):
        raise ItemAsked
    item.active = True
    session.flush()
