"""A real browser on a running application: how it is started, looked at by axe, measured and watched."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright, Request, sync_playwright
from werkzeug.serving import make_server

AXE = Path(__file__).parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
THEMES = ("light", "dark")
_PROGRAM = "/usr/lib/chromium/chromium"
"""Debian's browser itself: the script before it asks for drawing by a graphics card, which is not there."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost")  # fmt: skip
"""No host but the machine itself is found, so a page that asks another one never reaches it."""
_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that can differ between two themes of one page: they share their structure, and differ in colours alone."""
_CHECK = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
    .map(found => found.id + ": " + found.nodes.map(node => node.html.slice(0, 160)).join(" | "))"""
_UNSEEN = """[...document.querySelectorAll("main form")]
    .filter(form => !form.closest("details:not([open])"))
    .map(form => [form, [...form.elements].filter(each => each.type !== "hidden")])
    .filter(([, all]) => all.length && !all.some(each => each.getBoundingClientRect().height >= 8))
    .map(([form]) => form.outerHTML.slice(0, 120))"""
_running: list[Browser] = []
_kept = ExitStack()
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


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
        found = _PROGRAM if Path(_PROGRAM).exists() else shutil.which("chromium") or shutil.which("chromium-browser")
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
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe finds on the page as it stands, one line a rule."""
    rules = _COLOURS if colours_only else list(RULES)
    return list(_arrived(page, lambda: _checked(page, rules)))


def _checked(page: Page, rules: object) -> Any:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    return page.evaluate(_CHECK, rules)


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


def unseen_forms(page: Page) -> list[str]:
    """Forms none of whose controls can be seen, outside of what can be opened."""
    return list(_arrived(page, lambda: page.evaluate(_UNSEEN)))


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
