"""The study that is measured: published, open, with an open link, in a database of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask
from flask_migrate import upgrade

from bench.shape import document
from survey_app import create_app
from survey_app.config import read_settings
from survey_app.db import database, session, transaction
from survey_app.models import Account, ImportBatch, Stage
from survey_app.questions.base import Value, VariableKind
from survey_app.questions.registry import read_questionnaire, variables_of
from survey_app.services import accounts, responses, sheets, studies
from survey_app.vocabulary import Mode, VersionState

EMAIL = "bench@example.org"
PASSWORD = "four steady copper clocks"  # noqa: S105 - of an account that lives as long as the measurement


@contextmanager
def installation(folder: Path) -> Iterator[Flask]:
    """An application on a migrated database in this folder."""
    app = create_app(read_settings({"SURVEY_INSTANCE": str(folder), "SURVEY_SETUP": "none"}))
    with app.app_context():
        upgrade()
        yield app
        session.remove()
        database.engine.dispose()


def make(asked: dict[str, Any] | None = None) -> Stage:
    """The study's survey stage, open; with the usual questionnaire unless another one is given."""
    with transaction():
        owner = accounts.make(EMAIL, "Bench", password=PASSWORD, is_administrator=True)
        study = studies.create(owner, "Supplier satisfaction 2026")
        stage = study.stages[0]
        version = stage.versions[0]
        version.definition = asked or document()
        session.flush()
        version.state = VersionState.PUBLISHED
        version.published_at = study.created_at
        session.flush()
        studies.open_stage(stage, owner)
    session.refresh(stage)
    return stage


def answer(stage: Stage, count: int) -> None:
    """Fill the stage with made-up responses."""
    chance = np.random.default_rng(1)
    variables = variables_of(read_questionnaire(document()))
    version = stage.versions[0]
    with transaction():
        owner = session.query(Account).filter_by(email=EMAIL).one()
        batch = ImportBatch(stage_id=stage.id, account_id=owner.id, source="bench", filename="bench")
        session.add(batch)
        session.flush()
        rows = (responses.ImportedRow(number, _answers(variables, chance)) for number in range(count))
        sheet = sheets.sheet(version.id, version.published_at)
        responses.store_imported(stage.id, sheet, batch.id, rows, mode=Mode.WEB, account_id=owner.id)


def _answers(variables: object, chance: np.random.Generator) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for variable in variables:  # type: ignore[attr-defined]  # the variables of a questionnaire
        if variable.kind is VariableKind.CLOSED:
            codes = [code for code, _label in variable.codes]
            found[variable.name] = codes[int(chance.integers(len(codes)))]
        elif variable.kind is VariableKind.NUMBER:
            found[variable.name] = float(chance.integers(0, 11))
        elif chance.random() < 0.2:
            found[variable.name] = "Deliveries on the day that was agreed would help us most."
    return found
