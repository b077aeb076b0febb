"""The brainstorm in the hands of the people who think: writing, the board, answers, and what became of one's ideas."""

from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select

from survey_app.db import session, transaction
from survey_app.models import InboxSheet, Panel, Panellist, Stage
from survey_app.services import ideas
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase, PanellistState, PanelState, StageKind
from tests.brainstorming import (
    THREE,
    batch_of,
    card,
    end_writing,
    idea,
    make_brainstorm,
    release,
    released,
    texts_of,
    turn_to,
    write,
    writing,
)
from tests.builders import post
from tests.idea_pages import HOSTILE, home, links, on_board, page, words
from tests.panels import TestPanel, make_panel, take_seat

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    return make_brainstorm()


@pytest.fixture
def person(client: FlaskClient, panel: TestPanel) -> FlaskClient:
    """The last of six people, who has written nothing yet."""
    return take_seat(client, panel, 5)


def test_limited_seats_is_no_complaint_since_anybody_can_join_by_the_open_link(app: Flask) -> None:
    """Complaint one: a meeting has few seats. Forty strangers join and write, and none is turned away."""
    panel = make_brainstorm(0, open_link=True)
    for number in range(40):
        browser = app.test_client()
        post(browser, f"/p/{panel.code}", {"choice": "join", "language": "en"})
        assert post(browser, home(panel), {"text": f"Idea {number}"}).status_code == 303
    people = session.scalars(select(Panellist).where(Panellist.stage_id == panel.stage.id)).all()
    assert len(people) == 40
    assert {(one.name, one.email, one.state) for one in people} == {("", "", PanellistState.ACCEPTED)}
    release(panel)
    assert len(texts_of(panel)) == 40


def test_confidential_matters_reach_the_moderator_and_never_the_board(panel: TestPanel, person: FlaskClient) -> None:
    """Complaint three: what is confidential stays unsaid. It can be written for the moderator alone."""
    assert "nobody else ever sees it" in words(page(person, home(panel)))
    post(person, home(panel), {"text": "Two buyers take presents", "only": "1"})
    write(panel, 1, THREE[1])
    write(panel, 2, THREE[2])
    release(panel)
    assert idea("Two buyers take presents").for_moderator
    assert sorted(on_board(person, panel)) == sorted(THREE[1:])
    assert "Only the moderator reads it" in words(page(person, home(panel)))
    other = take_seat(person, panel, 1)
    for path in (home(panel), f"{home(panel)}/board", f"{home(panel)}/board?q=presents"):
        assert "buyers" not in other.get(path).get_data(as_text=True)


def test_one_idea_at_a_time_and_the_page_counts_them(panel: TestPanel, person: FlaskClient) -> None:
    tree = page(person, home(panel))
    assert tree.xpath("//h1/text()") == ["What makes you stay with a supplier?"]
    assert not tree.xpath("//input[@checked]")
    assert "after your first own idea" in words(tree)
    for text in THREE:
        assert post(person, home(panel), {"text": text}).status_code == 303
    tree = page(person, f"{home(panel)}?added=1")
    assert "Yours: 3" in words(tree)
    assert "Nobody can read it until" in words(tree)
    assert links(tree, "Read what others wrote")


def test_a_double_click_stores_one_idea(panel: TestPanel, person: FlaskClient) -> None:
    for _click in range(2):
        assert post(person, home(panel), {"text": THREE[0]}).status_code == 303
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 1


def test_looking_changes_nothing(panel: TestPanel, person: FlaskClient) -> None:
    released(panel, THREE)
    post(person, home(panel), {"text": "Mine"})
    before = batch_of(writing(panel)).people, session.scalar(select(func.count()).select_from(InboxSheet))
    for path in ("", "/board", "/board?q=x&theme=1&page=9&seen=1", "/news", "/own/1"):
        person.get(home(panel) + path)
        person.head(home(panel) + path)
    assert before == (batch_of(writing(panel)).people, session.scalar(select(func.count()).select_from(InboxSheet)))


@pytest.mark.parametrize(
    ("typed", "problem"), [("", "Write your idea"), ("x" * 501, "501 characters"), ("a\x07b", "hidden character")]
)
def test_what_cannot_be_taken_is_shown_again_with_the_reason(
    panel: TestPanel, person: FlaskClient, typed: str, problem: str
) -> None:
    shown = post(person, home(panel), {"text": typed, "only": "1"})
    assert shown.status_code == 422
    tree = html.fromstring(shown.get_data(as_text=True))
    assert problem in tree.xpath("//p[@id='text-problem']")[0].text_content()
    assert tree.xpath("//textarea")[0].text_content().strip() == typed.replace("\x07", "\ufffd")
    assert tree.xpath("//input[@name='only']/@checked")


