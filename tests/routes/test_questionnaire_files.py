"""Moving questionnaires in and out on the desk: look first, then replace, take back by Undo."""

import io
import re

import openpyxl
import pytest

from survey_app.interchange.questionnaires.formats import FORMATS
from tests.desk import Desk
from tests.xlsforms import HOUSEHOLD, workbook

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]


def look(desk: Desk, content: bytes, name: str = "form.xlsx") -> str:
    """Send a file and open the page that says what it holds."""
    answer = desk.client.post(
        desk.base + "/file",
        data={"csrf_token": desk.token, "document": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_file_is_looked_at_then_replaces_the_draft_and_undo_brings_it_back(desk: Desk) -> None:
    desk.done("/questions", kind="short_text", page="p1")
    seen = look(desk, HOUSEHOLD)
    page = desk.client.get(seen).text
    assert "Household" in page
    assert "Replace 1 question<" in page
    assert "Places on a map are not asked for here; the words are kept as a text." in page
    assert "${nothing} = 1" in page
    assert desk.codes() == ["Q1"]
    agreed = {"csrf_token": desk.token, "count": "1", "revision": str(desk.version.revision)}
    assert desk.client.post(seen + "/confirm", data=agreed).status_code == 303
    assert desk.codes()[:3] == ["FULL_NAME", "AGE", "WORKS"]
    assert "AGE &gt;= 18" in desk.get("?q=WORKS") or desk.question("WORKS")["show_if"] == "AGE >= 18"
    desk.done("/undo")
    assert desk.codes() == ["Q1"]


def test_another_number_of_questions_or_another_state_than_agreed_is_refused(desk: Desk) -> None:
    seen = look(desk, HOUSEHOLD)
    before = str(desk.version.revision)
    desk.done("/questions", kind="short_text", page="p1")
    for count, revision in (("0", before), ("1", before), ("", ""), ("x", "y"), ("0", str(desk.version.revision))):
        sent = {"csrf_token": desk.token, "count": count, "revision": revision}
        assert desk.client.post(seen + "/confirm", data=sent).status_code == 409
    assert desk.codes() == ["Q1"]


def test_a_long_report_comes_in_pages(desk: Desk) -> None:
    rows = [["type", "name", "label"], ["text", "a", "A"], *[["geopoint", f"g{n}", "G"] for n in range(120)]]
    seen = look(desk, workbook(rows))
    first, last = desk.client.get(seen).text, desk.client.get(seen + "?page=3").text
    assert first.count("Places on a map") == 50
    assert last.count("Places on a map") == 20
    assert "Page 1 of 3" in first


@pytest.mark.parametrize("code", [each.code for each in FORMATS.values() if each.write])
def test_every_format_tells_its_losses_and_is_downloaded(desk: Desk, code: str) -> None:
    desk.done("/questions", kind="recommend", page="p1")
    desk.done("/questions", block="satisfied", page="p1")
    page = desk.get(f"/download/{code}")
    link = re.search(r'href="([^"]*/file[^"]*)" download', page)
    assert link, page
    answer = desk.client.get(link[1].replace("&amp;", "&"))
    assert answer.status_code == 200
    assert answer.data
    assert FORMATS[code].ending in answer.headers["Content-Disposition"]


def test_the_page_offers_every_format_and_the_workbook_opens(desk: Desk) -> None:
    desk.done("/questions", kind="recommend", page="p1")
    page = desk.get("/file")
    assert all(f"/download/{each.code}?" in page for each in FORMATS.values() if each.write)
    answer = desk.client.get(desk.base + "/download/xlsform/file")
    assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames == ["survey", "choices", "settings"]
    assert desk.client.get(desk.base + "/download/nothing").status_code == 404
    assert desk.client.get(desk.base + "/file/nothing").status_code == 404


def test_what_is_no_questionnaire_stays_on_the_page_with_the_reason(desk: Desk) -> None:
    for content, words in ((b"", "is empty"), (b"GIF89a", "no questionnaire"), (b"\xd0\xcf\x11\xe0old", ".xls")):
        answer = desk.client.post(
            desk.base + "/file",
            data={"csrf_token": desk.token, "document": (io.BytesIO(content), "form.xls")},
            content_type="multipart/form-data",
        )
        assert answer.status_code == 422
        assert words in answer.text
    answer = desk.client.post(desk.base + "/file", data={"csrf_token": desk.token})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text
