"""Reading what programs send: JSON with nothing in it that could not be kept, and no parameter twice."""

import json
import math
import re
from typing import Any, NoReturn

import marshmallow
from flask import Request
from webargs.flaskparser import FlaskParser

from survey_app.exceptions import N_, BadInput

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MOST_DIGITS = 18


class WrongKind(BadInput):
    """The body is something other than JSON."""

    status = 415
    title = N_("This is no JSON")
    message = N_("Send JSON, and say so: “Content-Type: application/json”.")


class BodyUnreadable(BadInput):
    """The body calls itself JSON and is none, or holds what no answer can hold."""

    message = N_("The body is no JSON in UTF-8: line %(line)s, column %(column)s. Correct it there.")


class AskedTwice(BadInput):
    """One parameter with two values."""

    message = N_("“%(name)s” is given twice. Give it once.")


class StrictParser(FlaskParser):
    """Parameters and bodies, read strictly: what is unknown or doubtful is refused and never guessed."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012 - the library's own name for a class attribute
        "json": marshmallow.RAISE,
        "query": marshmallow.RAISE,
        "headers": marshmallow.EXCLUDE,
    }

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:  # noqa: ANN401, ARG002 - JSON is anything
        """The body as JSON."""
        if req.mimetype != "application/json":
            raise WrongKind
        return read(req.get_data())

    def load_querystring(self, req: Request, schema: marshmallow.Schema) -> Any:  # noqa: ANN401 - as the library has it
        """The parameters of the address, each at most once."""
        for name, values in req.args.lists():
            if len(values) > 1:
                raise AskedTwice(name=name[:80])
        return super().load_querystring(req, schema)


def read(content: bytes) -> Any:  # noqa: ANN401 - JSON is anything until it is looked at
    """The JSON in a body; refused where it is broken, doubtful, or holds characters that cannot be kept.

    >>> read(b'{"a": [1, null]}')
    {'a': [1, None]}
    """
    try:
        found = json.loads(
            content.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_int=_whole,
            parse_float=_fraction,
            object_pairs_hook=_members,
        )
    except json.JSONDecodeError as error:
        raise BodyUnreadable(line=error.lineno, column=error.colno) from None
    except UnicodeDecodeError as error:
        raise BodyUnreadable(line=content[: error.start].count(b"\n") + 1, column=1) from None
    except RecursionError:
        raise BodyUnreadable(N_("The body is nested too deeply. Send something flatter.")) from None
    _refuse_unkeepable(found)
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise BodyUnreadable(N_("“%(value)s” is no number of JSON. Send null where there is none."), value=name)


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise BodyUnreadable(N_("A number in the body has more than %(most)s digits."), most=_MOST_DIGITS)
    return int(text)


def _fraction(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise BodyUnreadable(N_("A number in the body is too large."))
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise AskedTwice(name=twice[:80].encode("utf-8", "replace").decode())
    return found


def _refuse_unkeepable(found: object) -> None:
    """Look at every text without calling itself: a body may be nested deeper than that could go."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and _UNREADABLE.search(value):
            raise BodyUnreadable(N_("A text in the body holds a hidden character that cannot be stored. Remove it."))
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
