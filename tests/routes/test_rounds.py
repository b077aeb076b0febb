"""The moderator's pages of the rounds, from the first plan to the end of the panel, without script."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import now, session, transaction
from survey_app.jobs import worker
from survey_app.models import AuditEntry, InboxSheet, MailEntry, Panel, PanelRound, Reason, Stage, Turnout
from survey_app.services import fates, panel_invitations, reasons, rounds
from survey_app.vocabulary import AnonymityLevel, MailKind, PanelState, Role, RoundState
from tests.builders import make_account, make_member, post, sign_in
from tests.delphis import analysed, answered, before_start, closed, opened, planned, turn_clock
from tests.panels import TestPanel, answer, make_panel, release
from tests.rating_pages import tree

SEVENS = [[7, 8, 9]] * 9
REASON = "The server was down for a day."


@pytest.fixture
def panel(app: Flask, client: FlaskClient) -> TestPanel:
    """Nine panellists in two groups, one of them small; the owner is signed in."""
    made = make_panel(n=9, groups={"Customers": 6, "Regulators": 3}, timezone="UTC")
    before_start(made)
    sign_in(client, made.stage.study.memberships[0].account)
    return made


def base(stage: Stage, page: str = "") -> str:
    return f"/studies/{stage.study.code}/stages/{stage.code}/rounds{page}"


def wall(ahead: timedelta) -> str:
    return (now() + ahead).strftime("%Y-%m-%dT%H:%M")


def words(page: str) -> str:
    """The text of the page as it reads, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def buttons(page: str) -> list[str]:
    return [" ".join(words.split()) for words in re.findall(r'class="btn primary"[^>]*>([^<]*)', page)]


def test_a_round_is_planned_dated_and_opened_with_the_exact_number_of_mails(
    client: FlaskClient, panel: TestPanel
) -> None:
    stage = panel.stage
    page = client.get(base(stage)).text
    assert buttons(page) == ["Plan the first round"]
    assert post(client, base(stage, "/plan")).location.endswith("/rounds/1/dates")
    typed = {"closes_at": wall(timedelta(days=7)), "grace_minutes": "60", "message": "Thank you for your time."}
    dates = client.get(base(stage, "/1/dates")).text
    assert "Round 1 is open" in dates
    assert post(client, base(stage, "/1/dates"), typed).location.endswith("/rounds/1/open")
    assert "Thank you for your time." in client.get(base(stage, "/1/dates")).text
    page = client.get(base(stage, "/1/open")).text
    assert "Sends 9 mails now." in page
    assert session.query(PanelRound).one().state is RoundState.DRAFT
    assert post(client, base(stage, "/1/open")).status_code == 303
    assert session.query(PanelRound).one().state is RoundState.OPEN
    assert post(client, base(stage, "/1/open")).status_code == 409
    page = words(client.get(base(stage)).text)
    assert "Round 1 is open: fewer than 5 of 9 have finished" in page
    assert "6 d 23 h left" in page


def test_while_a_round_is_open_only_counts_are_shown(client: FlaskClient, panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:2], reasons=("Quick replies win orders.",))
    answer(panel.seat(2), round_, [5], finish=False)
    page = client.get(base(panel.stage)).text
    assert buttons(page) == ["Write to the panel…"]
    text = words(page)
    assert "Round 1 is open: fewer than 5 of 9 have finished" in text
    assert "Customers – a group of fewer than 5, or whose rest is smaller, is never shown apart" in text
    assert "Regulators – hidden (fewer than 5)" in text
    assert "Quick replies" not in page
    for person, _secret in panel.people:
        assert person.name not in page
        assert person.email not in page


