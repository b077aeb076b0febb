"""Every page of analysis also as JSON, CSV, workbook and drawing: its own links lead there, to the same figures."""

import csv
import html
import io
import re
import xml.etree.ElementTree as ET
from itertools import chain

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.exports.table_book import Number
from survey_app.models import Improvement, MarketEstimate, Stage, TextCode
from survey_app.routes.table_files import number_of
from survey_app.services import studies
from survey_app.stats.customer_cells import payers_and_users
from survey_app.vocabulary import Mode, StageKind
from tests.builders import make_account, make_study, post, sign_in, stage_of
from tests.planting import document, items, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only
SCALE = {"first": 1, "last": 5}
FORMS = {"json", "csv", "xlsx", "svg"}
PAGES = {
    "/stages/{now}/results": FORMS,
    "/stages/{now}/results?industry=&weight=on&REG=2": FORMS,
    "/stages/{now}/crosstab?rows=OVER&columns=REG": FORMS - {"svg"},
    "/stages/{now}/priorities": FORMS,
    "/stages/{now}/customers/losses?active=PAYS%3D1&reason=REG": FORMS,
    "/stages/{now}/customers/roles?pays=PAYS%3D1&uses=USES%3D1": FORMS,
    "/stages/{now}/customers/needs?features=KANO": FORMS - {"svg"},
    "/stages/{now}/quality": FORMS - {"svg"},
    "/stages/{now}/weighting": FORMS - {"svg"},
    "/stages/{now}/texts/WHY": FORMS,
    "/stages/{now}/fieldwork": FORMS,
    "/waves": FORMS,
    "/improvements": FORMS - {"svg"},
    "/market/{estimate}": FORMS,
}
"""Every page with the forms it has: a drawing only where the page draws something."""


def _document() -> dict[str, object]:
    return document(
        question("REG", "single", "Where do you buy?", options=options("North", "South")),
        question("OVER", "rating", "How satisfied are you?", scale=SCALE),
        question("SERV", "battery", "Our service", items=items("Price", "Speed"), scale=SCALE),
        question("PARTS", "grid", "The parts", items=items("Invoices", "Replies"), scale=SCALE),
        question("NPS", "recommend", "Would you recommend us?"),
        question("PAYS", "yes_no", "Do you pay?"),
        question("USES", "yes_no", "Do you use it?"),
        question("PROFIT", "number", "Profit"),
        question("KANO", "kano", "Features", items=items("Quiet")),
        question("WHY", "long_text", "Why?"),
    )


def _answer(place: int, shift: int) -> dict[str, object]:
    rating = min(5, 1 + place % 5 + shift)
    return {
        "REG": 1 + place % 2, "OVER": rating, "NPS": place % 11, "PROFIT": float((place * 37) % 101 - 10),
        "SERV.price.expected": 5, "SERV.price.experienced": 2 + place % 3,
        "SERV.speed.expected": 3 + place % 2, "SERV.speed.experienced": rating,
        "PARTS.invoices": rating, "PARTS.replies": 1 + place // 2 % 5,
        "PAYS": 1 + place % 2, "USES": 1 + place // 2 % 2,
        "KANO.quiet.functional": 1 + place % 3, "KANO.quiet.dysfunctional": 5,
        **({"WHY": f"Too slow {place % 7}"} if place % 3 == 0 else {}),
    }  # fmt: skip


@pytest.fixture
def study(app: Flask, client: FlaskClient) -> tuple[str, dict[str, str]]:
    """A study with two waves, weights, codes, an improvement and an estimate; its root and what fills addresses."""
    owner = make_account()
    study = make_study(owner, "Files 2026")
    first = stage_of(study)
    with transaction():
        now = studies.add_stage(study, StageKind.SURVEY, "Second wave")
    for shift, stage in enumerate((first, now)):
        answers = [_answer(place, shift) for place in range(120)]
        kinds = [{"industry": name} for name in ("Food", "Steel", "Wood")]
        plant(stage, publish(stage, _document()), answers, attributes=kinds, modes=(Mode.WEB, Mode.PAPER))
    region = {"capacity": True, "buying_power": True, "habits": True}
    estimate = MarketEstimate(
        study_id=study.id, name="Market", shape="pert",
        factors=[{"name": "Buyers", "kind": "amount", "low": "", "middle": "300", "high": ""},
                 {"name": "Price", "kind": "amount", "low": "2", "middle": "3", "high": "5"}],
        regions=[{"name": "North", "figure": "300", **region},
                 {"name": "Isles", "figure": "9", **region | {"habits": False}}],
    )  # fmt: skip
    code = TextCode(stage_id=now.id, variable="WHY", label="Slow")
    done = Improvement(
        study_id=study.id, action="Answer faster", indicator="mean:OVER", before_id=first.id, after_id=now.id
    )
    session.add_all([estimate, code, done])
    session.commit()
    sign_in(client, owner)
    root = f"/studies/{study.code}"
    _weigh_and_code(client, f"{root}/stages/{now.code}", code.code, now)
    return root, {"now": now.code, "estimate": estimate.code}


def _weigh_and_code(client: FlaskClient, root: str, code: str, _stage: Stage) -> None:
    targets = {"t:REG:1": "70", "t:REG:2": "30", "name": "Regions", "act": "keep", "least": "", "most": ""}
    assert post(client, f"{root}/weighting?by=REG", targets).status_code == 303
    digests = re.findall(r'name="wording" value="([^"]+)"', client.get(f"{root}/texts/WHY").text)
    assert post(client, f"{root}/texts/WHY/marks", {"wording": digests[:3], "code": code}).status_code == 303


