"""The rules of a whole questionnaire are checked: each where it stands, and how they fit together."""

import time
from typing import Any

import pytest

from survey_app.logic.names import NameKind
from survey_app.questions.definition import Questionnaire
from survey_app.questions.logic_check import check_rules, rules_of
from survey_app.questions.logic_names import names_of
from survey_app.questions.registry import read_questionnaire


def options(*codes: int) -> dict[str, object]:
    return {"options": [{"code": code, "label": {"en": f"Answer {code}"}} for code in codes]}


def single(code: str, **more: object) -> dict[str, Any]:
    return {"code": code, "kind": "single", "text": {"en": code}, "settings": options(1, 2, 3), **more}


def number(code: str, **more: object) -> dict[str, Any]:
    return {"code": code, "kind": "number", "text": {"en": code}, **more}


def page(*questions: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"title": {}, "questions": list(questions), **more}


def document(*pages: dict[str, Any]) -> Questionnaire:
    parts = [{"key": f"p{number}", **part} for number, part in enumerate(pages, start=1)]
    return read_questionnaire({"languages": ["en"], "pages": parts})


def to(target: str, rule: str = "") -> dict[str, str]:
    return {"rule": rule, "page": target}


def told(*pages: dict[str, Any]) -> list[str]:
    return [str(found) for found in check_rules(document(*pages))]


def test_rules_that_fit_give_nothing_to_say() -> None:
    several = {"code": "PROD", "kind": "multiple", "text": {"en": "x"}, "settings": options(1, 2, 3)}
    assert told(
        page(single("OVER"), number("AGE", checks=[{"rule": ". > 17", "message": {}}]), jumps=[to("p3", "OVER = 3")]),
        page(several, single("WHY", show_if="PROD has 2 and AGE > 30", text={"en": "Why {OVER}, {= AGE + 1}?"})),
        page(
            single("LAST", show_if="OVER < 3"),
            show_if="answered(OVER)",
            jumps=[{"rule": "LAST = 1", "outcome": "screened"}],
        ),
    ) == []  # fmt: skip


def test_a_rule_is_told_where_it_stands_and_at_which_character() -> None:
    shown = single("WHY", show_if="OVRE = 1")
    shown["settings"] = {"options": [*options(1, 2)["options"], {"code": 3, "label": {"en": "x"}, "show_if": "OVER ="}]}  # type: ignore[misc]
    found = check_rules(
        document(
            page(single("OVER", checks=[{"rule": ". = 1 or", "message": {}}]), show_if="1 1"),
            page(shown, jumps=[{"rule": "", "page": "p2"}, {"rule": "AGE", "outcome": "x"}]),
        )
    )
    ends = "the rule ends where a value is expected, such as a question code or a number. Add it."
    assert [str(each) for each in found] == [
        "“Shown if” of page 1: Character 3: an operator such as = or “and” is expected before “1”.",
        f"Check 1 of OVER: Character 9: {ends}",
        "“Shown if” of WHY: Character 1: there is no question or answer “OVRE”. Did you mean “OVER”?",
        f"“Shown if” of row 3 of WHY: Character 7: {ends}",
        "Jump 2 of page 2: Character 1: there is no question or answer “AGE”. Write a code of this questionnaire.",
        "Jump 1 of page 2: page 2 does not lie ahead, so the jump is passed over. Choose a later page.",
    ]
    assert [each.blocks for each in found] == [True, True, True, True, True, False]
    assert [(each.code, each.page, each.kind) for each in found][:3] == [
        ("", "p1", "show_if"), ("OVER", "p1", "check"), ("WHY", "p2", "show_if"),
    ]  # fmt: skip


def test_a_question_cannot_be_looked_at_before_it_is_asked() -> None:
    later = "“Shown if” of FIRST: LAST is asked later, so nothing is known of it yet."
    assert told(page(single("FIRST", show_if="LAST = 1"), single("LAST")))[0].startswith(later)
    assert told(page(single("FIRST")), page(single("LAST"), show_if="LAST = 1"))[0].startswith(
        "“Shown if” of page 2: LAST is asked later"
    )
    assert told(page(single("FIRST"), jumps=[{"rule": "LAST = 1", "outcome": "x"}]), page(single("LAST")))[
        0
    ].startswith("Jump 1 of page 1: LAST is asked later")


def test_a_check_and_a_jump_may_look_at_everything_on_their_page() -> None:
    assert told(
        page(
            number("LOW", checks=[{"rule": ". < HIGH", "message": {}}]), number("HIGH"), jumps=[to("p2", "HIGH > 3")]
        ),
        page(single("LAST")),
    ) == []  # fmt: skip


def test_a_question_cannot_wait_for_its_own_answer() -> None:
    found = told(page(single("SELF", show_if="SELF = 1")))
    assert len(found) == 1
    assert found[0].startswith("“Shown if” of SELF: the rule looks at the answer of its own question")


