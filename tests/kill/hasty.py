"""A broken control: a server that says 'received' first and stores afterwards."""

import threading
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from wsgi import app as honest

_DELAY = 0.15


def app(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a sent draft at once, and let the real application have it a little later."""
    if environment["REQUEST_METHOD"] != "POST" or not environment["PATH_INFO"].endswith("/check"):
        return honest(environment, start)
    body = environment["wsgi.input"].read(int(environment["CONTENT_LENGTH"]))
    later = {**environment, "wsgi.input": BytesIO(body)}
    threading.Thread(target=_store, args=(later,), daemon=True).start()
    code = environment["PATH_INFO"].split("/")[2]
    start("303 See Other", [("Location", f"/r/{code}/thanks"), ("Content-Length", "0")])
    return [b""]


def _store(environment: dict[str, Any]) -> None:
    time.sleep(_DELAY)
    list(honest(environment, lambda *_args: None))
