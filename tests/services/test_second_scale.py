"""What a panellist says on a second scale, and how sure they are: from the sheet to the row, nothing off the scale."""

from collections import Counter
from statistics import mean, median
from typing import Any

import pytest
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.models import Rating, Snapshot
from survey_app.services import opened_sheets, ratings, round_figures, round_rows, round_seals, verification
from survey_app.services.ballots import OpenedSheet
from survey_app.services.own_answers import Answer, choice_of, own_before
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import AnswerRefused
from survey_app.services.round_seals import Answer as Stored
from survey_app.vocabulary import Choice, ItemScale
from tests.panels import close_and_mix, make_panel, one_round, open_round, release

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]
KEY = "ab" * 32
BOTH = ProtocolRules(second=True, second_min=1, second_max=4)
SURE = ProtocolRules(scale=ItemScale.ESTIMATE, scale_min=0, scale_max=100, confidence=True)
STORED = Stored(KEY, 1, None, 6.0, None, None, False, Choice.FIRST, False)


def opened(content: dict[str, Any], rules: ProtocolRules) -> opened_sheets.Taken:
    sheet = OpenedSheet("264-49Y", ((KEY, "item:1", content),), None, finished=True)
    return opened_sheets.read([sheet], rules, {1}, ())


def test_both_answers_of_a_statement_reach_its_row_and_come_back_in_the_next_round() -> None:
    panel = make_panel(second=True, second_max=4)
    round_ = open_round(panel)
    for place in range(5):
        with transaction():
            seat = panel.seat(place)
            ratings.save_all(seat, round_, {item: Answer(6, second=1 + place % 4) for item in panel.items})
            ratings.finish(seat, round_)
    assert {each.second for each in ratings.read(panel.seat(1), round_).values()} == {2}
    close_and_mix(round_)
    stored = Counter(session.scalars(select(Rating.second)))
    assert stored == {1: 2 * len(panel.items), 2: len(panel.items), 3: len(panel.items), 4: len(panel.items)}
    assert {each.second for each in round_rows.stored(round_.id)} == {1, 2, 3, 4}
    release(round_)
    later = open_round(panel)
    assert {own.second for own in own_before(panel.seat(2), later).values()} == {3}


def test_an_answer_without_its_second_half_or_off_the_second_scale_is_refused() -> None:
    panel = make_panel(second=True, second_max=4)
    round_ = open_round(panel)
    item = panel.items[0]
    for wrong in (None, 0, 5, 2.5, 10**30, float("nan"), True):
        with pytest.raises(AnswerRefused), transaction():
            ratings.save(panel.seat(0), round_, item, Answer(6, second=wrong))
    with pytest.raises(AnswerRefused), transaction():
        ratings.save(panel.seat(0), round_, item, Answer(None, cannot=True, second=3))


def test_the_longest_arguments_on_both_sides_fit_into_a_sheet_of_the_round() -> None:
    panel = make_panel(second=True, second_min=-10, second_max=-1, arguments=True)
    round_ = open_round(panel)
    longest = "\N{GRINNING FACE}" * ratings.LONGEST_REASON
    given = Answer(9, second=-10, pro=longest, contra=longest)
    with transaction():
        ratings.save_all(panel.seat(0), round_, dict.fromkeys(panel.items, given))
    assert ratings.read(panel.seat(0), round_) == {item.lineage: given for item in panel.items}
    for wrong in (Answer(9, second=-10, reason="No argument"), Answer(9, second=-10, pro=longest + "x")):
        with pytest.raises(AnswerRefused), transaction():
            ratings.save(panel.seat(1), round_, panel.items[0], wrong)


@pytest.mark.parametrize("second", [None, 0, 5, 2.5, "3", True, [3], 10**400, float("inf"), {}])
def test_a_forged_second_answer_is_set_aside_with_its_rating(second: object) -> None:
    taken = opened({"v": 6, "s": second}, BOTH)
    assert (taken.answers, taken.set_aside) == ([], 1)


