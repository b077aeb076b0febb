"""The end of a round: rows in key order, figures computed once, forged sheets set aside."""

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from survey_app.db import session, transaction
from survey_app.models import Batch, PanelRound, Rating, Reason, Snapshot
from survey_app.privacy.mix_plan import Phase
from survey_app.services import analysis, round_figures, round_seals
from survey_app.services.ballots import OpenedSheet
from survey_app.services.protocol_rules import Partials
from survey_app.stats.concordance import concordance
from survey_app.stats.consensus import Verdict, consensus
from survey_app.stats.significance import holm
from survey_app.stats.stability import stability
from survey_app.vocabulary import AnonymityLevel, ItemScale, RoundState, Side
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, one_round, open_round

FIRST = [[7, 5, 2], [8, 6, 3], [9, 5, 1], [7, 4, 9], [8, 5, 8], [9, None, 2], [7, 5, 9], [6, 5, 1], [8, 6, 8]]
SECOND = [[7, 6, 2], [8, 7, 3], [9, 7, 1], [7, 7, 9], [8, 8, 8], [9, 7, 2], [7, 7, 9], [7, 7, 1], [8, 8, 9]]


def closed_round(panel: TestPanel) -> tuple[PanelRound, Batch]:
    """A round that is closed and whose sheets a test makes itself."""
    round_ = open_round(panel)
    with transaction():
        round_.state = RoundState.CLOSED
        session.flush()
        batch = session.scalars(select(Batch).where(Batch.round_id == round_.id)).one()
        batch.phase = Phase.CLOSED
    return round_, batch


def key(number: int) -> str:
    return f"{number:064x}"


def sheet(panel: TestPanel, number: int, values: list[object], *, finished: bool = True) -> OpenedSheet:
    rows = tuple(
        (key(number), f"item:{item.id}", {"v": value, "c": False, "h": "first"})
        for item, value in zip(panel.items, values, strict=False)
    )
    return OpenedSheet(f"R{number}", rows, None, finished)


def take(round_: PanelRound, batch: Batch, sheets: list[OpenedSheet]) -> None:
    with transaction():
        analysis.take(batch, round_, sheets)


def test_the_figures_of_a_round_are_those_of_the_statistics(app: Flask) -> None:
    panel = make_panel()
    round_ = one_round(panel, FIRST)
    figures = round_figures.of_round(round_)
    assert figures is not None
    expected = consensus([row[1] for row in FIRST], panel.rules.rule, cannot_judge=1)
    found = figures.items[1]
    assert (found.n, found.seen, found.cannot_judge) == (8, 9, 1)
    assert (found.median, found.lower, found.upper) == (
        expected.median,
        expected.lower_quartile,
        expected.upper_quartile,
    )
    assert found.high_of_all == expected.high_of_all.value
    assert found.verdict is expected.verdict
    assert figures.items[2].verdict is Verdict.SPLIT
    assert figures.items[0].verdict is Verdict.AGREED_HIGH
    assert dict(figures.items[0].counts) == {1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 1, 7: 3, 8: 3, 9: 2}
    ratings = [[np.nan if cell is None else cell for cell in row] for row in FIRST]
    whole = concordance(ratings).value
    assert whole is not None
    assert figures.concordance.w == round(whole, 1), "no page tells it more exactly of so few"
    assert (figures.concordance.raters, figures.concordance.incomplete) == (8, 1)
    assert figures.flow["finished"] == 9
    assert figures.ballots == 9


def test_movement_pairs_the_people_of_both_rounds(app: Flask) -> None:
    panel = make_panel(level=AnonymityLevel.CONFIDENTIAL)
    one_round(panel, FIRST)
    figures = round_figures.of_round(one_round(panel, SECOND))
    assert figures is not None
    expected = [
        stability([row[place] for row in FIRST], [row[place] for row in SECOND], panel.rules.rule) for place in range(3)
    ]
    adjusted = holm([each.wilcoxon.test.p for each in expected])
    for found, right, p in zip(figures.items, expected, adjusted, strict=True):
        moved = found.movement
        assert moved is not None
        assert (moved.pairs, moved.up, moved.down, moved.unchanged) == (
            right.n,
            right.movement.up,
            right.movement.down,
            right.movement.unchanged,
        )
        assert moved.net_change == right.net_change
        assert moved.wilcoxon_adjusted == p
    assert figures.items[1].movement is not None
    assert figures.items[1].movement.only_now == 1
    assert figures.items[1].movement.stable is False


