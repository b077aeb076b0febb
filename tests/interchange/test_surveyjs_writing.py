"""SurveyJS files written from here: everything comes back, or the report of the writing names it."""

import copy
import json
from importlib.resources import files
from random import Random
from typing import Any

import pytest

from survey_app.interchange.questionnaires import formats, surveyjs
from survey_app.interchange.questionnaires.losses import Imported
from survey_app.questions.base import Value
from survey_app.questions.definition import Questionnaire
from survey_app.questions.logic_names import names_of
from survey_app.questions.registry import TYPES, read_questionnaire, write_questionnaire
from survey_app.questions.showing import show
from tests.interchange.surveyjs_files import Part
from tests.questions import specimens


def read(part: Any) -> Imported:
    return surveyjs.read(json.dumps(part).encode(), "file.json")


def questions(found: Imported) -> dict[str, dict[str, Any]]:
    return {question["code"]: question for page in found.document["pages"] for question in page["questions"]}


def reasons(found: Imported) -> str:
    return "\n".join(f"{loss.place} {loss.words} {loss.original}" for loss in found.losses)


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("away", [False, True])
def test_every_kind_of_ours_comes_back_as_it_was(away: bool, required: bool) -> None:  # noqa: FBT001 - two cases
    document = specimens.whole(required=required)
    for question in document["pages"][0]["questions"]:
        question["not_applicable"] = away
    whole = read_questionnaire(document)
    written = formats.write("surveyjs", whole, "Specimens")
    found = formats.read("back.json", written.content)
    assert found.document == write_questionnaire(whole)
    assert found.title == "Specimens"


def test_the_sample_questionnaire_comes_back_as_it_was() -> None:
    path = files("survey_app.services.sample_study") / "questionnaire.json"
    whole = read_questionnaire(json.loads(path.read_text("utf-8")))
    found = surveyjs.read(surveyjs.write(whole, "Sample").content, "back.json")
    assert found.document == write_questionnaire(whole)


@pytest.mark.parametrize(
    "languages", [["pt_BR", "en"], ["zh_Hans_CN", "es"], ["ar"], ["sr_Latn", "de_informal", "zh_Hant_TW"]]
)
def test_every_language_comes_back_with_its_texts(languages: list[str]) -> None:
    words = {code: f"How in {code}?" for code in languages}
    asked = [specimens.document("number", text=words), specimens.document("rating", text=words, show_if="NUMBER > 3")]
    whole = read_questionnaire({"languages": languages, "pages": [{"key": "a", "title": words, "questions": asked}]})
    found = surveyjs.read(surveyjs.write(whole, "").content, "back.json")
    assert found.languages[0] == languages[0]
    back = questions(found)
    assert [back[code]["text"] for code in ("NUMBER", "RATING")] == [words, words]
    assert found.document["pages"][0]["title"] == words


def test_the_mark_of_an_instrument_comes_back() -> None:
    document = specimens.whole()
    document["pages"][0]["questions"][0]["instrument"] = "sus"
    whole = read_questionnaire(document)
    back = surveyjs.read(surveyjs.write(whole, "").content, "back.json").document
    assert back["pages"][0]["questions"][0].get("instrument") == "sus"


