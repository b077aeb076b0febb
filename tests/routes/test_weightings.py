"""The weighting of a survey: targets, before and after, kept and taken away, and figures weighted by it."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import AuditEntry, FrameUnit, KeptWeighting, Stage
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, frame, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only
SCALE = {"first": 1, "last": 5}
REGIONS = [1] * 160 + [2] * 60 + [3] * 20
SIZES = [1 + place % 2 for place in range(240)]
OVERALL = [2 + REGIONS[place] - (place % 5 == 0) for place in range(240)]
TARGETS = {"t:REG:1": "50", "t:REG:2": "30", "t:REG:3": "20"}


def planted(app: Flask, level: AnonymityLevel = AnonymityLevel.IDENTIFIED, **more: object) -> Stage:
    study = make_study(make_account(), "Customers 2026")
    stage = stage_of(study)
    stage.level = level
    version = publish(
        stage,
        document(
            question("REG", "single", "Where do you buy?", options=options("North", "South", "East")),
            question("SIZE", "single", "How large are you?", options=options("Small", "Large")),
            question("OVER", "rating", "How satisfied are you?", scale=SCALE),
            question("W", "number", "Weight"),
            question("RARE", "single", "Rarely asked", options=options("Yes", "No")),
        ),
    )
    answers = [
        {
            "REG": REGIONS[place],
            "SIZE": SIZES[place],
            "OVER": OVERALL[place],
            "W": [2.0, 1.0, 0.5][place % 3],
            "RARE": 1 + place % 2 if place < 163 else -9,
        }
        for place in range(240)
    ]
    plant(stage, version, answers, **more)
    return stage


def root_of(stage: Stage) -> str:
    return f"/studies/{stage.study.code}/stages/{stage.code}"


def owner_of(stage: Stage) -> object:
    return stage.study.memberships[0].account


@pytest.fixture(params=[AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL])
def stage(app: Flask, client: FlaskClient, request: pytest.FixtureRequest) -> Stage:
    found = planted(app, request.param)
    sign_in(client, owner_of(found))
    return found


def test_targets_are_looked_at_then_kept_and_taken_away_again(stage: Stage, client: FlaskClient) -> None:
    root = root_of(stage)
    assert f'href="{root}/weighting"' in client.get(f"{root}/results").get_data(as_text=True)
    assert f'href="{root}/weighting"' in client.get(f"{root}/settings").get_data(as_text=True)
    asked = client.get(f"{root}/weighting?by=REG&by=&by=").get_data(as_text=True)
    assert 'name="t:REG:3"' in asked
    looked = post(client, f"{root}/weighting?by=REG", {**TARGETS, "act": "look", "least": "0.2", "most": "5"})
    page = looked.get_data(as_text=True)
    assert looked.status_code == 200
    # 160, 60, 20 people to 50, 30, 20 %: weights .75, 1.2, 2.4; n_eff = 240²/(160·.75² + 60·1.2² + 20·2.4²)
    assert "197.5" in page
    assert "66.7%" in page
    assert session.query(KeptWeighting).count() == 0
    kept = post(client, f"{root}/weighting?by=REG", {**TARGETS, "act": "keep", "name": "Region", "most": "5"})
    assert kept.status_code == 303
    row = session.get(KeptWeighting, stage.id)
    assert row is not None
    assert row.rule["breaks"] == [{"key": "REG", "targets": {"1": 50.0, "2": 30.0, "3": 20.0}}]
    assert "Weighting “Region”" in client.get(f"{root}/weighting").get_data(as_text=True)
    assert post(client, f"{root}/weighting/remove").status_code == 303
    assert session.query(KeptWeighting).count() == 0
    acts = [entry.act for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts[-2:] == ["weighting_kept", "weighting_removed"]


WRONG: list[tuple[dict[str, str], str]] = [
    (TARGETS | {"t:REG:1": "a half"}, "is no number of 0 or more"),
    (TARGETS | {"t:REG:1": "-4"}, "is no number of 0 or more"),
    (TARGETS | {"t:REG:1": "9" * 400}, "is longer than"),
    (TARGETS | {"t:REG:1": "1e999"}, "is no number of 0 or more"),
    (TARGETS | {"t:REG:1": ""}, "Give every category a target"),
    (TARGETS | {"most": "0.5"}, "The largest weight is 1 or more"),
    (TARGETS | {"least": "2"}, "The smallest weight lies between 0 and 1"),
    (TARGETS | {"most": "1.01"}, "Widen the limits"),
    (dict.fromkeys(TARGETS, "0"), "a target of 0 or more"),
    (TARGETS | {"name": "a\x00b", "act": "keep"}, "cannot be kept"),
    (TARGETS | {"act": "keep"}, "Give the weighting a name"),
    ({"pasted": "North\t50\nSouth\t30"}, "Give every category a target"),
]


def test_what_gives_no_weights_is_said_and_kept_in_the_form(app: Flask, client: FlaskClient) -> None:
    stage = planted(app)
    sign_in(client, owner_of(stage))
    for sent, said in WRONG:
        answer = post(client, f"{root_of(stage)}/weighting?by=REG", dict(sent))
        assert answer.status_code == 422, sent
        assert said in answer.get_data(as_text=True), sent
    assert session.query(KeptWeighting).count() == 0


def test_targets_can_be_pasted_and_filled_in_from_the_samples_list(app: Flask, client: FlaskClient) -> None:
    stage = planted(app)
    sign_in(client, owner_of(stage))
    root = root_of(stage)
    pasted = {"pasted": "North\t500\r\nsouth = 300\n3 200", "most": ""}
    page = post(client, f"{root}/weighting?by=REG", dict(pasted)).get_data(as_text=True)
    assert "197.5" in page
    listed = frame(stage, 10)
    session.add_all(
        FrameUnit(frame_id=listed.id, unit=str(place), attributes={"region": "North" if place < 7 else "SOUTH"})
        for place in range(10)
    )
    session.commit()
    page = client.get(f"{root}/weighting?by=REG&fill=list").get_data(as_text=True)
    assert 'name="t:REG:1" value="7"' in page
    assert 'name="t:REG:2" value="3"' in page
    assert 'name="t:REG:3" value=""' in page


def test_addresses_that_name_something_else_are_refused_and_other_roles_keep_nothing(
    app: Flask, client: FlaskClient
) -> None:
    stage = planted(app)
    root = root_of(stage)
    viewer = make_member(stage.study, Role.VIEWER)
    sign_in(client, viewer)
    for address in ("by=NONE", "by=REG&by=SIZE&by=OVER", "column=REG", "by=%00", "by=%ED%A0%80"):
        assert client.get(f"{root}/weighting?{address}").status_code == 400, address
    assert post(client, f"{root}/weighting?by=REG", {**TARGETS, "act": "keep", "name": "x"}).status_code == 403
    assert post(client, f"{root}/weighting/remove").status_code == 403
    assert 'name="by"' not in client.get(f"{root}/weighting").get_data(as_text=True)


def keep(client: FlaskClient, root: str, address: str = "by=REG", **sent: str) -> None:
    targets = TARGETS if address == "by=REG" else {}
    answer = post(client, f"{root}/weighting?{address}", {**targets, "act": "keep", "name": "Region", **sent})
    assert answer.status_code == 303, answer.get_data(as_text=True)


def test_weights_are_turned_on_in_the_address_and_stand_beside_every_figure(stage: Stage, client: FlaskClient) -> None:
    root = root_of(stage)
    assert client.get(f"{root}/results?weight=on").status_code == 422
    assert client.get(f"{root}/results?weight=maybe").status_code == 400
    keep(client, root)
    plain = client.get(f"{root}/results.json").get_json()
    assert plain["weighting"] is None
    found = client.get(f"{root}/results.json?weight=on").get_json()
    assert found["weighting"]["name"] == "Region"
    assert found["weighting"]["n_eff"] == pytest.approx(240**2 / (160 * 0.75**2 + 60 * 1.2**2 + 20 * 2.4**2))
    rows = {row["variable"]: row for each in found["questions"] for row in each["rows"]}
    shares = [each["value"] for each in rows["REG"]["frequencies"]["categories"]]
    assert shares == pytest.approx([0.5, 0.3, 0.2])
    assert [each["count"] for each in rows["REG"]["frequencies"]["categories"]] == [160, 60, 20]
    # R 4.2.2, package survey 4.1-1: svymean of svydesign(ids = ~1, weights = ~w), with t of n_eff - 1 (Kish)
    mean = found["key"]["satisfaction_mean"]
    assert mean["value"] == pytest.approx(3.5)
    assert [mean["interval"]["low"], mean["interval"]["high"]] == pytest.approx([3.3589987552354, 3.6410012447646])
    assert mean["n"] == 240
    assert found["key"]["satisfied"]["value"] == pytest.approx(0.44)
    page = client.get(f"{root}/results?weight=on").get_data(as_text=True)
    assert "weighted by “Region”, effective base 197.5" in page
    assert "Shares and means are weighted, counts are people. Effective base: 197.5." in page
    assert 'name="weight" value="on"' in page
    assert "weight=on" not in client.get(f"{root}/results").get_data(as_text=True).split("Show figures weighted")[1]
    lines = list(csv.reader(io.StringIO(client.get(f"{root}/results/OVER.csv?weight=on").get_data(as_text=True))))
    assert lines[-1] == ["weighted by “Region”, effective base 197.5"]
    assert client.get(f"{root}/results.json?weight=off").get_json()["questions"] == plain["questions"]


def test_a_question_that_few_people_of_a_weight_answered_stays_unweighted(stage: Stage, client: FlaskClient) -> None:
    root = root_of(stage)
    keep(client, root)
    found = client.get(f"{root}/results.json?weight=on").get_json()
    rows = {row["variable"]: row for each in found["questions"] for row in each["rows"]}
    # 160 of the north and 3 of the south answered: whoever sees 163 people with and without weights knows the three
    expected = None if stage.level is AnonymityLevel.CONFIDENTIAL else pytest.approx(123.6**2 / 94.32)
    assert rows["RARE"]["frequencies"]["n_eff"] == expected
    page = client.get(f"{root}/results?weight=on").get_data(as_text=True)
    assert ("too few of those who answered share a weight" in page) is (expected is None)


def test_the_kept_weighting_is_offered_in_the_cross_table(stage: Stage, client: FlaskClient) -> None:
    root = root_of(stage)
    keep(client, root)
    page = client.get(f"{root}/crosstab?rows=OVER&columns=SIZE&weight=kept").get_data(as_text=True)
    assert '<option value="kept" selected>Region</option>' in page
    found = client.get(f"{root}/crosstab.json?rows=REG&weight=kept").get_json()
    assert found["columns"][0]["n_eff"] == pytest.approx(197.53, abs=0.01)
    thin = client.get(f"{root}/crosstab?rows=RARE&columns=SIZE&weight=kept")
    assert thin.status_code == (422 if stage.level is AnonymityLevel.CONFIDENTIAL else 200)


def test_weights_that_few_people_have_are_for_those_alone_who_see_single_answers(
    app: Flask, client: FlaskClient
) -> None:
    stage = planted(app)
    root = root_of(stage)
    sign_in(client, owner_of(stage))
    keep(client, root, "column=W")
    assert client.get(f"{root}/results?weight=on").status_code == 200
    keep(client, root, "by=REG&by=RARE", **TARGETS, **{"t:RARE:1": "40", "t:RARE:2": "60"})
    assert client.get(f"{root}/results?weight=on").status_code == 200
    viewer = make_member(stage.study, Role.VIEWER)
    post(client, "/sign-out")
    sign_in(client, viewer)
    refused = client.get(f"{root}/results?weight=on")
    assert refused.status_code == 422  # three people of the south were asked what is rarely asked
    assert "point to single people" in refused.get_data(as_text=True)
    assert "point to single people" not in client.get(f"{root}/results").get_data(as_text=True)
    shown = client.get(f"{root}/weighting").get_data(as_text=True)
    assert "belong to fewer than 5 people" in shown
    assert "Design effect" not in shown


def test_where_nobody_sees_single_answers_weights_of_few_are_not_even_kept(app: Flask, client: FlaskClient) -> None:
    stage = planted(app, AnonymityLevel.CONFIDENTIAL)
    stage.min_group = 10
    session.commit()
    root = root_of(stage)
    sign_in(client, owner_of(stage))
    sent = {**TARGETS, "t:SIZE:1": "40", "t:SIZE:2": "60", "name": "Both", "act": "keep"}
    assert post(client, f"{root}/weighting?by=REG&by=SIZE", dict(sent)).status_code == 303
    more = {"REG": 1, "SIZE": 2, "OVER": 4, "W": 1.0, "RARE": 1}
    plant(stage, stage.versions[0], [more, *[{**more, "REG": -9}] * 9])
    refused = post(client, f"{root}/weighting?by=REG&by=SIZE", dict(sent))  # nine people keep their share, alone
    assert refused.status_code in {400, 422}
    assert client.get(f"{root}/weighting?column=W").status_code == 400  # a number of the data could be anybody's


def test_where_names_stay_apart_no_row_carries_a_weight_made_of_the_list(app: Flask, client: FlaskClient) -> None:
    stage = planted(app, AnonymityLevel.CONFIDENTIAL, attributes=[{"team": "x"}, {"team": "y"}])
    root = root_of(stage)
    sign_in(client, owner_of(stage))
    keep(client, root, "by=attr.team", **{"t:attr.team:x": "60", "t:attr.team:y": "40"})
    assert client.get(f"{root}/results.json?weight=on").get_json()["weighting"]["column"] == ""
    assert "WEIGHT" not in client.get(f"{root}/data.csv?weight=on").get_data(as_text=True).splitlines()[0]
    keep(client, root)
    assert "WEIGHT" in client.get(f"{root}/data.csv?weight=on").get_data(as_text=True).splitlines()[0]


def test_rows_that_may_be_given_out_carry_their_weight(app: Flask, client: FlaskClient) -> None:
    stage = planted(app)
    root = root_of(stage)
    sign_in(client, owner_of(stage))
    keep(client, root)
    lines = list(csv.DictReader(io.StringIO(client.get(f"{root}/data.csv?weight=on").get_data().decode("utf-8-sig"))))
    assert {(line["REG"], line["WEIGHT"]) for line in lines} == {("1", "0.75"), ("2", "1.2"), ("3", "2.4")}
    assert "WEIGHT" not in client.get(f"{root}/data.csv").get_data(as_text=True).splitlines()[0]