@pytest.mark.sqlite_only
@pytest.mark.parametrize("level", [AnonymityLevel.CONFIDENTIAL, AnonymityLevel.SEALED])
def test_every_level_gives_the_same_figures(app: Flask, level: AnonymityLevel) -> None:
    anonymous, other = make_panel(), make_panel(level=level)
    for panel in (anonymous, other):
        one_round(panel, FIRST)
    rounds = [one_round(panel, SECOND) for panel in (anonymous, other)]
    snapshots = [session.get_one(Snapshot, round_.id) for round_ in rounds]
    found = [round_figures.of_snapshot(each, None) for each in snapshots]
    assert snapshots[0].document["concordance"] == snapshots[1].document["concordance"]
    assert [each.movement for each in found[0].items] == [each.movement for each in found[1].items]
    assert [each.median for each in found[0].items] == [each.median for each in found[1].items]


def test_at_the_sealed_level_no_key_joins_two_items(app: Flask) -> None:
    panel = make_panel(level=AnonymityLevel.SEALED)
    one_round(panel, FIRST)
    keys = session.scalars(select(Rating.key)).all()
    assert len(set(keys)) == len(keys) == 27


def test_two_people_who_swap_everything_change_nothing_that_is_frozen(app: Flask) -> None:
    documents = []
    for values in (FIRST, [FIRST[1], FIRST[0], *FIRST[2:]]):
        snapshot = session.get_one(Snapshot, one_round(make_panel(), values).id)
        documents.append((snapshot.document["concordance"], [each["consensus"] for each in snapshot.document["items"]]))
    assert documents[0] == documents[1]


def test_the_hash_of_the_answers_forgets_whose_they_are() -> None:
    def answer(person: str, item: int, value: float) -> round_seals.Answer:
        return round_seals.Answer(person, item, None, value, None, None, False, "first", False)  # type: ignore[arg-type]

    names = {1: "a", 2: "b"}
    one = {1: [answer("k1", 1, 3), answer("k1", 2, 4), answer("k2", 1, 8), answer("k2", 2, 9)]}
    swapped = {1: [answer("k2", 1, 3), answer("k2", 2, 4), answer("k1", 1, 8), answer("k1", 2, 9)]}
    torn = {1: [answer("k1", 1, 3), answer("k1", 2, 9), answer("k2", 1, 8), answer("k2", 2, 4)]}
    assert round_seals.of_answers(one, names) == round_seals.of_answers(swapped, names)
    assert round_seals.of_answers(one, names) != round_seals.of_answers(torn, names)


def test_a_forged_sheet_is_set_aside_and_counted(app: Flask) -> None:
    panel = make_panel()
    round_, batch = closed_round(panel)
    good = [sheet(panel, number, list(row)) for number, row in enumerate([[7, 5, 2]] * 8, 1)]
    item = panel.items[0].id
    forged = [
        sheet(panel, 20, [10, 4.5, "7"]),
        sheet(panel, 21, [True, float("inf"), [7]]),
        sheet(panel, 22, [10**400, -1, {}]),
        OpenedSheet("R", (("short", f"item:{item}", {"v": 7, "c": False}),), None, finished=True),
        OpenedSheet("R", ((key(23), "item:999999", {"v": 7, "c": False}),), None, finished=True),
        OpenedSheet("R", ((key(24), "item:٣", {"v": 7}), (key(24), "item:", 7)), None, finished=True),
        OpenedSheet("R", ((key(25), f"item:{item}", {"v": 7, "c": True}),), 999, finished=True),
        OpenedSheet("R", ((key(26), f"reason:{item}", "x" * 5_000), (key(26), "nonsense", "x")), None, finished=True),
        OpenedSheet("R", ((key(27), f"item:{item}", {"v": 7, "h": "made up"}),), None, finished=True),
    ]
    take(round_, batch, [*good, *forged])
    figures = round_figures.of_round(round_)
    assert figures is not None
    assert figures.set_aside == 17
    assert figures.items[0].n == 8
    assert session.query(Rating).count() == 24
    assert session.query(Reason).count() == 0


def test_a_row_that_comes_twice_counts_once(app: Flask) -> None:
    panel = make_panel()
    round_, batch = closed_round(panel)
    sheets = [sheet(panel, number, [7, 5, 2]) for number in range(1, 8)]
    take(round_, batch, [*sheets, sheet(panel, 1, [9, 9, 9])])
    figures = round_figures.of_round(round_)
    assert figures is not None
    assert (figures.items[0].n, figures.set_aside) == (7, 3)


