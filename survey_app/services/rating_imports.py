"""Ratings collected elsewhere as a study of their own: one panel whose rounds are analysed and released at once.

Who the panellists are is not stored: each becomes a random key, so that rounds can be compared and nobody found.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import update

from survey_app.db import now, session
from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.ratings import Ends, ImportedRating, Ratings
from survey_app.models import (
    Account,
    Batch,
    Item,
    Membership,
    Panel,
    PanelGroup,
    PanelRound,
    Protocol,
    Reason,
    RoundItem,
    Stage,
    Study,
)
from survey_app.privacy.keys import KEY_LETTERS
from survey_app.privacy.mix_plan import Phase
from survey_app.services import analysis, audit, protocols, round_rows, second_scale, studies
from survey_app.services.opened_sheets import Taken, Words
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_seals import Answer
from survey_app.vocabulary import (
    LANGUAGES,
    AnonymityLevel,
    Choice,
    ItemScale,
    PanelState,
    ReasonState,
    Role,
    RoundPurpose,
    RoundState,
    StageKind,
    StageState,
)

_SCALE = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)(?:-|\.\.)(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)", re.ASCII)
_LONGEST_CODE, _LONGEST_TITLE = 12, 200
_THIRD = 3
_CLASSIC = (1.0, 9.0)


class ScaleUnreadable(FileRefused):
    """The scale is no pair of numbers."""

    title = N_("The scale cannot be read")
    message = N_("Write the scale as two numbers with a dash, the lower first: 1-9 or 0-100.")


class SecondUnreadable(ScaleUnreadable):
    """The second scale is no pair of numbers, or no scale that can be counted in points."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The study that was made, and its stage."""

    study: Study
    stage: Stage


def read_scale(words: str) -> tuple[float, float] | None:
    """The ends of a scale; None when nothing is said.

    >>> read_scale("0-100"), read_scale("")
    ((0.0, 100.0), None)
    """
    if not words.strip():
        return None
    found = _SCALE.fullmatch(words.strip())
    if found is None or not float(found[1]) < float(found[2]):
        raise ScaleUnreadable
    return float(found[1]), float(found[2])


def read_second(words: str) -> Ends | None:
    """The ends of the second scale, as those of the first are read; it has whole points, and few of them."""
    try:
        ends = read_scale(words)
    except ScaleUnreadable:
        raise SecondUnreadable from None
    check_second(ends)
    return ends


def check_second(ends: Ends | None) -> None:
    """Refuse a second scale that no panellist could be shown."""
    if ends is None:
        return
    message = second_scale.misfit(ProtocolRules(second=True, second_min=ends[0], second_max=ends[1]))
    if message:
        raise SecondUnreadable(message)


def rules_for(ratings: Ratings, language: str = LANGUAGES[0]) -> ProtocolRules:
    """The method's rules on the scale of the file: on another scale than 1 to 9, its upper and its lower third.

    What the file calls the second scale is what was asked on it.
    """
    low, high = ratings.scale
    scale = ItemScale.ESTIMATE if ratings.is_estimate else ItemScale.RATING
    rules = ProtocolRules(scale=scale, scale_min=low, scale_max=high, rounds=len(ratings.rounds))
    if ratings.second is not None:
        first, last = ratings.second
        asked = {language: ratings.second_name}
        rules = replace(rules, second=True, second_min=first, second_max=last, second_question=asked)
    if ratings.scale == _CLASSIC and not ratings.is_estimate:
        return rules
    third = _third(low, high)
    return replace(rules, low_from=low, low_to=low + third, high_from=high - third, high_to=high)


