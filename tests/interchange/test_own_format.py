"""Our own format: nothing is lost, the published schema describes it, and what is no questionnaire is refused soon."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.exceptions import Refusal
from survey_app.interchange.questionnaires import formats
from survey_app.interchange.questionnaires.finishing import finish
from survey_app.interchange.questionnaires.limits import read_xml
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.questions.carrying import SOURCES
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire, write_questionnaire
from tests.questions import specimens

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "questionnaire.schema.json").read_text(encoding="utf-8"))
WORDS = st.text(st.characters(exclude_categories=["C"]), max_size=30)
TEXT = st.dictionaries(st.sampled_from(["en", "es", "zh_Hans_CN", "ar"]), WORDS, max_size=3)
RULE = st.sampled_from(["", "RATING > 3", "SINGLE = 2 or not MULTIPLE has 3", "half typed ("])


ORDER = st.sampled_from(["", "random", "rotated", "flipped"])
PLACED = st.fixed_dictionaries(
    {}, optional={"order": ORDER, "anchored": st.booleans(), "together": st.sampled_from(["", "a", "x-1"])}
)


@st.composite
def takers(draw: st.DrawFn, kinds: list[str]) -> list[dict[str, Any]]:
    """A question that takes over the answers of one of these kinds, where that can be done."""
    sources = sorted(SOURCES & set(kinds))
    if not sources:
        return []
    which = draw(st.sampled_from(["chosen", "not_chosen"]))
    kind = draw(st.sampled_from(["multiple", "texts"] if sources[0] != "ranking" else ["texts"]))
    return [{"code": "TAKEN", "kind": kind, "carry": {"from": specimens.document(sources[0])["code"], "which": which}}]


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    kinds = draw(st.lists(st.sampled_from(sorted(specimens.SETTINGS)), unique=True, max_size=6))
    asked = [
        specimens.document(
            kind,
            text=draw(TEXT),
            hint=draw(TEXT),
            required=draw(st.booleans()),
            purpose=draw(st.sampled_from(["solicitation", "identity"])),
            show_if=draw(RULE),
            checks=[{"rule": draw(RULE), "message": draw(TEXT), "soft": draw(st.booleans())}] * draw(st.integers(0, 2)),
            **draw(PLACED),
        )
        for kind in kinds
    ]
    jumps = [{"rule": draw(RULE), "page": "p2", "outcome": draw(WORDS)}] * draw(st.integers(0, 1))
    pages = [
        {"key": "p1", "title": draw(TEXT), "questions": asked, "show_if": draw(RULE), "jumps": jumps, **draw(PLACED)},
        {"key": "p2", "block": draw(st.sampled_from(["", "b"])), "questions": draw(takers(kinds))},
    ]
    blocks = [{"name": "b", "order": draw(ORDER), "moves": draw(st.booleans())}]
    whole = {"languages": ["en", "ar"], "pages": pages, "blocks": blocks, "tells_time": draw(st.booleans())}
    return read_questionnaire(whole)


@given(questionnaires(), WORDS)
@settings(max_examples=60, deadline=None)
def test_writing_and_reading_gives_the_same_questionnaire(questionnaire: Questionnaire, title: str) -> None:
    written = formats.write("json", questionnaire, title)
    found = formats.read("questionnaire.json", written.content)
    assert (written.losses, found.losses) == ((), ())
    assert found.document == write_questionnaire(questionnaire)
    assert read_questionnaire(found.document) == questionnaire
    assert found.title == " ".join(title.split())
    assert fits(json.loads(written.content), SCHEMA) == ""


def test_every_kind_of_question_fits_the_published_schema() -> None:
    written = json.loads(formats.write("json", specimens.questionnaire(), "All").content)
    assert fits(written, SCHEMA) == ""
    for place, value in (("code", "a"), ("kind", 3), ("required", "yes"), ("text", ["x"])):
        wrong = json.loads(json.dumps(written))
        wrong["questionnaire"]["pages"][0]["questions"][0][place] = value
        assert fits(wrong, SCHEMA) != "", place


def fits(value: Any, schema: dict[str, Any]) -> str:  # noqa: PLR0911 - one for each word of the schema
    """The first place that does not fit the schema: the part of JSON Schema that ours is written in."""
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]])
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}
    named = schema.get("type", [])
    names = [named] if isinstance(named, str) else named
    if names and not any(value is None if name == "null" else _is(value, kinds[name]) for name in names):
        return f"{value!r} is no {named}"
    if "const" in schema and value != schema["const"]:
        return f"{value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{value!r} is none of {schema['enum']}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        return f"{value!r} does not match"
    if _is(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"{value!r} is out of bounds"
    return _parts_fit(value, schema)


def _is(value: Any, kind: Any) -> bool:
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _parts_fit(value: Any, schema: dict[str, Any]) -> str:
    if isinstance(value, list) and "items" in schema:
        return next((wrong for each in value if (wrong := fits(each, schema["items"]))), "")
    if not isinstance(value, dict):
        return ""
    missing = [name for name in schema.get("required", ()) if name not in value]
    if missing:
        return f"{missing} are missing"
    other = schema.get("additionalProperties", {})
    known = schema.get("properties", {})
    return next((wrong for name, each in value.items() if (wrong := fits(each, known.get(name, other)))), "")


def test_a_bare_document_is_read_and_unknown_parts_are_told() -> None:
    document = {**specimens.whole(), "colour": "red", "used": {"Q9": ["1"]}}
    document["pages"][0]["questions"][0]["sound"] = {"file": "a.wav"}
    found = formats.read("old.json", json.dumps(document).encode())
    assert [(loss.place, loss.original) for loss in found.losses] == [
        ("pages[0].questions[0].sound", '{"file": "a.wav"}'),
        ("colour", '"red"'),
    ]
    assert found.counts.questions == len(specimens.SETTINGS)


def test_rules_about_a_question_that_cannot_be_asked_go_with_it() -> None:
    asked = [
        {"code": "A", "kind": "single", "text": {"en": "A"}, "settings": {"options": []}},
        {"code": "B", "kind": "number", "text": {"en": "B"}, "show_if": "A = 1",
         "checks": [{"rule": ". > A"}, {"rule": ". > 1"}]},
    ]  # fmt: skip
    notes = Notes()
    page = {"key": "p", "questions": asked, "jumps": [{"rule": "A = 2", "outcome": "x"}]}
    found = finish("json", "T", ["en"], [page], notes, places={"A": "row 1"})
    left = found.document["pages"][0]
    assert [question["code"] for question in left["questions"]] == ["B"]
    assert "show_if" not in left["questions"][0]
    assert [check["rule"] for check in left["questions"][0]["checks"]] == [". > 1"]
    assert "jumps" not in left
    assert [(loss.place, loss.original) for loss in found.losses][1:] == [
        ("B", "A = 1"),
        ("B", ". > A"),
        ("p", "A = 2"),
    ]


MEGABYTE = 1_000_000
DEEP = b"[" * MEGABYTE
HOSTILE = [
    b"", b" \n", DEEP, b'{"a":' * 300_000, b'{"languages": ["en"], "pages": [' + b"[]," * 600_000 + b"1]}",
    b'{"languages": ["en"], "pages": 7}', b'{"languages": [7], "pages": []}', b'{"languages": ["en"], "pages": [null]}',
    b'{"languages": ["en"], "pages": [{"key": "p", "title": {"en": "\\ud800"}}]}',
    b'{"languages": ["en"], "pages": [{"key": "p\\u0000"}]}', b'{"languages": ["en"], "pages": NaN}',
    b'{"languages": ["en"], "pages": ' + b"9" * 10_000 + b"}", b'{"format": "rondo-questionnaire"}',
    b'{"format": "rondo-questionnaire", "schema": 2, "questionnaire": {}}',
    b'{"format": "rondo-questionnaire", "schema": "1", "questionnaire": []}',
    b'{"format": "rondo-questionnaire", "schema": true, "questionnaire": 1}',
    b'{"format": ["rondo-questionnaire"], "schema": 1}', b"{", b"\xff\xfe{\x00",
    b"\x00" * MEGABYTE, b"PK\x03\x04broken",
    b"x" * (21 * MEGABYTE), b'{"languages": ["en"], "pages": [{"key": "p", "questions": [{"code": "A"}]}]}',
]  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE, ids=[str(number) for number in range(len(HOSTILE))])
def test_what_is_no_questionnaire_is_refused_in_words_and_soon(content: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(Refusal) as refused:
        formats.read("questionnaire.json", content)
    assert time.process_time() - begun < 5
    assert refused.value.status in {413, 422}
    assert "%(" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b"<a>" * 100_000,
        b"<x>" + b"<a/>" * 600_000 + b"</x>",
        b"<x><y></x>",
        b"\xff\xfe<",
        b"<x>\xd8\x00</x>",
        b'<?xml version="1.0" encoding="nonsense"?><x/>',
    ],
)
def test_xml_that_is_a_trap_is_refused_in_words_and_soon(content: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(Refusal) as refused:
        read_xml(content, "survey.lss")
    assert time.process_time() - begun < 5
    assert "survey.lss" in str(refused.value)
