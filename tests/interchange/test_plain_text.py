"""A questionnaire from plain text: the habits of three languages, and that no text whatever breaks it."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.interchange.questionnaires.plain.reading import Became
from survey_app.interchange.questionnaires.plain.walking import read
from survey_app.questions.registry import read_questionnaire

ENGLISH = """
CUSTOMER SURVEY 2026

Thank you for taking part.

Section 1: About you
1. What is your gender?
Male
Female
Other (please specify) ____

2. How old are you? ____
3. Which of our products do you use? (choose all that apply)
   a) Pumps
   b) Valves
   c) Other: ______
4. How satisfied are you overall? (1-5)
5. How likely are you to recommend us? 0-10
6. Please rate the following from 1 = very bad to 5 = very good:
- Price
- Quality
- N/A
7. Did you complain? (yes/no)
If no, go to question 9
8. How did the complaint end?
1. Well
2. Badly (go to 10)
3. It is still open
9. What should we improve? *
______________________
______________________
10. Rank the following in order of importance
* price
* service
Your email: ________
"""
SPANISH = """
Sección 1. Datos
P1. ¿Cuál es su sexo?
  1) Hombre
  2) Mujer
P2. ¿Qué productos usa? (marque hasta 2)
- Bombas
- Válvulas
- Otro, ¿cuál? ______
P3. ¿Qué tan satisfecho está, del 1 al 5?
P4. ¿Por qué?
P5. ¿Le gusta? (obligatoria)
Sí / No
"""
CHINESE = """
一、基本信息
1、您的性别：A. 男  B. 女
2、您的年龄是？
○18岁以下
○18-30岁
3、您使用过哪些产品？（多选）
□ 泵
□ 其他____
二、满意度
4、您对我们的服务总体满意吗？（1-5分）
5、请对以下各项评分，1=非常不满意，5=非常满意
- 价格
- 质量
6、您有什么建议？
"""


def kinds(text: str) -> list[tuple[str, str]]:
    return [(each["code"], each["kind"]) for page in read(text, "en").document["pages"] for each in page["questions"]]


def question(text: str, code: str) -> dict[str, Any]:
    pages = read(text, "en").document["pages"]
    return next(each for page in pages for each in page["questions"] if each["code"] == code)


def test_an_english_text_becomes_pages_questions_answers_and_scales() -> None:
    assert kinds(ENGLISH) == [
        ("T1", "information"), ("Q1", "single"), ("Q2", "number"), ("Q3", "multiple"), ("Q4", "rating"),
        ("Q5", "recommend"), ("Q6", "grid"), ("Q7", "yes_no"), ("Q8", "single"), ("Q9", "long_text"),
        ("Q10", "ranking"), ("Q11", "email"),
    ]  # fmt: skip
    pages = read(ENGLISH, "en").document["pages"]
    assert [page["title"] for page in pages] == [{"en": "CUSTOMER SURVEY 2026"}, {"en": "About you"}]
    assert question(ENGLISH, "Q3")["settings"]["other"]["label"] == {"en": "Other"}
    grid = question(ENGLISH, "Q6")
    assert grid["not_applicable"]
    assert [row["label"]["en"] for row in grid["settings"]["items"]] == ["Price", "Quality"]
    assert grid["settings"]["scale"] == {"first": 1, "last": 5, "low": {"en": "very bad"}, "high": {"en": "very good"}}
    assert [option["label"]["en"] for option in question(ENGLISH, "Q8")["settings"]["options"]] == [
        "Well", "Badly", "It is still open",
    ]  # fmt: skip
    assert question(ENGLISH, "Q9")["required"]


def test_what_says_where_to_go_is_not_taken_and_said() -> None:
    lines = {line.words: line for line in read(ENGLISH, "en").lines}
    assert lines["If no, go to question 9"].became is Became.LEFT_OUT
    assert "Logic" in lines["If no, go to question 9"].note
    assert lines["2. Badly (go to 10)"].params == {"rule": "go to 10"}


def test_spanish_habits_are_known() -> None:
    assert kinds(SPANISH) == [
        ("Q1", "single"), ("Q2", "multiple"), ("Q3", "rating"), ("Q4", "long_text"), ("Q5", "yes_no"),
    ]  # fmt: skip
    assert question(SPANISH, "Q2")["settings"]["max"] == 2
    assert question(SPANISH, "Q5")["required"]
    assert read(SPANISH, "es").document["pages"][0]["title"] == {"es": "Datos"}


def test_chinese_habits_are_known() -> None:
    assert kinds(CHINESE) == [
        ("Q1", "single"), ("Q2", "single"), ("Q3", "multiple"), ("Q4", "rating"), ("Q5", "grid"), ("Q6", "long_text"),
    ]  # fmt: skip
    assert [option["label"]["en"] for option in question(CHINESE, "Q1")["settings"]["options"]] == ["男", "女"]
    assert [page["title"]["en"] for page in read(CHINESE, "en").document["pages"]] == ["基本信息", "满意度"]


@pytest.mark.parametrize(
    ("text", "kind", "answers"),
    [
        ("Which one?\n\nThis one\nThat one", "single", ["This one", "That one"]),
        ("1) Which?\n1) A thing\n2) Another\n", "single", ["A thing", "Another"]),
        ("Q1: Which?\n1 = Yes\n2 = No\n9 = Unknown", "single", ["Yes", "No", "Unknown"]),
        ("What else\n[ ] a\n[ ] b", "multiple", ["a", "b"]),
        ("Rate us\n1 2 3 4 5", "rating", []),
        ("How good?\nbad 1 2 3 good", "rating", []),
        ("1. Which?\n- a long\nanswer over two lines\n- b", "single", ["a long answer over two lines", "b"]),
        ("# Topic\n**Part**\nHow?\n- a\n- b", "single", ["a", "b"]),
        ("1. A?\n\n- x\n\n- y\n\n2. B?\n\n- z\n\n- w", "single", ["x", "y"]),
        ("Gender: ( ) Male ( ) Female", "single", ["Male", "Female"]),
        ("1. When? (date)", "date", []),
    ],
)
def test_one_question_in_many_hands(text: str, kind: str, answers: list[str]) -> None:
    first = read(text, "en").document["pages"][0]["questions"][0]
    assert first["kind"] == kind
    assert [each["label"]["en"] for each in first.get("settings", {}).get("options", [])] == answers


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1. How likely are you to recommend us (0-10)?", "How likely are you to recommend us?"),
        ("1. How satisfied are you (1-5) with us?", "How satisfied are you with us?"),
        ("1. 您有多满意（1-5）？", "您有多满意？"),
    ],
)
def test_what_stood_in_brackets_leaves_no_gap(text: str, words: str) -> None:
    [first] = read(text, "en").document["pages"][0]["questions"]
    assert first["kind"] in {"recommend", "rating"}
    assert first["text"]["en"] == words


def test_codes_that_the_text_gives_are_kept() -> None:
    options = question("Q1: Which?\n1 = Yes\n2 = No\n9 = Unknown", "Q1")["settings"]["options"]
    assert [option["code"] for option in options] == [1, 2, 9]


PARTS = st.sampled_from([
    "1. What?", "2) Which one", "Q3: How? (1-5)", "a) this", "B. that", "- x", "* y", "[ ] box", "( ) ring", "____", "",
    "   ", "SECTION", "Section 2", "一、信息", "1、您", "□ 是 □ 否", "1 = a, 5 = b", "1 2 3 4 5", "0-10", "Yes / No",
    "go to 5", "Other: ___", "N/A", "N/A", "(choose all that apply)", "max 3", "max 99", "rank", "---", "# ", "##  x",
    "\ud800", "\x00", "1.", "()", "(", "9999 = x", "0 = x", "1\t2\t3", "plain words", "Plain words.", "?", "¿?", "*",
    "P1 ¿Sí?", "第1题", "第一部分", "1. 1. 1.", "a) a) a)", "☐☐☐", "1 (low) to 5 (high)", "Why", "I. One",
])  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(PARTS | st.text(max_size=30), max_size=25).map("\n".join))
def test_no_text_breaks_it_and_every_line_is_accounted_for(text: str) -> None:
    found = read(text, "en")
    questionnaire = read_questionnaire(found.document)
    codes = {each.code for each in questionnaire.questions()}
    assert len(codes) == found.questions
    numbers = [line.number for line in found.lines]
    assert len(set(numbers)) == len(numbers)
    written = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert set(numbers) >= {number for number, line in enumerate(written, 1) if any(map(str.isalnum, line))}
    for line in found.lines:
        if line.became is Became.LEFT_OUT:
            assert line.note % line.params if line.params else line.note
        else:
            assert line.code in codes or line.became is Became.PAGE, line


def test_a_very_long_text_is_read_quickly() -> None:
    begun = time.process_time()
    many = read("\n".join(f"{n}. Which one?\n- a\n- b" for n in range(1, 900)), "en")
    read("x" * 200_000, "en")
    read("\n".join(["words"] * 30_000), "en")
    read("1=" * 100_000, "en")
    assert many.questions == 899
    assert time.process_time() - begun < 5
