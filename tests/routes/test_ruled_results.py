"""Results of a questionnaire with rules: who was not asked is neither an answer nor somebody who skipped."""

import pytest
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.services import reports
from survey_app.vocabulary import Missing
from tests.builders import sign_in
from tests.exports.reading import loaded, texts, written
from tests.planting import document, items, options, plant, publish, question
from tests.respondents import open_stage

pytestmark = pytest.mark.sqlite_only


def test_those_who_were_not_asked_are_counted_apart_everywhere(client: FlaskClient) -> None:
    ruled = {"show_if": "USES = 1"}
    asked = document(
        question("USES", "single", options=options("Yes", "No")),
        {**question("OVER", "rating", scale={"first": 1, "last": 5}), **ruled},
        {**question("MANY", "multiple", options=options("Tea", "Coffee")), **ruled},
        {**question("SERV", "grid", items=items("Price"), scale={}), **ruled},
        {**question("YEARS", "number"), **ruled},
        {**question("WHY", "long_text"), **ruled},
        question("SRC", "hidden"),
        question("TWICE", "calculated", expression="YEARS * 2"),
        question("WORD", "calculated", expression='if(YEARS > 1, "long", "short")', words=True),
    )
    stage = open_stage(document(question("USES", "single", options=options("Yes", "No"))))
    version = publish(stage, asked)
    hidden = dict.fromkeys(("OVER", "MANY.1", "MANY.2", "SERV.price", "YEARS", "WHY"), Missing.NOT_SHOWN)
    full = {
        "OVER": 4,
        "MANY.1": 1,
        "MANY.2": 0,
        "SERV.price": 5,
        "YEARS": 3.0,
        "WHY": "so",
        "TWICE": 6.0,
        "WORD": "long",
    }
    rows = [{"USES": 1, "SRC": "fair", **full}] * 5 + [{"USES": 1}] * 2 + [{"USES": 2, **hidden}] * 4
    plant(stage, version, rows)
    report = reports.build(stage)
    found = {row.variable: (row.n, dict(row.missing)) for each in report.questions for row in each.rows}
    apart = (5, {Missing.NOT_SHOWN: 4, Missing.SKIPPED: 2})
    for name in ("OVER", "MANY.1", "MANY.2", "SERV.price", "YEARS"):
        assert found[name] == apart, name
    assert (found["TWICE"], found["WORD"][0], found["SRC"][0], found["WHY"][0]) == ((5, {Missing.SKIPPED: 6}), 5, 5, 5)
    words = {text for sheet in loaded(written(report)) for text in texts(sheet)}
    assert {"Not asked", "TWICE", "WORD", "SRC"} <= words
    study = stage.study
    base = f"/studies/{study.code}/stages/{stage.code}"
    sign_in(client, study.memberships[0].account)
    session.commit()
    page = client.get(f"{base}/results")
    assert page.status_code == 200
    assert client.get(f"{base}/results.json").status_code == 200
    data = client.get(f"{base}/data.csv")
    assert data.status_code == 200
    assert len(data.text.splitlines()) == 12
