"""The vote: points sealed until the end, counted once, frozen, hidden until then."""

import hashlib
import json

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from survey_app.db import session, transaction
from survey_app.models import Card, InboxSheet, PanelRound, Snapshot, Study, Vote
from survey_app.services import ballots, erasures, mixes, panels, votes
from survey_app.services.ballots import OpenedSheet
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase, RoundState
from tests.brainstorming import (
    answer,
    card,
    close,
    count_votes,
    end_writing,
    make_brainstorm,
    open_vote,
    release,
    release_result,
    released,
    result_of,
    turn_to,
    vote,
)
from tests.panels import TestPanel

IDEAS = ("Delivery", "Phone", "Prices", "Website")


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    return on_board(AnonymityLevel.ANONYMOUS)


@pytest.fixture
def confidential(app: Flask) -> TestPanel:
    return on_board(AnonymityLevel.CONFIDENTIAL)


def on_board(level: AnonymityLevel) -> TestPanel:
    made = make_brainstorm(7, level=level)
    released(made, IDEAS)
    end_writing(made)
    return made


def test_the_result_is_that_of_a_table_counted_by_hand(confidential: TestPanel) -> None:
    """Points: Delivery 3+2+2 = 7 of 3 people, Phone 5 of 1, Prices 1+1+1+2 = 5 of 4, Website 0; 6 people voted."""
    round_ = open_vote(confidential)
    for number, points in enumerate(
        [
            {"Delivery": 3, "Prices": 1},
            {"Delivery": 2, "Prices": 1},
            {"Delivery": 2, "Prices": 1},
            {"Phone": 5},
            {"Prices": 2, "Website": 0},
            {},
        ]
    ):
        vote(confidential, round_, number, points)
    count_votes(round_)
    found = result_of(confidential)
    assert found is not None
    assert (found.voters, found.points, found.given) == (6, 5, 17)
    table = [(one.text, one.rank, one.points, one.people, one.rank_people, one.share, one.bar) for one in found.cards]
    assert table == [
        ("Delivery", 1, 7, 3, 2, 0.5, 100),
        ("Prices", 2, 5, 4, 1, pytest.approx(4 / 6), 71.4),
        ("Phone", 2, 5, 1, 3, pytest.approx(1 / 6), 71.4),
        ("Website", 4, 0, 0, 4, 0, 0),
    ]


def test_points_are_hidden_until_the_vote_is_counted(panel: TestPanel) -> None:
    round_ = open_vote(panel)
    for number in range(6):
        vote(panel, round_, number, {"Delivery": 5})
    assert result_of(panel) is None
    assert session.scalar(select(func.count()).select_from(Vote)) == 0
    assert votes.own(panel.seat(0), round_) == {card("Delivery").code: 5}
    assert votes.own(panel.seat(6), round_) == {}
    batch = close(round_)
    assert result_of(panel) is None
    mixes.run(batch.id)
    session.expire_all()
    assert result_of(panel) is not None
    assert session.get_one(PanelRound, round_.id).state is RoundState.ANALYSED


def test_what_one_person_gave_stands_in_rows_that_nothing_joins(panel: TestPanel) -> None:
    round_ = open_vote(panel)
    for number in range(5):
        vote(panel, round_, number, {"Delivery": 2, "Phone": 1, "Prices": 2})
    count_votes(round_)
    assert session.scalar(select(func.count()).select_from(Vote)) == 15
    assert session.scalar(select(func.count(func.distinct(Vote.key)))) == 15
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0


def test_more_points_than_a_person_has_are_refused_with_the_numbers(panel: TestPanel) -> None:
    round_ = open_vote(panel)
    with pytest.raises(votes.PointsRefused) as refusal:
        vote(panel, round_, 0, {"Delivery": 4, "Phone": 3})
    assert refusal.value.params == {"given": 7, "points": 5, "over": 2}
    with pytest.raises(votes.PointsRefused):
        vote(panel, round_, 0, {"Delivery": -1, "Phone": 3})
    vote(panel, round_, 0, {"Delivery": 4, "Phone": 1})


def test_only_cards_that_stand_on_the_board_get_points(panel: TestPanel) -> None:
    round_ = open_vote(panel)
    with pytest.raises(votes.CardGone), transaction():
        votes.save(panel.seat(0), round_, {"nothing": 1}, finished=True)


