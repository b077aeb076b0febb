"""A panellist's own page: receipts, links, reminders, leaving and erasing; and nobody learns who is on the panel."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from survey_app.config import Settings
from survey_app.db import session, transaction
from survey_app.mail.letters import letter
from survey_app.models import Account, MailEntry, Panel, Panellist, Rating, Stage
from survey_app.routes import panel_self
from survey_app.services import coming_back, installation, leavings, panel_links, panel_visits, phases
from survey_app.vocabulary import AnonymityLevel, PanellistState, PanelState
from tests.brainstorming import count_votes, make_brainstorm, open_vote, released, texts_of, vote
from tests.panels import TestPanel, make_panel, one_round, open_round, take_seat
from tests.seated import send

pytestmark = pytest.mark.sqlite_only

VALUES = tuple((float(5 + number % 4), 7.0, None) for number in range(9))


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    """Nine people after one round, the first of them at the browser."""
    made = make_panel(n=9, level=AnonymityLevel.SEALED)
    one_round(made, VALUES, reasons=("Because.",))
    return made


@pytest.fixture
def seated(client: FlaskClient, panel: TestPanel) -> FlaskClient:
    return take_seat(client, panel, 0)


@pytest.fixture
def mailing(app: Flask, settings: Settings) -> Iterator[None]:
    """An installation that can send mail; the letters stay in the queue here."""
    installation.use(replace(settings, mail_url="smtp://127.0.0.1:1"))
    yield
    installation.use(settings)


def letters() -> int:
    return session.scalar(select(func.count(MailEntry.id))) or 0


def test_the_own_page_shows_the_receipt_and_the_list_holds_it(seated: FlaskClient, panel: TestPanel) -> None:
    code = panel.seat(0).receipt(1)
    page = seated.get(f"/p/{panel.code}/me").text
    assert code in page
    assert panel.secret(0) not in page
    listed = seated.get(f"/p/{panel.code}/receipts/1").text
    assert listed.count("<li>") == 9
    assert f"<li>{code}</li>" in listed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(panel_self, "_CODES", 4)
        pages = [seated.get(f"/p/{panel.code}/receipts/1{page}").text for page in ("", "?page=1", "?page=3")]
    assert f"<li>{code}</li>" in pages[0], "the page on which the own code stands"
    assert [page.count("<li>") for page in pages[1:]] == [4, 1]
    open_round(panel)
    for number in (2, 99):
        assert seated.get(f"/p/{panel.code}/receipts/{number}").status_code == 404


def test_erasing_names_the_exact_number_and_takes_it_out(seated: FlaskClient, panel: TestPanel) -> None:
    page = seated.get(f"/p/{panel.code}/me/erase").text
    for words in ("3 answers to statements", "1 reason", "Erase 4 answers", "another one of the same statement"):
        assert words in page
    assert session.scalar(select(func.count()).select_from(Rating)) == 27, "looking changes nothing"
    assert send(seated, f"/p/{panel.code}/me/erase").status_code == 303
    assert session.scalar(select(func.count()).select_from(Rating)) == 24
    assert "Your answers are erased." in seated.get(f"/p/{panel.code}/me").text
    with transaction():
        session.get_one(Panellist, panel.people[0][0].id).older_tags = ["that of an earlier link"]
    assert "only by that link" in seated.get(f"/p/{panel.code}/me/erase").text
    send(seated, f"/p/{panel.code}/me/erase")
    page = seated.get(f"/p/{panel.code}/me").text
    assert "What came by this link is erased." in page
    assert "only by that link" in page


def test_who_left_the_answers_behind_and_came_back_is_not_told_that_they_are_erased(
    app: Flask, client: FlaskClient
) -> None:
    panel = make_panel(n=9, level=AnonymityLevel.CONFIDENTIAL)
    one_round(panel, VALUES, reasons=("Because.",))
    take_seat(client, panel, 0)
    assert "What you left behind" not in client.get(f"/p/{panel.code}/me").text
    assert send(client, f"/p/{panel.code}/me/leave", answers="keep").status_code == 303
    person = session.get_one(Panellist, panel.people[0][0].id, populate_existing=True)
    with transaction():
        coming_back.ask(panel.stage, person, session.scalars(select(Account)).first())
        panel.people[0] = (person, panel_links.secret_for_letter(panel.stage, person))
    with transaction():
        panel_visits.accept(panel.seat(0))
    take_seat(client, panel, 0)
    left = "What you left behind when you left the panel stays: nobody can find it as yours any more, you neither."
    assert all(left in client.get(f"/p/{panel.code}/{page}").text for page in ("me", "me/erase"))
    assert send(client, f"/p/{panel.code}/me/erase").status_code == 303
    told = client.get(f"/p/{panel.code}/me").text
    assert "What came by this link is erased." in told
    assert "Your answers are erased" not in told
    assert "only by that link" not in told, "no link finds them any more"
    assert session.scalar(select(func.count()).select_from(Rating)) == 27
    with transaction():
        session.get_one(Panel, panel.stage.id).state = PanelState.CONCLUDED
    gone = client.get(send(client, f"/p/{panel.code}/me/leave", answers="remove").location).text
    assert "You have left the panel" in gone
    assert "invite you once more" not in gone, "nobody is invited after the end"
    take_seat(client, panel, 0)
    assert "This panel has ended." in client.get(f"/p/{panel.code}").text
    assert "invite you once more" not in client.get(f"/p/{panel.code}/me").text


def test_a_new_link_does_not_say_who_left_or_erased_or_had_finished(
    app: Flask, panel: TestPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moderator may hold it, and others are told later who left."""
    monkeypatch.setattr(panel_links, "SHARE_OF_PANEL", 100)
    pages: list[str] = []
    for number, deed in enumerate(("leave", "leave", "erase", "")):
        client = take_seat(app.test_client(), panel, number)
        if deed:
            send(client, f"/p/{panel.code}/me/{deed}", answers=("keep", "remove")[number % 2])
        person = session.get_one(Panellist, panel.people[number][0].id, populate_existing=True)
        with transaction():
            panel_links.reissue(panel.stage, person, None, "lost")
            panel.people[number] = (person, panel_links.secret_for_letter(panel.stage, person))
        client = take_seat(app.test_client(), panel, number)
        shown = "".join(client.get(f"/p/{panel.code}/{page}").text for page in ("me", "me/erase"))
        pages.append(re.sub(r'name="csrf_token"[^>]*value="[^"]+"', "", shown))
    assert pages == pages[:1] * 4
    assert "What you finished by an earlier link is not shown" in pages[0]
    assert "You have not finished yet" not in pages[0]


