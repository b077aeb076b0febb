"""SurveyJS files: what is read, what is told, what comes back after writing, and what is refused."""

import contextlib
import copy
import json
import time
from importlib.resources import files
from random import Random
from typing import Any

import pytest

from survey_app.exceptions import Refusal
from survey_app.interchange.questionnaires import formats, surveyjs
from survey_app.interchange.questionnaires.losses import Imported
from survey_app.questions.base import Value
from survey_app.questions.definition import Questionnaire
from survey_app.questions.logic_names import names_of
from survey_app.questions.registry import TYPES, read_questionnaire, write_questionnaire
from survey_app.questions.showing import show
from tests.interchange import hostile_files, surveyjs_files
from tests.interchange.surveyjs_files import FILES, Part, data, element, survey
from tests.questions import specimens

SECONDS = 5.0


def read(part: Any) -> Imported:
    return surveyjs.read(json.dumps(part).encode(), "file.json")


def questions(found: Imported) -> dict[str, dict[str, Any]]:
    return {question["code"]: question for page in found.document["pages"] for question in page["questions"]}


def reasons(found: Imported) -> str:
    return "\n".join(f"{loss.place} {loss.words} {loss.original}" for loss in found.losses)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_recognised_and_becomes_a_questionnaire(name: str) -> None:
    content = json.dumps(FILES[name]).encode()
    assert formats.recognise("any.json", content).code == "surveyjs"
    found = formats.read("any.json", content)
    assert write_questionnaire(read_questionnaire(found.document)) == found.document
    assert all(loss.place and loss.words for loss in found.losses)


def test_every_kind_of_question_becomes_ours_or_is_told() -> None:
    found = read(FILES["kinds"])
    kinds = {code: question["kind"] for code, question in questions(found).items()}
    expected = {
        "NAME": "short_text",
        "AGE": "number",
        "BORN": "date",
        "AT": "time",
        "MAIL": "email",
        "TEL": "phone",
        "PLATE": "pattern",
        "MONEY": "number",
        "WHY": "long_text",
        "ONE": "single",
        "LAND": "single",
        "MANY": "multiple",
        "TAGS": "multiple",
        "OK": "yes_no",
        "STARS": "rating",
        "TWO": "single",
        "ORDER": "ranking",
        "SURE": "slider",
        "SAT": "grid",
        "YESNO_A": "single",
        "TABLE_C1": "grid",
        "KID_1": "short_text",
        "KID_2": "short_text",
        "DOUBLE": "calculated",
        "INTRO": "information",
        "LOGO": "information",
        "SOURCE": "hidden",
    }
    assert {code: kinds.get(code) for code in expected} == expected
    told = reasons(found)
    for lost in ("signed", "imagemap", "my-own-thing", "showSelectAllItem", "a.png", "c.png"):
        assert lost in told


def test_every_element_stands_in_the_questionnaire_or_in_the_report() -> None:
    found = read(FILES["kinds"])
    texts = json.dumps(found.document, ensure_ascii=False) + reasons(found)
    for part in surveyjs_files.KINDS["pages"][0]["elements"]:
        if part["type"] != "paneldynamic":
            assert part["name"] in texts or part["name"].upper() in texts, part["name"]


def test_answers_that_are_words_are_numbered_and_their_words_stay() -> None:
    found = questions(read(FILES["kinds"]))
    assert [words["en"] for words in found["SAT"]["settings"]["scale"]["labels"]] == ["bad", "ok", "good"]
    assert [option["label"]["en"] for option in found["ONE"]["settings"]["options"]] == ["a", "b"]
    assert found["ONE"]["settings"]["other"]["label"] == {"en": "Something else"}


def test_conditions_of_panels_rows_answers_and_pages_are_read() -> None:
    found = read(FILES["logic"])
    asked = questions(found)
    assert asked["N"]["show_if"] == "(Q = 1 or Q = 2) and M has 1 and answered(Q)"
    assert asked["M"]["settings"]["options"][1]["show_if"] == "Q = 1"
    assert [option["show_if"] for option in asked["BEST"]["settings"]["options"]] == ["M has 1", "M has 2"]
    assert asked["REST"]["settings"]["options"][0]["show_if"] == "missing(M) or not M has 1"
    assert asked["G"]["settings"]["items"][0]["show_if"] == "M has 1"
    first, second, _third = found.document["pages"]
    assert second["show_if"] == "N > 17 or coalesce(N, 0) + coalesce(N, 0) >= 3"
    assert first["jumps"] == [{"rule": "N < 3", "page": "", "outcome": "complete"}]
    assert second["jumps"] == [{"rule": "K = 7", "page": "third", "outcome": ""}]
    assert asked["LAST"]["text"] == {"en": "{Q} and {N} and {foo}"}


