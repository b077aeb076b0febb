"""Open questions among the statements of a panel: what can be asked together, what is forged, what comes back."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from survey_app.db import session, transaction
from survey_app.exceptions import Refusal
from survey_app.interchange.archives import ArchiveReader
from survey_app.models import Item
from survey_app.services import (
    archive_imports,
    askings,
    fates,
    item_imports,
    item_lists,
    items,
    open_items,
    open_statements,
    opened_sheets,
    protocols,
    ratings,
    reasons,
    round_endings,
    round_figures,
    rounds,
    studies,
    study_archives,
    uploads,
    verification,
    versions,
)
from survey_app.services.ballots import OpenedSheet
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Answer
from survey_app.vocabulary import Asking, Fate, ItemScale, StageKind
from tests.builders import make_account
from tests.delphis import analysed, before_start, make_stage, opened, planned
from tests.panels import TestPanel, make_panel

pytestmark = pytest.mark.sqlite_only
QUESTION = {"en": "What is missing?"}


def mixed_panel(n: int = 6) -> tuple[TestPanel, Item]:
    """Three statements and an open question."""
    panel = make_panel(n=n, rounds=3)
    before_start(panel)
    with transaction():
        return panel, items.add(panel.stage, QUESTION, asked=Asking.OPEN)


def answered(panel: TestPanel, writers: int) -> None:
    """Everybody rates everything; the first ones write two texts each."""
    round_ = rounds.latest(panel.stage.id)
    assert round_ is not None
    for number in range(len(panel.people)):
        texts = (f"One of {number}", f"Two of {number}") if number < writers else ()
        given: dict[Item, Answer | None] = {
            item: Answer(None, cannot=not texts, texts=texts) if item.is_open else Answer(7)
            for item in ratings.items_of(round_)
        }
        with transaction():
            ratings.save_all(panel.seat(number), round_, given)
            ratings.finish(panel.seat(number), round_)


def test_what_cannot_be_asked_beside_open_questions() -> None:
    asked = [Item(asked=Asking.OPEN, own_scale={}), Item(asked=Asking.WEIGHED, own_scale={})]
    assert askings.misfit(asked, ProtocolRules()) is None
    assert askings.misfit(asked[:1], ProtocolRules(scale=ItemScale.POINTS, compared=True)) is None
    for scale in (ItemScale.RANKING, ItemScale.POINTS, ItemScale.CHOICE):
        assert askings.misfit(asked, ProtocolRules(scale=scale)) is None
    assert askings.misfit(asked, ProtocolRules(real_time=True)) is not None
    assert askings.misfit(asked[1:], ProtocolRules(real_time=True)) is None
    two = [*asked, Item(asked=Asking.WEIGHED, own_scale={})]
    pairs = ProtocolRules(scale=ItemScale.POINTS, compared=True)
    assert (askings.misfit(asked, pairs) is None, askings.misfit(two, pairs)) == (False, None)
    assert askings.misfit(asked[:1] * 21, ProtocolRules()) is not None


def test_a_lock_and_an_opening_refuse_what_does_not_fit_and_the_lock_covers_what_is_asked(app: Flask) -> None:
    stage = make_stage()
    rules = ProtocolRules(question=QUESTION, scale=ItemScale.POINTS, compared=True)
    with transaction():
        items.add(stage, QUESTION, asked=Asking.OPEN)
        protocols.write_draft(stage, rules)
    told = protocols.document_of(stage, rules)["items"]
    assert told[0]["asked"] == "open"
    with transaction():
        added = items.add(stage, {"en": "Speed"})
    assert "asked" not in protocols.document_of(stage, rules)["items"][1]
    with pytest.raises(Refusal), transaction():
        protocols.lock(stage, None)
    session.rollback()
    with transaction():
        items.remove(session.merge(added))
        protocols.lock(stage, None)
    with transaction():
        items.add(stage, {"en": "Speed"})
        round_ = rounds.plan(stage)
    with pytest.raises(Refusal, match="can be compared in pairs"):
        rounds.require_opening(round_)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(None),
        Answer(None, cannot=True, texts=("a",)),
        Answer(None, texts=("a",) * 6),
        Answer(None, texts=(" ",)),
        Answer(None, texts=("x" * 1_001,)),
        Answer(None, texts=("\0",)),
        Answer(None, texts=("\ud800",)),
    ],
)
def test_texts_that_no_page_sends_are_refused(answer: Answer) -> None:
    with pytest.raises(open_items.TextRefused):
        open_items.checked(answer)


def test_forged_texts_are_set_aside_and_people_are_counted_by_their_sheets() -> None:
    keys = [f"{number:064x}" for number in range(9)]
    rows = [
        (keys[0], "answer1:2", "First"),
        (keys[1], "answer2:2", "Second"),
        (keys[2], "answer2:2", "In its place"),
        (keys[3], "answer9:2", "No such field"),
        (keys[4], "answer1:1", "To a statement"),
        (keys[5], "reason:2", "A reason for a question"),
        ("short", "answer3:2", "No key"),
        (keys[6], "answer4:2", ["a list"]),
        (keys[7], "item:2", {"v": 5}),
    ]
    sheets = [OpenedSheet("R", tuple(rows), None, finished=True)]
    taken = opened_sheets.read(sheets, ProtocolRules(), {1}, (), {2})
    assert sorted(each.text for each in taken.reasons) == ["First", "In its place"]
    assert (taken.writers[2], taken.answers, taken.set_aside) == (1, [], 7)


def test_fewer_writers_than_the_smallest_group_are_not_counted(app: Flask) -> None:
    panel, question = mixed_panel()
    round_ = opened(panel)
    answered(panel, writers=4)
    analysed(round_)
    figures = round_figures.of_round(round_)
    assert figures is not None
    assert [(each.answers, each.people) for each in figures.open_items] == [(8, None)]
    assert len(figures.items) == 3
    assert verification.verify(panel.stage.study).is_sound
    with pytest.raises(IntegrityError, match="keeps its words"):
        session.execute(sql(f"UPDATE item SET asked = 'weighed' WHERE id = {question.id}"))
    session.rollback()


def test_an_open_question_is_closed_or_asked_again_and_keeps_apart_from_statements(app: Flask, tmp_path: Path) -> None:
    panel, question = mixed_panel()
    round_ = opened(panel)
    answered(panel, writers=6)
    analysed(round_)
    with pytest.raises(fates.Mixed), transaction():
        fates.merge(round_, ["S1", question.code], {"en": "Both"})
    session.rollback()
    with transaction():
        codes = [line.code for line in reasons.queue(round_)]
        made = open_statements.make(round_, question, codes[:2], {"en": "Made"})
        [reworded] = [fates.reword(round_, question.code, {"en": "What else is missing?"}, {})]
    assert reworded.is_open
    with transaction():
        fates.take_back(round_, question.code)
    assert [each.item.id for each in open_statements.made(question)] == [made.id]
    with transaction():
        fates.accept_suggestions(round_)
        reasons.release_waiting(round_, codes)
    line = fates.find(round_, question.code)
    assert (line.row.fate, line.row.by_rule) == (Fate.CLOSED, False)
    with transaction():
        fates.keep(round_, question.code)
        round_endings.release(round_, None)
    assert [item.code for item in rounds.items_of(planned(panel))] == ["S1", "S2", "S3", question.code, made.code]
    it_comes_back_from_an_archive(panel, tmp_path / "study.zip")


def it_comes_back_from_an_archive(panel: TestPanel, path: Path) -> None:
    study_archives.write(panel.stage.study, path)
    found = archive_imports.restore(ArchiveReader(path, path.stat().st_size, path.name), make_account())
    session.commit()
    assert all(part.same_results is not False for part in found.stages)
    [delphi] = [stage for stage in found.study.stages if stage.kind is StageKind.DELPHI]
    assert [item.is_open for item in items.of_stage(delphi.id)] == [False, False, False, True, False]
    figures = round_figures.of_round(rounds.of_stage(delphi.id)[0])
    assert figures is not None
    assert [(each.answers, each.people) for each in figures.open_items] == [(12, 6)]


def test_a_file_and_a_questionnaire_bring_open_questions(app: Flask) -> None:
    stage = make_stage()
    table = "statement,kind\nWhat is missing?,open\nSpeed,\nPrice,other\n"
    reading = item_lists.read(uploads.read_bytes(table.encode(), "a.csv", item_lists.ITEM_LIMITS), "en")
    plan = item_imports.plan(stage, reading)
    assert [line.problem for line in plan.lines] == [None, None, item_lists.Problem.BAD_KIND]
    with transaction():
        item_imports.carry_out(stage, plan)
        survey = studies.add_stage(stage.study, StageKind.SURVEY, "Measured")
    assert [item.is_open for item in items.of_stage(stage.id)] == [True, False]
    again = item_imports.plan(stage, item_lists.read(uploads.read_bytes(
        b"statement,kind\nSpeed,open\n", "a.csv", item_lists.ITEM_LIMITS), "en"))  # fmt: skip
    assert [line.outcome for line in again.lines] == [item_imports.Outcome.CHANGED]
    with transaction():
        questions = [{"kind": "long_text", "code": "WHY", "text": {"en": "Why?", "es": "¿Por qué?"}, "settings": {}}]
        versions.latest(survey).definition = {"languages": ["en"], "pages": [{"key": "p1", "questions": questions}]}
    [source] = item_imports.sources(stage.study)
    chosen = {item_imports.address(source, item_imports.WHOLE)}
    with transaction():
        assert item_imports.take_rows(stage, chosen, as_sections=True) == 1
    last = items.of_stage(stage.id)[-1]
    assert (last.text, last.is_open, last.section) == ({"en": "Why?", "es": "¿Por qué?"}, True, {})