def test_a_second_answer_that_nobody_asked_for_is_set_aside_with_its_rating() -> None:
    assert opened({"v": 6, "s": 3}, ProtocolRules()).set_aside == 1
    assert opened({"v": None, "c": True, "s": 3}, BOTH).set_aside == 1
    assert [each.second for each in opened({"v": 6, "s": 3}, BOTH).answers] == [3.0]
    assert [each.cannot_judge for each in opened({"v": None, "c": True}, BOTH).answers] == [True]


@pytest.mark.parametrize("sure", [None, 50, 101, 80.5, "80", True, 10**400])
def test_a_forged_confidence_is_set_aside_with_its_estimate(sure: object) -> None:
    content = {"v": 20, "l": 10, "u": 30}
    assert opened(content | {"f": sure}, SURE).set_aside == 1
    assert [each.confidence for each in opened(content | {"f": 80}, SURE).answers] == [80.0]
    assert opened(content | {"f": 80}, ProtocolRules(scale=ItemScale.ESTIMATE, scale_max=100)).set_aside == 1


def test_rows_without_them_keep_the_seal_they_had_before_there_was_a_second_scale() -> None:
    known = "275125487b69b381afa319b2eeb7b6158bacba03159edf6338d6c1921c00ecb6"
    assert round_seals.of_rating(b"salt", 3, STORED) == known
    seals = {
        round_seals.of_rating(b"salt", 3, each)
        for each in (STORED, STORED._replace(second=6.0), STORED._replace(confidence=6.0))
    }
    assert len(seals) == 3


def test_movement_on_the_second_scale_is_its_own_and_is_frozen_with_the_round() -> None:
    panel = make_panel(n=8, second=True, second_max=4)
    seconds = ([1, 2, 2, 3, 4, 4, 1, 2], [1, 2, 2, 3, 1, 1, 1, 2])
    for number, row in enumerate(seconds):
        round_ = open_round(panel)
        for place, second in enumerate(row):
            seat, before = panel.seat(place), own_before(panel.seat(place), round_)
            given = {
                item: Answer(6, second=second, choice=choice_of(before.get(item.lineage), 6, second))
                for item in panel.items
            }
            with transaction():
                ratings.save_all(seat, round_, given)
                ratings.finish(seat, round_)
        close_and_mix(round_)
        figures = round_figures.of_snapshot(session.get_one(Snapshot, round_.id), None)
        found = figures.items[0].second
        assert found is not None
        assert (found.median, found.mean) == (median(row), mean(row))
        assert dict(found.counts) == {point: row.count(point) for point in (1, 2, 3, 4)}
        if number == 0:
            release(round_)
    assert found is not None
    assert figures.items[0].movement is not None
    assert found.movement is not None
    assert (figures.items[0].movement.net_change, figures.items[0].movement.unchanged) == (0, 8)
    assert (found.movement.net_change, found.movement.down, found.movement.unchanged) == (2 / 8, 2, 6)
    told = round_figures.of_round(round_)
    assert told is not None
    other = told.items[0].second
    assert other is not None
    assert other.movement is not None
    assert (other.movement.net_change, other.movement.changed, other.movement.down) == (2 / 8, (2, 8), None)
    chosen = Counter(each.choice for each in round_rows.stored(round_.id))
    assert chosen == {Choice.KEPT: 6 * len(panel.items), Choice.CHANGED: 2 * len(panel.items)}
    assert verification.verify(panel.stage.study).is_sound


def test_a_round_without_a_second_scale_freezes_nothing_of_one() -> None:
    round_ = one_round(make_panel(n=5), [[6, 7, 2]] * 5)
    document = session.get_one(Snapshot, round_.id).document
    assert all("second" not in item for item in document["items"])
    assert not {"second", "arguments", "seeks_agreement", "necessity"} & document["rules"].keys()
