"""A respondent's page of questions."""

import time

import pytest
from werkzeug.datastructures import MultiDict

from survey_app.exceptions import TooMuch
from survey_app.forms.page import LONGEST_FIELD, MOST_FIELDS, PageForm
from survey_app.vocabulary import Missing
from tests.questions.rendering import rendered
from tests.questions.specimens import GOOD, page_of, question, questionnaire


def form_of(*questions: object, **answers: object) -> PageForm:
    study, page = page_of(*questions)
    return PageForm(study, page, "en", answers)


def test_a_page_reads_all_its_questions() -> None:
    study = questionnaire()
    form = PageForm(study, study.pages[0], "en")
    cleaned = form.read(GOOD)
    assert cleaned.problems == ()
    assert cleaned.answers["GRID.complaints"] is Missing.NOT_APPLICABLE
    assert cleaned.answers["RECOMMEND"] == 0
    assert cleaned.answers["LONG_TEXT"] == "Faster answers.\nA person to call."
    assert set(cleaned.answers) <= set(form.variables)


def test_the_form_of_a_request_and_plain_lists_read_the_same() -> None:
    study = questionnaire()
    several = MultiDict([(name, value) for name, values in GOOD.items() for value in values])
    forms = [PageForm(study, study.pages[0], "en") for _ in range(3)]
    assert forms[0].read(several) == forms[1].read(GOOD)
    assert forms[2].read({name: values[0] if len(values) == 1 else values for name, values in GOOD.items()}) == forms[
        0
    ].read(GOOD)


def test_answers_given_before_are_shown() -> None:
    form = form_of(question("number"), question("rating"), NUMBER=1.5, RATING=4)
    assert form.value("qNUMBER") == "1.5"
    assert form.chosen("qRATING", 4)
    assert not form.chosen("qRATING", 3)
    assert form.shown == {"qNUMBER": ["1.5"], "qNUMBER.na": [], "qRATING": ["4"]}


def test_what_was_typed_stays_even_when_it_is_wrong() -> None:
    form = form_of(question("number"), question("rating"), NUMBER=7.0)
    cleaned = form.read({"qNUMBER": ["15 apples"], "qRATING": ["4"]})
    assert cleaned.answers == {"RATING": 4}
    assert list(form.problems_by_field) == ["qNUMBER"]
    html = rendered(form)
    assert 'value="15 apples"' in html
    assert "Enter a number in figures for “For how many years have you been a customer?”" in html
    assert 'aria-invalid="true"' in html


def test_problems_stand_in_the_order_of_the_page() -> None:
    form = form_of(
        question("rating", required=True), question("grid", required=True), question("number", required=True)
    )
    form.read({})
    assert list(form.problems_by_field) == ["qRATING", "qGRID.delivery", "qGRID.answers", "qGRID.complaints", "qNUMBER"]


def test_an_answer_that_is_taken_back_leaves_nothing_behind() -> None:
    form = form_of(question("rating"), question("number"))
    cleaned = form.read({"qNUMBER": ["3"]})
    assert form.merged({"RATING": 4, "ELSE": 1}, cleaned) == {"ELSE": 1, "NUMBER": 3.0}


def test_markup_is_never_markup() -> None:
    evil = '"><script>alert(1)</script>'
    asked = question("short_text", text={"en": evil}, hint={"en": evil}, required=True)
    form = form_of(asked)
    form.read({"qSHORT_TEXT": [evil + "\x07"]})
    assert "<script" not in rendered(form)
    form.read({})
    assert "<script" not in rendered(form)


def test_percent_signs_in_a_question_do_not_break_its_messages() -> None:
    form = form_of(question("rating", text={"en": "100 % sure? %(name)s %s {x}"}, required=True))
    form.read({})
    assert "Choose an answer for “100 % sure? %(name)s %s {x}”" in rendered(form)


def test_too_many_fields_are_refused() -> None:
    form = form_of(question("rating"))
    assert form.read({f"x{n}": ["1"] for n in range(MOST_FIELDS)}).problems == ()
    with pytest.raises(TooMuch):
        form.read({f"x{n}": ["1"] for n in range(MOST_FIELDS + 1)})
    with pytest.raises(TooMuch):
        form.read({"qRATING": ["1"] * (MOST_FIELDS + 1)})


def test_a_field_too_long_is_a_problem_and_keeps_the_other_answers() -> None:
    form = form_of(question("long_text"), question("rating"))
    cleaned = form.read({"qLONG_TEXT": ["x" * (LONGEST_FIELD + 1)], "qRATING": ["4"]})
    assert cleaned.answers == {"RATING": 4}
    assert list(form.problems_by_field) == ["qLONG_TEXT"]
    assert len(form.value("qLONG_TEXT")) == LONGEST_FIELD


@pytest.mark.parametrize("value", [None, 5, 1.5, {"a": 1}, [None, 3], [["x"]], "4"])
def test_values_of_any_kind_are_read_as_text(value: object) -> None:
    form = form_of(question("rating"))
    cleaned = form.read({"qRATING": value})
    assert all(problem.message % problem.params for problem in cleaned.problems)
    assert rendered(form)


def test_half_characters_can_be_shown_again() -> None:
    form = form_of(question("long_text"))
    form.read({"qLONG_TEXT": ["a\ud800b"]})
    assert rendered(form).encode("utf-8")
    assert form.value("qLONG_TEXT") == "a?b"


def test_a_leading_line_feed_survives_the_textarea() -> None:
    form = form_of(question("long_text"), LONG_TEXT="\nsecond line")
    assert ">\n\nsecond line</textarea>" in rendered(form)


def test_a_page_of_seventeen_rows_takes_well_under_a_millisecond() -> None:
    items = [{"code": f"i{n}", "label": {"en": f"Item {n}"}} for n in range(17)]
    settings = {"items": items, "scale": {"first": 1, "last": 5}}
    form = form_of(question("grid", required=True, settings=settings))
    posted = {f"qGRID.i{n}": ["3"] for n in range(17)}
    begun = time.process_time()
    for _ in range(200):
        assert len(form.read(posted).answers) == 17
    assert (time.process_time() - begun) / 200 < 0.001


def test_texts_fall_back_to_the_language_of_the_study() -> None:
    study, page = page_of(question("rating", text={"en": "How satisfied?"}))
    assert "How satisfied?" in rendered(PageForm(study, page, "zh_Hans_CN"))
