"""Votes by marks, stances and pairs: sealed, counted once, frozen, and no figure of fewer people than k."""

from collections import Counter
from itertools import combinations

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.db import session, transaction
from survey_app.models import Panel, PanelRound, Snapshot, Vote
from survey_app.services import (
    approvals,
    decks,
    erasures,
    pair_votes,
    panel_links,
    stances,
    vote_freezing,
    vote_results,
    vote_sheets,
    votes,
)
from survey_app.services.approvals import Approvals
from survey_app.services.ballots import OpenedSheet
from survey_app.services.pair_figures import freeze as compare
from survey_app.services.pair_votes import PairResult
from survey_app.services.stance_figures import freeze as group
from survey_app.services.stances import Stances
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase, VoteKind
from tests.brainstorming import card, close, count_votes, end_writing, make_brainstorm, open_vote, released, turn_to
from tests.panels import TestPanel

IDEAS = ("Delivery", "Phone", "Prices", "Website")
LINES = [{"code": code, "text": code, "theme": ""} for code in "abcdefgh"]
pytestmark = pytest.mark.sqlite_only


def begin(kind: VoteKind, n: int = 7) -> TestPanel:
    made = make_brainstorm(n, level=AnonymityLevel.SEALED)
    released(made, IDEAS)
    end_writing(made)
    with transaction():
        vote_results.choose_kind(made.stage, kind)
    return made


def rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 4)


def codes(**given: int) -> dict[str, int]:
    return {card(text).code: stance for text, stance in given.items()}


def test_marks_are_shares_of_all_who_voted_with_an_interval(app: Flask) -> None:
    """Wilson's interval of 3 of 5 at 95 % is .2307 to .8824 (Newcombe 1998's formula, by R's prop.test uncorrected)."""
    panel = begin(VoteKind.APPROVE)
    round_ = open_vote(panel)
    marks = [{"Delivery", "Phone"}, {"Delivery"}, {"Delivery", "Prices"}, {"Phone"}, set()]
    for number, texts in enumerate(marks):
        with transaction():
            approvals.save(panel.seat(number), round_, {card(text).code for text in texts}, finished=True)
    with transaction():
        approvals.save(panel.seat(5), round_, {card("Website").code}, finished=False)
    with transaction(), pytest.raises(votes.CardGone):
        approvals.save(panel.seat(6), round_, {"nothing"}, finished=True)
    assert approvals.own(panel.seat(0), round_) == {card("Delivery").code, card("Phone").code}
    count_votes(round_)
    found = vote_results.of_stage(panel.stage.id)
    assert isinstance(found, Approvals)
    assert [(one.text, one.people, one.rank) for one in found.cards] == [
        ("Delivery", 3, 1),
        ("Phone", 2, 2),
        ("Prices", 1, 3),
        ("Website", 0, 4),
    ]
    first = found.cards[0]
    assert (first.share, *map(rounded, (first.low, first.high))) == (0.6, 0.2307, 0.8824)
    assert session.scalar(select(func.count(func.distinct(Vote.key)))) == 6
    assert votes.verify(panel.stage)


def test_stances_count_people_and_can_be_taken_out_again(app: Flask) -> None:
    panel = begin(VoteKind.STANCE)
    round_ = open_vote(panel)
    for number in range(6):
        with transaction():
            stances.save(panel.seat(number), round_, codes(Delivery=-1))
    for number in range(6):
        with transaction():
            stances.save(panel.seat(number), round_, codes(Delivery=1, Phone=0 if number else -1))
    count_votes(round_)
    found = vote_results.of_stage(panel.stage.id)
    assert isinstance(found, Stances)
    by_text = {one.text: one for one in found.cards}
    assert (found.voters, found.groups) == (6, ())
    assert by_text["Delivery"].split == stances.Split(6, 0, 0)
    assert by_text["Phone"].split == stances.Split(0, 5, 1)
    assert [(one.text, one.rank) for one in found.cards] == [
        ("Delivery", 1),
        ("Phone", 2),
        ("Prices", None),
        ("Website", None),
    ]
    assert votes.verify(panel.stage)
    said = sorted(row.said for row in vote_freezing.stored(round_))
    assert vote_freezing.digest(said) != found.input_hash, "whoever tries all that is held back would know it"
    with transaction():
        assert erasures.erase(panel.seat(0)) == 3
    assert session.scalar(select(func.count()).select_from(Vote)) == 10
    assert not votes.verify(panel.stage)


def test_the_way_of_voting_is_fixed_once_the_vote_is_open(app: Flask) -> None:
    panel = begin(VoteKind.PAIRS)
    open_vote(panel)
    with transaction(), pytest.raises(vote_results.WayFixed):
        vote_results.choose_kind(panel.stage, VoteKind.POINTS)
    with transaction():
        vote_results.choose_kind(panel.stage, VoteKind.PAIRS)
    turn_to(panel, BrainstormPhase.GROUP)
    with transaction():
        vote_results.choose_kind(panel.stage, VoteKind.STANCE)
    assert session.get_one(Panel, panel.stage.id).vote_kind == VoteKind.STANCE


