"""What the database refuses about a closed round, whoever asks: its rows, its roll, its log."""

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from survey_app.db import session, transaction
from survey_app.models import (
    AuditEntry,
    InboxSheet,
    Item,
    ItemCorrection,
    Panellist,
    PanelRound,
    Rating,
    Study,
    Turnout,
)
from survey_app.services import audit, corrections, erasures, studies
from survey_app.vocabulary import RoundState
from tests.builders import make_account
from tests.panels import TestPanel, answer, make_panel, one_round, open_round

VALUES = tuple((float(5 + number % 4), 7.0, None) for number in range(9))


def rated() -> TestPanel:
    """A panel whose first round is released, with one erasure and a log."""
    panel = make_panel(n=9)
    round_ = one_round(panel, VALUES, reasons=("Because of this.",))
    with transaction():
        erasures.erase(panel.seat(8))
        audit.record(panel.stage.study_id, make_account(), "opened", "A panel")
    with transaction():
        session.execute(update(PanelRound).values(state=RoundState.RELEASED))
    assert round_ is not None
    return panel


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM panel_round",
        "DELETE FROM turnout",
        "UPDATE turnout SET panellist_id = panellist_id + 1",
        "DELETE FROM panellist",
        "DELETE FROM erasure",
        "UPDATE erasure SET done = (1 = 0)",
        "UPDATE erasure SET rows = 1",
        "DELETE FROM rating",
        "DELETE FROM reason",
        "DELETE FROM snapshot",
        "UPDATE audit_entry SET study_id = NULL",
        "UPDATE audit_entry SET number = NULL",
        "UPDATE audit_entry SET account_id = NULL",
        "UPDATE audit_entry SET account_id = (SELECT min(id) FROM account) WHERE account_id IS NULL",
        "DELETE FROM audit_entry",
    ],
)
def test_what_is_over_cannot_be_changed_from_below(app: Flask, statement: str) -> None:
    rated()
    with pytest.raises(IntegrityError), transaction():
        session.execute(text(statement))
    assert session.scalar(select(func.count()).select_from(Rating)) == 24
    assert session.scalar(select(func.count()).select_from(Turnout)) == 9


@pytest.mark.parametrize(
    ("column", "value"),
    [*((name, "[2]") for name in ("code", "text", "hint", "section", "evidence", "own_scale")), ("asked", "open")],
)
def test_a_statement_that_was_asked_keeps_everything_people_read(app: Flask, column: str, value: str) -> None:
    panel = make_panel(n=5)
    [first, second, *_others] = panel.items
    change = text(f"UPDATE item SET {column} = '{value}' WHERE id = :id")
    with transaction():
        session.execute(change, {"id": second.id})
    open_round(panel, items=[first])
    with transaction():
        session.execute(text("UPDATE item SET position = 9"))
    with pytest.raises(IntegrityError), transaction():
        session.execute(change, {"id": first.id})


def test_words_that_were_asked_become_those_of_the_newest_correction_and_no_others(app: Flask) -> None:
    panel = make_panel(n=5)
    [first, second, *_others] = panel.items
    with transaction():
        first.hint = {"en": "By letter", "es": "Por carta"}
    open_round(panel)
    asked, turned = dict(first.text), {"es": "Por carta", "en": "By letter"}
    with transaction():  # a form names the language of the study first, a file its own
        corrections.correct(first, {"en": asked["en"] + "s"}, turned, "A letter was missing", None)
    one, columns = first.id, "text_before, text, hint_before, hint, reason, at"
    for statement in (
        f"UPDATE item SET text = '[2]' WHERE id = {one}",
        f"UPDATE item SET text = (SELECT text_before FROM item_correction) WHERE id = {one}",
        f"UPDATE item SET text = (SELECT text FROM item_correction) WHERE id = {second.id}",
        f"UPDATE item SET text = (SELECT text FROM item_correction), section = '[2]' WHERE id = {one}",
        "UPDATE item_correction SET reason = 'Another one'",
        "UPDATE item_correction SET text = '[2]'",
        "DELETE FROM item_correction",
        f"INSERT INTO item_correction (item_id, {columns}) SELECT item_id, {columns} FROM item_correction",
    ):
        with pytest.raises(IntegrityError), transaction():
            session.execute(text(statement))
    assert session.scalars(select(Item.text).where(Item.id == one)).one() == {"en": asked["en"] + "s"}
    with transaction():
        studies.remove(session.get_one(Study, panel.stage.study_id))
    assert session.scalar(select(func.count()).select_from(ItemCorrection)) == 0


def test_a_batch_with_sealed_answers_is_never_removed(app: Flask) -> None:
    panel = make_panel(n=9)
    answer(panel.seat(0), open_round(panel), VALUES[0])
    for statement in ("DELETE FROM batch", "DELETE FROM panellist"):
        with pytest.raises(IntegrityError), transaction():
            session.execute(text(statement))
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 1


def test_a_whole_study_still_goes_with_everything_in_it(app: Flask) -> None:
    panel = rated()
    answer(panel.seat(0), open_round(panel), VALUES[0])
    study = session.get_one(Study, panel.stage.study_id)
    with transaction():
        studies.remove(study)
    for table in (PanelRound, Panellist, Rating, Turnout, InboxSheet):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalars(select(AuditEntry.act)).all() == ["study_removed"]