RULES: list[dict[str, Any]] = [
    {
        "code": "Q",
        "kind": "single",
        "settings": {
            "options": [{"code": 3, "label": {"en": "A"}}, {"code": 5, "label": {"en": "B"}}],
            "other": {"code": 9, "label": {"en": "More"}},
        },
    },
    {
        "code": "M",
        "kind": "multiple",
        "show_if": "Q != 3",
        "settings": {
            "options": [
                {"code": 1, "label": {"en": "A"}, "show_if": "Q = 5"},
                {"code": 2, "label": {"en": "B"}, "exclusive": True},
            ]
        },
    },
    {
        "code": "N",
        "kind": "number",
        "show_if": "M has 1 and (Q = 5 or answered(Q.other))",
        "settings": {"min": 0, "max": 9},
        "checks": [
            {"rule": ". > 2 and . < 8", "message": {"en": "Between"}, "soft": True},
            {"rule": ". != 5", "message": {}, "soft": False},
        ],
    },
    {
        "code": "G",
        "kind": "grid",
        "settings": {
            "items": [{"code": "a", "label": {"en": "A"}, "show_if": "N + 1 > 3"}, {"code": "b", "label": {"en": "B"}}],
            "scale": {"first": 1, "last": 4},
        },
    },
    {
        "code": "T",
        "kind": "long_text",
        "show_if": "G.a < 3 or not (G.b = 2)",
        "checks": [{"rule": "length(.) >= 2 and length(.) <= 9", "message": {}, "soft": False}],
    },
    {
        "code": "Y",
        "kind": "yes_no",
        "purpose": "identity",
        "text": {"en": "{N} times {= coalesce(N, 0) + 1}?"},
        "show_if": "missing(T)",
    },
    {"code": "R", "kind": "recommend", "show_if": "Y = 1"},
]


def ruled() -> Part:
    asked = [{"text": {"en": part["code"]}, **part} for part in copy.deepcopy(RULES)]
    pages = [
        {
            "key": "one",
            "title": {"en": "One"},
            "questions": asked[:3],
            "jumps": [{"rule": "N = 7", "page": "", "outcome": "complete"}],
        },
        {
            "key": "two",
            "title": {},
            "questions": asked[3:5],
            "show_if": "Q = 5 or N > 3",
            "jumps": [{"rule": "G.a = 1", "page": "three", "outcome": ""}],
        },
        {"key": "three", "title": {}, "questions": asked[5:]},
    ]
    return {"languages": ["en"], "pages": pages}


def test_rules_come_back_or_are_told() -> None:
    whole = read_questionnaire(ruled())
    written = surveyjs.write(whole, "Rules")
    found = surveyjs.read(written.content, "back.json")
    wanted = write_questionnaire(whole)
    back = questions(found)
    for page in wanted["pages"]:
        for question in page["questions"]:
            other = back[question["code"]]
            for name in ("kind", "text", "purpose", "settings", "checks"):
                if question.get(name) != other.get(name):
                    assert name == "settings", (question, other)
                    assert strip(question[name]) == strip(other[name])
    rules = {code: question.get("show_if") for code, question in back.items()}
    assert rules["M"] == "Q != 3"
    assert rules["N"] == "M has 1 and (Q = 5 or answered(Q.other))"
    assert rules["T"] == "G.a < 3 or G.b != 2"
    assert rules["Y"] == "missing(T)"
    assert rules["R"] == "Y = 1"
    assert [page.get("jumps") for page in found.document["pages"]] == [page.get("jumps") for page in wanted["pages"]]
    assert [page.get("show_if") for page in found.document["pages"]] == [None, "Q = 5 or N > 3", None]


def strip(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: strip(each) for name, each in part.items() if name != "show_if"}
    return [strip(each) for each in part] if isinstance(part, list) else part


def test_a_sum_of_missing_numbers_is_told_to_differ() -> None:
    document = ruled()
    document["pages"][2]["questions"][0]["text"] = {"en": "{= N + 1}"}
    losses = surveyjs.write(read_questionnaire(document), "").losses
    assert [(loss.place, loss.original) for loss in losses if "count as 0" in loss.words] == [("Y", "N + 1")]


def test_what_surveyjs_cannot_say_is_told_in_the_report_of_the_writing() -> None:
    document = ruled()
    document["pages"][0]["questions"][1]["show_if"] = "reason(Q) = 'skipped'"
    document["pages"][0]["jumps"][0]["outcome"] = "young"
    losses = surveyjs.write(read_questionnaire(document), "").losses
    told = {(loss.place, loss.subject): loss for loss in losses}
    assert told["M", "show_if"].original == "reason(Q) = 'skipped'"
    assert "young" in told["one", "jumps"].words


