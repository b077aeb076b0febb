"""A hundred statements at the desk: they stand on pages, move across them, and what is ticked goes along."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.services import fates, items
from tests.builders import post, sign_in
from tests.delphis import analysed, answered, before_start, opened
from tests.panels import make_panel
from tests.rating_pages import tree, words

pytestmark = pytest.mark.sqlite_only
COUNT = 90


def test_many_statements_stand_on_pages_and_every_act_still_reaches_them(app: Flask, client: FlaskClient) -> None:
    wording = [f"Matter number {chr(65 + place % 26)}{place} of its own" for place in range(COUNT)]
    panel = make_panel(n=7, statements=wording, rounds=3)
    before_start(panel)
    for place, item in enumerate(panel.items):
        item.section = {"en": "Early"} if place < 60 else {"en": "Late"}
    session.commit()
    sign_in(client, panel.stage.study.memberships[0].account)
    base = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    rows = [tree(client.get(f"{base}/items?page={page}")).xpath("count(//tbody/tr[@id])") for page in (1, 2, 3, 99)]
    assert rows == [40, 40, 10, 10]
    second = words(client.get(f"{base}/items?page=2"))
    assert all(each in second for each in ("Early 20 of 60 on this page", "Late 20 of 30 on this page", "90 in all"))
    moved = post(client, f"{base}/items/S41/move", {"do": "up"})
    assert moved.location.endswith("/items#S41"), "it stands on the first page now"
    assert post(client, f"{base}/items/S41/move", {"do": "down"}).location.endswith("/items?page=2#S41")
    assert post(client, f"{base}/items/S90/move-section", {"do": "up"}).location.endswith("/items#S90")
    assert items.of_stage(panel.stage.id)[0].code == "S61"
    last = items.find(panel.stage, "S60")
    for active, position in ((False, 0), (True, COUNT)):
        with transaction():
            last.active, last.position = active, position
        page = tree(client.get(f"{base}/items"))
        assert page.xpath("//tbody/tr/@id")[0] == "S61", "a statement that is not asked heads no section"

    round_ = opened(panel)
    answered(panel, round_, [[5.0] * COUNT] * 7)
    analysed(round_)
    here = f"{base}/rounds/1/statements"
    page = client.get(f"{here}?item=S61&page=2")
    assert page.text.count('type="checkbox"') == 40
    assert "1 is ticked on another page: S61." in words(page)
    assert tree(page).xpath("//form[@id='merge']/input[@name='item']/@value") == ["S61"]
    assert "Decide 90 statements by the rule" in page.text, "an act on all names all"
    assert tree(client.get(f"{here}?item=S61")).xpath("//input[@checked]/@value") == ["S61"]
    assert post(client, f"{here}/S60", {"fate": "kept"}).location.endswith("/statements?page=3#S60")
    assert "Merge 2 statements into one" in client.get(f"{base}/rounds/1/merge?item=S61&item=S60").text


def test_statements_that_look_alike_are_one_group_with_one_act_that_is_undone(app: Flask, client: FlaskClient) -> None:
    alike = ("Replies within two days", "Reply within two days", "A reply within two working days")
    panel = make_panel(n=7, statements=(*alike, "Fair prices", "One person to call"), rounds=3)
    before_start(panel)
    round_ = opened(panel)
    answered(panel, round_, [[5.0] * 5] * 7)
    analysed(round_)
    [group] = fates.look_alike(fates.of_round(round_))
    assert [line.item.code for line in group] == ["S1", "S2", "S3"]
    sign_in(client, panel.stage.study.memberships[0].account)
    base = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/rounds/1"
    page = tree(client.get(f"{base}/statements"))
    [button] = page.xpath("//section[@aria-labelledby='alike']//button")
    assert (button.get("form"), button.get("name"), button.get("value")) == ("merge", "group", "S1 S2 S3")
    assert "Merge these 3…" in button.text_content()
    merging = client.get(f"{base}/merge?item=S5&item=S2&group=S1+S2+S3")
    assert "Merge 3 statements into one" in merging.text
    asked = tree(merging)
    assert asked.xpath(f"//a[@href='{base}/statements?item=S2&item=S5']"), "back, with everything that was ticked"
    sent = {name: asked.xpath(f"//input[@name='{name}']/@value") for name in ("item", "ticked")}
    assert sent == {"item": ["S1", "S2", "S3"], "ticked": ["S2", "S5"]}
    merged = post(client, f"{base}/merge", {**sent, "text_en": "Replies in two days"})
    assert merged.location == f"{base}/statements?item=S5", "a tick of something else is not lost"
    assert tree(client.get(merged.location)).xpath("//input[@checked]/@value") == ["S5"]
    assert fates.look_alike(fates.of_round(round_)) == []
    with transaction():
        fates.take_back(round_, "S1")
    assert {line.row.fate for line in fates.of_round(round_)} == {None}
