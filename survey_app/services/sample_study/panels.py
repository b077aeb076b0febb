"""The sample's brainstorm and Delphi, through the same steps as a real one: ideas, cards, votes, rounds, weights."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from survey_app.db import now, session
from survey_app.models import (
    Account,
    Batch,
    Card,
    Idea,
    Item,
    ItemOrigin,
    Panel,
    PanelGroup,
    Panellist,
    PanelRound,
    Protocol,
    RoundItem,
    Stage,
    Study,
    Theme,
    Turnout,
)
from survey_app.privacy import links
from survey_app.privacy.mix_plan import Phase
from survey_app.services import (
    analysis,
    cards,
    idea_release,
    open_statements,
    passing_on,
    protocols,
    reasons,
    round_endings,
    themes,
    votes,
)
from survey_app.services.ballots import OpenedSheet, Row
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.sample_study import opinions, written
from survey_app.services.sample_study.own_words import told, words
from survey_app.vocabulary import (
    BrainstormPhase,
    Choice,
    Fate,
    PanellistState,
    PanelState,
    RoundPurpose,
    RoundState,
    StageKind,
    StageState,
    Stance,
)

_INVITED_TOO = (PanellistState.DECLINED,) * 4 + (PanellistState.INVITED,) * 3
_BLOB = 1024
_NAMES = {StageKind.BRAINSTORM: "ideas", StageKind.DELPHI: "panel"}
_LEFT_OUT = frozenset({"loyalty", "gifts", *written.MADE})


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the panel passes on about one attribute: the lineage of its item, and its share of importance."""

    lineage: str
    weight: float | None


def load(study: Study, account: Account, survey_opened: datetime) -> dict[str, Weighed]:
    """Fill both panel stages of the sample; what the survey's attributes take over, by the code of their row."""
    stages = {stage.kind: stage for stage in study.stages}
    ideas, panel = stages[StageKind.BRAINSTORM], stages[StageKind.DELPHI]
    items = _brainstorm(ideas, panel, account, survey_opened - timedelta(days=75))
    return _delphi(panel, items, account, survey_opened - timedelta(days=50))


def _brainstorm(stage: Stage, delphi: Stage, account: Account, began: datetime) -> dict[str, Item]:
    """The ideas on their cards, the vote, and the statements they became."""
    panel = session.get_one(Panel, stage.id)
    panel.prompt, panel.state = opinions.words()["prompt"], PanelState.RUNNING
    _people(stage, [(None, PanellistState.ACCEPTED)] * opinions.WRITERS)
    _open_stage(stage, began)
    writing = _round(stage, 1, RoundPurpose.WRITE, began)
    writing.begun = opinions.WRITERS
    _write(stage, writing)
    panel.phase = BrainstormPhase.GROUP
    session.flush()
    by_key = _cards(stage, account)
    found = _pass_on(stage, delphi, by_key, account)
    panel.phase = BrainstormPhase.VOTE
    vote = _round(stage, 2, RoundPurpose.VOTE, began + timedelta(days=9))
    vote.begun = opinions.VOTERS
    _finish(vote, opinions.VOTERS)
    _take(vote, [_ballot(_points(given, by_key)) for given in opinions.votes()], began + timedelta(days=12))
    panel.phase, panel.state = BrainstormPhase.DONE, PanelState.CONCLUDED
    _close_stage(stage, began + timedelta(days=12))
    return found


def _write(stage: Stage, writing: PanelRound) -> None:
    """All ideas in one mix, then the objections, which answer an idea that is on the board."""
    content = opinions.words(stage.study.language)
    texts = [idea for card in content["cards"] for idea in card["ideas"]] + [each["text"] for each in content["others"]]
    idea_release.take(_batch(stage, writing, 1), writing, [_ballot([_idea(text)]) for text in texts])
    codes = dict(session.execute(select(Idea.text, Idea.code).where(Idea.stage_id == stage.id)).all())
    about = {card["key"]: codes[card["ideas"][0]] for card in content["cards"]}
    against = [_idea(each["text"], about[each["about"]]) for each in content["objections"]]
    idea_release.take(_batch(stage, writing, 2), writing, [_ballot([each]) for each in against])
    _move(writing, RoundState.CLOSED)
    _move(writing, RoundState.ANALYSED)
    _move(writing, RoundState.RELEASED)


def _idea(text: str, to: str | None = None) -> Row:
    stance = Stance.OBJECTS.value if to else None
    return (secrets.token_hex(32), "idea", {"text": text, "to": to, "stance": stance, "only": False})


def _cards(stage: Stage, account: Account) -> dict[str, Card]:
    """The cards of the statements, merged and grouped as a moderator would; by their key."""
    content = opinions.words(stage.study.language)
    headings = [themes.add(stage, told(name, stage.study.language)) for name in words()["themes"]]
    own = dict(
        session.execute(
            select(Idea.text, Card.code).join(Card, Card.id == Idea.card_id).where(Idea.stage_id == stage.id)
        ).all()
    )
    for each in content["others"]:
        cards.move(stage, [own[each["text"]]], headings[each["theme"]].id)
    return {each["key"]: _card(stage, each, own, headings, account) for each in content["cards"]}


