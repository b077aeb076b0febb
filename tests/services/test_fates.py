"""What becomes of statements: the rule suggests, the moderator decides with reasons, nothing vanishes."""

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.models import Item, ItemOrigin, PanelRound, RoundItem
from survey_app.services import fates, items, round_endings, rounds
from survey_app.services.fates import FateSettled, NoRuleFor, SameWords, TooFewParts
from survey_app.services.protocols import ReasonTooShort
from survey_app.vocabulary import Fate, RoundState
from tests.delphis import analysed, answered, opened
from tests.panels import TestPanel, make_panel, release

pytestmark = pytest.mark.sqlite_only

AGREED, SPLIT, MOVED = [8] * 9, [1, 1, 1, 1, 9, 9, 9, 9, 9], [2, 3, 4, 5, 6, 7, 8, 9, 1]
WHY = "Everybody said the same in the interviews."


def columns(*found: list[int]) -> list[list[float | None]]:
    """Ratings by statement, turned into one row a person."""
    return [list(row) for row in zip(*found, strict=True)]


def two_rounds(panel: TestPanel) -> PanelRound:
    """S1 agreed and stable, S2 in two camps and stable, S3 agreed at last and moving."""
    first = opened(panel)
    answered(panel, first, columns(AGREED, SPLIT, MOVED))
    release(analysed(first))
    second = opened(panel)
    answered(panel, second, columns(AGREED, SPLIT, AGREED))
    return analysed(second)


def fate_of(round_: PanelRound, code: str) -> tuple[Fate | None, bool, str]:
    session.expire_all()
    row = fates.find(round_, code).row
    return row.fate, row.by_rule, row.fate_reason


def next_codes(round_: PanelRound) -> list[str]:
    return [item.code for item in items.of_stage(round_.stage_id, active=True)]


@pytest.fixture
def round_(app: Flask) -> PanelRound:
    """An analysed first round."""
    panel = make_panel(n=9, rounds=3)
    found = opened(panel)
    answered(panel, found, columns(AGREED, SPLIT, MOVED))
    return analysed(found)


def test_the_rule_closes_what_is_agreed_and_stable_and_nothing_else(app: Flask) -> None:
    second = two_rounds(make_panel(n=9))
    assert [line.suggested for line in fates.of_round(second)] == [Fate.CLOSED, Fate.KEPT, Fate.KEPT]
    with transaction():
        assert fates.accept_suggestions(second) == 3
    assert [fate_of(second, code)[:2] for code in ("S1", "S2", "S3")] == [
        (Fate.CLOSED, True),
        (Fate.KEPT, False),
        (Fate.KEPT, False),
    ]
    assert next_codes(second) == ["S2", "S3"]
    with transaction():
        assert fates.accept_suggestions(second) == 0


def test_after_a_first_round_nothing_is_stable_so_nothing_is_closed(round_: PanelRound) -> None:
    assert {line.suggested for line in fates.of_round(round_)} == {Fate.KEPT}
    with pytest.raises(NoRuleFor), transaction():
        fates.close_by_rule(round_, "S1")


def test_statements_that_never_met_the_rule_end_without_consensus(app: Flask) -> None:
    panel = make_panel(n=9)
    second = two_rounds(panel)
    with transaction():
        fates.accept_suggestions(second)
        round_endings.release(second, None)
        round_endings.conclude(panel.stage, None)
    found = {outcome.item.code: outcome for outcome in fates.outcomes(panel.stage.id)}
    assert set(found) == {"S1", "S2", "S3"}
    assert [found[code].has_no_consensus for code in ("S1", "S2", "S3")] == [False, True, False]


def test_closing_against_the_rule_and_dropping_need_reasons(round_: PanelRound) -> None:
    for act in (fates.close, fates.drop):
        with pytest.raises(ReasonTooShort), transaction():
            act(round_, "S1", "because")
    with transaction():
        fates.close(round_, "S1", WHY)
        fates.drop(round_, "S2", WHY)
        fates.keep(round_, "S3")
    assert fate_of(round_, "S1") == (Fate.CLOSED, False, WHY)
    assert fate_of(round_, "S2") == (Fate.DROPPED, False, WHY)
    assert next_codes(round_) == ["S3"]


def test_a_rewording_is_a_new_statement_with_a_lineage_of_its_own(round_: PanelRound) -> None:
    old = fates.find(round_, "S2").item
    with pytest.raises(SameWords), transaction():
        fates.reword(round_, "S2", old.text, old.hint)
    with transaction():
        new = fates.reword(round_, "S2", {"en": "One named person to call"}, {}, WHY)
    assert fate_of(round_, "S2") == (Fate.REWORDED, False, WHY)
    assert new.lineage != old.lineage
    assert session.query(ItemOrigin).one().earlier_id == old.id
    assert next_codes(round_) == ["S1", "S4", "S3"]
    assert [item.code for item in fates.new_items(round_)] == ["S4"]


def test_a_decision_can_be_taken_back_with_what_it_made(round_: PanelRound) -> None:
    with transaction():
        fates.split(round_, "S1", [{"en": "Mail within 48 hours"}, {"en": "A call within 48 hours"}])
    assert next_codes(round_) == ["S4", "S5", "S2", "S3"]
    with transaction():
        fates.take_back(round_, "S1")
    assert fate_of(round_, "S1")[0] is None
    assert next_codes(round_) == ["S1", "S2", "S3"]
    assert session.query(Item).count() == 3


def test_one_part_is_no_split_and_one_statement_no_merge(round_: PanelRound) -> None:
    with pytest.raises(TooFewParts), transaction():
        fates.split(round_, "S1", [{"en": "Only one"}])
    with pytest.raises(TooFewParts), transaction():
        fates.merge(round_, ["S1", "S1"], {"en": "Both"})
    assert fate_of(round_, "S1")[0] is None


def test_taking_a_merge_back_frees_all_that_were_merged(round_: PanelRound) -> None:
    with transaction():
        new = fates.merge(round_, ["S1", "S3"], {"en": "A quick reply at a known price"}, WHY)
    assert next_codes(round_) == [new.code, "S2"]
    assert {fate_of(round_, code)[0] for code in ("S1", "S3")} == {Fate.MERGED}
    with transaction():
        fates.keep(round_, "S3")
    assert [fate_of(round_, code)[0] for code in ("S1", "S3")] == [None, Fate.KEPT]
    assert next_codes(round_) == ["S1", "S2", "S3"]


def test_the_next_round_asks_what_was_kept_what_replaces_and_what_is_new(round_: PanelRound) -> None:
    with transaction():
        fates.keep(round_, "S1")
        fates.drop(round_, "S2", WHY)
        fates.reword(round_, "S3", {"en": "Prices known a week before"}, {})
        items.add(fates._stage(round_), {"en": "A new one from the panel"})
        round_endings.release(round_, None)
        later = rounds.plan(fates._stage(round_))
    assert [item.code for item in rounds.items_of(later)] == ["S1", "S4", "S5"]
    assert session.query(RoundItem).filter_by(round_id=later.id).count() == 3


def test_after_the_release_no_fate_moves(round_: PanelRound) -> None:
    with transaction():
        fates.accept_suggestions(round_)
        round_endings.release(round_, None)
    assert round_.state is RoundState.RELEASED
    for act in (
        lambda: fates.keep(round_, "S1"),
        lambda: fates.drop(round_, "S1", WHY),
        lambda: fates.take_back(round_, "S1"),
        lambda: fates.reword(round_, "S1", {"en": "Other"}, {}),
    ):
        with pytest.raises(FateSettled), transaction():
            act()
    assert next_codes(round_) == ["S1", "S2", "S3"]
