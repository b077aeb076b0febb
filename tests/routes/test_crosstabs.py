"""The cross-table builder: the figures of `stats`, small groups never shown, the same as CSV and JSON."""

import csv
import io
import re

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.stats.coding import Coded, single
from survey_app.stats.crosstab import cross_table
from survey_app.vocabulary import AnonymityLevel, Mode
from tests.builders import make_account, make_study, sign_in, stage_of
from tests.planting import document, options, plant, publish, question

SCALE = {"first": 1, "last": 5}
REGIONS = [1 + (place % 7 > 2) for place in range(240)]
OVERALL = [1 + (place * (2 + REGIONS[place])) % 5 for place in range(240)]


@pytest.fixture(params=[AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL])
def root(app: Flask, client: FlaskClient, request: pytest.FixtureRequest) -> str:
    owner = make_account()
    study = make_study(owner, "Customers 2026")
    stage = stage_of(study)
    stage.level = request.param
    version = publish(
        stage,
        document(
            question("REG", "single", "Where do you buy?", options=options("North", "South")),
            question("OVER", "rating", "How satisfied are you?", scale=SCALE),
            question("CHAN", "multiple", "Channels", options=options("Web", "Fair", "Shop")),
            question("W", "number", "Weight"),
        ),
    )
    answers = [
        {
            "REG": REGIONS[place],
            "OVER": OVERALL[place],
            "CHAN.1": place % 2,
            "CHAN.2": 1,
            "CHAN.3": 0,
            "W": 1.0 + place % 3,
        }
        for place in range(240)
    ]
    kinds = [
        {"industry": "Steel" if place < 3 else "Food" if place % 2 else "Wood", "team": "x" if place < 8 else "y"}
        for place in range(240)
    ]
    plant(stage, version, answers, attributes=kinds, modes=(Mode.WEB, Mode.PAPER))
    sign_in(client, owner)
    return f"/studies/{study.code}/stages/{stage.code}"


@pytest.mark.sqlite_only
def test_the_builder_shows_the_figures_of_the_table_and_hides_small_groups(root: str, client: FlaskClient) -> None:
    assert f'href="{root}/crosstab"' in client.get(f"{root}/results").get_data(as_text=True)
    empty = client.get(f"{root}/crosstab").get_data(as_text=True)
    assert '<option value="OVER">How satisfied are you?</option>' in empty
    raw = 'name="weight"' in empty  # weights belong to those who may see single answers
    page = client.get(f"{root}/crosstab?rows=OVER&columns=REG&correction=holm").get_data(as_text=True)
    expected = cross_table(single(np.array(OVERALL), range(1, 6)), [single(np.array(REGIONS), [1, 2])])
    for row in expected.column_shares.tolist():
        for share in row:
            assert f"{100 * share:.1f}%" in page
    assert "North [A]" in page
    assert "The two highest points" in page
    assert not re.search(r"style=|<script(?! type=\"module\" src)|onclick=", page)
    found = client.get(f"{root}/crosstab.json?rows=OVER&columns=REG").get_json()
    assert [cell["count"] for cell in found["rows"][0]["cells"]] == expected.counts[0].astype(int).tolist()
    by_list = client.get(f"{root}/crosstab.json?rows=OVER&columns=attr.industry").get_json()
    names = [column["labels"][0] for column in by_list["columns"]]
    # three people in steel: hidden, and with them the smaller of the others, or they could be had by subtracting
    assert ("Steel" in names) is raw
    assert (len(names), by_list["hidden_columns"]) == ((4, 0) if raw else (2, 2))
    lines = list(
        csv.reader(io.StringIO(client.get(f"{root}/crosstab.csv?rows=CHAN&columns=REG").get_data(as_text=True)))
    )
    legend = "A letter beside a figure: it is higher than in the column of that letter; a capital at 95% confidence"
    assert any(line and line[0].startswith(legend) for line in lines)
    seen = client.get(f"{root}/crosstab?rows=CHAN&columns=REG").get_data(as_text=True)
    assert -1 < seen.find(legend) < seen.find("How is this computed?")
    assert legend not in client.get(f"{root}/crosstab?rows=CHAN").get_data(as_text=True)
    assert lines[3][1:3] == ["Answers", "120"]
    sheet = load_workbook(io.BytesIO(client.get(f"{root}/crosstab.xlsx?rows=OVER&columns=REG").data)).active
    shares = [row[3].value for row in sheet.iter_rows() if row[2].value == "Share"]
    assert any(str(cell.value).startswith(legend) for row in sheet.iter_rows() for cell in row)
    assert shares[:5] == pytest.approx([row[0] for row in expected.column_shares.tolist()])
    weighted = client.get(f"{root}/crosstab?rows=OVER&columns=REG&weight=W")
    assert weighted.status_code == (200 if raw else 400)
    assert ("(Rao and Scott)" in weighted.get_data(as_text=True)) is raw
    nested = client.get(f"{root}/crosstab?rows=CHAN&columns=REG&inside=mode")
    assert nested.status_code == 200
    assert "inside the same group" in nested.get_data(as_text=True)
    assert re.findall(r'colspan="2">(.*?)</th>', nested.get_data(as_text=True)) == ["North", "South"]
    _columns_of_several_answers_share_people(root, client, raw=raw)
    assert "inside the same group" not in seen
    # four of the eight in team x buy in the north: crossing the two would show them
    crossed = client.get(f"{root}/crosstab?rows=OVER&columns=attr.team&inside=REG")
    assert crossed.status_code == (200 if raw else 409)
    for wrong in ("rows=NONE", "rows=OVER&columns=%00", "rows=OVER&correction=x", "rows=OVER&columns=REG&inside=REG"):
        assert client.get(f"{root}/crosstab?{wrong}").status_code == 400
    assert client.get(f"{root}/crosstab.csv").status_code == 404
    assert client.get(f"{root}/crosstab.xlsx").status_code == 404


