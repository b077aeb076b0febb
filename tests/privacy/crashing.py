"""A program that dies at a chosen act: before the act happens, nothing after it does."""

import os
from typing import Any

import pytest


class Killed(BaseException):
    """No error handling catches a kill."""


class Crash:
    """Counts acts and dies at one of them."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.at: int | None = None
        self.error: BaseException = Killed()

    def arm(self, at: int) -> None:
        """Die at the act with this number, counted from here."""
        self.seen.clear()
        self.at = at

    def act(self, name: str) -> None:
        """An act is about to happen."""
        if self.at is not None and len(self.seen) >= self.at:
            raise self.error
        self.seen.append(name)

    def watch_files(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every call of the system that changes a file or folder is an act, and so is each opening for writing."""
        for name in ("fsync", "link", "unlink"):
            monkeypatch.setattr(os, name, self._watched(name, getattr(os, name)))
        real_open, real_fdopen = os.open, os.fdopen

        def opening(path: Any, flags: int, *rest: Any, **named: Any) -> int:
            if flags & (os.O_WRONLY | os.O_RDWR):
                self.act("open")
            return real_open(path, flags, *rest, **named)

        def fdopening(handle: int, *rest: Any, **named: Any) -> Any:
            try:
                self.act("write")
            except BaseException:
                os.close(handle)
                raise
            return real_fdopen(handle, *rest, **named)

        monkeypatch.setattr(os, "open", opening)
        monkeypatch.setattr(os, "fdopen", fdopening)

    def _watched(self, name: str, real: Any) -> Any:
        def call(*rest: Any, **named: Any) -> Any:
            self.act(name)
            return real(*rest, **named)

        return call
