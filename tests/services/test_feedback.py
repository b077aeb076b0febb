"""What the panel may see: figures from thresholds on, and reasons of both sides in equal number."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.models import PanelRound, Reason
from survey_app.services import feedback, ratings, sitting_feedback, sitting_results, sittings, stands
from survey_app.services.feedback import Feedback, Reasons
from survey_app.vocabulary import AnonymityLevel, Fate, ItemScale, ReasonState, RoundState, Side
from tests.panels import TestPanel, answer, answer_all, close_and_mix, make_panel, one_round, open_round, release

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("app")]
NINE = [[4], [6], [6], [6], [7], [7], [7], [8], [8]]
ONE = ("A reply within 48 hours",)


def seen_by(panel: TestPanel, person: int, round_: PanelRound, place: int = 0) -> Feedback:
    sitting = sittings.of(panel.seat(person))
    assert sitting.asked.id == round_.id
    [found] = sitting_feedback.said_before(sitting, panel.items[place])
    assert found is not None
    return found


def rated(values: Sequence[Sequence[float | None]], **more: object) -> tuple[TestPanel, PanelRound]:
    panel = make_panel(n=max(5, len(values)), statements=ONE, **more)
    one_round(panel, values)
    return panel, open_round(panel)


def test_everything_is_shown_once_enough_people_answered() -> None:
    panel, second = rated(NINE)
    found = seen_by(panel, 0, second)
    assert (found.n, found.median, found.middle, found.own and found.own.value) == (9, 7, (6, 7), 4)
    assert found.counts is not None
    assert dict(found.counts) == {1: 0, 2: 0, 3: 0, 4: 1, 5: 0, 6: 3, 7: 3, 8: 2, 9: 0}
    assert [seen_by(panel, person, second).side for person in (0, 1, 7)] == [Side.LOWER, Side.MIDDLE, Side.HIGHER]


@pytest.mark.parametrize("level", [AnonymityLevel.CONFIDENTIAL, AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_median_from_five_and_distribution_from_seven_answers(level: AnonymityLevel) -> None:
    shown = {}
    for judged in (4, 5, 6, 7):
        panel, second = rated([[n % 9 + 1] if n < judged else [None] for n in range(9)], level=level)
        found = seen_by(panel, 0, second)
        shown[judged] = (found.median is not None, found.middle is not None, found.counts is not None)
        assert found.n == judged
        assert found.groups == ()
    assert shown == {4: (False,) * 3, 5: (True, True, False), 6: (True, True, False), 7: (True,) * 3}


def test_small_groups_are_not_shown() -> None:
    groups = {"Customers": 5, "Suppliers": 5, "Others": 4}
    panel = make_panel(n=14, groups=groups, statements=ONE, level=AnonymityLevel.CONFIDENTIAL)
    one_round(panel, [[n % 9 + 1] for n in range(14)])
    names = [group.name for group in seen_by(panel, 0, open_round(panel)).groups]
    assert names
    assert "Others" not in names
    assert all(group.n >= 5 for group in seen_by(panel, 0, session.scalars(
        select(PanelRound).where(PanelRound.number == 2)).one()).groups)  # fmt: skip


def test_the_agreement_is_hidden_unless_the_protocol_shows_it() -> None:
    panel, second = rated(NINE)
    assert seen_by(panel, 0, second).agreement is None
    panel, second = rated(NINE, show_agreement=True)
    assert seen_by(panel, 0, second).agreement == pytest.approx(5 / 9)


def test_nothing_is_shown_before_the_release() -> None:
    panel = make_panel(statements=ONE)
    first = open_round(panel)
    answer_all(panel, first, NINE)
    close_and_mix(first)
    assert feedback.of_round(panel.seat(0), first, panel.items, {}) == [None]
    assert sittings.of(panel.seat(0)).stand is stands.Stand.LOOKED_AT
    assert sitting_results.results(sittings.of(panel.seat(0))) == []


def with_reasons(lower: int, higher: int) -> tuple[TestPanel, PanelRound]:
    panel = make_panel(n=21, statements=ONE)
    first = open_round(panel)
    values = [2] * 8 + [5] * 5 + [8] * 8
    for person, value in enumerate(values):
        low, high = person < lower, person >= 13 and person - 13 < higher
        why = f"Reason of number {person}" if low or high else ""
        answer(panel.seat(person), first, [value], reasons=[why])
    close_and_mix(first)
    release(first)
    return panel, open_round(panel)


@pytest.mark.parametrize(("lower", "higher", "equal"), [(5, 8, 2), (1, 8, 1), (8, 1, 1), (0, 8, 0), (3, 0, 0)])
def test_reasons_of_both_sides_are_shown_in_equal_number(lower: int, higher: int, equal: int) -> None:
    panel, second = with_reasons(lower, higher)
    reasons = seen_by(panel, 0, second).reasons
    assert (len(reasons.lower), len(reasons.higher), reasons.equal) == (lower, higher, equal)
    assert reasons.total == lower + higher


def test_the_order_of_reasons_is_each_persons_own_and_stays() -> None:
    panel, second = with_reasons(8, 8)
    orders = [seen_by(panel, person, second).reasons.higher for person in range(8)]
    assert orders == [seen_by(panel, person, second).reasons.higher for person in range(8)]
    assert {frozenset(order) for order in orders} == {frozenset(orders[0])}
    assert len(set(orders)) > 5


def test_only_released_reasons_are_shown_in_the_moderators_wording() -> None:
    panel = make_panel(n=9, statements=ONE)
    first = open_round(panel)
    for person, row in enumerate(NINE):
        answer(panel.seat(person), first, row, reasons=["Ana from Vigo says so" if person == 0 else f"Reason {person}"])
    close_and_mix(first)
    with transaction():
        row = session.scalars(select(Reason).where(Reason.text == "Ana from Vigo says so")).one()
        row.shown_text = "[…] says so"
    release(first, withhold=["Reason 7"])
    reasons = seen_by(panel, 0, open_round(panel)).reasons
    everything = {*reasons.lower, *reasons.higher, *reasons.middle}
    assert "[…] says so" in everything
    assert "Reason 8" in everything
    assert not everything & {"Ana from Vigo says so", "Reason 7"}


def test_a_waiting_reason_is_seen_by_nobody() -> None:
    panel, second = with_reasons(3, 3)
    assert session.scalars(select(Reason.state).distinct()).all() == [ReasonState.RELEASED]
    first = session.scalars(select(PanelRound).where(PanelRound.number == 1)).one()
    assert first.state is RoundState.RELEASED
    assert seen_by(panel, 0, second).reasons.total == 6


def test_the_preview_is_what_the_panel_sees_without_anybodys_own() -> None:
    panel = make_panel(n=9, statements=ONE)
    first = one_round(panel, NINE, reasons=["So it is"])
    [(item, found)] = feedback.preview(first, panel.stage.min_group)
    own = seen_by(panel, 0, open_round(panel))
    assert item.id == panel.items[0].id
    assert (found.n, found.median, found.middle, found.counts) == (own.n, own.median, own.middle, own.counts)
    assert found.own is None
    assert found.reasons.total == own.reasons.total == 9


def test_swapping_two_peoples_answers_changes_nothing_for_a_third() -> None:
    worlds = []
    for values in (NINE, [NINE[8], *NINE[1:8], NINE[0]]):
        panel, second = rated(values)
        found = seen_by(panel, 4, second)
        worlds.append((found.n, found.median, found.middle, found.counts, found.groups, found.own))
    assert worlds[0] == worlds[1]


def test_a_closed_statement_says_by_what_and_with_which_result() -> None:
    panel = make_panel(n=9)
    first = open_round(panel)
    answer_all(panel, first, [[8, 5, 2]] * 9)
    close_and_mix(first)
    release(first, {panel.items[0].id: Fate.CLOSED})
    [ended] = feedback.ended(panel.stage.id, 2)
    assert (ended.item.id, ended.round_number, ended.by_rule, ended.median) == (panel.items[0].id, 1, True, 8)
    assert feedback.ended(panel.stage.id, 1) == []


def test_points_show_their_median_and_no_distribution_of_few() -> None:
    panel = make_panel(n=9, scale=ItemScale.POINTS, points_total=100)
    one_round(panel, [[50, 30, 20]] * 5 + [[20, 20, 60]] * 4)
    second = open_round(panel)
    found = seen_by(panel, 0, second, 2)
    assert (found.median, found.middle) == (20, (20, 70))
    assert ratings.own_before(panel.seat(8), second)[panel.items[2].lineage].value == 60


def test_equal_counts_no_more_than_both_sides_have() -> None:
    assert Reasons(("a",), ("b", "c", "d"), ("e",)).equal == 1
    assert Reasons().total == 0
