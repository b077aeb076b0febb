"""Two panellists swap what they answer to an open question, and nothing else: nobody else can tell.

Their ratings stay where they are, so nothing may join a text to a rating, to a person, or to another text of the same
person. Broken builds, which must be told apart: one that lists the answers in the order of their keys, for the
moderator and for the panel.
"""

import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.models import InboxSheet, Item, PanelRound, Reason, Stage
from survey_app.services import (
    ballots,
    fates,
    items,
    open_feedback,
    open_statements,
    protocols,
    ratings,
    reasons,
    round_endings,
    rounds,
    seats,
)
from survey_app.services.open_feedback import OpenRound, ReadText
from survey_app.services.open_statements import AnswerLine
from survey_app.services.ratings import Answer
from survey_app.services.seats import Seat
from survey_app.vocabulary import AnonymityLevel, Asking, ItemScale, Role
from tests import delphis
from tests.panels import make_panel
from tests.security.panel_looks import answered, own_pages, signed_in, workbook
from tests.security.panel_people import Seen, Told, desk_of
from tests.security.panel_worlds import MOMENT, contents, differences, links_of, worlds
from tests.security.two_worlds import World, running

PEOPLE = 9
PAGES = (
    *("rounds", "rounds/1/reasons", "rounds/1/statements", "rounds/1/answers/S4", "rounds/1/feedback", "items"),
    *("rounds/1/feedback/S4", "round-results", "round-results.json", "round-answers.csv", "panel", "audit"),
)
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """The clock stands still."""
    with time_machine.travel(MOMENT, tick=False):
        yield


def prepared(folder: Path, template: Path, level: AnonymityLevel, **rules: object) -> Told:
    """An installation whose first round asks three statements and one open question."""
    folder.mkdir()
    shutil.copy(template, folder / "rondo.sqlite")
    with running(folder):
        panel = make_panel(n=PEOPLE, level=level, timezone="UTC", helpful=True, **rules)  # type: ignore[arg-type]  # tests hand on what they like
        delphis.before_start(panel)
        with transaction():
            items.add(panel.stage, {"en": "What is missing?"}, asked=Asking.OPEN, position=1)
        told = Told(level, panel.stage.id)
        told.links, told.desk = {panel.stage.id: links_of(panel)}, desk_of(panel.stage)
        delphis.opened(panel, closes_at=MOMENT + timedelta(days=7))
        return told


def texts_of(content: int) -> tuple[str, ...]:
    """Nothing, or up to three texts, each of its own words."""
    return tuple(f"Thought {place} of {content}." for place in range((content * 2 + 1) % 4))


def latest(told: Told) -> PanelRound:
    found = rounds.latest(told.delphi)
    assert found is not None
    return found


def first_round(world: World, told: Told, *, swapped: bool) -> None:
    """Everybody rates as they are, and says in words what the other one of the two would say in the second world."""
    stage = session.get_one(Stage, told.delphi)
    asked = ratings.items_of(latest(told))
    most = 3 if protocols.rules_of(stage.id).scale is ItemScale.RANKING else 9
    given = contents(PEOPLE, swapped=swapped)
    for number, link in enumerate(told.links[stage.id]):
        texts = texts_of(given[number])
        said: dict[Item, Answer | None] = {
            item: Answer(None, cannot=not texts, texts=texts) if item.is_open else Answer(1 + (number + place) % most)
            for place, item in enumerate(sorted(asked, key=lambda each: each.is_open))
        }
        with transaction():
            ratings.save_all(seats.find(stage.code, link), latest(told), said)
            ratings.finish(seats.find(stage.code, link), latest(told))
    delphis.analysed(latest(told))


def decided(told: Told) -> None:
    """One answer is held back, one shown in other words, two become a statement; then the round is released."""
    round_ = latest(told)
    question = open_statements.questions(round_)[0]
    with transaction():
        lines = reasons.queue(round_)
        reasons.withhold(round_, lines[0].code)
        reasons.release(round_, lines[1].code, "In other words.")
        reasons.release_waiting(round_, [line.code for line in lines])
        open_statements.make(round_, question, [line.code for line in lines[2:4]], {"en": "Made of two"})
        for item in rounds.items_of(round_):
            fates.keep(round_, item.code)
    with transaction():
        round_endings.release(round_, None)


