"""The board in a browser without script: merge, move, check, themes; no name, no time, no 500."""

import io
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from survey_app.db import session, transaction
from survey_app.models import Card, Idea, Merge, Panel, Panellist, PanelRound, Stage
from survey_app.services import boards
from survey_app.vocabulary import BrainstormPhase, IdeaState, PanellistState, PanelState, Role, Stance
from tests.boarding import add_idea, answer, card_of, codes_of, idea_of, make_board, rows_of, theme_of, wait
from tests.builders import csrf_of, make_account, make_member, make_study, post, sign_in

pytestmark = pytest.mark.sqlite_only

SHOP = ("Order again with one click", "Price list on the website, without log-in")
FORM = "application/x-www-form-urlencoded"
HOSTILE = ("\x00", "\ud800", "9" * 400, "-1", "1' OR '1'='1", "<script>alert(1)</script>", "x" * 20_000)


class Moderator:
    """Somebody who moderates one brainstorm."""

    def __init__(self, client: FlaskClient, stage: Stage) -> None:
        self.client = client
        self.base = f"/studies/{stage.study.code}/stages/{stage.code}"

    def get(self, path: str = "/board", status: int = 200) -> str:
        answer = self.client.get(self.base + path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:600])
        return unescape(answer.text)

    def raw(self, path: str, fields: dict[str, object]) -> int:
        """The status of a form that no browser would send."""
        data = {"csrf_token": csrf_of(self.client), **fields}
        body = urlencode(data, doseq=True, errors="surrogatepass")
        return self.client.post(self.base + path, data=body, content_type=FORM).status_code

    def send(self, path: str, status: int | None = 303, **data: object) -> TestResponse:
        answer = post(self.client, self.base + path, data)
        assert status is None or answer.status_code == status, (path, answer.status_code, answer.text[:1500])
        return answer


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_board()


@pytest.fixture
def desk(client: FlaskClient, stage: Stage) -> Moderator:
    sign_in(client, make_member(stage.study, Role.MODERATOR))
    return Moderator(client, stage)


def test_the_board_names_its_prompt_and_counts(desk: Moderator) -> None:
    page = desk.get()
    assert "“What makes you stay with a supplier?”" in page
    assert "37 ideas from at least 10 people, now on 30 cards in 4 themes. 6 ideas have no theme yet." in page
    assert len(re.findall(r'type="checkbox" name="card"', page)) == 30
    assert "checked" not in re.findall(r'<input type="checkbox"[^>]*>', page)[0]


def test_two_cards_are_merged_and_the_merge_is_taken_back(desk: Moderator, stage: Stage) -> None:
    before = rows_of(stage)
    theme = str(theme_of(stage, "Delivery").id)
    answer = desk.send("/board/merge", do="merge", card=codes_of(stage, *SHOP), text="Website", theme=theme)
    page = desk.client.get(answer.headers["Location"])
    assert "Merged 2 ideas into “Website”." in unescape(page.text)
    assert card_of(stage, "Website").theme_id == int(theme)
    made = session.scalars(select(Merge).order_by(Merge.id.desc())).first()
    assert made is not None
    desk.send("/board/undo", merge=made.id)
    assert rows_of(stage) == before
    assert "Merged 2 ideas" not in desk.get(f"/board?merged={made.id}")


def test_without_words_the_next_page_asks_for_them(desk: Moderator, stage: Stage) -> None:
    codes = codes_of(stage, *SHOP)
    page = unescape(desk.send("/board/merge", 200, do="merge", card=codes).text)
    assert "Merge 2 cards into one" in page
    assert all(f'name="card" value="{code}"' in page for code in codes)
    again = desk.send("/board/merge", 422, do="merge", card=codes, asked="1", text="")
    assert "Write the words that stand on the card." in unescape(again.text)
    desk.send("/board/merge", do="merge", card=codes, asked="1", text="Website", theme="new", new_theme="Web")
    assert card_of(stage, "Website").theme_id == theme_of(stage, "Web").id


def test_what_was_typed_stays_when_too_few_cards_are_chosen(desk: Moderator, stage: Stage) -> None:
    answer = desk.send("/board/merge", 422, do="merge", card=codes_of(stage, SHOP[0]), text="My own words")
    assert "Choose at least two cards" in answer.text
    assert "My own words" in answer.text


def test_cards_are_only_moved(desk: Moderator, stage: Stage) -> None:
    desk.send("/board/merge", do="move", card=codes_of(stage, *SHOP), theme="", new_theme="Website")
    assert {card_of(stage, text).theme_id for text in SHOP} == {theme_of(stage, "Website").id}
    assert "Choose at least one card" in desk.send("/board/merge", 422, do="move").text


