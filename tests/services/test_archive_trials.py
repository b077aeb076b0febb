"""A trial in an archive that somebody has crafted: refused, or shown on its page like any other."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from survey_app.exceptions import Refusal
from survey_app.exports.own_scale_trials import OwnScaleLine
from survey_app.exports.trial_report import from_json
from survey_app.routes import own_scale_trial_words, pair_trial_words, protocol_trials
from survey_app.services import archive_trials, own_scales, pair_trials
from survey_app.services import protocol_trials as trying
from survey_app.services.archive_parts import Part
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import ItemScale

pytestmark = pytest.mark.sqlite_only
OWN = (OwnScaleLine(own_scales.rating_of(1, 7, {}, {}), ("S2", "S3"), 0.25, 0.5, 0.75),)
NASTY: tuple[Any, ...] = (None, -1, 2.5, 1e14, "nan", "1/0", "a word", True, [], {})


def tried(kind: str) -> dict[str, Any]:
    if kind == "verdicts":
        rules = ProtocolRules(rounds=2, ram=True)
        return as_kept(trying.document_of(trying.run(rules, 9), rules, OWN))
    pairs = ProtocolRules(scale=ItemScale.POINTS, compared=True, rounds=2)
    found = trying.run(pairs, 9, statements=4) if kind == "movement" else None
    beside = pair_trials.tried(pairs, 4, 9, 1)
    return as_kept(trying.document_of(found, pairs, OWN, beside) | ({} if found else {"panellists": 9}))


def as_kept(document: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(document)))


def places(value: object, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every entry, of a list to its first two."""
    entries = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for name, each in entries:
        yield (*way, name)
        yield from places(each, (*way, name))


def changed(document: dict[str, Any], way: tuple[Any, ...], value: object) -> dict[str, Any]:
    found = as_kept(document)
    at: Any = found
    for step in way[:-1]:
        at = at[step]
    if value is None:
        del at[way[-1]]
    else:
        at[way[-1]] = value
    return found


def shown(document: dict[str, Any]) -> None:
    """Whatever the page of a trial says."""
    report = from_json(document)
    protocol_trials.words_of(report)
    own_scale_trial_words.page_of(report, "en")
    pair_trial_words.page_of(report)


@pytest.mark.parametrize("kind", ["verdicts", "movement", "first round"])
def test_a_crafted_trial_is_refused_or_can_be_shown(app: Flask, kind: str) -> None:
    kept = tried(kind)
    meant, refused, tries = from_json(kept), 0, list(places(kept))
    with app.test_request_context():
        assert archive_trials.read(Part({"trial": kept}, "panel.json")) == kept
        shown(kept)
        for number, way in enumerate(tries[::4]):
            for value in (None, NASTY[1 + number % (len(NASTY) - 1)]):
                crafted = changed(kept, way, value)
                if is_refused(crafted):
                    refused += 1
                elif from_json(crafted) != meant:  # an entry that nothing reads changes nothing
                    shown(crafted)
    assert refused > len(tries) / 8
    for moment in ("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "2026-11-27T12:00:00"):
        assert is_refused({**kept, "made_at": moment}), "no page could say it in every zone"
    for worlds in (kept["worlds"][:3], [*kept["worlds"], kept["worlds"][0]]) if "worlds" in kept else ():
        assert is_refused({**kept, "worlds": worlds}), "each world that the words name is there, and once"


def is_refused(document: dict[str, Any]) -> bool:
    try:
        archive_trials.read(Part({"trial": document}, "panel.json"))
    except Refusal:
        return True
    return False
