"""Values of a column of the list: codes with one label, a misspelt place, places counted by what they belong to."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import SampledCase, Stage
from survey_app.services import column_values, frames, samples
from survey_app.services.draws import DrawRule, plan
from survey_app.services.members import Member, Reading
from survey_app.services.value_meanings import Meaning, MeaningsRefused, by_parent, read, shared
from survey_app.vocabulary import Role
from tests.builders import make_member, post, sign_in
from tests.respondents import open_stage

# the tally of the study of 2006: cities among provinces, one name misspelt, seven without a region
REGION_SIZES = {
    "Qingdao": 443, "Weifang": 103, "Yantai": 78, "Jinan": 74, "Dongying": 48, "Jining": 41, "Weihai": 36, "Rizhao": 29,
    "Linyi": 24, "Zibo": 23, "Zaozhuang": 11, "Jiangsu": 10, "Binzhou": 9, "Anhui": 7, "Liaocheng": 7, "Dezhou": 6,
    "Tai'an": 5, "Heze": 4, "Shanghai": 4, "Xinjiang": 4, "Laiwu": 2, "Beijing": 2, "Guizhou": 2, "": 7,
}  # fmt: skip
ELSEWHERE = {"Jiangsu", "Anhui", "Shanghai", "Xinjiang", "Beijing", "Guizhou", ""}
CITIES = [name for name in REGION_SIZES if name not in ELSEWHERE]


def test_cities_are_counted_by_province_and_those_without_a_region_stay_in_the_total() -> None:
    counts: dict[str | None, int] = {name or None: size for name, size in REGION_SIZES.items()}
    found = by_parent(counts, [Meaning(city, "", "Shandong") for city in CITIES])
    assert found[0] == ("Shandong", 943)
    assert found[-1] == (None, 7)
    assert {name for name, _size in found} == {"Shandong", None, *ELSEWHERE} - {""}
    assert sum(size for _name, size in found) == 979


@pytest.mark.parametrize("text", ["= x", "a\na = b", "x" * 201, "\n".join(map(str, range(1_001)))])
def test_lines_that_cannot_be_read_are_named(text: str) -> None:
    with pytest.raises(MeaningsRefused):
        read(text)


def test_a_and_b_with_one_label_are_told() -> None:
    assert [each.written for each in shared(read("A = Farming\nB = Farming\nS = Services"))] == [("A", "B")]


def _listed(stage: Stage) -> None:
    rows = [("Heze", "A"), ("Hezze", "B"), ("Jinan", "A"), ("Jinan", "B"), ("Shanghai", "S"), ("", "S")]
    members = tuple(
        Member(f"u{at}", "", {"region": place, "industry": code} if place else {"industry": code})
        for at, (place, code) in enumerate(rows)
    )
    account = make_member(stage.study, Role.EDITOR)
    frame = frames.store(stage, "list.csv", Reading(members, ("region", "industry"), ()), account)
    samples.confirm(stage, frame, DrawRule(rate="100%", by="industry", seed="1"), account)
    session.commit()


@pytest.mark.sqlite_only
def test_names_and_parents_become_columns_of_the_list_and_of_the_cases(client: FlaskClient, app: Flask) -> None:
    stage = open_stage()
    _listed(stage)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/sample/values"
    sign_in(client, make_member(stage.study, Role.OWNER))
    page = client.get(f"{path}?column=region").get_data(as_text=True)
    assert "6 members, 1 of them not stated" in page
    assert "“Heze” and “Hezze”" in page
    assert client.get(f"{path}?column=nothing").status_code == 404
    bad = post(client, f"{path}?column=region", {"lines": "= nothing before"})
    assert (bad.status_code, "= nothing before" in bad.get_data(as_text=True)) == (422, True)
    lines = "Hezze = Heze ; Shandong\nHeze ; Shandong\nJinan ; Shandong"
    typed = {
        "lines": lines,
        "title_en": "Sales area",
        "words_en": "Shanghai = Shanghai City",
        "title_zh_Hans_CN": "地区",
        "words_zh_Hans_CN": "Jinan = 济南",
    }
    bad = post(client, f"{path}?column=region", typed | {"words_es": "= nada"})
    assert (bad.status_code, "= nada" in bad.get_data(as_text=True)) == (422, True)
    assert post(client, f"{path}?column=region", typed).status_code == 303
    page = client.get(f"{path}?column=region").get_data(as_text=True)
    assert "“Heze” stands for" in page
    assert ("Values of “Sales area”" in page, "Jinan = 济南" in page) == (True, True)
    assert "Plan and result by Sales area" in client.get(
        f"/studies/{stage.study.code}/stages/{stage.code}/fieldwork?by=region&target=80"
    ).get_data(as_text=True)
    home = f"/studies/{stage.study.code}/stages/{stage.code}"
    for page in ("/cases", "/sample", "/sample/frame", "/sample/draw"):
        assert "Sales area" in client.get(home + page).get_data(as_text=True), page
    assert ">region<" not in client.get(f"{home}/sample/frame").get_data(as_text=True)
    log = client.get(f"/studies/{stage.study.code}/log").get_data(as_text=True)
    assert "Sales area: 4" in log
    # a value may be looked for as it is shown or as it stands in the file
    for value in ("Shanghai City", "Shanghai"):
        found = client.get(f"{home}/cases", query_string={"by": "region", "value": value}).get_data(as_text=True)
        assert ("<h1>1 case</h1>" in found, "Shanghai City" in found) == (True, True)
    words = column_values.words_of(stage)["region"]
    assert (words.title["zh_Hans_CN"], words.values) == (
        "地区",
        {"Jinan": {"zh_Hans_CN": "济南"}, "Shanghai": {"en": "Shanghai City"}},
    )

    frame = frames.needed(stage)
    assert frame.attributes == ["region", "industry", "region (name)", "region (belongs to)"]
    by_name = plan(frames.members(frame), DrawRule(rate="100%", tally="region (name)", seed="1")).tally
    assert {row.stratum: row.frame for row in by_name} == {"Jinan": 2, "Heze": 2, "Shanghai": 1, None: 1}
    by_province = plan(frames.members(frame), DrawRule(rate="100%", tally="region (belongs to)", seed="1")).tally
    assert {row.stratum: row.frame for row in by_province} == {"Shandong": 4, "Shanghai": 1, None: 1}
    cases = session.scalars(select(SampledCase.attributes)).all()
    assert sum(each.get("region (belongs to)") == "Shandong" for each in cases) == 4
    assert column_values.columns_of(stage) == ["region", "industry"]

    assert post(client, f"{path}?column=region", {"lines": ""}).status_code == 303
    session.expire_all()
    assert frames.needed(stage).attributes == ["region", "industry"]
    assert all(set(each) <= {"region", "industry"} for each in session.scalars(select(SampledCase.attributes)))
