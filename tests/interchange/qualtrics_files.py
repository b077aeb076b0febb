"""Qualtrics files written for these tests from what is publicly known of the format, with the dirt real ones carry."""

from tests.interchange.qualtrics_parts import TYPES, Part, block, choices, flow, line, logic, question, whole

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
