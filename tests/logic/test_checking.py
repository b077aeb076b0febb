"""The check of one rule names the place, the fault and the cure, and keeps still about what is right."""

import pytest

from survey_app.logic.checking import check, references
from survey_app.logic.functions import TABLE
from survey_app.logic.names import Name, NameKind
from survey_app.logic.parsing import parse

NAMES = {
    "OVER": Name(NameKind.CODE, "OVER", frozenset({1, 2, 3})),
    "PROD": Name(NameKind.CODES, "PROD", frozenset({1, 3}), ((1, "PROD.1"), (3, "PROD.3"))),
    "PROD.1": Name(NameKind.CODE, "PROD", frozenset({0, 1})),
    "AGE": Name(NameKind.NUMBER, "AGE"),
    "NOTE": Name(NameKind.TEXT, "NOTE"),
    "BORN": Name(NameKind.DATE, "BORN"),
    "SERV": Name(NameKind.ROWS, "SERV", frozenset({1, 2, 3}), ((0, "SERV.price"),)),
    "SERV.price": Name(NameKind.CODE, "SERV", frozenset({1, 2, 3})),
}


@pytest.mark.parametrize(
    "rule",
    [
        "OVER < 3",
        "OVER > 7",
        "PROD has 3 and not PROD.1 = 1",
        "PROD = 3",
        "count(PROD) > 1 and count(OVER = 1, AGE > 3) = 2",
        "mean(SERV, AGE) >= 2.5",
        "NOTE has 'x' or matches(NOTE, '[A-Z]+')",
        "BORN > '2000' and BORN <= today()",
        "years_between(BORN, '2026-11-26') >= 18",
        "reason(OVER) = 'refused' or not shown(SERV)",
        "if(OVER = 1, NOTE, 'none') = 'x'",
        "coalesce(AGE, 0) > 3",
        "round(AGE / 3, 1) = 2.5",
        "answered(NOTE) and missing(SERV)",
        "join(NOTE, AGE, PROD) != ''",
        "number(NOTE) > 3",
        "true",
    ],
)
def test_a_sound_rule_gives_nothing_to_say(rule: str) -> None:
    assert check(rule, NAMES) == ()


@pytest.mark.parametrize(
    ("rule", "place", "words", "blocks"),
    [
        ("OVER <", 7, "ends where a value is expected", True),
        ("AGE > 3 and OVRE < 3", 13, "no question or answer “OVRE”. Did you mean “OVER”?", True),
        ("QQQQQ = 1", 1, "no question or answer “QQQQQ”. Write a code of this questionnaire", True),
        ("cuont(PROD) > 1", 1, "no function “cuont”. Did you mean “count”?", True),
        ("AGE > 1 and zzzzz(1) = 1", 13, "there is no function “zzzzz”.", True),
        ("round(AGE, 1, 2) > 1", 1, "“round” takes 1 to 2 values, not 3", True),
        ("power(AGE) > 1", 1, "“power” takes 2 values, not 1", True),
        ("AGE = 3 and matches(NOTE, '(')", 13, "this pattern cannot be used", True),
        ("matches(NOTE, '(?=a)a')", 1, "no look-ahead", True),
        (". > 3", 1, "nothing is checked here", True),
        ("OVER = 9", 1, "OVER has no answer with the code 9. It has 1, 2, 3.", False),
        ("AGE > 1 and 9 = OVER", 17, "OVER has no answer with the code 9", False),
        ("PROD has 2", 1, "PROD has no answer with the code 2. It has 1, 3.", False),
        ("AGE = 'x'", 1, "a number is compared with a text", False),
        ("OVER = 1 or NOTE < 3", 13, "a text is compared with a number", False),
        ("AGE = true", 1, "a number is compared with a condition", False),
        ("BORN > '26.11.2026'", 1, "“26.11.2026” is not a date. Write it like “2026-05-31”", False),
        ("PROD > 3", 1, "several chosen answers have no order", False),
        ("SERV = 3", 1, "several rows cannot be compared at once", False),
        ("AGE = none", 1, "a comparison with nothing is never met", False),
        ("(AGE = 3) has 1", 2, "“has” needs a question before it", False),
        ("AGE or OVER = 1", 1, "this is a number, but “or” needs a condition", False),
        ("OVER = 1 and NOTE", 14, "this is a text, but “and” needs a condition", False),
        ("not AGE", 5, "this is a number, but a condition is needed here", False),
        ("NOTE + 1 = 2", 1, "this is a text, but “+” needs a number", False),
        ("mean(PROD) > 1", 6, "this is several chosen answers, but a number is needed here", False),
        ("length(AGE) > 1", 8, "this is a number, but a text is needed here", False),
        ("shown(3)", 1, "“shown” needs the code of a question", False),
        ("AGE", 1, "", False),
        ("AGE + 1", 1, "", False),
    ],
)
def test_a_fault_is_told_with_its_place_and_its_cure(rule: str, place: int, words: str, *, blocks: bool) -> None:
    found = check(rule, NAMES)
    assert [(each.place, each.blocks) for each in found] == [(place, blocks)]
    words = words or "comes to a number, but a condition is needed: compare it"
    assert words in found[0].message % found[0].params


def test_every_fault_of_a_rule_is_told_in_the_order_it_is_read() -> None:
    found = check("XXXXX = 1 and OVER = 9 and (YYYYY > 1 or AGE = 'a')", NAMES)
    assert [each.place for each in found] == [1, 15, 29, 42]


def test_a_value_may_be_anything_where_no_condition_is_asked_for() -> None:
    assert check("mean(SERV) * 20", NAMES, condition=False) == ()
    assert check("if(OVER = 1, 'a', 'b')", NAMES, condition=False) == ()


def test_the_point_stands_for_the_answer_that_is_checked() -> None:
    assert check(". >= 18", NAMES, here="AGE") == ()
    assert [
        "no answer with the code 9" in each.message % each.params for each in check(". = 9", NAMES, here="OVER")
    ] == [True]


def test_references_come_in_the_order_they_are_read() -> None:
    tree = parse("if(A = 1, B, C) + sum(D, -E) > F.x and not G")
    assert list(references(tree)) == ["A", "B", "C", "D", "E", "F.x", "G"]


def test_every_function_says_what_it_takes_and_gives() -> None:
    kinds = {"number", "text", "truth", "codes", "rows", "argument"}
    assert len(TABLE) > 35
    assert {each.gives for each in TABLE.values()} <= kinds
    assert all(each.wants or not each.most for each in TABLE.values())
    assert all(each.least <= each.most for each in TABLE.values())
