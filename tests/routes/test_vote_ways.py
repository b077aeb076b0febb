"""Each other way of voting walked over HTTP: by a person of the panel, and by the moderator who reads the result."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook

from survey_app.db import transaction
from survey_app.models import PanelRound
from survey_app.services import approvals, pair_votes, stances, vote_results
from survey_app.vocabulary import AnonymityLevel, Role, VoteKind
from tests.brainstorming import card, count_votes, end_writing, make_brainstorm, open_vote, release_result, released
from tests.builders import make_member, post, sign_in
from tests.panels import TestPanel, take_seat
from tests.routes.test_boards import Moderator

IDEAS = ("Delivery", "Phone", "Prices", "Website", "Support", "Stock", "=SUM(A1)")
pytestmark = pytest.mark.sqlite_only


class Walk:
    """A brainstorm whose vote is open, one person of it at a browser, and its moderator."""

    def __init__(
        self, app: Flask, kind: VoteKind, people: int = 8, level: AnonymityLevel = AnonymityLevel.SEALED
    ) -> None:
        self.panel: TestPanel = make_brainstorm(people, level=level)
        released(self.panel, IDEAS)
        end_writing(self.panel)
        self.desk_client = app.test_client()
        sign_in(self.desk_client, make_member(self.panel.stage.study, Role.OWNER))
        self.desk = Moderator(self.desk_client, self.panel.stage)
        self.settings = f"{self.desk.base}/settings"
        assert self.choose(kind) == 303
        self.round_: PanelRound = open_vote(self.panel)
        self.person: FlaskClient = take_seat(app.test_client(), self.panel, 0)
        self.address = f"/p/{self.panel.code}/vote"

    def choose(self, kind: VoteKind) -> int:
        """The settings as their page sends them."""
        form = html.fromstring(self.desk_client.get(self.settings).text).xpath("//main//form[@method='post']")[-1]
        return post(self.desk_client, self.settings, {**dict(form.form_values()), "vote_kind": kind.value}).status_code

    def page(self, query: str = "") -> Any:
        found = self.person.get(self.address + query)
        assert found.status_code == 200, found.text[:500]
        assert len(found.data) < 60_000
        return html.fromstring(found.text)

    def words(self, tree: Any) -> str:
        return " ".join(tree.xpath("//main")[0].text_content().split())

    def send(self, status: int = 303, **data: object) -> Any:
        sent = post(self.person, self.address, data)
        assert sent.status_code == status, sent.text[:500]
        return sent

    def count(self) -> None:
        assert self.choose(VoteKind.POINTS) == 422
        count_votes(self.round_)
        release_result(self.round_)

    def result(self) -> tuple[str, dict[str, Any], list[list[object]]]:
        """The moderator's page, the figures for machines, and the sheet of the workbook."""
        page = self.desk.get("/vote")
        answer = self.desk_client.get(f"{self.desk.base}/vote/result.csv")
        assert "'=SUM(A1)" in answer.text
        book = load_workbook(io.BytesIO(self.desk_client.get(f"{self.desk.base}/board/board.xlsx").data))
        rows = [[cell.value for cell in row[1:]] for row in book["Votes"].iter_rows(min_row=5)]
        told = self.words(html.fromstring(self.person.get(f"{self.address}/result").text))
        assert "What became of your ideas" in told
        return page, self.desk_client.get(f"{self.desk.base}/vote/result.json").json, rows


def test_marks_are_given_and_read(app: Flask) -> None:
    walk = Walk(app, VoteKind.APPROVE)
    assert walk.page().xpath("//input[@checked]") == []
    codes = {text: card(text).code for text in IDEAS}
    saved = walk.send(shown=list(codes.values()), mark=[codes["Phone"], "nothing", "\x00"], go="page:2")
    assert saved.location.endswith("page=2")
    assert walk.page().xpath("//input[@checked]/@value") == [codes["Phone"]]
    ended = walk.send(shown=list(codes.values()), mark=[codes["Delivery"]], go="finish")
    assert "Your vote counts" in walk.person.get(ended.location).text
    assert walk.page().xpath("//input[@checked]/@value") == [codes["Delivery"]]
    lost = walk.person.post(walk.address, data={"shown": codes["Phone"], "mark": codes["Phone"], "go": "finish"})
    assert lost.status_code == 400
    assert set(html.fromstring(lost.text).xpath("//input[@checked]/@value")) == {codes["Phone"], codes["Delivery"]}
    for number in range(1, 5):
        with transaction():
            approvals.save(walk.panel.seat(number), walk.round_, [codes["Delivery"]], finished=True)
    walk.count()
    page, figures, rows = walk.result()
    assert "Wilson" in page
    assert (figures["way"], figures["cards"][0]["people"], figures["voters"]) == ("approve", 5, 5)
    assert rows[1][:5] == [1, "Delivery", None, 5, 1]
    assert walk.desk.get("/to-delphi").index("Delivery") < walk.desk.get("/to-delphi").index("Website")


