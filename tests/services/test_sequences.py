"""Arms are dealt in blocks: even after every block, whoever begins at the same moment."""

import threading
from collections import Counter

from flask import Flask
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import ArmSequence, Draft
from survey_app.questions.arm import by_seed, in_blocks
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire
from survey_app.services import sequences
from tests.planting import document, options, question
from tests.respondents import Person, open_stage

ARMS = question("ARM", "arm", options=options("a", "b", "c"), shares=[1, 1, 2])


def whole() -> Questionnaire:
    return read_questionnaire(document(ARMS, question("END", "short_text")))


def test_every_block_has_each_arm_at_its_share_and_blocks_differ() -> None:
    block = next(whole().questions()).settings.block
    dealt = [in_blocks(block, "seed", number) for number in range(400)]
    blocks = [tuple(dealt[start : start + 4]) for start in range(0, 400, 4)]
    assert {tuple(sorted(each)) for each in blocks} == {(1, 2, 3, 3)}
    assert len(set(blocks)) == 12
    assert dealt == [in_blocks(block, "seed", number) for number in range(400)]


def test_by_seed_alone_shares_come_out_about_right_and_the_same_seed_gives_the_same_arm() -> None:
    (arm,) = (each for each in whole().questions() if each.kind == "arm")
    found = Counter(by_seed(arm, str(number)) for number in range(2_000))
    assert 430 < found[1] < 570
    assert 920 < found[3] < 1_080
    assert sequences.drawn(whole(), "x") == sequences.drawn(whole(), "x")


def test_eight_who_begin_at_once_fill_two_blocks_exactly(app: Flask) -> None:
    stage = open_stage(document(ARMS, question("END", "short_text")))
    people = [Person(app.test_client(), stage.code) for _number in range(8)]
    for each in people:
        each.get(f"/r/{stage.code}")
    barrier = threading.Barrier(8)

    def begin(each: Person) -> None:
        barrier.wait()
        each.send()

    threads = [threading.Thread(target=begin, args=(each,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in people:
        if each.page.status_code == 503:
            each.begin()
    session.rollback()
    dealt = Counter(each["given"]["ARM"] for each in session.scalars(select(Draft.answers)))
    assert session.scalars(select(ArmSequence.taken)).one() == 8
    assert dealt == {1: 2, 2: 2, 3: 4}
