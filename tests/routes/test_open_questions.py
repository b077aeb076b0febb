"""A Delphi that begins with open questions: answered in words, made into statements, which are then weighed."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exports import round_document
from survey_app.exports.documents.model import Heading
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import Item, ItemAnswer, Rating, Reason
from survey_app.routes import light_pages
from survey_app.services import erasures, items, marks, open_statements, protocols, round_reports, verification
from survey_app.vocabulary import Asking
from tests.builders import post, sign_in
from tests.delphis import analysed, before_start, opened
from tests.panels import TestPanel, answer, make_panel, take_seat
from tests.rating_pages import get, send, tree, words

pytestmark = pytest.mark.sqlite_only
WHY = "Seven points are enough here."
QUESTION = "What will change most for customers?"
TEXTS = (
    ("Shops close on Sundays", "Prices rise"),
    ("Prices rise!",),
    ("My boss Ana Ruiz leaves",),
    ("Nobody phones any more", "Letters go", "Apps for all"),
    (),
    ("Delivery by night",),
)


def make_open_panel(n: int = 6, **rules: object) -> tuple[TestPanel, Item]:
    """A panel that is asked one open question first."""
    panel = make_panel(n=n, statements=(), rounds=3, **rules)  # type: ignore[arg-type]  # tests hand on what they like
    before_start(panel)
    with transaction():
        item = items.add(panel.stage, {"en": QUESTION}, {"en": "In the next three years"}, asked=Asking.OPEN)
    return panel, item


def fields(texts: tuple[str, ...]) -> dict[str, object]:
    typed = {f"text-{place}": text for place, text in enumerate(texts, 1)}
    return {**typed} if texts else {"cannot": "1"}


def write(client: FlaskClient, panel: TestPanel, number: int, texts: tuple[str, ...]) -> None:
    """One person answers the question on its page and finishes."""
    take_seat(client, panel, number)
    assert send(client, panel, "/1", **fields(texts)).status_code == 303
    assert send(client, panel, "/finish").status_code == 303


def desk(panel: TestPanel, page: str) -> str:
    return f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/{page}"


def moderator(client: FlaskClient, panel: TestPanel) -> FlaskClient:
    sign_in(client, panel.stage.study.memberships[0].account)
    return client


def test_a_panel_walks_from_an_open_question_to_ratings_of_what_was_made_of_it(app: Flask, client: FlaskClient) -> None:
    panel, question = make_open_panel(helpful=True)
    round_ = opened(panel)
    it_is_answered_in_words(client, panel)
    analysed(round_)
    take_seat(client, panel, 0)
    late = send(client, panel, "/1", **{"text-1": "Too late"})
    assert (late.status_code, "Too late" in late.text) == (409, True)
    assert session.scalars(select(Rating)).all() == []
    assert len(session.scalars(select(Reason.key)).all()) == 8
    moderator(client, panel)
    the_moderator_decides_what_is_read(client, panel)
    the_moderator_makes_statements(client, panel, question)
    assert "Suggestion: close the open question." in client.get(desk(panel, "rounds/1/statements")).text
    assert post(client, desk(panel, "rounds/1/statements")).status_code == 303
    assert post(client, desk(panel, "rounds/1/release")).status_code == 303
    the_panel_reads_it(client, panel)
    the_scale_may_still_change(panel)
    second = opened(panel)
    the_panel_is_told_where_a_statement_comes_from(client, panel, question)
    stale = words(send(client, panel, "/1", round="1", **fields(TEXTS[0])))
    assert all(each in stale for each in ("This round is closed", *TEXTS[0])), "what was typed is not lost"
    for number in range(6):
        answer(panel.seat(number), second, [number + 1])
    analysed(second)
    moderator(client, panel)
    it_stands_in_every_output(client, panel)
    assert verification.verify(panel.stage.study).findings == []
    assert post(client, desk(panel, f"rounds/1/answers/{question.code}/S2/undo")).status_code == 409
    it_can_be_erased(panel, question)
    with pytest.raises(protocols.AmendmentRefused), transaction():
        protocols.amend(panel.stage, replace(protocols.rules_of(panel.stage.id), scale_max=8), WHY, None)


def the_scale_may_still_change(panel: TestPanel) -> None:
    """Nobody has answered on it yet."""
    rules = replace(protocols.rules_of(panel.stage.id), scale_max=7, high_from=6, high_to=7, low_from=1, low_to=2)
    with transaction():
        protocols.amend(panel.stage, rules, WHY, None)


def it_is_answered_in_words(client: FlaskClient, panel: TestPanel) -> None:
    take_seat(client, panel, 0)
    page = get(client, panel, "/1")
    assert QUESTION in words(page)
    assert len(tree(page).xpath("//textarea")) == 5
    assert not tree(page).xpath("//input[@type='radio'] | //input[@checked]")
    assert "Write at least one answer" in words(send(client, panel, "/1"))
    both = send(client, panel, "/1", **{"text-1": "Prices", "cannot": "1"})
    assert both.status_code == 422
    assert "Prices" in both.text
    long = send(client, panel, "/1", **{"text-4": "x" * 1_001})
    assert (long.status_code, "x" * 1_001 in long.text) == (422, True)
    for bad in (
        {"text-1": "\0"},
        {"text-1": ["a", "b"], "cannot": ["1", "2"]},
        {"cannot": "yes"},
    ):
        assert send(client, panel, "/1", **bad).status_code in (400, 422), bad
    assert send(client, panel, "/finish").status_code == 422
    for number, texts in enumerate(TEXTS):
        write(client, panel, number, texts)
    assert "nothing to add" in words(get(take_seat(client, panel, 4), panel))
    assert "3 answers" in words(get(take_seat(client, panel, 3), panel))


def the_moderator_decides_what_is_read(client: FlaskClient, panel: TestPanel) -> None:
    queue = client.get(desk(panel, "rounds/1/reasons")).text
    assert all(text in queue for texts in TEXTS for text in texts)
    assert "at the middle" not in queue
    assert "8 answers wait for your decision" in queue
    codes = codes_of()
    boss = codes["My boss Ana Ruiz leaves"]
    told = {"do": "reword", "shown_text": "A person leaves"}
    assert post(client, desk(panel, f"rounds/1/reasons/{boss}"), told).status_code == 303
    asked = {"do": "ask", "question": "Which shops?"}
    assert post(client, desk(panel, f"rounds/1/reasons/{codes['Shops close on Sundays']}"), asked).status_code == 303
    assert post(client, desk(panel, f"rounds/1/reasons/{codes['Letters go']}"), {"do": "withhold"}).status_code == 303
    left = {"code": [code for text, code in codes.items() if text not in ("Letters go", "My boss Ana Ruiz leaves")]}
    assert post(client, desk(panel, "rounds/1/reasons"), left).status_code == 303
    take_seat(client, panel, 0)
    assert "Which shops?" in words(get(client, panel))
    assert "Which shops?" not in words(get(take_seat(client, panel, 1), panel))


def codes_of() -> dict[str, str]:
    return dict(session.execute(select(Reason.text, Reason.code)).all())


def the_moderator_makes_statements(client: FlaskClient, panel: TestPanel, question: Item) -> None:
    here, codes = f"rounds/1/answers/{question.code}", codes_of()
    page = client.get(desk(panel, here))
    shown = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert "Prices rise Prices rise! Make a statement of these 2 answers…" in shown
    none = post(client, desk(panel, here), {"text_en": "Prices go up"})
    assert (none.status_code, "Prices go up" in none.text) == (422, True)
    pair = {"answer": [codes["Prices rise"], codes["Prices rise!"]]}
    [button] = tree(page).xpath("//section[@aria-labelledby='alike']//button")
    assert (button.get("form"), set(button.get("value").split())) == ("make", set(pair["answer"]))
    for typed, put in (("Mine", "Mine"), ("", "Prices rise")):
        ticked = {"answer": codes["Apps for all"], "text_en": typed, "at": "1", "group": button.get("value")}
        turned = post(client, desk(panel, here), ticked)
        assert turned.status_code == 200
        kept = tree(turned).xpath("//input[@name='answer' and @checked]/@value")
        assert set(kept) == {*pair["answer"], codes["Apps for all"]}, "nothing done is lost"
        assert tree(turned).xpath("string(//textarea[@name='text_en'])").strip() == put
    assert open_statements.made(question) == []
    empty = post(client, desk(panel, here), pair)
    assert (empty.status_code, empty.text.count(" checked")) == (422, 2)
    assert post(client, desk(panel, here), {**pair, "text_en": "Prices go up"}).status_code == 303
    wrong = {"answer": [codes["Apps for all"]], "text_en": "Apps"}
    assert post(client, desk(panel, here), wrong).status_code == 303
    assert [(one.item.code, one.answers) for one in open_statements.made(question)] == [("S2", 2), ("S3", 1)]
    assert post(client, desk(panel, f"{here}/S3/undo")).status_code == 303
    assert [one.item.code for one in open_statements.made(question)] == ["S2"]
    assert post(client, desk(panel, f"{here}/S3/undo")).status_code == 404
    for name in ("rounds/1/statements", "rounds/1/feedback", "rounds", "items"):
        assert client.get(desk(panel, name)).status_code == 200, name
    assert "A person leaves" in client.get(desk(panel, f"rounds/1/feedback/{question.code}")).text
    assert client.get(desk(panel, "rounds/1/answers/S2")).status_code == 404


def the_panel_reads_it(client: FlaskClient, panel: TestPanel) -> None:
    read = client.get(f"/p/{take_seat(client, panel, 2) and panel.code}/answers")
    assert "A person leaves (yours)" in words(read)
    assert "You wrote: My boss Ana Ruiz leaves" in words(read)
    take_seat(client, panel, 0)
    # the statement is made and not asked: it may still be taken back
    assert "The moderator made this" not in client.get(f"/p/{panel.code}/answers").text
    take_seat(client, panel, 3)
    read = client.get(f"/p/{panel.code}/answers")
    assert "Held back by the moderator: Letters go" in words(read)
    assert "Ana Ruiz" not in read.text
    assert "It was not shown to the panel." in words(client.get(f"/p/{panel.code}/report"))
    assert post(client, f"/p/{panel.code}/report").data.startswith(b"%PDF")


def the_panel_is_told_where_a_statement_comes_from(client: FlaskClient, panel: TestPanel, question: Item) -> None:
    for number, wrote in enumerate(TEXTS):
        take_seat(client, panel, number)
        own = [text for text in ("Prices rise", "Prices rise!") if text in wrote]
        asked = words(get(client, panel, "/1"))
        assert "made it from answers to the question" in asked
        assert [f"Yours went into it: “{text}”" in asked for text in own] == [True] * len(own)
        for page in (words(client.get(f"/p/{panel.code}/{name}")) for name in ("answers", "report")):
            assert page.count("The moderator made this of it: “Prices go up”") == len(own), number
        assert own or "Yours went into it" not in asked
    assert post(client, f"/p/{panel.code}/report").data.startswith(b"%PDF")
    take_seat(client, panel, 0)
    assert "New, from your answers: Prices go up" in words(get(client, panel))
    mark = marks.mark_of(question.lineage, "A person leaves")
    assert post(client, f"/p/{panel.code}/answers", {"mark": [mark, "other"]}).status_code == 303
    whole = tree(client.get(f"/p/{panel.code}/answers"))
    assert len(whole.xpath("//input[@checked]")) == 1
    count = len(whole.xpath("//input[@name='mark']"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(light_pages, "PAGE_BYTES", 1)
        pages = [client.get(f"/p/{panel.code}/answers?page={number}") for number in range(1, count + 1)]
        assert f"Page {count} of {count}" in words(pages[-1])
        assert [len(tree(page).xpath("//input[@name='mark']")) for page in pages] == [1] * count


def it_stands_in_every_output(client: FlaskClient, panel: TestPanel) -> None:
    page = client.get(desk(panel, "round-results/1")).text
    assert "8 answers to an open question" in page
    assert "8 answers, by 5 people" in page
    assert "Letters go" not in page
    assert client.get(desk(panel, "round-results")).status_code == 200
    whole = client.get(desk(panel, "round-results.json")).get_json()
    assert [len(each["items"]) for each in whole["rounds"]] == [0, 1]
    assert whole["rounds"][0]["open_items"][0]["people"] == 5
    assert len(whole["answers"]) == 7
    lines = client.get(desk(panel, "round-answers.csv")).text.splitlines()
    assert len(lines) == 8
    assert client.get(desk(panel, "round-results.csv")).text.count("\n") == 2
    target = BytesIO()
    report = round_reports.build(panel.stage)
    write_round_workbook(report, "en", target)
    book = load_workbook(target)
    assert "Open questions" in book.sheetnames
    assert "Round 1" not in book.sheetnames
    cells = [cell.value for row in book["Open questions"].iter_rows() for cell in row]
    assert "A person leaves" in cells
    assert not {"Letters go", "My boss Ana Ruiz leaves"} & set(cells)
    document = round_document.build(report, "en")
    assert any(isinstance(part, Heading) and part.text == "Open questions" for part in document.parts)


def it_can_be_erased(panel: TestPanel, question: Item) -> None:
    """What somebody wrote goes; the statement that was made of it stays."""
    assert erasures.held(panel.seat(0)).reasons == 2
    with transaction():
        erasures.erase(panel.seat(0))
    assert sorted(session.scalars(select(Reason.text))) == sorted(
        text for number, texts in enumerate(TEXTS) for text in texts if number
    )
    assert len(open_statements.made(question)) == 1
    assert len(session.scalars(select(ItemAnswer.item_id)).all()) == 1, "the other one may stand aside with it"
