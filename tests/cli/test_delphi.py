"""`flask delphi status` and `delphi close`: counts for people and machines, exit codes 0, 1 and 2."""

import json

from flask import Flask
from flask.testing import FlaskCliRunner

from survey_app.db import session
from survey_app.models import PanelRound
from survey_app.services import protocols, studies
from survey_app.vocabulary import RoundState, StageKind
from tests.delphis import analysed, answered, opened
from tests.panels import make_panel, release


def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_status_counts_and_names_nobody(app: Flask) -> None:
    panel = make_panel(n=9)
    first = opened(panel)
    answered(panel, first, [[8, 8, 5]] * 9)
    release(analysed(first))
    answered(panel, opened(panel), [[8, 8, 5]] * 4)
    run = runner(app).invoke(args=["delphi", "status", panel.stage.study.code, "--json"])
    assert run.exit_code == 0, run.output
    found = json.loads(run.output)
    protocol = protocols.current(panel.stage.id)
    assert protocol is not None
    assert (found["stage"], found["state"], found["next"], found["statements"], found["accepted"]) == (
        panel.stage.code,
        "running",
        "watch",
        3,
        9,
    )
    assert found["protocol"] == {"version": 1, "hash": protocol.hash}
    wanted = ("number", "state", "statements", "asked", "finished", "part", "none")
    assert [[each[name] for name in wanted] for each in found["rounds"]] == [
        [1, "released", 3, 9, 9, 0, 0],
        [2, "open", 3, 9, 0, 0, 9],
    ]
    assert (found["rounds"][0]["agreed"], "agreed" in found["rounds"][1]) == (2, False)
    plain = runner(app).invoke(args=["delphi", "status", panel.stage.code])
    assert "round 2\topen\t3 statements\tat least 0 finished, at least 0 in part, at most 9 not begun" in plain.output
    assert not any(person.name in plain.output + run.output for person, _secret in panel.people)


def test_close_closes_once_and_refuses_with_one(app: Flask) -> None:
    panel = make_panel(n=9)
    answered(panel, opened(panel), [[8, 8, 5]] * 6)
    run = runner(app).invoke(args=["delphi", "close", panel.stage.code, "--json"])
    assert run.exit_code == 0, run.output
    found = json.loads(run.output)
    assert (found["round"], found["state"], found["finished"], found["none"], found["step"]) == (1, "closed", 5, 4, 5)
    assert session.query(PanelRound).one().state is RoundState.CLOSED
    again = runner(app).invoke(args=["delphi", "close", panel.stage.code])
    assert (again.exit_code, again.stderr.strip()) == (1, "No round takes answers now.")


def test_what_is_not_there_and_what_is_not_clear_is_refused(app: Flask) -> None:
    panel = make_panel(n=5)
    run = runner(app)
    assert run.invoke(args=["delphi", "status", "nothing"]).exit_code == 1
    assert run.invoke(args=["delphi", "close"]).exit_code == 2
    second = studies.add_stage(panel.stage.study, StageKind.DELPHI, "Second panel")
    session.commit()
    refused = run.invoke(args=["delphi", "status", panel.stage.study.code])
    assert refused.exit_code == 1
    assert second.code in refused.stderr
    assert run.invoke(args=["delphi", "status", second.code]).exit_code == 0
