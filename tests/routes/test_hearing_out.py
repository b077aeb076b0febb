"""What is too large is heard out after the answer, but nobody keeps a thread of the server by sending slowly."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from gunicorn.http.body import Body, ChunkedReader, LengthReader
from gunicorn.http.errors import InvalidHeader
from gunicorn.http.unreader import SocketUnreader

from survey_app.routes import limits

pytestmark = pytest.mark.sqlite_only
"""Nothing is stored."""

LONG = 50_000_000


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    with (
        socket.create_server(("127.0.0.1", 0)) as door,
        socket.create_connection(door.getsockname()) as theirs,
        door.accept()[0] as ours,
    ):
        yield ours, theirs


def _refused(client: FlaskClient, body: Body, ours: socket.socket) -> float:
    """Send what is too large; how many seconds the thread is kept once the answer is there."""
    told = client.post(
        "/sign-in",
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": str(LONG), "gunicorn.socket": ours},
    )
    assert told.status_code == 413
    begun = time.monotonic()
    told.close()
    return time.monotonic() - begun


def test_a_byte_now_and_then_keeps_no_thread(
    client: FlaskClient, ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_LONGEST_DROPPING", 0.3)
    ours, theirs = ends
    over = threading.Event()

    def trickle() -> None:
        for _byte in range(1_000):
            if over.wait(0.03):
                return
            theirs.send(b"x")
        theirs.shutdown(socket.SHUT_WR)

    sender = threading.Thread(target=trickle)
    sender.start()
    body = Body(LengthReader(SocketUnreader(ours), LONG))
    try:
        assert _refused(client, body, ours) < 10, "a byte comes for half a minute"
        begun = time.monotonic()
        body.read(1024)
        assert time.monotonic() - begun < 10, "the server does not wait for the rest either"
    finally:
        over.set()
        sender.join()


def test_a_rest_that_cannot_be_read_is_nobodys_fault(
    client: FlaskClient, ends: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = ends
    theirs.sendall(b"1\r\nx\r\n0\r\nno trailer\r\n\r\n")
    request = type("Head", (), {"parse_headers": _unreadable})()
    assert _refused(client, Body(ChunkedReader(request, SocketUnreader(ours))), ours) < 4


def _unreadable(*_asked: object, **_more: object) -> None:
    raise InvalidHeader("no trailer")
