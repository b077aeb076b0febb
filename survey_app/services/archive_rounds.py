"""A panel brought back from an archive: its words, its protocol, its items, and its rounds as frozen figures.

Ratings come into the database by the mix of a closed round and in no other way, so none comes back: each restored round
says that its rows are gone, as it would after they were erased. The panel is archived; it collects nothing any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

from sqlalchemy import select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, Refusal
from survey_app.exports.round_report import RoundFigures
from survey_app.interchange.archives import unexpected
from survey_app.models import (
    Erasure,
    Item,
    ItemOrigin,
    Panel,
    PanelGroup,
    PanelRound,
    Protocol,
    RoundItem,
    Snapshot,
    Stage,
)
from survey_app.services import (
    archive_boards,
    archive_boards_back,
    archive_corrections,
    archive_outcomes,
    archive_own_scales,
    archive_parts,
    archive_trials,
    chosen,
    evidence,
    own_scales,
    protocol_copies,
    protocols,
    round_figures,
    round_reports,
    round_seals,
)
from survey_app.services.archive_parts import Part
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.results import StatisticsRefused
from survey_app.vocabulary import Asking, Fate, PanelState, RoundPurpose, RoundState, StageKind, StageState

_MOST_RELEASES = 100_000
_MOST_ITEMS, _MOST_ROUNDS, _MOST_GROUPS, _LONGEST_REASON = 2_000, 50, 50, 4_000
_WAY = (RoundState.OPEN, RoundState.CLOSED, RoundState.ANALYSED, RoundState.RELEASED)
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError, StatisticsRefused)
_LARGEST = 1e15
ROLL = (N_("The roll of the panel"), N_("Who was asked is no part of an archive."))
_FLOW = frozenset({"invited", "accepted", "declined", "finished", "part", "none", "withdrawn"})


@dataclass(frozen=True, slots=True)
class RestoredPanel:
    """What came back of a panel: how many rounds, whether they say the same, what did not come and why."""

    rounds: int
    same_results: bool | None
    left_out: tuple[tuple[str, str], ...]


def restore_panel(stage: Stage, part: Part, results: object) -> RestoredPanel:
    """Write a panel anew; refused where its figures are not what figures of a round are."""
    session.add(
        Panel(stage_id=stage.id, state=PanelState.ARCHIVED, prompt=part.text("prompt"), keys_destroyed_at=now())
    )
    stage.state, stage.opened_at, stage.closed_at = StageState.CLOSED, now(), now()
    session.flush()
    if stage.kind is StageKind.BRAINSTORM:
        if "board" not in part.content:  # an archive from before boards were in it
            why = N_("Ideas and votes belong to sealed keys and are no part of an archive.")
            return RestoredPanel(0, None, ((N_("Ideas and votes"), why),))
        count, is_same = archive_boards_back.restore(stage, Part(part.content["board"], part.where))
        why = N_("A vote takes them only by its mix. What it came to came back as it was frozen.")
        return RestoredPanel(count, is_same, ((N_("Single votes"), why), ROLL))
    try:
        rounds = _delphi(stage, part)
        same = _is_same(stage, results)
    except _BROKEN:
        raise unexpected(part.where) from None
    why = N_("A round takes ratings only by its mix. Its figures came back as they were frozen.")
    return RestoredPanel(
        rounds,
        same,
        (
            (N_("Ratings and reasons"), why),
            ROLL,
        ),
    )


def _delphi(stage: Stage, part: Part) -> int:
    for place, name in enumerate(part.entries("groups", _MOST_GROUPS), 1):
        session.add(
            PanelGroup(stage_id=stage.id, name=Part({"name": name}, part.where).words("name", 80), position=place)
        )
    kept = {each.version: each for each in [_protocol(stage, found) for found in part.parts("protocols", 500)]}
    asked = part.parts("items", _MOST_ITEMS)
    items = {each.code: each for each in [_item(stage, found) for found in asked]}
    session.flush()
    boards: dict[int, dict[int, int]] = {}
    for found in asked:
        archive_corrections.restore(items[found.words("code", 12)], found)
        codes = [Part({"code": code}, part.where).words("code", 12) for code in found.entries("replaces", _MOST_ITEMS)]
        item_id = items[found.words("code", 12)].id
        session.add_all(ItemOrigin(item_id=item_id, earlier_id=items[code].id) for code in codes)
        cards = [_card(stage, each, boards) for each in found.parts("cards", _MOST_ITEMS)]
        session.add_all(ItemOrigin(item_id=item_id, card_id=card) for card in cards if card is not None)
    rounds = part.parts("rounds", _MOST_ROUNDS)
    locked = sorted((each for each in kept.values() if each.locked_at), key=lambda each: each.version)
    archive_own_scales.require_fitting(part, rounds, items, locked[-1:])
    for found in rounds:
        _round(stage, found, items, kept)
    archive_outcomes.restore(part, items)
    return len(rounds)


def _card(stage: Stage, part: Part, boards: dict[int, dict[int, int]]) -> int | None:
    """The restored card that an item came from; None where its board is not there, or not yet."""
    place = part.whole("stage", 1)
    if place not in boards:
        mine = select(Stage).where(Stage.study_id == stage.study_id, Stage.position == place)
        board = session.scalar(mine.where(Stage.kind == StageKind.BRAINSTORM))
        numbers = archive_boards.numbers(board) if board is not None else {}
        boards[place] = {number: card for card, number in numbers.items()}
    return boards[place].get(part.whole("card", 1))


def _protocol(stage: Stage, part: Part) -> Protocol:
    document, locked_at = dict(Part(part.content.get("document"), part.where).content), part.moment("locked_at")
    digest = part.words("hash", 64)
    made = protocols.digest(document)
    if locked_at is not None and made != digest:
        raise unexpected(part.where)
    protocols.check(_rules(document.get("rules"), part.where))
    if locked_at is None:
        document.pop(protocol_copies.BEFORE, None)  # a way back from a copy stays where the copy was made
    found = Protocol(
        stage_id=stage.id,
        version=part.whole("version", 1),
        document=document,
        hash=digest,
        reason=part.words("reason", _LONGEST_REASON),
        locked_at=locked_at,
        trial=archive_trials.read(part),
    )
    session.add(found)
    return found


def _evidence(part: Part) -> dict[str, Any]:
    """A text and links, each link as somebody would have typed it."""
    if not part.content.get("evidence"):
        return {}
    given = Part(part.content["evidence"], part.where)
    lines = tuple((each.words("label", 200), each.words("address", 600)) for each in given.parts("links", 20))
    try:
        links = evidence.read_links(evidence.write_links(lines))
    except Refusal:
        raise unexpected(part.where) from None
    return evidence.Evidence(given.text("text"), links).to_json()


def _own_scale(part: Part, asked: Asking) -> dict[str, Any]:
    """A scale on which somebody could have answered; an open question has none."""
    found = part.content.get("own_scale", {})
    if not own_scales.is_sound(found) or (found and asked is Asking.OPEN):
        raise unexpected(part.where)
    return dict(found)


def _rules(document: object, where: str) -> ProtocolRules:
    """Rules whose every entry is of the kind that the default of it is."""
    rules = ProtocolRules.from_json(Part(document, where).content)
    if not _is_like(rules, ProtocolRules()) or chosen.misfit(rules):
        raise unexpected(where)
    return rules


def _item(stage: Stage, part: Part) -> Item:
    code = part.words("code", 12)
    if not code:
        raise unexpected(part.where)
    asked = part.choice("asked", Asking) if "asked" in part.content else Asking.WEIGHED
    found = Item(
        stage_id=stage.id,
        code=code,
        position=part.whole("position"),
        text=part.text("text"),
        hint=part.text("hint"),
        section=part.text("section"),
        evidence=_evidence(part),
        active=part.flag("active"),
        asked=asked,
        own_scale=_own_scale(part, asked),
    )
    session.add(found)
    return found


def _round(stage: Stage, part: Part, items: Mapping[str, Item], kept: Mapping[int, Protocol]) -> None:
    state = part.choice("state", RoundState)
    if state not in {RoundState.ANALYSED, RoundState.RELEASED}:
        raise unexpected(part.where)
    round_ = PanelRound(
        stage_id=stage.id,
        number=part.whole("number", 1, _MOST_ROUNDS),
        purpose=RoundPurpose.RATE,
        opened_at=part.moment("opened_at"),
        closed_at=part.moment("closed_at"),
        live="live" in part.content,
        flow=_flow(Part(part.content.get("flow"), part.where)),
    )
    session.add(round_)
    session.flush()
    for asked in part.parts("asked", _MOST_ITEMS):
        fate = asked.choice("fate", Fate) if asked.content.get("fate") is not None else None
        session.add(
            RoundItem(
                round_id=round_.id,
                item_id=items[asked.words("code", 12)].id,
                position=asked.whole("position"),
                fate=fate,
                by_rule=asked.flag("by_rule"),
                fate_reason=asked.words("reason", _LONGEST_REASON),
            )
        )
    session.flush()
    _freeze(stage, round_, part, items, kept.get(part.whole_or_none("protocol") or 0))
    for step in _WAY[: _WAY.index(state) + 1]:
        session.execute(update(PanelRound).where(PanelRound.id == round_.id).values(state=step))
    session.refresh(round_)


def _flow(part: Part) -> dict[str, Any]:
    """How many were asked and finished, of all and of each group, as it was frozen."""
    groups = []
    for entry in part.entries("groups", _MOST_GROUPS):
        name, members, done = entry
        found = Part({"name": name, "members": members, "done": done}, part.where)
        groups.append([found.words("name", 80), found.whole("members"), found.whole("done")])
    return {name: part.whole(name) for name in _FLOW & part.content.keys()} | {"groups": groups}


def _freeze(stage: Stage, round_: PanelRound, part: Part, items: Mapping[str, Item], protocol: Protocol | None) -> None:
    document = dict(Part(part.content.get("figures"), part.where).content)
    document["items"] = [_numbered(each, items[each["code"]].id) for each in document["items"]]
    if "open" in document:
        document["open"] = [_counted(each, items[each["code"]], part.where) for each in document["open"]]
    if "live" in part.content:
        people = Part(part.content["live"], part.where).entries("people", _MOST_RELEASES)
        document["live"] = {**document["live"], "people": [_count(each, part.where) for each in people]}
    document["rows_seal"] = ""
    rows = document["rows"]
    erased = Part(rows, part.where).whole("ratings") + Part(rows, part.where).whole("reasons")
    snapshot = Snapshot(
        round_id=round_.id,
        protocol_id=protocol.id if protocol else None,
        document=document,
        libraries=_plain_words(part.content.get("libraries"), part.where),
        input_hash=part.words("input_hash", 64),
        seal=round_seals.of_document(bytes(stage.study.salt), document),
        made_at=part.moment("made_at") or now(),
    )
    rules = _rules(document.get("rules"), part.where)
    figures = round_figures.of_snapshot(snapshot, None)
    of_items = {item.id: item.own_scale for item in items.values()}
    if any(each.own_scale != of_items[each.item_id] for each in figures.items):
        raise unexpected(part.where)
    if figures.number != round_.number or not _is_sound(figures) or not chosen.are_sound(figures, rules):
        raise unexpected(part.where)
    session.add(snapshot)
    session.add(Erasure(round_id=round_.id, rows=erased, done=True))
    session.flush()


def _numbered(found: Mapping[str, Any], item_id: int) -> dict[str, Any]:
    """The figures of an item under its new number, those of its second scale too."""
    second = {"second": _numbered(found["second"], item_id)} if "second" in found else {}
    return {**found, "item_id": item_id, **second}


def _counted(found: Mapping[str, Any], item: Item, where: str) -> dict[str, Any]:
    """The counts of an open question under its new number."""
    part = Part(found, where)
    counts = {"answers": part.whole("answers"), "people": part.whole_or_none("people")}
    return {"item_id": item.id, "code": item.code, "text": part.text("text"), **counts}


def _count(found: object, where: str) -> int:
    return Part({"count": found}, where).whole("count")


def _plain_words(value: object, where: str) -> dict[str, str]:
    part = Part(value or {}, where)
    return {name: part.words(name, 200) for name in list(part.content)[:50]}


def _is_same(stage: Stage, results: object) -> bool | None:
    """Whether the pages of the restored panel show what those of the old one did."""
    after = round_reports.plain(round_reports.build(stage))
    if not isinstance(results, Mapping):
        return None
    now, then = ([found.get("rounds"), found.get("own_scales", [])] for found in (after, results))
    return archive_parts.same(now, then)


def _is_like(found: object, example: object) -> bool:
    """Whether two settings have entries of the same kinds; a whole number is a number."""
    for each in fields(example):  # type: ignore[arg-type]  # called with settings only
        value, usual = getattr(found, each.name), getattr(example, each.name)
        if isinstance(usual, bool) or isinstance(value, bool):
            fits = isinstance(value, bool) and isinstance(usual, bool)
        elif isinstance(usual, int | float):
            fits = isinstance(value, int | float) and abs(value) < _LARGEST
        elif isinstance(usual, Mapping):
            wanted = int | float if usual else str
            fits = isinstance(value, Mapping) and all(isinstance(entry, wanted) for entry in value.values())
        else:
            fits = isinstance(value, type(usual))
        if not fits:
            return False
    return True


_WORDS = frozenset({"code", "text", "name", "test", "shortfall", "input_hash", "libraries", "verdict", "source"})


def _is_sound(figures: RoundFigures) -> bool:
    """Whether every entry of the figures that is no word is a number, a yes or no, or nothing."""
    return all(
        isinstance(value, str | Enum | None) if name in _WORDS else _is_figure(value)
        for name, value in _leaves(figures, "")
    )


def _is_figure(value: object) -> bool:
    return value is None or isinstance(value, Enum) or (isinstance(value, bool | int | float) and abs(value) < _LARGEST)


def _leaves(value: Any, name: str) -> Sequence[tuple[str, Any]]:  # noqa: ANN401 - figures hold figures of any kind
    """The entries of nested figures, each with its name."""
    if is_dataclass(value):
        # an own scale is that of the item, which was looked at
        named = [each.name for each in fields(value) if each.name != "own_scale"]
        return [leaf for each in named for leaf in _leaves(getattr(value, each), each)]
    if isinstance(value, tuple) and name == "groups" and value and isinstance(value[0], str):
        return [leaf for each in value[1:] for leaf in _leaves(each, "")]
    if isinstance(value, tuple | list):
        return [leaf for each in value for leaf in _leaves(each, name)]
    if isinstance(value, Mapping):
        return [leaf for key, each in value.items() for leaf in _leaves(each, name if name in _WORDS else str(key))]
    return [(name, value)]
