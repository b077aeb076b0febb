"""Hashes that let an alteration be named: of a row, of the rows, of the answers without keys, of the figures."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from survey_app.vocabulary import Choice


class Answer(NamedTuple):
    """One rating as it is stored."""

    key: str
    item_id: int
    group_id: int | None
    value: float | None
    low: float | None
    high: float | None
    cannot_judge: bool
    choice: Choice
    partial: bool
    second: float | None = None
    confidence: float | None = None


def _canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode()


def _content(answer: Answer) -> list[object]:
    """What a row says, without whose key it carries; numbers are written the same way on every database.

    What came later stands in it only where it was answered, so that rows sealed before keep their seals.
    """
    numbers = [None if each is None else repr(float(each)) for each in (answer.value, answer.low, answer.high)]
    later = {"second": answer.second, "confidence": answer.confidence}
    more = [[name, repr(float(value))] for name, value in later.items() if value is not None]
    return [answer.group_id, *numbers, bool(answer.cannot_judge), str(answer.choice), bool(answer.partial), *more]


def of_rating(salt: bytes, round_id: int, answer: Answer) -> str:
    """The seal of one row: study, key, item, round and everything the row says."""
    digest = hashlib.sha256(bytes(salt))
    digest.update(_canonical([answer.key, answer.item_id, round_id, *_content(answer)]))
    return digest.hexdigest()


def of_rows(salt: bytes, seals: Iterable[str], reasons: Iterable[Sequence[object]]) -> str:
    """The seal of all rows of a round, with their keys: compared, never shown."""
    digest = hashlib.sha256(bytes(salt))
    digest.update(_canonical([sorted(seals), sorted(list(each) for each in reasons)]))
    return digest.hexdigest()


def of_answers(chains: Mapping[int, Sequence[Answer]], names: Mapping[int, str], salt: bytes = b"") -> str:
    """The hash of the answers without keys: of whole chains over all rounds so far, whoever's they are.

    Two people who swap everything they said leave it as it is. `chains` holds each round's answers, `names` the item's
    lineage. It may be shown with the study's salt alone: without it, whoever knows the distribution of every item could
    try all ways to join them to whole answers until the hash fits.
    """
    by_key: dict[str, list[list[object]]] = {}
    for number, answers in chains.items():
        for answer in answers:
            by_key.setdefault(answer.key, []).append([number, names.get(answer.item_id, ""), *_content(answer)])
    plain = sorted(_canonical(sorted(chain, key=_canonical)) for chain in by_key.values())
    digest = hashlib.sha256(bytes(salt))
    for chain in plain:
        digest.update(hashlib.sha256(chain).digest())
    return digest.hexdigest()


def of_document(salt: bytes, document: Mapping[str, Any]) -> str:
    """The seal of the frozen figures."""
    return hashlib.sha256(bytes(salt) + _canonical(document)).hexdigest()
