"""Cards that look alike are listed group by group for the moderator, and nobody else."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.vocabulary import Role
from tests.boarding import add_idea, make_board
from tests.builders import make_member, post, sign_in


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
    asked = post(client, f"{root}/merge", {"do": "merge", "card": codes})
    assert "Merge 2 cards into one" in asked.get_data(as_text=True)
