"""Answers carried on: options of a later question are those that were chosen, or not chosen, in an earlier one."""

from collections.abc import Mapping
from typing import Any

import pytest

from survey_app.questions.base import Value
from survey_app.questions.definition import Questionnaire
from survey_app.questions.logic_names import names_of
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import read_questionnaire, type_of, write_questionnaire
from survey_app.questions.showing import show
from survey_app.questions.trial import try_out
from survey_app.services.renaming import renamed
from survey_app.vocabulary import Missing
from tests.planting import items, options, question

NONE = {"code": 4, "label": {"en": "None"}, "exclusive": True}
USED = question("USED", "multiple", options=[*options("Ann", "Bob", "Cyd"), NONE], other=True)
BEST = {**question("BEST", "single"), "carry": {"from": "USED"}}
REST = {**question("REST", "grid", items=items("Else")), "carry": {"from": "USED", "which": "not_chosen"}}
LAST = {**question("LAST", "single"), "carry": {"from": "BEST", "which": "not_chosen"}}


def of(*questions: dict[str, Any]) -> Questionnaire:
    pages = [{"key": f"p{number}", "title": {}, "questions": [each]} for number, each in enumerate(questions)]
    return read_questionnaire({"languages": ["en"], "pages": pages})


def rows(whole: Questionnaire, answers: Mapping[str, Value]) -> dict[str, list[str]]:
    """The codes of what every question shows."""
    way = show(whole, answers, names_of(whole))
    return {
        each.code: [str(row.code) for row in (getattr(each.settings, "all", ()) or each.settings.items)]
        for shown in way.pages
        for each in shown.page.questions
    }


def ticks(*chosen: int) -> dict[str, Value]:
    return {f"USED.{code}": int(code in chosen) for code in (1, 2, 3, 4, 97)}


def test_what_was_chosen_is_offered_again_and_the_rest_is_rated() -> None:
    found = rows(of(USED, BEST, REST), ticks(1, 3))
    assert found["BEST"] == ["1", "3"]
    assert found["REST"] == ["2", "97", "else"]


def test_a_question_to_which_nothing_is_carried_is_not_shown_and_says_so() -> None:
    whole = of(USED, BEST, REST)
    for answers in (ticks(4), {}):
        assert "BEST" not in rows(whole, answers)
        assert show(whole, answers, names_of(whole)).answers["BEST"] is Missing.NOT_SHOWN
    assert "REST" not in rows(whole, ticks(1, 2, 3, 97))


def test_answers_are_carried_on_from_question_to_question() -> None:
    whole = of(USED, BEST, LAST)
    assert rows(whole, {**ticks(1, 2, 3), "BEST": 2})["LAST"] == ["1", "3"]
    assert "LAST" not in rows(whole, {**ticks(2), "BEST": 2})


def test_an_order_can_be_carried_and_a_shorter_one_has_fewer_places() -> None:
    first = question("RANK", "ranking", items=items("a", "b", "c"), places=2)
    again = {**question("AGAIN", "ranking", places=2), "carry": {"from": "RANK"}}
    found = rows(of(first, again), {"RANK.a": 1, "RANK.b": 0, "RANK.c": 0})
    assert found["AGAIN"] == ["a"]


def test_the_columns_are_those_of_the_source_and_the_open_answer_brings_its_words() -> None:
    best = of(USED, BEST).find("BEST")
    assert best is not None
    (variable,) = type_of(best).variables(best)
    assert [code for code, _words in variable.codes] == [1, 2, 3, 97]
    assert best.settings.options[-1].label["en"].endswith(": {USED.other}")


def test_only_the_questions_own_rows_are_written_down() -> None:
    whole = of(USED, BEST, REST, LAST)
    written = write_questionnaire(whole)
    assert read_questionnaire(written) == whole
    parts = [page["questions"][0] for page in written["pages"]]
    assert (parts[1]["settings"]["options"], parts[1]["carry"]) == ([], {"from": "USED", "which": "chosen"})
    assert [row["code"] for row in parts[2]["settings"]["items"]] == ["else"]


def test_a_source_that_is_not_there_or_goes_round_is_refused_by_name() -> None:
    circle = [{**question(code, "single"), "carry": {"from": source}} for code, source in (("A", "B"), ("B", "A"))]
    for questions in ([BEST], circle):
        with pytest.raises(DefinitionRefused, match="takes its answers from"):
            of(*questions)
    for wrong in ({"from": 3}, {"from": ""}, {}, {"from": "USED", "which": "some"}, "USED", {"from": "WHY"}):
        with pytest.raises(DefinitionRefused):
            of(USED, question("WHY", "short_text"), {**BEST, "carry": wrong})


def test_a_new_code_of_the_source_is_followed_and_people_are_tried_out() -> None:
    whole = renamed(of(USED, BEST), "USED", "NOW")
    best = whole.find("BEST")
    assert best is not None
    assert best.carry is not None
    assert (best.carry.source, best.settings.options[0].show_if) == ("NOW", "NOW.1 = 1")
    assert 0 < try_out(of(USED, BEST, REST), seed=1).questions["BEST"] < 200
