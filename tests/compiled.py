"""What every worker of a run would compile for itself is compiled once before they start, on all cores."""

import os
import py_compile
import sys
from collections.abc import Iterator
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from _pytest.assertion import rewrite

_TESTS = Path(__file__).parent


def starts_workers(config: pytest.Config) -> bool:
    """Whether this process runs no test itself."""
    return "PYTEST_XDIST_WORKER" not in os.environ and bool(config.getoption("numprocesses", 0))


def compile_once(config: pytest.Config) -> None:
    """Compile what has changed, if workers are about to start that will read it."""
    if sys.dont_write_bytecode or not starts_workers(config):
        return
    waiting = sorted(_not_compiled())
    parts = os.cpu_count() or 1
    children = [_begin(waiting[part::parts], config) for part in range(parts)] if waiting else []
    for child in children:
        os.waitpid(child, 0)


def _not_compiled() -> Iterator[Path]:
    for folder in (_TESTS.parent / "survey_app", _TESTS):
        for file in folder.rglob("*.py"):
            made = _place(file)
            if not made.exists() or made.stat().st_mtime <= file.stat().st_mtime:
                yield file


def _place(file: Path) -> Path:
    if _is_rewritten(file):
        return rewrite.get_cache_dir(file) / (file.name[:-3] + rewrite.PYC_TAIL)
    return Path(cache_from_source(str(file)))


def _is_rewritten(file: Path) -> bool:
    """Whether pytest puts its own words into the assertions of a file."""
    return _TESTS in file.parents and (file.name.startswith("test_") or file.name == "conftest.py")


def _begin(files: list[Path], config: pytest.Config) -> int:
    """Compile files in a process of its own; its number."""
    child = os.fork()
    if child:
        return child
    try:
        for file in files:
            _compile(file, config)
    finally:
        os._exit(0)  # a file that cannot be compiled is for whoever imports it to tell


def _compile(file: Path, config: pytest.Config) -> None:
    if not _is_rewritten(file):
        py_compile.compile(str(file), quiet=2)
        return
    _place(file).parent.mkdir(exist_ok=True)
    stamp, code = rewrite._rewrite_test(file, config)
    rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, stamp, _place(file))