def _columns_of_several_answers_share_people(root: str, client: FlaskClient, *, raw: bool) -> None:
    """Those in two columns count in both, and the letters know it; who may not see single people gets no such table."""
    several = client.get(f"{root}/crosstab.json?rows=OVER&columns=CHAN")
    assert several.status_code == (200 if raw else 400)
    if not raw:
        return
    ticks = np.column_stack([np.arange(240) % 2 == 1, np.ones(240, np.bool_)])
    both = Coded("CHAN", (1, 2), (("1",), ("2",)), None, ticks)
    expected = cross_table(single(np.array(OVERALL), range(1, 6)), [both])
    assert expected.letters is not None
    found = several.get_json()["rows"]
    assert [[cell["count"] for cell in row["cells"]] for row in found[:5]] == expected.counts.astype(int).tolist()
    assert [tuple(cell["letters"] for cell in row["cells"]) for row in found[:5]] == list(expected.letters.letters)
    assert client.get(f"{root}/crosstab?rows=REG&columns=CHAN&inside=mode").status_code == 200


@pytest.mark.sqlite_only
def test_filters_stand_in_words_and_in_the_address_and_give_the_table_of_their_answers(
    root: str, client: FlaskClient
) -> None:
    page = client.get(f"{root}/crosstab?rows=OVER&columns=mode&REG=2").get_data(as_text=True)
    assert "Only: Where do you buy: South." in page
    address = f"{root}/crosstab.json?rows=OVER&columns=mode&REG=2"
    assert re.search(r'href="[^"]*crosstab\.json\?[^"]*REG=2', page)
    found = client.get(address).get_json()
    assert found["filters"] == [{"name": "REG", "value": "2"}]
    south = [place for place in range(240) if REGIONS[place] == 2]
    chosen = [OVERALL[place] for place in south]
    expected = cross_table(single(np.array(chosen), range(1, 6)), [single(np.array([p % 2 for p in south]), [0, 1])])
    counts = [[cell["count"] for cell in row["cells"]] for row in found["rows"][:5]]
    assert counts == expected.counts.astype(int).tolist()
    several = client.get(f"{root}/crosstab.json?rows=CHAN&REG=2").get_json()
    assert several["rows"][1]["cells"][0]["count"] == len(south)
    lines = list(csv.reader(io.StringIO(client.get(address.replace(".json", ".csv")).get_data(as_text=True))))
    assert lines[-1] == ["Only: Where do you buy: South."]
    # three people in steel: neither they alone nor the others without them, for who may not see single people
    raw = 'name="weight"' in page
    for few in ("attr.industry=Steel", "attr.team=x&attr.industry=Steel"):
        assert client.get(f"{root}/crosstab.json?rows=OVER&{few}").status_code == (200 if raw else 409)
    assert client.get(f"{root}/crosstab?rows=OVER&columns=attr.team&attr.industry=Wood").status_code in {200, 409}
    without = [
        client.get(f"{root}/{page}flagged=out").status_code for page in ("crosstab.json?rows=OVER&", "results.json?")
    ]
    assert without == [200, 200]
    for wrong in ("REG=9", "REG=1&REG=2", "flagged=maybe", "columns=%00", "NOPE=1", "attr.nope=x"):
        assert client.get(f"{root}/crosstab?rows=OVER&{wrong}").status_code == 400
    # a filter that is not known is never passed over: everybody would be shown as if they were the chosen ones
    for name in (
        "results",
        "results.csv",
        "results.json",
        "results.xlsx",
        "results/OVER.svg",
        "priorities",
        "data.csv",
    ):
        assert client.get(f"{root}/{name}?NOPE=1").status_code == 400
    assert "nothing called “NOPE” to filter by" in client.get(f"{root}/results?NOPE=1").get_data(as_text=True)
    assert "nothing called “weigth” to filter by" in client.get(f"{root}/results?weigth=1").get_data(as_text=True)
    for misspelt in ("results?fliter=1", "crosstab?rows=OVER&colums=REG", "priorities?rival=x", "quality?lines=3"):
        assert client.get(f"{root}/{misspelt}").status_code == 400
    study = root.split("/stages/", maxsplit=1)[0]
    for page in ("improvements", "improvements/register.csv", "market", "market/new"):
        assert [client.get(f"{study}/{page}{ending}").status_code for ending in ("", "?REG=1")] == [200, 400]
    for page in ("shared", "open-data", "fieldwork", "fieldwork.csv", "cases"):
        assert [client.get(f"{root}/{page}{ending}").status_code for ending in ("", "?REG=1")] == [200, 400]
    assert client.get(f"{root}/results?NOPE=&unheard_of=&page=2").status_code == 200
