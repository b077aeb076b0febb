"""Contents of different lengths made equally long before they are encrypted."""

import struct

from survey_app.privacy.refusals import ContentTooLong, SealBroken

LENGTH_BYTES = 4


def pad(content: bytes, size: int) -> bytes:
    r"""The content's length, the content, and zeros up to `size` bytes; `ContentTooLong` when it does not fit.

    >>> pad(b"yes", 10)
    b'\x00\x00\x00\x03yes\x00\x00\x00'
    """
    if len(content) > size - LENGTH_BYTES:
        raise ContentTooLong
    return (struct.pack(">I", len(content)) + content).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """The content that was padded; `SealBroken` when the bytes are not what `pad` makes.

    >>> unpad(pad(b"yes", 10))
    b'yes'
    """
    if len(padded) < LENGTH_BYTES:
        raise SealBroken
    content = padded[LENGTH_BYTES:][: struct.unpack(">I", padded[:LENGTH_BYTES])[0]]
    if pad(content, max(len(padded), len(content) + LENGTH_BYTES)) != padded:
        raise SealBroken
    return content
