"""What `verify` finds when somebody wrote into the database behind the application's back."""

import json

import pytest
from flask import Flask
from sqlalchemy import select, text

from survey_app.cli import delphi_figures
from survey_app.db import database, session, transaction
from survey_app.models import Erasure, Item, PanelRound, Rating, Snapshot
from survey_app.services import verification
from survey_app.services.verification import Problem, Verification
from survey_app.vocabulary import AnonymityLevel
from tests.panels import TestPanel, make_panel, one_round
from tests.services.test_analysis import FIRST, SECOND

pytestmark = pytest.mark.sqlite_only


def two_rounds(level: AnonymityLevel = AnonymityLevel.ANONYMOUS) -> tuple[TestPanel, list[PanelRound]]:
    panel = make_panel(level=level)
    return panel, [one_round(panel, FIRST, reasons=["a", "b"]), one_round(panel, SECOND)]


def behind(statement: str, trigger: str, table: str, **values: object) -> None:
    """Write with the trigger taken away, as somebody with the database in hand could."""
    with transaction():
        on = f" ON {table}" if database.engine.dialect.name == "postgresql" else ""
        session.execute(text(f"DROP TRIGGER {trigger}{on}"))
        session.execute(text(statement), values)
    session.expire_all()


def checked(panel: TestPanel) -> Verification:
    return verification.verify(panel.stage.study)


@pytest.mark.parametrize("level", list(AnonymityLevel))
def test_what_nobody_touched_fits(app: Flask, level: AnonymityLevel) -> None:
    panel, _rounds = two_rounds(level)
    found = checked(panel)
    assert found.findings == []
    assert (found.rounds, found.ratings, found.protocols) == (2, 54, 1)
    assert found.figures > 400
    assert len(set(found.fingerprints.values())) == 2


def test_an_altered_rating_is_named_with_what_it_was(app: Flask) -> None:
    panel, rounds = two_rounds()
    row = session.scalars(
        select(Rating).join(Item).where(Rating.round_id == rounds[0].id, Item.code == "S2", Rating.value == 4)
    ).one()
    behind(
        "UPDATE rating SET value = 9 WHERE key = :key AND item_id = :item AND round_id = :round",
        "rating_unchangeable",
        "rating",
        key=row.key,
        item=row.item_id,
        round=rounds[0].id,
    )
    found = checked(panel)
    altered = next(each for each in found.findings if each.problem is Problem.RATING_ALTERED)
    assert (altered.item, altered.round_number) == ("S2", 1)
    assert (altered.now["value"], altered.then["value"]) == (9.0, 4.0)  # type: ignore[index]
    differing = {(each.item, each.name) for each in found.findings if each.problem is Problem.FIGURE_DIFFERS}
    assert ("S2", "consensus.mean") in differing
    assert {each.round_number for each in found.findings} == {1, 2}


def test_an_altered_cannot_judge_is_named(app: Flask) -> None:
    panel, rounds = two_rounds(AnonymityLevel.SEALED)
    behind(
        "UPDATE rating SET cannot_judge = :no, value = 5 WHERE value IS NULL AND round_id = :round",
        "rating_unchangeable",
        "rating",
        no=False,
        round=rounds[0].id,
    )
    altered = [each for each in checked(panel).findings if each.problem is Problem.RATING_ALTERED]
    assert len(altered) == 1
    assert altered[0].then["cannot_judge"] is True  # type: ignore[index]


def test_rows_that_went_without_an_erasure_are_missed(app: Flask) -> None:
    panel, rounds = two_rounds()
    behind("DELETE FROM rating WHERE round_id = :round AND value = 6", "rating_kept", "rating", round=rounds[1].id)
    missing = next(each for each in checked(panel).findings if each.problem is Problem.ROWS_MISSING)
    assert (missing.round_number, missing.then - missing.now) == (2, 1)  # type: ignore[operator]


def test_rows_that_were_erased_on_request_are_not_missed(app: Flask) -> None:
    panel, rounds = two_rounds()
    key = panel.seat(3).rating_key("")
    with transaction():
        erasure = Erasure(round_id=rounds[1].id, rows=3)
        session.add(erasure)
        session.flush()
        for row in session.scalars(select(Rating).where(Rating.round_id == rounds[1].id, Rating.key == key)):
            session.delete(row)
        session.flush()
        erasure.done = True
    found = checked(panel)
    assert found.findings == []
    assert (found.erased, found.incomplete) == (3, [f"{panel.stage.code}/2"])
    assert found.ratings == 54, "what was frozen: fewer would be as many as one person erased"
    told = app.test_cli_runner().invoke(delphi_figures.verify, [panel.stage.study.code]).output
    assert f"{panel.stage.code}/2: rows were erased on request" in told
    assert "3 rows" not in told, "how many rows one person erased"


def test_a_row_that_was_slipped_in_is_found(app: Flask) -> None:
    panel, rounds = two_rounds()
    columns = "item_id, round_id, group_id, value, low, high, cannot_judge, choice, partial, seal"
    statement = (
        f"INSERT INTO rating (key, {columns}) SELECT 'z' || substr(key, 2, 63), {columns} "
        "FROM rating WHERE round_id = :round AND value = 6"
    )
    behind(statement, "rating_only_by_the_mix", "rating", round=rounds[1].id)
    problems = {each.problem for each in checked(panel).findings}
    assert {Problem.ROWS_ADDED, Problem.RATING_ALTERED} <= problems


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_altered_figures_are_found_and_named(app: Flask, level: AnonymityLevel) -> None:
    panel, rounds = two_rounds(level)
    document = json.loads(json.dumps(session.get_one(Snapshot, rounds[0].id).document))
    document["items"][0]["consensus"]["median"] = 9.0
    document["concordance"]["figures"]["w"] = 0.99
    behind(
        "UPDATE snapshot SET document = :document WHERE round_id = :round",
        "snapshot_frozen",
        "snapshot",
        document=json.dumps(document),
        round=rounds[0].id,
    )
    found = checked(panel).findings
    assert Problem.FIGURES_ALTERED in {each.problem for each in found}
    differing = {(each.item, each.name): each.then for each in found if each.problem is Problem.FIGURE_DIFFERS}
    assert differing["S1", "consensus.median"] == 9.0
    assert (("concordance", "figures.w") in differing) is (level is AnonymityLevel.ANONYMOUS)


def test_an_altered_protocol_is_found(app: Flask) -> None:
    panel, _rounds = two_rounds()
    behind(
        "UPDATE protocol SET document = :document WHERE stage_id = :stage",
        "protocol_frozen",
        "protocol",
        document=json.dumps({"rules": {"percent": 50}, "items": []}),
        stage=panel.stage.id,
    )
    problems = [each.problem for each in checked(panel).findings]
    assert problems == [Problem.PROTOCOL_ALTERED]


def test_an_altered_reason_is_found(app: Flask) -> None:
    panel, rounds = two_rounds()
    behind(
        "UPDATE reason SET text = 'something else' WHERE round_id = :round AND item_id = :item",
        "reason_as_written",
        "reason",
        round=rounds[0].id,
        item=panel.items[0].id,
    )
    assert [each.problem for each in checked(panel).findings] == [Problem.ROWS_ALTERED]
