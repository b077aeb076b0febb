"""The paper form on the desk: chosen in a language, with a return code, downloaded as a PDF."""

import pytest

from tests.desk import Desk

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]


def test_the_paper_form_is_offered_in_each_language_and_comes_as_a_pdf(desk: Desk) -> None:
    desk.done("/questions", kind="recommend", page="p1")
    page = desk.get("/download/paper")
    assert 'name="case"' in page
    assert '<option value="en">English</option>' in page
    answer = desk.client.get(desk.base + "/paper?language=en&case=A-17")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].endswith('-en.pdf"')
    assert desk.client.get(desk.base + "/paper?case=A-17").status_code == 200
    for asked in ("language=xx", "case=" + "9" * 21, "version=99"):
        assert desk.client.get(f"{desk.base}/paper?{asked}").status_code == 404