def test_hostile_input_is_answered_in_words_and_never_by_a_fault(panel: TestPanel, person: FlaskClient) -> None:
    released(panel, THREE)
    turn_to(panel, BrainstormPhase.BUILD)
    post(person, home(panel), {"text": "Mine"})
    code = card(THREE[0]).code
    for path, text in product(("", "/own/1", f"/board/{code}/build-on", f"/board/{code}/object"), HOSTILE):
        written = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        found = post(person, home(panel) + path, {"text": written})
        assert found.status_code in {303, 422}, (path, text[:20])
        assert "<script>alert" not in person.get(home(panel)).get_data(as_text=True)


def test_odd_fields_and_addresses_are_refused_in_words(panel: TestPanel, person: FlaskClient) -> None:
    post(person, home(panel), {"text": "Mine"})
    assert post(person, home(panel), {"text": ["Twice", "sent"]}).status_code == 303
    for path in (
        "/board/nothing/object",
        "/own/59",
        "/own/99999999999999999999",
        "/board/x/build-on",
        "/own/0",
    ):
        assert person.get(home(panel) + path).status_code in {404, 409}, path
    for query in ("seen=99999999999999", "seen=-1", "theme=x", "page=0", "q=%F0%9F%98%80", "seen=1&seen=2"):
        assert person.get(f"{home(panel)}/board?{query}").status_code == 200, query
    assert person.get(f"{home(panel)}/board?q={'x' * 101}").status_code == 400


def test_words_that_cannot_be_stored_because_the_browser_forgot_the_link_are_shown_to_be_copied(
    client: FlaskClient, panel: TestPanel
) -> None:
    shown = post(client, home(panel), {"text": "A long thought"})
    assert shown.status_code == 404
    assert "A long thought" in shown.get_data(as_text=True)
    assert "has not been stored" in shown.get_data(as_text=True)


def test_a_form_whose_token_was_lost_comes_back_filled_in(panel: TestPanel, person: FlaskClient, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    shown = person.post(home(panel), data={"text": "A long thought"})
    assert shown.status_code == 400
    assert "A long thought" in html.fromstring(shown.get_data(as_text=True)).xpath("//textarea")[0].text_content()
    assert texts_of(panel) == set()


def test_far_too_much_text_comes_back_filled_in(panel: TestPanel, person: FlaskClient) -> None:
    shown = post(person, home(panel), {"text": "y" * 300_000})
    assert shown.status_code == 413
    assert "y" * 300_000 in shown.get_data(as_text=True)


def test_an_idea_is_changed_and_taken_back_while_it_lies_sealed(panel: TestPanel, person: FlaskClient) -> None:
    post(person, home(panel), {"text": "A slip"})
    form = links(page(person, home(panel)), "Change or take back")[0]
    tree = page(person, form)
    assert tree.xpath("//textarea")[0].text_content().strip() == "A slip"
    assert post(person, form, {"text": "Better words"}).status_code == 303
    assert "Better words" in words(page(person, home(panel)))
    assert post(person, form + "/remove").status_code == 303
    assert "Better words" not in words(page(person, home(panel)))
    assert post(person, form + "/remove").status_code == 303


def test_a_change_that_comes_too_late_keeps_the_words_on_the_page(panel: TestPanel, person: FlaskClient) -> None:
    post(person, home(panel), {"text": "Mine"})
    write(panel, 1, THREE[1])
    write(panel, 2, THREE[2])
    release(panel)
    shown = post(person, f"{home(panel)}/own/1", {"text": "Words typed too late"})
    assert shown.status_code == 409
    assert "Words typed too late" in shown.get_data(as_text=True)
    assert "put on the board in the meantime" in words(html.fromstring(shown.get_data(as_text=True)))
    assert texts_of(panel) == {"Mine", *THREE[1:]}


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        (BrainstormPhase.GROUP, "The moderator puts together ideas that say the same"),
        (BrainstormPhase.VOTE, "The result is shown here once the moderator has released it"),
        (BrainstormPhase.DONE, "This brainstorm is finished"),
    ],
)
def test_each_later_phase_says_what_happens_and_leads_to_the_board(
    panel: TestPanel, person: FlaskClient, phase: BrainstormPhase, said: str
) -> None:
    released(panel, THREE)
    end_writing(panel)
    turn_to(panel, phase)
    tree = page(person, home(panel))
    assert said in words(tree)
    assert not tree.xpath("//textarea")
    assert sorted(on_board(person, panel)) == sorted(THREE)
    refused = post(person, home(panel), {"text": "Too late"})
    assert refused.status_code == 409
    assert "Too late" in html.fromstring(refused.get_data(as_text=True)).xpath("//textarea")[0].text_content()


