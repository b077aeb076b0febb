"""Fifty broken and hostile files at the command line: fifty sentences, soon, and in little memory."""

import json
import os
import re
import resource
import time
from pathlib import Path

import pytest
from flask import Flask

from tests.interchange.broken_files import BROKEN

SECONDS, MEMORY = 5, 256 * 1024 * 1024
_ADVICE = re.compile(
    r"[Ss]ave|[Ee]xport|Choose|Check|Split|Remove|Accepted are|at most|look (?:at|for)|rename|upload it again"
)
"""What a sentence has to hold: what to do, where to look, or which bound it was."""


def held() -> int:
    """The memory this process has for its own, in bytes."""
    kept = re.search(r"VmData:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert kept is not None
    return int(kept[1]) * 1024


def tried(app: Flask, path: Path) -> tuple[int, str, float]:
    """The exit code, the words and the processor time of one import, in a child that may take 256 MB more."""
    ear, mouth = os.pipe()
    if (child := os.fork()) == 0:
        code, words = 99, ""
        try:
            most = held() + MEMORY
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))
            result = app.test_cli_runner().invoke(args=["questionnaire", "import", str(path), "--dry-run", "--json"])
            code, words = result.exit_code, result.output if result.exception is None else f"{result.output}"
            if result.exception is not None and not isinstance(result.exception, SystemExit):
                words = repr(result.exception)
        finally:
            own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime
            os.write(mouth, json.dumps([code, words[:2_000], spent]).encode())
            os._exit(0)
    os.close(mouth)
    with os.fdopen(ear, "rb") as stream:
        said = stream.read()
    os.waitpid(child, 0)
    assert said, "the child died without a word"
    code, words, spent = json.loads(said)
    return code, words, spent


@pytest.mark.sqlite_only
def test_fifty_broken_files_give_fifty_sentences_soon_and_in_little_memory(app: Flask, tmp_path: Path) -> None:
    assert len(BROKEN) == 50
    wrong, begun = {}, time.process_time()
    for name, content in BROKEN.items():
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content())
        code, words, spent = tried(app, path)
        if code != 1 or spent > SECONDS or not _ADVICE.search(words) or "%(" in words or len(words) > 400:
            wrong[name] = (code, words, spent)
        path.unlink()
    assert not wrong
    assert time.process_time() - begun < 60


@pytest.mark.sqlite_only
def test_a_folder_and_a_file_that_is_not_there_are_told_too(app: Flask, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.lss"):
        result = app.test_cli_runner().invoke(args=["questionnaire", "import", str(path), "--dry-run"])
        assert result.exit_code == 1
        assert path.name in result.output
