"""Somebody with all files, the log and the copies of two nights tries to say who wrote what at the level *sealed*.

The attacker gets more than a thief would: the order in which the people answered, and what the log gained with each of
them. Right guesses of a blind matching have mean 1 and variance 1. Links and salts are made from fixed words, so that
the runs are the same each time. The same attack must succeed on a build that stores the answer plainly as well.
"""

import hashlib
import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import text

from survey_app.db import session
from survey_app.models import Batch, PanelRound, Study
from survey_app.privacy import links
from survey_app.privacy.mix_plan import Step
from survey_app.privacy.sheets import Sheet
from survey_app.services import analysis, ballots, batches, installation, mix_steps, mixes
from survey_app.vocabulary import AnonymityLevel, RoundPurpose
from tests import panels
from tests.services.sealed import close

PEOPLE, RUNS = 6, 50
CHANCE = 1 + 3 / RUNS**0.5
"""Mean of right guesses over the runs that blind matching stays below: 1 and three standard errors."""


@dataclass(frozen=True)
class Loot:
    """What the attacker holds of one round."""

    gained: Sequence[bytes]
    """What the log gained with each person, in the order in which they answered."""
    places: Sequence[str]
    """The place in the inbox of each person's sheet."""
    backup: bytes
    """Database and log from before the mix."""
    log_of_the_mix: bytes
    after: bytes
    """Database and log when everything is done."""
    found: Sequence[tuple[str, str]]
    """Key and text of each reason, in the order of the table."""


Guess = Callable[[Loot], list[str]]


def by_content(loot: Loot) -> list[str]:
    """A text or key of the end that came into the log when the person answered and was not there before."""
    named, seen = [], b""
    for part in loot.gained:
        fresh = [words for row in loot.found for words in row if words.encode() in part and words.encode() not in seen]
        owners = [words for key, words in loot.found if key in fresh or words in fresh]
        named.append(owners[0] if owners else "")
        seen += part
    return named


def by_table(loot: Loot) -> list[str]:
    """The order of the table is the order of the people."""
    return [words for _key, words in loot.found]


def by_file(loot: Loot) -> list[str]:
    """So is the order in the file."""
    return sorted((words for _key, words in loot.found), key=lambda words: loot.after.find(words.encode()))


def by_log(loot: Loot) -> list[str]:
    """So is the order in the log of the mix."""
    return sorted((words for _key, words in loot.found), key=lambda words: loot.log_of_the_mix.find(words.encode()))


def by_length(loot: Loot) -> list[str]:
    """Whoever made the log grow more wrote the longer text."""
    ranks = sorted(range(PEOPLE), key=lambda number: len(loot.gained[number]))
    lengths = sorted((words for _key, words in loot.found), key=len)
    guess = [""] * PEOPLE
    for number, words in zip(ranks, lengths, strict=True):
        guess[number] = words
    return guess


def by_place(loot: Loot) -> list[str]:
    """Places in the inbox and keys of answers lie in the same order."""
    ranks = sorted(range(PEOPLE), key=lambda number: loot.places[number])
    guess = [""] * PEOPLE
    for number, (_key, words) in zip(ranks, sorted(loot.found), strict=True):
        guess[number] = words
    return guess


