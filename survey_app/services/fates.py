"""What becomes of each statement after a round: the protocol's rule suggests, the moderator decides and gives reasons.

A decision can be changed until the round is released. `Item.active` always says whether a statement is asked next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, select, update

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Item, ItemOrigin, PanelRound, RoundItem, Stage
from survey_app.services import items, protocols, round_figures, rounds
from survey_app.services.round_figures import ItemFigures
from survey_app.stats.likeness import alike, together
from survey_app.vocabulary import Fate, RoundState

_REPLACED = frozenset({Fate.REWORDED, Fate.SPLIT, Fate.MERGED})
_FEWEST_PARTS = 2
_ALIKE_FROM, _MOST_ALIKE = 0.5, 60


class FateSettled(Refusal):
    """The round was released in the meantime, or is not analysed yet."""

    message = N_("Statements can be decided about after the analysis of a round and before its release.")


class NoRuleFor(Refusal):
    """The rule does not close this statement."""

    status = 422
    message = N_("The rule does not close this statement. Close it by your own decision and say why.")


class TooFewParts(Refusal):
    """One part is no split, one statement is no merge."""

    status = 422
    message = N_("Give at least two: two new statements to split one, or two statements to merge.")


class SameWords(Refusal):
    """A rewording that changes nothing."""

    status = 422
    message = N_("The words are the same. Keep the statement instead, so that its ratings can be compared.")


@dataclass(frozen=True, slots=True)
class FateLine:
    """One statement of an analysed round: its figures, what the rule suggests and what was decided."""

    item: Item
    row: RoundItem
    figures: ItemFigures | None
    suggested: Fate
    later: tuple[Item, ...]
    seeks_agreement: bool = True

    @property
    def rule_closes(self) -> bool:
        """Whether the rule says: agreed and stable."""
        return self.suggested is Fate.CLOSED and not self.item.is_open


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a statement ended: its last round, what was decided, and whether the panel agreed."""

    item: Item
    round_number: int
    fate: Fate | None
    by_rule: bool
    reason: str
    is_agreed: bool
    seeks_agreement: bool = True

    @property
    def has_no_consensus(self) -> bool:
        """Asked to the end, and not agreed, where agreement is sought at all."""
        return self.seeks_agreement and not self.is_agreed and self.fate in (None, Fate.KEPT)


class OtherScales(Refusal):
    """What is answered on different scales."""

    status = 422
    message = N_("Merge statements that are answered on the same scale.")


class Mixed(Refusal):
    """What is weighed and what is answered in words."""

    status = 422
    message = N_("Merge statements with statements and open questions with open questions.")


def suggestion(figures: ItemFigures | None, *, is_open: bool = False) -> Fate:
    """What the rule says: agreed and stable is closed, everything else is asked again. An open question is asked once.

    >>> suggestion(None).value, suggestion(None, is_open=True).value
    ('kept', 'closed')
    """
    if is_open:
        return Fate.CLOSED
    if figures is None or figures.movement is None:
        return Fate.KEPT
    return Fate.CLOSED if figures.is_agreed and figures.movement.stable else Fate.KEPT


def of_round(round_: PanelRound) -> list[FateLine]:
    """Every statement of the round in its order."""
    figures = round_figures.of_round(round_)
    rules = round_figures.rules_in(round_) or protocols.rules_of(round_.stage_id)
    rows = session.execute(
        select(RoundItem, Item)
        .join(Item, Item.id == RoundItem.item_id)
        .where(RoundItem.round_id == round_.id)
        .order_by(RoundItem.position)
    ).all()
    later = _later([item.id for _row, item in rows])
    found = []
    for row, item in rows:
        own = figures.item(item.id) if figures else None
        seeks = rules.of(item.own_scale).gives_verdicts and not item.is_open
        suggested = suggestion(own, is_open=item.is_open)
        found.append(FateLine(item, row, own, suggested, tuple(later.get(item.id, ())), seeks_agreement=seeks))
    return found


