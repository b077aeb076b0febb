"""Our questionnaires as LimeSurvey's files: what comes back is what went, but for what the report names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from survey_app.interchange.questionnaires import formats
from survey_app.interchange.questionnaires.losses import Written
from survey_app.questions.registry import TYPES, read_questionnaire, write_questionnaire
from tests.importing import redbook
from tests.limesurvey_builder import newer
from tests.limesurvey_surveys import CONDITIONS, SURVEYS
from tests.questions.specimens import SETTINGS, code_of, document

WRITTEN = ("lss", "lstxt")
NAMES = {"lss": "survey.lss", "lstxt": "survey.txt"}


def back_and_forth(source: Mapping[str, Any], code: str) -> tuple[dict[str, Any], dict[str, Any], Written]:
    """A document, what came back of it, and the report of the writing."""
    before = write_questionnaire(read_questionnaire(source))
    written = formats.write(code, read_questionnaire(source), "A title <with> signs & such")
    after = formats.read(NAMES[code], written.content)
    assert after.title == "A title <with> signs & such"
    return before, dict(after.document), written


def differences(before: object, after: object, place: str = "") -> Iterator[str]:
    """The places where two documents differ, questions told by their codes."""
    if isinstance(before, dict) and isinstance(after, dict):
        here = f"question {before['code']}" if "kind" in before else place
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                yield from differences(before.get(name), after.get(name), f"{here}|{name}" if here else str(name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            yield from differences(one, other, place)
    elif before != after:
        yield place


def explained(place: str, written: Written) -> bool:
    """Whether the report says something about a place."""
    head = place.partition("|")[0]
    return any(loss.place == head or loss.place.startswith(f"{head},") for loss in written.losses)


def whole(*questions: dict[str, Any], **page: Any) -> dict[str, Any]:
    pages = [{"key": "p1", "title": {"en": "One"}, "questions": list(questions), **page}]
    return {"languages": ["en", "es", "zh_Hans_CN"], "pages": pages}


@pytest.mark.parametrize("code", WRITTEN)
@pytest.mark.parametrize("kind", SETTINGS)
def test_every_type_comes_back_but_for_what_the_report_names(kind: str, code: str) -> None:
    before, after, written = back_and_forth(whole(document(kind, not_applicable=True, required=False)), code)
    lost = [place for place in differences(before, after) if not explained(place, written)]
    assert not lost


KEPT = (
    "single", "multiple", "rating", "grid", "recommend", "number", "short_text", "long_text", "information", "consent",
    "battery", "yes_no", "ranking", "constant_sum", "date", "email", "phone", "pattern", "texts", "grid_multiple",
    "grid_number", "grid_text", "dual_scale", "slider", "differential", "hidden",
)  # fmt: skip
"""Types of ours that come back whole, the answer “does not apply” included."""


@pytest.mark.parametrize("code", WRITTEN)
@pytest.mark.parametrize("kind", [kind for kind in KEPT if kind in SETTINGS])
def test_what_limesurvey_has_something_like_comes_back_whole(kind: str, code: str) -> None:
    before, after, _written = back_and_forth(whole(document(kind, not_applicable=True, purpose="identity")), code)
    assert list(differences(before, after)) == [] or kind == "information"


@pytest.mark.parametrize("code", WRITTEN)
def test_a_whole_questionnaire_comes_back_but_for_what_the_report_names(code: str) -> None:
    source = whole(*(document(kind) for kind in SETTINGS))
    source["pages"].append({"key": "last", "title": {"es": "Fin"}, "questions": [document("rating", code="R2")]})
    before, after, written = back_and_forth(source, code)
    for place in differences(before, after):
        assert explained(place, written) or (place == "pages|key" and explained("page last", written))


@pytest.mark.parametrize("code", WRITTEN)
@pytest.mark.parametrize("name", [*SURVEYS, "conditions"])
def test_a_survey_of_theirs_survives_being_read_written_and_read(name: str, code: str) -> None:
    from_file = formats.read(
        "a.lss",
        newer({**SURVEYS, "conditions": CONDITIONS}[name]),
    )
    before, after, written = back_and_forth(from_file.document, code)
    lost = [place for place in differences(before, after) if not explained(place, written)]
    assert lost == []


@pytest.mark.parametrize("code", WRITTEN)
def test_answers_taken_into_texts_come_back(code: str) -> None:
    text = {
        "en": "You chose {SINGLE} and {SINGLE.other}; {= if(SINGLE = 1, 'this', 'that')}; {GRID.delivery}; {not known}"
    }
    note = document("information", code="NOTE", text=text)
    before, after, _written = back_and_forth(whole(document("single"), document("grid"), note), code)
    assert list(differences(before, after)) in ([], ["question NOTE|text|en"])
    assert after["pages"][0]["questions"][2]["text"]["en"] == text["en"].replace("'", '"')


RULES = {
    "show_if": "SINGLE = 2 and not MULTIPLE has 3",
    "checks": [{"rule": "length(.) > 3", "message": {"en": "More, please"}, "soft": False}],
}


@pytest.mark.parametrize("code", WRITTEN)
def test_rules_and_checks_come_back(code: str) -> None:
    source = whole(document("single"), document("multiple"), document("short_text", code="WHY", **RULES))
    source["pages"].append(
        {"key": "p2", "title": {}, "show_if": "RATED >= 4", "questions": [document("grid", code="G", settings=GRID)]}
    )
    source["pages"][0]["questions"].append(document("rating", code="RATED"))
    before, after, written = back_and_forth(source, code)
    assert list(differences(before, after)) == []
    assert not [loss for loss in written.losses if "show_if" in loss.subject]


GRID = SETTINGS["grid"] | {
    "items": [{"code": "a", "label": {"en": "A"}, "show_if": "MULTIPLE has 1"}, {"code": "b", "label": {"en": "B"}}]
}


def test_a_rule_that_limesurvey_cannot_say_is_in_the_report_with_its_words() -> None:
    source = whole(document("single"), document("short_text", code="WHY", show_if='reason(SINGLE) = "refused"'))
    _before, after, written = back_and_forth(source, "lss")
    assert "show_if" not in after["pages"][0]["questions"][1]
    told = next(loss for loss in written.losses if loss.place == "question WHY")
    assert (told.subject, told.original) == ("show_if", 'reason(SINGLE) = "refused"')


@pytest.mark.parametrize(
    "rule", ["SINGLE =", "((", "NOBODY = 1", 'SINGLE = 2 and "open', "1 + " * 300 + "1 > 2", "a" * 1_900]
)
def test_a_half_typed_rule_is_told_and_stops_nothing(rule: str) -> None:
    written = formats.write("lss", read_questionnaire(whole(document("single"), document("rating", show_if=rule))), "T")
    told = next(loss for loss in written.losses if loss.subject == "show_if")
    assert (told.place, told.original) == ("question RATING", rule)
    assert told.words


def test_jumps_soft_checks_and_weights_are_told() -> None:
    weighed = {"items": [{"code": "a_b", "label": {}, "weight": 0.5, "source": "L1"}], "scale": {"first": 1, "last": 5}}
    check = {"rule": "answered(G)", "message": {}, "soft": True}
    source = whole(
        document("grid", code="G", settings=weighed, checks=[check]), jumps=[{"rule": "true", "outcome": "x"}]
    )
    _before, _after, written = back_and_forth(source, "lstxt")
    told = {(loss.place, loss.subject) for loss in written.losses}
    assert {("page p1", "jump"), ("question G", "check"), ("question G, a_b", "source, weight")} <= told
    assert ("question G", "row a_b") in told


WORDS = st.dictionaries(
    st.sampled_from(["en", "es", "zh_Hans_CN"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"]), max_size=20),
)
CONDITIONS_OF_OURS = [
    "",
    "SINGLE = 2",
    "not SINGLE = 2",
    "MULTIPLE has 1 and RATING >= 4",
    "missing(NUMBER) or NUMBER < 10",
    "count(MULTIPLE) > 1",
    "GRID.delivery = 5 or answered(SHORT_TEXT)",
    "sum(GRID) > 10",
    'reason(SINGLE) = "refused"',
]
ASKED = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(sorted(SETTINGS)),
        "text": WORDS,
        "hint": WORDS,
        "required": st.booleans(),
        "not_applicable": st.booleans(),
        "purpose": st.sampled_from(["solicitation", "identity", "inquiry"]),
        "show_if": st.sampled_from(CONDITIONS_OF_OURS),
    }
)


@settings(
    max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(st.lists(ASKED, min_size=1, max_size=6), WORDS, st.sampled_from(WRITTEN))
def test_any_questionnaire_comes_back_but_for_what_the_report_names(
    asked: list[dict[str, Any]], title: dict[str, str], code: str
) -> None:
    first = [document(kind) for kind in ("single", "multiple", "rating", "number", "grid", "short_text")]
    more = [document(**{**each, "code": f"X{number}"}) for number, each in enumerate(asked)]
    source = whole(*first, *more)
    source["pages"][0]["title"] = title
    before, after, written = back_and_forth(source, code)
    lost = [place for place in differences(before, after) if not explained(place, written)]
    assert [
        place for place in lost if not _is_same_rule(place, before, after) and not _is_blank(place, before, after)
    ] == []


def _found(place: str, whole: dict[str, Any]) -> Any:
    head, *steps = place.split("|")
    part: Any = next((each for each in whole["pages"][0]["questions"] if f"question {each['code']}" == head), None)
    for step in steps:
        part = part.get(step) if isinstance(part, dict) else None
    return part


def _is_blank(place: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """A text without a word in it is no text."""
    return _found(place, before) in (None, "") and _found(place, after) in (None, "")


def _is_same_rule(place: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Two ways to write one condition: written once more they are one."""
    pair = [_found(place, each) for each in (before, after)]
    return place.endswith("|show_if") and None not in pair and pair in SAME


