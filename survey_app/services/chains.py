"""From an idea to a figure: where the attributes of a survey come from, through the panel back to the brainstorm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_
from survey_app.exports.report import Chain, ChainFactor, ChainRound, GapRow
from survey_app.models import Card, Idea, Item, ItemOrigin, PanelRound, RoundItem, Stage, Study
from survey_app.questions.definition import Item as Row
from survey_app.questions.definition import Question
from survey_app.services import boards, round_figures
from survey_app.services.round_figures import ItemFigures, RoundFigures
from survey_app.services.round_roll import Told
from survey_app.vocabulary import Fate, IdeaState, RoundPurpose, RoundState, StageKind

_SHOWN = (RoundState.ANALYSED, RoundState.RELEASED)
OUTCOMES: dict[Fate, str] = {
    Fate.DROPPED: N_("dropped"),
    Fate.REWORDED: N_("reworded"),
    Fate.SPLIT: N_("split"),
    Fate.MERGED: N_("merged"),
}


@dataclass(frozen=True, slots=True)
class _Panel:
    """The Delphi stages of a study, read once."""

    items: Mapping[int, Item]
    rounds: tuple[RoundFigures, ...]
    cards: Mapping[int, frozenset[int]]
    """Item -> the cards it came from, directly or through an item it replaces."""
    ends: Mapping[int, RoundItem]
    """Item -> what was decided about it in its last round."""


def of_survey(study: Study, questions: Sequence[Question], gaps: Sequence[GapRow]) -> Chain | None:
    """The chain of a survey whose attributes name the items they measure; None when none does."""
    rows = {
        f"{question.code}.{row.code}.experienced": row
        for question in questions
        if question.kind == "battery"
        for row in question.settings.items
        if row.source
    }
    if not rows:
        return None
    panel = _panel(study)
    numbers = _numbered_ideas(study)
    by_lineage = {item.lineage: item for item in panel.items.values()}
    measured = {by_lineage[row.source].id: (name, row) for name, row in rows.items() if row.source in by_lineage}
    factors = [
        _factor(item, panel, numbers, measured.get(item.id), gaps)
        for item in sorted(panel.items.values(), key=lambda each: each.position)
        if not item.is_open and (item.id in measured or item.id in panel.ends)
    ]
    ideas, people = sum(len(each) for each in numbers.values()), _writers(study)
    accepted = max((figures.flow.get("accepted", 0) for figures in panel.rounds), default=0)
    return Chain(ideas, people.count, accepted, tuple(factors), people.step)


def _factor(
    item: Item,
    panel: _Panel,
    numbers: Mapping[int, list[tuple[int, str]]],
    row: tuple[str, Row] | None,
    gaps: Sequence[GapRow],
) -> ChainFactor:
    said = [(figures.number, found) for figures in panel.rounds if (found := figures.item(item.id)) is not None]
    ideas = sorted({idea for card in panel.cards.get(item.id, ()) for idea in numbers.get(card, ())})
    end = panel.ends.get(item.id)
    return ChainFactor(
        ideas=tuple(ideas),
        item=item.code,
        text=item.text,
        rounds=tuple(ChainRound(number, found.n, found.median, _agreed(found)) for number, found in said),
        verdict=said[-1][1].verdict if said and not said[-1][1].choice else None,
        weight=row[1].weight if row else None,
        gap=next((each for each in gaps if row and each.variable == row[0]), None),
        why=end.fate_reason if end is not None else "",
    )


def _agreed(found: ItemFigures) -> float | None:
    return None if found.high is None or found.low is None else max(found.high, found.low)


def _panel(study: Study) -> _Panel:
    of_study = select(Stage.id).where(Stage.study_id == study.id)
    items = {item.id: item for item in session.scalars(select(Item).where(Item.stage_id.in_(of_study)))}
    rounds = session.scalars(
        select(PanelRound)
        .where(PanelRound.stage_id.in_(of_study), PanelRound.purpose == RoundPurpose.RATE, PanelRound.state.in_(_SHOWN))
        .order_by(PanelRound.stage_id, PanelRound.number)
    ).all()
    read = (round_figures.of_round(round_) for round_ in rounds)
    asked = session.scalars(
        select(RoundItem)
        .join(PanelRound, PanelRound.id == RoundItem.round_id)
        .where(RoundItem.item_id.in_(items), PanelRound.state.in_(_SHOWN))
        .order_by(PanelRound.number)
    )
    return _Panel(
        items=items,
        rounds=tuple(figures for figures in read if figures is not None),
        cards=_cards(items),
        ends={each.item_id: each for each in asked},
    )


def _cards(items: Mapping[int, Item]) -> dict[int, frozenset[int]]:
    origins = session.scalars(select(ItemOrigin).where(ItemOrigin.item_id.in_(items))).all()
    own: dict[int, set[int]] = {}
    earlier: dict[int, set[int]] = {}
    for origin in origins:
        if origin.card_id is not None:
            own.setdefault(origin.item_id, set()).add(origin.card_id)
        if origin.earlier_id is not None:
            earlier.setdefault(origin.item_id, set()).add(origin.earlier_id)
    return {item_id: frozenset(_collected(item_id, own, earlier, set())) for item_id in items}


def _collected(item_id: int, own: Mapping[int, set[int]], earlier: Mapping[int, set[int]], seen: set[int]) -> set[int]:
    """The cards of an item and of all items it replaces, however long the line is."""
    if item_id in seen:
        return set()
    seen.add(item_id)
    found = set(own.get(item_id, ()))
    for before in earlier.get(item_id, ()):
        found |= _collected(before, own, earlier, seen)
    return found


def _numbered_ideas(study: Study) -> dict[int, list[tuple[int, str]]]:
    """Card -> the ideas on it with their numbers: by their words, so that no number says who wrote first."""
    rows = session.execute(
        select(Idea.card_id, Idea.text, Idea.shown_text)
        .join(Card, Card.id == Idea.card_id)
        .join(Stage, Stage.id == Idea.stage_id)
        .where(Stage.study_id == study.id, Idea.state == IdeaState.SHOWN)
    )
    words = sorted((shown or text, card_id) for card_id, text, shown in rows if card_id is not None)
    found: dict[int, list[tuple[int, str]]] = {}
    for number, (text, card_id) in enumerate(words, 1):
        found.setdefault(card_id, []).append((number, text))
    return found


def _writers(study: Study) -> Told:
    """How many people have written on the boards of the study, as each board tells it; the steps add up."""
    told = [boards.writers(stage) for stage in study.stages if stage.kind is StageKind.BRAINSTORM]
    return Told(sum(each.count for each in told), 1 + sum(each.step - 1 for each in told))