def test_the_link_of_who_left_the_answers_behind_does_not_say_that_they_are_erased(
    seated: FlaskClient, panel: TestPanel
) -> None:
    send(seated, f"/p/{panel.code}/me/leave", answers="keep")
    page = take_seat(seated, panel, 0).get(f"/p/{panel.code}/me").text
    assert panel.seat(0).receipt(1) in page
    assert "your answers had arrived.</p>" in re.sub(r" <a .*?</a>", "", page)
    assert "erased" not in page


def test_leaving_needs_a_word_about_the_answers(seated: FlaskClient, panel: TestPanel) -> None:
    path = f"/p/{panel.code}/me/leave"
    for fields in ({}, {"answers": "nonsense"}):
        assert send(seated, path, **fields).status_code == 422
    left = send(seated, path, answers="keep").location
    assert left == f"/p/{panel.code}/left?told=between_rounds"
    assert "only when the next round opens" in seated.get(left).text
    assert seated.get(f"/p/{panel.code}/me").status_code == 404
    with transaction():
        leavings.tell(panel.stage.id)
    session.expire_all()
    assert session.get_one(Panellist, panel.people[0][0].id).state is PanellistState.WITHDRAWN
    assert session.scalar(select(func.count()).select_from(Rating)) == 27


def test_reminders_are_switched_off_and_on(seated: FlaskClient, panel: TestPanel) -> None:
    for expected in (True, False):
        assert send(seated, f"/p/{panel.code}/me/reminders").status_code == 303
        session.expire_all()
        assert session.get_one(Panellist, panel.people[0][0].id).opted_out is expected


