"""Tries are counted in the database, together and without telling whose they are."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from time import time

import pytest
import time_machine
from flask import Flask

from survey_app.db import session, transaction
from survey_app.exceptions import TooOften
from survey_app.models import Throttle
from survey_app.services.throttles import Throttles, sweep


def test_a_limit_holds_for_one_window_and_one_key(app: Flask) -> None:
    counted = Throttles("secret")
    with time_machine.travel(900_000):
        assert [counted.allow("ana", 2, 900) for _try in range(4)] == [True, True, False, False]
        assert counted.allow("bo", 2, 900)
    with time_machine.travel(900_901):
        assert counted.allow("ana", 2, 900)


def test_what_is_counted_in_memory_is_written_nowhere_and_gone_with_the_minute(app: Flask) -> None:
    counted = Throttles("secret")
    with time_machine.travel(900_000):
        for _try in range(2):
            counted.require_unwritten("ana", 2)
        counted.require_unwritten("bo", 2)
        with pytest.raises(TooOften):
            counted.require_unwritten("ana", 2)
    with time_machine.travel(900_061):
        counted.require_unwritten("ana", 2)
    assert session.query(Throttle).count() == 0


def test_parallel_tries_are_all_counted(app: Flask) -> None:
    def attempt(_number: int) -> bool:
        with app.app_context():
            with transaction():
                allowed = Throttles("secret").allow("ana", 7, 86_400)
            session.remove()
        return allowed

    with ThreadPoolExecutor(8) as pool:
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
