"""The panellist's pages of a Delphi, in a browser without script."""

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from survey_app.db import now, session, transaction
from survey_app.models import InboxSheet, Panel, Panellist, PanelRound
from survey_app.services import ballots
from survey_app.services.ratings import Answer
from survey_app.vocabulary import Choice, Fate, PanelState, RoundState
from tests.builders import post
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, one_round, open_round, release, take_seat
from tests.rating_pages import answers_of, chosen, get, send, tree, words

VALUES = ([4, 7, 2], [6, 7, 2], [6, 8, 3], [6, 8, None], [7, 9, 5], [7, 7, 5], [7, 9, 1], [8, 9, 2], [8, 9, 2])
HEAVIEST = 60_000


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    return make_panel()


@pytest.fixture
def second(panel: TestPanel, client: FlaskClient) -> PanelRound:
    """Somebody in the second round, who answered 4, 7 and 2 in the first."""
    one_round(panel, VALUES, reasons=["So many people say", "As always", ""])
    take_seat(client, panel, 0)
    return open_round(panel)


@pytest.mark.sqlite_only
def test_the_first_round_shows_the_scale_and_nothing_chosen(panel: TestPanel, client: FlaskClient) -> None:
    open_round(panel)
    take_seat(client, panel, 0)
    home, page = get(client, panel), get(client, panel, "/1")
    assert (home.status_code, page.status_code) == (200, 200)
    assert "0 of 3 answered" in words(home)
    assert tree(page).xpath("//input[@name='value']/@value") == [str(point) for point in range(1, 10)]
    assert not tree(page).xpath("//input[@name='move']")
    assert "What the panel said" not in words(page)
    assert chosen(page) == []


def test_the_second_round_offers_keep_and_change_with_neither_chosen(
    panel: TestPanel, second: PanelRound, client: FlaskClient
) -> None:
    page = get(client, panel, "/1")
    assert tree(page).xpath("//input[@name='move']/@value") == ["keep", "change"]
    assert chosen(page) == []
    assert "Keep my answer, 4" in words(page)
    said = "You answered 4. The middle half of the 9 answers reaches from 6 to 7; the median is 7. Your answer is below"
    assert said in words(page)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("go", ["next", "nonsense"])
def test_an_untouched_page_gives_words_and_stores_nothing(
    panel: TestPanel, second: PanelRound, client: FlaskClient, go: str
) -> None:
    page = send(client, panel, "/1", go=go)
    assert page.status_code == 422
    assert "Say whether you keep or change your answer" in words(page)
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0
    assert not answers_of(panel, second)


@pytest.mark.sqlite_only
def test_back_from_an_untouched_page_stores_nothing(panel: TestPanel, second: PanelRound, client: FlaskClient) -> None:
    page = send(client, panel, "/2", go="back")
    assert (page.status_code, page.location) == (303, f"/p/{panel.code}/round/1")
    assert not answers_of(panel, second)


def test_keeping_and_changing_are_recorded_and_listed(
    panel: TestPanel, second: PanelRound, client: FlaskClient
) -> None:
    page = send(client, panel, "/1", move="keep")
    assert page.location == f"/p/{panel.code}/round/2"
    page = send(client, panel, "/2", move="change", value="3", why="Costs\r\ntoo much")
    assert page.location == f"/p/{panel.code}/round/3"
    page = send(client, panel, "/3", cannot="1")
    assert page.location == f"/p/{panel.code}/round"
    given = answers_of(panel, second)
    assert [given[item.lineage] for item in panel.items] == [
        Answer(4, choice=Choice.KEPT),
        Answer(3, choice=Choice.CHANGED, reason="Costs\ntoo much"),
        Answer(None, cannot=True, choice=Choice.CHANGED),
    ]
    states = [each.text_content() for each in tree(get(client, panel)).cssselect(".items .state")]
    assert states == ["kept 4", "changed 7 → 3", "cannot judge"]
    assert chosen(get(client, panel, "/2")) == ["change", "value-3", "Costs\ntoo much"]