def test_a_second_vote_replaces_the_first(confidential: TestPanel) -> None:
    round_ = open_vote(confidential)
    first = vote(confidential, round_, 0, {"Delivery": 5})
    for number in range(1, 5):
        vote(confidential, round_, number, {"Prices": 1})
    assert vote(confidential, round_, 0, {"Phone": 2}) == first
    count_votes(round_)
    found = result_of(confidential)
    assert found is not None
    points = {one.text: one.points for one in found.cards}
    assert points == {"Delivery": 0, "Phone": 2, "Prices": 4, "Website": 0}
    assert session.get_one(PanelRound, round_.id).receipts.count(first) == 1


def test_of_few_voters_without_names_only_as_much_is_told_as_binds_nobody() -> None:
    """Five voters with three points: half of their whole votes follow from points and people, a fifth from points."""
    cards = [
        {"code": code, "text": code, "theme": "", "points": points, "people": people}
        for code, points, people in (("A", 7, 3), ("B", 5, 1), ("C", 5, 4), ("D", 0, 0))
    ]
    document = {"voters": 6, "points": 5, "void": 0, "cards": cards}
    for voters, points, people in ((6, None, None), (9, 7, None), (49, 7, None), (50, 7, 3)):
        once = votes.told({**document, "voters": voters})
        assert votes.told(once) == once, "an archive that is read again tells no more"
        found = votes.result_from(once, "")
        first = next(each for each in found.cards if each.code == "A")
        assert (first.points, first.people, first.share is None) == (points, people, people is None)
        assert ([each.rank for each in found.cards], found.given) == ([1, 2, 2, 4], 17)
    assert votes.result_from(document, "").cards[0].share == pytest.approx(1 / 2)
    fewer = votes.result_from(votes.told({**document, "voters": 50, "points": 4}), "")
    assert (fewer.tells_points, fewer.tells_people) == (True, False)


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.CONFIDENTIAL])
def test_an_unfinished_vote_does_not_count(app: Flask, level: AnonymityLevel) -> None:
    panel = make_brainstorm(7, level=level)
    released(panel, IDEAS)
    end_writing(panel)
    round_ = open_vote(panel)
    for number in range(5):
        vote(panel, round_, number, {"Prices": 1})
    vote(panel, round_, 5, {"Phone": 5}, finish=False)
    count_votes(round_)
    found = result_of(panel)
    assert found is not None
    assert (found.voters, found.given) == (5, 5)


def test_too_few_votes_are_never_opened(panel: TestPanel) -> None:
    round_ = open_vote(panel)
    for number in range(4):
        vote(panel, round_, number, {"Prices": 1})
    with pytest.raises(mixes.TooFewSheets):
        close(round_)
    assert result_of(panel) is None


def test_the_frozen_hashes_are_those_of_the_stored_points(panel: TestPanel) -> None:
    round_ = open_vote(panel)
    for number in range(5):
        vote(panel, round_, number, {"Delivery": number, "Phone": 1})
    count_votes(round_)
    snapshot = session.get_one(Snapshot, round_.id)
    rows = session.execute(select(Vote.key, Card.code, Vote.points).join(Card, Card.id == Vote.card_id)).all()
    plain = json.dumps(sorted([row.code, row.points] for row in rows), separators=(",", ":")).encode()
    salt = bytes(session.get_one(Study, panel.stage.study_id).salt)
    assert snapshot.input_hash == hashlib.sha256(salt + plain).hexdigest()
    keyed = json.dumps(sorted(list(row) for row in rows), separators=(",", ":")).encode()
    assert snapshot.seal == hashlib.sha256(salt + keyed).hexdigest()
    assert votes.verify(panel.stage)


def test_two_people_who_swap_their_votes_change_nothing_that_is_shown(app: Flask) -> None:
    shown = []
    for swap in (False, True):
        panel = make_brainstorm(6)
        released(panel, [f"{word} {swap}" for word in IDEAS])
        end_writing(panel)
        round_ = open_vote(panel)
        who = [1, 0, 2, 3, 4] if swap else [0, 1, 2, 3, 4]
        for number, given in zip(who, [{"Delivery": 5}, {"Phone": 1}, {}, {}, {"Prices": 2}], strict=True):
            vote(panel, round_, number, {f"{word} {swap}": points for word, points in given.items()})
        count_votes(round_)
        found = result_of(panel)
        assert found is not None
        shown.append([(one.text.split()[0], one.points, one.people, one.rank) for one in found.cards])
    assert shown[0] == shown[1]