def test_validators_become_checks_with_their_words() -> None:
    asked = questions(read(FILES["logic"]))
    rules = {check["rule"]: check["message"] for check in asked["K"]["checks"]}
    assert rules[". >= 1"] == {"en": "At least one"}
    assert rules[". < N"] == {"en": "Less", "es": "Menos"}
    assert "missing(N) or N <= 5 or answered(K)" in rules
    assert [check["rule"] for check in asked["T"]["checks"]] == ["length(.) >= 2", 'matches(., "[A-Z]+")']
    assert asked["MAIL"]["kind"] == "email"


def test_a_condition_that_cannot_be_read_stands_in_the_report_with_its_place_and_its_text() -> None:
    told = {loss.place: loss for loss in read(FILES["logic"]).losses}
    lost = told["$.pages[1].elements[3].visibleIf"]
    assert (lost.outcome.value, lost.original) == ("dropped", "sumInArray({m}, 'x') > 1")
    assert told["$.triggers[3]"].outcome.value == "dropped"
    assert told["$.completedHtml"].original == "<h3>Thanks</h3>"
    assert "(?=x)y" in told["$.pages[1].elements[1].validators[2]"].original


def test_texts_come_in_all_their_languages() -> None:
    found = read(FILES["languages"])
    assert found.title == "Survey"
    assert found.languages[0] == "en"
    assert set(found.languages) == {"en", "es", "zh_Hans_CN", "pt_BR", "ar"}
    assert questions(found)["Q"]["text"]["zh_Hans_CN"] == "怎么样?"
    assert "xx yy" in reasons(found)


def test_a_repeated_group_asks_about_its_own_repetition() -> None:
    asked = questions(read(FILES["kinds"]))
    assert asked["YEARS_1"]["show_if"] == "answered(KID_1)"
    assert asked["YEARS_2"]["show_if"] == "answered(KID_2)"


def test_a_formula_that_doubles_itself_forty_times_is_told_and_not_worked_out() -> None:
    before = time.perf_counter()
    assert "more than 1000 parts" in reasons(read(FILES["round"]))
    assert time.perf_counter() - before < SECONDS


def test_a_repeated_name_and_a_value_of_the_wrong_kind_are_told() -> None:
    told = reasons(read(FILES["dirt"]))
    for words in (
        "Two questions have this name",
        "stands there twice",
        "A condition is a text",
        "larger than the most",
    ):
        assert words in told


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
    }
    part = json.loads(surveyjs.write(read_questionnaire(specimens.whole()), "").content)
    elements = part["pages"][0]["elements"]
    assert {each["type"] for each in elements} <= known
    assert len(elements) == len(specimens.SETTINGS) <= len(TYPES)


def test_a_large_survey_is_read_and_written_in_little_time() -> None:
    elements = [
        element("radiogroup", f"q{n}", choices=list(range(10)), visibleIf=f"{{q{n - 1}}} = 3") for n in range(1, 501)
    ]
    elements[0].pop("visibleIf")
    before = time.perf_counter()
    found = read(survey(*elements))
    assert len(questions(found)) == 500
    assert time.perf_counter() - before < SECONDS


HOSTILE = dict(hostile_files.json_files(lambda parts: survey(*parts)))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_little_time(name: str) -> None:
    before = time.perf_counter()
    with pytest.raises(Refusal) as refused:
        surveyjs.read(HOSTILE[name], "evil.json")
    assert time.perf_counter() - before < SECONDS
    assert str(refused.value)
    assert "%(" not in str(refused.value)


STRANGE: dict[str, Part] = {
    "deep panels": survey(element("text", "a")),
    "many choices": survey(element("radiogroup", "q", choices=list(range(100_000)))),
    "many elements": survey(*[element("text", f"q{n}") for n in range(5_000)]),
    "many rules": survey(*[element("text", f"q{n}", visibleIf="{q0} = 1 and " * 150 + "{q0} = 2") for n in range(200)]),
    "long text": survey(element("html", "h", html=hostile_files.REGULAR_BOMB), element("text", "a")),
    "many validators": survey(element("text", "a", validators=[{"type": "regex", "regex": "a*" * 100}] * 5_000)),
    "wide table": survey(
        element("matrixdropdown", "m", rows=list(range(500)), columns=[{"name": n} for n in range(500)])
    ),
    "many panels": survey(element("paneldynamic", "p", panelCount=10**9, templateElements=[element("text", "a")])),
    "no length": survey(element("text", "a", maxLength=1e308, min=-1e308, inputType="number")),
    "names": survey(*[element("text", "q") for _n in range(400)]),
    "marks": survey(
        element("text", "a", rondo={"kind": "grid", "settings": {"items": 7}, "of": []}), element("text", "b", rondo=3)
    ),
}
_inner: Part = STRANGE["deep panels"]["pages"][0]
for _level in range(90):
    _inner["elements"] = [{"type": "panel", "name": f"p{_level}", "elements": _inner["elements"]}]
_inner["elements"].append(element("text", "b"))


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_file_is_read_or_refused_in_little_time(name: str) -> None:
    content = data(STRANGE[name])
    before = time.perf_counter()
    with contextlib.suppress(Refusal):
        assert read_questionnaire(surveyjs.read(content, "strange.json").document)
    assert time.perf_counter() - before < SECONDS


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
