"""What the description says of every call alike: how to begin, the codes in addresses, how calls are refused."""

from typing import Any

from survey_app.api.access import CALLS_A_MINUTE, WRITES_A_MINUTE

__all__ = ["completed"]

Json = dict[str, Any]
_PREFIX = "api_"
_TITLE = "Rondo"
_ABOUT = f"""Studies, questionnaires, answers, results and exports for programs.

**Token.** A personal token comes with every call: `Authorization: Bearer rondo_…`. Make one on the page *Tokens* of
your account. It does what its scopes say and never more than your role in the study allows; each call names its
scope. What belongs to others is not found. No cookie is looked at.

**Addresses.** Studies, stages, jobs and files are named by a `code` that stays the same. Begin with
`GET /api/v1/studies`. An address that is unknown is refused with 404. A parameter or a filter that a call does not
know is refused with 422 and never ignored: `errors` names it.

**Times** are ISO 8601 in UTC, with their zone.

**Lists** come in pages: `page` from 1, `size`, and `count` in all; the header `Link` holds the first, previous, next
and last page. A page behind the last one is empty.

**Storing.** PUT of a questionnaire and POST of answers only try, until the address says `dry_run=false`. Storing
answers needs the header `Idempotency-Key`: the same key with the same answers stores nothing twice. `revision`
refuses to replace a draft that somebody changed since you read it.

**Refusals** have the media type `application/problem+json` (RFC 9457): `type` names the refusal and stays the same,
`detail` says what to do, `errors` what is wrong in which place. An order that failed says why in the same words, under
`problem`. A body that is too large is refused with 413 before it is read.

**Limits.** A token may make {CALLS_A_MINUTE} calls a minute, {WRITES_A_MINUTE} of them to store something; beyond
that comes 429, and the header `Retry-After` says how many seconds to wait.

**Browsers.** There are no headers for other origins (CORS): the pages of another site cannot read these answers. Call
from a server or a script, where the token stays secret.

**Silence.** Figures are suppressed as on the pages. At the levels “anonymous” and “sealed” single answers are not
given out, to nobody. An open round of a panel has no figures.

Within `/api/v1` fields are added and none is taken away or given another meaning; skip those you do not know."""

_CODES = {
    "study_code": ("The code of a study", "59h36gz5vg"),
    "stage_code": ("The code of a stage of this study", "p3znf2kyhp"),
    "job_code": ("The code of an order", "b74a928jkt"),
    "file_code": ("The code of a file", "f5m4r9etteyuu94wkadz2frhs4"),
}
_REFUSALS: dict[str, tuple[str, str, str, str]] = {
    "400": ("BadRequest", "The address or the body cannot be read", "bad-input", "Correct it and send it again."),
    "401": ("NoToken", "No token, or one that ended", "no-token", "Send a personal token that still works."),
    "403": (
        "NotCovered",
        "The token, your role or the promise does not cover it",
        "scope-missing",
        "Take another token.",
    ),
    "404": ("NotFound", "Not there, of another kind, or not yours", "not-found", "Check the address."),
    "409": ("NotNow", "Somebody changed it since, or its state does not allow it", "stale-revision", "Read it again."),
    "413": ("TooMuch", "More than is taken at once", "too-much", "Divide it."),
    "415": ("NoJson", "The body is no JSON", "wrong-kind", "Say “Content-Type: application/json”."),
    "422": (
        "WrongInput",
        "Something in it cannot be used, such as a parameter or a filter that is unknown here",
        "unprocessable-entity",
        "See “errors” and correct it.",
    ),
    "429": ("TooOften", "Too many calls in a minute", "too-often", "Wait as long as Retry-After says."),
}
_WITH_BODY = {"409", "413", "415"}
_RETRY = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}, "required": True}}


def completed(document: Json, media_type: str) -> Json:
    """The description with all this in it; refusals under a media type of their own."""
    document["info"] |= {"title": _TITLE, "description": _ABOUT}
    document["servers"] = [{"url": "/", "description": "This installation"}]
    for tag in document["tags"]:
        tag["name"] = tag["name"].removeprefix(_PREFIX)
    for path, calls in document["paths"].items():
        for code in calls.get("parameters", []):
            code["description"], code["example"] = _CODES[code["name"]]
        for method, call in calls.items():
            if method != "parameters":
                call["tags"] = [name.removeprefix(_PREFIX) for name in call["tags"]]
                call["responses"] |= _refusals(path, has_body="requestBody" in call)
    document["components"]["responses"] = {
        "DEFAULT_ERROR": _refusal("Any other refusal", media_type),
        **{
            name: _refusal(about, media_type, {"type": kind, "title": about, "status": int(status), "detail": detail})
            | ({"headers": _RETRY} if status == "429" else {})
            for status, (name, about, kind, detail) in _REFUSALS.items()
        },
    }
    return document


def _refusals(path: str, *, has_body: bool) -> Json:
    """By which statuses a call can be refused."""
    unlikely = (set() if has_body else _WITH_BODY) | (set() if "{" in path else {"404"})
    return {
        status: {"$ref": f"#/components/responses/{name}"}
        for status, (name, *_words) in _REFUSALS.items()
        if status not in unlikely
    }


def _refusal(about: str, media_type: str, example: Json | None = None) -> Json:
    content: Json = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if example:
        content["example"] = {**example, "type": f"urn:rondo:problem:{example['type']}"}
    return {"description": about, "content": {media_type: content}}