def test_the_page_of_a_reminder_says_the_same_whether_one_has_finished_or_nobody(
    client: FlaskClient, panel: TestPanel
) -> None:
    round_ = opened(panel)
    pages = []
    for answer_of in ([], SEVENS[:1]):
        answered(panel, round_, answer_of)
        main = client.get(base(panel.stage, "/1/remind")).text.partition("<main")[2]
        pages.append(re.sub(r'name="csrf_token"[^>]*', "", main))
    assert pages[0] == pages[1]
    assert "Send the reminders" in pages[0]
    with transaction():
        panel_invitations.remind(round_, None)
    entry = session.query(AuditEntry).filter_by(act="round_reminded").one()
    assert entry.subject == panel.stage.title, "no number"


def test_reminding_names_how_many_and_nobody(app: Flask, client: FlaskClient, panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:6])
    worker.run_all(app)
    page = client.get(base(panel.stage, "/1/remind")).text
    for said in (
        "Remind those who have not finished?",
        "While few have finished everybody gets this mail",
        "Send the reminders",
    ):
        assert said in page
    assert not any(person.name in page or person.email in page for person, _secret in panel.people)
    assert post(client, base(panel.stage, "/1/remind")).status_code == 303
    worker.run_all(app)
    sent = session.query(MailEntry).filter_by(kind=MailKind.ROUND_REMINDER).count()
    assert sent == 3
    assert post(client, base(panel.stage, "/1/remind")).status_code == 409
    assert "3 days ago" in client.get(base(panel.stage, "/1/remind")).text


def test_closing_shows_the_exact_counts_first_and_can_give_more_time(client: FlaskClient, panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:6])
    answer(panel.seat(6), round_, [5], finish=False)
    page = client.get(base(panel.stage, "/1/close")).text
    assert "At least 5 have finished; counted in steps of 5." in page
    assert round_.state is RoundState.OPEN
    past = post(client, base(panel.stage, "/1/extend"), {"closes_at": wall(timedelta(days=-1)), "grace_minutes": "0"})
    assert past.status_code == 422
    assert "must lie ahead" in past.text
    closes_at = round_.closes_at
    for sent, said in (
        ({"closes_at": "", "grace_minutes": ""}, "Enter the new closing time"),
        ({"closes_at": wall(timedelta(days=9)), "by_hand": "y"}, "Choose one of the two"),
        ({"closes_at": closes_at.strftime("%Y-%m-%dT%H:%M"), "grace_minutes": "0"}, "This is how it stands already"),
    ):
        refused = post(client, base(panel.stage, "/1/extend"), sent)
        assert (refused.status_code, said in refused.text, 'href="#closes_at"' in refused.text) == (422, True, True)
    assert round_.closes_at == closes_at
    later = {"closes_at": wall(timedelta(days=9)), "grace_minutes": "10"}
    assert post(client, base(panel.stage, "/1/extend"), later).status_code == 303
    assert round_.grace_minutes == 10
    by_hand = post(client, base(panel.stage, "/1/extend"), {"by_hand": "y", "grace_minutes": "10"})
    assert (by_hand.status_code, round_.closes_at) == (303, None)
    assert "stays open until you close it" in client.get(base(panel.stage)).text
    assert post(client, base(panel.stage, "/1/close")).status_code == 303
    assert round_.state is RoundState.CLOSED
    assert post(client, base(panel.stage, "/1/close")).status_code == 409
    assert buttons(client.get(base(panel.stage)).text) == ["Analyse the round…"]


def test_a_plan_is_taken_back_until_the_round_opens(client: FlaskClient, panel: TestPanel) -> None:
    planned(panel, message="Please take part.")
    address = base(panel.stage, "/1/unplan")
    assert address in client.get(base(panel.stage)).text
    assert post(client, base(panel.stage, "/1/test-mail")).status_code == 303
    page = tree(client.get(address)).xpath("//ul[@class='checks']/li")
    told = {" ".join(line.xpath("b")[0].text_content().split()): line.xpath("span")[0].text for line in page}
    assert told["Asked"] == "3 statements"
    assert (told["Your words in the mail"], told["Test mails in the mail log"]) == ("17 characters", "1")
    assert post(client, address).status_code == 303
    assert rounds.of_stage(panel.stage.id) == []
    assert session.query(MailEntry).filter_by(kind=MailKind.ROUND_OPEN).count() == 0
    assert post(client, address).status_code == 404
    again = opened(panel)
    assert again.number == 1
    assert "not possible" in client.get(address).text
    assert post(client, address).status_code == 409
    assert rounds.of_stage(panel.stage.id) == [again]


