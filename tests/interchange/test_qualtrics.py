"""Qualtrics files: what is read, what is told, and what is refused."""

import contextlib
import json
import time
from typing import Any

import pytest

from survey_app.exceptions import Refusal
from survey_app.interchange.questionnaires import formats, qualtrics
from survey_app.interchange.questionnaires.losses import Imported
from survey_app.questions.registry import read_questionnaire, write_questionnaire
from tests.interchange import hostile_files
from tests.interchange.qualtrics_files import FILES, nested
from tests.interchange.qualtrics_parts import (
    Part,
    block,
    choices,
    data,
    flow,
    line,
    logic,
    question,
    whole,
)

SECONDS = 5.0


def read(part: Any) -> Imported:
    return qualtrics.read(data(part), "file.qsf")


def questions(found: Imported) -> dict[str, dict[str, Any]]:
    return {asked["code"]: asked for page in found.document["pages"] for asked in page["questions"]}


def reasons(found: Imported) -> str:
    return "\n".join(f"{loss.place} {loss.subject} {loss.words} {loss.original}" for loss in found.losses)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_recognised_and_becomes_a_questionnaire(name: str) -> None:
    assert formats.recognise("any.qsf", data(FILES[name])).code == "qualtrics"
    found = formats.read("any.qsf", data(FILES[name]))
    assert write_questionnaire(read_questionnaire(found.document)) == found.document
    assert all(loss.words and "%(" not in loss.words for loss in found.losses)


def test_every_kind_of_question_becomes_ours_or_is_told() -> None:
    found = read(FILES["types"])
    kinds = {code: asked["kind"] for code, asked in questions(found).items()}
    expected = {
        "INTRO": "information", "INDUSTRY": "single", "PRODUCTS": "multiple", "NPS": "recommend", "COUNTRY": "single",
        "SAT": "grid", "WORDS": "differential", "NAME": "short_text", "AGE": "number", "MAIL": "email",
        "WHY": "long_text",
        "ESSAY": "long_text", "SBS_1": "grid", "SURE": "slider", "RANK": "ranking", "SUM": "constant_sum",
        "YESNO_1": "single", "YESNO_2": "single",
    }  # fmt: skip
    assert {code: kinds.get(code) for code in expected} == expected
    told = reasons(found)
    assert all(words in told for words in ("HeatMap", "Timing", "Pictures do not come over", "Scoring"))
    assert len(found.document["pages"]) == 4


def test_codes_order_limits_and_open_answers_are_those_of_the_file() -> None:
    asked = questions(read(FILES["types"]))
    industry = asked["INDUSTRY"]
    assert industry["text"] == {"en": "Which industry?"}
    assert industry["required"] is True
    assert [option["code"] for option in industry["settings"]["options"]] == [20, 10]
    assert industry["settings"]["other"] == {"code": 99, "label": {"en": "Other"}}
    products = asked["PRODUCTS"]["settings"]
    assert (products["min"], products["max"], products["options"][2]["exclusive"]) == (1, 2, True)
    assert asked["AGE"]["settings"] == {"unit": {}, "min": 18.0, "max": 99.0, "decimals": 0}
    assert asked["NAME"]["checks"][0]["rule"] == "length(.) >= 2 and length(.) <= 40"
    assert [item["code"] for item in asked["SAT"]["settings"]["items"]] == ["price", "speed"]
    assert asked["WHY"]["text"]["en"].startswith("Why, {NAME}?")
    assert asked["SUM"]["settings"]["total"] == 100


def test_display_logic_and_carried_answers_are_read() -> None:
    asked = questions(read(FILES["logic"]))
    assert asked["MANY"]["show_if"] == "FIRST = 1"
    assert asked["AGE"]["show_if"] == "MANY has 1 and (missing(MANY) or not MANY has 2) or FIRST = 2"
    assert asked["WHY"]["show_if"] == "AGE > 17"
    assert asked["EMB"]["show_if"] == 'SRC = "mail"'
    assert asked["SRC"]["settings"] == {"parameter": "src"}
    assert asked["GRID"]["show_if"] == "answered(FIRST.other)"
    assert (asked["CF"]["carry"], asked["CF"]["settings"]["options"]) == ({"from": "MANY", "which": "chosen"}, [])


def test_the_flow_becomes_conditions_of_pages_and_jumps() -> None:
    pages = read(FILES["logic"]).document["pages"]
    assert [page["key"] for page in pages] == ["one", "one_2", "two", "three"]
    assert [page.get("show_if") for page in pages] == [None, None, "FIRST = 1", None]
    assert pages[0]["jumps"] == [
        {"rule": "FIRST = 2", "page": "", "outcome": "end"},
        {"rule": "FIRST = 3", "page": "two", "outcome": ""},
    ]
    assert pages[2]["jumps"] == [{"rule": "AGE < 18", "page": "", "outcome": "end"}]
    assert pages[1]["jumps"][0]["rule"] == "(AGE < 18) and (if(FIRST = 1, false, true))"