@pytest.mark.sqlite_only
def test_keep_needs_an_earlier_answer(panel: TestPanel, client: FlaskClient) -> None:
    first = open_round(panel)
    take_seat(client, panel, 0)
    page = send(client, panel, "/1", move="keep")
    assert page.status_code == 422
    assert "no earlier answer" in words(page)
    assert not answers_of(panel, first)


REFUSED: Sequence[tuple[dict[str, object], str]] = (
    ({"move": "change"}, "Choose your new answer"),
    ({"move": "keep", "value": "9"}, "a new one, 9: choose one of the two"),
    ({"value": "5", "cannot": "1"}, "cannot judge: choose one of the two"),
    ({"move": "keep", "cannot": "1"}, "cannot judge: choose one of the two"),
    ({"move": "change", "value": "0"}, "Choose one of the answers shown"),
    ({"move": "change", "value": "04"}, "Choose one of the answers shown"),
    ({"move": "change", "value": "9" * 5000}, "Choose one of the answers shown"),
    ({"move": "leave", "value": "5"}, "Choose one of the answers shown"),
    ({"move": "change", "value": ["5", "6"]}, "Give one answer only"),
    ({"move": "change", "value": "5", "why": "x" * 501}, "has 501 characters"),
    ({"move": "change", "value": "5", "why": "a\x01b"}, "hidden character"),
    ({"why": "Only a reason"}, "Say whether you keep or change"),
)


@pytest.mark.sqlite_only
def test_what_cannot_be_taken_is_said_and_kept(panel: TestPanel, second: PanelRound, client: FlaskClient) -> None:
    for fields, told in REFUSED:
        page = send(client, panel, "/1", **{"why": "My reason stays", **fields})
        assert page.status_code == 422, fields
        assert told in words(page)
        if fields.get("why") != "a\x01b":
            assert str(fields.get("why", "My reason stays"))[:400] in tree(page).xpath("//textarea")[0].text
        assert not answers_of(panel, second)


def test_hostile_text_is_refused_and_never_a_fault(panel: TestPanel, second: PanelRound, client: FlaskClient) -> None:
    texts = ("NUL \x00", "y" * 200_000, "x" * 300_000, "９" * 9)
    for text, field in product(texts, ("why", "value", "move", "cannot", "go")):
        page = send(client, panel, "/1", **{field: text})
        assert page.status_code in {400, 413, 422}, (text[:10], field)
        assert not answers_of(panel, second)


def test_half_a_character_becomes_a_whole_one(panel: TestPanel, second: PanelRound, client: FlaskClient) -> None:
    send(client, panel, "/1", move="keep", why="\ud800 half".encode("utf-8", "surrogatepass"))
    assert answers_of(panel, second)[panel.items[0].lineage].reason.encode().endswith(b" half")


def test_an_answer_can_be_cleared(panel: TestPanel, second: PanelRound, client: FlaskClient) -> None:
    send(client, panel, "/1", move="keep")
    assert "Clear my answer" in words(get(client, panel, "/1"))
    page = send(client, panel, "/1", go="clear")
    assert page.status_code == 303
    assert not answers_of(panel, second)
    assert chosen(get(client, panel, "/1")) == []


def test_finishing_names_what_is_missing_then_gives_the_receipt(
    panel: TestPanel, second: PanelRound, client: FlaskClient
) -> None:
    send(client, panel, "/1", move="keep")
    page = send(client, panel, "/finish")
    assert page.status_code == 422
    missing = [each.text_content() for each in tree(page).cssselect(".items .words")]
    assert missing == ["One person to call", "Prices known beforehand"]
    send(client, panel, "/2", move="keep")
    send(client, panel, "/3", move="change", value="5")
    assert send(client, panel, "/finish").status_code == 303
    assert panel.seat(0).receipt(2) in words(get(client, panel, "/finish"))
    assert "You may still change your answers" in words(get(client, panel))
    send(client, panel, "/3", move="change", value="6")
    assert answers_of(panel, second)[panel.items[2].lineage].value == 6
    assert ballots.has_finished(panel.seat(0), second)


