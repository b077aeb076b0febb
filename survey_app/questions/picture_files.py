"""Pictures as bytes: which of three kinds a file is, how large the picture is, and the file without what it tells.

PNG, JPEG and WebP are told by what they begin with, never by their name. Nothing is decoded: the size stands in the
head of each format. Files are walked part by part, so that parts that say who took a picture, when and where can be
left out. Only the way a photograph is turned is kept. SVG is a program and no picture here.

Source: PNG, W3C Recommendation (third edition) 5 and 11; JPEG, ITU-T T.81 annex B, and EXIF 2.3 (JEITA CP-3451C) 4.6;
WebP container, RFC 9649.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["MOST_PIXELS", "MOST_SIDE", "Picture", "read_picture"]

MOST_SIDE = 4_096
MOST_PIXELS = 12_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
    b"acTL", b"fcTL", b"fdAT",
})  # fmt: skip
_SIZES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
"""Markers of a JPEG that carry the size."""
_SCAN, _END, _COMMENT, _EXIF = 0xDA, 0xD9, 0xFE, 0xE1
_TELLING = frozenset({_COMMENT, *range(0xE1, 0xF0)} - {0xE2, 0xEE})
"""Markers that describe the file; colour profiles (E2) and Adobe's colour transform (EE) are needed to show it."""
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_TELLS = 0b0000_1100
"""The flags of a WebP that say that it has EXIF or XMP parts."""
_TURNED = range(2, 9)
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be shown: its media type, its size in pixels, and its bytes without descriptions."""

    media_type: str
    width: int
    height: int
    content: bytes


class _Broken(ValueError):
    """The file does not hold what its beginning promises."""


def read_picture(content: bytes) -> Picture | None:
    """The picture in a file; None where it is no PNG, JPEG or WebP, or is broken, or larger than is shown here.

    >>> read_picture(b"<svg xmlns='http://www.w3.org/2000/svg'/>") is None
    True
    """
    try:
        found = _read(content)
    except (_Broken, struct.error, IndexError):
        return None
    if found is None or not (0 < found.width <= MOST_SIDE and 0 < found.height <= MOST_SIDE):
        return None
    return found if found.width * found.height <= MOST_PIXELS else None


def _read(content: bytes) -> Picture | None:
    if content.startswith(_PNG):
        return _png(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    return None


def _png(content: bytes) -> Picture:
    parts, place, kind = [_PNG], len(_PNG), b""
    width, height = struct.unpack(">II", content[16:24])
    if content[12:16] != b"IHDR":
        raise _Broken
    while place < len(content) and kind != b"IEND":
        (length,), kind = struct.unpack(">I", content[place : place + 4]), content[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(content):
            raise _Broken
        if kind in _PNG_KEPT:
            parts.append(content[place:end])
        place = end
    if kind != b"IEND":
        raise _Broken
    return Picture("image/png", width, height, b"".join(parts))


def _jpeg(content: bytes) -> Picture:
    parts, size, turned, scanned = [content[:2]], None, 1, False
    for marker, segment in _segments(content):
        if marker in _SIZES:
            height, width = struct.unpack(">HH", segment[5:9])
            size = width, height
        if marker == _EXIF:
            turned = _orientation(segment[4:]) or turned
        scanned = scanned or marker == _SCAN
        if marker not in _TELLING:
            parts.append(segment)
    if size is None or not scanned:
        raise _Broken
    if turned in _TURNED:
        parts.insert(1, _turning(turned))
    width, height = reversed(size) if turned in _TURNED[3:] else size
    return Picture("image/jpeg", width, height, b"".join(parts))


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Every segment with its marker; the data of a scan go with the scan's own segment."""
    place = 2
    while True:
        if content[place] != 0xFF:  # noqa: PLR2004 - what every marker begins with
            raise _Broken
        if content[place + 1] == 0xFF:  # noqa: PLR2004 - a filling byte
            place += 1
            continue
        marker = content[place + 1]
        if marker == _END:
            yield marker, content[place : place + 2]
            return
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        end = place + 2 + length
        if length < 2 or end > len(content):  # noqa: PLR2004 - the length counts itself
            raise _Broken
        if marker == _SCAN:
            end = _after_scan(content, end)
        yield marker, content[place:end]
        place = end


def _after_scan(content: bytes, place: int) -> int:
    """Where the data of a scan end: at the next marker that is neither a filling byte nor a restart."""
    while (place := content.find(b"\xff", place)) >= 0:
        following = content[place + 1]
        if following and not 0xD0 <= following <= 0xD7:  # noqa: PLR2004 - the eight restart markers
            return place
        place += 2
    raise _Broken


def _orientation(segment: bytes) -> int:
    """The way a photograph is turned, 1 to 8, as its EXIF part says; 0 where it says nothing that can be read."""
    if not segment.startswith(b"Exif\x00\x00"):
        return 0
    data = segment[6:]
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        return 0
    try:
        (start,) = struct.unpack(order + "I", data[4:8])
        (count,) = struct.unpack(order + "H", data[start : start + 2])
        for entry in range(min(count, 100)):
            place = start + 2 + 12 * entry
            tag, _kind, _n, value = struct.unpack(order + "HHIH", data[place : place + 10])
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        return 0
    return 0


def _turning(orientation: int) -> bytes:
    """An EXIF part that says how the photograph is turned and nothing else."""
    tiff = b"MM\x00\x2a" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _webp(content: bytes) -> Picture:
    (length,) = struct.unpack("<I", content[4:8])
    end = 8 + length
    if end > len(content):
        raise _Broken
    parts, size, place = [], (0, 0), 12
    while place < end:
        kind, (inner,) = content[place : place + 4], struct.unpack("<I", content[place + 4 : place + 8])
        following = place + 8 + inner + inner % 2
        data = content[place + 8 : place + 8 + inner]
        if len(data) < inner:
            raise _Broken
        size = size if all(size) else _webp_size(kind, data)
        if kind == b"VP8X":
            data = bytes([data[0] & ~_WEBP_TELLS]) + data[1:]
        if kind in _WEBP_KEPT:
            parts.append(kind + struct.pack("<I", inner) + data + b"\x00" * (inner % 2))
        place = following
    body = b"WEBP" + b"".join(parts)
    return Picture("image/webp", *size, b"RIFF" + struct.pack("<I", len(body)) + body)


def _webp_size(kind: bytes, data: bytes) -> tuple[int, int]:
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
    if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[6:10])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and data[:1] == b"\x2f":
        bits = int.from_bytes(data[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return 0, 0
