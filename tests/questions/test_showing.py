"""What is shown of a questionnaire with rules, and which answers count."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.forms.page import PageForm
from survey_app.questions.base import Value
from survey_app.questions.definition import Questionnaire
from survey_app.questions.logic_names import names_of
from survey_app.questions.piping import Piping, has_places
from survey_app.questions.registry import TYPES, read_questionnaire, type_of
from survey_app.questions.showing import Shown, depends, has_rules, show
from survey_app.vocabulary import Missing
from tests.planting import items, options, question
from tests.questions import specimens
from tests.questions.rendering import rendered

NOT_SHOWN = Missing.NOT_SHOWN


def ruled(part: Mapping[str, Any], **rules: Any) -> dict[str, Any]:
    """A question, option, row or page with rules beside its other parts."""
    return {**part, **rules}


def page(key: str, *questions: Mapping[str, Any], **rules: Any) -> dict[str, Any]:
    return {"key": key, "title": {}, "questions": list(questions), **rules}


def of(*pages: Mapping[str, Any]) -> Questionnaire:
    return read_questionnaire({"languages": ["en"], "pages": list(pages)})


def shown(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> Shown:
    return show(questionnaire, answers, names_of(questionnaire))


def codes(way: Shown) -> list[list[str]]:
    return [[question.code for question in each.page.questions] for each in way.pages]


USES = question("USES", "single", options=options("Yes", "No"))
WHY = ruled(question("WHY", "short_text"), show_if="USES = 2")
PLAIN = question("END", "short_text")


def test_a_question_is_shown_only_where_its_rule_is_met() -> None:
    whole = of(page("p1", USES), page("p2", WHY, PLAIN))
    assert has_rules(whole)
    assert codes(shown(whole, {"USES": 2})) == [["USES"], ["WHY", "END"]]
    assert codes(shown(whole, {"USES": 1})) == [["USES"], ["END"]]
    assert codes(shown(whole, {})) == [["USES"], ["END"]]


def test_what_was_answered_and_is_not_shown_does_not_count_and_comes_back_when_it_is() -> None:
    whole = of(page("p1", USES), page("p2", WHY, PLAIN))
    given = {"USES": 1, "WHY": "dear", "END": "x"}
    counted = shown(whole, given).answers
    assert counted == {"USES": 1, "WHY": NOT_SHOWN, "END": "x"}
    assert shown(whole, counted).answers == counted
    assert shown(whole, {**given, "USES": 2}).answers["WHY"] == "dear"


def test_a_hidden_question_is_missing_for_the_rules_behind_it() -> None:
    last = ruled(question("LAST", "short_text"), show_if="answered(WHY)")
    whole = of(page("p1", USES), page("p2", WHY), page("p3", last))
    assert codes(shown(whole, {"USES": 2, "WHY": "dear"})) == [["USES"], ["WHY"], ["LAST"]]
    assert codes(shown(whole, {"USES": 1, "WHY": "dear"})) == [["USES"]]
    by_reason = of(page("p1", USES), page("p2", WHY), page("p3", ruled(PLAIN, show_if='reason(WHY) = "not_shown"')))
    assert codes(shown(by_reason, {"USES": 1})) == [["USES"], ["END"]]


def test_a_rule_does_not_see_what_is_asked_later() -> None:
    whole = of(page("p1", ruled(PLAIN, show_if="USES = 1")), page("p2", USES))
    assert codes(shown(whole, {"USES": 1})) == [["USES"]]


def test_a_page_on_which_nothing_is_shown_is_passed_over() -> None:
    whole = of(page("p1", USES), page("p2", WHY), page("p3", PLAIN))
    way = shown(whole, {"USES": 1})
    assert [each.number for each in way.pages] == [1, 3]
    assert (way.after(1), way.before(3), way.after(3), way.place(3)) == (3, 1, None, 2)
    assert way.page(2) is None


def test_a_page_has_a_rule_of_its_own() -> None:
    whole = of(page("p1", USES), page("p2", question("A", "short_text"), show_if="USES = 2"), page("p3", PLAIN))
    assert shown(whole, {"USES": 1, "A": "x"}).answers == {"USES": 1, "A": NOT_SHOWN}
    assert codes(shown(whole, {"USES": 2})) == [["USES"], ["A"], ["END"]]


def test_a_jump_leaves_out_the_pages_between_and_the_first_that_is_met_counts() -> None:
    jumps = [{"rule": "USES = 2", "page": "p3"}, {"rule": "", "page": "p4"}]
    parts = [question(code, "short_text") for code in "ABC"]
    whole = of(page("p1", USES, jumps=jumps), *(page(f"p{n}", part) for n, part in enumerate(parts, 2)))
    assert [each.number for each in shown(whole, {"USES": 2}).pages] == [1, 3, 4]
    assert [each.number for each in shown(whole, {"USES": 1, "A": "x"}).pages] == [1, 4]
    assert shown(whole, {"USES": 1, "A": "x"}).answers["A"] is NOT_SHOWN


def test_a_jump_to_the_end_names_the_outcome() -> None:
    whole = of(page("p1", USES, jumps=[{"rule": "USES = 2", "outcome": "screened out"}]), page("p2", PLAIN))
    way = shown(whole, {"USES": 2, "END": "x"})
    assert ([each.number for each in way.pages], way.outcome) == ([1], "screened out")
    assert way.answers == {"USES": 2, "END": NOT_SHOWN}
    assert shown(whole, {"USES": 1}).outcome == ""


@pytest.mark.parametrize("target", ["p1", "gone"])
def test_a_jump_that_does_not_lead_on_is_passed_over(target: str) -> None:
    whole = of(page("p1", USES), page("p2", PLAIN, jumps=[{"rule": "", "page": target}]), page("p3", WHY))
    assert [each.number for each in shown(whole, {"USES": 2}).pages] == [1, 2, 3]


def test_options_and_rows_are_shown_by_rules_and_their_answers_count_only_then() -> None:
    offered = options("Food", "Drink")
    which = question("WHICH", "single", options=[offered[0], ruled(offered[1], show_if="USES = 1")])
    rows = items("Price", "Taste")
    grid = question("SERV", "grid", items=[rows[0], ruled(rows[1], show_if="WHICH = 2")], scale={})
    whole = of(page("p1", USES), page("p2", which), page("p3", grid))
    given = {"USES": 1, "WHICH": 2, "SERV.price": 4, "SERV.taste": 5}
    assert shown(whole, given).answers == given
    hidden = shown(whole, {**given, "USES": 2})
    assert hidden.answers == {"USES": 2, "SERV.price": 4, "SERV.taste": NOT_SHOWN}
    assert [option.code for option in hidden.pages[1].page.questions[0].settings.options] == [1]


def test_a_question_none_of_whose_rows_is_shown_is_not_shown() -> None:
    rows = [ruled(row, show_if="USES = 1") for row in items("Price", "Taste")]
    whole = of(page("p1", USES), page("p2", question("SERV", "grid", items=rows, scale={}), PLAIN))
    way = shown(whole, {"USES": 2, "SERV.price": 4})
    assert codes(way) == [["USES"], ["END"]]
    assert way.answers == {"USES": 2, "SERV.price": NOT_SHOWN, "SERV.taste": NOT_SHOWN}


def test_a_least_number_of_answers_never_exceeds_what_is_shown() -> None:
    offered = [ruled(option, show_if="USES = 1") for option in options("A", "B")]
    which = question("WHICH", "multiple", options=[*offered, {"code": 3, "label": {"en": "C"}}], min=2)
    way = shown(of(page("p1", USES), page("p2", which)), {"USES": 2})
    assert way.pages[1].page.questions[0].settings.least == 1


def test_questions_that_an_answer_on_the_same_page_calls_up_are_dormant() -> None:
    whole = of(page("p1", USES, WHY), page("p2", ruled(PLAIN, show_if="USES = 2")))
    way = shown(whole, {"USES": 1})
    assert [question.code for question in way.pages[0].dormant] == ["WHY"]
    assert len(way.pages) == 1


@pytest.mark.parametrize("rule", ["USES =", "1/0", "nothing(1)", "GONE = 1", "((((", "has has has", "USES = 'x'", "."])
def test_a_rule_that_makes_no_sense_hides_and_never_fails(rule: str) -> None:
    whole = of(page("p1", USES), page("p2", ruled(PLAIN, show_if=rule)))
    assert codes(shown(whole, {"USES": 1})) == [["USES"]]


def test_a_questionnaire_without_rules_has_none() -> None:
    assert not has_rules(of(page("p1", USES), page("p2", PLAIN)))


def test_earlier_answers_stand_in_later_texts_in_words() -> None:
    many = question("MANY", "multiple", options=options("Tea", "Coffee", "Milk"))
    years = question("YEARS", "number", min=0)
    end = question(
        "END", "short_text", "{USES}: {MANY}, {YEARS} years, twice {= YEARS * 2}, {MANY.1}, {END}, {GONE} {x}"
    )
    whole = of(page("p1", USES, many, years), page("p2", end))
    assert has_places(whole)
    given: dict[str, Value] = {"USES": 2, "MANY.1": 1, "MANY.2": 1, "MANY.3": 0, "YEARS": 2.5}
    filled = Piping(whole, given, names_of(whole), "en").page(whole.pages[1])
    text = "No: Tea; Coffee, 2.5 years, twice 5, Chosen, …, {GONE} {x}"
    assert filled.questions[0].text == {"en": text}


def test_what_is_missing_or_cannot_be_read_never_breaks_a_text() -> None:
    end = question("END", "short_text", "{USES} {= USES + } {= 1/0} {=} {{USES}} {= USES + 1}")
    whole = of(page("p1", USES), page("p2", end))
    filled = Piping(whole, {"USES": Missing.NOT_APPLICABLE}, names_of(whole), "en").page(whole.pages[1])
    assert filled.questions[0].text == {"en": "… {= USES + } … {=} {…} …"}


def test_a_calculated_value_counts_for_rules_and_texts_behind_it_and_cannot_be_given() -> None:
    years = question("YEARS", "number", min=0)
    twice = question("TWICE", "calculated", expression="YEARS * 2 / 3", decimals=1)
    words = question("WORDS", "calculated", expression='if(YEARS > 2, "long", "short")', words=True)
    end = ruled(question("END", "short_text", "{TWICE} {WORDS}"), show_if="TWICE > 3")
    whole = of(page("p1", years, twice), page("p2", words), page("p3", end))
    assert has_rules(whole)
    way = shown(whole, {"YEARS": 5.0, "TWICE": 99.0})
    assert way.answers == {"YEARS": 5.0, "TWICE": 3.3, "WORDS": "long"}
    assert [each.number for each in way.pages] == [1, 3]
    filled = Piping(whole, way.answers, names_of(whole), "en").page(whole.pages[2])
    assert filled.questions[0].text == {"en": "3.3 long"}
    assert shown(whole, {"TWICE": 99.0}).answers == {"WORDS": "short", "END": NOT_SHOWN}


def _with_rows() -> list[str]:
    """Every kind with rows but some: branches of a tree, sets of a design and arms stand or fall together."""
    found = {kind for kind in TYPES if {"options", "items"} & specimens.SETTINGS[kind].keys()}
    return sorted(found - {"hierarchical", "maxdiff", "arm", "pairwise"})


@pytest.mark.parametrize("kind", _with_rows())
@pytest.mark.parametrize("kept", [1, 2])
def test_every_kind_with_rows_can_be_asked_with_only_some_of_them(kind: str, kept: int) -> None:
    part = specimens.document(kind, required=True)
    name = "items" if "items" in part["settings"] else "options"
    rows = part["settings"][name]
    part["settings"] = {
        **part["settings"],
        name: [ruled(r, show_if="1 = 1" if n < kept else "1 = 2") for n, r in enumerate(rows)],
    }
    whole = of(page("p1", part))
    if not any(question.show_if or depends(question) for question in whole.questions()):
        pytest.fail(f"{kind} forgets the rules of its rows")
    way = shown(whole, {})
    asked = way.pages[0].page.questions[0]
    kept_names = {variable.name for variable in type_of(asked).variables(asked)}
    hidden = {name for name, value in way.answers.items() if value is NOT_SHOWN}
    assert hidden == {variable.name for variable in type_of(asked).variables(whole.pages[0].questions[0])} - kept_names
    form = PageForm(whole, way.pages[0].page, "en")
    assert form.read({}).problems
    html = rendered(form)
    for problem in form.problems:
        assert f'id="{form.id(problem.field)}"' in html
    assert type_of(asked).lines(asked, way.answers, "en", "en")


RULES = (
    "",
    "",
    "A = 1",
    "answered(B)",
    "B > 2 or C",
    "not shown(A)",
    "C has 1",
    "count(C) > 1",
    "D = 2 and A != 2",
    "missing(A)",
)


@st.composite
def ruled_and_answered(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, Value]]:
    """A questionnaire whose pages, questions, rows and jumps have rules at random, and answers at random."""
    rule = st.sampled_from(RULES)
    row = [ruled(option, show_if=draw(rule)) for option in options("x", "y")]
    parts = [
        question("A", "single", options=row),
        question("B", "number"),
        question("C", "multiple", options=[ruled(option, show_if=draw(rule)) for option in options("x", "y")]),
        question("D", "grid", items=[ruled(item, show_if=draw(rule)) for item in items("p", "q")], scale={}),
        question("E", "calculated", expression=draw(st.sampled_from(("B + 1", "count(C)", "A / 0")))),
    ]
    asked = [ruled(part, show_if=draw(rule)) for part in draw(st.permutations(parts))]
    jump = {"rule": draw(rule), "page": draw(st.sampled_from(("p3", "")))}
    whole = of(
        page("p1", *asked[:2], jumps=[jump]), page("p2", *asked[2:4], show_if=draw(rule)), page("p3", *asked[4:])
    )
    given: dict[str, Any] = {
        "A": st.sampled_from((1, 2)), "B": st.sampled_from((0.0, 3.5)), "C.1": st.sampled_from((0, 1)),
        "C.2": st.sampled_from((0, 1)), "D.p": st.sampled_from((1, 5)), "D.q": st.just(Missing.NOT_APPLICABLE),
        "E": st.just(99.0),
    }  # fmt: skip
    return whole, draw(st.fixed_dictionaries({}, optional=given))


@given(ruled_and_answered())
def test_looking_twice_changes_nothing_and_nothing_hidden_counts(drawn: tuple[Questionnaire, dict[str, Value]]) -> None:
    whole, given_answers = drawn
    way = shown(whole, given_answers)
    again = shown(whole, way.answers)
    assert (again.answers, again.pages, again.outcome) == (way.answers, way.pages, way.outcome)
    asked = {each.name for one in way.pages for q in one.page.questions for each in type_of(q).variables(q)}
    kept = {name for name, value in way.answers.items() if value is not NOT_SHOWN}
    on_pages = {name for name in kept if not name.startswith("E")}
    assert on_pages <= asked
    assert {name: way.answers[name] for name in on_pages} == {name: given_answers[name] for name in on_pages}
