"""`delphi verify` and `delphi import` on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from survey_app.cli import delphi_figures
from survey_app.db import session
from survey_app.models import Membership, PanelRound, Stage, Study
from survey_app.vocabulary import RoundState, StageKind
from tests.builders import make_account
from tests.services.test_rating_imports import DATA, published
from tests.services.test_verification import behind, two_rounds


def verify(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(delphi_figures.verify, args)


def bring_in(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(delphi_figures.bring_in, args)


def test_a_sound_study_is_verified(app: Flask) -> None:
    panel, _rounds = two_rounds()
    result = verify(app, panel.stage.study.code)
    assert result.exit_code == 0, result.output
    assert "Everything fits." in result.output
    assert "2 rounds, 54 ratings" in result.output


def test_an_altered_rating_makes_exit_code_1_and_is_named(app: Flask) -> None:
    panel, rounds = two_rounds()
    code = panel.stage.study.code
    statement = "UPDATE rating SET value = 9 WHERE value = 4 AND round_id = :round"
    behind(statement, "rating_unchangeable", "rating", round=rounds[0].id)
    result = verify(app, code)
    assert result.exit_code == 1
    assert "round 1, S2: a rating was altered, it is 9 and was 4" in result.output
    found = json.loads(verify(app, code, "--json").output)
    assert found["sound"] is False
    altered = [each for each in found["findings"] if each["problem"] == "rating_altered"]
    assert [(each["item"], each["now"]["value"], each["then"]["value"]) for each in altered] == [("S2", 9.0, 4.0)]


def test_a_study_that_does_not_exist_is_refused(app: Flask) -> None:
    assert verify(app, "nothing").exit_code == 1


def test_the_long_form_of_aggrecat_comes_in_from_the_command_line(app: Flask) -> None:
    owner = make_account(is_administrator=True)
    result = bring_in(app, str(DATA / "three_points.csv"), "--title", "Claims", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert {name: found[name] for name in ("panellists", "items", "rounds", "ratings")} == {
        "panellists": 25,
        "items": 25,
        "rounds": 2,
        "ratings": 1250,
    }
    study = session.query(Study).filter_by(code=found["study"]).one()
    assert study.title == "Claims"
    assert session.query(Membership).filter_by(study_id=study.id, account_id=owner.id).count() == 1
    stage = session.query(Stage).filter_by(study_id=study.id).one()
    assert (stage.kind, stage.code) == (StageKind.DELPHI, found["stage"])
    assert {each.state for each in session.query(PanelRound)} == {RoundState.RELEASED}
    assert verify(app, found["study"]).exit_code == 0
    assert len(published()) == 75


def test_a_scale_of_ones_own_can_be_named(app: Flask, tmp_path: Path) -> None:
    owner = make_account()
    file = tmp_path / "my ratings.csv"
    file.write_text("panellist,item,round,value\n" + "".join(f"p{n},a,1,{n % 5 + 1}\n" for n in range(9)))
    result = bring_in(app, str(file), "--scale", "1-5", "--owner", owner.email)
    assert result.exit_code == 0, result.output
    assert session.query(Study).one().title == "my ratings"


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        ("panellist,item,round,value\na,x,1,12\n", (), "Row 2, column value: 12 is not on the scale from 1 to 9"),
        ("panellist,item,round,value\na,x,1,7\n", ("--scale", "nine"), "two numbers with a dash"),
        ("panellist,item,round,value\na,x,1,7\n", ("--owner", "nobody@example.org"), "Nobody has this account"),
    ],
)
def test_what_cannot_be_brought_in_is_refused_with_its_reason(
    app: Flask, tmp_path: Path, content: str, options: tuple[str, ...], expected: str
) -> None:
    make_account(is_administrator=True)
    file = tmp_path / "ratings.csv"
    file.write_text(content)
    result = bring_in(app, str(file), *options)
    assert result.exit_code == 1
    assert expected in result.output
    assert session.query(Study).count() == 0