def _files(page: str) -> dict[str, list[str]]:
    """The files a page links to, by their form; those of all answers are no analysis."""
    found: dict[str, list[str]] = {}
    for address in map(html.unescape, re.findall(r'href="([^"]+)"', page)):
        ending = re.search(r"\.(json|csv|xlsx|svg)(?:\?|$)", address)
        if ending and "/static/" not in address:
            found.setdefault(ending[1], []).append(address)
    return found


def test_every_page_of_analysis_is_there_as_json_csv_workbook_and_drawing(
    app: Flask, client: FlaskClient, study: tuple[str, dict[str, str]]
) -> None:
    root, names = study
    for pattern, forms in PAGES.items():
        address = root + pattern.format(**names)
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "How is this computed?" in answer.text, address
        files = _files(answer.text)
        assert set(files) == forms, address
        few = 2 if "/results" in address else 1  # files of single figures are made alike on every page
        for name in chain.from_iterable(found[:few] for found in files.values()):
            _is_readable(client, name)
        # a CSV file and the workbook beside it hold the same figures
        for name in files["csv"][:few]:
            if (book := name.replace(".csv", ".xlsx")) in files["xlsx"] and "/texts/" not in name:
                _hold_the_same(app, client, name, book)


def _is_readable(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, address
    if ".json" in address:
        assert answer.get_json(), address
    elif ".svg" in address:
        drawn = ET.fromstring(answer.data)  # noqa: S314 - our own drawing
        looks = "".join(each.text or "" for each in drawn.iter("{http://www.w3.org/2000/svg}style"))
        used = {name for each in drawn.iter() for name in each.get("class", "").split()} - {"wide", "num"}
        assert all(re.search(rf"\.{name}\b", looks) for name in used), (address, used)


def _hold_the_same(app: Flask, client: FlaskClient, table: str, book: str) -> None:
    lines = [line for line in csv.reader(io.StringIO(client.get(table).data.decode("utf-8-sig"))) if line]
    sheets = openpyxl.load_workbook(io.BytesIO(client.get(book).data)).worksheets
    rows = [row[1:] for sheet in sheets for row in sheet.iter_rows(values_only=True) if any(row[1:])]
    if "/waves" in table:  # the ends of an interval, and both bases, are cells of their own in the workbook
        lines = [[*line[:4], *line[4].split(" to "), *line[5].split(" and "), *line[6:]] for line in lines]
    left, compared = iter(rows), 0
    with app.test_request_context(headers={"Accept-Language": "en"}):
        for line in lines:
            row = next((each for each in left if str(each[0] or "") == line[0]), None)
            assert row is not None, (table, line)
            # a file has the plain minus of a program where a page has the true one
            told = (re.sub(r"^-(?=\d)", "−", cell.removeprefix("'").removesuffix(" points")) for cell in line[1:])
            figures = [number_of(cell) for cell in told]
            if any(isinstance(each, Number) for each in figures):
                compared += 1
                assert all(_is_shown_as(figure, cell, table) for figure, cell in zip(figures, row[1:], strict=False)), (
                    table,
                    line,
                    row,
                )
    assert compared, table


def _is_shown_as(figure: str | Number, cell: object, table: str) -> bool:
    """Whether the cell of the workbook, with all its decimals, is what the other file shows with fewer."""
    if not isinstance(figure, Number):
        return figure == (cell or "")
    # shares of a cross table stand in full in the one and in per cent with a decimal in the other
    places = 3 if "/crosstab" in table else figure.decimals + 2 * figure.is_share
    return isinstance(cell, int | float) and abs(figure.value - cell) <= 0.5 * 10**-places + 1e-9


def test_analyses_of_customers_are_weighted_where_the_address_asks_for_it(
    client: FlaskClient, study: tuple[str, dict[str, str]]
) -> None:
    root, names = study
    address = f"{root}/stages/{names['now']}/customers/roles"
    asked = "pays=PAYS%3D1&uses=USES%3D1"
    answers = [_answer(place, 1) for place in range(120)]
    weights = [1.4 if each["REG"] == 1 else 0.6 for each in answers]
    sides = ([float(each[name] == 1) for each in answers] for name in ("PAYS", "USES"))
    expected = payers_and_users(*sides, weights)
    found = client.get(f"{address}.json?{asked}&weight=on").get_json()
    assert found["weighting"] == "Regions"
    shares = [each["share"]["value"] for each in found["cells"]]
    assert shares == pytest.approx([each.share.value for each in expected.cells])
    assert shares != [each["share"]["value"] for each in client.get(f"{address}.json?{asked}").get_json()["cells"]]
    page = client.get(f"{address}?{asked}&weight=on").text
    assert "Shares are weighted by “Regions”" in page
    assert re.search(r'href="[^"]*roles\.csv\?[^"]*weight=on', page)
    assert "Shares are weighted by “Regions”" in client.get(f"{address}.csv?{asked}&weight=on").text
    assert client.get(f"{address}?{asked}&weight=maybe").status_code == 400


REFUSED = {
    "/stages/{now}/results/nothing.svg": 404,
    "/stages/{now}/results/OVER.svg?REG=9": 400,
    "/stages/{now}/results.csv?REG=%00": 400,
    "/stages/{now}/fieldwork.csv?target=101": 400,
    "/stages/{now}/fieldwork.svg?target=9999999999999999999999": 400,
    "/stages/{now}/customers/losses.csv": 404,
    "/stages/{now}/priorities.xlsx?battery=%ED%A0%80": 400,
    "/waves.svg?now=nothing": 404,
    "/market/nothing.svg": 404,
}


def test_files_that_are_not_there_are_refused(client: FlaskClient, study: tuple[str, dict[str, str]]) -> None:
    root, names = study
    found = {address: client.get(root + address.format(**names)).status_code for address in REFUSED}
    assert found == REFUSED