def _third(low: float, high: float) -> float:
    """How wide a third is; on a scale of whole points it holds whole points.

    >>> _third(1, 9), _third(0, 10), _third(0, 0.9)
    (2.0, 2.0, 0.3)
    """
    if float(low).is_integer() and float(high).is_integer():
        return float(max(0, int(high - low + 1) // _THIRD - 1))
    return (high - low) / _THIRD


def bring_in(owner: Account, ratings: Ratings, title: str) -> Imported:
    """Make the study, its panel, and every round as it was given."""
    check_second(ratings.second)
    title = " ".join(title.split())[:_LONGEST_TITLE] or "Ratings"
    study = Study(title=title)
    session.add(study)
    session.add(Membership(study=study, account=owner, role=Role.OWNER))
    session.flush()
    stage = studies.add_stage(study, StageKind.DELPHI, title)
    stage.level = AnonymityLevel.CONFIDENTIAL
    session.flush()
    stage.state, stage.opened_at, stage.closed_at = StageState.CLOSED, now(), now()
    session.get_one(Panel, stage.id).state = PanelState.CONCLUDED
    stored = _Stored(_items(stage, ratings), _groups(stage, ratings), [_key() for _one in range(ratings.people)])
    protocol = _protocol(stage, ratings, owner)
    for number in range(len(ratings.rounds)):
        _round(stage, protocol, ratings, number, stored)
    audit.record(study.id, owner, "ratings_imported", f"{title}: {len(ratings.rows)}")
    session.flush()
    return Imported(study, stage)


def _items(stage: Stage, ratings: Ratings) -> list[Item]:
    """Short names become the codes; long ones are numbered."""
    short = all(len(name) <= _LONGEST_CODE for name in ratings.items)
    items = [
        Item(stage_id=stage.id, code=name if short else f"S{place}", position=place, text={stage.study.language: name})
        for place, name in enumerate(ratings.items, 1)
    ]
    session.add_all(items)
    session.flush()
    return items


def _groups(stage: Stage, ratings: Ratings) -> list[int]:
    rows = [PanelGroup(stage_id=stage.id, name=name, position=n) for n, name in enumerate(ratings.groups, 1)]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _protocol(stage: Stage, ratings: Ratings, owner: Account) -> Protocol:
    document = protocols.document_of(stage, rules_for(ratings, stage.study.language))
    protocol = Protocol(
        stage_id=stage.id,
        document=document,
        hash=protocols.digest(document),
        account_id=owner.id,
        locked_at=now(),
    )
    session.add(protocol)
    session.flush()
    return protocol


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the rows of a file refer to, as it is stored."""

    items: list[Item]
    groups: list[int]
    keys: list[str]


def _round(stage: Stage, protocol: Protocol, ratings: Ratings, number: int, stored: _Stored) -> None:
    """One round: opened, closed, analysed and released in one go."""
    rows = [row for row in ratings.rows if row.round == number]
    asked = sorted({row.item for row in rows})
    people = {row.person for row in rows}
    round_ = PanelRound(stage_id=stage.id, number=number + 1, purpose=RoundPurpose.RATE, message=ratings.rounds[number])
    session.add(round_)
    session.flush()
    session.add_all(
        RoundItem(round_id=round_.id, item_id=stored.items[item].id, position=place)
        for place, item in enumerate(asked, 1)
    )
    session.flush()
    batch = _closed(stage, round_, ratings.people, len(people))
    question = round_rows.question_of(stage, round_, rules_for(ratings, stage.study.language), protocol.version)
    taken = Taken(
        answers=sorted((_answer(row, stored) for row in rows), key=lambda each: (each.key, each.item_id)),
        reasons=_reasons(ratings, number, rows, stored),
        finished=len(people),
        saw_all=False,
    )
    analysis.freeze(stage, round_, question, taken, protocol)
    analysis.move_on(round_, [])
    session.execute(update(Reason).where(Reason.round_id == round_.id).values(state=ReasonState.RELEASED))
    for phase in (Phase.MIXED, Phase.FINISHED):
        batch.phase = phase
        session.flush()
    round_.state = RoundState.RELEASED
    session.flush()


def _answer(row: ImportedRating, stored: _Stored) -> Answer:
    return Answer(
        key=stored.keys[row.person],
        item_id=stored.items[row.item].id,
        group_id=stored.groups[row.group] if row.group is not None else None,
        value=row.value,
        low=row.low,
        high=row.high,
        second=row.second,
        cannot_judge=row.value is None,
        choice=Choice.FIRST,
        partial=False,
    )


def _reasons(ratings: Ratings, number: int, rows: Sequence[ImportedRating], stored: _Stored) -> list[Words]:
    """The reasons of a round under keys of their own: nothing joins two reasons of one person."""
    values = {(row.person, row.item): row.value for row in rows}
    asked = {row.item for row in rows}
    found = [
        Words(_key(), stored.items[each.item].id, each.text, values.get((each.person, each.item)))
        for each in ratings.reasons
        if each.round == number and each.item in asked
    ]
    return sorted(found, key=lambda each: each.key)


def _key() -> str:
    return secrets.token_hex(KEY_LETTERS // 2)


def _closed(stage: Stage, round_: PanelRound, people: int, finished: int) -> Batch:
    """A round that was open and is closed, as far as the database wants to know."""
    round_.opened_at = round_.closed_at = now()
    round_.flow = {
        "invited": people,
        "accepted": people,
        "finished": finished,
        "part": 0,
        "none": people - finished,
        "withdrawn": 0,
        "groups": [],
    }
    for state in (RoundState.OPEN, RoundState.CLOSED):
        round_.state = state
        session.flush()
    batch = Batch(stage_id=stage.id, round_id=round_.id, number=round_.number, blob_size=0, phase=Phase.CLOSED)
    session.add(batch)
    session.flush()
    return batch
