"""Standard questionnaires: built in the study's languages, scored, and compared only while they are as published."""

from dataclasses import replace

import numpy as np
import pytest

from survey_app.questions.definition import Item, Question
from survey_app.questions.instruments import INSTRUMENTS, is_as_published, recognise, scores
from survey_app.questions.registry import (
    read_question,
    read_questionnaire,
    summarise,
    write_question,
    write_questionnaire,
)
from survey_app.services.blocks import BLOCKS
from survey_app.stats.path_model import path_model
from survey_app.vocabulary import LANGUAGES
from tests.planting import document

EVERY = tuple(LANGUAGES)


def built(key: str, languages: tuple[str, ...] = EVERY) -> Question:
    builds = [build for block in BLOCKS.values() if block.source for build in block.questions]
    return next(found for build in builds if (found := build("Q1", languages)).instrument == key)


def columns_of(question: Question, rows: list[list[int]]) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.int16]]]:
    names = ["Q1" + ending for ending in INSTRUMENTS[question.instrument].endings]
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
    assert any(
        year in instrument.source
        for year in ("1988", "1990", "1995", "1996", "1998", "2008", "2009", "2010", "2013", "2017")
    )
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


def test_the_gap_of_service_quality_is_counted_by_dimension_and_weighted_by_the_persons_own_points() -> None:
    """By hand: tangibles -1, reliability 1, the others 0: plain 0, with 60 points for tangibles and 20 for
    reliability (-60 + 20)/100. The second person left a pair out and gave points that do not come to 100."""
    ratings, weights = built("service_quality"), replace(built("service_weights"), code="Q2")
    experienced = [[4] * 4 + [6] * 5 + [5] * 13, [-9, 4, 4, 4] + [6] * 5 + [5] * 13]
    columns = columns_of(ratings, [[5] * 22 + each for each in experienced])
    found = {score.label: score.found for score in summarise(ratings, columns, None).scores}
    assert [found[name].value for name in found] == pytest.approx([0, -1, 1, 0, 0, 0, (111 / 22 + 107 / 21) / 2])
    shared = {f"Q2.{name}": np.array(points, float) for name, points in zip(
        ("tangibles", "reliability", "responsiveness", "assurance", "empathy"),
        ([60, 60], [20, 20], [10, 10], [5, 5], [5, 4]), strict=True)}  # fmt: skip
    [weighted] = summarise(weights, {**columns, **shared}).scores
    assert weighted.found.value == pytest.approx(-0.4)
    assert weighted.found.n == 1
    assert summarise(weights, shared).scores == ()
    twice = {**columns, **{name.replace("Q1", "Q3"): column for name, column in columns.items()}}
    assert summarise(weights, {**twice, **shared}).scores == ()


def test_the_load_of_a_task_is_weighted_by_how_often_each_scale_won() -> None:
    """Ratings 8 2 6 4 5 3; mental wins all its five pairs, then each wins over all those after it: 5 4 3 2 1 0."""
    ratings, pairs = built("nasa_tlx"), replace(built("task_load_weighted"), code="Q2")
    columns = columns_of(ratings, [[8, 2, 6, 4, 5, 3]] * 2)
    names = [f"Q2{ending}" for ending in INSTRUMENTS["task_load_weighted"].endings]
    assert names[0] == "Q2.mental_physical"
    chosen = {name: np.array([1, 1 if place else -9], np.int16) for place, name in enumerate(names)}
    [score] = summarise(pairs, {**columns, **chosen}).scores
    assert score.found.value == pytest.approx((80 * 5 + 20 * 4 + 60 * 3 + 40 * 2 + 50) / 15)
    assert score.found.n == 1


def test_the_means_of_a_system_say_which_way_they_point() -> None:
    question = built("system_satisfaction")
    found = summarise(question, columns_of(question, [[7] * 6 + [5] * 6 + [3] * 3 + [6]])).scores
    assert [score.found.value for score in found] == pytest.approx([(42 + 30 + 9 + 6) / 16, 7, 5, 3])
    assert all("7 is best" in score.label for score in found)


def test_effort_is_turned_round_so_that_more_is_better() -> None:
    question = built("effort_spent")
    found = summarise(question, columns_of(question, [[1], [2], [-9]])).scores
    assert [(score.found.value, score.found.n) for score in found] == [(4.5, 2), (1.5, 2)]


def test_the_indices_of_the_satisfaction_model_are_those_of_the_path_model() -> None:
    question = built("satisfaction_model")
    random = np.random.default_rng(4)
    liking = random.normal(6, 2, size=(80, 1))
    rows = np.clip(np.rint(liking + random.normal(0, 1.2, size=(80, 22))), 1, 10).astype(int)
    columns = columns_of(question, rows.tolist())
    ends = np.cumsum([0, 5, 3, 5, 2, 3, 1, 3])
    names = ("image", "expectation", "quality", "value", "satisfaction", "complaints", "loyalty")
    blocks = {name: rows[:, ends[place] : ends[place + 1]] for place, name in enumerate(names)}
    expected = {latent.name: latent.index for latent in path_model(blocks, resamples=0).latents}
    found = {score.label: score.found.value for score in summarise(question, columns).scores}
    assert found["Satisfaction"] == pytest.approx(expected["satisfaction"])
    assert found["Loyalty"] == pytest.approx(expected["loyalty"])
    assert found["Handling of complaints"] == pytest.approx((rows[:, 18].mean() - 1) / 9 * 100)
    few = summarise(question, columns_of(question, rows[:2].tolist())).scores
    assert {score.found.value for score in few} == {None}


def test_an_index_whose_model_gives_a_weight_below_nothing_is_no_figure() -> None:
    question = built("satisfaction_model")
    for seed in range(2, 12):  # a build that shows such indices leaves the range at six of these ten
        random = np.random.default_rng(seed)
        rows = random.integers(1, 11, size=(5, 22)).tolist()
        for score in summarise(question, columns_of(question, rows)).scores:
            assert score.found.value is None or 0 <= score.found.value <= 100


def test_fifteen_pairs_and_the_points_are_locked_too() -> None:
    weights = built("service_weights")
    assert not is_as_published(replace(weights, settings=replace(weights.settings, total=10)))
    pairs = built("task_load_weighted")
    assert len(pairs.settings.items) == 15
    assert not is_as_published(replace(pairs, settings=replace(pairs.settings, items=pairs.settings.items[::-1])))


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


def test_the_words_of_an_instrument_are_recognised_under_other_codes_and_scored() -> None:
    question = built("sus", ("en",))
    rows = tuple(replace(row, code=f"SQ{place:03}") for place, row in enumerate(question.settings.items, 1))
    foreign = replace(question, instrument="", settings=replace(question.settings, items=rows))
    assert recognise(foreign) == "sus"
    known = replace(foreign, instrument="sus")
    assert is_as_published(known)
    columns = {f"Q1.SQ{place:03}": np.array([5 if place % 2 else 1], np.int16) for place in range(1, 11)}
    [score] = summarise(known, columns).scores
    assert (score.found.value, score.benchmark) == (100, 68)
    without_head = replace(known, text={"en": "About the shop"})
    assert recognise(replace(without_head, instrument="")) == "sus"
    assert summarise(without_head, columns).scores[0].benchmark is None
    turned = replace(foreign, settings=replace(question.settings, items=rows[::-1]))
    assert recognise(turned) == ""


@pytest.mark.parametrize("key", INSTRUMENTS)
def test_every_instrument_is_recognised_by_its_words(key: str) -> None:
    found = recognise(replace(built(key, ("es",)), instrument=""))
    assert found == key
