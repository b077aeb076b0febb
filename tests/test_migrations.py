"""The schema: the same on both databases, up and down, and equal to the models."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from survey_app.db import Base, database, session, transaction
from survey_app.models import Clarification, Erasure, Stage, Study, Version
from survey_app.vocabulary import AnonymityLevel, RoundPurpose, StageKind, StageState, VersionState
from tests.panels import make_panel, open_round


def test_the_migrated_schema_is_what_the_models_say(app: Flask) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_going_down_leaves_nothing_and_going_up_again_gives_all(app: Flask) -> None:
    expected = set(Base.metadata.tables)
    assert expected <= set(inspect(database.engine).get_table_names())

    downgrade(revision="base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}

    upgrade()
    assert expected <= set(inspect(database.engine).get_table_names())


def test_answers_of_authors_that_were_read_before_stay_readable(app: Flask) -> None:
    for level in (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED, AnonymityLevel.CONFIDENTIAL):
        round_ = open_round(make_panel(level=level))
        for answer in ("We are paid late", ""):
            code = f"{level.value[:6]}-{'told' if answer else 'open'}"
            session.add(Clarification(code=code, round_id=round_.id, key=code, question="Why?", answer=answer))
    session.commit()
    session.remove()

    downgrade(revision="0006")
    upgrade()

    shown = dict(session.execute(text("SELECT code, shown FROM clarification")).all())  # type: ignore[arg-type]
    assert {code for code, is_shown in shown.items() if is_shown} == {"anonym-told", "sealed-told"}
    assert len(shown) == 6


def test_an_erasure_of_before_does_not_say_any_more_how_much_it_was(app: Flask) -> None:
    levels = (AnonymityLevel.CONFIDENTIAL, AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)
    kept, hidden, archived = (open_round(make_panel(level=level)).id for level in levels)
    written = open_round(make_panel(StageKind.BRAINSTORM), purpose=RoundPurpose.WRITE).id
    for round_id, rows in ((kept, 4), (hidden, 4), (hidden, 7), (archived, 27), (written, 6)):
        session.add(Erasure(round_id=round_id, rows=rows, done=True))
    session.commit()
    session.remove()

    downgrade(revision="0007")
    upgrade()

    found = session.execute(text("SELECT round_id, rows FROM erasure ORDER BY id")).all()
    assert [tuple(row) for row in found] == [(kept, 4), (hidden, 1), (hidden, 1), (archived, 27), (written, 1)]
    with pytest.raises(IntegrityError, match="written down once"):
        session.execute(text(f"UPDATE erasure SET rows = 2 WHERE round_id = {hidden}"))


def _stage() -> Stage:
    study = Study(title="Service 2026")
    stage = Stage(study=study, position=1, kind=StageKind.SURVEY, title="Survey", state=StageState.DRAFT)
    session.add_all([study, stage])
    session.flush()
    return stage


def test_the_database_refuses_to_change_a_published_version(app: Flask) -> None:
    stage = _stage()
    version = Version(stage=stage, number=1, definition={"pages": []}, state=VersionState.PUBLISHED)
    session.add(version)
    session.commit()

    for change in ("number = 2", "definition = '{\"pages\": [1]}'", "state = 'draft'"):
        with pytest.raises(IntegrityError, match="published version"):
            session.execute(text(f"UPDATE version SET {change} WHERE id = {version.id}"))
        session.rollback()


def test_the_database_lets_a_draft_version_change(app: Flask) -> None:
    stage = _stage()
    version = Version(stage=stage, number=1, definition={"pages": []})
    session.add(version)
    session.commit()

    session.execute(text(f"UPDATE version SET number = 2, revision = 5 WHERE id = {version.id}"))
    session.commit()

    session.refresh(version)
    assert (version.number, version.revision) == (2, 5)


def test_the_database_freezes_the_level_of_anonymity_when_a_stage_opens(app: Flask) -> None:
    stage = _stage()
    session.execute(text(f"UPDATE stage SET level = 'identified' WHERE id = {stage.id}"))
    session.execute(text(f"UPDATE stage SET state = 'open', opened_at = CURRENT_TIMESTAMP WHERE id = {stage.id}"))
    session.commit()

    for change in ("level = 'confidential'", "state = 'draft'"):
        with pytest.raises(IntegrityError, match="frozen"):
            session.execute(text(f"UPDATE stage SET {change} WHERE id = {stage.id}"))
        session.rollback()
    session.refresh(stage)
    assert stage.level is AnonymityLevel.IDENTIFIED


def test_a_word_outside_an_enumeration_is_refused_by_the_database(app: Flask) -> None:
    stage = _stage()
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE stage SET kind = 'quiz' WHERE id = {stage.id}"))
    session.rollback()


def test_a_failed_transaction_leaves_nothing_behind(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        _stage()
        raise RuntimeError
    assert session.query(Study).count() == 0


def test_migrations_are_found_beside_the_package() -> None:
    assert (Path(__file__).parent.parent / "migrations" / "env.py").exists()