def test_a_round_is_analysed_only_once(app: Flask) -> None:
    panel = make_panel()
    round_, batch = closed_round(panel)
    sheets = [sheet(panel, number, [7, 5, 2]) for number in range(1, 8)]
    take(round_, batch, sheets)
    assert round_.state is RoundState.ANALYSED
    with pytest.raises(IntegrityError):
        take(round_, batch, sheets)
    session.rollback()
    assert session.query(Rating).count() == 21


def test_a_sheet_of_somebody_who_did_not_finish_enters_only_by_the_protocol(app: Flask) -> None:
    counts = []
    for partials in (Partials.EXCLUDE, Partials.INCLUDE):
        panel = make_panel(level=AnonymityLevel.CONFIDENTIAL, partials=partials)
        round_, batch = closed_round(panel)
        sheets = [sheet(panel, number, [7, 5, 2]) for number in range(1, 8)]
        take(round_, batch, [*sheets, sheet(panel, 9, [3], finished=False)])
        figures = round_figures.of_round(round_)
        assert figures is not None
        counts.append((figures.items[0].n, figures.items[0].seen, figures.items[1].seen))
        assert session.query(Rating).filter_by(round_id=round_.id, partial=True).count() == 1
    assert counts == [(7, 7, 7), (8, 8, 7)]


def test_a_reason_stands_on_its_authors_side_of_the_median(app: Flask) -> None:
    panel = make_panel()
    round_ = open_round(panel)
    reasons = [[f"because {number}"] for number in range(9)]
    for number, (row, why) in enumerate(zip(FIRST, reasons, strict=True)):
        answer_all(TestPanel(panel.stage, [panel.people[number]], panel.items, panel.rules), round_, [row], reasons=why)
    close_and_mix(round_)
    sides = dict(session.execute(select(Reason.text, Reason.side)).all())
    assert sides["because 0"] is Side.LOWER
    assert sides["because 2"] is Side.HIGHER
    assert sides["because 1"] is Side.MIDDLE


@pytest.mark.sqlite_only
def test_a_group_is_never_shown_when_its_rest_would_be_small(app: Flask) -> None:
    panel = make_panel(
        n=13, groups={"Customers": 6, "Suppliers": 5, "Regulators": 2}, level=AnonymityLevel.CONFIDENTIAL
    )
    figures = round_figures.of_round(one_round(panel, [[7, 5, 2]] * 13))
    assert figures is not None
    assert [(group.name, group.n) for group in figures.items[0].groups] == [("Customers", 6)]
    both = make_panel(n=11, groups={"Customers": 6, "Suppliers": 5}, level=AnonymityLevel.CONFIDENTIAL)
    figures = round_figures.of_round(one_round(both, [[7, 5, 2]] * 11))
    assert figures is not None
    assert [group.n for group in figures.items[0].groups] == [6, 5]


def test_weights_are_shares_of_the_distance_from_the_lowest_point(app: Flask) -> None:
    figures = round_figures.of_round(one_round(make_panel(), [[9, 5, 1]] * 9))
    assert figures is not None
    assert [item.weight for item in figures.items] == pytest.approx([8 / 12, 4 / 12, 0])


def test_points_give_weights_and_no_verdict(app: Flask) -> None:
    panel = make_panel(scale=ItemScale.POINTS)
    round_, batch = closed_round(panel)
    sheets = [sheet(panel, number, [50, 30, 20]) for number in range(1, 8)]
    forged = [sheet(panel, 8, [60, 30, 20]), sheet(panel, 9, [10, 10, 10])]
    take(round_, batch, [*sheets, *forged])
    figures = round_figures.of_round(round_)
    assert figures is not None
    assert [item.weight for item in figures.items] == pytest.approx([0.5, 0.3, 0.2])
    assert not figures.has_rule
    assert figures.set_aside == 6


def test_without_any_answer_every_figure_says_that_it_does_not_exist(app: Flask) -> None:
    panel = make_panel(level=AnonymityLevel.CONFIDENTIAL)
    round_, batch = closed_round(panel)
    take(round_, batch, [])
    figures = round_figures.of_round(round_)
    assert figures is not None
    assert [(item.n, item.median, item.verdict) for item in figures.items] == [(0, None, Verdict.TOO_FEW)] * 3
    assert figures.concordance.shortfall == "no_raters"
    assert [item.weight for item in figures.items] == [None] * 3
