"""Qualtrics files written for these tests from what is publicly known of the format, with the dirt real ones carry."""

import json
from typing import Any

Part = dict[str, Any]


def choices(*words: str, **more: Part) -> Part:
    found: Part = {str(number): {"Display": word} for number, word in enumerate(words, 1)}
    for number, part in more.items():
        found[number.removeprefix("c")] |= part
    return found


def question(qid: str, tag: str, kind: str, selector: str, text: str, **more: Any) -> Part:
    payload = {
        "QuestionText": text,
        "DataExportTag": tag,
        "QuestionType": kind,
        "Selector": selector,
        "QuestionID": qid,
        "Configuration": {"QuestionDescriptionOption": "UseText"},
        "Language": [],
        "DefaultChoices": False,
        "Validation": {"Settings": {"ForceResponse": "OFF", "Type": "None"}},
        **more,
    }
    return {
        "SurveyID": "SV_1",
        "Element": "SQ",
        "PrimaryAttribute": qid,
        "SecondaryAttribute": text,
        "Payload": payload,
    }


def forced(**more: Any) -> Part:
    return {"Settings": {"ForceResponse": "ON", "ForceResponseType": "ON", "Type": "None", **more}}


def line(qid: str, locator: str, operator: str = "Selected", **more: Any) -> Part:
    where = f"q://{qid}/{locator}"
    return {
        "LogicType": "Question",
        "QuestionID": qid,
        "QuestionIsInLoop": "no",
        "ChoiceLocator": where,
        "LeftOperand": where,
        "Operator": operator,
        "QuestionIDFromLocator": qid,
        "Type": "Expression",
        "Description": f"<b>If</b> {qid}",
        **more,
    }


def logic(*lines: Part) -> Part:
    return {
        "0": {**{str(n): each for n, each in enumerate(lines)}, "Type": "If"},
        "Type": "BooleanExpression",
        "inPage": False,
    }


def block(name: str, *asked: Any, **more: Any) -> Part:
    elements = [
        {"Type": "Page Break"}
        if each is None
        else each
        if isinstance(each, dict)
        else {"Type": "Question", "QuestionID": each}
        for each in asked
    ]
    return {"Type": "Standard", "Description": name, "ID": f"BL_{name}", "BlockElements": elements, **more}


def flow(*parts: Any) -> Part:
    inner = [
        {"Type": "Block", "ID": f"BL_{each}", "FlowID": "FL_2"} if isinstance(each, str) else each for each in parts
    ]
    return {"Type": "Root", "FlowID": "FL_1", "Flow": inner, "Properties": {"Count": len(inner)}}


def whole(questions: list[Part], blocks: Any, steps: Part | None = None, *extra: Part, **entry: Any) -> Part:
    elements = [{"Element": "BL", "PrimaryAttribute": "Survey Blocks", "Payload": blocks}]
    elements += [{"Element": "FL", "PrimaryAttribute": "Survey Flow", "Payload": steps}] if steps else []
    about = {"SurveyID": "SV_1", "SurveyName": "Customers", "SurveyLanguage": "EN", **entry}
    return {"SurveyEntry": about, "SurveyElements": [*elements, *extra, *questions]}


def data(part: Any) -> bytes:
    return json.dumps(part).encode()


