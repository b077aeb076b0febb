"""A short code that leads back to unfinished answers: what is made of it, so that the database alone leads nowhere.

The code has 60 random bits. What finds the row and what opens it are derived from it by a slow function, so somebody
with a copy of the database would have to try about 2^59 codes, each for some tens of milliseconds.

Source: scrypt, RFC 7914.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nothing that is mistaken for something else on paper: no 0 and O, no 1 and I."""
_LENGTH, _GROUP = 12, 4
_COST, _BLOCK, _LANES = 2**13, 8, 1
_HALF = 32
_CODE = re.compile(f"[{_LETTERS}]{{{_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Derived:
    """What a code comes to in one stage: the place of its row, and the key that opens it."""

    place: str
    key: bytes = field(repr=False)


def new_code() -> str:
    """A code as it is written down.

    >>> len(new_code()), new_code().count("-")
    (14, 2)
    """
    letters = "".join(secrets.choice(_LETTERS) for _place in range(_LENGTH))
    return "-".join(letters[place : place + _GROUP] for place in range(0, _LENGTH, _GROUP))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, in whatever case and with whatever between its groups; None where it is none.

    >>> read_code(" abcd efgh-jkmn "), read_code("ABCD-EFGH"), read_code("abcd-efgh-jkm!")
    ('ABCDEFGHJKMN', None, None)
    """
    if len(typed) > 10 * _LENGTH:
        return None
    letters = re.sub(r"[\s\u2010-\u2015.-]+", "", typed).upper()
    return letters if _CODE.fullmatch(letters) else None


def derive(letters: str, stage: str) -> Derived:
    """What a code comes to in a stage; another stage gives something else.

    >>> derive("ABCDEFGHJKMN", "s1") == derive("ABCDEFGHJKMN", "s1")
    True
    >>> derive("ABCDEFGHJKMN", "s1").place == derive("ABCDEFGHJKMN", "s2").place
    False
    """
    salt = f"rondo way back|{stage}".encode()
    raw = hashlib.scrypt(letters.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=2 * _HALF)
    return Derived(raw[:_HALF].hex(), raw[_HALF:])
