"""Standard questionnaires: built in the study's languages, scored, and compared only while they are as published."""

from dataclasses import replace

import numpy as np
import pytest

from survey_app.questions.definition import Item, Question
from survey_app.questions.instruments import INSTRUMENTS, is_as_published, scores
from survey_app.questions.registry import (
    read_question,
    read_questionnaire,
    summarise,
    write_question,
    write_questionnaire,
)
from survey_app.services.blocks import BLOCKS
from survey_app.vocabulary import LANGUAGES
from tests.planting import document

EVERY = tuple(LANGUAGES)


def built(key: str, languages: tuple[str, ...] = EVERY) -> Question:
    [build] = BLOCKS[key].questions
    return build("Q1", languages)


def columns_of(question: Question, rows: list[list[int]]) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.int16]]]:
    names = [f"Q1.{item.code}" for item in getattr(question.settings, "items", ())] or ["Q1"]
    return {name: np.array([row[place] for row in rows], np.int16) for place, name in enumerate(names)}


@pytest.mark.parametrize("key", INSTRUMENTS)
@pytest.mark.parametrize("languages", [EVERY, ("es",), ("zh_Hans_CN", "en")])
def test_every_instrument_is_as_published_when_it_is_added(key: str, languages: tuple[str, ...]) -> None:
    question = built(key, languages)
    assert is_as_published(question)
    assert set(question.text) == set(languages)
    assert read_question(write_question(question)) == question


@pytest.mark.parametrize("key", INSTRUMENTS)
def test_every_instrument_names_its_source_and_states_its_licence(key: str) -> None:
    instrument = INSTRUMENTS[key]
    assert instrument.licence in {"A", "B", "C"}
    assert any(year in instrument.source for year in ("1988", "1996", "2008", "2009", "2010", "2013", "2017"))
    assert bool(instrument.attribution) is (instrument.licence == "B")


def test_ten_answers_give_the_score_of_the_paper_with_the_average_of_studies_beside_it() -> None:
    question = built("sus")
    rows = [[5, 4, 2, 1, 2, 3, 2, 4, 5, 2], [5, 1] * 5, [4, 2, 4, 2, 4, 2, 4, 2, 4, -9]]
    [score] = summarise(question, columns_of(question, rows)).scores
    assert score.found.value == pytest.approx((55 + 100) / 2)
    assert (score.found.n, score.found.missing) == (2, 1)
    assert score.benchmark == 68


def test_a_changed_word_takes_the_benchmark_away_and_leaves_the_score() -> None:
    question = built("sus")
    rows = list(question.settings.items)
    rows[0] = replace(rows[0], label={**rows[0].label, "en": "I like this system."})
    changed = replace(question, settings=replace(question.settings, items=tuple(rows)))
    assert not is_as_published(changed)
    [score] = summarise(changed, columns_of(changed, [[5, 1] * 5])).scores
    assert (score.found.value, score.benchmark, score.benchmark_label) == (100, None, "")


def test_a_translation_of_the_studys_own_counts_as_changed() -> None:
    question = built("umux_lite", ("en",))
    assert not is_as_published(replace(question, text={**question.text, "fr": "Dans quelle mesure ?"}))


def test_doubled_blanks_and_line_ends_change_nothing() -> None:
    question = built("umux_lite", ("en",))
    assert is_as_published(replace(question, text={"en": question.text["en"].replace(" ", "\n  ")}))


def test_rows_that_were_added_have_no_score() -> None:
    question = built("sus")
    more = replace(question.settings, items=(*question.settings.items, Item("11", {"en": "One more"})))
    assert scores(replace(question, settings=more), {}, None) == ()


def test_other_questions_and_unknown_keys_have_no_score() -> None:
    plain = replace(built("sus"), instrument="")
    unknown = replace(plain, instrument="of_another_version")
    assert scores(plain, {}, None) == scores(unknown, {}, None) == ()
    assert not is_as_published(unknown)
    assert read_question(write_question(unknown)).instrument == "of_another_version"


def test_the_best_of_all_pairs_is_three_on_every_scale_whichever_side_it_stands() -> None:
    question = built("ueq")
    flipped = {3, 4, 5, 9, 10, 12, 17, 18, 19, 21, 23, 24, 25}
    best = [1 if number in flipped else 7 for number in range(1, 27)]
    found = summarise(question, columns_of(question, [best])).scores
    assert [(score.found.value, score.benchmark) for score in found] == [(3, 0.8)] * 6
    pleasant = {3: "creative", 12: "good", 19: "meets expectations", 21: "clear", 24: "attractive"}
    for number, word in pleasant.items():
        assert question.settings.items[number - 1].label["en"].split(" | ")[0] == word


def test_the_short_form_has_pragmatic_and_hedonic_quality() -> None:
    question = built("ueq_short")
    found = summarise(question, columns_of(question, [[7] * 4 + [4] * 4])).scores
    assert [score.found.value for score in found] == [1.5, 3.0, 0.0]


def test_task_load_from_0_to_10_comes_out_from_0_to_100() -> None:
    question = built("nasa_tlx")
    [score] = summarise(question, columns_of(question, [[10, 0, 5, 5, 5, 5], [10] * 6])).scores
    assert score.found.value == pytest.approx((50 + 100) / 2)


def test_the_share_who_found_it_easy_is_that_of_5_to_7() -> None:
    question = built("effort")
    [score] = summarise(question, columns_of(question, [[7], [5], [4], [1], [-9]])).scores
    assert (score.found.value, score.found.n) == (50, 4)


def test_people_who_do_not_use_it_any_more_are_not_asked_whether_they_would_miss_it() -> None:
    question = built("missed")
    [score] = summarise(question, columns_of(question, [[1], [1], [2], [3], [4], [4]])).scores
    assert (score.found.value, score.found.n, score.benchmark) == (50, 4, 40)


def test_nobody_answered_gives_no_figure_and_no_fault() -> None:
    for key in INSTRUMENTS:
        for score in summarise(built(key), {}).scores:
            assert score.found.value is None


def test_a_questionnaire_with_an_instrument_is_read_again_as_it_was() -> None:
    question = built("three_items")
    whole = document(write_question(question))
    again = write_questionnaire(read_questionnaire(whole))
    assert again["pages"][0]["questions"] == whole["pages"][0]["questions"]
    assert again["pages"][0]["questions"][0]["instrument"] == "three_items"
