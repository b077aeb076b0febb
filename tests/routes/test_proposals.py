"""What panellists add beside their answers: proposals, answers to the moderator's questions, marks on reasons."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exceptions import Refusal
from survey_app.models import Clarification, Item, PanelRound, Proposal, Reason, ReasonMark
from survey_app.routes import light_pages
from survey_app.services import erasures, marks, proposals, round_endings
from survey_app.services.ballots import OpenedSheet
from survey_app.vocabulary import AnonymityLevel, Fate
from tests.builders import post, sign_in
from tests.panels import TestPanel, answer, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import get, words

pytestmark = pytest.mark.sqlite_only


def desk(panel: TestPanel, page: str) -> str:
    return f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/rounds/1/{page}"


def first_round(panel: TestPanel, client: FlaskClient) -> PanelRound:
    """Six people; three of them propose something, two give a reason."""
    round_ = open_round(panel)
    texts = {0: ["Zero costs ", ""], 2: ["A house visit"], 4: ["My boss Ana Ruiz  must\tgo", "x" * 300]}
    for number in range(6):
        take_seat(client, panel, number)
        answer(panel.seat(number), round_, [number + 2, 6, 7], reasons=[f"because {number}"] if number < 2 else [])
        if number in texts:
            assert post(client, f"/p/{panel.code}/proposals", {"text": texts[number]}).status_code == 303
    close_and_mix(round_)
    return round_


@pytest.mark.parametrize(
    "level", [AnonymityLevel.CONFIDENTIAL, AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED], ids=str
)
def test_proposals_come_out_without_author_and_everybody_sees_what_became_of_them(
    app: Flask, client: FlaskClient, level: AnonymityLevel
) -> None:
    panel = make_panel(n=6, level=level, proposals=True)
    round_ = first_round(panel, client)
    lines = proposals.queue(round_)
    assert [line.text[:20] for line in lines] == ["A house visit", "My boss Ana Ruiz mus", "Zero costs", "x" * 20]
    assert len({line.key for line in lines}) == 4
    ratings_keys = set(session.execute(select(Proposal.key)).scalars())
    assert not ratings_keys & {panel.seat(n).rating_key(item.lineage) for n in range(6) for item in panel.items}

    sign_in(client, panel.stage.study.memberships[0].account)
    page = client.get(desk(panel, "proposals"))
    assert not any(line.key in page.text for line in lines)
    assert post(client, desk(panel, f"proposals/{lines[0].code}"), {"do": "take", "text": "Visits"}).status_code == 303
    short = post(client, desk(panel, f"proposals/{lines[1].code}"), {"do": "decline", "reason": "no"})
    assert short.status_code == 303
    assert proposals.waiting(round_) == 3
    declined = {"do": "decline", "reason": "It is about one person.", "shown_text": "About a person"}
    assert post(client, desk(panel, f"proposals/{lines[1].code}"), declined).status_code == 303
    with pytest.raises(Refusal), transaction():
        round_endings.release(round_, None)
    for step in ("feedback", "release"):
        assert "Decide about 2 proposals" in client.get(desk(panel, step)).text, "what the refusal asks for is offered"
    for line in lines[2:]:
        reason = {"do": "decline", "reason": "Asked already elsewhere."}
        assert post(client, desk(panel, f"proposals/{line.code}"), reason).status_code == 303
    assert post(client, desk(panel, f"proposals/{lines[1].code}"), {"do": "dance"}).status_code == 400
    assert post(client, desk(panel, "proposals/nothing"), declined).status_code == 404

    new = session.scalars(select(Item).where(Item.stage_id == panel.stage.id).order_by(Item.id.desc())).first()
    assert new is not None
    assert (new.text, new.active) == ({"en": "Visits"}, True)
    release(round_, {panel.items[0].id: Fate.KEPT})
    assert post(client, desk(panel, f"proposals/{lines[1].code}"), declined).status_code == 409
    mine = {outcome.text: outcome.own for outcome in proposals.outcomes(panel.stage.id, panel.seat(4)) if outcome.own}
    assert mine == {"About a person": "My boss Ana Ruiz must go", "x" * 300: "x" * 300}
    assert all("Ana" not in repr(each) for each in proposals.outcomes(panel.stage.id, panel.seat(2)))

    take_seat(client, panel, 4)
    asked = client.get(f"/p/{panel.code}/me/erase").text
    assert "2 proposed statements" in asked
    assert "Erase 5 answers" in asked
    assert ("The same holds for the statements you proposed." in asked) is (level is not AnonymityLevel.CONFIDENTIAL)
    with transaction():
        assert erasures.erase(panel.seat(4)) == 5
    assert session.query(Proposal).count() == 2
    # where nobody may be known by what is gone, the other two stand aside: only their authors read them still
    read = [outcome.text for outcome in proposals.outcomes(panel.stage.id, panel.seat(5))]
    assert len(read) == (2 if level is AnonymityLevel.CONFIDENTIAL else 0) == len(proposals.queue(round_))
    assert [outcome.own for outcome in proposals.outcomes(panel.stage.id, panel.seat(0)) if outcome.own] == [
        "Zero costs"
    ]
    with transaction():
        assert erasures.erase(panel.seat(0)) == 5
    assert session.query(Proposal).count() == 1


def test_an_author_is_asked_and_answers_without_being_known(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=6, proposals=True)
    first_round(panel, client)
    code = session.scalars(select(Reason.code).where(Reason.text == "because 1")).one()
    sign_in(client, panel.stage.study.memberships[0].account)
    asked = post(client, desk(panel, f"reasons/{code}"), {"do": "ask", "question": "Do you mean by telephone?"})
    assert asked.status_code == 303
    row = session.scalars(select(Clarification)).one()
    assert row.key not in client.get(desk(panel, "reasons")).text
    for number in (0, 1):
        take_seat(client, panel, number)
        shown = words(get(client, panel))
        assert ("Do you mean by telephone?" in shown) is (number == 1)
        said = post(client, f"/p/{panel.code}/questions/{row.code}", {"answer": f"Yes\n{number}"})
        assert said.status_code == (303 if number == 1 else 404)
    session.expire_all()
    assert row.answer == "Yes 1"
    page = words(client.get(desk(panel, "reasons")))
    assert "Yes 1" not in page
    assert "1 question waits for its author" in page
    assert post(client, desk(panel, "questions")).status_code == 303
    assert "Yes 1" in words(client.get(desk(panel, "reasons")))
    assert post(client, desk(panel, "questions")).status_code == 409
    assert post(client, f"/p/{panel.code}/questions/{row.code}", {"answer": "Later"}).status_code == 404
    for _more in range(2):
        post(client, desk(panel, f"reasons/{code}"), {"do": "ask", "question": "Again?"})
    assert post(client, desk(panel, f"reasons/{code}"), {"do": "ask", "question": "Again?"}).status_code == 422
    take_seat(client, panel, 1)
    erasing = client.get(f"/p/{panel.code}/me/erase").text
    assert "1 answer to a question about your words" in erasing
    assert "Erase 5 answers" in erasing
    with transaction():
        assert erasures.erase(panel.seat(1)) == 5
    assert session.query(Clarification).count() == 0
    assert erasures.held(panel.seat(0)).explained == 0


@pytest.mark.parametrize("voters", [4, 5])
def test_helpful_marks_are_counted_and_shown_from_the_smallest_group_on(
    app: Flask, client: FlaskClient, voters: int
) -> None:
    panel = make_panel(n=6, helpful=True)
    round_ = first_round_without(panel)
    release(round_)
    second = open_round(panel)
    for number in range(6):
        take_seat(client, panel, number)
        answer(panel.seat(number), second, [5, 6, 7])
        page = get(client, panel, "/1/reasons")
        assert b'" checked' not in page.data
        mark = marks.mark_of(panel.items[0].lineage, "because 1")
        sent = {"mark": [mark, mark, "0" * 16, "x"]} if number < voters else {}
        assert post(client, f"/p/{panel.code}/round/1/reasons", sent).status_code == 303
    assert get(client, panel, "/1/reasons").data.count(b'" checked') == (1 if voters > 5 else 0)
    ticks_of_one_page_leave_those_of_another(client, panel)
    close_and_mix(second)
    assert [row.count for row in session.scalars(select(ReasonMark))] == [voters]
    sign_in(client, panel.stage.study.memberships[0].account)
    shown = words(client.get(desk(panel, "reasons")))
    assert ("helpful to 5 panellists" in shown) is (voters == 5)
    assert "helpful to 4" not in shown


def ticks_of_one_page_leave_those_of_another(client: FlaskClient, panel: TestPanel) -> None:
    """Where reasons weigh more than a page may they stand on several; in the end nothing is ticked."""
    address = f"/p/{panel.code}/round/1/reasons"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(light_pages, "PAGE_BYTES", 1)
        for number in (1, 2):
            page = client.get(f"{address}?page={number}").text
            assert f"Page {number} of 2" in page
            [name] = re.findall(r'name="mark" value="(\w+)"', page)
            assert post(client, f"{address}?page={number}", {"mark": name}).status_code == 303
        assert client.get(f"{address}?page=1").text.count('" checked') == 1
    assert client.get(address).text.count('" checked') == 2
    assert post(client, address, {}).status_code == 303


def first_round_without(panel: TestPanel) -> PanelRound:
    """Six people, two of whom give a reason."""
    round_ = open_round(panel)
    for number in range(6):
        answer(panel.seat(number), round_, [number + 2, 6, 7], reasons=[f"because {number}"] if number < 2 else [])
    close_and_mix(round_)
    return round_


def test_neither_page_is_there_where_the_protocol_does_not_say_so(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=6)
    release(first_round_without(panel))
    open_round(panel)
    take_seat(client, panel, 0)
    assert client.get(f"/p/{panel.code}/proposals").status_code == 404
    assert post(client, f"/p/{panel.code}/round/1/reasons", {}).status_code == 404
    assert b'name="mark"' not in get(client, panel, "/1/reasons").data


def test_forged_sheets_propose_nothing_and_do_not_stop_the_mix(app: Flask) -> None:
    panel = make_panel(n=6, proposals=True, helpful=True)
    round_ = first_round_without(panel)
    bad: list[tuple[object, object, object]] = [
        ("k" * 500, "proposal:0", "x"),
        (None, "proposal:1", "x"),
        ("a" * 64, "proposal:2", ["x"]),
        ("a" * 64, 7, "x"),
        ("b" * 64, "proposal:0", "\x00\ud800"),
        ("c" * 64, "proposal:0", "y" * 301),
        ("d" * 64, "helpful", [{}, 3, "z" * 16]),
    ]
    sheets = [OpenedSheet("r", (row,), None, finished=True) for row in bad]  # type: ignore[arg-type]  # forged
    with transaction():
        proposals.store(round_, sheets, is_asked=True)
        marks.store(round_, sheets, is_asked=True)
    assert (session.query(Proposal).count(), session.query(ReasonMark).count()) == (0, 0)