def life(world: World, told: Told, *, swapped: bool) -> Seen:
    """A round, looked at by its moderator, and the next one, looked at by the others."""
    first_round(world, told, swapped=swapped)
    decided(told)
    seen = desk(world, told)
    with transaction():
        round_ = rounds.plan(session.get_one(Stage, told.delphi))
        rounds.set_dates(round_, closes_at=MOMENT + timedelta(days=14), grace_minutes=0)
        rounds.open_round(round_, None)
    return seen | own_pages(world, told, "in the next round")


def life_and_files(world: World, told: Told, *, swapped: bool) -> Seen:
    """The same, with the workbook."""
    return life(world, told, swapped=swapped) | {"workbook": workbook(world, told)}


def desk(world: World, told: Told) -> Seen:
    """What a moderator can look at."""
    stage = session.get_one(Stage, told.delphi)
    root, client = f"/studies/{stage.study.code}/stages/{stage.code}", signed_in(world, told, Role.MODERATOR)
    return {f"desk {page}": answered(client.get(f"{root}/{page}")) for page in PAGES}


def test_swapped_answers_to_an_open_question_change_nothing_that_anybody_else_can_see(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = prepared(tmp_path / "origin", sqlite_template, AnonymityLevel.ANONYMOUS)
    one, two = worlds(tmp_path / "origin", told, life_and_files, caplog)
    assert differences(one, two) == []
    assert "Thought 0 of 1." in str(one["desk rounds/1/answers/S4"])
    assert "Thought" in str(one["workbook"])
    read = [str(page) for name, page in one.items() if name.endswith("/answers")]
    assert len(read) == 2
    assert all("In other words." in page for page in read)
    again = [str(page) for page in one.values() if "What the panel wrote in round 1" in str(page)]
    assert len(again) == 3  # the preview of the moderator, and the page of the question for each of the others


def test_builds_that_order_answers_by_key_are_told_apart(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, own = open_statements.lines, open_feedback.of_seat

    def order() -> dict[str, int]:
        texts = session.scalars(select(Reason.text).order_by(Reason.key)).all()
        return {text: place for place, text in enumerate(texts)}

    def lines(round_: PanelRound, item: Item) -> list[AnswerLine]:
        place = order()
        return sorted(plain(round_, item), key=lambda line: place[line.text])

    def of_seat(seat: Seat) -> list[OpenRound]:
        place = order()

        def by_key(texts: Sequence[ReadText]) -> tuple[ReadText, ...]:
            return tuple(sorted(texts, key=lambda each: place.get(each.text, -1)))

        return [
            OpenRound(each.item, each.round_number, each.figures, by_key(each.texts), each.held_back)
            for each in own(seat)
        ]

    monkeypatch.setattr(open_statements, "lines", lines)
    monkeypatch.setattr(open_feedback, "of_seat", of_seat)
    told = prepared(tmp_path / "origin", sqlite_template, AnonymityLevel.ANONYMOUS, scale=ItemScale.RANKING)
    found = differences(*worlds(tmp_path / "origin", told, life, caplog))
    assert any(line.startswith("desk rounds/1/answers/S4") for line in found)
    assert any("/answers" in line and line.startswith("in the next round") for line in found)
    # beside a page of ranks too: nothing else tells the two worlds apart
    assert [line for line in found if "/answers" not in line and "/round/" not in line] == []


def test_a_sheet_is_as_large_whatever_is_answered_in_words(tmp_path: Path, sqlite_template: Path) -> None:
    told = prepared(tmp_path / "origin", sqlite_template, AnonymityLevel.SEALED)
    with running(tmp_path / "origin", told.delphi):
        stage, round_ = session.get_one(Stage, told.delphi), latest(told)
        question = next(item for item in ratings.items_of(round_) if item.is_open)
        for number, texts in enumerate((("\U0001f600" * 1_000,) * 5, ("a",))):
            seat = seats.find(stage.code, told.links[stage.id][number])
            with transaction():
                ratings.save_all(seat, round_, {question: Answer(None, texts=texts)})
            assert ratings.read(seat, round_)[question.lineage].texts == texts
        assert len({len(blob) for blob in _blobs()}) == 1
        assert ballots.has_finished(seat, round_) is False


def _blobs() -> Sequence[bytes]:
    return session.execute(select(InboxSheet.blob)).scalars().all()
