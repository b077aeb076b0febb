"""A board brought back from an archive: cards, ideas as they were shown, themes, merges, and the vote as frozen.

Every idea gets a key that belongs to nobody. Single votes come only by the mix of a vote, so none comes back.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update

from survey_app.db import new_code, now, session
from survey_app.interchange.archives import unexpected
from survey_app.models import Card, Erasure, Idea, Merge, Panel, PanelRound, Snapshot, Stage, Theme
from survey_app.models.panel import MOST_POINTS
from survey_app.services import archive_boards, archive_parts, themes, vote_freezing, vote_results
from survey_app.services.archive_parts import Part
from survey_app.stats.results import StatisticsRefused
from survey_app.vocabulary import BrainstormPhase, IdeaState, RoundPurpose, RoundState, Stance, VoteKind

_MOST_CARDS, _MOST_IDEAS, _MOST_ROUNDS, _LONGEST = 10_000, 50_000, 20, 10_000
_KEY_BYTES = 32
_WAY = (RoundState.OPEN, RoundState.CLOSED, RoundState.ANALYSED, RoundState.RELEASED)
BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, StatisticsRefused)


def restore(stage: Stage, part: Part) -> tuple[int, bool]:
    """Write a board anew; how many rounds came back, and whether it says the same as the archive."""
    _settings(stage, part)
    cards = _cards(stage, part)
    ideas = _ideas(stage, part, cards)
    _merges(stage, part, cards, ideas)
    found = part.parts("rounds", _MOST_ROUNDS)
    try:
        for each in found:
            _round(stage, each, {f"card-{number}": card.code for number, card in cards.items()})
    except BROKEN:
        raise unexpected(part.where) from None
    return len(found), archive_parts.same(archive_boards.written(stage), dict(part.content))


def _settings(stage: Stage, part: Part) -> None:
    settings = Part(part.content.get("settings"), part.where)
    panel = session.get_one(Panel, stage.id)
    panel.phase = part.choice("phase", BrainstormPhase)
    panel.points = settings.whole("points", 1, MOST_POINTS)
    panel.release_people = settings.whole("release_people", 3, 10)
    panel.check_first, panel.brainwriting = settings.flag("check_first"), settings.flag("brainwriting")
    panel.vote_kind = settings.choice("vote_kind", VoteKind)
    session.flush()


def _cards(stage: Stage, part: Part) -> dict[int, Card]:
    """The cards by their numbers in the archive."""
    named = {}
    for place, name in enumerate(part.entries("themes", themes.MOST_THEMES), 1):
        words = Part({"name": name}, part.where).words("name", themes.LONGEST_NAME)
        named[words] = Theme(stage_id=stage.id, name=words, position=place)
    session.add_all(named.values())
    session.flush()
    found: dict[int, Card] = {}
    into: dict[int, int] = {}
    for each in part.parts("cards", _MOST_CARDS):
        number, theme = each.whole("number", 1), each.words("theme", themes.LONGEST_NAME)
        if number in found or (theme and theme not in named):
            raise unexpected(part.where)
        found[number] = Card(
            stage_id=stage.id, text=each.words("text", _LONGEST), theme_id=named[theme].id if theme else None
        )
        if each.content.get("merged_into") is not None:
            into[number] = each.whole("merged_into", 1)
        session.add(found[number])
        session.flush()
    _no_circle(into, found, part.where)
    for number, target in into.items():
        found[number].merged_into_id = found[target].id
    session.flush()
    return found


def _no_circle(into: Mapping[int, int], found: Mapping[int, Card], where: str) -> None:
    """Every merged card leads to one that stands."""
    for start in into:
        at, steps = start, 0
        while at in into:
            at, steps = into[at], steps + 1
            if steps > len(into):
                raise unexpected(where)
        if at not in found:
            raise unexpected(where)


def _ideas(stage: Stage, part: Part, cards: Mapping[int, Card]) -> list[Idea]:
    found: list[Idea] = []
    parts = part.parts("ideas", _MOST_IDEAS)
    for each in parts:
        homes = [_of(cards, each.whole_or_none(name), part.where) for name in ("own_card", "card")]
        own, card = (None if home is None else home.id for home in homes)
        found.append(
            Idea(
                code=new_code(),
                key=secrets.token_hex(_KEY_BYTES),
                stage_id=stage.id,
                text=each.words("text", _LONGEST),
                state=IdeaState.SHOWN,
                stance=None if each.content.get("stance") is None else each.choice("stance", Stance),
                own_card_id=own,
                card_id=card,
            )
        )
    session.add_all(found)
    session.flush()
    numbered = dict(enumerate(found, 1))
    for idea, each in zip(found, parts, strict=True):
        parent = _of(numbered, each.whole_or_none("answers_to"), part.where)
        idea.parent_code = None if parent is None or parent is idea else parent.code
    session.flush()
    return found


def _of(found: Mapping[int, Any], number: int | None, where: str) -> Any:  # noqa: ANN401 - a card or an idea
    if number is None:
        return None
    if number not in found:
        raise unexpected(where)
    return found[number]


def _merges(stage: Stage, part: Part, cards: Mapping[int, Card], ideas: Sequence[Idea]) -> None:
    numbered = dict(enumerate(ideas, 1))
    for each in part.parts("merges", _MOST_CARDS):
        card = _of(cards, each.whole("card", 1), part.where)
        merged = [_of(cards, _number(one, part.where), part.where).id for one in each.entries("cards", _MOST_CARDS)]
        before = {}
        for pair in each.entries("ideas", _MOST_IDEAS):
            if not isinstance(pair, list) or len(pair) != 2:  # noqa: PLR2004 - an idea and its card
                raise unexpected(part.where)
            idea, home = (_number(one, part.where) for one in pair)
            before[_of(numbered, idea, part.where).code] = _of(cards, home, part.where).id
        made = {"cards": sorted(merged), "ideas": before}
        session.add(Merge(stage_id=stage.id, card_id=card.id, before=made))
    session.flush()


def _number(value: object, where: str) -> int:
    return Part({"number": value}, where).whole("number", 1)


def _round(stage: Stage, part: Part, codes: Mapping[str, str]) -> None:
    state, purpose = part.choice("state", RoundState), part.choice("purpose", RoundPurpose)
    if state not in _WAY[1:] or purpose is RoundPurpose.RATE:
        raise unexpected(part.where)
    round_ = PanelRound(
        stage_id=stage.id,
        number=part.whole("number", 1, _MOST_ROUNDS),
        purpose=purpose,
        opened_at=part.moment("opened_at"),
        closed_at=part.moment("closed_at"),
        begun=part.whole("begun"),
    )
    session.add(round_)
    session.flush()
    if part.content.get("vote") is not None:
        _freeze(stage, round_, Part(part.content["vote"], part.where), codes)
    for step in _WAY[: _WAY.index(state) + 1]:
        session.execute(update(PanelRound).where(PanelRound.id == round_.id).values(state=step))
    session.refresh(round_)


def _freeze(stage: Stage, round_: PanelRound, part: Part, codes: Mapping[str, str]) -> None:
    figures = Part(part.content.get("figures"), part.where).content
    if not archive_parts.is_plain(figures):
        raise unexpected(part.where)
    gone = {card["code"] for card in figures["cards"]} - codes.keys()
    document = archive_boards.renamed(figures, {**codes, **{name: new_code() for name in gone}})
    digest = part.words("input_hash", 64)
    vote_results.read(document, digest)  # figures that no page could show are refused
    seal = vote_freezing.seal(stage, [])
    session.add(
        Snapshot(round_id=round_.id, document=document, libraries={}, input_hash=digest, seal=seal, made_at=now())
    )
    session.add(Erasure(round_id=round_.id, rows=0, done=True))
    session.flush()
