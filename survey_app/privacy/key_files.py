"""The private key of a batch in a file outside the database: made once, read with a check, destroyed for good.

Making, reading and destroying may each be stopped anywhere and be called again. A key never stands half-written at its
path: it is written beside it, synced, and then gets its name in one step.

Do not trust the destruction on storage that keeps old blocks: copy-on-write file systems, snapshots, flash memory, and
backups of the key folder. There, put the folder into memory or on an encrypted volume whose own key can be thrown away.
The running program cannot wipe its memory either. A process that lists the folder sees nothing but 148 bytes.
"""

import os
import secrets
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from survey_app.privacy.refusals import KeyMissing, KeyNotDestroyed, KeyUnreadable
from survey_app.privacy.sealing import KEY_BYTES, fingerprint, new_keys, public_of

_HEAD = b"rondo batch key 1\n"
_LENGTH = len(_HEAD) + 2 * (2 * KEY_BYTES + 1)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SPARE = ".new"


class KeyState(StrEnum):
    """How a batch's key is found: one readable file is enough, and one damaged file is not "missing"."""

    READABLE = "readable"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where a batch's key lies. The second copy belongs into another folder, best on another disk."""

    path: Path
    copy: Path | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The first file and, when there is one, its second copy."""
        return (self.path,) if self.copy is None else (self.path, self.copy)


def make(place: KeyPlace) -> bytes:
    """Make the batch's key unless it is there already, in each folder; returns its public half.

    Called again, or by two processes at once, it gives the same public key. Call it only for a batch whose public key
    is not stored yet: afterwards a missing file is to be restored, not made anew. Refuses (`KeyUnreadable`) when a
    folder is missing or a file is not a key of this program alone.
    """
    private = _found(place) or new_keys().private
    for path in place.paths:
        _put(path, private)
        private = _load(path) or private
    if any(_load(path) != private for path in place.paths):
        raise KeyUnreadable
    return public_of(private)


def read(place: KeyPlace, expected: str) -> bytes:
    """The private key whose public half has the `expected` fingerprint, from the first file or its second copy.

    Refuses with `KeyMissing` when no file is there, with `KeyUnreadable` when none of them is the right one.
    """
    missing = 0
    for path in place.paths:
        try:
            private = _load(path)
        except KeyUnreadable:
            continue
        if private is None:
            missing += 1
        elif fingerprint(public_of(private)) == expected:
            return private
    raise KeyMissing if missing == len(place.paths) else KeyUnreadable


def state_of(place: KeyPlace, expected: str) -> KeyState:
    """How the key is found, for the plan of the mix and the check at the start. A missing folder is `UNREADABLE`."""
    try:
        read(place, expected)
    except KeyMissing:
        return KeyState.MISSING
    except KeyUnreadable:
        return KeyState.UNREADABLE
    return KeyState.READABLE


def destroy(place: KeyPlace) -> None:
    """Overwrite, sync and remove the key, its second copy and whatever a killed `make` has left; nothing opens then.

    Called again it finds nothing to do. Refuses with `KeyNotDestroyed` when a file or folder cannot be changed.
    """
    try:
        for path in place.paths:
            for leftover in _spares(path):
                _erase(leftover)
            _erase(path)
            _sync_folder(path.parent)
    except OSError as error:
        raise KeyNotDestroyed from error


def _found(place: KeyPlace) -> bytes | None:
    return next((private for path in place.paths if (private := _load(path)) is not None), None)


def _load(path: Path) -> bytes | None:
    """The private key in a file; None when the folder is there and the file is not."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        if path.parent.is_dir():
            return None
        raise KeyUnreadable from error
    except (OSError, ValueError) as error:
        raise KeyUnreadable from error
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_mode & _OTHERS:
            raise KeyUnreadable
        return _parsed(os.read(handle, _LENGTH + 1))
    except OSError as error:
        raise KeyUnreadable from error
    finally:
        os.close(handle)


def _written(private: bytes) -> bytes:
    return _HEAD + f"{fingerprint(public_of(private))}\n{private.hex()}\n".encode()


def _parsed(content: bytes) -> bytes:
    try:
        private = bytes.fromhex(content[-2 * KEY_BYTES - 1 :].decode("ascii"))
        right = _written(private) == content
    except ValueError as error:
        raise KeyUnreadable from error
    if not right:
        raise KeyUnreadable
    return private


def _put(path: Path, private: bytes) -> None:
    """Write the key beside its path and give it the name, unless the name is taken."""
    spare = path.with_name(f".{path.name}.{secrets.token_hex(8)}{_SPARE}")
    try:
        _write(spare, _written(private))
        try:
            os.link(spare, path)
        except FileExistsError:
            _erase(spare)
        else:
            spare.unlink()
        _sync_folder(path.parent)
    except OSError as error:
        raise KeyUnreadable from error


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)


def _spares(path: Path) -> list[Path]:
    prefix = f".{path.name}."
    return [other for other in path.parent.iterdir() if other.name.startswith(prefix) and other.suffix == _SPARE]


def _erase(path: Path) -> None:
    """Zeros over the content, on the disk before the name goes. A hard link to the same content reads zeros too."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(bytes(max(_LENGTH, os.fstat(handle).st_size)))
        file.flush()
        os.fsync(handle)
    path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