def test_a_closed_round_opens_again_only_with_a_reason(client: FlaskClient, panel: TestPanel) -> None:
    round_ = closed(opened(panel))
    address = base(panel.stage, "/1/reopen")
    assert "send 9 mails" in client.get(address).text
    page = post(client, address, {"reason": "so", "closes_at": wall(timedelta(days=2))})
    assert page.status_code == 422
    assert "at least 10 characters" in page.text
    assert post(client, address, {"reason": REASON, "closes_at": wall(timedelta(days=2))}).status_code == 303
    assert round_.state is RoundState.OPEN


def test_too_few_answers_are_not_opened_and_the_page_says_what_to_do(client: FlaskClient, panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:3])
    closed(round_)
    page = client.get(base(panel.stage)).text
    assert "Fewer than 5 have finished" in page
    assert buttons(page) == ["Open it again…"]
    refused = post(client, base(panel.stage, "/1/analyse"))
    assert refused.status_code == 409
    assert "Fewer than 5 people have finished" in refused.text
    assert session.query(InboxSheet).count() == 3


def test_the_page_says_where_somebody_may_count_twice_as_begun(client: FlaskClient) -> None:
    panel = make_panel(n=6, level=AnonymityLevel.SEALED)
    sign_in(client, make_member(panel.stage.study, Role.MODERATOR))
    before_start(panel)
    opened(panel)
    assert "counts twice as begun" not in client.get(base(panel.stage)).text
    panel.people[0][0].link_issue = 2
    session.commit()
    assert "counts twice as begun" in client.get(base(panel.stage)).text


def test_cancelling_names_the_sheets_and_throws_them_away(app: Flask, client: FlaskClient, panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:3])
    address = base(panel.stage, "/1/cancel")
    page = client.get(address).text
    assert "Cancel and throw all sheets away" in page
    assert "fewer than 5" in page
    assert post(client, address, {"reason": "no"}).status_code == 422
    done = post(client, address, {"reason": "The wrong list was asked."})
    assert "Sealed sheets thrown away unread: fewer than 5." in client.get(done.location).text
    worker.run_all(app)
    session.expire_all()
    assert (round_.state, session.query(InboxSheet).count()) == (RoundState.CANCELLED, 0)
    assert buttons(client.get(base(panel.stage)).text) == ["Plan the next round"]


