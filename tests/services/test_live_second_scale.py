"""The second scale of a real-time round: it moves with the releases alone, and its map holds what one has answered."""

import pytest
from flask import Flask

from survey_app.models import PanelRound
from survey_app.services import live_changes, live_figures, live_reports, sittings, two_scale_feedback
from survey_app.services.two_scale_feedback import BothScales
from tests.live_panels import K, let_time_pass, make_live, rate
from tests.panels import TestPanel, answer

pytestmark = pytest.mark.sqlite_only


def both_say(panel: TestPanel, round_: PanelRound, people: range, first: float, second: float) -> None:
    """Each of these people gives every statement these two answers, and finishes."""
    rate(panel, round_, people, first, seconds=[second] * len(panel.items))


def seen_by(panel: TestPanel, number: int) -> BothScales | None:
    return two_scale_feedback.of(sittings.of(panel.seat(number)))


def medians(found: BothScales | None) -> set[tuple[float | None, float | None]]:
    assert found is not None
    return {(one.median, one.second.median if one.second else None) for _item, one in found.found}


def test_the_map_moves_with_a_release_and_not_with_an_answer(app: Flask) -> None:
    panel, round_ = make_live(16, second=True)
    both_say(panel, round_, range(2 * K), 8, 2)
    assert seen_by(panel, 0) is None, "nothing is released yet"
    assert let_time_pass(round_) == 1
    assert medians(seen_by(panel, 0)) == {(8, 2)}
    both_say(panel, round_, range(2 * K, 2 * K + 4), 1, 9)
    assert medians(seen_by(panel, 0)) == {(8, 2)}, "four answers more are no release"
    both_say(panel, round_, range(2 * K + 4, 2 * K + 5), 1, 9)
    assert let_time_pass(round_) == 2
    shown = seen_by(panel, 0)
    assert shown is not None
    assert shown.moves
    assert {one.n for _item, one in shown.found} == {2 * K}
    assert all(one.own is None and one.reasons.total == 0 for _item, one in shown.found)


def test_the_map_holds_only_what_the_person_has_answered(app: Flask) -> None:
    panel, round_ = make_live(12, second=True)
    both_say(panel, round_, range(2 * K), 8, 2)
    assert let_time_pass(round_) == 1
    assert seen_by(panel, 11) is None
    answer(panel.seat(11), round_, [7], seconds=[3], finish=False)
    shown = seen_by(panel, 11)
    assert shown is not None
    [(item, _one)] = shown.found
    assert item == panel.items[0]


def test_changes_of_the_second_scale_are_counted_and_told_from_k_on(app: Flask) -> None:
    panel, round_ = make_live(15, second=True)
    both_say(panel, round_, range(2 * K), 8, 2)
    assert let_time_pass(round_) == 1
    both_say(panel, round_, range(K), 8, 5)
    assert let_time_pass(round_) == 2
    both_say(panel, round_, range(2 * K, 3 * K), 8, 2)
    assert let_time_pass(round_) == 3
    documents = [each.document for each in live_figures.releases(round_.id)]
    code = panel.items[0].code
    assert (documents[0]["second_firsts"][code], documents[0]["firsts"][code]) == ([2.0] * K, [8.0] * K)
    changes = documents[2]["changes"][code], documents[2]["second_changes"][code]
    assert changes == ({"up": 0, "down": 0, "other": 0, "same": K}, {"up": K, "down": 0, "other": 0, "same": 0})
    assert documents[2]["changed"] == K
    lines = live_reports.build(round_).lines
    assert {(line.moved.up, line.moved.second.up if line.moved.second else None) for line in lines} == {(0, K)}
    told = live_changes.summary(documents, least=K + 1, side=K)["items"][0]
    assert (told["changed"], told["second"]["changed"]) == (0, None)