GUESSES: tuple[Guess, ...] = (by_content, by_table, by_file, by_log, by_length, by_place)


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links and salts from fixed words."""
    serial = count()
    letters = "abcdefghijklmnopqrstuvwxyz234567"

    def secret() -> str:
        return "".join(letters[each % 32] for each in hashlib.sha256(f"link {next(serial)}".encode()).digest())

    monkeypatch.setattr(links, "random_secret", secret)
    monkeypatch.setattr(
        Study.__table__.c.salt.default, "arg", lambda _context: hashlib.sha256(f"salt {next(serial)}".encode()).digest()
    )
    monkeypatch.setitem(mixes.TAKERS, RoundPurpose.RATE, analysis.take)


def files() -> bytes:
    """Everything on the disk that is the database."""
    folder = installation.settings().instance
    return b"".join(path.read_bytes() for path in sorted(folder.glob("rondo.sqlite*")) if path.suffix != ".sqlite-shm")


def log() -> bytes:
    return (installation.settings().instance / "rondo.sqlite-wal").read_bytes()


def cut_log() -> None:
    session.rollback()
    for pragma in ("wal_autocheckpoint=0", "wal_checkpoint(TRUNCATE)"):
        session.execute(text(f"PRAGMA {pragma}"))
    session.rollback()


def play(
    run: int, monkeypatch: pytest.MonkeyPatch, level: AnonymityLevel = AnonymityLevel.SEALED
) -> tuple[Loot, list[str]]:
    """One round from the first answer to the end of the mix; the loot, and who wrote what in the order of answering."""
    luck = random.Random(run)
    panel = panels.make_panel(n=PEOPLE, level=level, statements=("One statement",))
    round_ = panels.open_round(panel)
    order = luck.sample(range(PEOPLE), PEOPLE)
    written, gained = [], []
    cut_log()
    for number in order:
        words = f"run {run} of {number} " + "because " * luck.randrange(1, 60)
        before = len(log())
        panels.answer(panel.seat(number), round_, [luck.randrange(1, 10)], reasons=[words])
        written.append(words.strip())
        gained.append(log()[before:])
    backup = files()
    places = [panel.seat(number).inbox_key(round_.number) for number in order]
    return _mixed(round_, (gained, places, backup), monkeypatch), written


def _mixed(round_: PanelRound, seen: tuple[list[bytes], list[str], bytes], monkeypatch: pytest.MonkeyPatch) -> Loot:
    copies: list[bytes] = []
    compact = mix_steps.compact

    def watched(batch_id: int) -> None:
        copies.append(log())
        compact(batch_id)

    batch = close(round_)
    cut_log()
    with monkeypatch.context() as patch:
        patch.setattr(mix_steps, "compact", watched)
        assert mixes.run(batch.id) is Step.DONE
    session.rollback()
    assert not batches.place_of(batch.key_name).path.exists()
    with closing(sqlite3.connect(installation.settings().instance / "rondo.sqlite")) as database:
        found = database.execute("SELECT key, text FROM reason WHERE round_id = ?", (round_.id,)).fetchall()
    assert len(found) == PEOPLE
    gained, places, backup = seen
    return Loot(gained, places, backup, copies[0], files(), [(str(key), str(words)) for key, words in found])


def success(runs: int, game: Callable[[int], tuple[Loot, list[str]]]) -> dict[str, float]:
    """How many people each way of guessing names rightly, on average."""
    right = {guess.__name__: 0 for guess in GUESSES}
    for run in range(runs):
        loot, written = game(run)
        for guess in GUESSES:
            named = guess(loot)
            right[guess.__name__] += sum(said == true for said, true in zip(named, written, strict=True))
    return {name: total / runs for name, total in right.items()}


@pytest.mark.sqlite_only
@pytest.mark.slow
@pytest.mark.usefixtures("fixed")
def test_no_file_tells_who_wrote_what_better_than_chance(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app
    found = success(RUNS, lambda run: play(run, monkeypatch))
    assert found["by_content"] == 0
    assert {name: mean for name, mean in found.items() if mean > CHANCE} == {}


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("fixed")
def test_a_build_that_stores_plainly_in_the_same_transaction_is_found_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app
    session.execute(text("CREATE TABLE plain (key TEXT, value TEXT)"))
    session.commit()
    seal = ballots.put_sheet

    def plain(batch: batches.OpenBatch, place: str, sheet: Sheet) -> None:
        seal(batch, place, sheet)
        for key, _question, value in sheet.answers:
            session.execute(text("INSERT INTO plain VALUES (:key, :value)"), {"key": key, "value": str(value)})

    monkeypatch.setattr(ballots, "put_sheet", plain)
    assert success(3, lambda run: play(run, monkeypatch))["by_content"] == PEOPLE


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("fixed")
def test_a_copy_from_before_the_mix_holds_no_word_and_no_key_of_an_answer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app
    loot, written = play(0, monkeypatch)
    assert len(set(written)) == PEOPLE
    for key, words in loot.found:
        assert words.encode() in loot.after
        assert words.encode() not in loot.backup
        assert key.encode() not in loot.backup
    assert session.query(Batch).one().phase.value == "finished"
