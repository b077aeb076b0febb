"""The description is kept to: thousands of made-up calls, sensible and senseless, are answered as it says."""

import time
from collections.abc import Iterator
from contextvars import Context
from typing import Any

import pytest
import schemathesis
from flask import Flask, jsonify
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema_rs import validator_for
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from survey_app.vocabulary import Scope
from tests.api.calling import secret_of
from tests.api.test_access import CALLS, World
from tests.builders import make_account, sign_in

pytestmark = pytest.mark.sqlite_only

EXAMPLES = 6
MOST_SECONDS = 15.0
CONFIG = {
    # what is right by its form may still be no answer of this questionnaire, or ask for what there is not
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 400, 401, 403, 404, 409, 422]}},
    "seed": 1,
}


def schema_of(app: Flask) -> Any:
    config = SchemathesisConfig.from_dict(CONFIG)
    return Context().run(schemathesis.openapi.from_wsgi, "/api/v1/openapi.json", app, config=config)


def exercise(operation: Any, named: dict[str, str], secret: str) -> int:
    """Calls of one kind, with real codes in the address; how many were made. A broken promise fails."""
    made = 0
    headers = {"Authorization": f"Bearer {secret}"}
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
            continue
        path = {name: value for name, value in named.items() if f"{{{name}}}" in operation.path}

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode, path_parameters=path))
        def call(case: Any) -> None:
            nonlocal made
            made += 1
            answer = Context().run(case.call, headers=headers)
            Context().run(case.validate_response, answer, headers=headers)

        call()
    return made


class Exercise:
    """The whole interface of one study, called by its owner."""

    def __init__(self, app: Flask) -> None:
        world = World()
        self.app, self.owner = app, world.owner
        self.named = {"study_code": world.study.code, "stage_code": world.stage.code}
        self.named |= {"job_code": world.names["job"], "file_code": world.names["file"]}

    def run(self, path: str = "") -> int:
        operations = [each.ok() for each in schema_of(self.app).get_all_operations()]
        chosen = [each for each in operations if each.path.endswith(path)]
        return sum(exercise(each, self.named, secret_of(self.owner)) for each in chosen)


def test_every_call_keeps_to_the_description(app: Flask, client: FlaskClient) -> None:
    begun = time.process_time()
    assert Exercise(app).run() > 90
    assert time.process_time() - begun < MOST_SECONDS


def test_the_exercise_finds_planted_faults(app: Flask, client: FlaskClient) -> None:
    whole = Exercise(app)
    good = app.view_functions["api_studies.show_study"]

    def broken(**_codes: str) -> Any:
        """An answer without a title, whose code is a number."""
        return jsonify(code=5)

    def failing(**_codes: str) -> Any:
        """A fault of ours."""
        raise ZeroDivisionError

    for view in (broken, failing):
        view.scope = good.scope  # type: ignore[attr-defined]  # as every call has it
        app.view_functions["api_studies.show_study"] = view
        with pytest.raises(FailureGroup):
            whole.run("{study_code}")
    app.view_functions["api_studies.show_study"] = good
    assert whole.run("{study_code}") > 0


def parts_of(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything a developer has to be told the meaning of: calls, parameters, fields."""
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            if method == "parameters":
                yield from ((f"{path} {each['name']}", each) for each in call)
                continue
            yield f"{method} {path}", {"description": call["summary"]}
            yield from ((f"{path} {each['name']}", each) for each in call.get("parameters", ()) if "name" in each)
            for status, answer in call["responses"].items():
                fields = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("properties", {})
                yield from ((f"{path} {status} {name}", field) for name, field in fields.items())
    for name, schema in document["components"]["schemas"].items():
        if name != "PaginationMetadata":
            yield from ((f"{name}.{field}", told) for field, told in schema.get("properties", {}).items())


def test_every_call_parameter_and_field_is_explained_and_every_example_fits(app: Flask, client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    parts = dict(parts_of(document))
    assert len(parts) > 100
    assert [name for name, part in parts.items() if len(part.get("description", "")) < 5] == []
    calls = [call for each in document["paths"].values() for method, call in each.items() if method != "parameters"]
    assert len({call["operationId"] for call in calls}) == len(calls)
    assert all({"401", "403", "429"} <= call["responses"].keys() for call in calls)
    assert {tag["name"] for tag in document["tags"]} == {name for call in calls for name in call["tags"]}
    bodies = [call["requestBody"]["content"]["application/json"] for call in calls if "requestBody" in call]
    told = [each["content"]["application/problem+json"] for each in document["components"]["responses"].values()]
    shown = [(each["schema"], each["example"]) for each in (*bodies, *told) if "example" in each]
    shown += [(part, example) for part in parts.values() for example in part.get("examples", ())]
    assert len(shown) > 25
    for schema, example in shown:
        validator_for({**schema, "components": document["components"]}).validate(example)
    assert "CORS" in document["info"]["description"]


def test_the_description_names_every_call_and_people_can_read_it(app: Flask, client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    calls = {
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods
        if method != "parameters"
    }
    listed = {(method, f"/api/v1{pattern}") for method, pattern, _scope in CALLS}
    assert len(calls) == len(listed)
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "script" not in page.text.replace('<script type="module" src="/static/', "").split("<main")[1]
    for method, path in calls:
        told = document["paths"][path][method.lower()]
        assert told["security"][0]["token"][0] in set(Scope)
        assert f'<b>{method}</b> <code class="code">{path}</code><br>{told["summary"]}' in page.text
        assert "application/problem+json" in document["components"]["responses"]["DEFAULT_ERROR"]["content"]
    sign_in(client, make_account())
    assert "/account/tokens" in client.get("/api/v1/docs").text
