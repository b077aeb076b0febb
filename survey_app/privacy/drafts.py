"""Unfinished sheets, encrypted so that only the link they belong to opens them.

Do not trust it at the level *anonymous* against an operator with the link key file, who can make the link. A draft that
was put back from an older copy opens as well: the encryption knows no order.

Source: ChaCha20-Poly1305, RFC 8439, with a fresh random 96-bit nonce; one key is used for one draft of one person, far
below the 2^32 messages at which random nonces begin to matter.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from survey_app.privacy.padding import pad, unpad
from survey_app.privacy.refusals import SealBroken

_PURPOSE = b"rondo draft\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16


def lock(key: bytes, content: bytes, size: int) -> bytes:
    """Encrypt a draft into exactly `size` bytes (`sealing.blob_size`) with `keys.draft_key`.

    Refuses a content that does not fit: `ContentTooLong`.

    >>> len(lock(bytes(32), b"half an answer", 1024))
    1024
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    padded = pad(content, size - _NONCE_BYTES - _TAG_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, padded, _PURPOSE)


def unlock(key: bytes, blob: bytes) -> bytes:
    """The content of a draft; another link's key or a changed byte: `SealBroken`.

    >>> unlock(bytes(32), lock(bytes(32), b"half an answer", 1024))
    b'half an answer'
    """
    if len(blob) < _NONCE_BYTES + _TAG_BYTES:
        raise SealBroken
    try:
        padded = ChaCha20Poly1305(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], _PURPOSE)
    except InvalidTag as error:
        raise SealBroken from error
    return unpad(padded)
