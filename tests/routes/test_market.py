"""The market potential of a study: assumptions kept, worked out to the digit, refused where they are none."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import MarketEstimate
from survey_app.vocabulary import Role
from tests.builders import csrf_of, make_account, make_member, make_study, sign_in
from tests.services.test_rating_imports import bring_in, read_ratings, table

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]
CHAIN = {
    "name-1": "People", "kind-1": "amount", "middle-1": "100 000",
    "name-2": "Spending", "kind-2": "amount", "middle-2": "10000",
    "name-3": "Segment", "kind-3": "ratio", "middle-3": "1 %",
    "name-4": "Our share", "kind-4": "firm_share", "middle-4": "0.05",
}  # fmt: skip


@pytest.fixture
def desk(client: FlaskClient, app: Flask) -> tuple[FlaskClient, str]:
    account = make_account()
    study = make_study(account)
    sign_in(client, account)
    return client, f"/studies/{study.code}/market"


def send(desk: tuple[FlaskClient, str], path: str, **fields: str) -> Any:
    return desk[0].post(path, data={"csrf_token": csrf_of(desk[0]), "shape": "pert", **fields})


def test_an_estimate_is_kept_worked_out_changed_and_deleted(desk: tuple[FlaskClient, str]) -> None:
    client, base = desk
    assert base in client.get(base.removesuffix("/market")).text
    assert "No estimate yet" in client.get(base).text
    made = send(desk, f"{base}/new", name="Deliveries", note="Office of statistics", **CHAIN)
    assert made.status_code == 303, made.text
    page = client.get(made.headers["Location"]).text
    assert "500,000" in page
    assert "Sales potential of one firm" in page
    assert "How is this computed?" in page
    assert "simulated" not in page

    ranged = CHAIN | {"low-1": "80000", "high-1": "150000"}
    assert send(desk, made.headers["Location"], name="Deliveries", **ranged).status_code == 303
    again = client.get(made.headers["Location"]).text
    assert re.search(r"all factors low 400,000, all high 750,000", again)
    assert "100%" in re.sub(r"\s", "", again)
    assert "500,000" in client.get(base).text

    gone = send(desk, made.headers["Location"] + "/delete")
    assert gone.status_code == 303
    assert session.query(MarketEstimate).count() == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Enter at least one factor"),
        ({"name-1": "n", "middle-1": "many"}, "is no figure"),
        ({"name-1": "n", "middle-1": "1e400"}, "is no figure"),
        ({"name-1": "n", "middle-1": "-3"}, "is no figure"),
        ({"middle-1": "3"}, "name the factor"),
        ({"name-1": "n", "low-1": "3"}, "enter the most likely figure"),
        ({"name-1": "n", "low-1": "3", "middle-1": "2"}, "must rise in this order"),
        ({"name-1": "v", "kind-1": "ratio", "middle-1": "150 %"}, "at most 100 %"),
        ({"name-1": "n", "middle-1": "3", "name-2": "n", "middle-2": "4"}, "a name of its own"),
        ({"name-1": "n\x00", "middle-1": "3"}, "cannot be kept"),
        ({"name-1": "x" * 5000, "middle-1": "3", "note": "y" * 90000}, "shorten it"),
    ],
)
def test_assumptions_that_give_no_product_are_told_and_kept(
    desk: tuple[FlaskClient, str], fields: dict[str, str], said: str
) -> None:
    answer = send(desk, f"{desk[1]}/new", name="Mine", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Mine"' in answer.text
    assert session.query(MarketEstimate).count() == 0


FITS = {f"region-{name}-{row}": "1" for name in ("capacity", "buying_power", "habits") for row in (1, 2)}
REGIONS = {"region-1": "North", "region-figure-1": "60 000", "region-2": "South", "region-figure-2": "40000", **FITS}


def test_a_market_is_the_sum_of_the_regions_that_fit(desk: tuple[FlaskClient, str]) -> None:
    client, base = desk
    # no check mark for habits: the isles do not count
    isles = {"region-3": "Isles", "region-figure-3": "9999", "region-capacity-3": "1", "region-buying_power-3": "1"}
    made = send(desk, f"{base}/new", name="By region", **CHAIN | REGIONS | isles | {"middle-1": ""})
    assert made.status_code == 303, made.text
    address = made.headers["Location"]
    page = client.get(address).text
    # 100,000 x 10,000 x 1 % x 5 % of the owner's study, now from two regions
    for words in ("500,000", "2 of 3 regions count", "300,000", "does not fit", 'value="Isles"'):
        assert words in page
    found = client.get(f"{address}.json").get_json()["potential"]
    assert (found["exact"], found["left_out"], found["kind"]) == (500000, ["Isles"], "sales_potential")
    thirds = {"region-figure-1": "0.333333333333", "region-figure-2": "0.1"}
    assert send(desk, address, name="By region", **CHAIN | REGIONS | thirds).status_code == 303
    assert 'value="0.433333333333"' in client.get(address).text
    # an estimate without regions again
    emptied = dict.fromkeys((*REGIONS, *isles), "")
    assert send(desk, address, name="By region", **CHAIN | emptied).status_code == 303
    assert "regions count" not in client.get(address).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"region-figure-1": "many"}, "is no figure"),
        ({"region-figure-1": "1e400"}, "is no figure"),
        ({"region-2": ""}, "Region 2: name it"),
        ({"region-2": "North"}, "a name of its own"),
        ({"low-1": "5"}, "given by the regions"),
        ({"region-1": "N\x00"}, "cannot be kept"),
        ({"region-figure-2": "1e15"}, "The regions add up to more than 1000000000000000"),
        ({"region-figure-2": "1/" + "7" * 36}, "more than 40 digits"),
        ({"region-habits-1": "", "region-capacity-2": ""}, "No region counts"),
    ],
)
def test_regions_that_give_no_sum_are_told_and_kept(
    desk: tuple[FlaskClient, str], fields: dict[str, str], said: str
) -> None:
    sent = {name: value for name, value in (CHAIN | REGIONS | fields).items() if value or name == "region-2"}
    answer = send(desk, f"{desk[1]}/new", name="Mine", **sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert re.search(r'id="middle-1"[^>]*value="100 000"', answer.text)
    assert "Row 1:" not in answer.text
    assert 'value="60 000"' in answer.text or "region-figure-1" in fields
    assert session.query(MarketEstimate).count() == 0


def test_a_viewer_reads_and_changes_nothing(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    factor = {"name": "Buyers", "kind": "amount", "low": "", "middle": "12", "high": ""}
    estimate = MarketEstimate(study_id=study.id, name="Market", shape="pert", factors=[factor])
    session.add(estimate)
    session.commit()
    viewer = make_member(study, Role.VIEWER)
    sign_in(client, viewer)
    address = f"/studies/{study.code}/market/{estimate.code}"
    page = client.get(address).text
    assert "Buyers" in page
    assert "Save and work out" not in page
    data = {"csrf_token": csrf_of(client), "name": "Other"}
    assert client.post(address, data=data).status_code == 403
    assert client.post(address + "/delete", data=data).status_code == 403
    assert client.get(f"/studies/{study.code}/market/nothing").status_code == 404


def test_what_a_panel_estimated_fills_in_the_factors(client: FlaskClient) -> None:
    rows = "".join(
        f"round_1,100,expert{person},direct_replication,three_point_{part},{value}\n"
        for person in range(6)
        for part, value in (("lower", 20 + person), ("best", 50 + person), ("upper", 80))
    )
    made = bring_in(read_ratings(table("round,paper_id,user_name,question,element,value\n" + rows)))
    sign_in(client, make_member(made.study, Role.EDITOR))
    base = f"/studies/{made.study.code}/market/new"
    address = f"{base}?panel={made.stage.code}"
    assert address in client.get(base).text
    page = client.get(address).text
    for field, value in (("low-1", "22.5"), ("middle-1", "52.5"), ("high-1", "80")):
        assert re.search(rf'name="{field}" value="{re.escape(value)}"', page)
    assert session.query(MarketEstimate).count() == 0
