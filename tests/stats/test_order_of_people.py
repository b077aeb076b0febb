"""Analyses of customers are functions of the answers as a bag: whoever comes first in the data changes no line."""

from typing import Any

from survey_app.stats.channels import StageAnswers, channels
from survey_app.stats.customer_cells import losses
from survey_app.stats.expectation import formed_by
from survey_app.stats.need_register import Need, need_register

USED = [("web",), ("shop", "fair"), ("shop",), ("web",)]
WANTED = [("fair",), ("shop",), ("web",), ("web",)]
KINDS = ["active", "passive", "active", "passive"]
REASONS = ["price", "moved", "speed", "price"]
SEGMENTS = ["2", "10", "1", "2"]
EXPECTED = [5, 4, 2, 3]
FORMED = {"others": [1, 0, 1, 0], "brand": [0, 1, 1, 0]}


def _all(turned: bool) -> list[Any]:  # noqa: FBT001 - the two worlds
    step = -1 if turned else 1
    sources = {name: each[::step] for name, each in FORMED.items()}
    needs = [Need("speed", [1, 3, 1, 3][::step], [5, 5, 3, 5][::step])]
    found = (
        channels({"before": StageAnswers(USED[::step], WANTED[::step], None)}),
        losses(KINDS[::step], REASONS[::step]),
        need_register(needs, SEGMENTS[::step]),
        formed_by(EXPECTED[::step], sources),
    )
    return [each.to_json() for each in found]


def test_the_order_of_people_leaves_no_trace() -> None:
    assert _all(turned=False) == _all(turned=True)
    assert [each["segment"] for each in _all(turned=True)[2]["needs"][0]["segments"]] == ["1", "2", "10"]
