"""The end of a round of ratings: its opened sheets become rows, its figures are computed once and frozen.

`take` runs inside the one transaction of the mix, so rows and figures are there together or not at all.
"""

import platform
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy
from sqlalchemy import insert, update

from survey_app.db import new_code, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Batch, PanelRound, Protocol, Rating, Reason, Snapshot, Stage, Study
from survey_app.release import release
from survey_app.services import (
    beside,
    marks,
    opened_sheets,
    partial_sheets,
    proposals,
    protocols,
    round_computing,
    round_roll,
    round_rows,
    round_seals,
)
from survey_app.services.ballots import OpenedSheet
from survey_app.services.opened_sheets import Taken, Words
from survey_app.services.round_computing import (
    Ballot,
    Question,
    agreement_together,
    ballots_of,
    compute,
    included,
)
from survey_app.services.round_seals import Answer
from survey_app.vocabulary import AnonymityLevel, RoundState, Side

_OPEN_LEVELS = (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL)


class AlreadyAnalysed(Refusal):
    """The round is not waiting for its analysis."""

    message = N_("This round was analysed already, or it is not closed.")


def take(_batch: Batch, round_: PanelRound, opened: Sequence[OpenedSheet]) -> None:
    """Store the answers of a closed round in key order, freeze its figures, and move it to *analysed*."""
    stage = session.get_one(Stage, round_.stage_id)
    protocol = protocols.current(stage.id)
    rules = protocols.rules_of(stage.id)
    question = round_rows.question_of(stage, round_, rules, protocol.version if protocol else 0)
    items = {item.item_id for item in question.items}
    in_words = {item.item_id for item in question.open_items}
    taken = opened_sheets.read(
        opened, question.rules, items, question.groups, in_words, own=round_computing.own_rules(question)
    )
    if stage.level not in _OPEN_LEVELS:
        taken = opened_sheets.with_groups(taken, stage.min_group)
    is_first = not any(each.number < round_.number for each in round_rows.analysed(stage.id))
    authority = beside.authority(opened, rules, stage.min_group) if is_first else None
    consistency = beside.consistency(opened, rules, stage.min_group)
    freeze(stage, round_, question, taken, protocol, authority=authority, consistency=consistency)
    proposals.store(round_, opened, is_asked=is_first and rules.proposals)
    marks.store(round_, opened, is_asked=rules.helpful)
    receipts = round_.receipts or sorted(sheet.receipt for sheet in opened)
    move_on(round_, receipts)


def freeze(
    stage: Stage,
    round_: PanelRound,
    question: Question,
    taken: Taken,
    protocol: Protocol | None,
    *,
    authority: dict[str, Any] | None = None,
    consistency: dict[str, Any] | None = None,
    live: dict[str, Any] | None = None,
) -> Snapshot:
    """Store rows and figures of one round; authority and consistency are known only from the whole sheets.

    `live` is what the releases of a real-time round came to; its reasons are stored already.
    """
    salt = bytes(session.get_one(Study, stage.study_id).salt)
    earlier = chains_until(stage, round_)
    chains = {**earlier, round_.number: taken.answers}
    items = compute(question, taken.answers, earlier[max(earlier)] if earlier else None, taken.sheets)
    partial_sheets.put_in(items, question, taken.answers)
    medians = {each["item_id"]: each["consensus"]["median"] for each in items}
    seals = _store_ratings(salt, round_, taken.answers)
    stored = _store_reasons(round_, taken.reasons, medians) if live is None else round_rows.reasons(round_.id)
    flow = _flow(round_)
    document = {
        "schema": question.schema,
        "number": round_.number,
        "protocol_version": question.protocol_version,
        "scale": question.rules.scale.value,
        "rules": question.rules.to_json(),
        "least": stage.min_group,
        "ballots": taken.finished,
        "sheets": taken.sheets,
        "set_aside": taken.set_aside,
        "items": items,
        "concordance": agreement_together(_ballots(stage, question, taken), question),
        "flow": {name: int(count) for name, count in flow.counts.items()},
        "groups": [list(group) for group in flow.groups],
        "rows": {"ratings": len(taken.answers), "reasons": len(stored)},
        **_where_asked(authority=authority, live=live, consistency=consistency),
        **({"open": _in_words(question, taken)} if question.open_items else {}),
        "texts": _texts_by_item(stored),
        "rows_seal": round_seals.of_rows(salt, seals, stored),
    }
    digest = round_seals.of_answers(chains, round_rows.lineages(stage.id), salt)
    return _kept(round_, protocol, document, digest, round_seals.of_document(salt, document))