def look_alike(lines: Sequence[FateLine]) -> list[tuple[FateLine, ...]]:
    """Groups of undecided statements whose words are nearly the same, the most alike first: perhaps to be merged."""
    groups = []
    left = sorted((line for line in lines if line.row.fate is None), key=lambda line: line.item.is_open)
    while left:
        same = [_asked(line) == _asked(left[0]) for line in left]
        found = [line for line, is_same in zip(left, same, strict=True) if is_same]
        left = [line for line, is_same in zip(left, same, strict=True) if not is_same]
        pairs = alike([" ".join(line.item.text.values()) for line in found], _ALIKE_FROM, _MOST_ALIKE)
        groups += [tuple(found[place] for place in group) for group in together(pairs)]
    return groups


def _asked(line: FateLine) -> tuple[str, Mapping[str, Any]]:
    """How a statement is answered; only what is answered in the same way can be merged."""
    return line.item.asked, line.item.own_scale


def find(round_: PanelRound, code: str) -> FateLine:
    """One statement of the round by its code."""
    line = next((line for line in of_round(round_) if line.item.code == code), None)
    if line is None:
        raise NotFound
    return line


def _later(item_ids: Sequence[int]) -> dict[int, list[Item]]:
    """The statements that replace each of these."""
    rows = session.execute(
        select(ItemOrigin.earlier_id, Item)
        .join(Item, Item.id == ItemOrigin.item_id)
        .where(ItemOrigin.earlier_id.in_(item_ids))
        .order_by(Item.position, Item.id)
    )
    found: dict[int, list[Item]] = {}
    for earlier, item in rows:
        found.setdefault(earlier or 0, []).append(item)
    return found


def new_items(round_: PanelRound) -> list[Item]:
    """Statements that are asked next and that no round has asked."""
    return [line.item for line in items.lines(round_.stage_id) if line.item.active and not line.is_asked]


def accept_suggestions(round_: PanelRound) -> int:
    """Decide as the rule suggests wherever nothing is decided yet; for how many statements."""
    open_lines = [line for line in of_round(round_) if line.row.fate is None]
    for line in open_lines:
        _decide(round_, line, line.suggested, by_rule=line.rule_closes)
    return len(open_lines)


def keep(round_: PanelRound, code: str) -> None:
    """Ask the statement again as it stands."""
    _decide(round_, find(round_, code), Fate.KEPT)


def close_by_rule(round_: PanelRound, code: str) -> None:
    """The panel agrees and no longer moves: the statement is done."""
    line = find(round_, code)
    if not line.rule_closes:
        raise NoRuleFor
    _decide(round_, line, Fate.CLOSED, by_rule=True)


def close(round_: PanelRound, code: str, reason: str) -> None:
    """The moderator ends the statement with its figures as they are, and says why; an open question needs no why."""
    line = find(round_, code)
    _decide(round_, line, Fate.CLOSED, reason=reason.strip() if line.item.is_open else _reasoned(reason))


def drop(round_: PanelRound, code: str, reason: str) -> None:
    """The statement leaves the study, for a reason that everybody can read. Its ratings stay."""
    _decide(round_, find(round_, code), Fate.DROPPED, reason=_reasoned(reason))


def reword(round_: PanelRound, code: str, text: Mapping[str, str], hint: Mapping[str, str], reason: str = "") -> Item:
    """A new statement in place of the old one. It begins a lineage of its own: the ratings are not compared."""
    line = find(round_, code)
    if dict(text) == line.item.text and dict(hint) == line.item.hint:
        raise SameWords
    _decide(round_, line, Fate.REWORDED, reason=reason.strip())
    return items.add(_stage(round_), text, hint, earlier=[line.item.id], **_place(line.item))


def split(round_: PanelRound, code: str, texts: Sequence[Mapping[str, str]], reason: str = "") -> list[Item]:
    """Several new statements in place of one."""
    if len(texts) < _FEWEST_PARTS:
        raise TooFewParts
    line = find(round_, code)
    _decide(round_, line, Fate.SPLIT, reason=reason.strip())
    stage = _stage(round_)
    return [items.add(stage, text, earlier=[line.item.id], **_place(line.item)) for text in texts]


