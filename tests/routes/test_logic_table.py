"""The logic table: every rule changed in its row, with the check's answer beside it, as one step that can be undone."""

import re

import pytest

from survey_app.db import session
from tests.desk import Desk, form_fields

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]


@pytest.fixture
def ruled(desk: Desk) -> Desk:
    version = desk.version
    choice = {
        "options": [{"code": 1, "label": {"en": "Yes"}}, {"code": 2, "label": {"en": "No"}, "show_if": "AGE > 3"}]
    }
    version.definition = {
        "languages": ["en"],
        "pages": [
            {
                "key": "p1",
                "questions": [
                    {"code": "AGE", "kind": "number", "text": {"en": "Age?"}, "checks": [{"rule": ". > 0"}]},
                    {"code": "WHY", "kind": "single", "text": {"en": "?"}, "show_if": "AGE > 5", "settings": choice},
                    {"code": "TWICE", "kind": "calculated", "text": {}, "settings": {"expression": "AGE * 2"}},
                ],
                "jumps": [{"rule": "AGE < 18", "outcome": "young"}],
            },
            {"key": "p2", "show_if": "AGE > 7", "questions": [{"code": "LAST", "kind": "long_text", "text": {}}]},
        ],
    }  # fmt: skip
    session.commit()
    return desk


def keys(page: str) -> list[str]:
    return re.findall(r'name="key" value="([^"]*)"', page)


def test_each_kind_of_rule_is_changed_in_its_row_and_undone(ruled: Desk) -> None:
    page = ruled.get("/logic")
    found = dict(zip(keys(page), re.findall(r'name="rule" value="([^"]*)"', page), strict=False))
    assert len(found) == 6
    for number, key in enumerate(found):
        before = ruled.version.definition
        address = ruled.done("/logic", key=key, rule=f"AGE > 4{number}", target=":end", outcome="young", message="No")
        assert address.endswith("#rule-" + key.replace("~", "-"))
        assert f'value="AGE &gt; 4{number}"' in ruled.get("/logic")
        ruled.done("/undo")
        assert {**ruled.version.definition, "used": 0} == {**before, "used": 0}
    ruled.done("/logic", key=next(key for key in found if key.startswith("jump")), do="drop")
    assert "jumps" not in ruled.version.definition["pages"][0]
    assert ruled.question("AGE")["checks"] == [{"rule": ". > 0", "message": {}, "soft": False}]


def test_what_cannot_be_read_stays_typed_and_what_does_not_fit_is_said_at_its_row(ruled: Desk) -> None:
    key = next(each for each in keys(ruled.get("/logic")) if "WHY" in each and each.startswith("show_if"))
    wrong = ruled.send("/logic", key=key, rule="AGE >")
    assert wrong.status_code == 422
    assert 'value="AGE &gt;"' in wrong.text
    assert ruled.question("WHY")["show_if"] == "AGE > 5"
    ruled.done("/logic", key=key, rule="NOBODY = 1")
    assert re.search(r'-said"><p class="err">[^<]*NOBODY', ruled.get("/logic"))
    for bad in ("", "show_if", "jump~~nowhere~1~", "check~NOBODY~~1~", "text~AGE~~0~", "show_if~AGE~p1~0~"):
        assert ruled.send("/logic", key=bad, rule="AGE > 1", target=":end").status_code in {400, 404, 409, 422}, bad


def test_a_new_rule_finds_its_place(ruled: Desk) -> None:
    ruled.done("/logic", kind="show_if", where="last", rule="AGE > 9", target=":end")
    assert ruled.question("LAST")["show_if"] == "AGE > 9"
    ruled.done("/logic", kind="jump", where="1", rule="AGE > 99", target="p2")
    assert ruled.version.definition["pages"][0]["jumps"][1] == {"rule": "AGE > 99", "page": "p2", "outcome": ""}
    assert ruled.send("/logic", kind="jump", where="2", rule="AGE > 9", target="p1").status_code == 422
    nowhere = ruled.send("/logic", kind="check", where="Q77", rule="AGE > 9", target=":end")
    assert nowhere.status_code == 422
    assert 'value="AGE &gt; 9"' in nowhere.text


def test_two_people_at_one_rule_see_both_wordings_and_at_two_rules_nothing(ruled: Desk) -> None:
    seen = ruled.version.revision
    first, second = (key for key in keys(ruled.get("/logic")) if key.startswith("show_if"))
    ruled.done("/logic", key=first, rule="AGE > 50")
    ruled.done("/logic", key=second, rule="AGE > 60")
    stale = ruled.send("/logic", seen, key=first, rule="AGE > 70")
    assert stale.status_code == 409
    assert "AGE &gt; 70" in stale.text
    assert "AGE &gt; 50" in stale.text
    other = next(key for key in keys(ruled.get("/logic")) if key.startswith("row"))
    assert ruled.send("/logic", seen, key=other, rule="AGE > 80").status_code == 303
    assert "both changes stand" in ruled.get("/logic")


def test_the_rule_of_a_column_is_changed_in_the_table_and_beside_the_question(desk: Desk) -> None:
    rows = [{"code": "1", "label": {"en": "Price"}}, {"code": "2", "label": {"en": "Speed"}}]
    ticks = [{"code": 1, "label": {"en": "Mine"}, "show_if": "AGE > 1"}, {"code": 2, "label": {"en": "Theirs"}}]
    version = desk.version
    version.definition = {
        "languages": ["en"],
        "pages": [
            {"key": "p1", "questions": [{"code": "AGE", "kind": "number", "text": {"en": "Age?"}}]},
            {"key": "p2", "questions": [
                {"code": "TICK", "kind": "grid_multiple", "text": {"en": "Which?"},
                 "settings": {"items": rows, "options": ticks}},
            ]},
        ],
    }  # fmt: skip
    session.commit()
    page = desk.get("/logic")
    assert "TICK, column 1" in page
    [key] = keys(page)
    desk.done("/logic", key=key, rule="AGE > 30")
    settings = desk.question("TICK")["settings"]
    assert [each.get("show_if", "") for each in settings["options"]] == ["AGE > 30", ""]  # type: ignore[index]  # a table
    assert all("show_if" not in each for each in settings["items"])  # type: ignore[index]  # a table
    sent = form_fields(desk.get("?q=TICK"))
    assert sent["rule.k1"] == ["AGE > 30"]
    wrong = {**sent, "rule.k2": "AGE >"}
    assert desk.client.post(f"{desk.base}/questions/TICK", data=wrong).status_code == 422
    desk.client.post(f"{desk.base}/questions/TICK", data={**sent, "rule.k2": "NOBODY = 1", "rule.c1": "AGE > 7"})
    settings = desk.question("TICK")["settings"]
    assert [each.get("show_if", "") for each in settings["options"]] == ["AGE > 30", "NOBODY = 1"]  # type: ignore[index]
    assert [each.get("show_if", "") for each in settings["items"]] == ["AGE > 7", ""]  # type: ignore[index]
    # what keeps the questionnaire from being published looks like it, and is a sentence
    assert re.search(r'-said"><p class="err">Character 1: there is no question', desk.get("/logic"))
    assert "#rule-k2" in desk.get("/check")
    desk.done("/logic", key=key, do="drop")
    assert "show_if" not in desk.question("TICK")["settings"]["options"][0]  # type: ignore[index]
