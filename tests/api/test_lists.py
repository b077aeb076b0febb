"""Lists of the interface by state and by text, and results with the filters of the page."""

import pytest
from flask.testing import FlaskClient

from survey_app.db import now, session
from survey_app.vocabulary import StageState
from tests.api.calling import Program, place, secret_of
from tests.builders import make_account, make_study
from tests.planting import document, options, plant, publish, question

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]


def test_studies_are_found_by_their_words_and_by_the_state_of_a_stage(client: FlaskClient) -> None:
    owner = make_account()
    open_one = make_study(owner, "Harbour 100%_sure", organiser="Port Office")
    make_study(owner, "Ferries")
    open_one.stages[0].state, open_one.stages[0].opened_at = StageState.OPEN, now()
    session.commit()
    program = Program(client, secret_of(owner))

    def titles(asked: str) -> list[str]:
        found = program.get(f"/studies?{asked}")
        assert found["count"] == len(found["studies"])
        return [each["title"] for each in found["studies"]]

    assert titles("text=harbour") == titles("text=PORT") == titles("state=open") == ["Harbour 100%_sure"]
    assert titles("text=%25_s") == ["Harbour 100%_sure"]  # no sign stands for others
    assert titles("text=_e") == titles("state=closed") == []
    assert titles("text=e&state=draft") == ["Ferries"]
    links = program.call("GET", "/studies?text=e&size=1&state=draft").headers["Link"]
    assert "text=e" in links
    for wrong in ("state=gone", "text=", "text=%00", f"text={'x' * 201}", "text=a&text=b", "title=x"):
        program.refused("GET", f"/studies?{wrong}", 400 if wrong in {"text=a&text=b", "text=%00"} else 422)


def test_versions_are_listed_by_state_and_results_take_the_filters_of_the_page(client: FlaskClient) -> None:
    owner = make_account()
    stage = make_study(owner).stages[0]
    version = publish(stage, document(question("REG", "single", "Where?", options=options("North", "South"))))
    plant(stage, version, [{"REG": 1 + (turn % 3 == 0)} for turn in range(60)])
    program = Program(client, secret_of(owner))
    states = {
        state: program.get(f"{place(stage)}/questionnaire/versions?state={state}")["count"]
        for state in ("published", "draft")
    }
    assert states["published"] == 1
    assert program.get(f"{place(stage)}/questionnaire/versions")["count"] == sum(states.values())
    program.refused("GET", f"{place(stage)}/questionnaire/versions?state=open", 422)
    found = program.get(f"{place(stage)}/results?REG=2")
    assert found["filters"] == [{"name": "REG", "value": "2"}]
    assert found["questions"][0]["rows"][0]["n"] == 20
    # what a call takes no notice of is refused
    study = f"/studies/{stage.study.code}"
    for path in (study, place(stage), f"{study}/exports/jobs/x", f"{study}/exports/files/x"):
        assert program.refused("GET", f"{path}?zzz=1", 422)["errors"][0]["place"] == "zzz"
    for name in ("weight=on", "weight="):
        assert "weight" in program.refused("GET", f"{place(stage)}/responses?{name}", 422)["detail"]
    program.refused("GET", f"{place(stage)}/round-results?weight=on", 422)
    program.refused("POST", f"{place(stage)}/exports?zzz=1", 422, {})
