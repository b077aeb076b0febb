"""What experts say of themselves: only means of the panel are kept, and nothing of it follows anybody."""

import random

import pytest
from flask import Flask
from sqlalchemy import text

from survey_app.db import session, transaction
from survey_app.models import Snapshot
from survey_app.services import beside, expertise, ratings, round_figures
from survey_app.services.ballots import OpenedSheet
from survey_app.services.expertise import Said, WeightsRefused
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import AnonymityLevel
from tests.panels import TestPanel, answer, close_and_mix, make_panel, open_round

WHOLE = Said({"practice": "large", "theory": "medium", "literature": "small", "intuition": "small"}, "2")
"""Ca .5 + .2 + .1 + .1 = .9, Cs .8, Cr .85: the worked example of `stats.authority`."""


def rated(panel: TestPanel, said: list[Said | None]) -> Snapshot:
    round_ = open_round(panel)
    for number, each in enumerate(said):
        answer(panel.seat(number), round_, [5, 6, 7])
        if each is not None:
            with transaction():
                ratings.save_beside(panel.seat(number), round_, expertise.QUESTION, each.to_json())
    close_and_mix(round_)
    return session.get_one(Snapshot, round_.id)


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_the_mix_keeps_means_and_no_row(app: Flask, level: AnonymityLevel) -> None:
    panel = make_panel(n=7, level=level, expertise=True)
    half = Said({"practice": "small"}, None)
    snapshot = rated(panel, [WHOLE] * 5 + [half, None])
    found = snapshot.document["authority"]
    assert (found["n"], found["missing"], found["at_threshold"]) == (5, 1, 5)
    assert (found["ca"], found["cs"], found["cr"]) == pytest.approx((0.9, 0.8, 0.85))
    assert snapshot.document["set_aside"] == 0
    for table in ("rating", "reason", "inbox_sheet", "panel_draft"):
        rows = session.execute(text(f"SELECT * FROM {table}")).all()
        assert "medium" not in repr(rows)
    figures = round_figures.of_snapshot(snapshot, None).authority
    assert figures is not None
    assert figures.cr == pytest.approx(0.85)


@pytest.mark.sqlite_only
def test_below_the_smallest_group_there_is_no_mean(app: Flask) -> None:
    found = rated(make_panel(n=7, expertise=True), [WHOLE] * 4 + [None] * 3).document["authority"]
    assert (found["n"], found["ca"], found["cs"], found["cr"], found["at_threshold"]) == (4, None, None, None, None)


@pytest.mark.sqlite_only
def test_nothing_is_frozen_where_the_protocol_does_not_ask(app: Flask) -> None:
    assert "authority" not in rated(make_panel(n=5), [None] * 5).document


@pytest.mark.sqlite_only
def test_what_was_said_survives_later_answers_and_the_end_of_the_round(app: Flask) -> None:
    panel = make_panel(n=5, expertise=True)
    round_ = open_round(panel)
    with transaction():
        ratings.save_beside(panel.seat(0), round_, expertise.QUESTION, WHOLE.to_json())
    answer(panel.seat(0), round_, [5, 6, 7])
    assert expertise.read(beside.read(panel.seat(0), round_)[expertise.QUESTION]) == WHOLE
    with transaction():
        ratings.save_beside(panel.seat(0), round_, expertise.QUESTION, None)
    assert beside.read(panel.seat(0), round_) == {}
    assert len(ratings.read(panel.seat(0), round_)) == 3


def test_the_figures_are_the_same_in_whatever_order_the_sheets_come() -> None:
    """Floating sums depend on their order: two people who swap everything must leave the same document."""
    said = [
        Said(
            {base: random.Random(n * 7 + place).choice(expertise.LEVELS) for place, base in enumerate(expertise.BASES)},
            str(1 + n % 5),
        )
        for n in range(40)
    ]
    expected = expertise.figures(said, expertise.default_weights(), 5)
    for seed in range(20):
        shuffled = random.Random(seed).sample(said, len(said))
        assert expertise.figures(shuffled, expertise.default_weights(), 5) == expected


@pytest.mark.parametrize(
    "content",
    [None, 7, [], "x", {"b": 3}, {"b": {"practice": "huge"}}, {"b": {"magic": "large"}}, {"b": {}, "f": "9"},
     {"b": {"practice": ["large"]}, "f": None}, {"b": {}, "f": ["1"]}],
)  # fmt: skip
def test_a_forged_sheet_says_nothing(content: object) -> None:
    assert expertise.read(content) is None
    sheet = OpenedSheet("r", (("k", expertise.QUESTION, content),), None, finished=True)
    found = beside.authority([sheet], ProtocolRules(expertise=True), 5)
    assert found is not None
    assert (found["n"], found["missing"]) == (0, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"basis_practice_large": 101},
        {"basis_practice_medium": 60},
        {"basis_theory_large": 60},
        {"familiar_1": 10},
        {"familiar_5": -1},
    ],
)
def test_weights_that_cannot_be_computed_with_are_refused(change: dict[str, int]) -> None:
    with pytest.raises(WeightsRefused):
        expertise.check_weights({**expertise.default_weights(), **change})


def test_the_sheet_has_room_for_everything_anybody_can_say() -> None:
    assert len(repr(WHOLE.to_json())) <= expertise.most_bytes() + 20
