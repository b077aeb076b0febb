"""The frozen figures read back: as they were, and with what too few answered kept back where that was promised."""

from typing import Any

import pytest
from flask import Flask

from survey_app.db import session
from survey_app.models import PanelRound, Snapshot
from survey_app.services import feedback, round_figures
from survey_app.services.round_figures import ItemFigures, RoundFigures
from survey_app.vocabulary import AnonymityLevel
from tests.panels import make_panel, one_round, open_round
from tests.services.test_analysis import FIRST, SECOND

FEW: list[list[Any]] = [[7, 5, 6], *([8, None, 6] for _n in range(4)), [6, 4, None], [6, 4, 3], [6, 4, 3]]
"""Eight rate the first item, four the second, seven the third."""


def read(round_: PanelRound) -> RoundFigures:
    found = round_figures.of_round(round_)
    assert found is not None
    return found


def hidden(item: ItemFigures) -> tuple[bool, bool]:
    """Whether the median, and whether the distribution is kept back."""
    return item.median is None, item.counts == ()


def test_a_round_that_was_not_analysed_has_no_figures(app: Flask) -> None:
    assert round_figures.of_round(open_round(make_panel())) is None


def test_what_is_read_is_what_was_frozen(app: Flask) -> None:
    panel = make_panel()
    one_round(panel, FIRST)
    round_ = one_round(panel, SECOND)
    found, snapshot = read(round_), session.get_one(Snapshot, round_.id)
    assert (found.number, found.protocol_version, found.input_hash) == (2, 1, snapshot.input_hash)
    assert set(found.libraries) == {"numpy", "scipy", "python", "rondo"}
    frozen = snapshot.document["items"][0]
    item = found.item(panel.items[0].id)
    assert item is not None
    assert item.high_limits == (
        frozen["high"]["judged"]["interval"]["low"],
        frozen["high"]["judged"]["interval"]["high"],
    )
    assert item.movement is not None
    assert item.movement.net_change == frozen["movement"]["figures"]["net_change"]
    assert found.item(0) is None
    without_salt = Snapshot(document={**snapshot.document, "schema": 3}, libraries={}, input_hash="0")
    shown = [round_figures.of_snapshot(without_salt, rules) for rules in (panel.rules, None)]
    assert [each.input_hash for each in shown] == ["", "0"], "whole ballots could be tried until such a hash fits"


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_the_anonymous_levels_keep_back_what_too_few_answered(app: Flask, level: AnonymityLevel) -> None:
    figures = read(one_round(make_panel(n=8, level=level), FEW))
    found = figures.items
    assert [item.n for item in found] == [8, 4, 7]
    assert [hidden(item) for item in found] == [(False, False), (True, True), (False, False)]
    assert (found[1].mean, found[1].high, found[1].high_count, found[1].low, found[1].weight) == (None,) * 5
    assert found[1].groups == ()
    assert [item.withheld for item in found] == [False, True, False]
    assert not figures.input_hash, "trying all answers there can be until the hash fits would find the few"


@pytest.mark.parametrize("level", [AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL])
def test_the_other_levels_show_their_moderator_everything(app: Flask, level: AnonymityLevel) -> None:
    figures = read(one_round(make_panel(n=8, level=level), FEW))
    assert figures.input_hash, "whoever may see the answers may see their fingerprint"
    found = figures.items
    assert not any(item.withheld for item in found)
    assert found[1].median == 4


def test_five_answers_give_a_median_and_seven_a_distribution(app: Flask) -> None:
    values: list[list[Any]] = [[7, 6, 5]] * 4 + [[7, 6, 5], [7, 6, None], [7, None, None]]
    found = read(one_round(make_panel(n=7), values)).items
    assert [item.n for item in found] == [7, 6, 5]
    assert [hidden(item) for item in found] == [(False, False), (False, True), (False, True)]


def test_movement_over_few_pairs_is_kept_back(app: Flask) -> None:
    panel = make_panel(n=9)
    one_round(panel, [[7, 5 if number < 4 else None, 2] for number in range(9)])
    moved = read(one_round(panel, SECOND)).items[1].movement
    assert moved is not None
    assert (moved.pairs, moved.only_now) == (4, 5)
    assert (moved.net_change, moved.up, moved.down, moved.unchanged, moved.kappa) == (None,) * 5


def test_the_mean_of_what_is_kept_back_does_not_follow_from_the_other_weights(app: Flask) -> None:
    """With weights over all items, the missing share would give away the mean of the four who rated it."""
    found = read(one_round(make_panel(n=8), FEW)).items
    means = [item.mean - 1 for item in found if item.mean is not None]
    assert [item.weight for item in found if item.weight is not None] == pytest.approx(
        [mean / sum(means) for mean in means]
    )


def test_movement_is_told_by_what_follows_from_both_distributions_and_a_range(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = make_panel(n=9)
    one_round(panel, [[3 + number % 3, 6, 7] for number in range(9)])
    last = one_round(panel, [[3 + number % 3, 6 if number else None, 7] for number in range(9)])
    kept, left, alike = (item.movement for item in read(last).items)
    assert kept is not None
    assert left is not None
    assert (kept.net_change, kept.stable, kept.changed, kept.cv_change) == (0, True, (0, 6), 0)
    assert (kept.unchanged, kept.up, kept.down, kept.changed_share, kept.kappa, kept.wilcoxon_p) == (None,) * 6
    assert (left.pairs, left.only_before, left.only_now, left.changed) == (8, 1, 0, (0, 0))
    assert kept.shortfall is None
    assert alike is not None
    assert read(last).items[0].movement == kept
    exact = round_figures.of_snapshot(session.get_one(Snapshot, last.id), None).items[0].movement
    assert exact is not None
    assert (exact.unchanged, exact.shortfall) == (9, "nobody_moved")
    assert [found.movement for _item, found in feedback.preview(last, 5)] == [None] * 3, (
        "panellists of few get no range"
    )
    monkeypatch.setattr(feedback, "RANGE_FROM", 9)
    assert [found.movement for _item, found in feedback.preview(last, 5)] == [kept, None, alike]


def test_movement_of_a_round_whose_earlier_one_is_not_known_is_not_told(app: Flask) -> None:
    panel = make_panel(n=9)
    one_round(panel, [[3 + number % 3, 6, 7] for number in range(9)])
    snapshot = session.get_one(Snapshot, one_round(panel, [[3 + number % 3, 5, 7] for number in range(9)]).id)
    [first, *_rest] = round_figures.of_items(snapshot.document["items"], panel.rules)
    assert first.movement is not None
    assert (first.movement.pairs, first.movement.net_change, first.movement.stable, first.movement.changed) == (
        9,
        None,
        None,
        None,
    )
