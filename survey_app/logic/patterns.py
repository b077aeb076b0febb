"""Patterns that texts are held against. They run in time that grows with the text alone, whoever wrote them.

Source: RE2 (Cox 2010, Regular Expression Matching in the Wild): no look-ahead, no back reference, bounded memory.
"""

from functools import lru_cache
from typing import Any

import re2

LONGEST_PATTERN = 500
LONGEST_TEXT = 10_000
_MEMORY = 1 << 18


@lru_cache(maxsize=500)
def compiled(pattern: str) -> Any | None:  # noqa: ANN401 - the library has no types
    """The pattern ready for use, or None for one that cannot be used: it is too long, too large or no pattern.

    >>> compiled("[A-Z]{2}[0-9]+") is None, compiled("(") is None
    (False, True)
    """
    if len(pattern) > LONGEST_PATTERN:
        return None
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError):
        return None


def matches(words: str, pattern: str) -> bool | None:
    """Whether the whole text fits the pattern; nothing where the pattern cannot be used or the text is too long.

    >>> matches("AB12", "[A-Z]{2}[0-9]+"), matches("xAB12", "[A-Z]{2}[0-9]+"), matches("a", "(")
    (True, False, None)
    """
    ready = compiled(pattern) if len(words) <= LONGEST_TEXT else None
    if ready is None:
        return None
    try:
        return ready.fullmatch(words) is not None
    except (re2.error, UnicodeError):
        return None
