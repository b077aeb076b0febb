"""Fields of parameters and bodies that take what is meant and nothing else."""

import re
from typing import Any

from marshmallow import fields, validate

from survey_app.exceptions import N_

_DIGITS = re.compile(r"-?[0-9]{1,9}")
LARGEST = 999_999_999
WORDS: dict[str, str] = {
    "Missing data for required field.": N_("This is needed."),
    "Unknown field.": N_("This is unknown here."),
    "Field may not be null.": N_("This may not be null."),
    "Not a valid string.": N_("A text belongs here."),
    "Not a valid integer.": N_("A whole number belongs here."),
    "Not a valid boolean.": N_("“true” or “false” belongs here."),
    "Not a valid list.": N_("A list belongs here."),
    "Not a valid mapping type.": N_("An object with names and values belongs here."),
    "Invalid input type.": N_("An object with names and values belongs here."),
    "Invalid type.": N_("An object with names and values belongs here."),
}
"""The library's sentences in ours. A bound says itself what it is."""


class Whole(fields.Integer):
    """A whole number in plain digits, between two bounds."""

    def __init__(self, *, least: int = 1, most: int = LARGEST, **kwargs: Any) -> None:  # noqa: ANN401 - the library's
        super().__init__(strict=True, validate=validate.Range(least, most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | None:  # noqa: ANN401 - as above
        if isinstance(value, str) and not _DIGITS.fullmatch(value):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Flag(fields.Boolean):
    """`true` or `false`, and no other word for them."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - the library's own arguments
        super().__init__(truthy={"true", True}, falsy={"false", False}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool | None:  # noqa: ANN401 - as above
        if not isinstance(value, bool) and value not in ("true", "false"):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)
