"""Secrets of personal links: made from a key outside the database, kept in the database only as a hash.

Whoever holds the database alone can neither read a link nor make one; whoever holds the key file as well can, which
is what makes a reminder with the same link possible.
"""

import base64
import hashlib
import hmac
import re
import secrets

SECRET_BYTES = 20
"""160 bits, which base32 writes as 32 letters without padding."""
_SECRET = re.compile(r"[a-z2-7]{32}")
_RECEIPT_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def link_secret(key: str, stage_id: int, case_id: int, issue: int) -> str:
    """The secret in a case's personal link. A new issue of the link has another secret, and the old one is void.

    >>> link_secret("key", 1, 2, 1)
    'sv3bknjuz2rgyp62dbd724iguqcrcuh4'
    >>> link_secret("key", 1, 2, 1) == link_secret("key", 1, 2, 2)
    False
    """
    message = f"{stage_id}|{case_id}|{issue}".encode()
    return _letters(hmac.new(key.encode(), message, hashlib.sha256).digest()[:SECRET_BYTES])


def deck_secret(key: str, stage_id: int) -> str:
    """What the cards of a vote are dealt by, from the key that makes the links: no link is made like this.

    >>> deck_secret("key", 1) == deck_secret("key", 2), deck_secret("key", 1) == link_secret("key", 1, 2, 1)
    (False, False)
    """
    return _letters(hmac.new(key.encode(), f"deck of {stage_id}".encode(), hashlib.sha256).digest()[:SECRET_BYTES])


def random_secret() -> str:
    """A secret that nobody can guess or make again.

    >>> is_secret(random_secret())
    True
    """
    return _letters(secrets.token_bytes(SECRET_BYTES))


def is_secret(text: str) -> bool:
    """Whether a text is written like a secret at all.

    >>> is_secret("favfdatahylxpqfzlaicpzhlzgtm5jtv"), is_secret("x' OR 1=1")
    (True, False)
    """
    return _SECRET.fullmatch(text) is not None


def fingerprint(secret: str, purpose: str = "link") -> str:
    """What the database keeps of a secret: enough to find a row by, not enough to make the link again.

    The purpose keeps two fingerprints of one secret apart.

    >>> fingerprint("favfdatahylxpqfzlaicpzhlzgtm5jtv")[:8]
    '358480e6'
    >>> fingerprint("a") == fingerprint("a", "draft")
    False
    """
    text = secret if purpose == "link" else f"{purpose}|{secret}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def receipt(submit_key: str) -> str:
    """The short code a respondent gets, the same one however often the same answers are sent.

    >>> receipt("one submit key")
    '264-49Y'
    """
    number = int.from_bytes(hashlib.sha256(f"receipt|{submit_key}".encode()).digest()[:8], "big")
    letters = "".join(_RECEIPT_LETTERS[number >> 5 * place & 31] for place in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()
