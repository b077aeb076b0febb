"""Cards that look alike are listed group by group for the moderator, and nobody else."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.vocabulary import Role
from tests.boarding import add_idea, make_board
from tests.builders import make_member, post, sign_in
from tests.rating_pages import tree


@pytest.mark.sqlite_only
def test_a_moderator_sees_groups_that_look_alike_and_merges_one(app: Flask, client: FlaskClient) -> None:
    stage = make_board()
    add_idea(stage, "A price list on the website, without a log-in")
    root = f"/studies/{stage.study.code}/stages/{stage.code}/board"
    viewer = app.test_client()
    sign_in(viewer, make_member(stage.study, Role.VIEWER))
    assert viewer.get(f"{root}/alike").status_code == 403
    sign_in(client, make_member(stage.study, Role.MODERATOR))
    assert f'href="{root}/alike"' in client.get(root).get_data(as_text=True)
    page = client.get(f"{root}/alike").get_data(as_text=True)
    first = page.partition('aria-label="Group 1 of')[2].partition("</section>")[0]
    assert "A price list on the website, without a log-in" in first
    assert "Price list on the website, without log-in" in first
    codes = re.findall(r'name="card" value="(\w+)"', first)
    others = ["other1", "other2"]
    sent: dict[str, object] = {"alike": "1", "card": [*codes, "other1"], "shown": [*codes, *others]}
    asked = post(client, f"{root}/merge", {**sent, "group": " ".join(codes)})
    assert "Merge 2 cards into one" in asked.text
    hidden = tree(asked)
    assert hidden.xpath("//input[@name='off']/@value") == ["other2"], "a tick that was taken out of another group"
    assert hidden.xpath(f"//a[@href='{root}/alike?off=other2']")
    back = tree(client.get(f"{root}/alike?off={codes[0]}"))
    assert codes[0] not in back.xpath("//input[@checked]/@value")
    assert codes[1] in back.xpath("//input[@checked]/@value")
    made = post(
        client,
        f"{root}/merge",
        {"alike": "1", "off": "other2", "asked": "1", "card": codes, "text": "Prices", "theme": ""},
    )
    assert made.location.startswith(f"{root}/alike?off=other2&merged=")
    undo = tree(client.get(made.location)).xpath("//div[@class='undo']/form")[0]
    assert "Merged 2 ideas into “Prices”." in undo.getparent().text_content()
    sent = {each.get("name"): each.get("value") for each in undo.xpath("./input")}
    undone = post(client, undo.get("action"), sent)
    assert undone.location == f"{root}/alike?off=other2", "back to where the merge was made"