def test_deleted_unused_and_unreadable_parts_are_told() -> None:
    found = read(FILES["logic"])
    told = reasons(found)
    assert "GONE" not in questions(found)
    for words in (
        "Deleted questions are left out: gone",
        "The flow never shows this block",
        "QID99",
        "Authenticator",
    ):
        assert words in told


def test_translations_come_over_as_far_as_they_go() -> None:
    found = read(FILES["languages"])
    assert found.title == "Tres idiomas"
    assert set(found.languages) == {"en", "es", "zh_Hans_CN"}
    first = questions(found)["Q1"]
    assert first["text"] == {"en": "How?", "es": "¿Cómo?", "zh_Hans_CN": "怎么样?"}
    assert [option["label"].get("es") for option in first["settings"]["options"]] == ["Bien", None]
    assert {"Q1", "Q1_2"} <= set(questions(found))


def test_dirt_is_told_and_the_rest_is_read() -> None:
    found = read(FILES["dirt"])
    assert [option["code"] for option in questions(found)["QID1"]["settings"]["options"]] == [4, 1, 7]
    told = reasons(found)
    for words in ("stands there twice", "names a block that is not in the file", "Program code does not come over"):
        assert words in told


def test_a_file_without_blocks_is_one_page() -> None:
    assert [page["key"] for page in read(FILES["bare"]).document["pages"]] == ["page1"]


def test_a_real_one_answer_table_keeps_its_row_conditions() -> None:
    rows = choices("A", "B", c2={"DisplayLogic": logic(line("QID1", "SelectableChoice/1"))})
    found = read(
        whole(
            [
                question("QID1", "a", "MC", "SAVR", "?", Choices=choices("x", "y")),
                question(
                    "QID2",
                    "b",
                    "Matrix",
                    "Likert",
                    "?",
                    SubSelector="SingleAnswer",
                    Choices=rows,
                    Answers=choices("1", "2", "3"),
                ),
                question("QID3", "c", "TE", "SL", "?", DisplayLogic=logic(line("QID2", "SelectableChoice/2/3"))),
            ],
            [block("a", "QID1", "QID2", "QID3")],
        )
    )
    asked = questions(found)
    assert [item.get("show_if") for item in asked["B"]["settings"]["items"]] == [None, "A = 1"]
    assert asked["C"]["show_if"] == "B.2 = 3"


HOSTILE = dict(hostile_files.json_files(lambda parts: whole(parts, [])))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_little_time(name: str) -> None:
    before = time.process_time()
    with pytest.raises(Refusal) as refused:
        qualtrics.read(HOSTILE[name], "evil.qsf")
    assert time.process_time() - before < SECONDS
    assert str(refused.value)
    assert "%(" not in str(refused.value)


def table(number: int) -> Part:
    words = [str(each) for each in range(number)]
    return question("QID1", "m", "Matrix", "TE", "?", Choices=choices(*words), Answers=choices(*words))


