"""The results page, its JSON, its tables and the exports: who sees them, and that all show the same figures."""

import csv
import io
import json
import re

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import Account, Job, Stage
from survey_app.services import report_json, reports, studies
from survey_app.vocabulary import AnonymityLevel, Missing, Mode, Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, items, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only
"""Pages and files over rows that the services read: how either database keeps these is tried in tests/services."""

SCALE = {"first": 1, "last": 5}


class Planted:
    """A study with 300 answers to every kind of question, its owner and its addresses."""

    def __init__(self, owner: Account) -> None:
        self.owner = owner
        self.study = make_study(owner, "Customers 2026")
        self.stage = stage_of(self.study)
        self.version = publish(self.stage, _document())
        kinds = [{"industry": name} for name in ("Food", "Steel", "Food", "Wood")]
        modes = (Mode.WEB, Mode.WEB, Mode.PAPER)
        plant(self.stage, self.version, [_answers(place) for place in range(300)], attributes=kinds, modes=modes)
        self.root = f"/studies/{self.study.code}/stages/{self.stage.code}"
        self.results = f"{self.root}/results"


def _document() -> dict[str, object]:
    return document(
        question("REG", "single", "Where do you buy?", options=options("North", "South & East")),
        question("OVER", "rating", "How satisfied are you?", scale=SCALE),
        question("SERV", "battery", "Our service", items=items("Price", "Speed"), scale=SCALE),
        question("PARTS", "grid", "The parts", items=items("Invoices", "Replies"), scale=SCALE, not_applicable=True),
        question("NPS", "recommend", "Would you recommend us?"),
        question("CHAN", "multiple", "Channels", options=options("Web", "Fair"), other=True),
        question("YEARS", "number", "Customer for", unit={"en": "years"}),
        question("WHY", "long_text", "Why?"),
        question("AGREE", "consent", "May we use this?"),
        question("READ", "information", "Thank you"),
        question("NAME", "short_text", "Your name", purpose="identity"),
    )