TYPES = whole(
    [
        question(
            "QID1",
            "industry",
            "MC",
            "SAVR",
            "Which <b>industry</b>?&nbsp;",
            SubSelector="TX",
            Validation=forced(),
            Choices=choices("Food", "Metal", "Other", c3={"TextEntry": "true"}),
            ChoiceOrder=["2", 1, "3"],
            RecodeValues={"1": "10", "2": "20", "3": "99"},
            Randomization={"Type": "All"},
        ),
        question(
            "QID2",
            "products",
            "MC",
            "MAVR",
            "Which products?",
            Choices=choices("Pumps", "Valves", "None", c3={"ExclusiveAnswer": True}),
            Validation={
                "Settings": {"ForceResponse": "OFF", "Type": "ChoiceRange", "MinChoices": "1", "MaxChoices": "2"}
            },
        ),
        question(
            "QID3",
            "nps",
            "MC",
            "NPS",
            "Would you recommend us?",
            Choices={str(n): {"Display": str(n)} for n in range(11)},
        ),
        question("QID4", "country", "MC", "DL", "Country?", Choices=choices("Spain", "China")),
        question(
            "QID5",
            "sat",
            "Matrix",
            "Likert",
            "How satisfied?",
            SubSelector="SingleAnswer",
            Choices=choices("Price", "Speed"),
            Answers=choices("bad", "ok", "good"),
            AnswerOrder=["1", "2", "3"],
            ChoiceDataExportTags={"1": "sat_price", "2": "sat_speed"},
        ),
        question(
            "QID6",
            "used",
            "Matrix",
            "Likert",
            "Used?",
            SubSelector="MultipleAnswer",
            Choices=choices("A", "B"),
            Answers=choices("2024", "2025"),
        ),
        question(
            "QID7",
            "notes",
            "Matrix",
            "TE",
            "Notes",
            SubSelector="Short",
            Choices=choices("A", "B"),
            Answers=choices("Good", "Bad"),
        ),
        question(
            "QID8",
            "words",
            "Matrix",
            "Bipolar",
            "How is it?",
            Choices=choices("slow:fast", "dear:cheap"),
            Answers=choices("", "", "", "", ""),
        ),
        question(
            "QID9",
            "name",
            "TE",
            "SL",
            "Name?",
            Validation={"Settings": {"ForceResponse": "ON", "MinChars": "2", "TotalChars": "40"}},
        ),
        question(
            "QID10",
            "age",
            "TE",
            "SL",
            "Age?",
            Validation={
                "Settings": {
                    "ForceResponse": "ON",
                    "Type": "ContentType",
                    "ContentType": "ValidNumber",
                    "ValidNumber": {"Min": "18", "Max": "99", "NumDecimals": "0"},
                }
            },
        ),
        question(
            "QID11",
            "mail",
            "TE",
            "SL",
            "Mail?",
            Validation={"Settings": {"Type": "ContentType", "ContentType": "ValidEmail"}},
        ),
        question("QID12", "why", "TE", "ML", "Why, ${q://QID9/ChoiceTextEntryValue}? ${e://Field/src}"),
        question("QID13", "essay", "TE", "ESTB", "Tell us"),
        question("QID14", "form", "TE", "FORM", "Address", Choices=choices("Street", "Town")),
        question(
            "QID15",
            "sbs",
            "SBS",
            "SBSMatrix",
            "Both",
            Choices=choices("Price", "Speed"),
            AdditionalQuestions={
                "1": {
                    "QuestionText": "Important?",
                    "QuestionType": "Matrix",
                    "Selector": "Likert",
                    "SubSelector": "SingleAnswer",
                    "Answers": choices("no", "so", "yes"),
                },
                "2": {
                    "QuestionText": "Comment",
                    "QuestionType": "Matrix",
                    "Selector": "TE",
                    "Answers": choices("Words"),
                },
            },
        ),
        question(
            "QID16",
            "sure",
            "Slider",
            "HSLIDER",
            "How sure?",
            Choices=choices("Sure"),
            Configuration={"CSSliderMin": "0", "CSSliderMax": "10", "NumDecimals": "0"},
        ),
        question(
            "QID17",
            "bars",
            "Slider",
            "HBAR",
            "Shares?",
            Choices=choices("A", "B"),
            Configuration={"CSSliderMin": 0, "CSSliderMax": 100},
        ),
        question("QID18", "rank", "RO", "DND", "Order", Choices=choices("A", "B", "C")),
        question(
            "QID19",
            "sum",
            "CS",
            "VRTL",
            "Share 100 points",
            Choices=choices("A", "B"),
            Validation={"Settings": {"Type": "ChoiceTotal", "ChoiceTotal": "100"}},
        ),
        question("QID20", "intro", "DB", "TB", "<p>Welcome</p><p>Please answer</p>"),
        question("QID21", "pic", "DB", "GRB", ""),
        question("QID22", "map", "HeatMap", "Image", "Click"),
        question("QID23", "time", "Timing", "PageTimer", "Timing"),
        question(
            "QID24",
            "yesno",
            "Matrix",
            "Likert",
            "Have you?",
            SubSelector="SingleAnswer",
            Choices=choices("A", "B"),
            Answers=choices("Yes", "No"),
        ),
    ],
    [
        block(
            "all",
            "QID20",
            "QID1",
            "QID2",
            "QID3",
            "QID4",
            None,
            "QID5",
            "QID6",
            "QID7",
            "QID8",
            None,
            "QID9",
            "QID10",
            "QID11",
            "QID12",
            "QID13",
            "QID14",
            None,
            "QID15",
            "QID16",
            "QID17",
            "QID18",
            "QID19",
            "QID21",
            "QID22",
            "QID23",
            "QID24",
        )
    ],
    flow("all"),
    {"Element": "SCO", "PrimaryAttribute": "Scoring", "Payload": {"ScoringCategories": [{"ID": "SC_1"}]}},
)
LOGIC = whole(
    [
        question(
            "QID1", "first", "MC", "SAVR", "First?", Choices=choices("Yes", "No", "Other", c3={"TextEntry": True})
        ),
        question(
            "QID2",
            "many",
            "MC",
            "MAVR",
            "Many?",
            Choices=choices("A", "B"),
            DisplayLogic=logic(line("QID1", "SelectableChoice/1")),
        ),
        question(
            "QID3",
            "age",
            "TE",
            "SL",
            "Age?",
            Validation={"Settings": {"Type": "ContentType", "ContentType": "ValidNumber"}},
            DisplayLogic=logic(
                line("QID2", "SelectableChoice/1"),
                line("QID2", "SelectableChoice/2", "NotSelected", Conjuction="And"),
                line("QID1", "SelectableChoice/2", Conjuction="Or"),
            ),
        ),
        question(
            "QID4",
            "why",
            "TE",
            "ML",
            "Why?",
            InPageDisplayLogic=logic(line("QID3", "ChoiceTextEntryValue", "GreaterThan", RightOperand="17")),
        ),
        question(
            "QID5",
            "emb",
            "TE",
            "SL",
            "Hidden?",
            DisplayLogic=logic(
                {
                    "LogicType": "EmbeddedField",
                    "LeftOperand": "src",
                    "Operator": "EqualTo",
                    "RightOperand": "mail",
                    "Type": "Expression",
                    "Description": "If src Is Equal to mail",
                }
            ),
        ),
        question(
            "QID6",
            "grid",
            "Matrix",
            "Likert",
            "Grid",
            SubSelector="SingleAnswer",
            Choices=choices("P", "Q"),
            Answers=choices("1", "2", "3"),
            DisplayLogic=logic(line("QID1", "ChoiceTextEntryValue/3", "NotEmpty")),
        ),
        question(
            "QID7",
            "cf",
            "MC",
            "SAVR",
            "Which of these most?",
            Choices=[],
            ChoiceOrder=[],
            DynamicChoicesData=[],
            DynamicChoices={
                "DynamicType": "ChoiceGroup",
                "Locator": "q://QID2/ChoiceGroup/SelectedChoices",
                "Type": "Dynamic",
            },
        ),
        question(
            "QID8",
            "end",
            "TE",
            "SL",
            "End?",
            DisplayLogic=logic(
                line("QID6", "SelectableChoice/1/3"), line("QID99", "SelectableChoice/1", Conjuction="And")
            ),
        ),
        question("QID9", "gone", "TE", "SL", "Deleted?"),
    ],
    [
        block(
            "one",
            {
                "Type": "Question",
                "QuestionID": "QID1",
                "SkipLogic": [
                    {
                        "SkipLogicID": 1,
                        "ChoiceLocator": "q://QID1/SelectableChoice/2",
                        "Condition": "Selected",
                        "SkipToDestination": "ENDOFSURVEY",
                    },
                    {
                        "SkipLogicID": 2,
                        "ChoiceLocator": "q://QID1/SelectableChoice/3",
                        "Condition": "Selected",
                        "SkipToDestination": "QID6",
                    },
                ],
            },
            None,
            "QID2",
            "QID3",
            "QID4",
            "QID5",
        ),
        block("two", "QID6", "QID7"),
        block("three", "QID8"),
        block("unused", "QID9"),
        {
            "Type": "Trash",
            "ID": "BL_trash",
            "Description": "Trash",
            "BlockElements": {"1": {"Type": "Question", "QuestionID": "QID9"}},
        },
    ],
    flow(
        {
            "Type": "EmbeddedData",
            "FlowID": "FL_9",
            "EmbeddedData": [{"Description": "src", "Type": "Recipient", "Field": "src"}],
        },
        "one",
        {
            "Type": "Branch",
            "FlowID": "FL_3",
            "BranchLogic": logic(line("QID1", "SelectableChoice/1")),
            "Flow": [{"Type": "BlockRandomizer", "SubSet": "1", "Flow": [{"Type": "Block", "ID": "BL_two"}]}],
        },
        {
            "Type": "Branch",
            "BranchLogic": logic(line("QID3", "ChoiceTextEntryValue", "LessThan", RightOperand="18")),
            "Flow": [{"Type": "EndSurvey"}],
        },
        "three",
        {"Type": "Authenticator", "FlowID": "FL_8"},
    ),
)
LANGUAGES = whole(
    [
        question(
            "QID1",
            "Q1",
            "MC",
            "SAVR",
            "How?",
            Choices=choices("Well", "Badly"),
            Language={
                "ES": {"QuestionText": "¿Cómo?", "Choices": {"1": {"Display": "Bien"}}},
                "ZH-S": {"QuestionText": "怎么样?"},
                "XX-YY-": {"QuestionText": "?"},
            },
        ),
        question("QID2", "Q1", "TE", "SL", "Twice the same tag", Language=None),
        question("QID3", "年龄", "TE", "SL", "A tag in Chinese", Language="nonsense"),
    ],
    {"0": block("Default Question Block", "QID1", "QID2", "QID3", "QID404")},
    SurveyName="Tres\nidiomas",
)
BARE = {
    "SurveyEntry": None,
    "SurveyElements": {"a": question("QID1", "Q1", "TE", "SL", "No blocks at all?"), "b": 7, "c": None},
}
DIRT = whole(
    [
        question(
            "QID1",
            "",
            "MC",
            "SAVR",
            "Numbers as texts",
            Choices={"1": {"Display": 5}, "4": {"Display": None}, "7": "plain"},
            ChoiceOrder=[9, "4", 1],
        ),
        question("QID1", "dup", "TE", "SL", "The same number twice"),
        {"Element": "SQ", "PrimaryAttribute": "QID3", "Payload": None},
        {"Element": "SQ", "PrimaryAttribute": "QID4", "Payload": {"QuestionType": ["MC"], "QuestionText": {"a": 1}}},
        question("QID5", "mat", "Matrix", "Likert", "No answers", Choices=choices("A")),
        question(
            "QID6",
            "x" * 300,
            "TE",
            "SL",
            "Long name",
            Validation=[],
            Configuration=[],
            DisplayLogic=[],
            QuestionJS="alert(1)",
        ),
    ],
    [block("a", "QID1", "QID1", "QID3", "QID4", None, None, "QID5", "QID6"), 3, None, {"Type": "Standard"}],
    flow("a", "a", "nowhere", {"Type": "WebService"}, {}, {"Type": "Group", "Flow": "x"}, {"Flow": None}),
)


def nested(depth: int) -> Part:
    inner: Part = {"Type": "Block", "ID": "BL_a"}
    for _level in range(depth):
        inner = {"Type": "Group", "Flow": [inner]}
    return inner


DEEP = whole(
    [question("QID1", "Q1", "TE", "SL", "Deep?")], [block("a", "QID1"), block("b", "QID1")], flow("b", nested(40))
)
FILES: dict[str, Part] = {
    "types": TYPES,
    "logic": LOGIC,
    "languages": LANGUAGES,
    "bare": BARE,
    "dirt": DIRT,
    "deep": DEEP,
}