def test_the_way_from_the_close_to_the_next_round(app: Flask, client: FlaskClient, panel: TestPanel) -> None:
    stage = panel.stage
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:8], reasons=("Ask Mr Li, he knows.",))
    closed(round_)
    assert "Analyse the round" in client.get(base(stage, "/1/analyse")).text
    assert post(client, base(stage, "/1/analyse")).status_code == 303
    assert "The answers are being opened" in client.get(base(stage)).text
    worker.run_all(app)
    assert buttons(client.get(base(stage)).text) == ["Read 8 reasons"]

    page = client.get(base(stage, "/1/reasons")).text
    assert "8 reasons wait for your decision" in page
    assert not any(person.name in page for person, _secret in panel.people)
    codes = [line.code for line in reasons.queue(round_)]
    shown = {"do": "reword", "shown_text": "Ask the buyer."}
    assert post(client, base(stage, f"/1/reasons/{codes[0]}"), shown).location.endswith(f"#{codes[0]}")
    assert post(client, base(stage, f"/1/reasons/{codes[1]}"), {"do": "withhold"}).status_code == 303
    assert post(client, base(stage, f"/1/reasons/{codes[2]}"), {"do": "release"}).status_code == 303
    assert post(client, base(stage, "/1/reasons"), {"code": codes[3:]}).status_code == 303
    assert session.query(Reason).filter_by(shown_text="Ask the buyer.").count() == 1

    assert buttons(client.get(base(stage)).text) == ["Decide about 3 statements"]
    assert "3 statements are undecided" in client.get(base(stage, "/1/statements")).text
    assert post(client, base(stage, "/1/statements"), {}).status_code == 303
    assert post(client, base(stage, "/1/statements/S2"), {"fate": "dropped", "reason": "x"}).status_code == 422
    dropped = {"fate": "dropped", "reason": "It says the same as the first."}
    assert post(client, base(stage, "/1/statements/S2"), dropped).status_code == 303
    reworded = {"text_en": "Prices known a week before", "reason": ""}
    assert post(client, base(stage, "/1/statements/S3/reword"), reworded).status_code == 303
    page = words(client.get(base(stage, "/1/statements")).text)
    assert "All 3 statements are decided" in page
    assert "→ S4 Prices known a week before" in page

    feedback_page = client.get(base(stage, "/1/feedback")).text
    assert "Release the round…" in feedback_page
    alone = client.get(base(stage, "/1/feedback/S1")).text
    assert "What the panel said in round 1" in alone
    assert "Ask the buyer." in alone
    assert "<form" not in alone
    assert "Release it to 9 panellists" in client.get(base(stage, "/1/release")).text
    assert post(client, base(stage, "/1/release")).status_code == 303
    assert round_.state is RoundState.RELEASED
    assert post(client, base(stage, "/plan")).location.endswith("/rounds/2/dates")
    assert [item.code for item in rounds.items_of(rounds.find(stage, 2))] == ["S1", "S4"]


def test_nothing_is_released_before_everything_is_decided(client: FlaskClient, panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS)
    analysed(round_)
    page = client.get(base(panel.stage, "/1/release")).text
    assert "It can be released when everything is decided." in page
    assert base(panel.stage, "/1/statements") in page
    refused = post(client, base(panel.stage, "/1/release"))
    assert refused.status_code == 409
    assert "Texts without a decision: 0; statements and questions: 3." in refused.text


def test_statements_are_split_merged_and_taken_back_on_their_pages(client: FlaskClient, panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS)
    analysed(round_)
    fates_page = base(panel.stage, "/1/statements")
    assert post(client, f"{fates_page}/S1/split", {"lines": "Only one"}).status_code == 422
    assert post(client, f"{fates_page}/S1/split", {"lines": "By mail\nBy phone"}).status_code == 303
    assert [item.text["en"] for item in fates.find(round_, "S1").later] == ["By mail", "By phone"]
    assert "Take the decision back" in client.get(f"{fates_page}/S1").text
    assert post(client, f"{fates_page}/S1/undo").status_code == 303
    assert fates.find(round_, "S1").row.fate is None
    merge = base(panel.stage, "/1/merge")
    assert "Tick at least two" in client.get(f"{merge}?item=S1").text
    assert "Merge 2 statements" in client.get(f"{merge}?item=S1&item=S3").text
    assert post(client, merge, {"item": ["S1", "S3"], "text_en": ""}).status_code == 422
    assert post(client, merge, {"item": ["S1", "S3"], "text_en": "Both in one"}).status_code == 303
    assert post(client, f"{fates_page}/S99", {"fate": "kept"}).status_code == 404


def test_the_last_release_leads_to_the_end_of_the_panel(client: FlaskClient, panel: TestPanel) -> None:
    for _round in range(2):
        round_ = opened(panel)
        answered(panel, round_, SEVENS)
        release(analysed(round_))
    assert buttons(client.get(base(panel.stage)).text) == ["Conclude the panel…"]
    assert post(client, base(panel.stage, "/plan")).status_code == 409
    assert "destroyed for good" in client.get(base(panel.stage, "/conclude")).text
    assert post(client, base(panel.stage, "/conclude")).status_code == 303
    assert session.get_one(Panel, panel.stage.id).state is PanelState.CONCLUDED
    page = client.get(base(panel.stage)).text
    assert "The panel is concluded." in page
    assert "<h1>The panel is finished</h1>" in page
    assert post(client, base(panel.stage, "/archive")).status_code == 303