SAME = [["not SINGLE = 2", "SINGLE != 2"], ["sum(GRID) > 10", "coalesce(sum(GRID), 0) > 10"]]
"""Rules that come back in other words with the same meaning, see tests/logic/test_limesurvey.py."""


def test_the_questionnaire_of_a_known_study_comes_back_whole() -> None:
    for code in WRITTEN:
        before, after, written = back_and_forth(redbook(), code)
        assert [place for place in differences(before, after) if not explained(place, written)] == []


TEXTS = [
    "Plain", "a < b & c > d", "Line one\nLine two\n\nLine four", "{not.an.expression}", "“Quotes” and 'others' \"too\"",
    "tab\there", "ünïcödé 您好 مرحبا 😀", "&amp; &lt;b&gt;", "<script>alert(1)</script>", "]]>", "=1+1", "a" * 9_000,
]  # fmt: skip


@pytest.mark.parametrize("code", WRITTEN)
@pytest.mark.parametrize("text", TEXTS)
def test_texts_come_back_letter_by_letter(text: str, code: str) -> None:
    source = whole(document("long_text", code="T", text={"en": text}, hint={"es": text}))
    _before, after, _written = back_and_forth(source, code)
    question = after["pages"][0]["questions"][0]
    assert question["text"]["en"] == text.replace("\t", " ")
    assert question["hint"]["es"] == text.replace("\t", " ")


