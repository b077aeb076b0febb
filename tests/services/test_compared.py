"""Comparisons behind the page: how many statements, no points but those that follow, and nothing of the scale moves."""

from dataclasses import replace

import pytest
from flask import Flask

from survey_app.db import transaction
from survey_app.services import beside, compared, comparisons, items, protocols, ratings, rounds
from survey_app.services.compared import Said
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.protocols import AmendmentRefused, RulesContradict
from survey_app.services.ratings import Answer, AnswerRefused
from survey_app.services.round_computing import AskedItem, Question, agreement_together
from survey_app.services.rounds import OpeningRefused
from survey_app.vocabulary import AnonymityLevel, ItemScale
from tests.delphis import before_start, make_stage, planned
from tests.panels import close_and_mix, make_panel, open_round, release

pytestmark = pytest.mark.sqlite_only
RULES = ProtocolRules(scale=ItemScale.POINTS, compared=True, question={"en": "Which matters more?"})


def test_ten_statements_or_one_cannot_be_compared(app: Flask) -> None:
    for count in (1, 10):
        stage = make_stage()
        with transaction():
            items.add_many(stage, "en", [f"Statement {number}" for number in range(count)])
            protocols.write_draft(stage, RULES)
        with pytest.raises(RulesContradict, match=f"this would be {count}"), transaction():
            protocols.lock(stage, None)


@pytest.mark.parametrize(("schema", "w", "constant"), [(3, None, 5), (2, 1.0, 0)])
def test_people_to_whom_all_is_equal_put_nothing_in_order(schema: int, w: float | None, constant: int) -> None:
    """Five times 34, 33, 33 is a rounding and no agreement; rounds frozen before keep the figure they were shown with.

    By hand for the older one: ranks 3, 1.5, 1.5 of five people, S = 37.5, T = 5 x 6, W = 12 S / (25 x 24 - 5 x 30) = 1.
    """
    asked = tuple(AskedItem(number, f"S{number}", {"en": "Statement"}) for number in (1, 2, 3))
    found = agreement_together([[34, 33, 33]] * 5, Question(1, 1, RULES, asked, {}, 5, schema))["figures"]
    assert (found["w"], found["constant"]) == (w, constant)


def test_points_a_whole_point_apart_in_a_row_are_no_single_tie() -> None:
    assert compared.with_ties([36, 35, 34, None]) == [36, 34, 34, None]


def test_an_amendment_is_refused_for_what_no_round_could_ask(app: Flask) -> None:
    panel = make_panel(scale=ItemScale.POINTS, statements=[f"Statement {n}" for n in range(10)])
    with pytest.raises(RulesContradict, match="this would be 10"), transaction():
        protocols.amend(panel.stage, replace(panel.rules, compared=True), "Pairs are easier to judge.", None)
    sealed = make_panel(level=AnonymityLevel.SEALED)
    with pytest.raises(RulesContradict, match="no key that joins"), transaction():
        protocols.amend(sealed.stage, replace(sealed.rules, real_time=True, rounds=1), "Rounds take too long.", None)


def test_a_round_of_ten_statements_does_not_open(app: Flask) -> None:
    panel = make_panel(scale=ItemScale.POINTS, compared=True, statements=[f"Statement {n}" for n in range(10)])
    before_start(panel)
    round_ = planned(panel)
    with pytest.raises(OpeningRefused, match="From 2 to 9"), transaction():
        rounds.open_round(round_, None)


def test_points_that_do_not_follow_from_comparisons_are_not_taken(app: Flask) -> None:
    panel = make_panel(scale=ItemScale.POINTS, compared=True)
    round_ = open_round(panel)
    seat = panel.seat(0)
    given = {item: Answer(value) for item, value in zip(panel.items, (50, 30, 20), strict=True)}
    with pytest.raises(AnswerRefused), transaction():
        ratings.save_all(seat, round_, given)
    with transaction():
        comparisons.save(seat, round_, Said((5, 3, 7)), ("", "", ""))
    with pytest.raises(AnswerRefused), transaction():
        ratings.save_all(seat, round_, given)
    assert [each.value for each in ratings.read(seat, round_).values()] == [73, 19, 8]


def test_nine_statements_fit_into_the_sheet_whatever_is_said(app: Flask) -> None:
    panel = make_panel(scale=ItemScale.POINTS, compared=True, statements=[f"Statement {n}" for n in range(9)])
    round_ = open_round(panel)
    words = ["\N{GRINNING FACE}" * 500] * 9
    with transaction():
        comparisons.save(panel.seat(0), round_, Said((1,) * 35 + (None,)), words)
    assert compared.read(beside.read(panel.seat(0), round_)[compared.NAME], 9).why == dict(enumerate(words))
    with transaction():
        comparisons.save(panel.seat(0), round_, Said((1,) * 36), words)
    found = ratings.read(panel.seat(0), round_)
    assert sum(each.value or 0 for each in found.values()) == 100
    assert {each.reason for each in found.values()} == {words[0]}


def test_once_asked_the_way_of_weighing_stays(app: Flask) -> None:
    panel = make_panel(scale=ItemScale.POINTS, compared=True)
    round_ = open_round(panel)
    for number in range(5):
        with transaction():
            comparisons.save(panel.seat(number), round_, Said((9, 9, 9)), ("", "", ""))
            ratings.finish(panel.seat(number), round_)
    close_and_mix(round_)
    release(round_)
    with pytest.raises(AmendmentRefused), transaction():
        protocols.amend(panel.stage, ProtocolRules(scale=ItemScale.POINTS), "We want plain points now.", None)