def test_a_finished_round_cannot_lose_an_answer(panel: TestPanel, second: PanelRound, client: FlaskClient) -> None:
    for place in (1, 2, 3):
        send(client, panel, f"/{place}", move="keep")
    send(client, panel, "/finish")
    assert "Clear my answer" not in words(get(client, panel, "/1"))
    assert send(client, panel, "/1", go="clear").status_code == 422
    assert len(answers_of(panel, second)) == 3


def test_a_save_after_the_clock_is_refused_with_what_was_typed(
    panel: TestPanel, second: PanelRound, client: FlaskClient
) -> None:
    with transaction():
        session.get_one(PanelRound, second.id).closes_at = now() - timedelta(seconds=1)
    page = send(client, panel, "/1", move="change", value="9", why="Too late to say")
    assert page.status_code == 409
    assert "This round is closed" in words(page)
    assert "Too late to say" in words(page)
    assert not answers_of(panel, second)
    assert get(client, panel, "/1").status_code == 303
    assert send(client, panel, "/finish").status_code == 409


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("state", "told"),
    [
        (RoundState.PAUSED, "The round is paused"),
        (RoundState.CLOSED, "This round is closed"),
        (RoundState.CANCELLED, "Round 1 has ended"),
    ],
)
def test_every_state_has_its_words(
    panel: TestPanel, second: PanelRound, client: FlaskClient, state: RoundState, told: str
) -> None:
    with transaction():
        session.get_one(PanelRound, second.id).state = state
    assert told in words(get(client, panel))
    for path in ("/1", "/1/reasons", "/finish"):
        assert get(client, panel, path).status_code == 303


@pytest.mark.sqlite_only
def test_before_the_first_round_and_between_rounds(panel: TestPanel, client: FlaskClient) -> None:
    take_seat(client, panel, 0)
    assert "The first round is not open yet" in words(get(client, panel))
    first = open_round(panel)
    answer_all(panel, first, VALUES)
    close_and_mix(first)
    page = get(client, panel)
    assert "being looked at" in words(page)
    assert panel.seat(0).receipt(1) in words(page)
    release(first)
    assert "Round 1 has ended" in words(get(client, panel))


@pytest.mark.sqlite_only
def test_a_link_that_counts_from_the_next_round_is_told_so(panel: TestPanel, client: FlaskClient) -> None:
    open_round(panel)
    with transaction():
        session.get_one(Panellist, panel.people[0][0].id).first_round = 2
    take_seat(client, panel, 0)
    assert "Your new link counts from the next round" in words(get(client, panel))
    page = send(client, panel, "/1", value="7")
    assert page.status_code == 409
    assert "counts from the next round" in words(page)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("rules", [{"real_time": True}, {}], ids=["real time", "one round"])
def test_a_link_that_counts_later_in_the_last_round_is_promised_no_next_one(
    app: Flask, client: FlaskClient, rules: dict[str, Any]
) -> None:
    panel = make_panel(n=5, rounds=1, **rules)
    open_round(panel)
    with transaction():
        session.get_one(Panellist, panel.people[0][0].id).first_round = 2
    take_seat(client, panel, 0)
    page = words(get(client, panel))
    assert "You are not asked in this round" in page
    assert "or you left the panel during it" in page
    assert "come back later by the same link" in page
    assert "next round" not in page


def test_at_the_end_people_see_their_own_answers_beside_the_panels(
    panel: TestPanel, second: PanelRound, client: FlaskClient
) -> None:
    answer_all(panel, second, [[row[0], 9, 5] for row in VALUES])
    close_and_mix(second)
    release(second)
    with transaction():
        session.get_one(Panel, panel.stage.id).state = PanelState.CONCLUDED
    page = get(client, panel)
    rows = [[cell.text_content() for cell in row.xpath("./th|./td")] for row in tree(page).xpath("//tbody/tr")]
    assert rows == [
        ["A reply within 48 hours", "4", "7", "6–7", "9"],
        ["One person to call", "9", "9", "9", "9"],
        ["Prices known beforehand", "5", "5", "5", "9"],
    ]


