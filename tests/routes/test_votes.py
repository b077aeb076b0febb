"""The vote on the moderator's side: opened, closed, shown and passed on, and only counts while it is open."""

import io
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.models import AuditEntry, Batch, Item, Panel, Stage
from survey_app.privacy.mix_plan import Phase
from survey_app.services import courses, mixes, phases, versions
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase, PanelState, Role, RoundState, StageKind
from tests.brainstorming import vote, write
from tests.builders import make_member, sign_in
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, open_round, release
from tests.routes.test_boards import Moderator
from tests.services.test_passing_on import HIGH, SPREAD

pytestmark = pytest.mark.sqlite_only

TEXTS = ("Delivery", "Phone", "Prices", "Website", "Support", "Stock")
REASON = "Two people were away"


@pytest.fixture
def panel(app: Flask, request: pytest.FixtureRequest) -> TestPanel:
    """Seven people; their ideas stand on the board and are grouped."""
    made = make_panel(StageKind.BRAINSTORM, 7, level=getattr(request, "param", AnonymityLevel.ANONYMOUS))
    session.get_one(Panel, made.stage.id).state = PanelState.DRAFT
    session.commit()
    with transaction():
        phases.begin(made.stage, None)
    for number, text in enumerate(TEXTS):
        write(made, number, text)
    with transaction():
        phases.to_group(made.stage, None)
    mix_all(made.stage)
    return made


@pytest.fixture
def desk(client: FlaskClient, panel: TestPanel) -> Moderator:
    sign_in(client, make_member(panel.stage.study, Role.OWNER))
    return Moderator(client, panel.stage)


def mix_all(stage: Stage) -> None:
    closed = select(Batch.id).where(Batch.stage_id == stage.id, Batch.phase == Phase.CLOSED)
    for batch_id in session.scalars(closed).all():
        mixes.run(batch_id)
    session.expire_all()


def voted(panel: TestPanel, *points: dict[str, int]) -> None:
    round_ = courses.course(panel.stage).vote
    assert round_ is not None
    for number, given in enumerate(points):
        vote(panel, round_, number, given)


def counted(panel: TestPanel, desk: Moderator, *points: dict[str, int]) -> None:
    desk.send("/vote/open")
    voted(panel, *points)
    desk.send("/vote/close")
    mix_all(panel.stage)


FIVE = ({"Delivery": 3, "Phone": 2}, {"Delivery": 2}, {"Phone": 5}, {"Prices": 4}, {"Delivery": 1, "Prices": 1})


def test_the_page_before_the_vote_names_cards_people_and_mails(panel: TestPanel, desk: Moderator) -> None:
    page = desk.get("/vote/open")
    assert "Open the vote on 6 cards?" in page
    assert "Sends 7 mails now." in page
    desk.send("/vote/open")
    assert session.get_one(Panel, panel.stage.id).phase is BrainstormPhase.VOTE
    desk.send("/vote/open", 409)


def test_while_the_vote_is_open_only_the_number_of_voters_is_shown(panel: TestPanel, desk: Moderator) -> None:
    desk.send("/vote/open")
    voted(panel, {"Delivery": 5}, {"Delivery": 4})
    page = desk.get("/vote")
    assert "Fewer than 5 of 7 have voted." in page
    assert "Delivery" not in page
    assert "<svg" not in page[page.index("<main") : page.index("</main>")]
    book = load_workbook(io.BytesIO(desk.client.get(f"{desk.base}/board/board.xlsx").data))
    assert "Votes" not in book.sheetnames


def test_closing_takes_two_steps_and_names_counts_in_steps(panel: TestPanel, desk: Moderator) -> None:
    desk.send("/vote/open")
    voted(panel, *FIVE)
    vote(panel, courses.course(panel.stage).vote, 5, {"Stock": 1}, finish=False)  # type: ignore[arg-type]
    page = desk.get("/vote/close")
    assert "Close the vote" in page
    found = re.findall(r"<li><b>([^<]+)</b><span class=\"num\">(\d+)</span>", page)
    assert dict(found) == {"Finished": "5", "Begun and not finished": "0", "Not begun": "2"}
    desk.send("/vote/close")
    assert "The votes are being counted." in desk.get("/vote")
    mix_all(panel.stage)
    assert "12 points" not in desk.get("/vote")
    assert "18 points from 5 people on 6 cards." in desk.get("/vote")


