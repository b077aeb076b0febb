"""A real browser on a running application: how it is started, looked at by axe, measured and watched."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright, Request, sync_playwright
from werkzeug.serving import make_server

_FOLDER = Path(__file__).parent / "browser"
AXE = "/looked-at-by/axe.js"
"""Where the server of the tests holds axe: a file of one's own origin is compiled once, not again on every page."""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
THEMES = ("light", "dark")
_PROGRAM = "/usr/lib/chromium/chromium-headless-shell"
"""Debian's browser without the frame around its pages: drawing that frame takes a third of a journey's time."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run",
         "--in-process-gpu", "--js-flags=--no-opt,--no-maglev,--no-flush-bytecode",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost")  # fmt: skip
"""No host but the machine itself is found, so a page that asks another one never reaches it.

Scripts live for the length of a page here: to make them fast takes longer than to run them as they are.
"""
COLOURS = ("color-contrast", "link-in-text-block")
"""All that can differ between two themes of one page: they share their structure, and differ in colours alone."""
SIZES = ("target-size", "scrollable-region-focusable", "skip-link")
"""All that can differ between two widths of one page, beside colours, and beside what is shown at one of them only."""
_TYPE = [("Content-Type", "text/javascript"), ("Cache-Control", "max-age=31536000, immutable")]
_running: list[Browser] = []
_kept = ExitStack()
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own browser, without a window: started once a worker, and nobody finds what another one left."""
    started = _started()
    before = list(started.contexts)
    try:
        yield started
    finally:
        for context in started.contexts:
            if context not in before:
                context.close()


def _started() -> Browser:
    """The browser that runs, or another one where it has fallen over."""
    if not _running or not _running[-1].is_connected():
        found = _PROGRAM if Path(_PROGRAM).exists() else shutil.which("chromium")
        _running.append(_driver().chromium.launch(executable_path=found, args=list(FLAGS)))
    return _running[-1]


@cache
def _driver() -> Playwright:
    return _kept.enter_context(sync_playwright())


def end_browsers() -> None:
    """The worker has run all its tests."""
    for each in _running:
        each.close()
    _running.clear()
    _kept.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application behind a port of its own, in a thread of this process; its address."""
    server = make_server("127.0.0.1", 0, _with_axe(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@cache
def _axe() -> bytes:
    return b"\n".join(
        file.read_bytes() for file in (_FOLDER / "node_modules/axe-core/axe.min.js", _FOLDER / "looking.js")
    )


def _with_axe(app: Application) -> Application:
    """The application, and beside it the script that looks at its pages."""

    def answer(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environment["PATH_INFO"] != AXE:
            return app(environment, start)
        start("200 OK", [*_TYPE, ("Content-Length", str(len(_axe())))])
        return [_axe()]

    return answer


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe finds on the page as it stands, one line a rule."""
    return list(asked(page, "whole", COLOURS if colours_only else RULES))


def asked(page: Page, what: str, *rules: Sequence[str]) -> Any:
    """What the script that looks at a page answers."""
    return _arrived(page, lambda: _answered(page, what, [list(each) for each in rules]))


def _answered(page: Page, what: str, rules: list[list[str]]) -> Any:
    if not page.evaluate("'looking' in window"):
        if page.url.startswith("http"):
            page.evaluate("address => import(address).then(() => true)", AXE)
        else:
            page.evaluate(_axe().decode())
    return page.evaluate(f"rules => looking.{what}(...rules)", rules)


def _arrived(page: Page, look: Callable[[], Any]) -> Any:
    """Look at the page that comes: a click may be over before the next page is there, and a look falls in between."""
    page.wait_for_load_state("load")
    try:
        return look()
    except Error:
        page.wait_for_load_state("load")
        return look()


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(_arrived(page, lambda: page.evaluate(_WIDER)))


class Watch:
    """What a page does behind one's back: other hosts asked, its own policy broken, scripts that fail."""

    def __init__(self, page: Page, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        page.on("request", self._note)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _note(self, request: Request) -> None:
        """Only listen: to stop each request on its way would switch the browser's own store of files off."""
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asked another host: {request.url}")

    def _listen(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.complaints.append(message.text)
