"""Brainwriting: three ideas of others for everybody, others after that, and nobody sees the whole board before."""

from collections import Counter

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.exceptions import NotFound
from survey_app.models import Panel
from survey_app.services import brainwriting, cards, installation, phases, vote_results, votes
from survey_app.services import links as links_of_people
from survey_app.services.ideas import WriteFirst
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase, Role
from tests.brainstorming import (
    answer,
    card,
    count_votes,
    end_writing,
    idea,
    make_brainstorm,
    open_vote,
    release,
    release_result,
    turn_to,
    write,
    writing,
)
from tests.builders import make_member, post, sign_in
from tests.idea_pages import home, links, page, words
from tests.panels import TestPanel, take_seat
from tests.routes.test_boards import Moderator
from tests.seated import new_panellist

pytestmark = pytest.mark.sqlite_only
PEOPLE = 8


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    """Everybody has written two ideas, which are released together; people may build on them now."""
    made = make_brainstorm(PEOPLE + 1, level=AnonymityLevel.SEALED)
    with transaction():
        brainwriting.choose(made.stage, on=True)
    for number in range(PEOPLE):
        for which in ("First", "Second"):
            write(made, number, f"{which} of {number}")
    release(made)
    with transaction():
        phases.to_build(made.stage, None)
    return made


def handed(panel: TestPanel, number: int) -> list[str]:
    return [one.text for one in brainwriting.handed(panel.seat(number), writing(panel))]


def pass_on(panel: TestPanel, expected: int) -> None:
    with transaction():
        brainwriting.pass_on(panel.stage, expected)


def test_everybody_gets_three_ideas_of_others_that_stay_until_they_are_passed_on(panel: TestPanel) -> None:
    first = [handed(panel, number) for number in range(PEOPLE)]
    assert [len(each) for each in first] == [3] * PEOPLE
    assert not any(f"of {number}" in text for number, each in enumerate(first) for text in each)
    assert len({tuple(each) for each in first}) > 1
    write(panel, 0, "A late one")
    assert [handed(panel, number) for number in range(PEOPLE)] == first
    pass_on(panel, 1)
    second = [handed(panel, number) for number in range(PEOPLE)]
    assert not any(set(one) & set(two) for one, two in zip(first, second, strict=True))
    with pytest.raises(brainwriting.PassedOnAlready):
        pass_on(panel, 1)
    with pytest.raises(WriteFirst):
        handed(panel, PEOPLE)


def test_ideas_are_dealt_by_the_list_as_it_was_then_with_nobody_alone_at_its_end(app: Flask) -> None:
    # a key at random deals the same once in 100,000 times, however many are counted
    (installation.settings().instance / links_of_people.LINK_KEY_FILE).write_text("the key of this test")
    made = make_brainstorm(PEOPLE + 1, level=AnonymityLevel.CONFIDENTIAL)
    with transaction():
        brainwriting.choose(made.stage, on=True)
    for number in range(PEOPLE + 1):
        write(made, number, f"Idea of {number}")
    release(made)
    with transaction():
        phases.to_build(made.stage, None)
    dealt = [handed(made, number) for number in range(PEOPLE + 1)]
    with transaction():
        made.people.append(new_panellist(made.stage, "Somebody new"))
    assert [handed(made, number) for number in range(PEOPLE + 1)] == dealt
    with transaction():
        board = session.get_one(Panel, made.stage.id)
        assert board.deck["people"] == PEOPLE + 1
        board.deck = {**board.deck, "people": 0}
    assert [handed(made, number) for number in range(PEOPLE + 1)] != dealt, "the ninth would be shuffled with nobody"


def test_ideas_with_the_fewest_additions_are_handed_out_next(panel: TestPanel) -> None:
    first = [handed(panel, number) for number in range(PEOPLE)]
    added = Counter(text for each in first[:4] for text in each)
    for number, texts in enumerate(first[:4]):
        for text in texts:
            answer(panel, number, text, f"{number} adds to {text}")
    release(panel)
    pass_on(panel, 1)
    every = {f"{which} of {number}" for number in range(PEOPLE) for which in ("First", "Second")}
    for number, had in enumerate(first):
        left = {text for text in every - set(had) if not text.endswith(f"of {number}")}
        fewest = sorted(added[text] for text in left)[: brainwriting.HANDED]
        assert sorted(added[text] for text in handed(panel, number)) == fewest
    assert sum(len(texts) for texts in brainwriting.said_to_own(panel.seat(0)).values()) == sum(
        added[text] for text in ("First of 0", "Second of 0")
    )