def _card(stage: Stage, said: dict[str, str], own: dict[str, str], headings: Sequence[Theme], account: Account) -> Card:
    codes, theme = [own[text] for text in said["ideas"]], headings[int(said["theme"])].id
    if len(codes) > 1:
        return session.get_one(Card, cards.merge(stage, codes, said["card"], theme, account).card_id)
    cards.move(stage, codes, theme)
    cards.reword(stage, codes[0], said["card"])
    return cards.find(stage, codes[0])


def _pass_on(stage: Stage, delphi: Stage, by_key: dict[str, Card], account: Account) -> dict[str, Item]:
    """The cards as statements, in the words of the three languages."""
    passing_on.cards_to_items(stage, [card.code for card in by_key.values()], delphi, delphi.title, account)
    made = session.execute(
        select(ItemOrigin.card_id, Item)
        .join(Item, Item.id == ItemOrigin.item_id)
        .where(Item.stage_id == delphi.id)
        .order_by(Item.position)
    )
    by_card = dict(made.all())
    found = {key: by_card[card.id] for key, card in by_key.items()}
    for said in opinions.words()["cards"]:
        found[said["key"]].text = said["text"]
    session.flush()
    return found


def _points(given: dict[str, int], by_key: dict[str, Card]) -> list[Row]:
    return [(secrets.token_hex(32), f"vote:{by_key[key].code}", number) for key, number in given.items()]


def _delphi(stage: Stage, items: dict[str, Item], account: Account, began: datetime) -> dict[str, Weighed]:
    """Two rounds of the panel, and what they pass on."""
    content = opinions.words()
    question = written.ask(stage)
    rules = ProtocolRules(question=content["question"], low_label=content["low"], high_label=content["high"])
    document = protocols.document_of(stage, rules)
    session.add(
        Protocol(
            stage_id=stage.id,
            document=document,
            hash=protocols.digest(document),
            account_id=account.id,
            locked_at=began - timedelta(days=2),
        )
    )
    session.get_one(Panel, stage.id).state = PanelState.RUNNING
    names = [told(name, stage.study.language) for name in words()["groups"]]
    groups = [PanelGroup(stage_id=stage.id, name=name, position=n) for n, name in enumerate(names, 1)]
    session.add_all(groups)
    session.flush()
    people = opinions.panel()
    _people(
        stage,
        [(groups[each.group].id, PanellistState.ACCEPTED) for each in people]
        + [(None, state) for state in _INVITED_TOO],
    )
    _open_stage(stage, began)
    keys = [secrets.token_hex(32) for _each in people]
    reasons_ = opinions.words(stage.study.language)["reasons"]
    first = [_first(each, keys[n], items, groups, (n, reasons_)) for n, each in enumerate(people)]
    first = [_with(sheet, written.rows(question, n, stage.study.language)) for n, sheet in enumerate(first)]
    one = _round(stage, 1, RoundPurpose.RATE, began, [*items.values(), question])
    made = _rate(one, items | {written.KEY: question}, first, account)
    back = [(each, keys[n]) for n, each in enumerate(people) if each.second]
    later = opinions.later(len(back))
    second = [
        _with(
            _second(each, key, items, groups),
            [_rating(key, item.id, later[name][n], Choice.FIRST) for name, item in made.items()],
        )
        for n, (each, key) in enumerate(back)
    ]
    two = _round(stage, 2, RoundPurpose.RATE, began + timedelta(days=21), [*items.values(), *made.values()])
    _rate(two, items | made, second, account)
    return _passed_on(stage, items, began + timedelta(days=40))


def _with(sheet: OpenedSheet, rows: Sequence[Row]) -> OpenedSheet:
    return replace(sheet, rows=(*sheet.rows, *rows))


def _rate(round_: PanelRound, items: dict[str, Item], sheets: list[OpenedSheet], account: Account) -> dict[str, Item]:
    """One open round to its release, two weeks later; the statements that were made of what was written."""
    round_.begun, number = len(sheets), round_.number
    _finish(round_, len(sheets))
    _take(round_, sheets, (round_.opened_at or now()) + timedelta(days=14))
    made: dict[str, Item] = {}
    for question in open_statements.questions(round_):
        made |= written.make(round_, question, _stage_of(round_).study.language)
    reasons.release_waiting(round_, [line.code for line in reasons.queue(round_)])
    is_last, language = number == ProtocolRules().rounds, _stage_of(round_).study.language
    for key, item in items.items():
        fate = Fate.CLOSED if item.is_open else Fate.DROPPED if is_last and key in _LEFT_OUT else Fate.KEPT
        session.execute(
            update(RoundItem)
            .where(RoundItem.round_id == round_.id, RoundItem.item_id == item.id)
            .values(fate=fate, fate_reason=told(words()["why"].get(key, {}), language) if is_last else "")
        )
    session.expire_all()
    round_endings.release(round_, account)
    return made