def test_a_closed_statement_is_listed_with_its_result(panel: TestPanel, client: FlaskClient) -> None:
    first = open_round(panel)
    answer_all(panel, first, [[8, 5, 2]] * 9)
    close_and_mix(first)
    release(first, {panel.items[0].id: Fate.CLOSED})
    open_round(panel, items=panel.items[1:])
    take_seat(client, panel, 0)
    home = words(get(client, panel))
    assert "Closed after round 1 under the rule" in home
    assert "Median 8, middle half 8, 9 people. The panel agreed: 7 to 9." in home
    missing = get(client, panel, "/3")
    assert missing.status_code == 404
    assert "To the start of the panel" in missing.text
    assert "Ask for a new link" not in missing.text, "their link is the right one"


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("language", "told"), [("en", "closes"), ("es", None), ("zh_Hans_CN", None)])
def test_the_page_speaks_the_persons_language_and_names_the_zone(
    app: Flask, client: FlaskClient, language: str, told: str | None
) -> None:
    panel = make_panel(language=language, timezone="Europe/Madrid")
    open_round(panel)
    take_seat(client, panel, 0)
    page = get(client, panel)
    assert tree(page).get("lang") == {"en": "en", "es": "es", "zh_Hans_CN": "zh-Hans"}[language]
    assert re.search(r"CES?T", words(page))
    assert told is None or told in words(page)


@pytest.mark.sqlite_only
def test_no_page_weighs_more_than_a_phone_can_bear(app: Flask, client: FlaskClient) -> None:
    long = [f"Statement {number}: " + "words " * 60 for number in range(40)]
    panel = make_panel(n=9, statements=long, groups={"Customers": 9})
    first = open_round(panel)
    answer_all(panel, first, [[(number + place) % 9 + 1 for place in range(40)] for number in range(9)],
               reasons=["why " * 100] * 3)  # fmt: skip
    close_and_mix(first)
    release(first)
    open_round(panel)
    take_seat(client, panel, 0)
    for path in ("", "/1", "/1/reasons", "/finish"):
        page = get(client, panel, path)
        assert page.status_code == 200
        assert len(page.data) < HEAVIEST, path


def test_a_page_of_another_panel_needs_its_own_link(panel: TestPanel, second: PanelRound, client: FlaskClient) -> None:
    other = make_panel()
    open_round(other)
    for path in ("", "/1", "/finish", "/points", "/1/reasons"):
        assert get(client, other, path).status_code == 404


def test_looking_changes_nothing(panel: TestPanel, second: PanelRound, client: FlaskClient) -> None:
    for path in ("", "/1", "/2", "/1/reasons", "/finish", "/points"):
        get(client, panel, path)
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0
    session.refresh(second)
    assert second.begun == 0


@pytest.mark.sqlite_only
def test_a_page_reads_each_thing_once(panel: TestPanel, second: PanelRound, client: FlaskClient) -> None:
    """Hundreds of panellists answer in the last hour: a page that asks twice for the same makes all of them wait."""
    asked: list[str] = []
    base = f"/p/{panel.code}/round"
    session.commit()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    # one of the fourteen of a statement is for its corrections: whoever answers reads the words as they are just then
    for path, most in ((base, 14), (f"{base}/1", 14), (f"{base}/1/reasons", 13), (f"{base}/finish", 11)):
        asked.clear()
        client.get(path)
        assert len(asked) <= most, (path, asked)
        assert len(set(asked)) == len(asked), path
    asked.clear()
    post(client, f"{base}/1", {"move": "change", "value": "8", "why": "Because", "go": "next"})
    assert len(asked) <= 27, asked
    event.remove(session.get_bind(), "before_cursor_execute", note)
