"""The board on the pages of the people who think: own first idea, answers, search, and what is new."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.models import Idea, Theme
from survey_app.services import cards
from survey_app.vocabulary import BrainstormPhase, Stance
from tests.brainstorming import (
    THREE,
    answer,
    card,
    idea,
    make_brainstorm,
    release,
    released,
    turn_to,
    write,
)
from tests.builders import post
from tests.idea_pages import home, links, on_board, page, words
from tests.panels import TestPanel, take_seat

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    return make_brainstorm()


@pytest.fixture
def person(client: FlaskClient, panel: TestPanel) -> FlaskClient:
    """The last of six people, who has written nothing yet."""
    return take_seat(client, panel, 5)


def words_of(tree: Any) -> str:
    return " ".join(tree.text_content().split())


def test_people_who_will_not_object_aloud_object_without_a_name(panel: TestPanel, person: FlaskClient) -> None:
    """Complaint two: nobody contradicts the boss in the room. An objection stands under the idea, and says no more."""
    released(panel, THREE)
    turn_to(panel, BrainstormPhase.BUILD)
    post(person, home(panel), {"text": "Mine"})
    form = links(page(person, f"{home(panel)}/board"), f"Object: {THREE[0]}")[0]
    assert "without any name" in words(page(person, form))
    assert post(person, form, {"text": "It costs more than it brings"}).status_code == 303
    write(panel, 1, "Another")
    write(panel, 2, "One more")
    release(panel)
    tree = page(person, f"{home(panel)}/board")
    assert "Objection: It costs more than it brings" in words(tree)
    assert panel.people[5][0].name not in words(tree)
    assert idea("It costs more than it brings").stance is Stance.OBJECTS


def test_nothing_of_others_is_shown_before_the_own_first_idea(panel: TestPanel, person: FlaskClient) -> None:
    released(panel, THREE)
    refused = person.get(f"{home(panel)}/board")
    assert refused.status_code == 409
    for path in (home(panel), f"{home(panel)}/board", f"{home(panel)}/news?seen=0"):
        text = person.get(path).get_data(as_text=True)
        assert not any(idea in text for idea in THREE)
        assert "3 ideas" not in text
    post(person, home(panel), {"text": "Mine"})
    assert sorted(on_board(person, panel)) == sorted(THREE)


def test_the_author_sees_the_card_an_idea_was_merged_into(panel: TestPanel, person: FlaskClient) -> None:
    post(person, home(panel), {"text": "Mine"})
    write(panel, 1, THREE[1])
    write(panel, 2, THREE[2])
    release(panel)
    with transaction():
        cards.merge(panel.stage, [card("Mine").code, card(THREE[1]).code], "Both in one", None)
    assert "put together with other ideas: “Both in one”" in words(page(person, home(panel)))
    tree = page(person, f"{home(panel)}/board")
    assert "Both in one from 2 ideas" in words(tree)
    assert "Mine" not in words(tree)


def test_the_board_says_how_many_are_new_and_never_moves_by_itself(panel: TestPanel, person: FlaskClient) -> None:
    released(panel, THREE)
    post(person, home(panel), {"text": "Mine"})
    tree = page(person, f"{home(panel)}/board")
    assert tree.xpath("//p[@class='fresh']/@hidden")
    seen = tree.xpath("//input[@name='seen']/@value")[0]
    for number in range(3):
        write(panel, number, f"New {number}")
    release(panel)
    news = tree.xpath("//*[@data-news]/@data-news")[0]
    assert person.get(news).get_json() == {"fresh": 4, "words": "Show 4 new"}
    assert sorted(on_board(person, panel, f"?seen={seen}")) == sorted(THREE)
    tree = page(person, f"{home(panel)}/board?seen={seen}")
    assert not tree.xpath("//p[@class='fresh']/@hidden")
    address = links(tree, "Show 4 new")[0]
    assert len(on_board(person, panel, address.partition("board")[2])) == 7


def test_cards_are_found_by_words_and_theme(panel: TestPanel, person: FlaskClient) -> None:
    released(panel, THREE)
    post(person, home(panel), {"text": "Mine"})
    with transaction():
        theme = Theme(stage_id=panel.stage.id, name="Delivery")
        session.add(theme)
        session.flush()
        card(THREE[0]).theme_id = theme.id
    assert on_board(person, panel, "?q=PHONE") == [THREE[1]]
    assert on_board(person, panel, f"?theme={theme.id}") == [THREE[0]]
    assert sorted(on_board(person, panel, "?theme=0")) == sorted(THREE[1:])
    assert "No idea fits" in words(page(person, f"{home(panel)}/board?q=nowhere"))


def test_building_on_and_objecting_have_their_own_phase(panel: TestPanel, person: FlaskClient) -> None:
    released(panel, THREE)
    post(person, home(panel), {"text": "Mine"})
    tree = page(person, f"{home(panel)}/board")
    assert not links(tree, "Build on it")
    assert person.get(f"{home(panel)}/board/{card(THREE[0]).code}/build-on").status_code == 409
    turn_to(panel, BrainstormPhase.BUILD)
    form = links(page(person, f"{home(panel)}/board"), f"Build on it: {THREE[0]}")[0]
    assert THREE[0] in words(page(person, form))
    assert post(person, form, {"text": "On Saturdays too"}).status_code == 303
    assert post(person, form, {"text": ""}).status_code == 422
    assert "Builds on an idea: On Saturdays too" in words(page(person, home(panel)))


def test_no_page_names_a_person_or_shares_an_identifier_between_two_ideas(
    panel: TestPanel, person: FlaskClient
) -> None:
    for text in ("First", "Second", "Third"):
        post(person, home(panel), {"text": text})
    released(panel, THREE)
    turn_to(panel, BrainstormPhase.BUILD)
    rows = session.scalars(select(Idea)).all()
    secrets = {each for one in rows for each in (one.key, str(one.code))}
    people = {each for one, _secret in panel.people for each in (one.name, one.email, one.code, str(one.tag))}
    for path in (home(panel), f"{home(panel)}/board"):
        text = person.get(path).get_data(as_text=True)
        assert not any(word in text for word in secrets | people | {panel.secret(5)})
    board = page(person, f"{home(panel)}/board")
    codes = [
        set(re.findall(r"/board/([^/]+)/", html.tostring(li).decode())) for li in board.xpath("//ul[@class='ideas']/li")
    ]
    assert all(len(found) == 1 for found in codes)
    assert len(set.union(*codes)) == len(codes) == 6


def test_every_order_of_writing_gives_the_same_pages_to_everybody_else(app: Flask, client: FlaskClient) -> None:
    """What a bystander reads depends on the ideas and on the bystander's own link alone."""
    panel = make_brainstorm()
    for number in (2, 0, 1):
        write(panel, number, THREE[number])
    write(panel, 5, "Mine")
    release(panel)
    take_seat(client, panel, 5)
    shown = on_board(client, panel)
    seed = panel.seat(5).question_key("order of the board")
    assert shown == sorted((*THREE, "Mine"), key=lambda words: sha256(f"{seed}|{words}".encode()).hexdigest())


