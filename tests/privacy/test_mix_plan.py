"""The plan of the mix, and a batch whose program is killed at every one of its acts."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from survey_app.privacy import key_files, keys, links, sealing
from survey_app.privacy.key_files import KeyState
from survey_app.privacy.mix_plan import PLAN, RESTS, BatchState, Phase, Step, next_step, run
from survey_app.privacy.refusals import MixStuck, SheetsUnreadable
from tests.privacy.batches import Batch
from tests.privacy.crashing import Crash, Killed

SALT = bytes(32)
LINKS = [links.link_secret("key", 1, case, 1) for case in range(5)]
EXPECTED = sorted(
    (keys.answer_key(SALT, link, name), name, str(value))
    for number, link in enumerate(LINKS)
    for name, value in (("q1", number + 1), ("q2", 9 - number))
)


def test_the_plan_knows_every_state() -> None:
    assert set(PLAN) == {BatchState(*seen) for seen in itertools.product(Phase, KeyState, (True, False))}


def test_no_key_is_destroyed_while_a_sheet_waits_or_answers_come_in() -> None:
    destroying = {state for state, step in PLAN.items() if step is Step.DESTROY_KEY}
    assert destroying
    assert not any(state.waiting or state.phase in {Phase.COLLECTING, Phase.CLOSED} for state in destroying)


def test_a_batch_is_done_only_without_key_and_sheets() -> None:
    assert [state for state, step in PLAN.items() if step is Step.DONE] == [
        BatchState(Phase.FINISHED, KeyState.MISSING, waiting=False)
    ]


def test_an_unreadable_key_holds_a_batch_with_answers_before_the_mix() -> None:
    for phase, key in itertools.product((Phase.COLLECTING, Phase.CLOSED), (KeyState.MISSING, KeyState.UNREADABLE)):
        assert next_step(BatchState(phase, key, waiting=True)) is Step.HOLD


def test_a_step_without_effect_is_noticed() -> None:
    state = BatchState(Phase.CLOSED, KeyState.READABLE, waiting=True)
    with pytest.raises(MixStuck):
        run(lambda: state, {Step.MIX: lambda: None})


def test_a_rest_does_nothing() -> None:
    for state, step in PLAN.items():
        if step in RESTS:
            assert run(lambda state=state: state, {}) is step  # type: ignore[misc]


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crash]:
    crash = Crash()
    crash.watch_files(monkeypatch)
    yield crash
    crash.at = None


def closed_batch(folder: Path, crash: Crash, kind: type[Batch] = Batch) -> Batch:
    """Five people have answered, one of them twice; the batch is closed."""
    folder.mkdir()
    batch = kind(folder, "OFF", crash)
    batch.begin()
    for number, link in enumerate(LINKS):
        batch.submit(SALT, link, {"q1": number + 1, "q2": 9 - number}, 1024)
    batch.submit(SALT, LINKS[0], {"q1": 1, "q2": 9}, 1024)
    batch.close()
    batch.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return batch


def copied(template: Path, folder: Path, crash: Crash, kind: type[Batch] = Batch) -> Batch:
    shutil.copytree(template, folder)
    return kind(folder, "OFF", crash)


def killed_and_started_again(batch: Batch, points: tuple[int, ...]) -> Batch:
    """Die at each of the points, one life after another, then live."""
    for point in points:
        batch.crash.arm(point)
        try:
            batch.go_on()
        except Killed:
            pass
        finally:
            batch.crash.at = None
            batch.database.close()
        batch = type(batch)(batch.folder, "OFF", batch.crash)
    return batch


def lives(template: Path, tmp_path: Path, crash: Crash, kind: type[Batch], second: tuple[int, ...]) -> list[bool]:
    """Whether each way of being killed once, or twice, ends with every answer once, no key and an empty inbox."""
    whole = copied(template, tmp_path / "whole", crash, kind)
    crash.seen.clear()
    whole.go_on()
    points = len(crash.seen)
    whole.database.close()
    ended = []
    for number, plan in enumerate([(one,) for one in range(points)] + list(itertools.product(range(points), second))):
        batch = killed_and_started_again(copied(template, tmp_path / f"life-{number}", crash, kind), plan)
        step = batch.go_on()
        gone = not any(path.exists() for path in batch.place.paths)
        receipts = batch.database.execute("SELECT count(*) FROM receipt").fetchone()[0]
        ended.append(step is Step.DONE and batch.answers() == EXPECTED and gone and receipts == len(LINKS))
        batch.database.close()
    return ended


def test_killed_at_any_act_once_or_twice_each_answer_is_there_exactly_once(tmp_path: Path, crash: Crash) -> None:
    closed_batch(tmp_path / "template", crash).database.close()
    ended = lives(tmp_path / "template", tmp_path, crash, Batch, second=(0, 4, 11, 16, 20))
    assert len(ended) > 150
    assert all(ended)


class Hasty(Batch):
    """The control: it destroys the key before the answers are stored for good."""

    def mix(self) -> None:
        expected = self.database.execute("SELECT fingerprint FROM batch").fetchone()[0]
        private = key_files.read(self.place, expected)
        key_files.destroy(self.place)
        self.crash.act("between")
        self.place.path.write_bytes(key_files._written(private))
        self.place.path.chmod(0o600)
        super().mix()


class Doubling(Batch):
    """The control: it stores answers without a transaction, and takes whatever is there already for granted."""

    def mix(self) -> None:
        self.database.executescript("CREATE TABLE IF NOT EXISTS loose (key, question, value)")
        for key, question, value in EXPECTED:
            self.crash.act("insert")
            self.database.execute("INSERT INTO loose VALUES (?, ?, ?)", (key, question, value))
        super().mix()

    def answers(self) -> list[tuple[str, str, str]]:
        return self.database.execute("SELECT key, question, value FROM loose ORDER BY 1, 2").fetchall()


@pytest.mark.parametrize("kind", [Hasty, Doubling])
def test_the_same_kills_find_out_a_mixer_in_the_wrong_order(tmp_path: Path, crash: Crash, kind: type[Batch]) -> None:
    closed_batch(tmp_path / "template", crash).database.close()
    ended = lives(tmp_path / "template", tmp_path, crash, kind, second=())
    assert any(ended)
    assert not all(ended)


def test_a_tampered_sheet_holds_everything_and_keeps_the_key(tmp_path: Path, crash: Crash) -> None:
    batch = closed_batch(tmp_path / "batch", crash)
    batch.database.execute("UPDATE inbox SET blob = zeroblob(1024) WHERE key = (SELECT min(key) FROM inbox)")
    with pytest.raises(SheetsUnreadable):
        batch.go_on()
    batch.database.execute("ROLLBACK")
    assert batch.observe() == BatchState(Phase.CLOSED, KeyState.READABLE, waiting=True)
    assert batch.answers() == []


def test_a_lost_key_holds_and_the_restored_key_goes_on(tmp_path: Path, crash: Crash) -> None:
    batch = closed_batch(tmp_path / "batch", crash)
    kept = batch.place.path.read_bytes()
    key_files.destroy(batch.place)
    assert batch.go_on() is Step.HOLD
    batch.place.path.write_bytes(kept)
    batch.place.path.chmod(0o600)
    assert batch.go_on() is Step.DONE
    assert batch.answers() == EXPECTED
    batch.place.path.write_bytes(kept)
    assert batch.go_on() is Step.DONE
    assert not batch.place.path.exists()


def test_after_the_mix_a_copy_of_the_inbox_opens_with_nothing_that_is_left(tmp_path: Path, crash: Crash) -> None:
    batch = closed_batch(tmp_path / "batch", crash)
    private = bytes.fromhex(batch.place.path.read_text().splitlines()[2])
    blob = batch.database.execute("SELECT blob FROM inbox").fetchone()[0]
    assert batch.go_on() is Step.DONE
    batch.database.close()
    left = b"".join(path.read_bytes() for path in batch.folder.rglob("*") if path.is_file())
    assert sealing.open_(private, blob)
    for secret in (private, private.hex().encode(), blob[:33], blob[-64:], *(link.encode() for link in LINKS)):
        assert secret not in left


def test_an_empty_batch_ends_even_without_its_key(tmp_path: Path, crash: Crash) -> None:
    (tmp_path / "batch").mkdir()
    batch = Batch(tmp_path / "batch", "OFF", crash)
    batch.begin()
    assert batch.go_on() is Step.WAIT
    batch.close()
    key_files.destroy(batch.place)
    assert batch.go_on() is Step.DONE
    assert batch.answers() == []
