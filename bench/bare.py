"""The yardstick: bare Flask and one insert into SQLite, with the same durability, under the same server."""

import json
import os
import secrets
import sqlite3
import threading
from pathlib import Path

from flask import Flask, render_template, request
from jinja2 import DictLoader

app = Flask(__name__)
_local = threading.local()
_FRAME = "<!doctype html><html lang=en><title>Page</title><main>{}</main></html>"
_FILLING = "x" * max(0, int(os.environ.get("BARE_BYTES", "0")) - len(_FRAME) + 2)
app.jinja_env.loader = DictLoader({"page.html": _FRAME.format(_FILLING)})


def connection() -> sqlite3.Connection:
    """The connection of the calling thread."""
    if not hasattr(_local, "connection"):
        _local.connection = sqlite3.connect(Path(os.environ["BARE_DATABASE"]), timeout=15)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            _local.connection.execute(f"PRAGMA {pragma}")
        _local.connection.execute("CREATE TABLE IF NOT EXISTS answer (id TEXT PRIMARY KEY, answers TEXT)")
    return _local.connection  # type: ignore[no-any-return]  # the attribute is made above


@app.get("/healthz")
def health() -> str:
    """Whether it answers."""
    return "ok\n"


@app.get("/page")
def page() -> str:
    """A template without anything to fill in, as large as the page it is compared with."""
    return render_template("page.html")


@app.post("/answer")
def answer() -> str:
    """Store one form and say so."""
    with connection() as database:
        database.execute(
            "INSERT INTO answer VALUES (?, ?)", (secrets.token_hex(13), json.dumps(request.form.to_dict(flat=False)))
        )
    return "stored\n"