def test_pairs_stay_the_same_and_a_choice_counts_for_the_card_on_either_side(app: Flask) -> None:
    panel = begin(VoteKind.PAIRS)
    round_ = open_vote(panel)
    shown = [pair_votes.pairs(panel.seat(number), round_) for number in range(6)]
    assert all(len({frozenset((pair.left.code, pair.right.code)) for pair in pairs}) == 6 for pairs in shown)
    assert len({tuple(pair.left.code for pair in pairs) for pairs in shown}) > 1
    best = card("Delivery").code
    for number, pairs in enumerate(shown):
        for _time in range(2):
            chosen = {pair.slot: best if best in (pair.left.code, pair.right.code) else None for pair in pairs}
            with transaction():
                pair_votes.save(panel.seat(number), round_, chosen)
        again = pair_votes.pairs(panel.seat(number), round_)
        assert [(one.left.code, one.right.code) for one in again] == [(one.left.code, one.right.code) for one in pairs]
        assert sum(one.chosen in (1, -1) for one in again) == 3
    with transaction(), pytest.raises(votes.CardGone):
        pair_votes.save(panel.seat(6), round_, {1: "nothing"})
    count_votes(round_)
    found = vote_results.of_stage(panel.stage.id)
    assert isinstance(found, PairResult)
    table = {one.text: (one.wins, one.losses, one.score, one.rank) for one in found.cards}
    assert table.pop("Delivery") == (18, 0, 95.0, 1)
    assert set(table.values()) == {(0, 6, 12.5, 2)}
    assert (found.choices, found.skipped, found.sets) == (18, 18, 1)
    assert votes.verify(panel.stage)
    with transaction():
        assert erasures.erase(panel.seat(0)) == 7


@pytest.mark.parametrize("kind", [VoteKind.APPROVE, VoteKind.STANCE, VoteKind.PAIRS])
def test_a_forged_sheet_is_set_aside(app: Flask, kind: VoteKind) -> None:
    panel = begin(kind)
    round_ = open_vote(panel)
    code = card("Delivery").code
    for number in range(5):
        with transaction():
            if kind is VoteKind.APPROVE:
                approvals.save(panel.seat(number), round_, [code], finished=True)
            elif kind is VoteKind.STANCE:
                stances.save(panel.seat(number), round_, {code: 1})
            else:
                pair_votes.save(panel.seat(number), round_, {1: None})
    batch = close(round_)
    bad: list[object] = [None, 5, [[]], {"x": 2}, {"x": True}, [1], [code, code], [[1, code, code, 1]], "text"]
    bad += [[[21, code, "x", 1]], [[1, code, "x", 2]], [[1, code, "x"]], {code: "1"}, [[True, code, "x", 1]]]
    sheets = [forged(kind, f"{n:064x}", value) for n, value in enumerate(bad, 1)]
    sheets += [forged(kind, "f" * 64, good(kind, code)) for _twice in range(2)]
    sheets.append(forged(kind, "short", good(kind, code)))
    sheets.append(forged(kind, "e" * 64, good(kind, code)))
    with transaction():
        vote_results.take(batch, session.get_one(PanelRound, round_.id), sheets)
    document = session.get_one(Snapshot, round_.id).document
    assert (document["voters"], document["void"]) == (1, len(sheets) - 1)


def forged(kind: VoteKind, seed: str, content: object) -> OpenedSheet:
    return OpenedSheet("R", ((seed, kind.value, content),), None, finished=True)


def good(kind: VoteKind, code: str) -> object:
    other = card("Phone").code
    return {VoteKind.APPROVE: [code, "gone"], VoteKind.STANCE: {code: -1}, VoteKind.PAIRS: [[1, code, other, 1]]}[kind]


def test_the_largest_sheet_fits_into_its_bound() -> None:
    said = {f"{n:012}": -1 for n in range(200)}
    assert len(str(said)) < vote_sheets.bound(VoteKind.STANCE, 200) - 64
    pairs = [[20, "a" * 12, "b" * 12, -1]] * vote_sheets.MOST_PAIRS
    assert len(str(pairs)) < vote_sheets.bound(VoteKind.PAIRS, 200) - 64


