"""A study out of a data file, from the command line."""

import json
from pathlib import Path

import pytest
from flask import Flask

from survey_app.db import session
from survey_app.models import Response, Study
from survey_app.vocabulary import AnonymityLevel, VersionState
from tests.builders import make_account

pytestmark = pytest.mark.sqlite_only


def test_a_file_is_looked_at_and_then_becomes_a_published_survey_with_its_answers(app: Flask, tmp_path: Path) -> None:
    owner = make_account()
    file = tmp_path / "wave 1.csv"
    file.write_text("sex,sat,w\n" + "".join(f"{1 + n % 2},{1 + n % 5},{n / 7}\n" for n in range(30)), encoding="utf-8")
    about = tmp_path / "wave 1.json"
    values = [{"value": code, "text": {"es-ES": word}} for code, word in ((1, "Mujer"), (2, "Hombre"))]
    about.write_text(json.dumps({"columns": {"sex": {"type": "single", "text": {"es-ES": "Sexo"}, "values": values}}}))
    order = ["study", "from-data", str(file), "--description", str(about)]
    looked = app.test_cli_runner().invoke(args=[*order, "--dry-run", "--json"])
    assert looked.exit_code == 0, looked.output
    report = json.loads(looked.output)
    assert (report["study"], report["taken"], report["refused"]) == (None, 30, 0)
    assert [each["kind"] for each in report["columns"]] == ["one", "one", "number"]
    assert session.query(Study).count() == 0
    rows = "".join(
        f"{n},{n % 2},{1 + n % 2},{1 + n % 5},{(3, 4, 99)[n % 3]},2026-03-0{1 + n % 9} 10:00\n" for n in range(1, 31)
    )
    (tmp_path / "wave 2.csv").write_text(f"Wave of May,,,,,\nid,use_1,use_2,sat,Q (1-5),end\n{rows}", encoding="utf-8")
    again = ["study", "from-data", str(tmp_path / "wave 2.csv"), "--dry-run"]
    told = app.test_cli_runner().invoke(args=[*again, "--keep", "id", "--rated", "sat"]).output
    said = ["row 1 left out: A title above the names", "--keep id: It numbers the rows. (chosen)", "id: number -> ID"]
    said += ["--rated Q (1-5), 99 as no answer (chosen)", "--mode web (chosen)", "--moment end (chosen)"]
    assert set(said) <= set(told.splitlines()), told
    assert app.test_cli_runner().invoke(args=[*again, "--time-zone", "Nowhere"]).exit_code == 2
    plain = json.loads(app.test_cli_runner().invoke(args=[*again, "--plain", "--json"]).output)
    assert plain["offered"]["rated"] == ["sat", "Q (1-5)"]
    assert plain["offered"]["absent"] == {"Q (1-5)": [99]}
    assert plain["chosen"] == {"join": [], "listed": [], "keep": [], "rated": [], "numbers": [], "reasons": []}
    assert app.test_cli_runner().invoke(args=[*again, "--join", "nothing"]).exit_code == 1
    made = app.test_cli_runner().invoke(args=[*order, "--owner", owner.email, "--level", "confidential"])
    assert made.exit_code == 0, made.output
    session.expire_all()
    study = session.query(Study).one()
    assert (study.title, study.stages[0].level) == ("wave 1", AnonymityLevel.CONFIDENTIAL)
    assert study.stages[0].versions[0].state is VersionState.PUBLISHED
    assert session.query(Response).filter(Response.usable).count() == 30
    for more in (["--owner", "nobody@example.org"], [], ["--dry-run", "--level", "sealed"]):
        assert app.test_cli_runner().invoke(args=[*order, *more]).exit_code == 2
    (tmp_path / "empty.csv").write_text("a,b\n,\n", encoding="utf-8")
    refused = app.test_cli_runner().invoke(args=["study", "from-data", str(tmp_path / "empty.csv"), "--dry-run"])
    assert refused.exit_code == 1, refused.output