def merge(round_: PanelRound, codes: Sequence[str], text: Mapping[str, str], reason: str = "") -> Item:
    """One new statement in place of several."""
    lines = [find(round_, code) for code in dict.fromkeys(codes)]
    if len(lines) < _FEWEST_PARTS:
        raise TooFewParts
    if len({line.item.asked for line in lines}) > 1:
        raise Mixed
    if any(_asked(line) != _asked(lines[0]) for line in lines):
        raise OtherScales
    for line in lines:
        _decide(round_, line, Fate.MERGED, reason=reason.strip())
    earlier = [line.item.id for line in lines]
    return items.add(_stage(round_), text, earlier=earlier, **_place(lines[0].item))


def _place(item: Item) -> dict[str, Any]:
    """Where a statement stands that takes the place of this one, and what people may read before they answer."""
    kept = ("position", "section", "evidence", "asked", "own_scale")
    return {name: getattr(item, name) for name in kept}


def take_back(round_: PanelRound, code: str) -> None:
    """Undecided again; statements that were written in its place go."""
    _undo(round_, find(round_, code))


def outcomes(stage_id: int) -> list[Outcome]:
    """Every statement that was asked, with how it ended; one that was never agreed ends as "no consensus"."""
    found: dict[int, Outcome] = {}
    for round_ in rounds.of_stage(stage_id):
        if round_.state not in (RoundState.ANALYSED, RoundState.RELEASED):
            continue
        for line in of_round(round_):
            agreed = line.figures is not None and line.figures.is_agreed
            row, ends = line.row, {"is_agreed": agreed, "seeks_agreement": line.seeks_agreement}
            found[line.item.id] = Outcome(line.item, round_.number, row.fate, row.by_rule, row.fate_reason, **ends)
    return sorted(found.values(), key=lambda outcome: (outcome.item.position, outcome.item.id))


def _stage(round_: PanelRound) -> Stage:
    return session.get_one(Stage, round_.stage_id)


def _reasoned(reason: str) -> str:
    if len(reason.strip()) < protocols.SHORTEST_REASON:
        raise protocols.ReasonTooShort
    return reason.strip()


def _decide(round_: PanelRound, line: FateLine, fate: Fate, *, by_rule: bool = False, reason: str = "") -> None:
    """Write the decision down; what an earlier decision had made is taken back first."""
    _undo(round_, line)
    _write(round_, line.item, {"fate": fate, "by_rule": by_rule, "fate_reason": reason})
    line.item.active = fate is Fate.KEPT
    session.flush()


def _undo(round_: PanelRound, line: FateLine) -> None:
    """A merge is undone for all that were merged. Statements made of answers to an open question stay."""
    session.refresh(line.row)
    if line.row.fate in _REPLACED:
        replacing = _later([line.item.id]).get(line.item.id, [])
        for later in (each for each in replacing if each.asked == line.item.asked):
            sources = session.scalars(select(ItemOrigin.earlier_id).where(ItemOrigin.item_id == later.id)).all()
            for source in session.scalars(select(Item).where(Item.id.in_(sources), Item.id != line.item.id)):
                _write(round_, source, _UNDECIDED)
                source.active = True
            session.execute(delete(ItemOrigin).where(ItemOrigin.item_id == later.id))
            session.delete(later)
            session.flush()
    _write(round_, line.item, _UNDECIDED)
    line.item.active = True
    session.flush()


_UNDECIDED: dict[str, object] = {"fate": None, "by_rule": False, "fate_reason": ""}


def _write(round_: PanelRound, item: Item, values: Mapping[str, object]) -> None:
    analysed = exists().where(PanelRound.id == round_.id, PanelRound.state == RoundState.ANALYSED)
    changed = session.execute(
        update(RoundItem)
        .where(RoundItem.round_id == round_.id, RoundItem.item_id == item.id, analysed)
        .values(dict(values))
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise FateSettled
    session.expire_all()
