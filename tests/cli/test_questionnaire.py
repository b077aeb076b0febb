"""`flask questionnaire`: looking at a file without a database, replacing a draft, writing and checking."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from survey_app import create_app
from survey_app.db import session
from survey_app.models import Quota, Stage, Study
from survey_app.services import versions
from survey_app.vocabulary import AnonymityLevel
from tests.builders import make_account, make_study, stage_of
from tests.conftest import settings_for
from tests.interchange.qualtrics_files import LOGIC
from tests.limesurvey_builder import archive, newer
from tests.limesurvey_surveys import SURVEYS
from tests.planting import document, publish, question
from tests.xlsforms import HOUSEHOLD

pytestmark = pytest.mark.sqlite_only


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["questionnaire", *words])


@pytest.fixture
def form(tmp_path: Path) -> str:
    path = tmp_path / "household.xlsx"
    path.write_bytes(HOUSEHOLD)
    return str(path)


@pytest.fixture
def stage(app: Flask) -> Stage:
    return stage_of(make_study(make_account()))


def test_a_dry_run_needs_no_database(tmp_path: Path, form: str) -> None:
    bare = create_app(settings_for(tmp_path, "sqlite:////nowhere/at/all.sqlite"))
    done = run(bare, "import", form, "--dry-run", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    names = ("format", "title", "languages", "pages", "questions", "items", "options", "conditions", "quotas", "losses")
    assert set(names) <= found.keys()
    assert (found["format"], found["title"], found["languages"], found["stored"]) == (
        "xlsform", "Household", ["en", "es"], False
    )  # fmt: skip
    assert found["questions"] == 10
    assert {"place", "subject", "outcome", "reason"} <= found["losses"][0].keys()


def test_a_file_that_is_no_questionnaire_ends_with_a_sentence(tmp_path: Path, app: Flask) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"[" * 100_000)
    done = run(app, "import", str(path), "--dry-run", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "a.json" in done.stderr
    assert run(app, "import", str(path)).exit_code == 2
    assert run(app, "import", str(path), "--format", "nonsense", "--dry-run").exit_code == 2
    assert run(app, "import", str(tmp_path / "none"), "--dry-run").exit_code == 1


def test_the_draft_is_replaced_and_what_it_held_is_said(app: Flask, stage: Stage, form: str) -> None:
    done = run(app, "import", form, "--study", stage.study.code)
    assert done.exit_code == 0, done.output
    assert "Replaced a draft of 0 questions" in done.output
    again = json.loads(run(app, "import", form, "--stage", stage.code, "--json").output)
    assert (again["stored"], again["replaced"]) == (True, 11)
    session.expire_all()
    assert [each.code for each in versions.document(versions.latest(stage)).questions()][:2] == ["FULL_NAME", "AGE"]
    assert run(app, "import", form, "--stage", "nothing").exit_code == 1


def test_quotas_of_a_file_are_set_up_where_the_level_has_some(app: Flask, stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "moved.lss"
    path.write_bytes(newer(SURVEYS["moved"]))
    assert json.loads(run(app, "import", str(path), "--dry-run", "--json").output)["quotas"] == 3
    for level, expected in ((AnonymityLevel.ANONYMOUS, []), (AnonymityLevel.CONFIDENTIAL, ["Women in A1", "Likes"])):
        stage.level = level
        session.commit()
        for _twice in range(2):
            done = run(app, "import", str(path), "--stage", stage.code)
            assert done.exit_code == 0, done.output
        made = session.scalars(select(Quota).where(Quota.stage_id == stage.id).order_by(Quota.id)).all()
        assert [quota.name for quota in made] == expected


def test_a_published_version_stays_and_the_next_one_takes_the_file(app: Flask, stage: Stage, form: str) -> None:
    publish(stage, document(question("OVER", "rating")))
    assert run(app, "import", form, "--stage", stage.code).exit_code == 0
    session.expire_all()
    assert versions.latest(stage).number == 2
    published = versions.published(stage)
    assert published
    assert [each.code for each in versions.document(published).questions()] == ["OVER"]


def test_a_questionnaire_goes_out_comes_in_and_is_checked(app: Flask, stage: Stage, tmp_path: Path) -> None:
    publish(stage, document(question("OVER", "recommend", "Would you?")))
    for code, ending in (("json", "json"), ("xlsform", "xlsx")):
        out = tmp_path / f"out.{ending}"
        done = run(app, "export", stage.code, "--format", code, "-o", str(out), "--json")
        assert done.exit_code == 0, done.output
        assert json.loads(done.output)["bytes"] == out.stat().st_size
        back = json.loads(run(app, "import", str(out), "--dry-run", "--json").output)
        assert (back["format"], back["questions"]) == (code, 1)
    found = json.loads(run(app, "check", stage.code, "--json").output)
    assert found["errors"] == sum(finding["blocks"] for finding in found["findings"])
    form = tmp_path / "form.pdf"
    paper = ("export", stage.code, "--format", "paper", "-o", str(form), "--language")
    assert run(app, *paper, "en").exit_code == 0
    assert form.read_bytes().startswith(b"%PDF")
    assert "not written in “xx”. It has: en" in run(app, *paper, "xx").output
    assert "paper form only" in run(app, "export", stage.code, "-o", str(form), "--language", "en").output
    assert run(app, "check", "nothing").exit_code == 1
    assert run(app, "export", stage.code, "-o", str(tmp_path / "no" / "such" / "folder")).exit_code == 1


def test_a_folder_is_looked_at_file_by_file_and_each_becomes_a_study(app: Flask, tmp_path: Path) -> None:
    owner, folder = make_account(), tmp_path / "old"
    (folder / "deeper").mkdir(parents=True)
    files = {
        "a.lsa": archive(survey__lss=newer(SURVEYS["moved"])),
        "b.qsf": json.dumps(LOGIC).encode(),
        "broken.qsf": b"{",
        "c.xlsx": HOUSEHOLD,
        ".hidden": b"",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    session.commit()
    looked = run(app, "import-folder", str(folder), "--dry-run", "--json")
    assert looked.exit_code == 1
    found = json.loads(looked.stdout)
    assert (found["read"], found["refused"], session.query(Study).count()) == (3, 1, 0)
    assert [each["file"] for each in found["files"]] == ["a.lsa", "b.qsf", "broken.qsf", "c.xlsx"]
    assert "broken.qsf" in found["files"][2]["refused"]
    assert all(each["questions"] for each in found["files"] if not each["refused"])
    done = run(app, "import-folder", str(folder), "--owner", owner.email)
    assert (done.exit_code, "3 of 4 files can be read" in done.output) == (1, True)
    session.expire_all()
    made = session.scalars(select(Study).order_by(Study.id)).all()
    assert [study.memberships[0].account_id for study in made] == [owner.id] * 3
    for study, each in zip(made, (found["files"][at] for at in (0, 1, 3)), strict=True):
        asked = list(versions.document(versions.latest(study.stages[0])).questions())
        assert len(asked) >= each["questions"] > 0
        assert study.title == each["title"]
    (folder / "broken.qsf").unlink()
    assert run(app, "import-folder", str(folder), "--dry-run").exit_code == 0
    assert run(app, "import-folder", str(folder / "deeper"), "--dry-run").exit_code == 1
    for wrong in ((), ("--dry-run", "--owner", owner.email), ("--owner", "nobody@example.org")):
        assert run(app, "import-folder", str(folder), *wrong).exit_code == 2
