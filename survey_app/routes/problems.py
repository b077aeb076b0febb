"""What programs get where people get an error page: a problem document as RFC 9457 has it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from survey_app.exceptions import N_, BadInput, Detail, NotFound, Refusal, TooMuch, TooOften
from survey_app.routes.presentation import filled

_MOST_TOLD = 100
_WRONG = N_("Some of what was sent cannot be used: see “errors”. Correct it and send it again.")

_WORDS: dict[str, str] = {
    "Missing data for required field.": N_("This is needed."),
    "Unknown field.": N_("This is unknown here."),
    "Field may not be null.": N_("This may not be null."),
    "Not a valid string.": N_("A text belongs here."),
    "Not a valid integer.": N_("A whole number belongs here."),
    "Not a valid boolean.": N_("“true” or “false” belongs here."),
    "Not a valid list.": N_("A list belongs here."),
    "Not a valid mapping type.": N_("An object with names and values belongs here."),
    "Invalid input type.": N_("An object with names and values belongs here."),
    "Not a valid answer.": N_("A number, a text, null or a reason for a missing answer belongs here."),
    "Invalid type.": N_("An object with names and values belongs here."),
}
"""The library's sentences in ours. A bound says itself what it is."""


_FOR_PROGRAMS: dict[int, str] = {
    400: N_("Something in the address or in the body cannot be read. Correct it and send it again."),
    404: N_("Check the codes in the address: “GET /api/v1/studies” lists what is yours."),
    405: N_("This address takes other methods: the header Allow names them."),
    413: N_("More was sent than is taken at once. Divide it."),
    429: N_("Wait as many seconds as the header Retry-After says, and try again."),
}
"""What to do, where the sentence for people speaks of pages and buttons."""


def is_asked() -> bool:
    """Whether a program is asking."""
    return request.path.startswith("/api/")


def problem(status: int, kind: str, title: str, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> Response:
    """The document."""
    content: dict[str, object] = {
        "type": f"urn:rondo:problem:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if errors:
        content["errors"] = list(errors)
    text = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    response = Response(text, status, mimetype="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = "60"
    return response


def of_refusal(refusal: Refusal) -> Response:
    """A refusal with its own words, and every place that is wrong."""
    errors = [_error(detail) for detail in refusal.details]
    is_plain = refusal.message in (BadInput.message, NotFound.message, TooMuch.message, TooOften.message)
    message = _FOR_PROGRAMS.get(refusal.status, refusal.message) if is_plain else refusal.message
    status = refusal.status_for_programs or refusal.status
    return problem(status, refusal.type_name, _(refusal.title), filled(message, refusal.params), errors)


def of_http(error: HTTPException, title: str, message: str) -> Response:
    """The framework's own refusals; of those that looked at parameters or a body, where they are wrong."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    kind = HTTPStatus(status).phrase.lower().replace(" ", "-")
    found = getattr(error, "data", None)
    messages = found.get("messages") if isinstance(found, dict) else None
    errors = [_error(detail) for detail in _flat(messages)] if messages else []
    detail = _(_WRONG) if errors else _(_FOR_PROGRAMS.get(status, message))
    response = problem(status, kind, title, detail, errors[:_MOST_TOLD])
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _error(detail: Detail) -> dict[str, str]:
    place, message, params = detail
    return {"place": place, "detail": filled(message, params)}


def _flat(messages: object, place: str = "") -> Iterator[Detail]:
    """What the reader of parameters found, place by place; where they stood is left out of the place."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            is_location = not place and name in ("json", "query", "headers")
            here = "" if is_location or name == "_schema" else str(name)[:80]
            yield from _flat(inner, ".".join(part for part in (place, here) if part))
    else:
        for each in messages if isinstance(messages, list | tuple) else [messages]:
            yield place, _WORDS.get(str(each), str(each)), {}
