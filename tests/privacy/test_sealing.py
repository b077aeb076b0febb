"""Envelopes of one size that only their key opens, and drafts that only their link opens."""

import hashlib
import hmac
import struct
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.privacy import drafts, sealing
from survey_app.privacy.padding import LENGTH_BYTES, pad, unpad
from survey_app.privacy.refusals import ContentTooLong, SealBroken

KEYS = sealing.new_keys()
OTHER = sealing.new_keys()
SUITE = b"HPKE" + struct.pack(">HHH", 0x0020, 0x0001, 0x0003)


def _extract(salt: bytes, suite: bytes, label: bytes, material: bytes) -> bytes:
    return hmac.new(salt or bytes(32), b"HPKE-v1" + suite + label + material, hashlib.sha256).digest()


def _expand(key: bytes, suite: bytes, label: bytes, material: bytes, length: int) -> bytes:
    labelled = struct.pack(">H", length) + b"HPKE-v1" + suite + label + material
    return hmac.new(key, labelled + b"\1", hashlib.sha256).digest()[:length]


def open_by_the_letter(private_key: bytes, blob: bytes) -> bytes:
    """RFC 9180, base mode, written out from HMAC, X25519 and ChaCha20-Poly1305 without the library's HPKE."""
    key = X25519PrivateKey.from_private_bytes(private_key)
    ephemeral, sealed = blob[1:33], blob[33:]
    kem = b"KEM" + struct.pack(">H", 0x0020)
    shared = _extract(b"", kem, b"eae_prk", key.exchange(X25519PublicKey.from_public_bytes(ephemeral)))
    shared = _expand(shared, kem, b"shared_secret", ephemeral + key.public_key().public_bytes_raw(), 32)
    context = b"\0" + _extract(b"", SUITE, b"psk_id_hash", b"")
    context += _extract(b"", SUITE, b"info_hash", b"rondo sealed sheet\1")
    secret = _extract(shared, SUITE, b"secret", b"")
    nonce = _expand(secret, SUITE, b"base_nonce", context, 12)
    return ChaCha20Poly1305(_expand(secret, SUITE, b"key", context, 32)).decrypt(nonce, sealed, b"")


def test_a_blob_opens_by_the_letter_of_the_standard() -> None:
    padded = open_by_the_letter(KEYS.private, sealing.seal(KEYS.public, b"agree", 1024))
    assert padded[:9] == b"\0\0\0\5agree"
    assert not any(padded[9:])


@given(st.binary(max_size=3000), st.integers(0, 5000))
@settings(deadline=None)
def test_what_is_sealed_comes_back_and_every_blob_has_the_one_size(content: bytes, slack: int) -> None:
    size = sealing.blob_size(len(content) + slack)
    blob = sealing.seal(KEYS.public, content, size)
    assert len(blob) == size
    assert size % sealing.SIZE_STEP == 0
    assert sealing.open_(KEYS.private, blob) == content


@given(st.integers(0, 20_000))
@settings(deadline=None)
def test_the_longest_content_fits_and_one_beyond_the_size_is_refused(bound: int) -> None:
    size = sealing.blob_size(bound)
    longest = size - 1 - 32 - 16 - LENGTH_BYTES
    assert bound <= longest < bound + sealing.SIZE_STEP
    assert sealing.open_(KEYS.private, sealing.seal(KEYS.public, b"\xff" * longest, size)) == b"\xff" * longest
    with pytest.raises(ContentTooLong):
        sealing.seal(KEYS.public, b"\xff" * (longest + 1), size)


def test_one_content_sealed_a_thousand_times_has_no_common_bytes() -> None:
    blobs = [sealing.seal(KEYS.public, b"the same", 1024) for _each in range(1000)]
    assert len({blob[1:17] for blob in blobs}) == len({blob[33:49] for blob in blobs}) == 1000


def test_a_blob_looks_like_noise_whatever_is_in_it() -> None:
    for content in (b"", b"\0" * 900, b"agree " * 150):
        blobs = b"".join(sealing.seal(KEYS.public, content, 1024)[1:] for _each in range(200))
        expected = len(blobs) / 256
        squares = sum((blobs.count(bytes([value])) - expected) ** 2 / expected for value in range(256))
        # chi-square with 255 degrees: mean 255, sd 22.6; 6 sd away. The top bit of each public key is always 0.
        assert 255 - 6 * 22.6 < squares < 255 + 6 * 22.6


