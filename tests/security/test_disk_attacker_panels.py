"""The thief of all files again: over the ideas of a brainstorm, and over a panel at *anonymous* whose end has come.

At *anonymous* whoever holds the key file of the links beside the database can join; the promise is that this ends when
the panel is concluded and the key destroyed. Both halves are shown here: with the key everybody is found, after it
nobody.
"""

import random
import sqlite3
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from survey_app.db import session, transaction
from survey_app.models import Clarification, Panellist, Rating, Reason, Study, Throttle
from survey_app.privacy import keys, links
from survey_app.services import ballots, batches, clarifications, ideas, installation, mix_steps, panel_links
from survey_app.services.batches import OpenBatch
from survey_app.services.throttles import Throttles
from survey_app.vocabulary import AnonymityLevel
from tests import brainstorming, panels
from tests.builders import post
from tests.panels import TestPanel
from tests.security import test_disk_attacker as attacker
from tests.security.test_disk_attacker import CHANCE, PEOPLE, RUNS, Loot, success

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("fixed")]
fixed = attacker.fixed
FEW = 12
MANY_ERRORS = 1 + 4 / FEW**0.5


def write_down(run: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Loot, list[str]]:
    """One batch of ideas at *sealed*, from the first one to its release; the loot, and who wrote what in order."""
    luck = random.Random(run)
    panel = brainstorming.make_brainstorm(PEOPLE, level=AnonymityLevel.SEALED)
    order = luck.sample(range(PEOPLE), PEOPLE)
    written, gained, copies = [], [], []
    attacker.cut_log()
    for number in order:
        words = (f"run {run} of {number} " + "because " * luck.randrange(1, 50)).strip()
        before = len(attacker.log())
        brainstorming.write(panel, number, words)
        written.append(words)
        gained.append(attacker.log()[before:])
    backup = attacker.files()
    places = [panel.seat(number).inbox_key(1, 1) for number in order]
    batch = brainstorming.batch_of(brainstorming.writing(panel))
    compact = mix_steps.compact

    def watched(batch_id: int) -> None:
        copies.append(attacker.log())
        compact(batch_id)

    attacker.cut_log()
    with monkeypatch.context() as patch:
        patch.setattr(mix_steps, "compact", watched)
        brainstorming.release(panel)
    session.rollback()
    assert not batches.place_of(batch.key_name).path.exists()
    with closing(sqlite3.connect(installation.settings().instance / "rondo.sqlite")) as database:
        found = database.execute("SELECT key, text FROM idea WHERE stage_id = ?", (panel.stage.id,)).fetchall()
    assert len(found) == PEOPLE
    return Loot(gained, places, backup, copies[0], attacker.files(), [(str(a), str(b)) for a, b in found]), written


