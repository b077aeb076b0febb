"""The parts of Qualtrics files as the format has them, and a file with every kind of question."""

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
