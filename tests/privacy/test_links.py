"""Secrets of personal links."""

import hashlib
import hmac
from base64 import b32encode

from survey_app.privacy import links


def test_a_secret_is_the_keyed_hash_cut_to_160_bits() -> None:
    digest = hmac.new(b"key", b"1|2|3", hashlib.sha256).digest()
    assert links.link_secret("key", 1, 2, 3) == b32encode(digest[:20]).decode().lower()


def test_no_two_cases_stages_issues_or_keys_share_a_secret() -> None:
    made = {
        links.link_secret(key, stage, case, issue)
        for key in ("a", "b")
        for stage in range(1, 13)
        for case in range(1, 113)
        for issue in (1, 2)
    }
    assert len(made) == 2 * 12 * 112 * 2
    assert all(links.is_secret(secret) for secret in made)


def test_random_secrets_do_not_repeat() -> None:
    assert len({links.random_secret() for _each in range(10_000)}) == 10_000


def test_a_fingerprint_does_not_hold_the_secret_and_differs_by_purpose() -> None:
    secret = links.random_secret()
    link, draft = links.fingerprint(secret), links.fingerprint(secret, "draft")
    assert secret not in link
    assert link != draft
    assert link == hashlib.sha256(secret.encode()).hexdigest()


def test_receipts_are_short_plain_and_rarely_equal() -> None:
    made = [links.receipt(links.random_secret()) for _each in range(5_000)]
    assert all(len(code) == 7 and code[3] == "-" and not set(code) & set("01IO") for code in made)
    assert len(set(made)) > 4_980