def test_questions_that_wait_for_each_other_are_told_once() -> None:
    found = told(page(single("A", show_if="C = 1"), single("B", show_if="A = 1"), single("C", show_if="B = 1")))
    assert [each for each in found if "→" in each] == [
        "These questions wait for each other and are never shown: A → C → B → A. Change the rule of one of them."
    ]


def test_a_jump_to_a_page_that_does_not_exist_blocks_publishing() -> None:
    found = check_rules(document(page(single("A"), jumps=[{"rule": "A = 1", "page": "nowhere"}])))
    assert [(str(each), each.blocks) for each in found] == [
        ("Jump 1 of page 1: there is no page “nowhere”. Choose a page of this questionnaire.", True)
    ]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("A = 1 and A = 2", "no answer can meet this rule"),
        ("A > 3", "no answer can meet this rule"),
        ("1 = 2", "no answer can meet this rule"),
        ("A >= 1", "every answer meets this rule"),
        ("A = 1 or A != 1", "every answer meets this rule"),
        ("1 = 1", "every answer meets this rule"),
        ("M has 1 and count(M) = 0", "no answer can meet this rule"),
        ("N > 3 and N < 2", "no answer can meet this rule"),
        ("N > 3 and (N = 3 or A = 1 and N <= 3)", "no answer can meet this rule"),
        ("N > 3 or N < 3 or N = 3", "every answer meets this rule"),
    ],
)
def test_a_rule_that_comes_out_the_same_for_everybody_is_told(rule: str, words: str) -> None:
    several = {"code": "M", "kind": "multiple", "text": {"en": "x"}, "settings": options(1, 2)}
    found = told(page(single("A"), several, number("N")), page(single("B", show_if=rule)))
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize(
    "rule",
    [
        "answered(A)", "A = 1", "missing(A) or A > 0", "today() > '2026'", "N > 3 and N < 4", "N > 3 or N < 3",
        "N > 3 and N + 1 < 2", "N = A", "round(N) = 3 and N > 3",
    ],
)  # fmt: skip
def test_a_rule_that_depends_or_cannot_be_tried_is_left_alone(rule: str) -> None:
    assert told(page(single("A"), number("N")), page(single("B", show_if=rule))) == []


def test_a_page_that_everybody_is_led_past_is_told() -> None:
    pages = page(single("A"), jumps=[{"rule": "", "page": "p3"}]), page(single("B")), page(single("C"))
    assert told(*pages) == [
        "Page 2: no way leads here, for the jumps before lead everybody past it. Change a jump, or take the page out."
    ]
    other = page(single("A"), jumps=[{"rule": "A = 1", "page": "p2"}, {"rule": "", "page": "p3"}]), *pages[1:]
    assert told(*other) == []
    ended = page(single("A"), jumps=[{"rule": "", "outcome": "over"}]), *pages[1:]
    assert [each[:7] for each in told(*ended)] == ["Page 2:", "Page 3:"]


def test_a_name_in_a_text_may_be_meant_as_it_stands_but_an_expression_may_not() -> None:
    found = check_rules(document(page(single("A", text={"en": "{NOBODY} {= B +}", "es": "{NOBODY}"}))))
    assert [(each.kind, each.blocks) for each in found] == [("text", False), ("text", True)]


def test_names_stand_for_sets_rows_and_single_answers() -> None:
    several = {"code": "M", "kind": "multiple", "text": {"en": "x"}, "settings": options(1, 2)}
    rows = {"items": [{"code": "price", "label": {"en": "x"}}, {"code": "speed", "label": {"en": "y"}}]}
    grid = {"code": "G", "kind": "grid", "text": {"en": "x"}, "settings": rows}
    battery = {"code": "E", "kind": "battery", "text": {"en": "x"}, "settings": rows}
    day = {"code": "D", "kind": "date", "text": {"en": "x"}}
    names = names_of(document(page(single("A"), several, grid, battery, number("N"), day)))
    kinds = {name: known.kind for name, known in names.items()}
    assert names["M"].parts == ((1, "M.1"), (2, "M.2"))
    assert names["G"].parts == ((0, "G.price"), (0, "G.speed"))
    assert (kinds["A"], kinds["M"], kinds["G"], kinds["G.price"]) == (
        NameKind.CODE, NameKind.CODES, NameKind.ROWS, NameKind.CODE,
    )  # fmt: skip
    assert (kinds["N"], kinds["D"]) == (NameKind.NUMBER, NameKind.DATE)
    assert kinds["E"] is kinds["E.price"] is NameKind.ROWS
    assert names["A"].codes == {1, 2, 3}
    assert names["E.price"].question == "E"


def test_a_long_questionnaire_full_of_rules_is_checked_in_a_moment() -> None:
    questions = [single(f"Q{n}", show_if=f"Q{n - 1} = 1 or Q{n - 2} = 2" if n > 2 else "") for n in range(1, 401)]
    whole = document(*(page(*questions[start : start + 10]) for start in range(0, 400, 10)))
    began = time.thread_time()
    assert check_rules(whole) == ()
    assert time.thread_time() - began < 5
    assert len(list(rules_of(whole))) == 398