def test_the_file_is_laid_out_as_limesurvey_reads_it() -> None:
    written = formats.write("lss", read_questionnaire(whole(document("single"), document("grid"))), "T")
    root = ET.fromstring(written.content)  # noqa: S314 - written by ourselves a line above
    assert root.findtext("LimeSurveyDocType") == "Survey"
    assert [each.text for each in root.iterfind("languages/language")] == ["en", "es", "zh-Hans"]
    questions = root.findall("questions/rows/row")
    assert [row.findtext("type") for row in questions] == ["L", "F"]
    numbers = {
        row.findtext("qid") for name in ("questions", "subquestions") for row in root.iterfind(f"{name}/rows/row")
    }
    texts = [row.findtext("qid") for row in root.iterfind("question_l10ns/rows/row")]
    assert set(texts) == numbers
    assert len(texts) == 3 * len(numbers)
    for section in root:
        named = [each.text for each in section.iterfind("fields/fieldname")]
        assert all([cell.tag for cell in row] == named for row in section.iterfind("rows/row"))


def test_codes_are_letters_and_figures_there_and_no_two_are_alike() -> None:
    source = whole(document("single", code="A_B"), document("single", code="AB"), document("single", code="A__B"))
    before, after, written = back_and_forth(source, "lss")
    codes = re.findall(rb"<title>(\w+)</title>", written.content)
    assert len(set(codes)) == len(codes) == 3
    assert b"_" not in b"".join(codes)
    assert list(differences(before, after)) == []


def test_every_type_is_tried() -> None:
    assert {code_of(kind) for kind in SETTINGS} >= {code_of(kind) for kind in TYPES if kind in SETTINGS}
