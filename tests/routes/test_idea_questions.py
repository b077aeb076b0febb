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
    places = (where, f"/board/cards/{card('Phone').code}")
    for place in places:
        assert "The hot line" not in desk.get(place)
        assert "No answer yet." in desk.get(place)
    assert "At least" not in desk.get(where)
    desk.send("/board/questions")
    for place in places:
        assert "Answer: The hot line" in desk.get(place)
    assert post(author, action, {"answer": "Changed my mind"}).status_code == 404
    assert "Whose phone?" not in words(page(author, home(panel)))
    desk.send("/board/questions", 409)
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


def test_answers_without_a_link_appear_together_and_never_when_they_are_given(app: Flask) -> None:
    panel = make_brainstorm(6)
    released(panel, IDEAS)

    def looked_at() -> list[tuple[str, bool]]:
        found = clarifications.of_ideas(panel.stage)
        return sorted((each.answer, each.is_over) for told in found.values() for each in told)

    for text in IDEAS:
        with transaction():
            clarifications.ask_author(panel.stage, idea(text).code, "Why?")
    for number in range(2):
        [asked] = clarifications.for_seat(panel.seat(number))
        with transaction():
            clarifications.answer(panel.seat(number), asked.code, f"Because {number}.")
        assert looked_at() == [("", False)] * 3
    kept = clarifications.kept(panel.stage)
    assert kept is not None
    assert (kept.questions, kept.answered) == (3, 0)
    with transaction():
        clarifications.show(panel.stage)
    assert looked_at() == [("", True), ("Because 0.", True), ("Because 1.", True)]
    assert clarifications.kept(panel.stage) is None
    assert clarifications.for_seat(panel.seat(2)) == []
    with pytest.raises(clarifications.NothingAsked), transaction():
        clarifications.show(panel.stage)


def test_where_answers_have_names_they_stand_there_at_once(app: Flask) -> None:
    panel = make_brainstorm(6, level=AnonymityLevel.CONFIDENTIAL)
    released(panel, IDEAS)
    with transaction():
        clarifications.ask_author(panel.stage, idea("Phone").code, "Why?")
    [asked] = clarifications.for_seat(panel.seat(1))
    with transaction():
        clarifications.answer(panel.seat(1), asked.code, "Because.")
    assert [each.answer for each in clarifications.of_ideas(panel.stage)[idea("Phone").code]] == ["Because."]
    assert clarifications.kept(panel.stage) is None
