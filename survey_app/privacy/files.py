"""Files at rest, encrypted one by one: whoever throws away a file's key has thrown away the file.

Do not trust it against somebody who holds the database and the folder together: the keys stand in the database. It
keeps a copy of the folder alone worthless, and makes what is left of a deleted file unreadable.

Source: ChaCha20-Poly1305, RFC 8439, a key for each file, used once.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from survey_app.privacy.refusals import SealBroken

_PURPOSE = b"rondo answer file\x01"
_NONCE = bytes(12)
"""A key is used for one file and never again, so the nonce need not differ."""


def new_key() -> bytes:
    """The key of one file.

    >>> len(new_key())
    32
    """
    return ChaCha20Poly1305.generate_key()


def lock(key: bytes, content: bytes) -> bytes:
    """Encrypt a file with a key of its own."""
    return ChaCha20Poly1305(key).encrypt(_NONCE, content, _PURPOSE)


def unlock(key: bytes, blob: bytes) -> bytes:
    """The file again; another key or a changed byte: `SealBroken`.

    >>> unlock(bytes(32), lock(bytes(32), b"a picture"))
    b'a picture'
    """
    try:
        return ChaCha20Poly1305(key).decrypt(_NONCE, blob, _PURPOSE)
    except InvalidTag as error:
        raise SealBroken from error