def test_stored_votes_can_be_neither_changed_nor_removed(panel: TestPanel) -> None:
    round_ = open_vote(panel)
    for number in range(5):
        vote(panel, round_, number, {"Prices": 1})
    count_votes(round_)
    for statement in (update(Vote).values(points=5), delete(Vote)):
        with pytest.raises(IntegrityError), transaction():
            session.execute(statement.execution_options(synchronize_session=False))
    assert votes.verify(panel.stage)


def test_a_closed_vote_takes_no_points(panel: TestPanel) -> None:
    round_ = open_vote(panel)
    with transaction():
        session.get_one(PanelRound, round_.id).state = RoundState.CLOSED
    session.expire_all()
    with pytest.raises(ballots.RoundClosed):
        vote(panel, round_, 0, {"Prices": 1})


def test_before_the_vote_there_is_none(panel: TestPanel) -> None:
    with pytest.raises(votes.NoVoteYet):
        votes.round_of(panel.stage.id)
    assert result_of(panel) is None


def test_additions_are_voted_on_like_other_cards(app: Flask) -> None:
    panel = make_brainstorm(6, level=AnonymityLevel.CONFIDENTIAL)
    released(panel, IDEAS)
    turn_to(panel, BrainstormPhase.BUILD)
    for number in range(3):
        answer(panel, number, "Delivery", f"Addition {number}")
    release(panel)
    end_writing(panel)
    round_ = open_vote(panel)
    assert len(votes.cards(panel.seat(0))) == 7
    for number in range(5):
        vote(panel, round_, number, {"Addition 1": 5})
    count_votes(round_)
    release_result(round_)
    found = result_of(panel)
    assert found is not None
    assert (found.cards[0].text, found.cards[0].points) == ("Addition 1", 25)


def test_a_forged_sheet_gives_nobody_more_than_a_person_has(panel: TestPanel) -> None:
    round_ = open_vote(panel)
    code = card("Delivery").code
    for number in range(5):
        vote(panel, round_, number, {"Prices": 1})
    batch = close(round_)
    key = iter(f"{n:064x}" for n in range(100))
    forged: list[list[tuple[str, str, object]]] = [
        [(next(key), f"vote:{code}", 6)],
        [(next(key), f"vote:{code}", True)],
        [(next(key), f"vote:{code}", "5")],
        [(next(key), f"vote:{code}", -3)],
        [("short", f"vote:{code}", 1)],
        [(next(key), "idea", 1)],
        [(next(key), f"vote:{code}", 3), (next(key), f"vote:{card('Phone').code}", 3)],
        [(next(key), f"vote:{code}", 1), (next(key), f"vote:{code}", 1)],
        [(next(key), "vote:unknown", 5), (next(key), f"vote:{code}", 0)],
    ]
    sheets = [OpenedSheet(f"R{n}", tuple(rows), None, finished=True) for n, rows in enumerate(forged)]
    good = OpenedSheet("G", ((next(key), f"vote:{code}", 2), (next(key), "vote:unknown", 3)), None, finished=True)
    with transaction():
        votes.take(batch, session.get_one(PanelRound, round_.id), [*sheets, good])
    document = session.get_one(Snapshot, round_.id).document
    assert (document["voters"], document["void"]) == (1, 9)
    assert [one["points"] for one in document["cards"] if one["code"] == code] == [2]


def test_while_people_vote_nobody_gets_more_or_fewer_points(panel: TestPanel) -> None:
    kept = {"open_link": False, "release_people": 3, "check_first": False, "ends": {}}
    panels.change_brainstorm(panel.stage, points=6, **kept)
    open_vote(panel)
    with pytest.raises(panels.PointsFixed):
        panels.change_brainstorm(panel.stage, points=4, **kept)
    panels.change_brainstorm(panel.stage, points=6, **kept)


def test_points_of_others_count_when_an_author_erases_during_the_vote(confidential: TestPanel) -> None:
    round_ = open_vote(confidential)
    code = card("Delivery").code
    for number in range(1, 7):
        vote(confidential, round_, number, {"Delivery": 3, "Phone": 2})
    with transaction():
        assert erasures.erase(confidential.seat(0)) == 1
    session.expire_all()
    assert session.scalars(select(Card.text).where(Card.code == code)).one() == ""
    with transaction(), pytest.raises(votes.CardGone):
        votes.save(confidential.seat(1), round_, {code: 1}, finished=True)
    count_votes(round_)
    found = result_of(confidential)
    assert found is not None
    assert found.given == 30
    assert {each.text: (each.points, each.people) for each in found.cards} == {
        "": (18, 6),
        "Phone": (12, 6),
        "Prices": (0, 0),
        "Website": (0, 0),
    }
    assert votes.verify(confidential.stage)