def test_two_camps_are_found_with_what_they_share_and_what_divides_them() -> None:
    camps = [dict.fromkeys("abc", 1) | dict.fromkeys("defg", -1) | {"h": 1}] * 8
    camps += [dict.fromkeys("abc", -1) | dict.fromkeys("defg", 1) | {"h": 1}] * 6
    found = stances.result_of({"voters": 14, **group(camps, LINES, 5)}, "")
    assert found.groups == (8, 6)
    assert [one.code for one in found.shared] == ["h"]
    assert {one.code for one in found.divides} <= set("abcdefg")
    assert len(found.divides) == 5
    last = next(one for one in found.cards if one.code == "h")
    assert last.consensus == pytest.approx((9 / 10) * (7 / 8))
    assert found.refused == []


def test_no_group_below_k_is_formed_and_nothing_is_found_by_subtraction() -> None:
    camps = [dict.fromkeys("abcdefgh", 1)] * 9 + [dict.fromkeys("abcdefgh", -1)] * 4
    assert group(camps, LINES, 5)["groups"] == []
    assert group(camps, LINES, 4)["groups"] == [9, 4]
    one = {"a": 1}
    camps = [dict.fromkeys("abcdefgh", 1)] * 7 + [dict.fromkeys("abcdefgh", -1)] * 6 + [one]
    document = group(camps, LINES, 5)
    assert document["groups"] == [7, 6]
    first = next(line for line in document["cards"] if line["code"] == "a")
    assert first["stances"] == [8, 0, 6]
    assert [cell for cell in first["groups"] if cell] == [[7, 0, 0]]
    assert first["consensus"] is None
    few = group([{"a": 1}] * 4 + [{"b": 1}] * 5, LINES, 5)
    assert [line["stances"] for line in few["cards"][:3]] == [None, [5, 0, 0], [0, 0, 0]]


def test_the_order_of_sheets_and_codes_changes_no_figure() -> None:
    people = [{code: (n * 7 + ord(code) * 3) % 3 - 1 for code in "abcdefgh" if (n + ord(code)) % 4} for n in range(30)]
    renamed = dict(zip("abcdefgh", "hgfedcba", strict=True))
    others = [{renamed[code]: stance for code, stance in each.items()} for each in reversed(people)]
    lines = [{"code": renamed[line["code"]], "text": line["text"], "theme": ""} for line in LINES]
    one, two = group(people, LINES, 5), group(others, lines, 5)
    without = [{**line, "code": ""} for line in one.pop("cards")]
    assert without == [{**line, "code": ""} for line in two.pop("cards")]
    assert one == two


def test_a_tournament_meets_nobody_twice_and_all_almost_equally_often() -> None:
    for n in (2, 3, 4, 7, 30, 41, 200):
        names = [str(number) for number in range(n)]
        found = decks.schedule(names, 20)
        assert len(found) == len({frozenset(pair) for pair in found}) == min(20, n * (n - 1) // 2)
        often = Counter(name for pair in found for name in pair)
        assert max(often.values()) - min(often[name] for name in names) <= 2
    assert set(map(frozenset, decks.schedule(list("abc"), 20))) == set(map(frozenset, combinations("abc", 2)))


@pytest.mark.parametrize("level", list(AnonymityLevel))
def test_only_a_level_with_a_key_of_its_links_has_a_secret_to_deal_by(app: Flask, level: AnonymityLevel) -> None:
    panel = make_brainstorm(1, level=level)
    if level is AnonymityLevel.ANONYMOUS:
        assert panel_links.deck_secret(panel.stage) is None, "no link was made by the key yet"
    with transaction():
        panel_links.issue(panel.stage, panel.people[0][0])
    secret = panel_links.deck_secret(panel.stage)
    assert (secret is None) is (level is AnonymityLevel.SEALED)
    assert secret == panel_links.deck_secret(panel.stage)
    if level is AnonymityLevel.ANONYMOUS:
        with transaction():
            panel_links.destroy_link_key(panel.stage)
        assert panel_links.deck_secret(panel.stage) is None


def test_scores_below_k_judges_are_left_out_and_sets_that_never_met_have_no_ranks() -> None:
    people = [[("a", "b", 1), ("c", "d", 1)]] * 6 + [[("a", "c", 0), ("e", "f", 1)]] * 4
    document = compare(people, LINES, 5)
    found = pair_votes.result_of({"voters": 10, **document}, "")
    assert found.sets == 3
    assert {one.code: one.score for one in found.cards if one.score is not None} == {
        "a": 87.5,
        "c": 87.5,
        "b": 12.5,
        "d": 12.5,
    }
    assert {one.rank for one in found.cards} == {None}
    assert [one.code for one in found.cards][-4:] == ["e", "f", "g", "h"]
    assert {one.code: one.people for one in found.cards}["e"] is None
    alone = compare([[("a", "b", 1), ("b", "c", 1)]] * 6 + [[("d", "a", 1)]], LINES, 5)
    hidden = {line["code"] for line in alone["cards"] if line["people"] is None}
    assert "d" in hidden
    assert len(hidden) > 1
