"""Damaged, hostile and oversized LimeSurvey files: a clear refusal or a report, and never a long wait."""

import time
from typing import Any

import pytest

from survey_app.exceptions import Refusal
from survey_app.interchange.questionnaires import formats
from survey_app.interchange.questionnaires.losses import Imported, Outcome
from tests.limesurvey_builder import archive, newer, older, parts, question, survey, tabbed, words
from tests.limesurvey_surveys import SURVEYS


def read(content: bytes, name: str = "survey.lss") -> Imported:
    return formats.read(name, content)


def asked(imported: Imported) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for page in imported.document["pages"] for each in page["questions"]}


def told(imported: Imported, outcome: Outcome) -> set[tuple[str, str]]:
    return {(loss.place, loss.subject) for loss in imported.losses if loss.outcome is outcome}


GOOD = newer(SURVEYS["satisfaction"])
BROKEN = {
    "entities": GOOD.replace(b"<document>", b'<!DOCTYPE d [<!ENTITY a "aaaa">]><document>'),
    "outside": GOOD.replace(b"<document>", b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><document>'),
    "cut": GOOD[: len(GOOD) // 2],
    "root": GOOD.replace(b"document>", b"dokument>"),
    "encoding": GOOD.replace("¿".encode(), b"\xbf"),
    "no questions": GOOD.replace(b"questions>", b"inquiries>"),
    "label set": GOOD.replace(b">Survey<", b">Label set<"),
    "empty": b"",
    "blank": b"   \n",
    "html": b"<html><body>LimeSurvey</body></html>",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_damaged_file_is_refused_with_what_is_wrong(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(Refusal) as refused:
        read(BROKEN[name])
    assert "broken" not in str(refused.value).lower()
    assert str(refused.value)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "content",
    [
        tabbed(SURVEYS["rules"]).replace("¿".encode(), b"\xbf").replace("Ú".encode(), b"\xda"),
        tabbed(SURVEYS["rules"]) + b'\t"never closed\n',
        b"class\ttype/scale\tname\n",
        b"class\ttype/scale\tname\ttext\nS\t\tlanguage\ten\n",
        b"class\ttype/scale\tname\ttext\x00\nQ\tL\tA\tb\n",
    ],
    ids=["encoding", "quotation mark", "columns", "no question", "null"],
)
def test_a_damaged_text_is_refused_with_what_is_wrong(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read(content, "survey.txt")
    assert str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        archive(readme__txt=b"nothing"),
        archive(a__lss=GOOD)[:-40],
        archive(a__lss=b"0" * 60_000_000),
        archive(a__lss=b"<document/>"),
    ],
    ids=["no questionnaire", "cut", "bomb", "nothing in it"],
)
def test_a_damaged_archive_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        read(content, "survey.lsa")


def test_a_table_of_five_hundred_questions_is_read_in_two_seconds() -> None:
    source = survey(
        [
            question(f"Q{n}", "L", answers=parts("A1", "A2"), relevance=f"Q{n - 1}.NAOK == 'A1'" if n > 1 else "1")
            for n in range(1, 501)
        ]
    )
    content = newer(source)
    begun = time.process_time()
    imported = read(content)
    assert imported.taken.questions == 500
    assert imported.taken.conditions == 499
    assert time.process_time() - begun < 5


def test_far_too_many_questions_are_refused_at_once() -> None:
    content = older(survey([question("Q", "L", answers=parts("A1")) for _ in range(8_000)], languages=("en",)))
    begun = time.process_time()
    with pytest.raises(Refusal):
        read(content)
    assert time.process_time() - begun < 5


def test_a_filter_by_a_thousand_questions_is_no_trap() -> None:
    filtered = {"array_filter": ";".join(f"Q{n}" for n in range(30_000)), "em_validation_sq": "this > 1"}
    rows = parts(*map(str, range(200)))
    begun = time.process_time()
    imported = read(
        newer(survey([question("Q1", "F", subquestions=rows, answers=parts("1", "2", "3"), attributes=filtered)]))
    )
    assert asked(imported)["Q1"]["settings"]["items"]
    assert time.process_time() - begun < 5


def test_more_rows_than_a_questionnaire_can_hold_are_no_trap() -> None:
    many = survey(
        [question("A", "L", answers=[{"code": str(n), "text": words(str(n)), "scale": 0} for n in range(3_000)])]
    )
    imported = read(newer(many))
    assert len(asked(imported)["A"]["settings"]["options"]) == 200
    assert ("question A", "200") in told(imported, Outcome.DROPPED)
