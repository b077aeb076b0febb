"""A real-time round: what is released when, what takes the place of what, and that nothing is lost on the way."""

import io

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from survey_app.db import session, transaction
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import Batch, LiveRelease, PanelDraft, PanelRound, Rating, Reason, Snapshot, Study
from survey_app.privacy.mix_plan import Phase
from survey_app.services import (
    ballots,
    erasures,
    live_figures,
    live_releases,
    mixes,
    protocols,
    ratings,
    reasons,
    round_endings,
    round_figures,
    round_reports,
    rounds,
    sitting_feedback,
    sittings,
    verification,
)
from survey_app.services.own_answers import own_now
from survey_app.services.protocol_rules import Partials, ProtocolRules, ReasonDemand
from survey_app.vocabulary import AnonymityLevel, ReasonState, RoundState
from tests.delphis import before_start, closed, opened
from tests.live_panels import K, count_of, let_time_pass, make_live, mix_closed, rate
from tests.panels import answer, make_panel

pytestmark = pytest.mark.sqlite_only


def values(round_id: int) -> list[float | None]:
    return sorted(session.scalars(select(Rating.value).where(Rating.round_id == round_id)), key=lambda each: each or 0)


def analysed(round_: PanelRound) -> None:
    with transaction():
        round_endings.analyse(round_, None)
    mix_closed(round_)


def test_a_release_needs_the_smallest_group_and_leaves_as_many_behind(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K - 1), 7)
    assert let_time_pass(round_) == 0
    assert live_figures.of_round(round_) is None
    rate(panel, round_, [2 * K - 1], 7)
    assert let_time_pass(round_) == 1
    figures = live_figures.of_round(round_)
    assert figures is not None
    assert figures.ballots == K
    assert values(round_.id) == [7.0] * (K * len(panel.items))


def test_whoever_saves_the_same_again_is_nobody_new_to_hide_among(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K), 7)
    assert let_time_pass(round_) == 1
    rate(panel, round_, range(K), 7)
    assert let_time_pass(round_) == 1
    rate(panel, round_, range(K), 6)
    assert let_time_pass(round_) == 2


def test_a_release_waits_for_its_moment(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K), 7)
    assert live_releases.due() == 0
    assert session.scalar(select(func.count()).select_from(Batch).where(Batch.release_at.is_not(None))) == 1
    assert let_time_pass(round_) == 1


def test_whoever_leaves_before_the_moment_takes_the_release_along(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K), 7)
    with transaction():
        erasures.erase(panel.seat(2 * K - 1))
    assert let_time_pass(round_) == 0
    assert session.scalar(select(func.count()).select_from(Batch).where(Batch.release_at.is_not(None))) == 0


def test_batches_that_erasures_made_small_are_released_together_or_not_at_all(app: Flask) -> None:
    panel, round_ = make_live(n=16)
    rate(panel, round_, range(2 * K), 7)
    with transaction():
        erasures.erase(panel.seat(0))
    rate(panel, round_, range(2 * K, 3 * K), 7)
    assert let_time_pass(round_) == 1
    assert values(round_.id) == [7.0] * ((2 * K - 1) * len(panel.items))


def test_an_unfinished_sheet_is_in_no_batch_and_is_never_lost(app: Flask) -> None:
    panel, round_ = make_live()
    answer(panel.seat(11), round_, [4], finish=False)
    rate(panel, round_, range(2 * K), 7)
    assert let_time_pass(round_) == 1
    [given] = ratings.read(panel.seat(11), round_).values()
    assert given.value == 4
    answer(panel.seat(11), round_, [4, 5, 6])
    assert len(ratings.read(panel.seat(11), round_)) == 3
    closed(round_)
    analysed(round_)
    assert [each for each in values(round_.id) if each != 7] == [4, 5, 6]


def test_what_is_saved_while_a_release_waits_for_its_mix_comes_with_the_next(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K), 7)
    _hand_over()
    rate(panel, round_, range(3), 2)
    mix_closed(round_)
    assert count_of(round_) == 1
    assert values(round_.id) == [7.0] * (K * len(panel.items))
    closed(round_)
    analysed(round_)
    assert values(round_.id) == [2.0] * 9 + [7.0] * ((2 * K - 3) * 3)


