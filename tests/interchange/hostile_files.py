"""Files that were never meant to be read: each is refused or read quickly, and none is an error of ours."""

import json
from collections.abc import Iterator
from typing import Any


def json_files(wrap: Any) -> Iterator[tuple[str, bytes]]:
    """Hostile JSON; `wrap` puts elements into a file of the format under test."""
    yield "nothing", b""
    yield "blanks", b"  \n "
    yield "no json", b"{'pages': 1}"
    yield "cut short", json.dumps(wrap([])).encode()[:-3]
    yield "a list", b"[1, 2, 3]"
    yield "a number", b"17"
    yield "nul bytes", b"{\x00\x00\x00}"
    yield "latin", '{"title": "ñ"}'.encode("latin-1")
    yield "brackets", b"[" * (20 * 1024 * 1024 - 5)
    yield "too large", b"[" * (21 * 1024 * 1024)
    yield "deep objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    for depth in (150, 400, 900):
        nested = json.dumps(wrap([])).encode()
        yield f"{depth} deep", nested[:-1] + b', "x": ' + b'{"a":[' * depth + b"1" + b"]}" * depth + b"}"
    yield "a huge number", b'{"pages": ' + b"9" * 100_000 + b"}"
    yield "not a number", b'{"pages": NaN}'
    yield "infinity", json.dumps(wrap([1e308])).replace("1e+308", "1e999").encode()
    yield "many commas", b'{"pages": [' + b"1," * 2_000_000 + b"1]}"


REGULAR_BOMB = "a" * 50_000 + "<" * 50_000