@pytest.mark.slow
def test_no_file_tells_whose_idea_it_was_better_than_chance(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app
    found = success(RUNS, lambda run: write_down(run, monkeypatch))
    assert found["by_content"] == 0
    assert {name: mean for name, mean in found.items() if mean > CHANCE} == {}


def test_a_brainstorm_that_stores_plainly_is_found_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app
    session.execute(text("CREATE TABLE plain (key TEXT, value TEXT)"))
    session.commit()
    seal = ballots.put_sheet

    def plain(batch: OpenBatch, place: str, sheet: ballots.Sheet) -> None:
        seal(batch, place, sheet)
        for key, _question, value in sheet.answers:
            session.execute(text("INSERT INTO plain VALUES (:key, :value)"), {"key": key, "value": str(value)})

    monkeypatch.setattr(ballots, "put_sheet", plain)
    assert success(2, lambda run: write_down(run, monkeypatch))["by_content"] == PEOPLE


def test_at_anonymous_the_files_without_the_key_tell_nothing_either(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app
    found = success(FEW, lambda run: attacker.play(run, monkeypatch, AnonymityLevel.ANONYMOUS))
    assert found["by_content"] == 0
    assert {name: mean for name, mean in found.items() if mean > MANY_ERRORS} == {}


def test_at_anonymous_the_key_of_the_links_finds_everybody_until_it_is_destroyed(app: Flask) -> None:
    assert app
    panel = panels.make_panel(n=PEOPLE, statements=("One statement",))
    for person, _secret in panel.people:
        person.tag, person.link_issue = None, 0
    session.flush()
    panel.people = [(person, panel_links.issue(panel.stage, person)) for person, _secret in panel.people]
    session.commit()
    panels.one_round(panel, [[number + 2] for number in range(PEOPLE)], reasons=["Because of this."])
    key = batches.place_of(f"links-{panel.stage.code}").path.read_bytes()
    truth = {person.id: float(number + 2) for number, (person, _secret) in enumerate(panel.people)}
    assert joined(panel.stage.id, key) == truth
    with transaction():
        panel_links.destroy_link_key(panel.stage)
    attacker.cut_log()
    assert joined(panel.stage.id, thief_finds(key)) == {}
    assert session.scalar(select(Reason.key).where(Reason.text == "Because of this.").limit(1))


def joined(stage_id: int, key: bytes | None) -> dict[int, float]:
    """Whose rating is which, by somebody who knows this program and holds the database and a key file."""
    if key is None:
        return {}
    salt = bytes(session.scalars(select(Study.salt)).one())
    ratings = {row.key: row.value for row in session.execute(select(Rating.key, Rating.value))}
    found = {}
    for person in session.scalars(select(Panellist).where(Panellist.stage_id == stage_id)):
        for made in key.decode().split():
            secret = links.link_secret(made, stage_id, person.id, person.link_issue)
            value = ratings.get(keys.ballot_key(salt, secret, stage_id))
            if value is not None:
                found[person.id] = value
    return found


def test_who_answers_a_question_about_a_reason_is_written_nowhere(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is a row from that moment on: whatever else is written with it would say whose reason it is."""
    panel = panels.make_panel(n=6, level=AnonymityLevel.SEALED)
    round_ = panels.open_round(panel)
    for number in range(6):
        panels.answer(panel.seat(number), round_, [5, 6, 7], reasons=[f"Reason of {number}."])
    panels.close_and_mix(round_)
    code = session.scalars(select(Reason.code).where(Reason.text == "Reason of 3.")).one()
    with transaction():
        clarifications.ask(round_, clarifications.key_of_reason(round_, code), "What do you mean?")
    app.extensions["rondo_throttles"].on = True
    panels.take_seat(client, panel, 3)
    assert explained(client, panel) == set()
    monkeypatch.setattr(Throttles, "require_unwritten", lambda self, what, limit: self.require(what, limit, 60))
    assert explained(client, panel) == {panel.people[3][0].id}


def explained(client: FlaskClient, panel: TestPanel) -> set[int]:
    """Answer the question; whom somebody who can read every table and holds the key of the installation finds in it."""
    question = session.scalars(select(Clarification.code)).one()
    answer = post(client, f"/p/{panel.code}/questions/{question}", {"answer": "This."})
    assert answer.status_code == 303
    known = Throttles(installation.settings().secret_key)
    places = {known.key(f"panel:{panel.stage.id}:{person.id}:60"): person.id for person, _secret in panel.people}
    return {places[key] for key in session.scalars(select(Throttle.key)) if key in places}


def thief_finds(key: bytes) -> bytes | None:
    """The key, if it stands in any file of the installation, as it is or written out."""
    for path in installation.settings().instance.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if any(part in content or bytes.fromhex(part.decode()) in content for part in key.split()[-2:]):
                return key
    return None


def test_the_bound_of_an_idea_holds_the_longest_text(app: Flask) -> None:
    """All sealed ideas have one size, or their length would say which text is whose."""
    assert app
    panel = brainstorming.make_brainstorm(3, level=AnonymityLevel.SEALED)
    for number, words in enumerate(("a", "字" * ideas.MOST_LETTERS, '"' * ideas.MOST_LETTERS)):
        brainstorming.write(panel, number, words)
    sizes = session.execute(text("SELECT DISTINCT length(blob) FROM inbox_sheet")).all()
    assert len(sizes) == 1