def _answers(place: int) -> dict[str, object]:
    return {
        "REG": 1 + place % 2,
        "OVER": (3, 4, 5, 4, 2)[place % 5],
        "SERV.price.expected": 5,
        "SERV.price.experienced": (2, 3)[place % 2],
        "SERV.speed.expected": (3, 4)[place % 2],
        "SERV.speed.experienced": (3, 4)[place // 2 % 2],
        "PARTS.invoices": (1, 2, 3)[place % 3],
        "PARTS.replies": (4, 5, Missing.NOT_APPLICABLE)[place % 3],
        "NPS": place % 11,
        "CHAN.1": place % 2,
        "CHAN.2": 1,
        "CHAN.97": 0,
        "YEARS": float(place % 40),
        **({"WHY": f"<b>reason</b> {place}"} if place % 4 == 0 else {}),
        "AGREE": 1,
        "AGREE.text": "en:abc",
    }


KEPT = {"form": "xlsx", "language": "en", "keep": "y"}
"""What orders a workbook that is made in the background."""


@pytest.fixture
def planted(app: Flask) -> Planted:
    return Planted(make_account())


@pytest.fixture
def owner(client: FlaskClient, planted: Planted) -> FlaskClient:
    sign_in(client, planted.owner)
    return client


def test_page_json_and_report_show_the_same_figures(owner: FlaskClient, planted: Planted) -> None:
    report = reports.build(planted.stage, role=Role.OWNER)
    page = owner.get(planted.results).get_data(as_text=True)
    found = json.loads(owner.get(f"{planted.results}.json").data)
    expected = json.loads(json.dumps(report_json.plain(report, planted.stage.min_group)))
    assert {**found, "made_at": ""} == {**expected, "made_at": ""}
    # 180 of 300 give 4 or 5
    assert found["key"]["satisfied"]["count"] == 180
    assert ">60%" in page
    assert "180 of 300" in page
    assert "60.0%" in page
    gaps = {row["variable"]: row["gap"]["value"] for row in found["gaps"]}
    assert gaps["SERV.price.experienced"] == -2.5
    assert "−2.50" in page


def test_the_heading_is_the_finding_and_says_no_more_than_the_margin_allows(
    owner: FlaskClient, planted: Planted
) -> None:
    page = owner.get(planted.results).get_data(as_text=True)
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading
    assert heading.group(1) == "60% are satisfied; short of expectations: Price"
    assert "300 usable answers of 300 sent" in page


def test_every_question_but_identity_stands_on_the_page_with_its_table(owner: FlaskClient, planted: Planted) -> None:
    page = owner.get(planted.results).get_data(as_text=True)
    anchors = re.findall(r'<figure class="panel fig" id="([^"]+)"', page)
    assert anchors == ["OVER", "SERV", "by-1", "REG", "PARTS", "NPS", "CHAN", "CHAN.other", "YEARS", "WHY", "AGREE"]
    assert "Your name" not in page
    assert page.count("Numbers as a table") == 9
    assert "<b>reason</b>" not in page
    assert "&lt;b&gt;reason&lt;/b&gt; 0" in page
    assert not re.search(r'style=|<script(?! type="module" src)|onclick=', page)


def test_a_filter_stands_in_the_address_and_in_words(owner: FlaskClient, planted: Planted) -> None:
    page = owner.get(f"{planted.results}?mode=paper&REG=2&attr.industry=Steel&page=7")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Only: how they answered: on paper; Where do you buy: South &amp; East; industry: Steel." in text
    assert "25 of 300 usable answers, filtered" in text
    links = re.findall(r'href="([^"]+\.json[^"]*)"', text)
    assert links == [f"{planted.results}.json?mode=paper&amp;REG=2&amp;attr.industry=Steel"]
    found = json.loads(owner.get(f"{planted.results}.json?mode=paper&REG=2&attr.industry=Steel").data)
    assert found["key"]["satisfied"]["n"] == 25
    assert [each["name"] for each in found["filters"]] == ["mode", "REG", "attr.industry"]


def planted_groups(level: AnonymityLevel) -> tuple[Account, str]:
    """A stage with 12, 3 and 4 answers from three regions: its owner and the address of its results."""
    owner = make_account()
    stage = stage_of(make_study(owner))
    studies.choose_level(stage, level)
    regions = options("North", "South", "East")
    version = publish(
        stage, document(question("OVER", "rating", scale=SCALE), question("REG", "single", options=regions))
    )
    plant(stage, version, [{"OVER": 4, "REG": 1}] * 12 + [{"OVER": 1, "REG": 2}] * 3 + [{"OVER": 5, "REG": 3}] * 4)
    return owner, f"/studies/{stage.study.code}/stages/{stage.code}/results"


def test_a_group_that_is_too_small_shows_nothing_and_says_so(client: FlaskClient, app: Flask) -> None:
    owner, path = planted_groups(AnonymityLevel.CONFIDENTIAL)
    sign_in(client, owner)
    page = client.get(f"{path}?REG=2").get_data(as_text=True)
    assert "This group is too small to be shown apart" in page
    assert "<svg class=" not in page
    assert client.get(f"{path}.json?REG=2").status_code == 409
    assert client.get(f"{path}/OVER.csv?REG=2").status_code == 409
    assert client.get(f"{path}/OVER.xlsx?REG=2").status_code == 409
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{path}/OVER.xlsx").data)).active
    assert [cell.value for cell in book["B"] if cell.value][-1] is not None
    assert any(isinstance(cell.value, float) and cell.number_format == "0%" for row in book.iter_rows() for cell in row)
    assert client.get(f"{path}/answers/OVER?REG=2").status_code == 409
    assert client.get(path.replace("results", "data.csv") + "?REG=2").status_code == 409


def test_where_people_are_identified_the_owner_sees_a_small_group(client: FlaskClient, app: Flask) -> None:
    owner, path = planted_groups(AnonymityLevel.IDENTIFIED)
    sign_in(client, owner)
    assert json.loads(client.get(f"{path}.json?REG=2").data)["key"]["satisfied"]["n"] == 3


@pytest.mark.parametrize(
    ("role", "results", "exports"),
    [
        (Role.OWNER, 200, 200),
        (Role.ANALYST, 200, 200),
        (Role.EDITOR, 200, 403),
        (Role.VIEWER, 200, 403),
        (Role.INTERVIEWER, 403, 403),
        (Role.MODERATOR, 403, 403),
        (None, 404, 404),
    ],
)
def test_who_may_see_results_and_who_may_take_them_away(
    client: FlaskClient, planted: Planted, role: Role | None, results: int, exports: int
) -> None:
    person = make_account()
    if role is not None:
        make_member(planted.study, role, person)
    sign_in(client, person)
    for path in ("results", "results.json", "results/OVER.csv", "results/answers/WHY"):
        assert client.get(f"{planted.root}/{path}").status_code == results, path
    for path in ("exports", "data.csv", "data.json"):
        assert client.get(f"{planted.root}/{path}").status_code == exports, path
    assert post(client, f"{planted.root}/exports", KEPT).status_code == (303 if exports == 200 else exports)


def test_nobody_sees_results_without_signing_in(client: FlaskClient, planted: Planted) -> None:
    answer = client.get(planted.results)
    assert answer.status_code in {302, 303}
    assert "sign-in" in answer.headers["Location"]


def test_before_the_first_answer_the_page_says_what_will_come(client: FlaskClient, app: Flask) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    sign_in(client, owner)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/results"
    assert "Nothing is back yet" in client.get(path).get_data(as_text=True)
    publish(stage, _document())
    assert "Nothing is back yet" in client.get(path).get_data(as_text=True)
    assert client.get(f"{path}.json").status_code == 200


HOSTILE = [
    "?mode=",
    "?mode=%F0%9F%98%80",
    "?mode=web&mode=paper",
    "?REG=99999999999999999999999999",
    "?REG=-1",
    "?REG[]=1",
    "?OVER=4",
    "?attr.=x",
    "?attr.industry=%00",
    "?attr.industry=%ED%A0%80",
    "?attr.industry=<script>",
    "?attr." + "a" * 3000 + "=b",
    "?page=0",
    "?page=99999999999999999999",
    "?page=-3",
    "?study_code=x&stage_code=y&variable=z&anchor=q&_anchor=a&_scheme=b&_method=c",
    "?" + "&".join(f"attr.a{number}=1" for number in range(500)),
]


def test_no_query_string_is_a_fault_of_ours(owner: FlaskClient, planted: Planted) -> None:
    pages = ("results", "results.json", "results/REG.csv", "results/answers/WHY", "exports", "data.csv")
    for query in HOSTILE:
        for path in pages:
            assert owner.get(f"{planted.root}/{path}{query}").status_code < 500, (path, query)
        assert post(owner, f"{planted.root}/exports{query}", {"language": "en"}).status_code < 500, query


def test_an_unknown_question_is_not_found(owner: FlaskClient, planted: Planted) -> None:
    for name in ("%00", "..%2f..%2fx", "WHY%20", "NAME", "OVER", "x" * 2000, "\u202e"):
        assert owner.get(f"{planted.results}/answers/{name}").status_code == 404, name
        assert owner.get(f"{planted.results}/{name}x.csv").status_code == 404, name


def test_open_answers_stand_on_pages_of_fifty(owner: FlaskClient, planted: Planted) -> None:
    first = owner.get(f"{planted.results}/answers/WHY").get_data(as_text=True)
    second = owner.get(f"{planted.results}/answers/WHY?page=2").get_data(as_text=True)
    assert "75 answers" in first
    assert first.count("<li>&lt;b&gt;") == 50
    assert second.count("<li>&lt;b&gt;") == 25
    assert owner.get(f"{planted.results}/answers/WHY?page=9").status_code == 200


def test_the_table_behind_a_figure_is_there_as_csv(owner: FlaskClient, planted: Planted) -> None:
    answer = owner.get(f"{planted.results}/REG.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[1][:3] == ["North", "150 of 300", "0.5"]


def test_the_data_file_holds_codes_and_no_formula(owner: FlaskClient, planted: Planted) -> None:
    plant(planted.stage, planted.version, [{"OVER": 2, "WHY": '=HYPERLINK("x")'}])
    answer = owner.get(f"{planted.root}/data.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 301
    assert "NAME" not in rows[0]
    odd = next(row for row in rows if "HYPERLINK" in row["WHY"])
    assert odd["WHY"].startswith("'=")
    assert (odd["OVER"], odd["REG"], odd["NPS"]) == ("2", "-9", "-9")
    assert {row["PARTS.replies"] for row in rows} == {"4", "5", "-7", "-9"}
    machine = owner.get(f"{planted.root}/data.json").get_json()
    assert [column["name"] for column in machine["columns"]] == list(rows[0])
    assert [row["OVER"] for row in machine["rows"] if row["WHY"] == '=HYPERLINK("x")'] == [2]
    assert {"missing": "not_applicable"} in [row["PARTS.replies"] for row in machine["rows"]]


@pytest.mark.parametrize("language", ["", "xx", "en\x00", "../../x"])
def test_a_language_that_does_not_exist_is_asked_for_again(owner: FlaskClient, planted: Planted, language: str) -> None:
    answer = post(owner, f"{planted.root}/exports", KEPT | {"language": language})
    assert answer.status_code == 422
    assert session.query(Job).count() == 0


@pytest.mark.parametrize("language", ["en", "es", "zh_Hans_CN"])
def test_the_page_stands_in_every_language(owner: FlaskClient, planted: Planted, language: str) -> None:
    post(owner, "/language", {"language": language})
    answer = owner.get(planted.results)
    assert answer.status_code == 200
    assert "%(" not in answer.get_data(as_text=True)
    assert "%%" not in answer.get_data(as_text=True)


def test_the_results_of_a_stage_of_another_study_are_not_found(owner: FlaskClient, planted: Planted) -> None:
    other: Stage = stage_of(make_study(make_account()))
    assert owner.get(f"/studies/{planted.study.code}/stages/{other.code}/results").status_code == 404