def calculated(expression: str, *, words: bool = False) -> list[str]:
    settings = {"expression": expression, "words": words}
    value = {"code": "C", "kind": "calculated", "text": {"en": "x"}, "settings": settings}
    return told(page(single("A"), {**single("T"), "kind": "short_text", "settings": {}}), page(value))


def test_a_calculation_is_read_and_comes_to_what_is_kept() -> None:
    assert calculated("A * 20") == calculated("A = 1") == calculated("if(A = 1, 'a', 'b')", words=True) == []
    assert calculated("") == ["C has no calculation yet. Write one, such as “mean(SERV)”."]
    assert calculated("join(T, '!')") == [
        "Calculation of C: the calculation comes to a text, but a number is kept here. Change it, or what is kept."
    ]
    assert calculated("B + 1")[0].startswith("Calculation of C: Character 1: there is no question or answer “B”")
    own = "Calculation of C: the rule looks at the answer of its own question"
    assert [each.startswith(own) for each in calculated("C + 1")] == [True]


def test_a_rule_may_not_look_at_what_a_random_order_can_put_behind_it() -> None:
    ask, why = single("ASK"), single("WHY", show_if="ASK = 1")
    said = "“Shown if” of WHY: ASK comes later for some people, since the order is random. Let ASK stay at an earlier "
    said += "place, or let both move together."
    assert told(page(ask, why, single("END"), order="random")) == [said]
    assert check_rules(document(page(ask, why, order="random")))[0].blocks
    assert told(page(ask, why, single("END"))) == []
    assert told(page({**ask, "anchored": True}, why, single("END"), order="random")) == []
    both = [{**each, "together": "a"} for each in (ask, why)]
    assert told(page(*both, single("END"), order="random")) == []


def test_pages_and_blocks_in_random_order_are_judged_too() -> None:
    def blocks(*pages: dict[str, Any], **more: Any) -> list[str]:
        parts = [{"key": f"p{number}", **part} for number, part in enumerate(pages, 1)]
        whole = {"languages": ["en"], "pages": parts, "blocks": [{"name": "b", "order": "random"}], **more}
        return [str(found) for found in check_rules(read_questionnaire(whole))]

    ask, why = page(single("ASK"), block="b"), page(single("WHY", show_if="ASK = 1"), block="b")
    assert len(blocks(ask, why)) == 1
    assert blocks(ask, why, blocks=[]) == []
    assert blocks({**ask, "anchored": True}, why, page(single("END"), block="b")) == []
    assert blocks(page(single("ASK")), why, page(single("END"), block="b")) == []
    moving = [{"name": "b", "moves": True}, {"name": "c", "moves": True}]
    assert len(blocks(ask, page(single("WHY", show_if="ASK = 1"), block="c"), blocks=moving)) == 1
    assert blocks(ask, page(single("C"), block="c"), page(single("WHY", show_if="ASK = 1")), blocks=moving) == []
    jump = blocks(page(single("ASK"), block="b", jumps=[to("p3", "ASK = 1")]), why, page(single("END"), block="b"))
    assert "Jump 1 of page 1: page 3 does not lie ahead for some people" in " ".join(jump)


def test_carried_answers_are_checked_as_one_rule() -> None:
    several = {"code": "PROD", "kind": "multiple", "text": {"en": "x"}, "settings": options(1, 2, 3)}
    best = {"code": "BEST", "kind": "single", "text": {"en": "x"}, "carry": {"from": "PROD"}}
    assert told(page(several), page(best)) == []
    said = "Answers that BEST takes over: PROD is asked later, so nothing is known of it yet. Move PROD to an earlier "
    assert told(page(best), page(several)) == [f"{said}place, or this rule to a later one."]


def test_a_text_that_takes_in_an_answer_of_its_own_page_is_told() -> None:
    asking = single("WHY", text={"en": "Why {OVER}?"})
    said = "Text of WHY: OVER stands on the same page, so this text shows “…” until the page is sent. Move one of the "
    assert told(page(single("OVER"), asking)) == [f"{said}two to another page."]
    assert told(page(single("OVER")), page(asking)) == []
    late = single("WHY", checks=[{"rule": "WHY != OVER", "message": {"en": "Not {OVER} again"}}])
    assert told(page(single("OVER"), late)) == []


def test_a_rule_that_a_number_with_these_limits_cannot_meet_is_told() -> None:
    age = number("AGE", settings={"min": 18, "max": 99})
    assert "no answer can meet this rule" in told(page(age), page(single("WHY", show_if="AGE < 18")))[0]
    assert "every answer meets this rule" in told(page(age), page(single("WHY", show_if="AGE <= 99")))[0]
    assert told(page(age), page(single("WHY", show_if="AGE < 19"))) == []
    assert told(page(number("AGE")), page(single("WHY", show_if="AGE < 18"))) == []
