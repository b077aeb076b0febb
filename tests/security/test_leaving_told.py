"""What a panel tells of those who have left and are not told of yet: by what is refused, counted, and sent."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from survey_app.db import database, now, session, transaction
from survey_app.jobs import worker
from survey_app.models import Account, AuditEntry
from survey_app.services import (
    coming_back,
    erasures,
    link_history,
    panel_links,
    panel_roll,
    round_clock,
    round_roll,
    rounds,
    seats,
    trial_mails,
)
from survey_app.services.protocol_rules import NoResponse
from survey_app.vocabulary import AnonymityLevel, PanellistState
from tests.builders import post, sign_in
from tests.delphis import analysed, before_start, opened, planned, turn_clock
from tests.panels import answer, make_panel, open_round, release

pytestmark = pytest.mark.sqlite_only


def test_a_round_needs_enough_people_who_are_left_and_no_page_says_before_it_opens_that_some_are_not(
    app: Flask, client: FlaskClient
) -> None:
    panel = make_panel(n=6, level=AnonymityLevel.SEALED)
    before_start(panel)
    first = opened(panel)
    for number in range(6):
        answer(panel.seat(number), first, [7, 8, 9])
    worker.run_all(app)
    assert trial_mails.count(first) == 0, "no page counts the letters to panellists"
    release(analysed(first))
    sign_in(client, session.scalars(select(Account)).one())
    desk = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/rounds"
    round_ = planned(panel)
    pages = []
    for number in (-1, 0, 1):
        if number >= 0:
            with transaction():
                erasures.leave(panel.seat(number), remove=False)
        session.expire_all()
        pages.append(
            [re.sub(r'value="[^"]+"', "", client.get(f"{desk}{path}").text) for path in ("", "/2/open", "/2/dates")]
        )
    assert pages == pages[:1] * 3
    assert ["sends 6 mails at most" in pages[0][0], "Sends 6 mails at most" in pages[0][1]] == [True, True]
    with pytest.raises(rounds.OpeningRefused, match="Fewer than") as refused, transaction():
        rounds.open_round(round_, None)
    assert refused.value.params == {"least": 5}, "neither how many have left nor who"
    pressed = post(client, f"{desk}/2/open")
    assert pressed.status_code == 409
    assert "Fewer than 5 people still take part" in pressed.text
    assert f'href="{desk}/2/dates"' in pressed.text
    assert 'name="waiver"' in pages[0][2], "there is where to say why, whether some have left or not"
    with transaction():
        rounds.schedule(round_, now() + timedelta(days=1), None)
    assert "Fewer than 5 people" not in client.get(desk).text
    turn_clock(round_, opens_at=now() - timedelta(minutes=1))
    assert round_clock.keep_time() == 0
    assert "Fewer than 5 people" in client.get(desk).text, "the clock has tried"
    assert [person.state for person, _secret in panel.people] == [PanellistState.ACCEPTED] * 6
    with transaction():
        rounds.set_dates(round_, closes_at=None, grace_minutes=0, waiver="Only four experts exist in this field.")
    assert round_clock.keep_time() == 1
    session.expire_all()
    assert [person.state for person, _secret in panel.people].count(PanellistState.WITHDRAWN) == 2


@pytest.mark.parametrize("policy", [NoResponse.NEVER, NoResponse.ANSWERED_BEFORE])
def test_where_only_those_are_asked_who_answered_nothing_counts_whether_whoever_left_had(
    app: Flask, policy: NoResponse
) -> None:
    assert second_round(policy, swapped=False) == second_round(policy, swapped=True)


def second_round(policy: NoResponse, *, swapped: bool) -> list[object]:
    """What is counted of a round before which one left: with the answers, or without while another erased the same."""
    panel = make_panel(n=9, level=AnonymityLevel.SEALED, no_response=policy)
    before_start(panel)
    first = opened(panel)
    for number in range(9):
        answer(panel.seat(number), first, [7, 8, 9])
    with transaction():
        if swapped:
            erasures.erase(panel.seat(1))
        erasures.leave(panel.seat(0), remove=not swapped)
    session.expire_all()
    with transaction():
        panel_links.reissue(panel.stage, panel.people[0][0], None, "lost")
    release(analysed(first))
    round_ = planned(panel)
    before = [round_roll.to_write(round_), rounds.counts_of(round_).asked]
    with transaction():
        rounds.open_round(round_, None)
    session.expire_all()
    of_study = AuditEntry.study_id == panel.stage.study_id, AuditEntry.act == "round_announced"
    said = session.scalars(select(AuditEntry.subject).where(*of_study).order_by(AuditEntry.id)).all()
    return [*before, round_roll.to_write(round_), rounds.counts_of(round_).asked, *said]


def test_whatever_writes_to_the_list_holds_the_rounds_first_so_that_nobody_waits_in_a_circle(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_links, "SHARE_OF_PANEL", 100)
    panel = make_panel(n=9, level=AnonymityLevel.SEALED)
    round_ = open_round(panel)
    for number in range(3):
        answer(panel.seat(number), round_, [7, 8, 9])
    account = session.scalars(select(Account)).one()
    person, away = (panel.people[number][0] for number in (3, 4))
    with transaction():
        panel_roll.withdraw(panel.stage, away, account)
    seat, old = panel.seat(0), panel.people[5][1]
    with transaction():
        panel_links.reissue(panel.stage, panel.people[5][0], None, "lost")
        newer = panel_links.secret_for_letter(panel.stage, panel.people[5][0])
    acts: list[Callable[[], object]] = [
        lambda: coming_back.ask(panel.stage, away, account),
        lambda: erasures.leave(seat, remove=True),
        lambda: link_history.restore(seats.find(panel.code, newer), old),
        lambda: panel_links.reissue(panel.stage, person, None, "lost"),
    ]
    for act in acts:
        written: list[str] = []

        def note(*seen: Any, written: list[str] = written) -> None:
            written.extend(re.findall(r"^UPDATE (panel_round|panellist|batch) ", seen[2]))

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            with transaction():
                act()
        finally:
            event.remove(database.engine, "before_cursor_execute", note)
        first = [written.index(each) for each in ("panel_round", "panellist")]
        assert first == sorted(first), written