def test_stances_are_given_page_by_page_and_read(app: Flask) -> None:
    walk = Walk(app, VoteKind.STANCE)
    codes = {text: card(text).code for text in IDEAS}
    assert walk.page().xpath("//input[@type='radio' and @checked]") == []
    assert "Nothing is chosen yet" in walk.send(422, go="finish").text
    walk.send(go="save", **{f"stance.{codes['Phone']}": "agree", f"stance.{codes['Stock']}": ["\x00", "agree"]})
    walk.send(go="finish", **{f"stance.{codes['Prices']}": "disagree"})
    assert "You have answered 2 of 7." in walk.words(walk.page("?page=99999999999"))
    assert stances.own(walk.panel.seat(0), walk.round_) == {codes["Phone"]: 1, codes["Prices"]: -1}
    for number in range(1, 8):
        camp = 1 if number < 4 else -1
        said = {code: camp if text != "Phone" else 1 for text, code in codes.items() if text != "Website"}
        with transaction():
            stances.save(walk.panel.seat(number), walk.round_, said)
    walk.count()
    page, figures, rows = walk.result()
    assert "No groups can be told apart" in page
    first = figures["cards"][0]
    assert (first["text"], first["split"]) == ("Phone", {"agree": 8, "passed": 0, "disagree": 0})
    assert rows[1][:7] == [1, "Phone", None, 8, 1, 0, 0]
    assert rows[7][3] == 0
    assert "Recerca" in page


def test_pairs_are_chosen_and_read(app: Flask) -> None:
    walk = Walk(app, VoteKind.PAIRS)
    page = walk.page()
    assert len(page.xpath("//fieldset[@class='either']")) == 5
    assert page.xpath("//input[@type='radio' and @checked]") == []
    values = page.xpath("//input[@name='pair.1']/@value")
    assert values[2] == "neither"
    assert walk.send(go="save", **{"pair.1": values[0], "pair.2": "neither", "pair.21": values[0]}).status_code == 303
    assert walk.page("?page=1").xpath("//input[@checked]/@value") == [values[0], "neither"]
    assert "no longer on the board" in walk.send(422, go="save", **{"pair.3": "nothing\x00"}).text
    assert "chosen in 2 of 20 pairs" in walk.words(walk.page())
    ids = {card(text).code: text for text in IDEAS}
    for number in range(1, 8):
        seat = walk.panel.seat(number)
        chosen = {
            pair.slot: min((pair.left.code, pair.right.code), key=lambda code: IDEAS.index(ids[code]))
            for pair in pair_votes.pairs(seat, walk.round_)
        }
        with transaction():
            pair_votes.save(seat, walk.round_, chosen)
    walk.count()
    shown, figures, rows = walk.result()
    assert "Salganik and Levy 2015" in shown
    assert figures["cards"][0]["text"] == rows[1][1] == "Delivery"
    assert figures["skipped"] == 1
    assert vote_results.kind_of(walk.panel.stage.id) is VoteKind.PAIRS


def test_two_groups_of_opinion_stand_on_a_map_in_a_table_and_in_the_workbook(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Walk(app, VoteKind.STANCE, people=19, level=AnonymityLevel.CONFIDENTIAL)
    codes = {text: card(text).code for text in IDEAS}
    for number in range(19):
        said = {code: (1 if number < 10 else -1) if text != "Phone" else 1 for text, code in codes.items()}
        with transaction():
            stances.save(walk.panel.seat(number), walk.round_, said)
    count_votes(walk.round_)
    page = html.fromstring(walk.desk.get("/vote"))
    [figure] = page.xpath("//figure[.//h2[contains(., 'divide the groups most')]]")
    assert figure.xpath(".//*[local-name()='svg']")
    cells = [[" ".join(cell.text_content().split()) for cell in row] for row in figure.xpath(".//tbody/tr")]
    assert cells[0] == ["=SUM(A1)", "100% of 10", "0% of 9", "divides"]
    assert cells[-1] == ["Phone", "100% of 10", "100% of 9", "all agree"]
    assert "and 1 more card" in " ".join(page.text_content().split())
    drawn = walk.desk_client.get(f"{walk.desk.base}/vote/groups.svg")
    assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")
    sheet = groups_sheet(walk)
    rows = [[cell.value for cell in row[1:8]] for row in sheet.iter_rows(min_row=5, max_row=6)]
    assert rows[0] == ["No.", "Card", "Group 1: agree", "Seen by", "Group 2: agree", "Seen by", "The groups"]
    assert rows[1][2:] == [1, 10, 0, 9, "divides"]
    assert len(getattr(sheet, "_charts")) == 1  # noqa: B009 - openpyxl has no other name for it
    # as where nothing may join two answers of a person: the same sides, and no share
    monkeypatch.setattr(vote_results, "UNLINKED", frozenset(AnonymityLevel))
    page = html.fromstring(walk.desk.get("/vote"))
    [figure] = page.xpath("//figure[.//h2[contains(., 'divide the groups most')]]")
    assert not figure.xpath(".//*[local-name()='svg']")
    cells = [[" ".join(cell.text_content().split()) for cell in row] for row in figure.xpath(".//tbody/tr")]
    assert (cells[0], cells[-1]) == (["=SUM(A1)", "divides"], ["Phone", "all agree"])
    words = " ".join(page.text_content().split())
    assert "group 1: more than half agree; group 2: more than half disagree" in words
    assert "Among fewer than 200 voters" in words
    assert walk.desk_client.get(f"{walk.desk.base}/vote/groups.svg").status_code == 404
    rows = [[cell.value for cell in row[1:4]] for row in groups_sheet(walk).iter_rows(min_row=5, max_row=6)]
    assert rows == [["No.", "Card", "The groups"], [1, "=SUM(A1)", "divides"]]


def groups_sheet(walk: Walk) -> Any:
    """The sheet of the groups in the workbook of the board."""
    answer = walk.desk_client.get(f"{walk.desk.base}/board/board.xlsx")
    return load_workbook(io.BytesIO(answer.data))["Groups of opinion"]
