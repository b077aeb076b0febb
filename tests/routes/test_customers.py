"""Analyses of customers: the figures of `stats` on a page, nothing small shown apart, the same as CSV and JSON."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Stage
from survey_app.services.customers import VIEWS
from survey_app.services.customers.looking import look
from survey_app.stats.channels import StageAnswers, channels
from survey_app.stats.customer_cells import need_offer_use, payers_and_users
from survey_app.stats.loyalty import loyalty
from survey_app.stats.profit_curve import profit_curve
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_study, sign_in, stage_of
from tests.planting import document, options, plant, publish, question

N = 240
PAYS = [1 + (place % 3 == 0) for place in range(N)]
USES = [1 + (place % 4 < 2) for place in range(N)]
OFFER = [1 + (place % 5 < 2) for place in range(N)]
ORDERS = [float(place % 5 * 4) for place in range(N)]
MONTHS = [float(place % 6 * 12) for place in range(N)]
SHARE = [float(20 * (place % 6)) for place in range(N)]
TRUST = [1 + place % 5 for place in range(N)]
PROFIT = [float((place * 37) % 101 - 10) for place in range(N)]
USED = [(place % 2, 1 - place % 2) for place in range(N)]
WANTED = [1 + place // 30 % 2 for place in range(N)]
KANO = {"items": [{"code": "SPEED", "label": {"en": "Speed"}}, {"code": "QUIET", "label": {"en": "Quiet"}}]}


@pytest.fixture(params=[AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL])
def root(app: Flask, client: FlaskClient, request: pytest.FixtureRequest) -> str:
    owner = make_account()
    study = make_study(owner, "Customers 2026")
    stage = stage_of(study)
    stage.level = request.param
    version = publish(
        stage,
        document(
            question("PAYS", "yes_no", "Do you pay?"),
            question("USES", "yes_no", "Do you use it?"),
            question("LATE", "yes_no", "Do you pay late?"),
            question("OFFER", "yes_no", "Is it offered to you?"),
            question("WHY", "single", "Why not?", options=options("Price", "Unknown")),
            question("ORDERS", "number", "Purchases"),
            question("MONTHS", "number", "Months"),
            question("SHARE", "number", "Share in per cent"),
            question("TRUST", "rating", "Trust", scale={"first": 1, "last": 5}),
            question("PROFIT", "number", "Profit"),
            question("USED", "multiple", "Where do you buy?", options=options("Web", "Shop")),
            question("WANTED", "single", "Where would you rather buy?", options=options("Web", "Shop")),
            question("FEATURES", "kano", "Features", **KANO),
        ),
    )
    answers = [
        {
            "PAYS": PAYS[place], "USES": USES[place], "LATE": 1 + (place > 2), "OFFER": OFFER[place],
            "WHY": 1 + place % 2, "ORDERS": ORDERS[place], "MONTHS": MONTHS[place],
            "SHARE": SHARE[place], "TRUST": TRUST[place], "PROFIT": PROFIT[place],
            "USED.1": USED[place][0], "USED.2": USED[place][1], "WANTED": WANTED[place],
            "FEATURES.SPEED.functional": 1, "FEATURES.SPEED.dysfunctional": 5,
            "FEATURES.QUIET.functional": 2, "FEATURES.QUIET.dysfunctional": 5,
        }
        for place in range(N)
    ]  # fmt: skip
    plant(stage, version, answers, attributes=[{"team": "x" if place < 3 else "y"} for place in range(N)])
    sign_in(client, owner)
    return f"/studies/{study.code}/stages/{stage.code}/customers"


def _yes(codes: list[int], yes: int = 1) -> list[float]:
    return [float(code == yes) for code in codes]


@pytest.mark.sqlite_only
def test_every_analysis_can_be_reached_and_asks_for_what_it_needs(root: str, client: FlaskClient) -> None:
    assert f'href="{root}"' in client.get(root.replace("/customers", "/results")).get_data(as_text=True)
    page = client.get(root).get_data(as_text=True)
    for name, view in VIEWS.items():
        assert f'href="{root}/{name}"' in page
        asked = client.get(f"{root}/{name}").get_data(as_text=True)
        assert all(f'name="{part.name}"' in asked for part in view.parts)
        assert not re.search(r" selected|style=|onclick=", asked)
        assert client.get(f"{root}/{name}.json").status_code == 404
    assert client.get(f"{root}/nothing").status_code == 404


@pytest.mark.sqlite_only
def test_the_figures_are_those_of_the_statistics(root: str, client: FlaskClient) -> None:
    roles = client.get(f"{root}/roles.json?pays=PAYS%3D1&uses=USES%3D1").get_json()
    expected = payers_and_users(_yes(PAYS), _yes(USES))
    assert [(each["name"], each["count"]) for each in roles["cells"]] == [
        (each.name, each.count) for each in expected.cells
    ]
    choice = "orders=ORDERS&months=MONTHS&share=SHARE&trust=TRUST"
    classes = client.get(f"{root}/loyalty.json?{choice}").get_json()["classes"]
    wanted = loyalty(ORDERS, MONTHS, [each / 100 for each in SHARE], TRUST)
    assert [each["count"] for each in classes] == [each.count for each in wanted.classes]
    offers = client.get(f"{root}/offers.json?need=PAYS%3D1&offered=OFFER%3D1&used=USES%3D1&cause=WHY").get_json()
    whole = need_offer_use(_yes(PAYS), _yes(OFFER), _yes(USES))
    assert offers["need_without_offer"]["value"] == whole.need_without_offer.value
    curve = client.get(f"{root}/profit.json?profit=PROFIT").get_json()
    assert curve["shares"][0]["share"] == profit_curve(PROFIT).shares[0].share
    used = [("1",) if web else ("2",) for web, _shop in USED]
    apart = channels({"before": StageAnswers(used, [(str(code),) for code in WANTED])}).stages[0].mismatch
    found = client.get(f"{root}/channels.json?before_used=USED&before_preferred=WANTED").get_json()
    assert found["stages"][0]["mismatch"]["value"] == apart.value
    needs = client.get(f"{root}/needs.json?features=FEATURES").get_json()["needs"]
    assert [(each["name"], each["tier"]) for each in needs] == [("QUIET", "basic"), ("SPEED", "satisfying")]


@pytest.mark.sqlite_only
def test_the_pages_show_them_in_words_with_a_table_as_a_file(root: str, client: FlaskClient) -> None:
    curve = client.get(f"{root}/profit?profit=PROFIT").get_data(as_text=True)
    assert "The best 20% of customers bring" in curve
    assert ("<svg" in curve.partition('id="curve"')[2].partition("</figure>")[0]) is _raw(root, client)
    for name, choice in (
        ("roles", "pays=PAYS%3D1&uses=USES%3D1"),
        ("buyers", "money=PAYS%3D1&authority=USES%3D1&need=OFFER%3D1"),
        ("losses", "active=PAYS%3D1&reason=WHY"),
        ("offers", "need=PAYS%3D1&offered=OFFER%3D1&used=USES%3D1&cause=WHY"),
        ("channels", "after_used=USED&after_preferred=WANTED&after_rating=TRUST"),
        ("value", "income=PROFIT&product_cost=ORDERS&service_cost=MONTHS&marketing_cost=SHARE&referral_profit=ORDERS"),
        ("needs", "features=FEATURES"),
        ("expectation", "expected=TRUST&sources=USED"),
    ):
        page = client.get(f"{root}/{name}?{choice}")
        assert page.status_code == 200
        file = re.search(r'href="([^"]+/[^"/]+/[^"/]+\.csv[^"]*)">Download', page.get_data(as_text=True))
        assert file is not None, name
        lines = list(csv.reader(io.StringIO(client.get(file[1].replace("&amp;", "&")).get_data(as_text=True))))
        assert len({len(line) for line in lines}) == 1
        assert len(lines) > 1
        book = load_workbook(io.BytesIO(client.get(file[1].replace("&amp;", "&").replace(".csv", ".xlsx")).data)).active
        assert [cell.value for cell in book["B"]][4 : 4 + len(lines) - 1] == [line[0] for line in lines[1:]]


def _raw(root: str, client: FlaskClient) -> bool:
    """Whether this reader may see small groups: then a team of three on the list can be chosen."""
    return client.get(f"{root}/roles.json?pays=PAYS%3D1&uses=USES%3D1&attr.team=x").status_code == 200


@pytest.mark.sqlite_only
def test_few_people_are_never_shown_apart_and_wrong_choices_are_refused(root: str, client: FlaskClient) -> None:
    raw = _raw(root, client)
    for team in ("x", "y"):  # the three could be had by subtracting the others from all
        answer = client.get(f"{root}/roles.json?pays=PAYS%3D1&uses=USES%3D1&attr.team={team}")
        assert answer.status_code == (200 if raw else 409)
    # three people who pay late are a small cell of any table they stand in
    assert client.get(f"{root}/roles.json?pays=LATE%3D1&uses=USES%3D1").status_code == (200 if raw else 409)
    page = client.get(f"{root}/roles?pays=PAYS%3D1&uses=USES%3D1&attr.team=y").get_data(as_text=True)
    assert ("This group is too small" in page) is not raw
    refused = client.get(f"{root}/loyalty?orders=PROFIT&months=MONTHS&share=SHARE&trust=TRUST")
    assert refused.status_code == 400  # a profit below zero is no number of purchases
    for wrong in ("pays=PAYS", "pays=PAYS%3D9", "pays=%00", "pays=" + "9" * 400, "pays=ORDERS%3D1"):
        assert client.get(f"{root}/roles?{wrong}&uses=USES%3D1").status_code == 400


@pytest.mark.sqlite_only
def test_few_people_who_named_no_source_are_not_found_by_subtracting_the_others(root: str, client: FlaskClient) -> None:
    raw, address = _raw(root, client), f"{root}/expectation.json?expected=TRUST&sources=USED"
    stage = session.scalars(select(Stage).where(Stage.code == root.split("/")[4])).one()
    assert client.get(address).status_code == 200
    plant(stage, stage.versions[-1], [{"TRUST": 5}])
    # Web and Shop part the others: all less both would be the one, and so would all less a source and its others
    found = client.get(address).get_json()
    assert {each["name"] for each in found["sources"]} == ({"1", "2"} if raw else {"2"})
    assert all((each["others"] is None) is not raw for each in found["sources"])
    assert found["whole"]["n"] == (N if raw else N + 1)
    page = client.get(address.replace(".json", "")).get_data(as_text=True)
    assert ("Few people did not say what formed their expectation" in page) is not raw
    assert ("1 line or segment is left out" in page) is not raw
    plant(stage, stage.versions[-1], [{"TRUST": 4}] * (stage.min_group - 1))
    assert len(client.get(address).get_json()["sources"]) == 2


@pytest.mark.sqlite_only
def test_one_person_of_no_segment_hides_one_segment_and_not_the_page(root: str, client: FlaskClient) -> None:
    raw, address = _raw(root, client), f"{root}/needs.json?features=FEATURES&segment=WANTED"
    stage = session.scalars(select(Stage).where(Stage.code == root.split("/")[4])).one()

    def segments() -> list[list[str]]:
        return [[part["segment"] for part in each["segments"]] for each in client.get(address).get_json()["needs"]]

    assert segments() == [["1", "2"]] * 2
    pair = {"FEATURES.SPEED.functional": 2, "FEATURES.SPEED.dysfunctional": 5}
    plant(stage, stage.versions[-1], [pair])
    # of SPEED alone: the one is not among those who answered QUIET
    assert sorted(segments()) == ([["1", "2"]] * 2 if raw else [["1", "2"], ["2"]])
    page = client.get(address.replace(".json", "")).get_data(as_text=True)
    assert ("1 line or segment is left out" in page) is not raw


@pytest.mark.sqlite_only
def test_a_filter_is_refused_where_two_others_and_everybody_give_few_people_by_subtraction(
    app: Flask, client: FlaskClient
) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner, "Three parts"))
    stage.level = AnonymityLevel.CONFIDENTIAL
    parts = question("PART", "single", "Where?", options=options("A", "B", "C"))
    asked = (question("PAYS", "yes_no", "Pays?"), question("USES", "yes_no", "Uses?"), parts)
    # of 30 in each part half pay, but in the third only two
    answers = [
        {"PAYS": 1 + (place % 30 >= (2 if part == 3 else 15)), "USES": 1 + place % 2, "PART": part}
        for part in (1, 2, 3)
        for place in range(30)
    ]
    plant(stage, publish(stage, document(*asked)), answers)
    sign_in(client, owner)
    address = f"/studies/{stage.study.code}/stages/{stage.code}/customers/roles.json?pays=PAYS%3D1&uses=USES%3D1"
    assert client.get(address).status_code == 200
    assert {client.get(f"{address}&PART={part}").status_code for part in (1, 2, 3)} == {409}


@pytest.mark.sqlite_only
def test_without_answers_or_a_fitting_question_the_page_says_what_is_missing(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner, "Nobody yet"))
    stage.level = AnonymityLevel.ANONYMOUS
    asked = (question("PAYS", "yes_no", "Pays?"), question("USES", "yes_no", "Uses?"))
    version = publish(stage, document(*asked))
    sign_in(client, owner)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/customers"
    roles = f"{base}/roles?pays=PAYS%3D1&uses=USES%3D1"

    def said(address: str) -> tuple[str, ...]:
        return tuple(re.findall(r'class="empty"><h2>(.*?)</h2>', client.get(address).get_data(as_text=True)))

    assert said(roles) == ("Nothing is back yet",)
    assert client.get(roles.replace("?", ".json?")).status_code == 404
    assert said(f"{base}/needs") == ("The questionnaire has no question for this",)
    needed = "“Features” needs a question of such a kind: Kano: features with and without."
    assert needed in client.get(f"{base}/needs").get_data(as_text=True)
    plant(stage, version, [{"PAYS": 1}] * 2)
    assert said(roles) == ("This group is too small to be shown apart",)
    plant(stage, version, [{"PAYS": 1}] * 20)  # nobody has said whether they use it
    assert said(roles) == ("Nobody has answered what these figures need",)


@pytest.mark.sqlite_only
def test_what_forms_the_expectation_is_drawn_in_the_order_of_its_means(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner, "Sources"))
    told = question("SRC", "multiple", "Who told you?", options=options("Friends", "Papers", "Nobody"))
    version = publish(stage, document(question("EXP", "rating", "Expected?", scale={"first": 1, "last": 5}), told))
    # friends 4.0 against 2.5, papers 3.5 against 1.0: the greater difference is not the greater mean
    groups = [(4, (1, 1, 0))] * 10 + [(3, (0, 1, 0))] * 15 + [(4, (0, 1, 0))] * 5 + [(1, (0, 0, 1))] * 10
    rows = [{"EXP": rated, **{f"SRC.{code}": tick for code, tick in enumerate(ticks, 1)}} for rated, ticks in groups]
    plant(stage, version, rows)
    sign_in(client, owner)
    address = f"/studies/{stage.study.code}/stages/{stage.code}/customers/expectation?expected=EXP&sources=SRC"
    figure = client.get(address).get_data(as_text=True).partition('id="formed"')[2].partition("</figure>")[0]
    drawn = figure.partition("<table")[0]
    places = [drawn.index(words) for words in ("Friends 4.00", "Papers 3.50", "Nobody 1.00")]
    assert places == sorted(places)
    assert "Mean of “Expected?” by the answers to “Who told you?”" in figure
    assert "Dashed: everybody together, 2.88." in figure


@pytest.mark.sqlite_only
def test_answers_that_few_of_a_group_gave_are_in_no_analysis_of_it_for_who_only_views(app: Flask) -> None:
    stage = stage_of(make_study(make_account(), "Few"))
    stage.level = AnonymityLevel.CONFIDENTIAL
    rated = question("TRUST", "rating", scale={"first": 1, "last": 5})
    used = question("USED", "multiple", "Where?", options=options("Web", "Shop"))
    version = publish(stage, document(question("SEX", "yes_no", "Woman?"), rated, used))
    # two of each sex trust nobody
    rows = [
        {
            "SEX": place % 2,
            "TRUST": 1 if place < 4 else 5,
            "USED.1": place // 2 % 2,
            "USED.2": 1 - place // 2 % 2,
        }
        for place in range(80)
    ]
    plant(stage, version, rows)
    asked = {"expected": ["TRUST"], "sources": ["USED"]}
    seen = [
        look(stage, VIEWS["expectation"], {**asked, **more}, role=role).result is not None
        for role in (Role.OWNER, Role.VIEWER)
        for more in ({}, {"SEX": ["1"]})
    ]
    assert seen == [True, True, True, False]