def _first(
    each: opinions.Said, key: str, items: dict[str, Item], groups: list[PanelGroup], said: tuple[int, dict[str, Any]]
) -> OpenedSheet:
    """The sheet of one panellist; `said` are the number and what can be given as a reason."""
    n, reasons_ = said
    rows = [_rating(key, items[name].id, value, Choice.FIRST) for name, value in each.first.items()]
    for name, sides in reasons_.items():
        value, texts = each.first[name], sides["lower"] + sides["higher"]
        if value is None:
            continue
        side = sides["lower"] if value < _MIDDLE.get(name, 7) else sides["higher"]
        place = n % max(4, len(texts))
        if place < len(side):
            rows.append((secrets.token_hex(32), f"reason:{items[name].id}", side[place]))
    return _ballot(rows, groups[each.group].id)


_MIDDLE = {"price": 5, "ordering": 5, "delivery": 8, "gifts": 2}
"""Where a reason speaks for a lower rating and where for a higher one."""


def _second(each: opinions.Said, key: str, items: dict[str, Item], groups: list[PanelGroup]) -> OpenedSheet:
    rows = [
        _rating(key, items[name].id, value, Choice.KEPT if value == each.first[name] else Choice.CHANGED)
        for name, value in each.second.items()
    ]
    return _ballot(rows, groups[each.group].id)


def _rating(key: str, item_id: int, value: int | None, choice: Choice) -> Row:
    return (key, f"item:{item_id}", {"v": value, "c": value is None, "h": choice.value})


def _passed_on(stage: Stage, items: dict[str, Item], at: datetime) -> dict[str, Weighed]:
    found = {each.item.lineage: each.weight for each in passing_on.attributes(stage)}
    session.get_one(Panel, stage.id).state = PanelState.CONCLUDED
    _close_stage(stage, at)
    return {key: Weighed(item.lineage, found[item.lineage]) for key, item in items.items() if item.lineage in found}


def _people(stage: Stage, states: Iterable[tuple[int | None, PanellistState]]) -> None:
    """The roll: addresses of nobody, and links that were never made."""
    for number, (group_id, state) in enumerate(states, 1):
        name = f"{_NAMES[stage.kind]}-{number:02}"
        session.add(
            Panellist(stage_id=stage.id, name=name, email=f"{name}@example.org", state=state, group_id=group_id)
        )
    session.flush()


def _open_stage(stage: Stage, at: datetime) -> None:
    stage.state, stage.opened_at = StageState.OPEN, at
    session.flush()


def _close_stage(stage: Stage, at: datetime) -> None:
    stage.state, stage.closed_at = StageState.CLOSED, at
    session.flush()


def _round(stage: Stage, number: int, purpose: RoundPurpose, at: datetime, items: Sequence[Item] = ()) -> PanelRound:
    """A round that is open."""
    round_ = PanelRound(stage_id=stage.id, number=number, purpose=purpose, opens_at=at)
    session.add(round_)
    session.flush()
    session.add_all(RoundItem(round_id=round_.id, item_id=item.id, position=n) for n, item in enumerate(items, 1))
    session.flush()
    round_.state, round_.opened_at = RoundState.OPEN, at
    session.flush()
    return round_


def _finish(round_: PanelRound, count: int) -> None:
    """So many members of the roll have finished; which ones was thrown, since nothing says who rated what."""
    accepted = select(Panellist.id).where(
        Panellist.stage_id == round_.stage_id, Panellist.state == PanellistState.ACCEPTED
    )
    chosen = secrets.SystemRandom().sample(list(session.scalars(accepted)), count)
    session.execute(insert(Turnout), [{"round_id": round_.id, "panellist_id": each} for each in sorted(chosen)])


def _take(round_: PanelRound, sheets: Sequence[OpenedSheet], at: datetime) -> None:
    """Close the round and do what the mix does with opened sheets."""
    stage = _stage_of(round_)
    round_.closes_at = round_.closed_at = at
    _move(round_, RoundState.CLOSED)
    batch = _batch(stage, round_, round_.number * 10)
    if round_.purpose is RoundPurpose.VOTE:
        votes.take(batch, round_, sheets)
        round_.receipts = sorted(sheet.receipt for sheet in sheets)
        _move(round_, RoundState.ANALYSED)
        _move(round_, RoundState.RELEASED)
    else:
        analysis.take(batch, round_, sheets)
    for phase in (Phase.MIXED, Phase.FINISHED):
        batch.phase = phase
        session.flush()


def _stage_of(round_: PanelRound) -> Stage:
    return session.get_one(Stage, round_.stage_id)


def _batch(stage: Stage, round_: PanelRound, number: int) -> Batch:
    """A batch without a key: nothing of the sample ever lay sealed."""
    batch = Batch(stage_id=stage.id, round_id=round_.id, number=number, phase=Phase.CLOSED, blob_size=_BLOB)
    session.add(batch)
    session.flush()
    return batch


def _ballot(rows: Iterable[Row], group_id: int | None = None) -> OpenedSheet:
    return OpenedSheet(links.receipt(secrets.token_hex(16)), tuple(rows), group_id, finished=True)


def _move(round_: PanelRound, to: RoundState) -> None:
    round_.state = to
    if to is RoundState.CLOSED and round_.closed_at is None:
        round_.closed_at = now()
    session.flush()
