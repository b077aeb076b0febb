"""Key files: made once, checked when read, gone when destroyed, and stoppable anywhere."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey_app.privacy import key_files, sealing
from survey_app.privacy.key_files import KeyPlace, KeyState
from survey_app.privacy.refusals import KeyMissing, KeyNotDestroyed, KeyUnreadable
from tests.privacy.crashing import Crash, Killed


@pytest.fixture
def place(tmp_path: Path) -> KeyPlace:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
    return KeyPlace(tmp_path / "first" / "batch-7", tmp_path / "second" / "batch-7")


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crash]:
    crash = Crash()
    crash.watch_files(monkeypatch)
    yield crash
    crash.at = None


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]


def private_of(place: KeyPlace) -> bytes:
    return bytes.fromhex(place.path.read_text().splitlines()[2])


def damaged(change: Callable[[bytes], bytes], path: Path) -> None:
    path.write_bytes(change(path.read_bytes()))


def test_a_key_is_made_once_for_this_program_alone_and_read_with_a_check(place: KeyPlace) -> None:
    public = key_files.make(place)
    assert key_files.make(place) == public
    private = key_files.read(place, sealing.fingerprint(public))
    assert sealing.public_of(private) == public
    assert place.copy is not None
    assert place.path.read_bytes() == place.copy.read_bytes()
    assert {path.stat().st_mode & 0o777 for path in place.paths} == {0o600}
    assert len(files_under(place.path.parent.parent)) == 2
    assert public.hex() not in place.path.read_text()


def test_one_file_without_a_copy_is_enough(place: KeyPlace) -> None:
    alone = KeyPlace(place.path)
    public = key_files.make(alone)
    assert key_files.state_of(alone, sealing.fingerprint(public)) == KeyState.READABLE
    assert len(files_under(place.path.parent.parent)) == 1


@pytest.mark.parametrize("lost", [0, 1])
def test_a_lost_file_comes_back_from_its_second_copy(place: KeyPlace, lost: int) -> None:
    public = key_files.make(place)
    place.paths[lost].unlink()
    assert key_files.state_of(place, sealing.fingerprint(public)) == KeyState.READABLE
    assert key_files.make(place) == public
    assert place.paths[lost].exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[:-1],
        lambda content: content + b"\n",
        lambda content: bytes(len(content)),
        lambda content: content.replace(b"batch key 1", b"batch key 2"),
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
        lambda content: content.upper(),
        lambda content: content[:0],
    ],
)
def test_a_damaged_file_is_refused_and_never_replaced(place: KeyPlace, change: Callable[[bytes], bytes]) -> None:
    alone = KeyPlace(place.path)
    expected = sealing.fingerprint(key_files.make(alone))
    damaged(change, alone.path)
    before = alone.path.read_bytes()
    assert key_files.state_of(alone, expected) == KeyState.UNREADABLE
    for act in (lambda: key_files.read(alone, expected), lambda: key_files.make(alone)):
        with pytest.raises(KeyUnreadable) as caught:
            act()
        assert caught.value.status == 503
    assert alone.path.read_bytes() == before


def test_a_damaged_file_with_a_good_copy_still_opens(place: KeyPlace) -> None:
    public = key_files.make(place)
    damaged(lambda content: content[:-5], place.path)
    assert sealing.public_of(key_files.read(place, sealing.fingerprint(public))) == public


def test_another_batchs_key_is_refused(place: KeyPlace) -> None:
    key_files.make(place)
    expected = sealing.fingerprint(sealing.new_keys().public)
    with pytest.raises(KeyUnreadable):
        key_files.read(place, expected)
    assert key_files.state_of(place, expected) == KeyState.UNREADABLE


def test_two_different_keys_in_the_two_folders_are_refused(place: KeyPlace) -> None:
    assert place.copy is not None
    key_files.make(KeyPlace(place.path))
    key_files.make(KeyPlace(place.copy))
    with pytest.raises(KeyUnreadable):
        key_files.make(place)


def test_a_file_that_others_may_read_a_link_a_folder_and_a_pipe_are_refused(place: KeyPlace, tmp_path: Path) -> None:
    expected = sealing.fingerprint(key_files.make(place))
    place.path.chmod(0o640)
    assert key_files.state_of(KeyPlace(place.path), expected) == KeyState.UNREADABLE
    place.path.chmod(0o600)
    (tmp_path / "link").symlink_to(place.path)
    (tmp_path / "folder").mkdir(mode=0o700)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("link", "folder", "pipe"):
        assert key_files.state_of(KeyPlace(tmp_path / name), expected) == KeyState.UNREADABLE
        with pytest.raises(KeyUnreadable):
            key_files.make(KeyPlace(tmp_path / name))
        with pytest.raises(KeyNotDestroyed):
            key_files.destroy(KeyPlace(tmp_path / name))


def test_a_missing_folder_is_not_a_destroyed_key(tmp_path: Path) -> None:
    away = KeyPlace(tmp_path / "unmounted" / "batch-7")
    assert key_files.state_of(away, "") == KeyState.UNREADABLE
    for act, refusal in ((key_files.make, KeyUnreadable), (key_files.destroy, KeyNotDestroyed)):
        with pytest.raises(refusal):
            act(away)
    assert key_files.state_of(KeyPlace(tmp_path / "batch-7"), "") == KeyState.MISSING
    with pytest.raises(KeyMissing):
        key_files.read(KeyPlace(tmp_path / "batch-7"), "")


def test_a_destroyed_key_leaves_no_readable_bytes_not_even_through_another_name(
    place: KeyPlace, tmp_path: Path
) -> None:
    expected = sealing.fingerprint(key_files.make(place))
    private = private_of(place)
    for number, path in enumerate(place.paths):
        os.link(path, tmp_path / f"other-name-{number}")
    key_files.destroy(place)
    key_files.destroy(place)
    assert not any(path.exists() for path in place.paths)
    for path in files_under(tmp_path):
        assert set(path.read_bytes()) == {0}
        assert path.stat().st_size == 148
    assert not any(private.hex().encode() in path.read_bytes() for path in files_under(tmp_path))
    assert key_files.state_of(place, expected) == KeyState.MISSING


def test_the_zeros_are_on_the_disk_before_the_name_goes(place: KeyPlace, crash: Crash) -> None:
    key_files.make(place)
    crash.seen.clear()
    key_files.destroy(place)
    assert [act for act in crash.seen if act in {"fsync", "unlink"}] == ["fsync", "unlink", "fsync"] * 2


def test_the_key_is_on_the_disk_before_it_gets_its_name(place: KeyPlace, crash: Crash) -> None:
    key_files.make(KeyPlace(place.path))
    assert [act for act in crash.seen if act in {"fsync", "link", "unlink"}] == ["fsync", "link", "unlink", "fsync"]


def test_making_may_be_killed_anywhere_and_leaves_one_key_or_none(place: KeyPlace, crash: Crash) -> None:
    key_files.make(place)
    points = len(crash.seen)
    key_files.destroy(place)
    assert points > 10
    for point in range(points):
        crash.arm(point)
        with pytest.raises(Killed):
            key_files.make(place)
        crash.at = None
        public = key_files.make(place)
        assert key_files.make(place) == public
        assert {
            sealing.public_of(key_files.read(KeyPlace(path), sealing.fingerprint(public))) for path in place.paths
        } == {public}
        private = private_of(place)
        key_files.destroy(place)
        left = files_under(place.path.parent.parent)
        assert not any(private.hex().encode() in path.read_bytes() for path in left)
        assert not left


def test_destroying_may_be_killed_anywhere_and_is_finished_by_the_next_try(place: KeyPlace, crash: Crash) -> None:
    key_files.make(place)
    crash.seen.clear()
    key_files.destroy(place)
    points = len(crash.seen)
    for point in range(points):
        expected = sealing.fingerprint(key_files.make(place))
        crash.arm(point)
        with pytest.raises(Killed):
            key_files.destroy(place)
        crash.at = None
        assert key_files.state_of(place, expected) in set(KeyState)
        key_files.destroy(place)
        assert key_files.state_of(place, expected) == KeyState.MISSING
        assert not files_under(place.path.parent.parent)


def test_eight_makers_at_once_agree_on_one_key(place: KeyPlace) -> None:
    made: list[bytes] = []
    start = threading.Barrier(8)

    def maker() -> None:
        start.wait()
        made.append(key_files.make(place))

    for _round in range(20):
        made.clear()
        makers = [threading.Thread(target=maker) for _each in range(8)]
        for thread in makers:
            thread.start()
        for thread in makers:
            thread.join()
        assert len(made) == 8
        assert len(set(made)) == 1
        key_files.destroy(place)
        assert not files_under(place.path.parent.parent)


def test_a_folder_that_cannot_be_changed_keeps_the_promise_open(place: KeyPlace, crash: Crash) -> None:
    expected = sealing.fingerprint(key_files.make(place))
    crash.error = OSError(30, "read-only")
    crash.arm(0)
    with pytest.raises(KeyNotDestroyed):
        key_files.destroy(place)
    assert key_files.state_of(place, expected) == KeyState.READABLE
