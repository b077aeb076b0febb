"""A pasted text becomes a questionnaire: looked at first, taken as one step, taken back as one."""

import pytest

from tests.desk import Desk

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]
TEXT = """Section 1: You
1. How old are you? ____
If over 60, go to 3
2. Which one?
- {this}
- that
# Later
Rate us (1-5)"""


def test_a_text_is_looked_at_then_added_or_put_in_place_and_undone_as_one_step(desk: Desk) -> None:
    desk.done("/questions", kind="single", page="p1")
    assert 'href="' + desk.base + '/paste"' in desk.get()
    looked = desk.send("/paste", pasted=TEXT, do="look")
    assert looked.status_code == 200
    assert "The text holds 3 questions" in looked.text
    assert "1 line was not taken" in looked.text
    # one code is taken: the page names those that the questions will have
    assert "question Q3: One answer" in looked.text
    assert desk.codes() == ["Q1"]
    assert desk.done("/paste", pasted=TEXT, do="add").endswith("?q=Q2")
    assert desk.codes() == ["Q1", "Q2", "Q3", "Q4"]
    assert desk.question("Q3")["kind"] == "single"
    assert [page["title"] for page in desk.version.definition["pages"]] == [{}, {"en": "You"}, {"en": "Later"}]
    assert "questions taken from a text" in desk.get()
    desk.done("/undo")
    assert desk.codes() == ["Q1"]
    desk.done("/paste", pasted=TEXT, do="replace")
    assert desk.codes() == ["Q5", "Q6", "Q7"]


def test_what_cannot_be_taken_keeps_what_was_pasted(desk: Desk) -> None:
    empty = desk.send("/paste", pasted=" ", do="add")
    assert empty.status_code == 422
    assert "Paste the text of a questionnaire first." in empty.text
    long = desk.send("/paste", pasted="word " * 50_000, do="look")
    assert long.status_code == 422
    assert "word word" in long.text
    many = desk.send("/paste", pasted="\n".join(f"{n}. Which one is number {n}?" for n in range(1, 200)), do="look")
    assert "139 more questions are not shown." in many.text
    nothing = desk.send("/paste", pasted="---\n____\n\x00\ud800".encode("utf-8", "replace").decode(), do="add")
    assert nothing.status_code == 200
    assert "The text holds 0 questions" in nothing.text
    revision = desk.version.revision
    desk.done("/pages")
    stale = desk.send("/paste", revision, pasted=TEXT, do="add")
    assert stale.status_code == 409
    assert "Rate us (1-5)" in stale.text
