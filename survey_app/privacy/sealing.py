"""Sealed envelopes: anybody with the public key can close one, only the batch's private key opens it again.

All envelopes of one questionnaire have the same number of bytes, whatever is in them: their size lies beside the roll
in the write-ahead log and in backups, and with open texts of different lengths it would tell whose is whose. The
padding is inside the encryption.

Do not trust it for origin: the public key is public, so whoever can write into the inbox can forge a sheet. Do not
trust it before the batch's key is destroyed (`key_files`): until then the database and the key file open everything.

Source: HPKE base mode, RFC 9180, with X25519, HKDF-SHA256 and ChaCha20-Poly1305, as the `cryptography` package has it.
"""

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from survey_app.privacy.padding import LENGTH_BYTES, pad, unpad
from survey_app.privacy.refusals import SealBroken

KEY_BYTES = 32
LARGEST_BOUND = 4 * 1024 * 1024
"""No questionnaire needs more; a blob is made in memory."""
SIZE_STEP = 1024
"""Sizes are whole kilobytes, so that two versions of a questionnaire mostly share theirs."""

_FORMAT = b"\x01"
_PURPOSE = b"rondo sealed sheet" + _FORMAT
_ENVELOPE = len(_FORMAT) + KEY_BYTES + 16
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class BatchKeys:
    """The key pair of one batch. The private half goes into a key file and nowhere else."""

    public: bytes
    private: bytes = field(repr=False)


def new_keys() -> BatchKeys:
    """A key pair for one batch.

    >>> keys = new_keys()
    >>> open_(keys.private, seal(keys.public, b"agree", blob_size(200)))
    b'agree'
    """
    private = X25519PrivateKey.generate().private_bytes_raw()
    return BatchKeys(public_of(private), private)


def public_of(private_key: bytes) -> bytes:
    """The public half of a private key: 32 bytes.

    >>> keys = new_keys()
    >>> public_of(keys.private) == keys.public
    True
    """
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def fingerprint(public_key: bytes) -> str:
    """What is compared before a key is used, and kept as the batch's name in the audit log: 64 letters, no secret.

    >>> fingerprint(bytes(32))[:8]
    '05d0aaa8'
    """
    return hashlib.sha256(b"rondo batch key|" + public_key).hexdigest()


def blob_size(bound: int) -> int:
    """Bytes of every sealed blob of a questionnaire whose longest possible content has `bound` bytes.

    A bound below zero or above `LARGEST_BOUND` is a mistake of the program.

    >>> blob_size(0), blob_size(971), blob_size(972)
    (1024, 1024, 2048)
    """
    if not 0 <= bound <= LARGEST_BOUND:
        message = f"the longest content has 0 to {LARGEST_BOUND} bytes"
        raise ValueError(message)
    return -(-(bound + _ENVELOPE + LENGTH_BYTES) // SIZE_STEP) * SIZE_STEP


def seal(public_key: bytes, content: bytes, size: int) -> bytes:
    """Close a content into an envelope of exactly `size` bytes (from `blob_size`) for the holder of the private key.

    Refuses a content that does not fit (`ContentTooLong`), and a public key no shared secret can be made with
    (`SealBroken`).

    >>> keys = new_keys()
    >>> {len(seal(keys.public, text, blob_size(500))) for text in (b"", b"no", b"yes" * 100)}
    {1024}
    """
    padded = pad(content, size - _ENVELOPE)
    try:
        return _FORMAT + _SUITE.encrypt(padded, X25519PublicKey.from_public_bytes(public_key), _PURPOSE)
    except ValueError as error:
        raise SealBroken from error


def open_(private_key: bytes, blob: bytes) -> bytes:
    """The content of an envelope. Another batch's key, or any changed, missing or added byte: `SealBroken`.

    >>> keys = new_keys()
    >>> open_(new_keys().private, seal(keys.public, b"agree", 1024))
    Traceback (most recent call last):
    survey_app.privacy.refusals.SealBroken: It was changed after it was sealed, or the key belongs to another batch. \
Restore both from one backup.
    """
    if blob[:1] != _FORMAT:
        raise SealBroken
    try:
        padded = _SUITE.decrypt(blob[1:], X25519PrivateKey.from_private_bytes(private_key), _PURPOSE)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error
    return unpad(padded)