def test_a_board_of_sixty_cards_stays_light(panel: TestPanel, person: FlaskClient, app: Flask) -> None:
    for number in range(6):
        for place in range(10):
            write(panel, number, f"Idea {number} {place} says something about as long as people really write, twice")
    release(panel)
    turn_to(panel, BrainstormPhase.BUILD)
    static = Path(app.static_folder or "")
    files = [static / "css/respond.css", static / "css/panel.css", static / "js/respond.js", static / "js/board.js"]
    sizes = [len(person.get(f"{home(panel)}/board").get_data()), *(file.stat().st_size for file in files)]
    assert sum(sizes) < 60_000, sizes
    tree = page(person, f"{home(panel)}/board")
    assert "Page 1 of 2" in words(tree)
    first, second = on_board(person, panel), on_board(person, panel, "?page=2")
    assert len(first) + len(second) == 60
    assert set(first).isdisjoint(second)


def test_answers_appear_for_everybody_and_only_under_their_card(panel: TestPanel, person: FlaskClient) -> None:
    released(panel, THREE)
    turn_to(panel, BrainstormPhase.BUILD)
    answer(panel, 0, THREE[1], "Within five rings")
    answer(panel, 1, THREE[0], "Too dear", Stance.OBJECTS)
    post(person, home(panel), {"text": "Mine"})
    release(panel)
    found = page(person, f"{home(panel)}/board").xpath("//ul[@class='ideas']/li")
    by_card = {li.xpath("p[@class='text']")[0].text_content(): words_of(li) for li in found}
    assert "Builds on it: Within five rings" in by_card[THREE[1]]
    assert "Objection: Too dear" in by_card[THREE[0]]
    assert "Too dear" not in by_card[THREE[1]]
    assert set(by_card) == {*THREE, "Mine"}