@pytest.mark.parametrize("panel", [AnonymityLevel.CONFIDENTIAL], indirect=True)
def test_the_result_stands_by_points_and_by_people_with_ties(panel: TestPanel, desk: Moderator) -> None:
    counted(panel, desk, *FIVE, {"Phone": 1})
    page = desk.get("/vote")
    rows = re.findall(r'<tr><th scope="row">(\w+)</th><td class="n">(\d+)', page)
    assert rows[:3] == [("Phone", "1"), ("Delivery", "2"), ("Prices", "3")]
    assert page.count("shared") >= 3
    rows = re.findall(r'<tr><th scope="row">(\w+)</th><td class="n">(\d+)', desk.get("/vote?by=people"))
    assert {rows[0][0], rows[1][0]} == {"Delivery", "Phone"}
    assert [rank for _text, rank in rows[:3]] == ["1", "1", "3"]


def test_too_few_votes_stay_sealed_and_the_page_offers_both_ways_out(panel: TestPanel, desk: Moderator) -> None:
    counted(panel, desk, *FIVE[:3])
    page = desk.get("/vote")
    assert "Closed with fewer than 5 finished votes: too few to open them." in page
    assert "at least 10 characters" in desk.send("/vote/reopen", 422, reason="short").text
    desk.send("/vote/reopen", 422, reason=REASON, ends="2020-01-01T10:00")
    desk.send("/vote/reopen", reason=REASON, ends="")
    assert session.scalars(select(AuditEntry).where(AuditEntry.reason == REASON)).first() is not None
    desk.send("/vote/close")
    desk.send("/vote/cancel", 422, reason="")
    desk.send("/vote/cancel", reason="The cards were wrong")
    assert session.get_one(Panel, panel.stage.id).phase is BrainstormPhase.GROUP
    assert "The vote has not been opened." in desk.get("/vote")


def test_the_result_is_shown_to_the_panel_and_the_brainstorm_concluded_once(panel: TestPanel, desk: Moderator) -> None:
    desk.send("/vote/release", 409)
    counted(panel, desk, *FIVE)
    desk.send("/vote/release")
    desk.send("/vote/release", 409)
    course = courses.course(panel.stage)
    assert course.vote is not None
    assert (course.phase, course.vote.state) == (BrainstormPhase.DONE, RoundState.RELEASED)
    assert "choose the ideas that a Delphi panel should weigh" in desk.get("/vote")
    desk.send("/vote/conclude")
    desk.send("/vote/conclude", 409)
    assert courses.course(panel.stage).panel.state is PanelState.CONCLUDED


def test_of_few_voters_without_names_the_page_and_the_files_tell_ranks_and_why(
    panel: TestPanel, desk: Moderator
) -> None:
    counted(panel, desk, *FIVE)
    page = desk.get("/vote")
    assert "at this level of anonymity only the ranks are told" in page
    assert "By people" not in page
    assert re.findall(r'<tr><th scope="row">(\w+)</th><td class="n">(\d+)', page)[0] == ("Phone", "1")
    book = load_workbook(io.BytesIO(desk.client.get(f"{desk.base}/board/board.xlsx").data))
    cells = [[cell.value for cell in row if cell.value is not None] for row in book["Votes"].iter_rows(min_row=5)]
    assert cells[:2] == [["Rank", "Card", "Theme"], [1, "Phone"]]
    assert "only the ranks are told" in cells[-1][0]


