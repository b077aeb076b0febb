"""The moderator asks whoever wrote an idea: only the author finds the question, the answer stands beside the idea."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.db import session, transaction
from survey_app.models import Clarification
from survey_app.services import clarifications, erasures, ideas
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase, Role
from tests.brainstorming import card, idea, make_brainstorm, released, turn_to, writing
from tests.builders import make_member, post, sign_in
from tests.idea_pages import home, page, words
from tests.panels import take_seat
from tests.routes.test_boards import Moderator

IDEAS = ("Delivery", "Phone", "Prices")
pytestmark = pytest.mark.sqlite_only


def test_a_question_is_found_by_the_author_alone_and_answered_without_a_name(app: Flask) -> None:
    panel = make_brainstorm(6, level=AnonymityLevel.SEALED)
    released(panel, IDEAS)
    client = app.test_client()
    sign_in(client, make_member(panel.stage.study, Role.OWNER))
    desk = Moderator(client, panel.stage)
    where = f"/board/ideas/{idea('Phone').code}"
    assert "Write the question first." in desk.send(f"{where}/ask", 422, question=" ").text
    assert "\x00" not in desk.send(f"{where}/ask", 422, question="x" * 501).text
    desk.send(f"{where}/ask", question="Whose phone?")
    desk.send("/board/ideas/unknown/ask", 404, question="Whose phone?")
    assert "No answer yet." in desk.get(where)
    author, other = (take_seat(app.test_client(), panel, number) for number in (1, 0))
    assert "Whose phone?" not in words(page(other, home(panel)))
    shown = page(author, home(panel))
    assert "You wrote: “Phone”" in words(shown)
    [action] = shown.xpath("//form[contains(@action, 'questions')]/@action")
    assert post(other, action, {"answer": "Not mine"}).status_code == 404
    lost = author.post(action, data={"answer": "Typed in vain"})
    assert (lost.status_code, "Typed in vain" in lost.text) == (400, True)
    answered = post(author, action, {"answer": "The hot\x00line"})
    assert "Your answer is kept" in author.get(answered.location).text
    for place in (where, f"/board/cards/{card('Phone').code}"):
        assert "Answer: The hot line" in desk.get(place)
    assert "The hot line" not in words(page(other, f"{home(panel)}/board"))
    for number in range(2):
        desk.send(f"{where}/ask", question=f"And {number}?")
    assert "asked 3 times already" in desk.send(f"{where}/ask", 422, question="Once more?").text
    turn_to(panel, BrainstormPhase.VOTE)
    assert "Whose phone?" not in words(page(author, home(panel)))
    assert post(author, action, {"answer": "Too late"}).status_code == 404
    desk.send(f"{where}/ask", 409, question="Still?")


def test_what_is_taken_back_or_erased_takes_its_questions_along(app: Flask) -> None:
    panel = make_brainstorm(6)
    released(panel, IDEAS)
    for text in IDEAS[:2]:
        with transaction():
            clarifications.ask_author(panel.stage, idea(text).code, "Why?")
    [asked] = clarifications.for_seat(panel.seat(0))
    with transaction():
        clarifications.answer(panel.seat(0), asked.code, "Because.")
    assert erasures.held(panel.seat(0)).explained == 1
    with transaction():
        ideas.take_back(panel.seat(1), writing(panel), 1)
    assert session.scalar(select(func.count()).select_from(Clarification)) == 1
    with transaction():
        assert erasures.erase(panel.seat(0)) == 2
    assert session.scalar(select(func.count()).select_from(Clarification)) == 0
