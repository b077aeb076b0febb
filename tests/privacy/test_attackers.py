"""Somebody with all files, the log, the backups and the true order of the people tries to say who wrote what.

The attacker gets more than a thief would: the order in which the people answered, and which sealed blob is whose. Right
guesses of a blind matching of 40 have mean 1 and variance 1, whatever the order. The links are made from fixed words,
so the runs are the same each time. Each attack must succeed on a build with the one fault it looks for.
"""

import hashlib
import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from survey_app.privacy import keys, links, sealing, sheets
from survey_app.privacy.mix_plan import Step
from tests.privacy.batches import Batch

PEOPLE, RUNS = 40, 50
CHANCE = 1 + 3 / RUNS**0.5
"""Mean of right guesses over the runs that blind matching stays below: 1 and three standard errors."""
SIZE = sealing.blob_size(sheets.bound({"why": sheets.text_bytes(600), "item": 1}))


@dataclass(frozen=True)
class Loot:
    """What the attacker holds."""

    tags: Sequence[str]
    """The place in the roll of each person, in the order in which they answered."""
    stored: Sequence[bytes]
    """What the log gained with each person, in that order."""
    lengths: Sequence[int]
    """How long what was stored for each person is."""
    files: bytes
    """Backup and log from before the mix, log of the mix, and the database at the end."""
    found: Sequence[tuple[str, str]]
    """Key and text of each answer, in the order of the table."""


class Watched(Batch):
    """Somebody copies the log between the mix and the compaction."""

    def compact(self) -> None:
        self.log_of_the_mix = (self.folder / "study.sqlite-wal").read_bytes()
        super().compact()


class Plain(Watched):
    """The control: the answer is stored as it is, in the transaction that marks the roll."""

    def key_of(self, salt: bytes, link: str) -> str:
        return keys.answer_key(salt, link, "why")

    def begin(self) -> None:
        super().begin()
        self.database.execute("CREATE TABLE plain (key TEXT, value TEXT)")

    def store(self, salt: bytes, link: str, text: str) -> None:
        self.database.execute("BEGIN IMMEDIATE")
        self.database.execute("INSERT INTO roll VALUES (?, 1)", (keys.roll_tag(salt, link),))
        row = (self.key_of(salt, link), text)
        self.database.execute("INSERT INTO plain VALUES (?, ?)", row)
        self.database.execute("COMMIT")

    def texts(self) -> list[tuple[str, str]]:
        return self.database.execute("SELECT key, value FROM plain").fetchall()

    def length_of(self, salt: bytes, link: str) -> int:
        row = (self.key_of(salt, link),)
        return int(self.database.execute("SELECT length(value) FROM plain WHERE key = ?", row).fetchone()[0])


class OneKey(Plain):
    """The control: the key of the answer is made from the place in the roll alone."""

    def key_of(self, salt: bytes, link: str) -> str:
        return "a" + keys.roll_tag(salt, link)


class Sealing(Watched):
    """The build as it is."""

    def size_for(self, _text: str) -> int:
        return SIZE

    def store(self, salt: bytes, link: str, text: str) -> None:
        self.submit(salt, link, {"why": text, "item": 7}, self.size_for(text))

    def texts(self) -> list[tuple[str, str]]:
        return [(key, json.loads(value)) for key, question, value in self.answers() if question == "why"]

    def length_of(self, salt: bytes, link: str) -> int:
        row = (keys.inbox_key(salt, link, 1, 1),)
        return int(self.database.execute("SELECT length(blob) FROM inbox WHERE key = ?", row).fetchone()[0])


class Unpadded(Sealing):
    """The control: sealed, but each blob is only as long as it must be."""

    def size_for(self, text: str) -> int:
        return sheets.bound({"why": 2 + len(text), "item": 1}) + 60