@pytest.mark.parametrize("panel", [AnonymityLevel.CONFIDENTIAL], indirect=True)
def test_the_workbook_gets_the_votes_once_they_are_counted(panel: TestPanel, desk: Moderator) -> None:
    counted(panel, desk, *FIVE)
    book = load_workbook(io.BytesIO(desk.client.get(f"{desk.base}/board/board.xlsx").data))
    assert book.sheetnames == ["Read me", "Cards with sources", "Votes", "Ideas as written"]
    rows = [[cell.value for cell in row[1:7]] for row in book["Votes"].iter_rows(min_row=6, max_row=8)]
    assert rows[0] == [1, "Phone", None, 7, 2, 0.4]
    assert rows[1] == [2, "Delivery", None, 6, 3, 0.6]


def test_ideas_are_chosen_for_the_delphi_with_nothing_ticked_before(panel: TestPanel, desk: Moderator) -> None:
    counted(panel, desk, *FIVE)
    page = desk.get("/to-delphi")
    codes = re.findall(r'type="checkbox" name="card" value="(\w+)"', page)
    assert len(codes) == 6
    assert " checked" not in page
    assert "Choose at least one card" in desk.send("/to-delphi", 422, target="").text
    for _press in range(2):
        desk.send("/to-delphi", card=codes[:3], target="")
    found = session.scalars(select(Item).order_by(Item.position)).all()
    assert [(item.code, item.text["en"]) for item in found] == [("S1", "Phone"), ("S2", "Delivery"), ("S3", "Prices")]
    assert len([stage for stage in panel.stage.study.stages if stage.kind is StageKind.DELPHI]) == 1
    assert desk.get("/vote").count("in the Delphi") == 3


def test_two_people_who_swap_what_they_wrote_and_voted_change_no_page(app: Flask) -> None:
    seen = []
    for swap, world in ((False, "kiwi"), (True, "plum")):
        made = make_panel(StageKind.BRAINSTORM, 7)
        session.get_one(Panel, made.stage.id).state = PanelState.DRAFT
        session.commit()
        with transaction():
            phases.begin(made.stage, None)
        texts = [f"{text} {world}" for text in TEXTS]
        for number, text in enumerate(texts[::-1] if swap else texts):
            write(made, number, text)
        with transaction():
            phases.to_group(made.stage, None)
        mix_all(made.stage)
        client = app.test_client()
        sign_in(client, make_member(made.stage.study, Role.OWNER))
        desk = Moderator(client, made.stage)
        points = [{f"{text} {world}": given for text, given in each.items()} for each in FIVE]
        counted(made, desk, *(points[::-1] if swap else points))
        seen.append([same_in_both(world, desk.get(path)) for path in ("/board", "/vote", "/to-delphi", "/phases")])
    assert seen[0] == seen[1]


def same_in_both(world: str, page: str) -> str:
    """A page without what differs between any two brainstorms: random codes, tokens, and the word of this one."""
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r'(value|href|action)="[^"]*"', "", main)
    return main.replace(world, "W")


def test_statements_go_to_a_survey_from_a_page_that_lists_them(app: Flask, client: FlaskClient) -> None:
    made = make_panel(n=9, statements=["A reply within 48 hours", "One person to call"])
    sign_in(client, make_member(made.stage.study, Role.EDITOR))
    desk = Moderator(client, made.stage)
    desk.get("/to-survey", 409)
    round_ = open_round(made)
    answer_all(made, round_, list(zip(HIGH, SPREAD, strict=True)))
    close_and_mix(round_)
    release(round_)
    page = desk.get("/to-survey")
    assert "Ask about 2 statements in a survey" in page
    survey = next(stage for stage in made.stage.study.stages if stage.kind is StageKind.SURVEY)
    answer = desk.send("/to-survey", target=survey.code)
    editor = unescape(client.get(answer.headers["Location"]).text)
    assert "from S1, weight 0.65" in editor
    assert [question.code for question in versions.document(versions.latest(survey)).questions()] == ["Q1"]
    assert desk.send("/to-survey", 422, target="nonsense").status_code == 422
