from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.exceptions import NotFound
from survey_app.interchange.answers import Reading, Taken
from survey_app.jobs import worker
from survey_app.models import AuditEntry, ImportBatch, Job, Response, Stage, StoredFile, Version
from survey_app.services import files, import_batches, imports, studies, uploads
from survey_app.services.import_batches import CountChanged
from survey_app.services.sheets import sheet
from survey_app.vocabulary import AnonymityLevel, FileKind, JobState, Mode, StageKind
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, publish, question

ROWS = 2_500


@pytest.fixture
def stage(app: Flask) -> Stage:
    found = stage_of(make_study(make_account()))
    publish(found, document(question("RATE", "rating"), question("NAME", "short_text", purpose="identity")))
    return found


def _confirm(stage: Stage, rows: int = ROWS) -> ImportBatch:
    content = "RATE,NAME\n" + "".join(f"{n % 5 + 1},person {n}\n" for n in range(rows))
    account = stage.study.memberships[0].account
    with transaction():
        code = imports.begin(stage, content.encode(), "a.csv", source="panel", mode=Mode.PHONE, account=account)
        return imports.confirm(stage, imports.find(stage, code), rows, account)


def test_work_that_dies_between_two_chunks_doubles_nothing_when_it_is_repeated(app: Flask, stage: Stage) -> None:
    batch = _confirm(stage)
    key, table = batch.id, session.query(Job).one().payload["table"]
    steps = import_batches.bring_in(key, table)
    with transaction():
        assert next(steps) == (1000, ROWS)
    steps.close()
    assert session.query(Response).count() == 1000

    assert worker.run_all(app) == 1
    session.expire_all()
    assert session.query(Job).one().state is JobState.DONE
    assert session.query(Response).count() == ROWS
    assert session.get_one(ImportBatch, key).taken == ROWS
    assert import_batches.report_of(session.get_one(ImportBatch, key)).is_done


def test_repeating_work_that_has_ended_changes_nothing(app: Flask, stage: Stage) -> None:
    batch = _confirm(stage, 10)
    payload = dict(session.query(Job).one().payload)
    worker.run_all(app)
    session.expire_all()
    assert list(import_batches.bring_in(payload["batch"], payload["table"])) == []
    assert import_batches.count_answers(session.get_one(ImportBatch, batch.id)) == 10


def test_work_for_a_batch_that_was_removed_ends_quietly(app: Flask, stage: Stage) -> None:
    batch = _confirm(stage, 10)
    with transaction():
        import_batches.remove(batch, 0, None)
    assert worker.run_all(app) == 1
    session.expire_all()
    assert session.query(Job).one().state is JobState.DONE
    assert session.query(Response).count() == 0


def test_the_uploaded_file_is_gone_when_its_answers_are_stored(app: Flask, stage: Stage) -> None:
    _confirm(stage, 10)
    kept = session.query(StoredFile).filter_by(kind=FileKind.UPLOAD).one()
    path = files.path_of(kept)
    assert path.exists()
    worker.run_all(app)
    session.expire_all()
    assert not path.exists()
    assert session.query(StoredFile).filter_by(kind=FileKind.UPLOAD).count() == 0


def test_answers_stay_with_the_version_that_was_looked_at(app: Flask, stage: Stage) -> None:
    batch = _confirm(stage, 10)
    looked_at = batch.report["version"]
    publish(stage, document(question("OTHER", "rating")))
    worker.run_all(app)
    session.expire_all()
    assert {row.version_id for row in session.query(Response)} == {looked_at}


@pytest.mark.sqlite_only
def test_only_the_day_where_the_study_is_stays_of_a_moment(app: Flask) -> None:
    stage = stage_of(make_study(make_account()))
    studies.choose_level(stage, AnonymityLevel.ANONYMOUS)
    publish(stage, document(question("RATE", "rating"), question("NAME", "short_text")))
    batch = _confirm(stage, 10)
    version = session.get_one(Version, batch.report["version"])
    with transaction():
        stage.study.timezone = "Pacific/Auckland"
        at = datetime(2026, 3, 1, 13, 30, tzinfo=UTC)  # half past two in the night of the second
        reading = Reading((Taken(2, {"RATE": 4}, at),), (), 0)
        list(import_batches.store(batch, sheet(version.id, version.published_at), reading))
    [stored] = session.query(Response)
    assert stored.submitted_at == datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Pacific/Auckland"))


def test_a_file_of_spss_brings_answers_to_questions_that_stand_already(stage: Stage, tmp_path: Path) -> None:
    frames, library = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    path = tmp_path / "wave.sav"
    library.write_sav(frames.DataFrame({"rate": [1.0, 5.0, 99.0]}), str(path), missing_ranges={"rate": [99]})
    account = stage.study.memberships[0].account
    code = imports.begin(stage, path.read_bytes(), path.name, source="", mode=Mode.WEB, account=account)
    assert [row.answers for row in imports.find(stage, code).read().taken] == [{"RATE": 1}, {"RATE": 5}]


def test_a_batch_is_not_removed_under_another_count_than_it_has(app: Flask, stage: Stage) -> None:
    batch = _confirm(stage, 10)
    worker.run_all(app)
    session.expire_all()
    with pytest.raises(CountChanged), transaction():
        import_batches.remove(session.get_one(ImportBatch, batch.id), 9, None)
    assert session.query(Response).count() == 10


def test_two_who_confirm_at_the_same_moment_get_one_batch(app: Flask, stage: Stage) -> None:
    account = stage.study.memberships[0].account
    with transaction():
        code = imports.begin(stage, b"RATE\n5\n", "a.csv", source="panel", mode=Mode.PAPER, account=account)
        begun = imports.find(stage, code)
    found = []
    for _both in range(2):  # the second has looked before the first was stored
        with transaction():
            found.append(imports.confirm(stage, begun, 1, account).id)
    assert found[0] == found[1]
    assert session.query(ImportBatch).count() == session.query(Job).count() == 1
    assert session.query(AuditEntry).filter_by(act="import").count() == 1


def test_a_stage_that_is_no_survey_takes_no_answers_from_files(app: Flask, stage: Stage) -> None:
    stage.kind = StageKind.DELPHI
    session.commit()
    with pytest.raises(NotFound):
        imports.ready(stage)


def test_uploads_and_other_files_lie_under_the_same_names_and_are_swept_alike(app: Flask, stage: Stage) -> None:
    account = stage.study.memberships[0].account
    with transaction():
        kept = uploads.keep_table(b"a,b\n1,2\n", "../list.csv", stage.study, account)
    assert kept.filename == "list.csv"
    path = files.path_of(kept)
    assert path.read_bytes() == b"a,b\n1,2\n"
    session.delete(kept)
    session.commit()
    assert files.sweep() == 1
    assert not path.exists()
