"""Answers of a panellist: one item at a time, sealed, nothing carried forward, nothing after the clock."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from survey_app.db import now, session, transaction
from survey_app.models import Batch, InboxSheet, PanelRound, Rating, Reason
from survey_app.services import ballots, ratings, sittings, stands
from survey_app.services.protocol_rules import ProtocolRules, ReasonDemand
from survey_app.services.ratings import Answer, AnswerRefused, NotFinished
from survey_app.vocabulary import AnonymityLevel, Choice, ItemScale
from tests.panels import TestPanel, answer, answer_all, close_and_mix, make_panel, one_round, open_round, release

pytestmark = pytest.mark.usefixtures("app")
VALUES = ([4, 7, 2], [6, 7, 2], [6, 8, 3], [6, 8, None], [7, 9, 5], [7, 7, 5], [7, 9, 1], [8, 9, 2], [8, 9, 2])
LEVELS = list(AnonymityLevel)


def store(panel: TestPanel, round_: PanelRound, place: int, given: Answer, person: int = 0) -> str:
    with transaction():
        return ratings.save(panel.seat(person), round_, panel.items[place], given)


def test_an_answer_is_sealed_and_only_its_person_reads_it_again() -> None:
    panel = make_panel()
    round_ = open_round(panel)
    store(panel, round_, 0, Answer(6, reason="Too slow today"))
    assert ratings.read(panel.seat(0), round_) == {panel.items[0].lineage: Answer(6, reason="Too slow today")}
    assert ratings.read(panel.seat(1), round_) == {}
    assert session.scalar(select(func.count()).select_from(Rating)) == 0


def test_saving_item_after_item_keeps_the_others() -> None:
    panel = make_panel()
    round_ = open_round(panel)
    for place, value in enumerate((6, 7, 8)):
        store(panel, round_, place, Answer(value))
    store(panel, round_, 1, Answer(2))
    given = ratings.read(panel.seat(0), round_)
    assert [given[item.lineage].value for item in panel.items] == [6, 2, 8]
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 1


def test_the_same_post_twice_stores_once_with_the_same_receipt() -> None:
    panel = make_panel()
    round_ = open_round(panel)
    assert store(panel, round_, 0, Answer(6)) == store(panel, round_, 0, Answer(6))
    session.refresh(round_)
    assert round_.begun == 1


def test_a_value_off_the_scale_is_refused() -> None:
    panel = make_panel()
    round_ = open_round(panel)
    for value in (0, 10, 4.5, -3, 10**30, None):
        with pytest.raises(AnswerRefused):
            store(panel, round_, 0, Answer(value))
    assert ratings.read(panel.seat(0), round_) == {}


def test_a_reason_that_cannot_be_kept_is_refused() -> None:
    panel = make_panel()
    round_ = open_round(panel)
    for text in ("a\x00b", "\ud800", "x" * 501):
        with pytest.raises(AnswerRefused):
            store(panel, round_, 0, Answer(5, reason=text))


def test_a_statement_of_another_round_is_refused() -> None:
    panel = make_panel()
    round_ = open_round(panel, items=panel.items[:2])
    with pytest.raises(AnswerRefused):
        store(panel, round_, 2, Answer(5))


def test_cannot_judge_is_an_answer_only_where_the_protocol_has_it() -> None:
    panel = make_panel(cannot_judge=False)
    round_ = open_round(panel)
    with pytest.raises(AnswerRefused):
        store(panel, round_, 0, Answer(None, cannot=True))


def test_estimates_are_not_taken_by_pages() -> None:
    panel = make_panel(scale=ItemScale.ESTIMATE, scale_min=0, scale_max=100)
    round_ = open_round(panel)
    with pytest.raises(AnswerRefused):
        store(panel, round_, 0, Answer(5))


def test_finishing_names_every_statement_without_an_answer() -> None:
    panel = make_panel()
    round_ = open_round(panel)
    store(panel, round_, 1, Answer(5))
    with pytest.raises(NotFinished) as refusal, transaction():
        ratings.finish(panel.seat(0), round_)
    assert refusal.value.missing == (1, 3)
    assert not ballots.has_finished(panel.seat(0), round_)


def test_a_finished_round_may_be_changed_and_stays_whole() -> None:
    panel = make_panel()
    round_ = open_round(panel)
    receipt = answer(panel.seat(0), round_, [4, 5, None])
    assert receipt == panel.seat(0).receipt(1)
    assert store(panel, round_, 0, Answer(9)) == receipt
    assert ballots.has_finished(panel.seat(0), round_)
    with pytest.raises(NotFinished), transaction():
        ratings.save_all(panel.seat(0), round_, {panel.items[0]: None})
    assert ratings.read(panel.seat(0), round_)[panel.items[0].lineage].value == 9


def test_an_answer_can_be_taken_out_before_the_end() -> None:
    panel = make_panel()
    round_ = open_round(panel)
    store(panel, round_, 0, Answer(5))
    with transaction():
        ratings.save_all(panel.seat(0), round_, {panel.items[0]: None})
    assert ratings.read(panel.seat(0), round_) == {}


def test_nothing_is_taken_after_the_closing_time_by_the_servers_clock() -> None:
    panel = make_panel()
    round_ = open_round(panel)
    store(panel, round_, 0, Answer(5))
    with transaction():
        session.get_one(PanelRound, round_.id).closes_at = now() - timedelta(seconds=1)
    for act in (lambda: store(panel, round_, 0, Answer(9)), lambda: ratings.finish(panel.seat(0), round_)):
        with pytest.raises(ballots.RoundClosed):
            act()
        session.rollback()
    assert ratings.read(panel.seat(0), round_)[panel.items[0].lineage].value == 5
    assert sittings.of(panel.seat(0)).stand is stands.Stand.CLOSED


@pytest.mark.parametrize("level", LEVELS)
def test_the_earlier_answer_is_found_again_at_every_level(level: AnonymityLevel) -> None:
    panel = make_panel(level=level)
    one_round(panel, VALUES)
    second = open_round(panel)
    for number, row in enumerate(VALUES):
        own = ratings.own_before(panel.seat(number), second)
        assert [own[item.lineage].value for item in panel.items] == row
        assert all(each.round_number == 1 for each in own.values())
    assert ratings.own_before(panel.seat(3), second)[panel.items[2].lineage].cannot


def test_nothing_of_an_earlier_round_is_carried_forward() -> None:
    panel = make_panel()
    one_round(panel, VALUES)
    second = open_round(panel)
    assert ratings.read(panel.seat(0), second) == {}
    with pytest.raises(NotFinished) as refusal, transaction():
        ratings.finish(panel.seat(0), second)
    assert refusal.value.missing == (1, 2, 3)


def test_keeping_is_recorded_and_needs_an_earlier_answer() -> None:
    panel = make_panel()
    first = open_round(panel)
    with pytest.raises(AnswerRefused):
        store(panel, first, 0, Answer(4, choice=Choice.KEPT))
    answer_all(panel, first, VALUES)
    close_and_mix(first)
    release(first)
    second = open_round(panel)
    for wrong in (Answer(5, choice=Choice.KEPT), Answer(4, choice=Choice.FIRST), Answer(4, choice=Choice.CHANGED)):
        with pytest.raises(AnswerRefused):
            store(panel, second, 0, wrong)
    store(panel, second, 0, Answer(4, choice=Choice.KEPT))
    assert ratings.read(panel.seat(0), second)[panel.items[0].lineage].choice is Choice.KEPT


def test_the_mix_stores_every_answer_with_how_it_came_about() -> None:
    panel = make_panel()
    one_round(panel, VALUES, reasons=["Because of the price"])
    second = open_round(panel)
    answer_all(panel, second, [[row[0], 9, None] for row in VALUES])
    close_and_mix(second)
    stored = session.scalars(select(Rating).where(Rating.round_id == second.id)).all()
    by_item = {item.id: sorted((each.value or 0, each.choice.value) for each in stored if each.item_id == item.id)
               for item in panel.items}  # fmt: skip
    assert by_item[panel.items[0].id] == sorted((row[0], "kept") for row in VALUES)
    assert by_item[panel.items[1].id] == sorted((9, "kept" if row[1] == 9 else "changed") for row in VALUES)
    assert by_item[panel.items[2].id] == sorted((0, "changed" if row[2] else "kept") for row in VALUES)
    assert session.scalar(select(func.count()).select_from(Reason)) == len(VALUES)


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_keys_of_reasons_join_nothing(level: AnonymityLevel) -> None:
    panel = make_panel(level=level)
    one_round(panel, VALUES, reasons=["One", "Two", "Three"])
    words = [row.key for row in session.scalars(select(Reason))]
    values = {row.key for row in session.scalars(select(Rating))}
    assert len(words) == len(set(words)) == 3 * len(VALUES)
    assert not set(words) & values
    assert len(values) == len(VALUES) * (3 if level is AnonymityLevel.SEALED else 1)


@pytest.mark.parametrize(
    "text", ["é" * 500, "\U0001f600" * 500, '"\\\n' * 166, "".join(chr(0x20000 + 37 * n) for n in range(500))]
)
def test_the_longest_answers_fit_into_the_sheet(text: str) -> None:
    panel = make_panel(statements=[f"Statement {number}" for number in range(20)])
    round_ = open_round(panel)
    answer(panel.seat(0), round_, [9] * 20, reasons=[text.strip()] * 20)
    assert ratings.read(panel.seat(0), round_)[panel.items[19].lineage].reason == text.strip()
    batch = session.scalars(select(Batch)).one()
    assert {len(blob) for blob in session.scalars(select(InboxSheet.blob))} == {batch.blob_size}


def test_reasons_are_demanded_where_the_protocol_demands_them() -> None:
    panel = make_panel(reasons=ReasonDemand.OUTSIDE)
    one_round(panel, VALUES)
    second = open_round(panel)
    with pytest.raises(AnswerRefused):
        store(panel, second, 0, Answer(1, choice=Choice.CHANGED))
    store(panel, second, 0, Answer(1, choice=Choice.CHANGED, reason="It costs too much"))
    store(panel, second, 0, Answer(7, choice=Choice.CHANGED), person=1)


def test_a_reason_is_always_demanded_where_the_protocol_says_so() -> None:
    rules = ProtocolRules(reasons=ReasonDemand.ALWAYS)
    assert ratings.demands_reason(rules, 5, None)
    assert not ratings.demands_reason(rules, None, None)
    assert not ratings.demands_reason(ProtocolRules(), 1, (6, 8))


def test_points_must_come_to_their_sum_at_the_end() -> None:
    panel = make_panel(scale=ItemScale.POINTS, points_total=100)
    round_ = open_round(panel)
    seat = panel.seat(0)
    for points in ([50, 30, 10], [50, 30, 40]):
        with transaction():
            ratings.save_all(seat, round_, dict(zip(panel.items, map(Answer, points), strict=True)))
        with pytest.raises(NotFinished), transaction():
            ratings.finish(seat, round_)
    assert sittings.of(seat).points_left == -20
    with transaction():
        ratings.save_all(seat, round_, dict(zip(panel.items, map(Answer, [50, 30, 20]), strict=True)))
        ratings.finish(seat, round_)
    with pytest.raises(NotFinished), transaction():
        ratings.save_all(seat, round_, {panel.items[0]: Answer(49)})
    with pytest.raises(AnswerRefused), transaction():
        ratings.save_all(seat, round_, {panel.items[0]: Answer(-1)})
