"""Long lists in pages: which one is asked for, and where the others are."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from marshmallow import Schema, fields, validate

from survey_app.api.fields import Whole

MOST_A_PAGE = 200
_LAST_PAGE = 999_999
Answer = tuple[dict[str, Any], int, dict[str, str]]
LINK = {"Link": {"description": "The first, previous, next and last page", "schema": {"type": "string"}}}


class PageQuery(Schema):
    """Which page of a list."""

    page = Whole(load_default=1, most=_LAST_PAGE, metadata={"description": "Which page"})
    size = Whole(load_default=50, most=MOST_A_PAGE, metadata={"description": "How many on a page"})


class PageFields(Schema):
    """What stands beside the part of a list."""

    page = fields.Integer(required=True, metadata={"description": "Which page this is"})
    size = fields.Integer(required=True, metadata={"description": "How many stand on a page"})
    count = fields.Integer(required=True, validate=validate.Range(0), metadata={"description": "How many there are"})


def paged(name: str, rows: Sequence[object], asked: Mapping[str, int], count: int, **more: object) -> Answer:
    """A part of a list under its name, with links to the other pages."""
    page, size = asked["page"], asked["size"]
    last = max(1, -(-count // size))
    places = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    links = [f'<{_here(place, size)}>; rel="{rel}"' for rel, place in places.items() if 1 <= place <= last]
    body = {name: rows, "page": page, "size": size, "count": count, **more}
    return body, 200, {"Link": ", ".join(links)}


def _here(page: int, size: int) -> str:
    asked: dict[str, Any] = request.args.to_dict()
    return url_for(str(request.endpoint), **{**asked, **(request.view_args or {}), "page": page, "size": size})
