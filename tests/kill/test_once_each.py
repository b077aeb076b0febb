"""Eight parallel posts of every submit key against a real server: one response each, everybody is told the same."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import create_engine, text

from tests.kill.serving import Ready, Wire, prepare, serve

KEYS, PARALLEL = 200, 8


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_two_hundred_keys_posted_eight_times_at_once_are_two_hundred_responses(
    tmp_path: Path, sqlite_template: Path
) -> None:
    code, ready = prepare(tmp_path, sqlite_template, KEYS)
    barrier = Barrier(PARALLEL)
    with serve(tmp_path) as served:
        wires = [Wire(served.port, code) for _each in range(PARALLEL)]

        def send(wire: Wire, draft: Ready) -> tuple[int, str]:
            barrier.wait(60)
            return wire.send(draft)[0], wire.receipt()

        with ThreadPoolExecutor(PARALLEL) as pool:
            answers = [list(pool.map(send, wires, [draft] * PARALLEL)) for draft in ready]
    assert {status for answer in answers for status, _receipt in answer} == {303}
    assert [len({receipt for _status, receipt in answer}) for answer in answers] == [1] * KEYS
    with create_engine(f"sqlite:///{tmp_path / 'rondo.sqlite'}").connect() as connection:
        stored = dict(connection.execute(text("SELECT submit_key, receipt FROM response")).all())
        assert connection.execute(text("SELECT count(*) FROM draft")).scalar() == 0
    expected = {draft.submit_key: answer[0][1] for draft, answer in zip(ready, answers, strict=True)}
    assert stored == expected
    assert "" not in stored.values()