def _kept(round_: PanelRound, protocol: Protocol | None, document: dict[str, Any], digest: str, seal: str) -> Snapshot:
    snapshot = Snapshot(
        round_id=round_.id,
        protocol_id=protocol.id if protocol else None,
        document=document,
        libraries=libraries(),
        input_hash=digest,
        seal=seal,
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def _where_asked(**parts: dict[str, Any] | None) -> dict[str, Any]:
    """The parts of the document that only some protocols have."""
    return {name: part for name, part in parts.items() if part is not None}


def _texts_by_item(stored: Sequence[tuple[str, int, str, str]]) -> list[list[int]]:
    """How many texts every item has: what is missing later was erased."""
    found = Counter(item_id for _key, item_id, _side, _text in stored)
    return [[item_id, number] for item_id, number in sorted(found.items())]


def _in_words(question: Question, taken: Taken) -> list[dict[str, Any]]:
    """How many texts answer each open question, and how many people wrote them.

    People are told from the smallest group on: of one or two, the texts of one person would be joined.
    """
    texts = Counter(each.item_id for each in taken.reasons)
    return [
        {
            "item_id": item.item_id,
            "code": item.code,
            "text": dict(item.text),
            "answers": texts[item.item_id],
            "people": people if (people := taken.writers[item.item_id]) >= question.least else None,
        }
        for item in question.open_items
    ]


def _flow(round_: PanelRound) -> round_roll.Flow:
    """How many were asked and finished, frozen now unless that was done when the round closed."""
    if "invited" not in round_.flow:
        known = round_.flow
        round_.flow = {}
        round_roll.freeze_flow(round_)
        round_.flow = {**known, **round_.flow}
    return round_roll.flow_of(round_)


def chains_until(stage: Stage, round_: PanelRound) -> dict[int, list[Answer]]:
    """The stored answers of every analysed round before this one."""
    return {
        each.number: round_rows.stored(each.id) for each in round_rows.analysed(stage.id) if each.number < round_.number
    }


def _ballots(stage: Stage, question: Question, taken: Taken) -> list[Ballot]:
    """Whole ballots: by key where one key is one person, else from the sheets, while they are still whole."""
    if stage.level is not AnonymityLevel.SEALED:
        return ballots_of(included(taken.answers, question.rules), question.items)
    sheets = (included(ballot, question.rules) for ballot in taken.ballots)
    return [one for sheet in sheets for one in ballots_of([each._replace(key="") for each in sheet], question.items)]


def _store_ratings(salt: bytes, round_: PanelRound, answers: Sequence[Answer]) -> list[str]:
    seals = [round_seals.of_rating(salt, round_.id, each) for each in answers]
    rows = [each._asdict() | {"round_id": round_.id, "seal": seal} for each, seal in zip(answers, seals, strict=True)]
    if rows:
        session.execute(insert(Rating), rows)
    return seals


def _store_reasons(
    round_: PanelRound, reasons: Sequence[Words], medians: dict[int, float | None]
) -> list[tuple[str, int, str, str]]:
    rows: list[dict[str, Any]] = [
        {
            "key": each.key,
            "round_id": round_.id,
            "item_id": each.item_id,
            "code": new_code(),
            "side": each.side or side_of(each.value, medians.get(each.item_id)),
            "text": each.text,
        }
        for each in reasons
    ]
    if rows:
        session.execute(insert(Reason), rows)
    return [(row["key"], row["item_id"], row["side"].value, row["text"]) for row in rows]


def side_of(value: float | None, median: float | None) -> Side:
    """On which side of the panel's median an author stands.

    >>> side_of(3, 7).value, side_of(7, 7).value, side_of(None, 7).value
    ('lower', 'middle', 'middle')
    """
    if value is None or median is None or value == median:
        return Side.MIDDLE
    return Side.LOWER if value < median else Side.HIGHER


def libraries() -> dict[str, str]:
    """What computed the figures, with versions."""
    python = platform.python_version()
    return {"numpy": np.__version__, "scipy": scipy.__version__, "python": python, "rondo": release()}


def move_on(round_: PanelRound, receipts: Sequence[str]) -> None:
    """From *closed* to *analysed*, once."""
    moved = session.execute(
        update(PanelRound)
        .where(PanelRound.id == round_.id, PanelRound.state == RoundState.CLOSED)
        .values(state=RoundState.ANALYSED, receipts=list(receipts))
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise AlreadyAnalysed
    session.refresh(round_)
