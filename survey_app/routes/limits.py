"""Bounds on what a request may carry, checked before any route sees it."""

import re
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, TypeVar

from flask import Flask, Response, after_this_request, current_app, request
from werkzeug.routing import IntegerConverter, Map

from survey_app.exceptions import N_, BadInput, NotFound, TooMuch
from survey_app.questions.file_upload import MOST_FILES
from survey_app.questions.upload_files import LARGEST
from survey_app.services import installation

View = TypeVar("View", bound=Callable[..., object])

LARGEST_KEY = 2**31 - 1
_UNREADABLE = re.compile(r"[\x00-\x1f\ud800-\udfff]")
_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_MOST_FIELDS = 2_000
_LONGEST_FIELD = 256 * 1024
_LONGEST_QUERY = 8_000
_PIECE, _MOST_DROPPED, _LONGEST_DROPPING = 16 * 1024, 64 * 1024 * 1024, 5.0
LARGEST_PAGE = MOST_FILES * LARGEST + 1024 * 1024
"""What a respondent's page with files may weigh: one question's files and a megabyte of answers."""


class KeyConverter(IntegerConverter):
    """A row's number in an address: never larger than the database can hold."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - Werkzeug's own name
        super().__init__(map, max=LARGEST_KEY)


def add_limits(app: Flask) -> None:
    """Put the bounds in place."""
    app.url_map.converters["key"] = KeyConverter
    app.before_request(refuse_unreadable_address)
    app.before_request(allow_upload)
    app.before_request(refuse_oversized_form)


def takes_files(view: View) -> View:
    """Mark a view of the desk that staff upload files to: it takes as much as the installation allows."""
    view.takes_files = True  # type: ignore[attr-defined]  # a mark on the function, read below
    return view


def takes_answer_files(view: View) -> View:
    """Mark the page that respondents send files with: a form with files may weigh as much as these may."""
    view.takes_answer_files = True  # type: ignore[attr-defined]  # a mark on the function, read below
    return view


def allow_upload() -> None:
    """Raise the bound for views that take files, before the form is read."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False):
        request.max_content_length = (installation.settings().max_upload_mb + 1) * 1024 * 1024
    elif getattr(view, "takes_answer_files", False) and request.mimetype == "multipart/form-data":
        request.max_content_length = LARGEST_PAGE


def too_much() -> TooMuch:
    """The refusal of what is too large: where files are taken it says how large they may be."""
    if not getattr(current_app.view_functions.get(request.endpoint or ""), "takes_files", False):
        return TooMuch()
    told = N_(
        "A file may have up to %(most)s MB here. Divide it and send the parts, or ask the operator to allow more "
        "(SURVEY_MAX_UPLOAD_MB). Nothing of it was stored."
    )
    return TooMuch(told, most=installation.settings().max_upload_mb)


def refuse_unreadable_address() -> None:
    """An address with control characters names nothing; a query with them cannot be read."""
    if _unreadable(request.path):
        raise NotFound
    if len(request.query_string) > _LONGEST_QUERY:
        raise TooMuch
    for key, values in request.args.lists():
        if any(_unreadable(text) for text in (key, *values)):
            raise BadInput


def refuse_oversized_form() -> None:
    """Count urlencoded fields too: Werkzeug's own limit covers multipart only."""
    if request.method not in {"POST", "PUT", "PATCH"} or not request.form:
        return
    if sum(len(values) for _key, values in request.form.lists()) > _MOST_FIELDS:
        raise TooMuch
    if any(_unreadable(key) for key in request.form):
        raise BadInput
    if any(len(text) > _LONGEST_FIELD for _key, values in request.form.lists() for text in values):
        raise TooMuch


def hear_out() -> None:
    """Once the answer is sent, drop what still comes in: most programs listen only when they have sent everything.

    Without this they meet a broken connection and never read why. A program that listens meanwhile stops at once.
    """
    stream: BinaryIO = request.environ["wsgi.input"]
    connection: socket.socket | None = request.environ.get("gunicorn.socket")

    @after_this_request
    def _linger(response: Response) -> Response:
        response.call_on_close(lambda: _drop(stream, connection))
        return response


def _drop(stream: BinaryIO, connection: socket.socket | None) -> None:
    """Read on in small pieces and keep none of them; at most so much, and for so many seconds."""
    end = time.monotonic() + _LONGEST_DROPPING
    # one piece is read by many calls, and a byte now and then keeps each of them waiting: the time is kept from outside
    clock = threading.Timer(_LONGEST_DROPPING, _hang_up, [connection])
    clock.daemon = True
    clock.start()
    # the answer is sent: whatever the parser finds wrong with the rest, nobody is left to be told
    with suppress(Exception):
        for _piece in range(_MOST_DROPPED // _PIECE):
            if not stream.read(_PIECE):
                clock.cancel()
                return
            if time.monotonic() > end:
                break
    clock.cancel()
    _hang_up(connection)


def _hang_up(connection: socket.socket | None) -> None:
    """Hear no more: whoever waits for something from this connection, here or in the server, waits no longer."""
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RD)


def same_page() -> str:
    """The address that was sent to, where it can be opened too: whoever sent too much goes back there."""
    adapter = current_app.create_url_adapter(request)
    return request.path if adapter is not None and adapter.test(request.path, method="GET") else ""


def _unreadable(text: str) -> bool:
    return _UNREADABLE.search(text) is not None


def page_number(name: str = "page") -> int:
    """Which page of a list is asked for; the first one when the address says nothing sensible."""
    return page_in(request.args.get(name, "1"))


def page_in(text: str) -> int:
    """The page that a text names; the first one when it says nothing sensible."""
    return int(text) if _PAGE_NUMBER.fullmatch(text) else 1