STRANGE: dict[str, Part] = {
    "deep flow": whole([question("QID1", "a", "TE", "SL", "?")], [block("a", "QID1")], flow(nested(80))),
    "wide flow": whole([question("QID1", "a", "TE", "SL", "?")], [block("a", "QID1")], flow(*["a"] * 20_000)),
    "many choices": whole(
        [question("QID1", "a", "MC", "SAVR", "?", Choices=choices(*["x"] * 50_000))], [block("a", "QID1")]
    ),
    "many questions": whole(
        [question(f"QID{n}", "a", "TE", "SL", "?") for n in range(3_000)],
        [block("a", *[f"QID{n}" for n in range(3_000)])],
    ),
    "wide table": whole([table(2_000)], [block("a", "QID1")]),
    "many lines": whole(
        [
            question(
                "QID1",
                "a",
                "MC",
                "SAVR",
                "?",
                Choices=choices("x"),
                DisplayLogic=logic(*[line("QID1", "SelectableChoice/1")] * 20_000),
            )
        ],
        [block("a", "QID1")],
    ),
    "surrogates": whole(
        [question("QID1", "\ud800", "MC", "SAVR", "\ud800\x00?", Choices=choices("\ud800", "b"))],
        [block("\ud800", "QID1")],
    ),
    "loops": whole(
        [question("QID1", "a", "TE", "SL", "?", DisplayLogic=logic(line("QID1", "ChoiceTextEntryValue", "NotEmpty")))],
        [block("a", "QID1")],
    ),
    "long text": whole(
        [question("QID1", "a", "DB", "TB", hostile_files.REGULAR_BOMB + "${" * 20_000)], [block("a", "QID1")]
    ),
    "wrong kinds": {
        "SurveyElements": [
            {"Element": ["BL"], "Payload": 3},
            {"Element": "FL", "Payload": [1]},
            {"Element": "SQ", "Payload": "x"},
        ]
    },
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_file_is_read_or_refused_in_little_time(name: str) -> None:
    content = json.dumps(STRANGE[name]).encode()
    before = time.process_time()
    with contextlib.suppress(Refusal):
        assert read_questionnaire(qualtrics.read(content, "strange.qsf").document)
    assert time.process_time() - before < SECONDS


def test_orders_draws_and_quotas_come_over() -> None:
    fixed = {"Type": "Advanced", "Advanced": {"FixedOrder": ["{~Randomized~}", "{~Randomized~}", "3"]}}
    rows = [
        question("QID1", "a", "MC", "MAVR", "?", Choices=choices("x", "y", "none"), Randomization=fixed),
        question("QID2", "b", "TE", "SL", "?"),
        question("QID3", "c", "TE", "SL", "?"),
        question("QID4", "d", "MC", "SAVR", "?", Choices=choices("x", "y")),
        question("QID5", "e", "MC", "SAVR", "?", Choices=choices("x", "y")),
    ]
    blocks = [block(name, f"QID{number}") for number, name in enumerate(("one", "two", "three", "four", "five"), 1)]
    blocks[0]["Options"] = {"RandomizeQuestions": "RandomizeAll"}
    ids = [each["ID"] for each in blocks]
    draw = [{"Type": "Block", "ID": name} for name in ids]
    both = {"Type": "BlockRandomizer", "SubSet": 2, "Flow": draw[:2]}
    one = {"Type": "BlockRandomizer", "SubSet": 1, "Flow": draw[2:4]}
    found = read(whole(rows, blocks, flow(both, one, "five")))
    pages = found.document["pages"]
    asked = questions(found)
    assert [page.get("block") for page in pages] == [ids[0], ids[1], None, None, None]
    assert found.document["blocks"] == [{"name": name, "moves": True} for name in ids[:2]]
    assert (pages[0]["order"], asked["A"]["order"]) == ("random", "random")
    assert [option.get("anchored") for option in asked["A"]["settings"]["options"]] == [None, None, True]
    assert (asked["ARM"]["kind"], [page.get("show_if") for page in pages[2:]]) == ("arm", ["ARM = 1", "ARM = 2", None])


def test_a_quota_is_a_rule_with_a_limit() -> None:
    source = whole([question("QID1", "a", "MC", "SAVR", "?", Choices=choices("x", "y"))], [block("one", "QID1")])
    quotas: list[Part] = [
        {
            "Name": "X",
            "Occurrences": "20",
            "Logic": logic(line("QID1", "SelectableChoice/1")),
            "QuotaAction": "EndSurvey",
        },
        {"Name": "Lost", "Occurrences": 5, "Logic": logic(line("QID9", "SelectableChoice/1"))},
    ]
    source["SurveyElements"] += [
        {"Element": "QO", "PrimaryAttribute": each["Name"], "Payload": each} for each in quotas
    ]
    found = read(source)
    assert [(cell.name, cell.rule, cell.most, cell.action) for cell in found.cells] == [("X", "A = 1", 20, "end")]
    assert (found.counts.quotas, found.taken.quotas) == (2, 1)
    assert "quota Lost" in reasons(found)


def test_trees_groups_regions_and_sets_find_their_kind() -> None:
    groups = {"Groups": ["near", "far", "never"]}
    rows = [
        question("QID1", "car", "DD", "DL", "?", Choices=choices("Make", "Model"),
                 Answers=choices("Seat ~ Leon", "Seat ~ Ibiza", "Fiat ~ 500")),
        question("QID2", "town", "DD", "DL", "?", Choices=choices("Town"), Answers=choices("Lima", "Cusco")),
        question("QID3", "sort", "PGR", "DragAndDrop", "?", Choices=choices("a", "b"), **groups),
        question("QID4", "map", "HotSpot", "OnOff", "?", Choices=choices("north", "south")),
        question("QID5", "best", "Matrix", "MaxDiff", "?", Choices=choices("a", "b", "c", "d"),
                 Answers=choices("Least", "Most")),
        question("QID6", "own", "Matrix", "Profile", "?", Choices=choices("a", "b"),
                 Answers={"1": choices("x", "y"), "2": choices("x", "y", "z")}),
        question("QID7", "time", "Timing", "PageTimer", "?", Choices=choices("First Click")),
    ]  # fmt: skip
    found = read(whole(rows, [block("one", *(f"QID{number}" for number in range(1, 8)))]))
    asked = questions(found)
    kinds = {code: each["kind"] for code, each in asked.items()}
    assert kinds == {
        "CAR": "hierarchical", "TOWN": "single", "SORT": "grid", "MAP": "multiple", "BEST": "maxdiff",
        "OWN_1": "single", "OWN_2": "single",
    }  # fmt: skip
    seat = asked["CAR"]["settings"]["options"][0]
    assert [each["label"]["en"] for each in seat["options"]] == ["Leon", "Ibiza"]
    assert asked["BEST"]["settings"]["best"] == {"en": "Most"}
    assert (found.counts.items, found.counts.options) == (2 + 4 + 2, 3 + 2 + 3 + 2 + 2 + 5)
    assert "nobody is asked anything" in reasons(found)