def test_breaking_the_panel_off_needs_a_reason(client: FlaskClient, panel: TestPanel) -> None:
    answered(panel, opened(panel), SEVENS[:2])
    address = base(panel.stage, "/end")
    assert "throw all sheets away" in client.get(address).text
    assert post(client, address, {"reason": ""}).status_code == 422
    assert post(client, address, {"reason": "The client has withdrawn."}).status_code == 303
    assert session.get_one(Panel, panel.stage.id).state is PanelState.CANCELLED
    assert "The panel was broken off." in client.get(base(panel.stage)).text


def test_the_clock_opens_a_scheduled_round_through_the_worker(
    app: Flask, client: FlaskClient, panel: TestPanel
) -> None:
    round_ = planned(panel)
    typed = {"opens_at": wall(timedelta(hours=2)), "closes_at": wall(timedelta(days=7)), "grace_minutes": "0"}
    assert post(client, base(panel.stage, "/1/dates"), typed).location.endswith("/rounds")
    assert round_.state is RoundState.SCHEDULED
    assert "opens by itself" in client.get(base(panel.stage)).text
    worker.keep_time(app)
    session.expire_all()
    assert round_.state is RoundState.SCHEDULED
    turn_clock(round_, opens_at=now() - timedelta(seconds=1))
    worker.keep_time(app)
    session.expire_all()
    assert round_.state is RoundState.OPEN
    assert post(client, base(panel.stage, "/1/unschedule")).status_code == 409


def test_the_moderator_can_try_the_letter_out(app: Flask, client: FlaskClient, panel: TestPanel) -> None:
    planned(panel, message="Thank you for your time.")
    assert post(client, base(panel.stage, "/1/test-mail")).status_code == 303
    worker.run_all(app)
    mail = session.query(MailEntry).one()
    assert (mail.recipient, mail.panellist_id) == (panel.stage.study.memberships[0].account.email, None)
    assert mail.error == ""


def test_only_owner_and_moderator_run_rounds(app: Flask, panel: TestPanel) -> None:
    opened(panel)
    for role, status in ((Role.MODERATOR, 200), (Role.EDITOR, 403), (Role.ANALYST, 403), (Role.VIEWER, 403)):
        other = app.test_client()
        sign_in(other, make_member(panel.stage.study, role))
        for page in ("", "/1/close", "/1/reasons", "/1/statements"):
            assert other.get(base(panel.stage, page)).status_code == status, (role, page)
    stranger = app.test_client()
    sign_in(stranger, make_account())
    assert stranger.get(base(panel.stage)).status_code == 404
    assert post(stranger, base(panel.stage, "/1/close")).status_code == 404


def test_looking_changes_nothing(client: FlaskClient, panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS)
    for page in ("", "/1/close", "/1/pause", "/1/cancel", "/1/remind", "/1/reopen", "/1/analyse", "/conclude", "/end"):
        assert client.get(base(panel.stage, page)).status_code == 200, page
    assert (round_.state, session.query(Turnout).count()) == (RoundState.OPEN, 9)
    assert client.get(base(panel.stage, "/99")).status_code == 404
    assert client.get(base(panel.stage, "/99/close")).status_code == 404


@pytest.mark.parametrize("text", ["\N{REPLACEMENT CHARACTER}", "a\x00b" * 9, "x" * 100_000])
def test_text_that_cannot_be_kept_is_refused_at_its_field(client: FlaskClient, panel: TestPanel, text: str) -> None:
    opened(panel)
    assert post(client, base(panel.stage, "/1/cancel"), {"reason": text}).status_code == 422
    assert session.query(PanelRound).one().state is RoundState.OPEN