def test_a_marked_question_that_was_changed_elsewhere_is_read_as_it_stands() -> None:
    whole = read_questionnaire(specimens.whole())
    part = json.loads(surveyjs.write(whole, "").content)
    marked = next(
        each for each in part["pages"][0]["elements"] if "settings" in each.get("rondo", {}) and "items" in each
    )
    marked["items"] = [{"name": "new", "title": "New row"}]
    found = read(part)
    assert "changed since it was written here" in reasons(found)
    assert "New row" in json.dumps(found.document)


def test_surveyjs_never_sees_kinds_it_does_not_know() -> None:
    known = {
        "text",
        "comment",
        "radiogroup",
        "checkbox",
        "dropdown",
        "boolean",
        "buttongroup",
        "rating",
        "ranking",
        "slider",
        "matrix",
        "matrixdropdown",
        "multipletext",
        "expression",
        "html",
        "file",
        "imagepicker",
        "paneldynamic",
    }
    part = json.loads(surveyjs.write(read_questionnaire(specimens.whole()), "").content)
    elements = part["pages"][0]["elements"]
    assert {each["type"] for each in elements} <= known
    assert len(elements) == len(specimens.SETTINGS) <= len(TYPES)


POOL = [
    "SINGLE = 2",
    "SINGLE != 2",
    "MULTIPLE has 1",
    "MULTIPLE.3 = 1",
    "MULTIPLE.3 != 1",
    "not (MULTIPLE has 2)",
    "RATING >= 4",
    "NUMBER > 3 and not (SINGLE = 1)",
    "NUMBER + 1 > RATING",
    "GRID.delivery < 3 or missing(SINGLE)",
    "answered(LONG_TEXT)",
    "count(MULTIPLE) >= 2",
    "count(MULTIPLE) < 2",
    "SINGLE = 9 or NUMBER = 0",
    "NUMBER != RATING",
    "not (NUMBER > 2 or RATING > 2)",
    "if(SINGLE = 1, NUMBER > 2, RATING > 2)",
    "SHORT_TEXT has 'x'",
    "length(SHORT_TEXT) > 3",
    "reason(SINGLE) = 'skipped'",
]
ASKED = ("single", "multiple", "rating", "number", "grid", "short_text", "long_text")


def chance_answers(random: Random) -> dict[str, Value]:
    """Some answers; each question may stay empty."""
    drawn: dict[str, Value] = {
        "SINGLE": random.choice([1, 2, 3, 9]),
        "RATING": random.randint(1, 5),
        "NUMBER": float(random.randint(0, 6)),
        "GRID.delivery": random.randint(1, 5),
        "SHORT_TEXT": random.choice(["xy", "b"]),
        "LONG_TEXT": "words",
    }
    found = {name: value for name, value in drawn.items() if random.random() < 0.6}
    if random.random() < 0.6:
        found |= {f"MULTIPLE.{code}": random.randint(0, 1) for code in (1, 2, 3, 8, 97)}
    return found


@pytest.mark.parametrize("seed", range(6))
def test_who_is_asked_what_is_the_same_after_the_way_there_and_back(seed: int) -> None:
    random = Random(seed)
    asked = [specimens.document(kind) for kind in ASKED]
    asked += [
        specimens.document("rating", code=f"LAST{n}", show_if=rule) for n, rule in enumerate(random.sample(POOL, 12))
    ]
    pages = [{"key": "one", "title": {}, "questions": asked[:7]}, {"key": "two", "title": {}, "questions": asked[7:]}]
    whole = read_questionnaire({"languages": ["en", "es"], "pages": pages})
    written = surveyjs.write(whole, "")
    told = {loss.place for loss in written.losses if loss.subject == "show_if"}
    back = read_questionnaire(surveyjs.read(written.content, "back.json").document)
    for _time in range(60):
        answers = chance_answers(random)
        assert seen(whole, answers) - told == seen(back, answers) - told


def seen(whole: Questionnaire, answers: dict[str, Value]) -> set[str]:
    return {question.code for shown in show(whole, answers, names_of(whole)).pages for question in shown.page.questions}
