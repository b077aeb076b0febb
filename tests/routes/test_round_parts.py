"""Open questions beside statements that share one page: two parts of a round, in a clear order, to the workbook."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exports import round_document
from survey_app.exports.documents.model import Heading
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import InboxSheet, Item, PanelRound, Rating, Reason
from survey_app.services import (
    comparisons,
    items,
    open_statements,
    ratings,
    reasons,
    round_figures,
    round_reports,
    rounds,
    verification,
)
from survey_app.services.compared import Said
from survey_app.services.ratings import Answer
from survey_app.vocabulary import Asking, ItemScale
from tests.builders import post, sign_in
from tests.delphis import analysed, before_start, opened
from tests.panels import TestPanel, make_panel, release, take_seat
from tests.rating_pages import get, send, tree, words

pytestmark = pytest.mark.sqlite_only
RANKS: dict[str, object] = {"rank-1": "2", "rank-2": "1", "rank-3": "3"}
POINTS: dict[str, object] = {"points-1": "50", "points-2": "30", "points-3": "20"}
PAIRS: dict[str, object] = {"pair-1": "5", "pair-2": "3", "pair-3": "7"}
WAYS = (
    ({"scale": ItemScale.RANKING}, "/ranking", RANKS, [2, 1, 3]),
    ({"scale": ItemScale.POINTS, "points_total": 100}, "/points", POINTS, [50, 30, 20]),
    ({"scale": ItemScale.POINTS, "points_total": 100, "compared": True}, "/comparing", PAIRS, None),
)


def make_parts(*, first: bool = True, **rules: Any) -> TestPanel:
    """Three statements, with two questions that stand before them, or around them."""
    panel = make_panel(n=7, rounds=3, **rules)
    before_start(panel)
    with transaction():
        question = items.add(panel.stage, {"en": "What is missing?"}, asked=Asking.OPEN, position=3)
        if first:
            question.position = 0
        items.add(panel.stage, {"en": "What would you drop?"}, asked=Asking.OPEN)
    return panel


def everybody_else(panel: TestPanel, round_: PanelRound, values: Sequence[float] | None) -> None:
    for number in range(1, len(panel.people)):
        seat = panel.seat(number)
        with transaction():
            if values is None:
                comparisons.save(seat, round_, Said((5, 3, 7)), ("", "", ""))
            given: dict[Item, Answer | None] = {}
            left = list(values or ())
            for item in ratings.items_of(round_):
                if item.is_open:
                    given[item] = Answer(None, texts=(f"{item.code} of {number}",))
                elif values is not None:
                    given[item] = Answer(left.pop(0))
            ratings.save_all(seat, round_, given)
            ratings.finish(seat, round_)


@pytest.mark.parametrize("way", WAYS, ids=["ranked", "points", "compared"])
def test_a_round_has_two_parts_and_is_walked_to_its_end(
    app: Flask, client: FlaskClient, way: tuple[dict[str, Any], str, dict[str, object], Sequence[float] | None]
) -> None:
    rules, page, typed, values = way
    panel = make_parts(**rules)
    round_ = opened(panel)
    it_is_answered_part_by_part(client, panel, page, typed)
    everybody_else(panel, round_, values)
    assert len({len(blob) for blob in session.execute(select(InboxSheet.blob)).scalars()}) == 1
    analysed(round_)
    figures = round_figures.of_round(round_)
    assert figures is not None
    assert ([each.n for each in figures.items], [each.people for each in figures.open_items]) == ([7, 7, 7], [7, 6])
    assert (len(session.scalars(select(Rating)).all()), len(session.scalars(select(Reason)).all())) == (21, 13)
    assert figures.set_aside == 0
    assert figures.concordance.raters == 7
    assert verification.verify(panel.stage.study).is_sound
    it_goes_on_to_the_next_round(client, panel, round_, page)
    if page == "/ranking":
        it_stands_in_every_output(client, panel)


def it_is_answered_part_by_part(client: FlaskClient, panel: TestPanel, page: str, typed: dict[str, object]) -> None:
    take_seat(client, panel, 0)
    home = words(get(client, panel))
    assert home.index("Part 1 of 2: 2 questions to answer") < home.index("Part 2 of 2: 3 statements on one page")
    assert "Part 1 of 2, question 2 of 2" in words(get(client, panel, "/2"))
    assert get(client, panel, "/4").location.endswith(page)
    assert send(client, panel, "/4", value="1").status_code == 404
    saved = send(client, panel, "/1", **{"text-1": "Night trains", "text-2": "Bicycles"})
    assert saved.location.endswith("/round/2")
    shared = get(client, panel, page)
    assert "Part 2 of 2" in words(shared)
    assert "1 question has no answer yet" in words(shared)
    assert not tree(shared).xpath("//textarea[contains(., 'Night')]")
    assert send(client, panel, page, **typed).status_code == 303
    refused = send(client, panel, "/finish")
    assert (refused.status_code, "every question has an answer" in words(refused)) == (422, True)
    assert tree(refused).xpath("//ol//a/@href") == [f"/p/{panel.code}/round/2"]
    done = send(client, panel, "/2", cannot="1")
    assert done.location.endswith("/round")
    assert send(client, panel, "/finish").status_code == 303
    assert "You have finished" in words(get(client, panel))
    # a change of one part leaves the other as it is
    assert send(client, panel, "/1", **{"text-1": "Night trains"}).status_code == 303
    assert send(client, panel, page, **typed).status_code == 303
    assert "5 of 5 answered" in words(get(client, panel))


def it_goes_on_to_the_next_round(client: FlaskClient, panel: TestPanel, round_: PanelRound, page: str) -> None:
    question = open_statements.questions(round_)[0]
    with transaction():
        codes = [line.code for line in reasons.queue(round_) if line.item.id == question.id]
        open_statements.make(round_, question, codes[:2], {"en": "Trains at night"})
    release(round_)
    second = rounds.plan(panel.stage)
    session.commit()
    assert [item.is_open for item in rounds.items_of(second)] == [True, False, False, False, True, False]
    opened(panel)
    take_seat(client, panel, 0)
    home = words(get(client, panel))
    assert "Part 1 of 2: 2 questions" in home
    assert "Part 2 of 2: 4 statements" in home
    assert get(client, panel, page).status_code == 200
    assert "What the panel wrote in round 1" in words(get(client, panel, "/1"))


def it_stands_in_every_output(client: FlaskClient, panel: TestPanel) -> None:
    sign_in(client, panel.stage.study.memberships[0].account)
    root = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    for name in ("round-results", "round-results/1", "rounds", "rounds/2/close", "items"):
        assert client.get(f"{root}/{name}").status_code == 200, name
    whole = client.get(f"{root}/round-results.json").get_json()
    assert (len(whole["rounds"][0]["items"]), len(whole["rounds"][0]["open_items"])) == (3, 2)
    report = round_reports.build(panel.stage)
    target = BytesIO()
    write_round_workbook(report, "en", target)
    assert {"Open questions", "Round 1"} <= set(load_workbook(target).sheetnames)
    headings = {part.text for part in round_document.build(report, "en").parts if isinstance(part, Heading)}
    assert "Open questions" in headings
    assert post(take_seat(client, panel, 0), f"/p/{panel.code}/report").data.startswith(b"%PDF")


def test_questions_come_after_the_page_where_the_list_begins_with_a_statement(app: Flask, client: FlaskClient) -> None:
    panel = make_parts(first=False, scale=ItemScale.RANKING)
    opened(panel)
    take_seat(client, panel, 0)
    home = words(get(client, panel))
    assert home.index("Part 1 of 2: 3 statements on one page") < home.index("Part 2 of 2: 2 questions")
    assert tree(get(client, panel)).xpath("//a[contains(@class, 'primary')]/@href") == [
        f"/p/{panel.code}/round/ranking"
    ]
    assert "Part 2 of 2, question 1 of 2" in words(get(client, panel, "/4"))
    assert send(client, panel, "/4", go="back").location.endswith("/round/ranking")
