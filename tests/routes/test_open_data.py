"""The check before data are opened: sizes of groups alike, never a value, and what leaving a column out does."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_member, make_study, sign_in, stage_of
from tests.planting import document, options, plant, publish, question

REGIONS = [1 + (place >= 30) for place in range(40)]
TEAMS = ["x" if place < 2 else "y" for place in range(40)]


@pytest.mark.sqlite_only
def test_the_page_counts_people_alike_and_says_which_column_gives_them_away(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner, "Open 2026")
    stage = stage_of(study)
    version = publish(stage, document(question("REG", "single", "Region?", options=options("North", "South"))))
    plant(stage, version, [{"REG": code} for code in REGIONS], attributes=[{"team": team} for team in TEAMS])
    sign_in(client, owner)
    root = f"/studies/{study.code}/stages/{stage.code}"
    assert f'href="{root}/open-data"' in client.get(f"{root}/exports").get_data(as_text=True)
    assert "checked" not in client.get(f"{root}/open-data").get_data(as_text=True)
    found = client.get(f"{root}/open-data.json?known=REG&known=attr.team").get_json()
    # 2 in team x of the north, 28 in y of the north, 10 in y of the south
    assert (found["k"], found["groups"], found["below"], found["n"]) == (2, 3, 2, 40)
    assert {each["column"]: each["k"] for each in found["without"]} == {"REG": 2, "attr.team": 10}
    page = client.get(f"{root}/open-data?known=REG&known=attr.team").get_data(as_text=True)
    assert "2 people stand in small groups" in page
    assert "Everybody stands in a group of at least 10" in client.get(f"{root}/open-data?known=REG").get_data(
        as_text=True
    )
    for wrong in ("known=nothing", "known=" + "9" * 300, "known=%00"):
        assert client.get(f"{root}/open-data?{wrong}").status_code == 400
    viewer = app.test_client()
    sign_in(viewer, make_member(study, Role.VIEWER))
    assert viewer.get(f"{root}/open-data").status_code == 403


@pytest.mark.sqlite_only
@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_where_single_answers_are_never_given_out_no_small_group_is_counted(
    app: Flask, client: FlaskClient, level: AnonymityLevel
) -> None:
    owner = make_account()
    study = make_study(owner, "Closed 2026")
    stage = stage_of(study)
    stage.level = level
    version = publish(stage, document(question("REG", "single", "Region?", options=options("North", "South"))))
    plant(stage, version, [{"REG": 1 + (place == 0)} for place in range(40)])
    sign_in(client, owner)
    root = f"/studies/{study.code}/stages/{stage.code}"
    for asked in ("", "?known=REG"):
        page = client.get(f"{root}/open-data{asked}")
        assert "the only one" not in page.text
        assert "People alike" not in page.text
        assert client.get(f"{root}/open-data.json{asked}").status_code == 404
    assert "There is nothing to check" in page.text
