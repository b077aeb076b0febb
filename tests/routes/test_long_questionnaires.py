"""The editor over a questionnaire of many pages: the outline folds, every question stays one step away."""

import pytest

from survey_app.db import session
from tests.desk import Desk

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]
_LIGHT = 60_000


def test_the_outline_of_a_long_questionnaire_lists_the_open_page_and_leads_to_every_question(desk: Desk) -> None:
    version = desk.version
    version.definition = {
        "languages": ["en"],
        "pages": [
            {
                "key": f"p{page}",
                "questions": [
                    {"code": f"Q{page}_{n}", "kind": "short_text", "text": {"en": "What?"}} for n in range(10)
                ],
            }
            for page in range(100)
        ],
    }
    session.commit()
    page = desk.get("?q=Q50_3")
    assert "Q50_4" in page
    assert "Q51_4" not in page
    assert "Page 100" in page
    assert len(page) < _LIGHT
    assert 'id="goto"' in page
    assert "Question 993" in desk.get("?q=q99_2")
    first, second = desk.get("/preview"), desk.get("/preview?part=2")
    assert first.count("<section") == second.count("<section") == 20
    assert 'aria-label="Page 21"' in second
    assert "Pages before" in second
    desk.done("/questions/Q50_3", text="Where?", code="Q50_3")
    assert desk.question("Q50_3")["text"] == {"en": "Where?"}
