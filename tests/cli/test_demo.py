import json

from flask import Flask

from survey_app.db import session
from survey_app.models import Response, Study
from tests.builders import make_account


def test_the_sample_is_loaded_once_and_removed_again(app: Flask) -> None:
    make_account(is_administrator=True)
    run = app.test_cli_runner()
    first = run.invoke(args=["demo", "load", "--json"])
    assert first.exit_code == 0, first.output
    again = run.invoke(args=["demo", "load", "--json"])
    assert json.loads(again.output) == json.loads(first.output)
    assert session.query(Study).one().code == json.loads(first.output)["code"]
    assert session.query(Response).count() == 783 + 400

    removed = run.invoke(args=["demo", "remove"])
    assert removed.exit_code == 0
    assert "Customer satisfaction 2026" in removed.output
    assert session.query(Study).count() == 0
    assert run.invoke(args=["demo", "remove"]).exit_code == 1


def test_without_an_account_there_is_nobody_to_load_it_for(app: Flask) -> None:
    run = app.test_cli_runner()
    assert run.invoke(args=["demo", "load"]).exit_code == 1
    assert run.invoke(args=["demo", "load", "--email", "nobody@example.org"]).exit_code == 1
    assert session.query(Study).count() == 0