def test_two_releases_that_wait_are_mixed_together_the_later_sheet_last(app: Flask) -> None:
    panel, round_ = make_live(level=AnonymityLevel.CONFIDENTIAL)
    rate(panel, round_, range(6), 7)
    _hand_over()
    rate(panel, round_, [0], 2)
    _hand_over()
    first, second = session.scalars(select(Batch).where(Batch.phase == Phase.CLOSED).order_by(Batch.number)).all()
    mixes.run(second.id)
    mixes.run(first.id)
    assert values(round_.id) == [2.0] * 3 + [7.0] * 15
    assert count_of(round_) == 1


def _hand_over() -> None:
    with transaction():
        for batch in session.scalars(select(Batch).where(Batch.release_at.is_not(None))):
            batch.release_at = batch.release_at and batch.release_at.replace(year=2020)
    assert live_releases.due() == 1


def test_at_the_open_levels_every_finished_sheet_is_released(app: Flask) -> None:
    panel, round_ = make_live(n=6, level=AnonymityLevel.IDENTIFIED)
    rate(panel, round_, [0], 7)
    assert let_time_pass(round_) == 1
    rate(panel, round_, [0], 8)
    assert let_time_pass(round_) == 2
    assert values(round_.id) == [8.0] * 3
    closed(round_)
    analysed(round_)
    assert round_.state is RoundState.ANALYSED
    assert values(round_.id) == [8.0] * 3


def test_a_sealed_panel_is_not_asked_in_real_time(app: Flask) -> None:
    panel = make_panel(level=AnonymityLevel.SEALED, real_time=True, rounds=1)
    before_start(panel)
    with pytest.raises(rounds.OpeningRefused, match="sealed panel"):
        opened(panel)


@pytest.mark.parametrize(
    "more", [{"rounds": 2}, {"rounds": 1, "expertise": True}, {"rounds": 1, "partials": Partials.INCLUDE}]
)
def test_rules_that_need_rounds_contradict_real_time(more: dict[str, object]) -> None:
    with pytest.raises(protocols.RulesContradict):
        protocols.check(ProtocolRules(real_time=True, **more))  # type: ignore[arg-type]  # rules by name


def test_the_end_freezes_the_round_like_any_other(app: Flask) -> None:
    panel, round_ = make_live(groups={"Small": 6, "Large": 6})
    rate(panel, round_, range(2 * K), 7)
    let_time_pass(round_)
    rate(panel, round_, [0, 1], 9)
    with transaction():
        erasures.erase(panel.seat(2))
    closed(round_)
    analysed(round_)
    figures = round_figures.of_round(round_)
    assert figures is not None
    assert figures.ballots == 2 * K - 1
    assert figures.items[0].counts[6:9] == ((7.0, 7), (8.0, 0), (9.0, 2))
    assert len(round_.receipts) == 2 * K
    assert session.scalar(select(func.count()).select_from(PanelDraft)) == 0
    live = session.get_one(Snapshot, round_.id).document["live"]
    assert live["releases"] == 2
    first = live["items"][0]
    assert (first["code"], first["changed"], first["early_n"], first["late_n"]) == ("S1", None, K, K)
    found = verification.verify(session.get_one(Study, panel.stage.study_id))
    assert found.is_sound, found.findings
    target = io.BytesIO()
    write_round_workbook(round_reports.build(panel.stage), "en", target)
    told = [cell.value for cell in load_workbook(target)["Real time"][6]]
    assert told[1:7] == ["S1", panel.items[0].text["en"], None, None, None, K]


def test_an_erasure_after_the_end_is_known_to_the_verification(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K), 7, reasons=("Because.",))
    let_time_pass(round_)
    closed(round_)
    analysed(round_)
    with transaction():
        assert erasures.erase(panel.seat(0)) == 4
    found = verification.verify(session.get_one(Study, panel.stage.study_id))
    assert found.is_sound, found.findings
    assert found.erased == 4


def _reasons() -> list[tuple[str, str]]:
    return sorted((each.text, each.state.value) for each in session.scalars(select(Reason)))


def test_a_reason_keeps_its_decision_until_its_author_writes_another_or_takes_it_back(app: Flask) -> None:
    panel, round_ = make_live(n=6, level=AnonymityLevel.CONFIDENTIAL)
    rate(panel, round_, [0, 1, 2], 7, reasons=("Old words.",))
    let_time_pass(round_)
    with transaction():
        assert reasons.release_waiting(round_, [each.code for each in reasons.queue(round_)]) == 3
    answer(panel.seat(0), round_, [7, 7, 7], reasons=("New words.",))
    answer(panel.seat(1), round_, [7, 7, 7])
    answer(panel.seat(2), round_, [2, 7, 7], reasons=("Old words.",))
    let_time_pass(round_)
    waiting, released = ReasonState.WAITING.value, ReasonState.RELEASED.value
    assert _reasons() == [("New words.", waiting), ("Old words.", released)]
    assert {each.text: each.side.value for each in reasons.queue(round_)}["Old words."] == "lower"