def test_nobody_reaches_the_board_or_a_card_that_was_not_handed_to_them(panel: TestPanel, app: Flask) -> None:
    person = take_seat(app.test_client(), panel, 0)
    shown = page(person, f"{home(panel)}/handed")
    assert all(text in words(shown) for text in handed(panel, 0))
    elsewhere = person.get(f"{home(panel)}/board")
    assert (elsewhere.status_code, elsewhere.location) == (303, f"{home(panel)}/handed")
    assert person.get(f"{home(panel)}/news").status_code == 404
    assert not links(page(person, home(panel)), "Read what others wrote")
    mine, theirs = handed(panel, 0)[0], next(text for text in ("First of 5", "Second of 5", "First of 6", "Second of 6")
                                            if text not in handed(panel, 0))  # fmt: skip
    other = f"{home(panel)}/board/{card(theirs).code}/build-on"
    assert person.get(other).status_code == 404
    assert post(person, other, {"text": "Sneaked in"}).status_code == 404
    with pytest.raises(NotFound):
        brainwriting.require_handed(panel.seat(0), writing(panel), card(theirs).code)
    added = post(person, f"{home(panel)}/board/{card(mine).code}/build-on", {"text": "And faster"})
    assert "Your words are kept" in person.get(added.location, follow_redirects=True).text
    for number in (1, 2):
        write(panel, number, f"Late {number}")
    release(panel)
    author = int(mine[-1])
    assert "And faster" in words(page(take_seat(app.test_client(), panel, author), home(panel)))
    with transaction():
        phases.to_group(panel.stage, None)
    assert person.get(f"{home(panel)}/board").status_code == 200
    assert person.get(f"{home(panel)}/handed").status_code == 404


def test_the_moderator_switches_it_in_time_and_passes_on_once_for_each_page(panel: TestPanel, app: Flask) -> None:
    client = app.test_client()
    sign_in(client, make_member(panel.stage.study, Role.OWNER))
    desk = Moderator(client, panel.stage)
    assert "Ideas were handed out 1 time" in desk.get("/phases")
    desk.send("/phases", do="pass", passes="1")
    desk.send("/phases", 409, do="pass", passes="1")
    desk.send("/phases", 409, do="pass", passes="")
    for bad in ("x", "-1", "9" * 50, "\x00"):
        assert desk.send("/phases", 400, do="pass", passes=bad).status_code == 400
    assert brainwriting.passes(session.get_one(Panel, panel.stage.id, populate_existing=True)) == 2
    with transaction(), pytest.raises(brainwriting.WritingWayFixed):
        brainwriting.choose(panel.stage, on=False)
    turn_to(panel, BrainstormPhase.GROUP)
    with transaction(), pytest.raises(brainwriting.PassedOnAlready):
        brainwriting.pass_on(panel.stage, 2)


def test_authors_see_where_their_idea_went_and_how_it_fared(panel: TestPanel, app: Flask) -> None:
    person = take_seat(app.test_client(), panel, 0)
    end_writing(panel)
    with transaction():
        cards.merge(panel.stage, [card("First of 0").code, card("First of 1").code], "Together", None)
    assert "put together with other ideas: “Together”" in words(page(person, home(panel)))
    with transaction():
        cards.split(panel.stage, card("Together").code, idea("First of 0").code)
    assert "“Together”" not in words(page(person, home(panel)))
    round_ = open_vote(panel)
    for number in range(6):
        with transaction():
            votes.save(panel.seat(number), round_, {card("First of 0").code: 3}, finished=True)
    count_votes(round_)
    release_result(round_)
    shown = words(page(person, f"/p/{panel.code}/vote/result"))
    assert "Place 1 of 16 in the vote." in shown
    assert vote_results.of_stage(panel.stage.id) is not None
