"""The codebook with frequencies: the figures of the page, kept back where the page keeps them back."""

from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.interchange.questionnaires.ddi import NAMESPACE
from survey_app.models import Stage
from survey_app.services import counted_codebooks, reports
from survey_app.vocabulary import Missing, Role
from tests.builders import make_account, make_member, make_study, sign_in, stage_of
from tests.planting import document, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def stage(app: Flask) -> Stage:
    found = stage_of(make_study(make_account()))
    asked = [
        question("REG", "single", options=options("North", "South", "West")),
        question("OVER", "rating", scale={"first": 1, "last": 5}),
        question("FEW", "rating", scale={"first": 1, "last": 5}),
        question("COST", "number"),
        {**question("MIX", "multiple", options=options("Web", "Fair", "Shop")), "order": "random"},
        question("WHY", "long_text"),
    ]
    version = publish(found, document(*asked))
    answers = [{"REG": 1 + place % 2, "OVER": 1 + place % 4, "COST": float(place), "WHY": "x"} for place in range(20)]
    answers += [{"FEW": 5}] * 3 + [{"REG": Missing.REFUSED}] * 6
    plant(found, version, answers)
    return found


def _variables(content: bytes) -> dict[str, Element]:
    root = fromstring(content)  # noqa: S314 - our own file
    return {str(found.get("name")): found for found in root.iter(f"{{{NAMESPACE}}}var")}


def _figures(variable: Element) -> tuple[dict[str, str], dict[str, str]]:
    """The summary statistics by kind, and the frequencies by code."""

    def text(parent: Element, tag: str) -> str | None:
        found = parent.find(f"{{{NAMESPACE}}}{tag}")
        return None if found is None else found.text

    sums = {str(each.get("type")): str(each.text) for each in variable.iter(f"{{{NAMESPACE}}}sumStat")}
    categories = list(variable.iter(f"{{{NAMESPACE}}}catgry"))
    counts = {str(text(each, "catValu")): text(each, "catStat") for each in categories}
    return sums, {code: count for code, count in counts.items() if count is not None}


def test_the_codebook_holds_the_figures_of_the_page_and_keeps_back_what_it_does(stage: Stage) -> None:
    report = reports.build(stage, role=Role.OWNER)
    found = _variables(counted_codebooks.written(report, stage.min_group))
    sums, counts = _figures(found["REG"])
    assert sums == {"vald": "20", "invd": "9"}
    assert counts == {"1": "10", "2": "10", "3": "0", "-5": "0", "-6": "6", "-7": "0", "-8": "0", "-9": "3"}
    sums, counts = _figures(found["OVER"])
    assert (sums["mean"], sums["min"], sums["max"], counts["4"]) == ("2.5", "1", "4", "5")
    assert _figures(found["FEW"]) == ({}, {})
    sums, _counts = _figures(found["COST"])
    assert (sums["vald"], sums["mean"], "min" in sums) == ("20", "9.5", False)
    assert set(found) == {variable.name for variable in report.variables} >= {"order.MIX"}
    open_to_all = _variables(counted_codebooks.written(report, 1))
    assert _figures(open_to_all["FEW"])[1]["5"] == "3"
    tags = [each.tag.partition("}")[2] for each in found["OVER"]]
    order = ["labl", "qstn", "valrng", "invalrng", "universe", "sumStat", "catgry", "varFormat", "notes"]
    assert [order.index(tag) for tag in tags] == sorted(order.index(tag) for tag in tags)


def test_the_page_offers_it_and_the_filters_of_the_address_hold(client: FlaskClient, stage: Stage) -> None:
    sign_in(client, stage.study.memberships[0].account)
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    assert f'href="{root}/codebook.xml?REG=1"' in client.get(f"{root}/exports?REG=1").get_data(as_text=True)
    found = client.get(f"{root}/codebook.xml?REG=1")
    assert _figures(_variables(found.data)["OVER"])[1]["1"] == "5"


def test_only_who_may_export_gets_it(client: FlaskClient, stage: Stage) -> None:
    viewer = make_account()
    make_member(stage.study, Role.VIEWER, viewer)
    sign_in(client, viewer)
    assert client.get(f"/studies/{stage.study.code}/stages/{stage.code}/codebook.xml").status_code == 403