def test_any_changed_byte_is_refused() -> None:
    blob = sealing.seal(KEYS.public, b"agree", 1024)
    for at in range(len(blob)):
        for change in (0x01, 0x80, 0xFF):
            with pytest.raises(SealBroken):
                sealing.open_(KEYS.private, blob[:at] + bytes([blob[at] ^ change]) + blob[at + 1 :])


@pytest.mark.parametrize("cut", [0, 1, 32, 33, 48, 49, 1023])
def test_a_cut_or_longer_blob_is_refused(cut: int) -> None:
    blob = sealing.seal(KEYS.public, b"agree", 1024)
    for broken in (blob[:cut], blob + blob[: cut + 1]):
        with pytest.raises(SealBroken):
            sealing.open_(KEYS.private, broken)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_and_never_an_error(noise: bytes) -> None:
    for blob in (noise, b"\1" + noise):
        with pytest.raises(SealBroken):
            sealing.open_(KEYS.private, blob)


def test_another_batch_cannot_open_it_nor_can_the_public_key() -> None:
    blob = sealing.seal(KEYS.public, b"agree", 1024)
    for key in (OTHER.private, KEYS.public, b"", b"short"):
        with pytest.raises(SealBroken):
            sealing.open_(key, blob)


@pytest.mark.parametrize("weak", [bytes(32), b"\1" + bytes(31), b"", b"short"])
def test_a_public_key_that_hides_nothing_is_refused(weak: bytes) -> None:
    with pytest.raises(SealBroken):
        sealing.seal(weak, b"agree", 1024)


def test_a_key_pair_does_not_show_its_private_half() -> None:
    assert KEYS.private.hex() not in repr(KEYS)
    assert repr(KEYS.private) not in repr(KEYS)


def test_fingerprints_differ_and_hold_no_key() -> None:
    prints = {sealing.fingerprint(sealing.new_keys().public) for _each in range(200)}
    assert len(prints) == 200
    assert {len(text) for text in prints} == {64}
    assert KEYS.public.hex() not in sealing.fingerprint(KEYS.public)


@pytest.mark.parametrize("bound", [-1, sealing.LARGEST_BOUND + 1])
def test_an_impossible_bound_is_a_mistake_of_the_program(bound: int) -> None:
    with pytest.raises(ValueError, match="longest content"):
        sealing.blob_size(bound)


@given(st.binary(max_size=200))
def test_padding_is_undone_only_when_it_is_ours(noise: bytes) -> None:
    assert unpad(pad(noise, 300)) == noise
    try:
        content = unpad(noise)
    except SealBroken:
        return
    assert pad(content, len(noise)) == noise


@pytest.mark.parametrize("padded", [b"", b"\0\0", b"\0\0\0\5yes", b"\0\0\0\1ab", b"\xff\xff\xff\xffyes"])
def test_padding_with_a_wrong_length_or_rest_is_refused(padded: bytes) -> None:
    with pytest.raises(SealBroken):
        unpad(padded)


@given(st.binary(max_size=900), st.binary(min_size=32, max_size=32))
def test_a_draft_comes_back_in_one_size_and_differs_each_time(content: bytes, key: bytes) -> None:
    one, other = drafts.lock(key, content, 1024), drafts.lock(key, content, 1024)
    assert len(one) == len(other) == 1024
    assert one[12:] != other[12:]
    assert drafts.unlock(key, one) == drafts.unlock(key, other) == content


def test_a_changed_draft_is_refused() -> None:
    blob = drafts.lock(bytes(32), b"half", 200)
    changed: list[bytes] = [blob[:at] + bytes([blob[at] ^ 0x80]) + blob[at + 1 :] for at in range(len(blob))]
    for broken in [*changed, b"", blob[:20], blob[:-1], blob + b"\0"]:
        with pytest.raises(SealBroken):
            drafts.unlock(bytes(32), broken)
    with pytest.raises(SealBroken):
        drafts.unlock(b"\1" * 32, blob)


@pytest.mark.parametrize("close", [sealing.seal, drafts.lock])
@pytest.mark.parametrize("size", [-5, 0, 10, 40])
def test_a_size_too_small_for_anything_is_refused(close: Callable[[bytes, bytes, int], bytes], size: int) -> None:
    with pytest.raises(ContentTooLong):
        close(KEYS.public, b"much more than nothing", size)