def test_a_lost_link_is_answered_the_same_whether_the_address_is_known(
    mailing: None, client: FlaskClient, panel: TestPanel
) -> None:
    path = f"/p/{panel.code}/lost"
    known, unknown = panel.people[0][0].email, "nobody@example.org"
    answers = []
    for email in (known, unknown):
        answered = send(client, path, email=email)
        answers.append((answered.status_code, answered.location, client.get(answered.location).text))
    assert answers[0] == answers[1]
    assert letters() == 1
    assert session.scalars(select(MailEntry.recipient)).one() == known
    assert client.get(f"/p/{panel.code}/{panel.secret(0)}").status_code == 200, "asking alone makes no link void"
    assert send(client, path, email="not an address").status_code == 422
    assert send(client, "/p/nothing/lost", email=known).status_code == 303


def _addresses(entry: MailEntry, path: str) -> list[str]:
    return [line.partition("/p/")[2] for line in letter(entry).text.splitlines() if f"/p/{path}" in line]


def test_a_sealed_link_counts_until_its_owner_says_in_the_mail_that_a_new_one_is_wanted(
    mailing: None, client: FlaskClient, panel: TestPanel
) -> None:
    old, lost = f"/p/{panel.code}/{panel.secret(0)}", f"{panel.code}/lost/"
    for _each in range(2):
        send(client, f"/p/{panel.code}/lost", email=panel.people[0][0].email)
    asked = session.scalars(select(MailEntry).order_by(MailEntry.id)).all()
    confirm, again = (f"/p/{_addresses(each, lost)[0]}" for each in asked)
    assert panel.secret(0) not in letter(asked[0]).text
    page = client.get(confirm).text
    assert "Send me a new link" in page
    assert client.get(old).status_code == 200, "looking changes nothing"
    for wrong in (confirm[:-3] + "xyz", confirm.replace("lost/", "lost/x"), f"/p/{lost}{'a' * 2_000}"):
        assert client.get(wrong).status_code == 404
    other = make_panel(n=9, level=AnonymityLevel.SEALED)
    assert client.get(confirm.replace(panel.code, other.code)).status_code == 404
    assert send(client, confirm).status_code == 303
    assert client.get(old).status_code == 404, "now it is void"
    brought = session.scalars(select(MailEntry).order_by(MailEntry.id.desc())).first()
    assert brought is not None
    (fresh,) = _addresses(brought, f"{panel.code}/")
    assert client.get(f"/p/{fresh}").status_code == 200
    assert {client.get(each).status_code for each in (confirm, again)} == {404}, "each is used once"
    assert "Ask for your link once more" in client.get(again).text
    assert client.get(f"/p/{fresh}").status_code == 200


def test_a_link_that_can_be_made_again_is_sent_again_and_stays(mailing: None, client: FlaskClient) -> None:
    panel = make_panel(n=9, level=AnonymityLevel.CONFIDENTIAL)
    person, _secret = panel.people[0]
    with transaction():
        secret = panel_links.issue(panel.stage, person)
    issue = person.link_issue
    send(client, f"/p/{panel.code}/lost", email=person.email)
    entry = session.scalars(select(MailEntry)).one()
    assert secret in letter(entry).text
    session.expire_all()
    assert session.get_one(Panellist, person.id).link_issue == issue
    assert client.get(f"/p/{panel.code}/{secret}").status_code == 200


def test_without_a_mail_server_nobodys_link_is_made_void(client: FlaskClient, panel: TestPanel) -> None:
    assert send(client, f"/p/{panel.code}/lost", email=panel.people[0][0].email).status_code == 303
    assert letters() == 0
    assert client.get(f"/p/{panel.code}/{panel.secret(0)}").status_code == 200


