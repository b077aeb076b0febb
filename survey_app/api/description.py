"""The description of the interface: as OpenAPI for programs, as a page for people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Response, current_app, jsonify, render_template

from survey_app.api.access import CALLS_A_MINUTE, WRITES_A_MINUTE
from survey_app.api.blueprints import PREFIX

blueprint = Blueprint("api_docs", __name__, url_prefix=PREFIX)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its method and address, what it is for, which scope it needs, what it takes and gives."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: tuple[Json, ...]
    body: tuple[tuple[str, str, str], ...]
    example: str
    answer: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Calls that belong together."""

    name: str
    description: str
    calls: tuple[Call, ...]


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description in OpenAPI 3.1. It tells nothing of anybody, so it needs no token."""
    return jsonify(_described())


@blueprint.get("/docs")
def show() -> str:
    """The same for people."""
    return render_template(
        "api/docs.html", parts=list(_parts(_described())), prefix=PREFIX, calls=CALLS_A_MINUTE, writes=WRITES_A_MINUTE
    )


def _described() -> Json:
    return cast(Json, current_app.extensions["rondo_openapi"]())


def _parts(document: Json) -> Iterator[Part]:
    for tag in document["tags"]:
        calls = [
            _call(document, path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
            if method != "parameters" and tag["name"] in operation["tags"]
        ]
        yield Part(tag["name"], tag["description"], tuple(calls))


def _call(document: Json, path: str, method: str, operation: Json) -> Call:
    answer = next(each for status, each in operation["responses"].items() if status[:1] == "2")
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    named = (*document["paths"][path].get("parameters", ()), *operation.get("parameters", ()))
    told = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return Call(
        name=f"{method}-{path.replace('/', '-').strip('-')}".replace("{", "").replace("}", ""),
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        scope=operation["security"][0]["token"][0],
        parameters=tuple(each for each in named if isinstance(each, dict)),
        body=tuple(_fields(document, sent.get("schema", {}))),
        example=json.dumps(sent["example"], indent=2) if "example" in sent else "",
        answer=tuple(_fields(document, told)),
    )


def _fields(document: Json, schema: Json) -> Iterator[tuple[str, str, str]]:
    """Name, kind and meaning of each field of an object."""
    whole = _resolved(document, schema)
    for name, field in whole.get("properties", {}).items():
        yield name, _kind(document, field), field.get("description", "")


def _resolved(document: Json, schema: Json) -> Json:
    if "$ref" in schema:
        return cast(Json, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
    return schema


def _kind(document: Json, field: Json) -> str:
    """What a field holds, in the words of JSON."""
    if "enum" in field:
        return " | ".join(str(each) for each in field["enum"])
    if field.get("type") == "array":
        inner = ", ".join(name for name, _kind, _meaning in _fields(document, field.get("items", {})))
        return f"[{{{inner}}}]" if inner else "[…]"
    kind = field.get("type", "object")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)