def test_a_card_shows_its_sources_and_is_reworded_and_split(desk: Moderator, stage: Stage) -> None:
    with transaction():
        answer(stage, "Not half the order", "Half is better than nothing", Stance.OBJECTS)
    code = card_of(stage, "Delivered on the promised day, in full").code
    page = desk.get(f"/board/cards/{code}")
    for text in ("On the promised day", "Everything in one delivery", "Half is better than nothing"):
        assert text in page
    desk.send(f"/board/cards/{code}", text="On the day, complete")
    assert session.scalar(select(Card.text).where(Card.code == code)) == "On the day, complete"
    desk.send(f"/board/cards/{code}", idea=idea_of(stage, "Not half the order").code)
    assert boards.card_page(stage, card_of(stage, "Not half the order").code).objections
    desk.send(f"/board/cards/{code}", 422, text="   ")
    desk.get("/board/cards/nosuchcard", 404)


def test_ideas_are_checked_redacted_and_withheld(desk: Moderator, stage: Stage) -> None:
    with transaction():
        wait(stage, "Mr Baker is rude")
        wait(stage, "Utter nonsense")
        add_idea(stage, "Only for you", for_moderator=True)
    assert "2 ideas wait for your check" in desk.get()
    assert "Only for you" in desk.get("/board/check")
    desk.send("/board/check", idea=idea_of(stage, "Mr Baker is rude").code, words="Somebody is rude", do="show")
    desk.send("/board/check", idea=idea_of(stage, "Utter nonsense").code, do="withhold")
    assert "Somebody is rude" in desk.get()
    assert "Mr Baker" not in desk.get()
    assert "Mr Baker is rude" in desk.get(f"/board/cards/{card_of(stage, 'Somebody is rude').code}")
    assert idea_of(stage, "Utter nonsense").state is IdeaState.WITHHELD
    code = idea_of(stage, "Only for you").code
    desk.send(f"/board/ideas/{code}", 409, idea=code, words="Shown after all", do="show")
    gift = idea_of(stage, "A small gift at New Year").code
    desk.send(f"/board/ideas/{gift}", idea=gift, words="A gift", do="show")
    assert "A small gift" not in desk.get()


def test_themes_are_kept_on_their_own_page(desk: Moderator, stage: Stage) -> None:
    desk.send("/board/themes", name="Website")
    website = theme_of(stage, "Website").id
    desk.send("/board/themes", theme=website, name="Shop", do="rename")
    desk.send("/board/themes", theme=website, name="Shop", do="up")
    assert "Delivery" in desk.send("/board/themes", 422, theme=website, name="Delivery", do="rename").text
    assert "Give the theme a name." in desk.send("/board/themes", 422, name="").text
    desk.send("/board/themes", theme=website, do="remove")
    assert not re.search(r"\bShop\b", desk.get("/board/themes"))


def test_the_search_and_the_theme_stand_in_the_address(desk: Moderator, stage: Stage) -> None:
    page = desk.get("/board?q=invoice")
    assert len(re.findall(r'name="card"', page)) == 1
    assert "No card has these words" in desk.get("/board?q=zebra&under=none&page=7")
    answer = desk.send("/board/merge", do="move", card=codes_of(stage, *SHOP), theme="new", new_theme="Web", q="price")
    assert "q=price" in answer.headers["Location"]


def test_the_moderator_sees_neither_names_nor_times_beside_ideas(desk: Moderator, stage: Stage) -> None:
    with transaction():
        session.add_all(
            Panellist(
                stage_id=stage.id, name=f"Zacharias {n}", email=f"zach{n}@example.org", state=PanellistState.ACCEPTED
            )
            for n in range(14)
        )
        wait(stage, "Something waits")
    code = card_of(stage, "Delivered on the promised day, in full").code
    keys = set(session.scalars(select(Idea.key).where(Idea.stage_id == stage.id)))
    for path in ("/board", f"/board/cards/{code}", "/board/check", "/board/themes", "/phases", "/vote", "/to-delphi"):
        page = desk.get(path)
        assert "Zacharias" not in page
        assert not re.search(r"zach\d+@", page)
        assert not [key for key in keys if key in page]
        main = page[page.index("<main") : page.index("</main>")]
        assert not re.search(r"\d{1,2}:\d{2}", main), path


def test_the_workbook_has_its_four_sheets_and_no_author(desk: Moderator, stage: Stage) -> None:
    with transaction():
        add_idea(stage, "=1+1")
    answer = desk.client.get(f"{desk.base}/board/board.xlsx")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Read me", "Cards with sources", "Ideas as written"]
    ideas = [row[1].value for row in book["Ideas as written"].iter_rows(min_row=6) if row[1].value]
    assert len(ideas) == 38
    assert ideas == sorted(ideas, key=str.casefold)
    assert {cell.data_type for row in book["Ideas as written"].iter_rows() for cell in row} <= {"s", "n"}
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    keys = set(session.scalars(select(Idea.key).where(Idea.stage_id == stage.id)))
    assert not keys & set(cells)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ANALYST, Role.INTERVIEWER, Role.VIEWER])
