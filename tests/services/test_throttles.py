"""Tries are counted in the database, together and without telling whose they are."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import time

import pytest
import time_machine
from flask import Flask

from survey_app.db import session, transaction
from survey_app.exceptions import TooOften
from survey_app.models import Throttle
from survey_app.services.throttles import Minute, Throttles, sweep


def test_a_limit_holds_for_one_window_and_one_key(app: Flask) -> None:
    counted = Throttles("secret")
    with time_machine.travel(900_000, tick=False):
        assert [counted.allow("ana", 2, 900) for _try in range(4)] == [True, True, False, False]
        assert counted.allow("bo", 2, 900)
    with time_machine.travel(900_901):
        assert counted.allow("ana", 2, 900)


def test_what_is_counted_in_memory_is_written_nowhere_and_gone_with_the_minute(app: Flask) -> None:
    counted = Throttles("secret")
    with time_machine.travel(900_000, tick=False):
        for _try in range(2):
            counted.require_unwritten("ana", 2)
        counted.require_unwritten("bo", 2)
        with pytest.raises(TooOften):
            counted.require_unwritten("ana", 2)
    with time_machine.travel(900_061):
        counted.require_unwritten("ana", 2)
    assert session.query(Throttle).count() == 0


def test_what_is_counted_in_memory_holds_for_all_processes_of_a_server_together(app: Flask) -> None:
    counted, forked = Throttles("secret"), get_context("fork")
    alone = [Throttles("secret") for _process in range(3)]

    def allowed(ours: Throttles, done: Connection) -> None:
        tries = 0
        with suppress(TooOften):
            for _try in range(9):
                ours.require_unwritten("ana", 10)
                tries += 1
        done.send(tries)

    def together(each: Sequence[Throttles]) -> int:
        tries = 0
        for ours in each:  # one after the other, so that the number is exact
            here, there = forked.Pipe(duplex=False)
            process = forked.Process(target=allowed, args=(ours, there))
            process.start()
            tries += here.recv()
            process.join()
        return tries

    with time_machine.travel(900_000, tick=False):
        assert together([counted] * 3) == 10
        assert together(alone) == 27, "processes that each count for themselves let everything through"


@pytest.mark.sqlite_only
def test_what_one_process_counts_in_memory_no_other_takes_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process is still in the minute before when another begins the next; 16 numbers lie between them."""
    counted = Minute()

    def add(process: int, moment: int) -> int:
        monkeypatch.setattr(os, "getpid", lambda: process)
        with time_machine.travel(moment, tick=False):
            return counted.add("ana")

    assert [add(101, 900_000) for _try in range(3)] == [1, 2, 3]
    assert [add(117, 900_060), add(102, 900_060)] == [1, 2]
    assert add(101, 900_000) == 4


def test_parallel_tries_are_all_counted(app: Flask) -> None:
    def attempt(_number: int) -> bool:
        with app.app_context():
            with transaction():
                allowed = Throttles("secret").allow("ana", 7, 86_400)
            session.remove()
        return allowed

    with time_machine.travel(900_000, tick=False), ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda number: Context().run(attempt, number), range(24)))
    assert done.count(True) == 7
    assert session.query(Throttle).one().count == 24


def test_the_table_tells_nobody_apart(app: Flask) -> None:
    Throttles("secret").allow("ana@example.org", 1, 60)
    key = session.query(Throttle).one().key
    assert "ana" not in key
    assert Throttles("another").key("ana@example.org:60") != key
    assert Throttles("secret").key("ana@example.org:60") == key


def test_too_many_tries_are_refused_and_a_success_forgets_them(app: Flask) -> None:
    counted = Throttles("secret")
    with time_machine.travel(900_000, tick=False):
        counted.require("ana", 1, 86_400)
        with pytest.raises(TooOften):
            counted.require("ana", 1, 86_400)
        counted.forget("ana", 86_400)
        counted.require("ana", 1, 86_400)


def test_nothing_is_counted_when_it_is_off(app: Flask) -> None:
    counted = Throttles("secret", on=False)
    assert all(counted.allow("ana", 0, 60) for _try in range(3))
    assert session.query(Throttle).count() == 0


def test_old_windows_are_swept_away(app: Flask) -> None:
    with time_machine.travel(time() - 3 * 86_400):
        Throttles("secret").allow("ana", 1, 60)
    Throttles("secret").allow("ana", 1, 60)
    assert sweep() == 1
    assert session.query(Throttle).count() == 1
