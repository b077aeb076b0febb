"""A real server with several processes and threads, drafts that are ready to be sent, and a plain client."""

import html
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from survey_app import create_app
from survey_app.db import database, now, session
from survey_app.models import Draft, Stage
from survey_app.privacy import links
from survey_app.services.responses import content_hash
from tests.conftest import settings_for
from tests.respondents import ANSWERS, open_stage, three_pages
from tests.test_serve import free_port

ROOT = Path(__file__).parent.parent.parent
GIVEN = {**ANSWERS, "NAME": "Ana"}


@dataclass(frozen=True)
class Ready:
    """A draft that only has to be sent."""

    held: str
    submit_key: str
    shown: str


def make_ready(count: int) -> tuple[str, list[Ready]]:
    """A stage in the field with finished drafts; its code and the drafts."""
    stage: Stage = open_stage(three_pages(("en",)))
    version_id = stage.versions[0].id
    ready = []
    for _each in range(count):
        secret, submit_key = links.random_secret(), links.random_secret()
        session.add(
            Draft(
                stage_id=stage.id,
                version_id=version_id,
                key=links.fingerprint(secret, "draft"),
                submit_key=submit_key,
                language="en",
                answers={"given": GIVEN, "typed": {}, "done": ["p1", "p2", "p3"], "saved": True},
                updated_at=now(),
            )
        )
        ready.append(Ready(f"{secret}.{submit_key}", submit_key, content_hash(version_id, GIVEN)))
    session.commit()
    return stage.code, ready


def prepare(folder: Path, template: Path, count: int) -> tuple[str, list[Ready]]:
    """An installation of its own with finished drafts."""
    shutil.copy(template, folder / "rondo.sqlite")
    app = create_app(settings_for(folder))
    with app.app_context():
        made = make_ready(count)
        session.remove()
        database.engine.dispose()
    return made


@dataclass
class Served:
    """A running server."""

    port: int
    process: "subprocess.Popen[bytes]"

    def workers(self) -> list[int]:
        """The processes that answer."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def kill_a_worker(self) -> bool:
        """End one of them without any warning; False where none is there, or the one before is only now taken away."""
        try:
            os.kill(self.workers()[0], signal.SIGKILL)
        except (IndexError, ProcessLookupError):
            return False
        return True


@contextmanager
def serve(folder: Path, application: str = "wsgi:app") -> Iterator[Served]:
    """Two processes with four threads each."""
    port = free_port()
    environment = os.environ | {
        "SURVEY_INSTANCE": str(folder),
        "SURVEY_DATABASE_URL": f"sqlite:///{folder / 'rondo.sqlite'}",
        "SURVEY_SETUP": "none",
        "SURVEY_TESTING": "yes",
        "SURVEY_PORT": str(port),
    }
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--preload"]
    options = ["--workers", "2", "--threads", "4", "--log-level", "critical", "--graceful-timeout", "2"]
    with subprocess.Popen([*command, *options], cwd=ROOT, env=environment) as process:
        try:
            served = Served(port, process)
            wait_for(served)
            yield served
        finally:
            process.terminate()


def wait_for(served: Served) -> None:
    """Until the server answers; a busy machine may need a while to load it."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and served.process.poll() is None:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)) as connection:
                connection.request("GET", "/healthz")
                with connection.getresponse() as answer:
                    if answer.status == 200:
                        return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start: {served.process.poll()}")


class Wire:
    """A client that keeps a cookie and nothing else."""

    def __init__(self, port: int, code: str) -> None:
        self.port = port
        self.code = code
        self.cookie = ""
        page = self.ask("GET", f"/r/{code}")[2]
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, page
        self.token = html.unescape(found.group(1))

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.split(";", 1)[0]
        return answer.status, answer.getheader("Location") or "", text

    def send(self, ready: Ready) -> tuple[int, str]:
        """Send a draft; the status and where it leads."""
        fields = {"csrf_token": self.token, "draft": ready.held, "shown": ready.shown}
        status, location, _page = self.ask("POST", f"/r/{self.code}/check", fields)
        return status, location

    def receipt(self) -> str:
        """The receipt of what was sent last."""
        found = re.search(r'class="code">([^<]+)<', self.ask("GET", f"/r/{self.code}/thanks")[2])
        return found.group(1) if found else ""
