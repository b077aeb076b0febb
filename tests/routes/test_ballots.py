"""The vote in the hands of the people: points, the server's sum, the receipt, and the result once it is released."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select

from survey_app.db import session, transaction
from survey_app.models import InboxSheet, Panellist, PanelRound
from survey_app.services import cards, erasures, panel_links, votes
from survey_app.vocabulary import RoundState
from tests.brainstorming import (
    card,
    count_votes,
    end_writing,
    make_brainstorm,
    open_vote,
    release,
    release_result,
    released,
    vote,
    write,
)
from tests.builders import post
from tests.mail.panel_mails import linked
from tests.panels import TestPanel, take_seat

pytestmark = pytest.mark.sqlite_only

IDEAS = ("Delivery", "Phone", "Prices")


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    made = make_brainstorm(7)
    released(made, IDEAS)
    end_writing(made)
    return made


@pytest.fixture
def round_(panel: TestPanel) -> PanelRound:
    return open_vote(panel)


@pytest.fixture
def person(client: FlaskClient, panel: TestPanel) -> FlaskClient:
    return take_seat(client, panel, 0)


def address(panel: TestPanel) -> str:
    return f"/p/{panel.code}/vote"


def read(found: Any) -> Any:
    return html.fromstring(found.get_data(as_text=True))


def words(found: Any) -> str:
    return " ".join(read(found).xpath("//main")[0].text_content().split())


def points(**given: object) -> dict[str, object]:
    return {f"points.{card(text).code}": value for text, value in given.items()}


def boxes(found: Any) -> dict[str, str]:
    """What stands in the boxes, by the words of the cards."""
    return {
        li.xpath("label")[0].text_content(): li.xpath("input")[0].get("value")
        for li in read(found).xpath("//ul[@class='votes']/li")
    }


def test_nothing_is_chosen_beforehand_and_an_untouched_page_gives_no_points(
    panel: TestPanel, round_: PanelRound, person: FlaskClient
) -> None:
    shown = person.get(address(panel))
    assert boxes(shown) == dict.fromkeys(IDEAS, "")
    assert "0 of 5 points given" in words(shown)
    assert post(person, address(panel), {**points(Delivery="", Phone="", Prices=""), "go": "save"}).status_code == 303
    assert votes.own(panel.seat(0), round_) == {}


def test_points_are_kept_and_finished_with_a_receipt(panel: TestPanel, round_: PanelRound, person: FlaskClient) -> None:
    saved = post(person, address(panel), {**points(Delivery="3", Phone=" 1 "), "go": "save"})
    assert "They count once you have pressed" in words(person.get(saved.location))
    finished = post(person, address(panel), {**points(Delivery="3", Phone="1", Prices="1"), "go": "finish"})
    shown = person.get(finished.location)
    assert "Your vote counts" in words(shown)
    assert panel.seat(0).receipt(round_.number) in words(shown)
    assert boxes(shown) == {"Delivery": "3", "Phone": "1", "Prices": "1"}
    assert "5 of 5 points given" in words(shown)
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 1


def test_too_many_points_are_named_and_everything_typed_stays(
    panel: TestPanel, round_: PanelRound, person: FlaskClient
) -> None:
    shown = post(person, address(panel), {**points(Delivery="4", Phone="3"), "go": "finish"})
    assert shown.status_code == 422
    assert "You have given 7 points and have 5. Take 2 back." in words(shown)
    assert boxes(shown) == {"Delivery": "4", "Phone": "3", "Prices": ""}
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0


def test_what_is_no_number_of_points_is_named_at_its_card(
    panel: TestPanel, round_: PanelRound, person: FlaskClient
) -> None:
    for typed in ("-1", "1.5", "six", "6", "9" * 5_000, "\x00", "\N{ARABIC-INDIC DIGIT THREE}", "1e1"):
        shown = post(person, address(panel), {**points(Delivery=typed, Phone="2"), "go": "finish"})
        assert shown.status_code == 422, typed
        assert "Delivery: Enter a whole number from 0 to 5." in words(shown)
        assert boxes(shown)["Phone"] == "2"
        assert read(shown).xpath("//input[@aria-invalid='true']/@name") == [f"points.{card('Delivery').code}"]
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0


def test_odd_forms_and_addresses_change_nothing(panel: TestPanel, round_: PanelRound, person: FlaskClient) -> None:
    assert post(person, address(panel), {"points.nothing": "5", "go": "finish"}).status_code == 303
    assert votes.own(panel.seat(0), round_) == {}
    assert post(person, address(panel), {**points(Delivery=["1", "2"]), "go": "page:\r\nX"}).status_code == 303
    forged = post(person, address(panel), {**points(Delivery="1"), "go": "page:\0"})
    assert person.get(forged.location).status_code == 200
    for query in ("page=0", "page=99999", "page=x", "page=99999999999"):
        assert person.get(f"{address(panel)}?{query}").status_code == 200


def test_a_lost_token_keeps_the_points_on_the_page(
    panel: TestPanel, round_: PanelRound, person: FlaskClient, app: Flask
) -> None:
    shown = person.post(address(panel), data={**points(Delivery="3"), "go": "finish"})
    assert shown.status_code == 400
    assert boxes(shown)["Delivery"] == "3"
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0


def test_before_the_vote_and_after_it_the_page_says_why(panel: TestPanel, person: FlaskClient) -> None:
    assert person.get(address(panel)).status_code == 409
    assert "The vote has not begun" in words(person.get(address(panel)))
    round_ = open_vote(panel)
    with transaction():
        session.get_one(PanelRound, round_.id).state = RoundState.CLOSED
    shown = post(person, address(panel), {**points(Delivery="3"), "go": "finish"})
    assert shown.status_code == 409
    assert "3" in words(shown)
    assert person.get(address(panel)).status_code == 409


def test_no_page_tells_of_points_before_the_result_is_released(
    panel: TestPanel, round_: PanelRound, person: FlaskClient
) -> None:
    for number in range(1, 6):
        vote(panel, round_, number, {"Delivery": 5})
    result = f"{address(panel)}/result"
    assert person.get(result).status_code == 409
    for path in (address(panel), f"/p/{panel.code}/ideas", f"/p/{panel.code}/ideas/board"):
        assert not re.search(r"(?<![\d:])25(?![\d:])(?! [A-Z])", words(person.get(path))), "days and times aside"
    count_votes(round_)
    assert person.get(result).status_code == 409
    release_result(round_)
    assert person.get(result).status_code == 200


def test_the_released_result_is_a_table_with_what_became_of_the_own_ideas(
    panel: TestPanel, round_: PanelRound, person: FlaskClient
) -> None:
    for number, given in enumerate([{"Delivery": 3, "Phone": 2}, {"Delivery": 1}, {"Phone": 2}, {"Prices": 5}, {}]):
        vote(panel, round_, number, given)
    count_votes(round_)
    release_result(round_)
    assert "The result is out" in words(person.get(f"/p/{panel.code}/ideas"))
    shown = person.get(f"{address(panel)}/result")
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("td|th")]
        for row in read(shown).xpath("//tbody/tr")
    ]
    assert rows == [
        ["1", "Prices", "–", "–"],
        ["2", "Delivery", "–", "–"],
        ["2", "Phone", "–", "–"],
    ]
    # the points of five people would tell whole votes (decision 21): ranks alone, and no bars
    assert read(shown).xpath("//svg/rect/@width") == []
    assert "5 people voted, with up to 5 points each." in words(shown)
    assert "What became of your ideas DeliveryOn the board." in words(shown)


def test_a_merged_card_is_voted_on_once(app: Flask, client: FlaskClient) -> None:
    panel = make_brainstorm(7)
    released(panel, IDEAS)
    end_writing(panel)
    with transaction():
        cards.merge(panel.stage, [card("Delivery").code, card("Phone").code], "Reliable", None)
    open_vote(panel)
    take_seat(client, panel, 0)
    assert set(boxes(client.get(address(panel)))) == {"Reliable", "Prices"}


def with_cards(each: int, words: str) -> TestPanel:
    """Six people who wrote so many ideas each."""
    panel = make_brainstorm(7)
    for number in range(6):
        for place in range(each):
            write(panel, number, f"Idea {number} {place} {words}")
    release(panel)
    return panel


def test_a_vote_on_sixty_cards_stays_light(app: Flask, client: FlaskClient) -> None:
    panel = with_cards(10, "says something about as long as people really write")
    end_writing(panel)
    open_vote(panel)
    take_seat(client, panel, 0)
    static = Path(app.static_folder or "")
    files = [static / "css/respond.css", static / "css/panel.css", static / "js/respond.js", static / "js/vote.js"]
    sizes = [len(client.get(address(panel)).get_data()), *(file.stat().st_size for file in files)]
    assert sum(sizes) < 60_000, sizes
    assert len(boxes(client.get(address(panel)))) == 60


def test_a_vote_on_many_cards_comes_in_pages_that_are_counted_together(app: Flask, client: FlaskClient) -> None:
    panel = with_cards(10, "价" * 200)
    end_writing(panel)
    open_vote(panel)
    take_seat(client, panel, 0)
    first = client.get(address(panel))
    second = client.get(f"{address(panel)}?page=2")
    third = client.get(f"{address(panel)}?page=3")
    assert len(boxes(first) | boxes(second) | boxes(third)) == 60
    assert "Page 3 of 3" in words(third)
    assert "Finish voting" not in words(second)
    one, two = next(iter(boxes(first))), next(iter(boxes(second)))
    moved = post(client, address(panel), {f"points.{card(one).code}": "3", "go": "page:2"})
    assert moved.location.endswith("page=2")
    over = post(client, f"{address(panel)}?page=2", {f"points.{card(two).code}": "3", "go": "finish"})
    assert "You have given 6 points and have 5. Take 1 back." in words(over)
    post(client, f"{address(panel)}?page=2", {f"points.{card(two).code}": "2", "go": "finish"})
    assert sorted(votes.own(panel.seat(0), votes.round_of(panel.stage.id)).values()) == [2, 3]


def test_no_page_of_the_vote_names_a_person_or_a_key(panel: TestPanel, round_: PanelRound, person: FlaskClient) -> None:
    text = person.get(address(panel)).get_data(as_text=True)
    for someone, secret in panel.people:
        assert not any(word in text for word in (someone.name, someone.email, someone.code, str(someone.tag), secret))
    names = read(person.get(address(panel))).xpath("//ul[@class='votes']//input/@name")
    assert len(names) == len(set(names)) == 3


def test_a_link_made_after_leaving_during_the_vote_leads_to_none_and_does_not_say_what_became_of_the_points(
    panel: TestPanel, round_: PanelRound, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_links, "SHARE_OF_PANEL", 100)
    linked(panel)
    for number in range(2):
        vote(panel, round_, number, {"Phone": 1})
        with transaction():
            erasures.leave(panel.seat(number), remove=number == 0)
    pages = []
    for number in range(2):
        person = session.get_one(Panellist, panel.people[number][0].id, populate_existing=True)
        with transaction():
            panel_links.reissue(panel.stage, person, None, "lost")
            panel.people[number] = (person, panel_links.secret_for_letter(panel.stage, person))
        browser = take_seat(app.test_client(), panel, number)
        pages.append(read(browser.get(f"/p/{panel.code}/ideas")).text_content())
        assert browser.get(address(panel)).status_code == 409
    assert pages[0] == pages[1]
    assert "or you left the panel during it" in pages[0]
    assert "Your vote counts" not in pages[0]
    assert "The vote is open" not in pages[0]
