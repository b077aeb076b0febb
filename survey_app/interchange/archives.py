"""Archives of studies: parts under plain names, and a list of checksums that covers all of them.

The list has the form of `sha256sum`, so an archive can be checked without this program. Whatever is read is bounded:
how many parts, what they unpack to, how long a line is.
"""

import hashlib
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from survey_app.exceptions import N_, FileRefused

CHECKSUMS, MANIFEST = "checksums.sha256", "manifest.json"
MEGABYTE = 1024 * 1024
MOST_PARTS, MOST_UNPACKED, LARGEST_PART = 2_000, 1024 * MEGABYTE, 64 * MEGABYTE
RATIO, RATIO_FROM = 200, 32 * MEGABYTE
_LONGEST_LINE = 4 * MEGABYTE
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}(/[a-z0-9][a-z0-9_-]{0,60}){0,3}\.[a-z0-9]{1,8}")
_LISTED = re.compile(r"([0-9a-f]{64})  (\S{1,260})")
_BLOCK = 256 * 1024
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class ArchiveRefused(FileRefused):
    """A file that is no archive of a study, or not one as it was written."""

    title = N_("The archive cannot be brought in")
    message = N_("%(file)s is no archive of a study, or it is damaged. Take the archive again and choose that file.")


class ArchiveChanged(ArchiveRefused):
    """What an archive holds is not what its list of checksums says."""

    message = N_("“%(part)s” in the archive is not what the list of checksums says. Use the archive as it was taken.")


class ArchiveTooLarge(ArchiveRefused):
    """More than any study comes to."""

    status = 413
    message = N_("%(file)s unpacks to far more than a study can hold.")


class ArchiveWriter:
    """Writes parts and remembers their checksums; the list is written at the end."""

    def __init__(self, path: Path) -> None:
        """Begin a new file."""
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._sums: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        """Write one part."""
        self.add_lines(name, [content])

    def add_json(self, name: str, document: object) -> None:
        """Write one part as JSON that people can read too."""
        self.add(name, (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode())

    def add_lines(self, name: str, lines: Iterable[bytes]) -> int:
        """Write a part line by line; how many there were."""
        digest, count = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as stream:
            for line in lines:
                digest.update(line)
                stream.write(line)
                count += 1
        self._sums[name] = digest.hexdigest()
        return count

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._sums.items()))
            self._archive.writestr(CHECKSUMS, listed)
        self._archive.close()


class ArchiveReader:
    """An archive whose bounds, names and checksums were looked at before anything in it is used."""

    def __init__(self, source: Path | IO[bytes], size: int, filename: str, most: int = MOST_UNPACKED) -> None:
        """Open and check; `size` is that of the packed file, `most` what it may unpack to."""
        self.filename, self._most = filename, most
        try:
            self._archive = zipfile.ZipFile(source)
            parts = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            raise ArchiveRefused(file=filename) from None
        self._refuse_shape(parts, size)
        self.names = frozenset(part.filename for part in parts)
        self._compare(self._listed())

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        part = self._part(name)
        if part.file_size > LARGEST_PART:
            raise ArchiveTooLarge(file=self.filename)
        return b"".join(self._blocks(part))

    def json(self, name: str) -> Any:  # noqa: ANN401 - JSON is anything until it is looked at
        """A part that is JSON."""
        return self._parsed(self.read(name), name)

    def lines(self, name: str) -> Iterator[Any]:
        """The JSON of every line of a part."""
        with self._archive.open(self._part(name)) as stream:
            while line := stream.readline(_LONGEST_LINE + 1):
                if len(line) > _LONGEST_LINE:
                    raise ArchiveTooLarge(file=self.filename)
                yield self._parsed(line, name)

    def _parsed(self, content: bytes, name: str) -> Any:  # noqa: ANN401 - JSON is anything until it is looked at
        try:
            return json.loads(content, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise unexpected(name) from None

    def _refuse_shape(self, parts: list[zipfile.ZipInfo], size: int) -> None:
        names = [part.filename for part in parts]
        if len(set(names)) != len(names) or not all(_NAME.fullmatch(name) for name in names):
            raise ArchiveRefused(file=self.filename)
        if any(part.flag_bits & 1 or _is_link(part) or part.compress_type not in _PACKINGS for part in parts):
            raise ArchiveRefused(file=self.filename)
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > self._most or unpacked > max(RATIO * size, RATIO_FROM):
            raise ArchiveTooLarge(file=self.filename)

    def _listed(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in self.read(CHECKSUMS).decode("ascii", "replace").splitlines():
            match = _LISTED.fullmatch(line)
            if match is None:
                raise ArchiveRefused(file=self.filename)
            found[match[2]] = match[1]
        return found

    def _compare(self, listed: dict[str, str]) -> None:
        """Every part is listed, every listed part is there, and each is what the list says."""
        for name in sorted((self.names - {CHECKSUMS}) ^ listed.keys()):
            raise ArchiveChanged(part=name)
        for name, expected in listed.items():
            digest = hashlib.sha256()
            for block in self._blocks(self._part(name)):
                digest.update(block)
            if digest.hexdigest() != expected:
                raise ArchiveChanged(part=name)

    def _part(self, name: str) -> zipfile.ZipInfo:
        if name not in self.names:
            raise ArchiveRefused(file=self.filename)
        return self._archive.getinfo(name)

    def _blocks(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """The unpacked bytes, never more than the part said it has."""
        left = part.file_size
        try:
            with self._archive.open(part) as stream:
                while block := stream.read(_BLOCK):
                    left -= len(block)
                    if left < 0:
                        raise ArchiveTooLarge(file=self.filename)
                    yield block
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error):
            raise ArchiveChanged(part=part.filename) from None


def unexpected(name: str) -> ArchiveRefused:
    """The refusal of a part that holds something else than such a part does."""
    return ArchiveRefused(N_("“%(part)s” in the archive does not hold what such a part holds."), part=name)


def _is_link(part: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(part.external_attr >> 16)


def _no_constant(name: str) -> object:
    raise ValueError(name)
