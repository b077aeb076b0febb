"""SurveyJS files: what is read, what is told, and what is refused."""

import contextlib
import json
import time
from typing import Any

import pytest

from survey_app.exceptions import Refusal
from survey_app.interchange.questionnaires import formats, surveyjs
from survey_app.interchange.questionnaires.losses import Imported
from survey_app.questions.registry import read_questionnaire, write_questionnaire
from tests.interchange import hostile_files, surveyjs_files
from tests.interchange.surveyjs_files import FILES, Part, data, element, survey

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


def test_a_choice_may_be_its_value_and_its_words_with_a_bar_between_them() -> None:
    choices = ["low|Too low", "high|Too high"]
    elements = [
        {"type": "radiogroup", "name": "price", "choices": choices},
        {"type": "text", "name": "why", "visibleIf": "{price} = 'low'"},
    ]
    found = read({"pages": [{"elements": elements}]})
    assert [each["label"]["en"] for each in questions(found)["PRICE"]["settings"]["options"]] == ["Too low", "Too high"]
    assert questions(found)["WHY"]["show_if"] == "PRICE = 1"


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


def test_what_the_file_holds_is_counted_in_its_own_terms() -> None:
    counts = read(FILES["logic"]).counts
    assert (counts.pages, counts.questions, counts.items, counts.options) == (3, 13, 2, 10)
    assert counts.conditions == 11


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
    before = time.process_time()
    assert "more than 1000 parts" in reasons(read(FILES["round"]))
    assert time.process_time() - before < SECONDS


def test_a_repeated_name_and_a_value_of_the_wrong_kind_are_told() -> None:
    told = reasons(read(FILES["dirt"]))
    for words in (
        "Two questions have this name",
        "stands there twice",
        "A condition is a text",
        "larger than the most",
    ):
        assert words in told


def test_a_large_survey_is_read_and_written_in_little_time() -> None:
    elements = [
        element("radiogroup", f"q{n}", choices=list(range(10)), visibleIf=f"{{q{n - 1}}} = 3") for n in range(1, 501)
    ]
    elements[0].pop("visibleIf")
    before = time.process_time()
    found = read(survey(*elements))
    assert len(questions(found)) == 500
    assert time.process_time() - before < SECONDS


HOSTILE = dict(hostile_files.json_files(lambda parts: survey(*parts)))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_little_time(name: str) -> None:
    before = time.process_time()
    with pytest.raises(Refusal) as refused:
        surveyjs.read(HOSTILE[name], "evil.json")
    assert time.process_time() - before < SECONDS
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
    before = time.process_time()
    with contextlib.suppress(Refusal):
        assert read_questionnaire(surveyjs.read(content, "strange.json").document)
    assert time.process_time() - before < SECONDS


def test_files_of_the_first_versions_show_questions_by_triggers_and_are_written_as_programs_are() -> None:
    content = b"""{ /* an old one */
        triggers: [{ type: 'visible', name: "car", operator: "equal", value: "sedan", questions: ["Sedan"] },
                   { type: "visible", name: "car", value: "other", questions: ["why"] },],
        questions: [
            { type: "radiogroup", name: "car", hasOther: true, choices: ["hatch", "sedan|A sedan"] }, // first
            { type: "radiogroup", name: "Sedan", visible: false, choices: ["M5", "6 MPS"] },
            { type: "comment", name: "why", visible: false }]}"""
    found = formats.read("old.json", content)
    asked = {each["code"]: each for page in found.document["pages"] for each in page["questions"]}
    assert {code: each.get("show_if") for code, each in asked.items()} == {
        "CAR": None, "SEDAN": "CAR = 2", "WHY": "CAR = 97"
    }  # fmt: skip
    assert asked["CAR"]["settings"]["options"][1]["label"] == {"en": "A sedan"}


def test_words_under_default_are_english_where_the_language_of_the_survey_has_its_own() -> None:
    title = {"default": "How?", "de": "Wie?"}
    source = {
        "locale": "de",
        "elements": [{"type": "text", "name": "a", "title": title}, {"type": "text", "name": "b"}],
    }
    found = formats.read("a.json", json.dumps(source).encode())
    assert found.languages == ("en", "de")
    assert found.document["pages"][0]["questions"][0]["text"] == {"en": "How?", "de": "Wie?"}
    source["elements"][0]["title"] = "Wie?"  # type: ignore[index]
    assert formats.read("a.json", json.dumps(source).encode()).languages == ("de",)


def test_random_orders_and_runs_of_figures_come_over() -> None:
    elements = [
        {"type": "checkbox", "name": "a", "choices": ["x", "y"], "choicesOrder": "random"},
        {"type": "matrix", "name": "b", "columns": [1, 2, 3], "rows": ["x", "y"], "rowsOrder": "random"},
        {"type": "dropdown", "name": "c", "choicesMin": 2, "choicesMax": 8, "choicesStep": 2},
    ]
    source = {"pages": [{"name": "p", "questionsOrder": "random", "timeLimit": 9, "elements": elements}]}
    found = formats.read("a.json", json.dumps(source).encode())
    (page,) = found.document["pages"]
    assert [page["order"], *(each.get("order") for each in page["questions"])] == ["random", "random", "random", None]
    assert [option["code"] for option in page["questions"][2]["settings"]["options"]] == [2, 4, 6, 8]
    assert any(loss.place == "$.pages[0]" and "timeLimit" in loss.words for loss in found.losses)


def test_groups_and_tables_that_grow_are_questions_with_entries() -> None:
    fields = [
        {"type": "text", "name": "name", "title": "Name", "isRequired": True},
        {"type": "text", "name": "age", "inputType": "number", "min": 0, "step": 1},
        {"type": "dropdown", "name": "sex", "choices": ["f", "m"]},
        {"type": "boolean", "name": "here", "labelTrue": "Here"},
    ]
    columns = [{"name": "firm", "cellType": "text"}, {"name": "size", "choices": [1, 2]}]
    ruled = [fields[0], {**fields[1], "visibleIf": "{panel.name} notempty"}]
    source = {"elements": [
        {"type": "paneldynamic", "name": "kids", "templateElements": fields, "minPanelCount": 1, "maxPanelCount": 4},
        {"type": "matrixdynamic", "name": "firms", "columns": columns},
        {"type": "paneldynamic", "name": "old", "templateElements": ruled, "panelCount": 2},
        {"type": "text", "name": "why", "visibleIf": "{kids[1].sex} = 'm'"},
        {"type": "file", "name": "doc", "allowMultiple": True, "acceptedTypes": "image/*,.pdf"},
    ]}  # fmt: skip
    found = formats.read("a.json", json.dumps(source).encode())
    asked = {each["code"]: each for each in found.document["pages"][0]["questions"]}
    kids = asked["KIDS"]["settings"]
    assert [(each["code"], each["kind"]) for each in kids["columns"]] == [
        ("name", "short_text"), ("age", "number"), ("sex", "single"), ("here", "yes_no")
    ]  # fmt: skip
    assert (kids["least"], kids["most"], asked["FIRMS"]["settings"]["most"]) == (1, 4, 20)
    assert asked["WHY"]["show_if"] == "KIDS.2.sex = 2"
    assert {"NAME_1", "AGE_1", "NAME_2", "AGE_2"} <= asked.keys()
    assert (asked["DOC"]["settings"]["most"], asked["DOC"]["settings"]["groups"]) == (5, ["pictures", "documents"])
    assert (found.counts.questions, found.taken.questions) == (4 + 1 + 2 + 2, 8)
