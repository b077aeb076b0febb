"""The editor's fields for order, blocks and answers taken over, as a browser without script uses them."""

import pytest

from survey_app.services import versions
from tests.desk import Desk, form_fields

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]
ROWS = {"row": ["c1", "c2", "c3"], "row.c1": "Red", "row.c2": "Blue", "row.c3": "Green"}


def part(desk: Desk, code: str) -> dict[str, object]:
    return {name: value for name, value in desk.question(code).items() if name in ("order", "carry", "anchored")}


def saved_again(desk: Desk, address: str, path: str) -> None:
    """The page as it stands is sent back and changes nothing."""
    before = desk.version.definition
    page = desk.get(address).replace(f'action="{desk.base}/pages/', 'data-autosave action="', 1)
    answer = desk.client.post(desk.base + path, data=form_fields(page) | {"do": "save"})
    assert answer.status_code == 303
    assert desk.version.definition == before


def test_order_anchors_pairs_and_answers_taken_over_are_kept_and_a_plain_save_changes_nothing(desk: Desk) -> None:
    desk.done("/questions", kind="multiple", page="p1")
    more = {"order_fields": "1", "order": "random", "stays": "3", "pairs": "1 2", "anchored": "on", "together": "x"}
    desk.done("/questions/Q1", text="Which?", **ROWS, **more)
    desk.done("/pages")
    desk.done("/questions", kind="single", page="p2")
    desk.done("/questions/Q2", text="Best?", order_fields="1", carry_from="Q1", carry_which="chosen", order="rotated",
              row=["c1", "c2"])  # fmt: skip
    first, second = desk.question("Q1"), desk.question("Q2")
    assert (first["order"], first["anchored"], first["together"]) == ("random", True, "x")
    rows = first["settings"]["options"]  # type: ignore[index]
    assert [(row.get("together"), row.get("anchored")) for row in rows] == [("k1", None), ("k1", None), (None, True)]
    assert (second["order"], second["carry"]) == ("rotated", {"from": "Q1", "which": "chosen"})
    question = versions.document(desk.version).find("Q2")
    assert question is not None
    assert [option.code for option in question.settings.options] == [1, 2, 3]
    for code in ("Q1", "Q2"):
        saved_again(desk, f"?q={code}", f"/questions/{code}")
    logic = desk.get("/logic")
    assert "answers taken over from" in logic
    assert "is asked later" not in logic


def test_a_page_gets_its_order_and_its_block(desk: Desk) -> None:
    desk.done("/questions", kind="short_text", page="p1")
    desk.done("/pages/p1", title="One", order_fields="1", page_order="random", block="A", block_order="random",
              block_moves="on", anchored="on", together="t", tells_time="on")  # fmt: skip
    found = desk.version.definition
    assert found["blocks"] == [{"name": "A", "order": "random", "moves": True}]
    assert found["tells_time"] is True
    page = found["pages"][0]
    assert {name: page[name] for name in ("order", "block", "anchored", "together")} == {
        "order": "random", "block": "A", "anchored": True, "together": "t"
    }  # fmt: skip
    saved_again(desk, "?page=p1", "/pages/p1")
    desk.done("/pages/p1", title="One", order_fields="1", block="")
    assert "blocks" not in desk.version.definition


def test_what_makes_no_sense_is_said_at_its_field_and_kept(desk: Desk) -> None:
    desk.done("/questions", kind="multiple", page="p1")
    wrong = {"order": "sideways", "stays": "9", "pairs": "1 <b>", "together": "a b", "carry_from": "Q9"}
    answer = desk.send("/questions/Q1", text="Which?", **ROWS, order_fields="1", **wrong)
    assert answer.status_code == 422
    for name in wrong:
        assert f'id="{name}-error"' in answer.text or name == "carry_from"
    assert 'value="1 &lt;b&gt;"' in answer.text
    assert part(desk, "Q1") == {}
    for value in ("\x00", "x" * 5_000):
        assert desk.send("/questions/Q1", text="x", **ROWS, order_fields="1", together=value).status_code == 422
        assert desk.send("/pages/p1", title="", order_fields="1", block=value, page_order=value).status_code == 422
    assert desk.send("/pages/p1", title="", order_fields="1", block="a b", page_order="up").status_code == 422
