"""The board of a brainstorm in an archive: what its workbook shows too, with the way ideas came onto cards.

Ideas stand in it as they are shown, without a trace of who wrote them or when; withheld ones and those for the
moderator alone do not. Cards and ideas are numbered by their words. A vote is in it as it was frozen.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Card, Idea, Merge, Panel, PanelRound, Snapshot, Stage, Theme
from survey_app.services import round_roll, vote_results
from survey_app.vocabulary import IdeaState, RoundPurpose, RoundState

Json = dict[str, Any]
SETTINGS = ("points", "release_people", "check_first", "brainwriting", "vote_kind")
_COUNTED = (RoundState.ANALYSED, RoundState.RELEASED)
_WRITTEN = (RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED, *_COUNTED)
"""The states of a time for writing that is over, for good or until the moderator lets people write again."""


def written(stage: Stage) -> Json:
    """Everything of a board that an archive keeps."""
    panel = session.get_one(Panel, stage.id)
    ideas = _ideas(stage)
    cards = _cards(stage, ideas)
    themes = session.scalars(select(Theme).where(Theme.stage_id == stage.id).order_by(Theme.position, Theme.name)).all()
    names = {theme.id: theme.name for theme in themes}
    places = {card.id: place for place, card in enumerate(cards, 1)}
    return {
        "settings": {name: getattr(panel, name) for name in SETTINGS},
        "phase": panel.phase.value,
        "themes": [theme.name for theme in themes],
        "cards": [_card(card, names, places) for card in cards],
        "ideas": [_idea(idea, ideas, places) for idea in ideas],
        "merges": _merges(stage, ideas, places),
        "rounds": [_round(each, cards) for each in _rounds(stage)],
    }


def numbers(stage: Stage) -> dict[int, int]:
    """The number that each card has in an archive, by the card's own."""
    return {card.id: place for place, card in enumerate(_cards(stage, _ideas(stage)), 1)}


def _ideas(stage: Stage) -> list[Idea]:
    """The shown ideas by their words."""
    mine = select(Idea).where(Idea.stage_id == stage.id, Idea.state == IdeaState.SHOWN, Idea.for_moderator.is_(False))
    return sorted(session.scalars(mine), key=lambda idea: (_words(idea).casefold(), _words(idea)))


def _words(idea: Idea) -> str:
    return idea.shown_text or idea.text


def _cards(stage: Stage, ideas: Sequence[Idea]) -> list[Card]:
    """The cards that shown ideas stand or stood on, and those in between, by their words."""
    every = {card.id: card for card in session.scalars(select(Card).where(Card.stage_id == stage.id))}
    wanted: set[int] = set()
    for idea in ideas:
        for start in (idea.own_card_id, idea.card_id):
            at = start
            while at is not None and at not in wanted and at in every:
                wanted.add(at)
                at = every[at].merged_into_id
    return sorted((every[each] for each in wanted), key=lambda card: (card.text.casefold(), card.text))


def _card(card: Card, themes: Mapping[int, str], places: Mapping[int, int]) -> Json:
    theme, into = themes.get(card.theme_id or 0, ""), places.get(card.merged_into_id or 0)
    return {"number": places[card.id], "text": card.text, "theme": theme, "merged_into": into}


def _idea(idea: Idea, ideas: Sequence[Idea], places: Mapping[int, int]) -> Json:
    numbers = {each.code: place for place, each in enumerate(ideas, 1)}
    return {
        "text": _words(idea),
        "own_card": places.get(idea.own_card_id or 0),
        "card": places.get(idea.card_id or 0),
        "answers_to": numbers.get(idea.parent_code or ""),
        "stance": idea.stance.value if idea.stance else None,
    }


def _merges(stage: Stage, ideas: Sequence[Idea], places: Mapping[int, int]) -> list[Json]:
    """The merges that still stand, each with the cards it put together and where their ideas had stood."""
    numbers = {each.code: place for place, each in enumerate(ideas, 1)}
    found = session.scalars(select(Merge).where(Merge.stage_id == stage.id, Merge.undone.is_(False)))
    made = [
        {
            "card": places[merge.card_id],
            "cards": sorted(places[each] for each in merge.before["cards"] if each in places),
            "ideas": sorted(
                [numbers[code], places[home]]
                for code, home in merge.before["ideas"].items()
                if code in numbers and home in places
            ),
        }
        for merge in found
        if merge.card_id in places
    ]
    return sorted(made, key=lambda each: (each["card"], each["cards"]))


def _rounds(stage: Stage) -> Sequence[PanelRound]:
    mine = select(PanelRound).where(PanelRound.stage_id == stage.id).order_by(PanelRound.number)
    return [
        each
        for each in session.scalars(mine)
        if each.state in (_WRITTEN if each.purpose is RoundPurpose.WRITE else _COUNTED)
    ]


def _round(found: PanelRound, cards: Sequence[Card]) -> Json:
    snapshot = session.get(Snapshot, found.id)
    names = {card.code: f"card-{place}" for place, card in enumerate(cards, 1)}
    vote = None
    if snapshot is not None and found.purpose is RoundPurpose.VOTE:
        shown = vote_results.shown(session.get_one(Stage, found.stage_id), snapshot.document)
        codes = [card["code"] for card in shown.get("cards", ()) if card["code"] not in names]
        names |= {code: f"gone-{place}" for place, code in enumerate(codes, 1)}
        vote = {"figures": renamed(shown, names), "input_hash": snapshot.input_hash}
    return {
        "number": found.number,
        "purpose": found.purpose.value,
        "state": (found.state if found.state in _COUNTED else RoundState.CLOSED).value,
        "opened_at": found.opened_at.isoformat() if found.opened_at else None,
        "closed_at": found.closed_at.isoformat() if found.closed_at else None,
        # in steps while people may write again
        "begun": round_roll.in_steps(found.begun, found, session.get_one(Stage, found.stage_id)),
        "vote": vote,
    }


def renamed(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - any part of JSON
    """A document with every text and key that is a name in the mapping replaced."""
    if isinstance(value, Mapping):
        return {names.get(name, name): renamed(each, names) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(each, names) for each in value]
    return names.get(value, value) if isinstance(value, str) else value