def test_whoever_finds_the_old_link_takes_it_up_again(mailing: None, seated: FlaskClient, panel: TestPanel) -> None:
    old = panel.secret(0)
    assert send(seated, f"/p/{panel.code}/me/new-link", email="somebody@example.org").status_code == 303
    assert seated.get(f"/p/{panel.code}/{old}").status_code == 200, "another's address changes nothing"
    bad = send(seated, f"/p/{panel.code}/me/old-link", link="https://rondo.example/p/x/y")
    assert bad.status_code == 422
    assert "This is not a link to this panel" in bad.text
    assert send(seated, f"/p/{panel.code}/me/old-link", link=old).status_code == 422
    assert send(seated, f"/p/{panel.code}/me/new-link", email=panel.people[0][0].email).status_code == 303
    assert seated.get(f"/p/{panel.code}/{old}").status_code == 404
    assert letters() == 1


@pytest.mark.parametrize("path", ["me", "me/erase", "receipts/1"])
def test_without_a_link_there_is_no_own_page(client: FlaskClient, panel: TestPanel, path: str) -> None:
    assert client.get(f"/p/{panel.code}/{path}").status_code == 404


@pytest.mark.parametrize("text", ["\x00", "\ud800", "x" * 100_000, "9" * 400])
def test_nothing_typed_here_breaks_a_page(seated: FlaskClient, panel: TestPanel, text: str) -> None:
    body = text.encode("utf-8", "surrogatepass")
    for path, name in (("me/old-link", "link"), ("me/new-link", "email"), ("lost", "email"), ("me/leave", "answers")):
        assert send(seated, f"/p/{panel.code}/{path}", **{name: body}).status_code < 500


def test_whoever_leaves_a_board_is_out_at_once_and_others_learn_it_at_its_end(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    board = make_brainstorm(6, level=AnonymityLevel.SEALED)
    released(board, [f"Idea {number}." for number in range(6)])
    person, secret = board.people[0]
    take_seat(client, board, 0)
    page = client.get(f"/p/{board.code}/me").text
    assert "only when the brainstorm has ended, together with all who left" in page
    assert "Erase them first" not in page
    left = client.get(send(client, f"/p/{board.code}/me/leave", answers="keep").location).text
    assert "only when the brainstorm has ended" in left
    assert "before that: write to the people who invited you" in left
    assert "Ask for a new link" not in left, "no mail goes out here"
    again = client.get(f"/p/{board.code}/{secret}")
    assert "only when the brainstorm has ended" in again.text
    take_seat(client, board, 0)
    own = client.get(f"/p/{board.code}/me").text
    assert "only when the brainstorm has ended" in own
    assert "before that: write to the people who invited you" in own
    assert "Erase all" not in own
    assert client.get(f"/p/{board.code}/ideas").status_code == 409
    installation.use(replace(installation.settings(), mail_url="smtp://127.0.0.1:1"))
    refused = client.get(f"/p/{board.code}/ideas").text
    assert "A new link lets you take part again" in refused
    assert "Ask for a new link" in refused
    assert "To the start of the panel" not in refused, "it would only say the same again"
    for path in (secret, "me"):
        assert "Ask for a new link" in client.get(f"/p/{board.code}/{path}").text
    installation.use(settings)
    for path, more in (("me/new-link", {"email": person.email}), ("me/old-link", {"link": board.secret(1)})):
        assert send(client, f"/p/{board.code}/{path}", **more).status_code == 409
    for path in ("me/leave", "me/erase"):
        send(client, f"/p/{board.code}/{path}", answers="remove")
    assert roll_state(person) is PanellistState.ACCEPTED
    assert len(texts_of(board)) == 6, "no link finds what was left behind"
    with transaction():
        phases.show_result(ended(board), None)
    assert roll_state(person) is PanellistState.WITHDRAWN
    with transaction():
        coming_back.ask(board.stage, person, session.scalars(select(Account)).one())
    assert roll_state(person) is PanellistState.LISTED


def roll_state(person: Panellist) -> PanellistState:
    """What the list of the panel says."""
    session.refresh(person)
    return person.state


def ended(board: TestPanel) -> Stage:
    """A board whose vote is counted."""
    round_ = open_vote(board)
    for number in range(1, 6):
        vote(board, round_, number, {"Idea 1.": 1})
    count_votes(round_)
    return session.get_one(Stage, board.stage.id)
