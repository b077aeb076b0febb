"""Before a new version is published its page says what it does to the data."""

import pytest

from tests.desk import Desk

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("app")]


def test_the_page_before_publishing_gives_a_verdict_for_each_edit(desk: Desk) -> None:
    desk.done("/questions", block="recommend", page="p1")
    assert "What changes in the data" not in desk.get("/publish")
    desk.done("/publish")
    desk.done("/next")
    desk.done("/questions", kind="yes_no", page="p1")
    desk.done("/questions/Q2/delete")
    page = desk.get("/publish")
    assert "What changes in the data since version 1" in page
    assert "0 edits break the data, 1 brings a new code, 1 is safe." in page
    assert "is not asked any more; its column stays with the earlier answers" in page
