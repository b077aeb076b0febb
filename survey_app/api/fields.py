"""Fields of parameters and bodies that take what is meant and nothing else."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate

_DIGITS = re.compile(r"-?[0-9]{1,9}")
LARGEST = 999_999_999


def bounds(least: int, most: int) -> validate.Range:
    """A number between two bounds."""
    return validate.Range(least, most, error=_l("A number from {min} to {max} belongs here."))


def told(description: str, *examples: object, **more: object) -> dict[str, Any]:
    """What the description says of a field: its meaning, examples of what it holds, and more where that is needed."""
    return {"description": description, **({"examples": list(examples)} if examples else {}), **more}


def length(least: int, most: int) -> validate.Length:
    """How long a text or a list may be."""
    return validate.Length(least, most, error=_l("This has a length from {min} to {max}."))


def one_of(words: Iterable[str]) -> validate.OneOf:
    """One of some words."""
    return validate.OneOf(list(words), error=_l("One of these belongs here: {choices}."))


SEARCHED = validate.Regexp(r"^[^\x00-\x1f\x7f]{1,200}$", error=_l("1 to 200 letters, no control characters."))
"""A text to look for."""


class Whole(fields.Integer):
    """A whole number in an address, in plain digits, between two bounds."""

    def __init__(self, *, least: int = 1, most: int = LARGEST, **kwargs: Any) -> None:  # noqa: ANN401 - the library's
        super().__init__(strict=True, validate=bounds(least, most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ANN401 - as above
        if isinstance(value, str) and _DIGITS.fullmatch(value):
            return super()._deserialize(int(value), attr, data, **kwargs)
        raise self.make_error("invalid", input=value)


class Flag(fields.Boolean):
    """`true` or `false`, and no other word for them."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - the library's own arguments
        super().__init__(truthy={"true", True}, falsy={"false", False}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ANN401 - as above
        if not isinstance(value, bool) and value not in ("true", "false"):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Names(fields.Dict):
    """A few names with a text each; more of them than anybody needs are not even looked at."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:  # noqa: ANN401 - the library's own arguments
        self.most = most
        text = fields.String(validate=length(1, 200))
        super().__init__(keys=text, values=text, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, str]:  # noqa: ANN401 - as above
        if isinstance(value, dict) and len(value) > self.most:
            raise ValidationError(str(_("At most %(most)s names belong here.", most=self.most)))
        found: dict[str, str] = super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]  # untyped in the library
        return found
