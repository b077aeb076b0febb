"""Everything one personal link stands for, derived from its secret t and the salt of its study.

t is 160 random bits and is stored nowhere; the salt lies in the database. Presenting t lets the server compute the
place in the roll, the keys of the answers, the receipt and the draft for the length of one request. Whoever holds the
database alone would have to guess t, so no two of these values can be recognised as belonging to one person.

Do not trust it when t can be made again: at the level *anonymous* the link key file makes every t, so database and key
file together join everything until that file is destroyed. Do not trust it when t was seen on its way (mail, logs).

Source: HMAC, RFC 2104; HKDF, RFC 5869; the tables are those of the design's section on anonymity levels. Each value has
its own label, and every part is written with its length before it, so no two inputs run into each other.
"""

import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey_app.privacy import links
from survey_app.privacy.refusals import NotALink

SALT_BYTES = 32
KEY_LETTERS = 64
"""Length of each derived key that is stored, in hexadecimal letters."""
DRAFT_KEY_BYTES = 32


def new_salt() -> bytes:
    """The salt of a new study: random, kept in the database, no secret, never changed.

    >>> len(new_salt())
    32
    """
    return secrets.token_bytes(SALT_BYTES)


def roll_tag(salt: bytes, secret: str) -> str:
    """What the roll keeps of a link: finds the person who is answering, says nothing about any answer.

    >>> roll_tag(bytes(32), "favfdatahylxpqfzlaicpzhlzgtm5jtv")[:16]
    'bfbbadcf4acd56e8'
    """
    return _derive(salt, secret, "roll")


def answer_key(salt: bytes, secret: str, lineage: str) -> str:
    """The key of one person's answers to one question, in all rounds in which the question keeps its lineage.

    It says "the same person, the same question" between two rounds, and joins nothing across questions.

    >>> salt, secret = bytes(32), "favfdatahylxpqfzlaicpzhlzgtm5jtv"
    >>> answer_key(salt, secret, "item-1") == answer_key(salt, secret, "item-1")
    True
    >>> answer_key(salt, secret, "item-1") == answer_key(salt, secret, "item-2")
    False
    """
    return _derive(salt, secret, "question", lineage)


def ballot_key(salt: bytes, secret: str, stage_id: int) -> str:
    """The key of all closed ratings of one person in one stage: level *anonymous*, and whole responses of a survey.

    It joins a person's ratings with one another (Kendall's W needs that) and is never shown.

    >>> salt, secret = bytes(32), "favfdatahylxpqfzlaicpzhlzgtm5jtv"
    >>> ballot_key(salt, secret, 1) == ballot_key(salt, secret, 2)
    False
    """
    return _derive(salt, secret, "ballot", str(stage_id))


def inbox_key(salt: bytes, secret: str, stage_id: int, round_number: int) -> str:
    """The place of a person's sealed sheet of one round: a correction replaces what lies there.

    >>> salt, secret = bytes(32), "favfdatahylxpqfzlaicpzhlzgtm5jtv"
    >>> inbox_key(salt, secret, 1, 11) == inbox_key(salt, secret, 11, 1)
    False
    """
    return _derive(salt, secret, "inbox", str(stage_id), str(round_number))


def receipt(salt: bytes, secret: str, stage_id: int, round_number: int) -> str:
    """The short code a person keeps to find in the published list; the same for every correction.

    Thirty bits: two of 500 people share a code in one of ten thousand rounds, so the list keeps doubles.

    >>> receipt(bytes(32), "favfdatahylxpqfzlaicpzhlzgtm5jtv", 1, 1)
    'PT8-5NU'
    """
    return links.receipt(_derive(salt, secret, "receipt", str(stage_id), str(round_number)))


def draft_place(salt: bytes, secret: str, stage_id: int, round_number: int) -> str:
    """The place of a person's unfinished sheet.

    >>> len(draft_place(bytes(32), "favfdatahylxpqfzlaicpzhlzgtm5jtv", 1, 1)) == KEY_LETTERS
    True
    """
    return _derive(salt, secret, "draft place", str(stage_id), str(round_number))


def draft_key(salt: bytes, secret: str, stage_id: int, round_number: int) -> bytes:
    """The key that encrypts an unfinished sheet: only the link opens it again (`drafts.lock`). Never stored.

    >>> len(draft_key(bytes(32), "favfdatahylxpqfzlaicpzhlzgtm5jtv", 1, 1))
    32
    """
    purpose = _message("draft key", str(stage_id), str(round_number))
    return HKDF(SHA256(), DRAFT_KEY_BYTES, _checked(salt), purpose).derive(_letters(secret))


def _derive(salt: bytes, secret: str, label: str, *parts: str) -> str:
    return hmac.new(_checked(salt), _message(label, *parts) + _letters(secret), hashlib.sha256).hexdigest()


def _message(*parts: str) -> bytes:
    """Parts with their lengths; half surrogates are kept apart too."""
    written = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(struct.pack(">I", len(part)) + part for part in written)


def _letters(secret: str) -> bytes:
    if not links.is_secret(secret):
        raise NotALink
    return secret.encode()


def _checked(salt: bytes) -> bytes:
    """A short salt is a mistake of the program, not of a person."""
    if len(salt) != SALT_BYTES:
        message = f"a study's salt has {SALT_BYTES} bytes"
        raise ValueError(message)
    return salt