def test_before_the_brainstorm_begins_the_page_says_so(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(StageKind.BRAINSTORM, 3)
    take_seat(client, panel, 0)
    tree = page(client, home(panel))
    assert "has not begun" in words(tree)
    assert client.get(f"{home(panel)}/board").status_code == 409


def test_a_concluded_brainstorm_says_so(panel: TestPanel, person: FlaskClient) -> None:
    with transaction():
        session.get_one(Panel, panel.stage.id).state = PanelState.CONCLUDED
    assert "This brainstorm is finished" in words(page(person, home(panel)))


def test_somebody_who_declined_or_left_writes_nothing(panel: TestPanel, person: FlaskClient) -> None:
    for state in (PanellistState.DECLINED, PanellistState.WITHDRAWN, PanellistState.INVITED):
        with transaction():
            session.get_one(Panellist, panel.people[5][0].id).state = state
        shown = post(person, home(panel), {"text": "Words of an outsider"})
        assert shown.status_code in {403, 409}, state
        assert "Words of an outsider" in shown.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0


def test_a_delphi_has_no_board(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(StageKind.DELPHI, 3)
    take_seat(client, panel, 0)
    for path in ("/ideas", "/ideas/board", "/vote", "/vote/result"):
        assert client.get(f"/p/{panel.code}{path}").status_code == 404


def test_somebody_without_an_address_can_keep_the_way_back(app: Flask) -> None:
    panel = make_brainstorm(0, open_link=True)
    browser = app.test_client()
    joined = post(browser, f"/p/{panel.code}", {"choice": "join", "language": "en"})
    shown = page(browser, joined.location)
    address = shown.xpath("//p[@class='address']/text()")[0]
    post(browser, home(panel), {"text": "Mine"})
    other = app.test_client()
    post(other, "/p/" + address.partition("/p/")[2])
    assert "Mine" in words(page(other, home(panel)))


def test_somebody_with_an_address_has_the_link_in_the_mail(panel: TestPanel, person: FlaskClient) -> None:
    assert person.get(f"/p/{panel.code}/way-back").status_code == 303
    assert not links(page(person, home(panel)), "Keep your own link")


def test_pages_speak_the_language_of_the_person(app: Flask, client: FlaskClient) -> None:
    panel = make_brainstorm(language="es")
    session.get_one(Panel, panel.stage.id).prompt = {"en": "Why?", "es": "¿Por qué?"}
    session.commit()
    take_seat(client, panel, 0)
    tree = page(client, home(panel))
    assert tree.xpath("/html/@lang") == ["es"]
    assert tree.xpath("//h1/text()") == ["¿Por qué?"]


@pytest.mark.parametrize("level", list(AnonymityLevel))
def test_every_level_writes_and_reads_the_same_way(app: Flask, client: FlaskClient, level: AnonymityLevel) -> None:
    panel = make_brainstorm(level=level)
    take_seat(client, panel, 5)
    post(client, home(panel), {"text": "Mine"})
    released(panel, THREE[:2])
    assert sorted(on_board(client, panel)) == sorted(["Mine", *THREE[:2]])
    assert session.get_one(Stage, panel.stage.id).level is level


def words_of(tree: Any) -> str:
    return " ".join(tree.text_content().split())


def test_the_sixty_first_idea_is_refused_in_words(panel: TestPanel, person: FlaskClient) -> None:
    for number in range(ideas.MOST_IDEAS):
        write(panel, 5, f"Idea {number}")
    shown = post(person, home(panel), {"text": "One too many"})
    assert shown.status_code == 409
    assert "60 ideas of one person are the most" in shown.get_data(as_text=True)
    assert "One too many" in shown.get_data(as_text=True)
