"""Statements: order, origin, and words that stay once the panel has read them."""

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.exceptions import NotFound
from survey_app.models import Card, Idea, Item, RoundItem, Stage
from survey_app.services import items, protocols
from survey_app.services.items import ItemAsked, TooManyItems
from survey_app.services.protocol_rules import ProtocolRules
from tests.delphis import at_once, make_stage, opened, planned
from tests.panels import make_panel


def codes(stage_id: int) -> list[str]:
    return [item.code for item in items.of_stage(stage_id, active=True)]


def test_a_statement_that_is_pasted_twice_is_added_once(app: Flask) -> None:
    stage = make_stage()
    with transaction():
        items.add_many(stage, "en", ["A reply within a day", "Fair prices"])
        again = items.add_many(stage, "en", ["fair  prices.", "One person", "One person", "FAIR PRICES"])
    assert [item.text["en"] for item in again] == ["One person"]


def test_statements_are_numbered_and_ordered_as_they_come(app: Flask) -> None:
    stage = make_stage()
    with transaction():
        added = items.add_many(stage, "en", ["One", "Two", "Three"])
    assert [(item.code, item.text) for item in added] == [
        ("S1", {"en": "One"}),
        ("S2", {"en": "Two"}),
        ("S3", {"en": "Three"}),
    ]
    with transaction():
        items.move(added[2], -1)
        items.move(added[0], -1)
    assert codes(stage.id) == ["S1", "S3", "S2"]
    with pytest.raises(NotFound):
        items.find(stage, "S4")


def test_before_the_lock_a_statement_is_deleted_after_it_only_set_aside(app: Flask) -> None:
    stage = make_stage()
    with transaction():
        one, two, three = items.add_many(stage, "en", ["One", "Two", "Three"])
        items.remove(one)
    assert session.query(Item).count() == 2
    with transaction():
        protocols.write_draft(stage, ProtocolRules(question={"en": "How much?"}))
        protocols.lock(stage, None)
        items.remove(two)
    assert (codes(stage.id), session.query(Item).count()) == (["S3"], 2)
    with transaction():
        items.restore(two)
    assert codes(stage.id) == ["S2", "S3"]
    assert three.active


def test_a_statement_that_was_asked_keeps_its_words_and_its_place_in_the_round(app: Flask) -> None:
    panel = make_panel(n=5)
    planned(panel)
    with transaction():
        items.change(panel.items[0], {"en": "Still free to change"}, {})
    opened(panel)
    for act in (
        lambda: items.change(panel.items[0], {"en": "Too late"}, {}),
        lambda: items.change(panel.items[0], panel.items[0].text, {}, {"en": "Heading"}, {"text": {"en": "Study"}}),
        lambda: items.remove(panel.items[0]),
        lambda: items.restore(panel.items[0]),
    ):
        with pytest.raises(ItemAsked), transaction():
            act()
    assert panel.items[0].text == {"en": "Still free to change"}
    assert session.query(RoundItem).count() == 3


def test_the_origin_counts_the_ideas_behind_a_statement(app: Flask) -> None:
    stage = make_stage()
    card = Card(stage_id=stage.id, text="Quick replies")
    session.add(card)
    session.flush()
    session.add_all(
        Idea(stage_id=stage.id, key=f"k{number}", text=f"Idea {number}", card_id=card.id) for number in range(3)
    )
    with transaction():
        session.add(card)
        first = items.add(stage, {"en": "A reply within 48 hours"}, cards=[card.id])
        items.add(stage, {"en": "Reply the same day"}, earlier=[first.id])
    lines = items.lines(stage.id)
    assert [(line.ideas, line.earlier, line.is_asked) for line in lines] == [(3, (), False), (0, ("S1",), False)]


def test_a_panel_weighs_no_endless_list(app: Flask) -> None:
    stage = make_stage()
    with transaction():
        items.add_many(stage, "en", [f"Statement {number}" for number in range(items.MOST_ITEMS)])
    with pytest.raises(TooManyItems), transaction():
        items.add(stage, {"en": "One more"})


def test_two_who_add_at_once_get_two_numbers(app: Flask) -> None:
    stage_id = make_stage().id

    def add() -> str:
        with transaction():
            return items.add(session.get_one(Stage, stage_id), {"en": "Both at once"}).code

    assert sorted(map(str, at_once(app, add, times=3))) == ["S1", "S2", "S3"]