def loot_of(folder: Path, kind: type[Plain | Sealing], run: int) -> tuple[Loot, list[str]]:
    """One study from the first answer to the end, what is left of it, and the truth."""
    folder.mkdir()
    chance = random.Random(run)
    salt = hashlib.sha256(f"study {run}".encode()).digest()
    people = [links.link_secret(f"run {run}", 1, case, 1) for case in range(PEOPLE)]
    chance.shuffle(people)
    texts = [f"<{number:02}{run:02}>" + "because " * int(2 + chance.expovariate(1 / 15)) for number in range(PEOPLE)]
    truth = [text[:500] + ">" for text in chance.sample(texts, PEOPLE)]
    batch = kind(folder, "OFF")
    batch.begin()
    log = folder / "study.sqlite-wal"
    grown = [log.stat().st_size]
    for link, text in zip(people, truth, strict=True):
        batch.store(salt, link, text)
        grown.append(log.stat().st_size)
    written = log.read_bytes()
    before = (folder / "study.sqlite").read_bytes()
    lengths = [batch.length_of(salt, link) for link in people]
    batch.close()
    assert batch.go_on() is Step.DONE
    found = batch.texts()
    batch.database.close()
    after = (folder / "study.sqlite").read_bytes()
    shutil.rmtree(folder)
    stored = [written[start:end] for start, end in pairwise(grown)]
    tags = [keys.roll_tag(salt, link) for link in people]
    return Loot(tags, stored, lengths, before + written + batch.log_of_the_mix + after, found), truth


def by_order_in_the_table(loot: Loot) -> list[str]:
    """The first who answered wrote what stands first."""
    return [text for _key, text in loot.found]


def by_place_in_the_files(loot: Loot) -> list[str]:
    """The first who answered wrote what turns up first in any file."""
    return sorted((text for _key, text in loot.found), key=lambda text: loot.files.find(text.encode()))


def by_length(loot: Loot) -> list[str]:
    """Who has the longest entry wrote the longest text."""
    texts = sorted((text for _key, text in loot.found), key=len)
    ranked = sorted(range(PEOPLE), key=lambda person: loot.lengths[person])
    guess = dict(zip(ranked, texts, strict=True))
    return [guess[person] for person in range(PEOPLE)]


def by_key(loot: Loot) -> list[str]:
    """Roll and answers are sorted by keys that come from one secret."""
    texts = [text for _key, text in sorted(loot.found)]
    ranked = sorted(range(PEOPLE), key=lambda person: loot.tags[person])
    guess = dict(zip(ranked, texts, strict=True))
    return [guess[person] for person in range(PEOPLE)]


def by_transaction(loot: Loot) -> list[str]:
    """A person wrote the text that first turns up in what the log gained with them."""
    left = [text for _key, text in loot.found]
    guess = []
    for stored in loot.stored:
        guess.append(next((text for text in left if text.encode() in stored), left[0]))
        left.remove(guess[-1])
    return guess


ATTACKS: dict[str, Callable[[Loot], list[str]]] = {
    attack.__name__: attack
    for attack in (by_order_in_the_table, by_place_in_the_files, by_length, by_key, by_transaction)
}


def right_guesses(folder: Path, kind: type[Plain | Sealing], runs: int) -> dict[str, float]:
    """Mean of right guesses of 40 over the runs, by attack."""
    right = dict.fromkeys(ATTACKS, 0)
    for run in range(runs):
        loot, truth = loot_of(folder / f"run-{run}", kind, run)
        assert sorted(text for _key, text in loot.found) == sorted(truth)
        for name, attack in ATTACKS.items():
            right[name] += sum(guess == text for guess, text in zip(attack(loot), truth, strict=True))
    return {name: count / runs for name, count in right.items()}


def test_no_attack_on_the_files_is_better_than_chance(tmp_path: Path) -> None:
    right = right_guesses(tmp_path, Sealing, RUNS)
    assert max(right.values()) <= CHANCE, right


@pytest.mark.parametrize(
    ("kind", "attack"),
    [
        (Plain, "by_order_in_the_table"),
        (Plain, "by_place_in_the_files"),
        (Plain, "by_transaction"),
        (Plain, "by_length"),
        (Unpadded, "by_length"),
        (OneKey, "by_key"),
    ],
)
def test_the_same_attacks_succeed_on_a_build_with_their_fault(
    tmp_path: Path, kind: type[Plain | Sealing], attack: str
) -> None:
    right = right_guesses(tmp_path, kind, 5)
    assert right[attack] > 20, right


def test_before_the_mix_no_file_holds_any_text(tmp_path: Path) -> None:
    batch = Sealing(tmp_path, "OFF")
    batch.begin()
    for number in range(10):
        batch.store(bytes(32), links.link_secret("key", 1, number, 1), f"confidential-{number}")
    left = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"confidential" in content for content in left)
    batch.database.close()