def test_only_owner_and_moderator_see_the_board(client: FlaskClient, stage: Stage, role: Role) -> None:
    sign_in(client, make_member(stage.study, role))
    desk = Moderator(client, stage)
    for path in ("/board", "/board/check", "/board/themes", "/board/board.xlsx", "/vote", "/phases", "/to-delphi"):
        desk.get(path, 403)
    for path in ("/board/merge", "/board/undo", "/phases", "/vote/release", "/vote/conclude", "/phases/discard"):
        desk.send(path, 403)


def test_a_survey_has_no_board(client: FlaskClient, app: Flask) -> None:
    owner = make_account()
    study = make_study(owner)
    sign_in(client, owner)
    desk = Moderator(client, study.stages[0])
    for path in ("/board", "/board/check", "/vote", "/phases", "/to-delphi", "/to-survey", "/board/board.xlsx"):
        desk.get(path, 404)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input_is_refused_in_words(desk: Moderator, stage: Stage, text: str) -> None:
    before = rows_of(stage)
    codes, code = codes_of(stage, *SHOP), idea_of(stage, SHOP[0]).code
    card = card_of(stage, SHOP[0]).code
    forms: list[tuple[str, dict[str, object]]] = [
        ("/board/merge", {"do": "merge", "card": [text, text], "text": "Words"}),
        ("/board/merge", {"do": "merge", "card": codes, "text": "Words", "theme": text}),
        ("/board/merge", {"do": "move", "card": [codes[0], text + "x"], "theme": text}),
        ("/board/undo", {"merge": text}),
        (f"/board/cards/{card}", {"idea": text}),
        ("/board/check", {"idea": text, "words": text}),
        ("/board/check", {"idea": code, "words": text * 600}),
        ("/board/themes", {"theme": text, "name": "Name", "do": "rename"}),
        ("/phases", {"do": text}),
        ("/phases/ends", {"write": text, "build": text}),
        ("/phases/back", {"reason": text[:5], "ends": text}),
        ("/to-delphi", {"card": [text], "target": text}),
    ]
    assert [path for path, fields in forms if desk.raw(path, fields) >= 500] == []
    said = "%00" if text == "\x00" else "9" * 50
    for path in ("/board?q=", "/board?under=", "/board?page=", "/board?merged=", "/board/cards/", "/vote?by="):
        assert desk.client.get(desk.base + path + said).status_code < 500
    assert rows_of(stage) == before


def test_markup_in_an_idea_stays_text(desk: Moderator, stage: Stage) -> None:
    with transaction():
        add_idea(stage, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in desk.client.get(f"{desk.base}/board").text


def test_the_phases_are_moved_on_and_back_by_hand(desk: Moderator, stage: Stage) -> None:
    assert desk.send("/phases/back", 422, reason="short").status_code == 422
    desk.send("/phases/back", reason="Two people were away", ends="")
    assert session.get_one(Panel, stage.id).phase is BrainstormPhase.BUILD
    desk.send("/phases", do="group")
    assert session.get_one(Panel, stage.id).phase is BrainstormPhase.GROUP
    desk.send("/phases", 409, do="build")
    desk.send("/phases/ends", 422, write="2030-01-02T10:00", build="2030-01-01T10:00")
    assert "enter another time" in desk.send("/phases/ends", 422).text
    desk.send("/phases/ends", group="2030-01-02T10:00", vote="2030-01-09T10:00")
    assert (
        'value="2030-01-02T10:00"'
        in desk.send("/phases/ends", 422, group="2030-01-02T10:00", vote="2030-01-09T10:00").text
    )
    assert "Group cards, until 2 Jan 2030, 10:00 CST" in desk.get()


def test_a_brainstorm_begins_on_a_page_that_names_the_mails(client: FlaskClient, app: Flask) -> None:
    stage = make_board(with_ideas=False)
    with transaction():
        panel = session.get_one(Panel, stage.id)
        panel.state, panel.phase = PanelState.DRAFT, BrainstormPhase.WRITE
        for round_ in session.scalars(select(PanelRound).where(PanelRound.stage_id == stage.id)):
            session.delete(round_)
        session.add_all(
            Panellist(stage_id=stage.id, name=str(n), email=f"p{n}@example.org" if n else "", state="accepted")
            for n in range(6)
        )
    sign_in(client, make_member(stage.study, Role.MODERATOR))
    desk = Moderator(client, stage)
    assert "Nobody can write yet" in desk.get()
    page = desk.get("/phases/begin")
    assert "Sends 5 mails now." in page
    desk.send("/phases/begin")
    assert "Fewer than 5 people have written something." in desk.get("/phases")
    desk.send("/phases/begin", 409)