def test_reasons_of_one_author_do_not_change_sides_together(app: Flask) -> None:
    panel, round_ = make_live(n=6, level=AnonymityLevel.CONFIDENTIAL)
    for number, texts in enumerate((("A 1", "A 2", "A 3"), ("B 1", "B 2", "B 3"))):
        rate(panel, round_, [number], 6, reasons=texts)
    rate(panel, round_, [2], 4)
    let_time_pass(round_)
    sides = {each.text: each.side.value for each in reasons.queue(round_)}
    answer(panel.seat(0), round_, [6, 6, 7], reasons=("A 1", "A 2", "A 3"))
    rate(panel, round_, [2, 3, 4, 5], 9)
    let_time_pass(round_)
    now = {each.text: each.side.value for each in reasons.queue(round_)}
    assert {text for text in now if now[text] != sides[text]} == {"A 3"}


def test_feedback_is_there_only_for_what_the_person_has_answered(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K), 7, reasons=("Because.",))
    let_time_pass(round_)
    with transaction():
        assert reasons.release_waiting(round_, [each.code for each in reasons.queue(round_)]) == K
    newcomer = sittings.of(panel.seat(11))
    assert sitting_feedback.said_before(newcomer, *newcomer.items) == [None, None, None]
    assert [newcomer.middle(item) for item in newcomer.items] == [None, None, None]
    answer(panel.seat(11), round_, [3], finish=False)
    seen = sittings.of(panel.seat(11))
    found = {
        item.code: each for item, each in zip(seen.items, sitting_feedback.said_before(seen, *seen.items), strict=True)
    }
    assert (found["S2"], found["S3"]) == (None, None)
    shown = found["S1"]
    assert shown is not None
    assert (shown.n, shown.median, shown.reasons.total) == (K, 7, K)
    assert shown.own is not None
    assert (shown.own.value, shown.own.counted) == (3, False)
    own = own_now(panel.seat(0), round_, panel.items, ratings.read(panel.seat(0), round_))
    assert {each.counted for each in own.values()} == {True}


def test_statements_stand_in_an_order_of_each_persons_own(app: Flask) -> None:
    panel, _round = make_live(statements=[f"Statement {number}" for number in range(8)])
    orders = {tuple(item.code for item in sittings.of(panel.seat(number)).items) for number in range(6)}
    assert len(orders) > 1
    again = [tuple(item.code for item in sittings.of(panel.seat(0)).items) for _time in range(2)]
    assert again[0] == again[1]


def test_a_cancelled_round_leaves_nothing_of_what_was_released(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K), 7, reasons=("Because.",))
    let_time_pass(round_)
    with transaction():
        assert round_endings.cancel(round_, "The question was wrong.", None) is None, "how many lay sealed"
    mix_closed(round_)
    for table in (Rating, Reason, LiveRelease, PanelDraft):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_release_that_breaks_off_has_changed_nothing(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K), 7)
    let_time_pass(round_)
    rate(panel, round_, range(2 * K), 3)
    before = values(round_.id)
    with transaction():
        session.execute(
            text(
                "CREATE TRIGGER broken BEFORE UPDATE ON live_release WHEN NEW.done BEGIN "
                "SELECT RAISE(ABORT, 'the power is gone'); END"
            )
        )
    with pytest.raises(IntegrityError):
        let_time_pass(round_)
    session.rollback()
    assert values(round_.id) == before
    assert count_of(round_) == 1
    assert ballots.has_finished(panel.seat(0), round_)
    with transaction():
        session.execute(text("DROP TRIGGER broken"))
    mix_closed(round_)
    assert 3.0 in values(round_.id)


def test_a_reason_is_asked_for_outside_the_middle_half_only_of_whoever_was_shown_it(app: Flask) -> None:
    panel, round_ = make_live(reasons=ReasonDemand.OUTSIDE)
    rate(panel, round_, range(2 * K), 7)
    assert let_time_pass(round_) == 1
    answer(panel.seat(11), round_, [2], finish=False)
    with pytest.raises(ratings.AnswerRefused, match="asks for a reason"):
        answer(panel.seat(11), round_, [3], finish=False)
    answer(panel.seat(11), round_, [3, 9], reasons=("Because.",), finish=False)
    assert {each.value for each in ratings.read(panel.seat(11), round_).values()} == {3, 9}
