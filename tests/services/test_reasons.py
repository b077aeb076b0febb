"""The queue of reasons: decided before the release, in no order that says anything, with nobody in it."""

from dataclasses import fields

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.exceptions import NotFound
from survey_app.models import PanelRound, Reason
from survey_app.services import fates, feedback, reasons, round_endings
from survey_app.services.reasons import ReasonLine, ReasonSettled
from survey_app.vocabulary import ReasonState, Side
from tests.delphis import analysed, opened
from tests.panels import answer, make_panel

WORDS = ("Replies are late.", "We pay for speed.", "Nobody waits any more.", "It is fine as it is.", "Ask Mr Li.")


@pytest.fixture
def round_(app: Flask) -> PanelRound:
    """Six panellists, five of whom say why about the first statement, the last one about the second."""
    panel = make_panel(n=6)
    found = opened(panel)
    for number, (value, words) in enumerate(zip((2, 9, 8, 5, 5), WORDS, strict=True)):
        answer(panel.seat(number), found, [value, 5, 5], reasons=(words,))
    answer(panel.seat(5), found, [5, 9, 5], reasons=("", "One voice, one answer."))
    return analysed(found)


def code_of(round_: PanelRound, words: str) -> str:
    return next(line.code for line in reasons.queue(round_) if line.text == words)


def test_the_queue_shows_words_and_side_and_neither_rating_nor_person(round_: PanelRound) -> None:
    lines = reasons.queue(round_)
    assert [(line.item.code, line.side, line.text) for line in lines] == [
        ("S1", Side.LOWER, "Replies are late."),
        ("S1", Side.MIDDLE, "Ask Mr Li."),
        ("S1", Side.MIDDLE, "It is fine as it is."),
        ("S1", Side.HIGHER, "Nobody waits any more."),
        ("S1", Side.HIGHER, "We pay for speed."),
        ("S2", Side.HIGHER, "One voice, one answer."),
    ]
    assert {field.name for field in fields(ReasonLine)} == {"code", "item", "side", "text", "shown_text", "state"}


def test_the_order_of_the_queue_does_not_follow_the_keys(app: Flask) -> None:
    """The same words by other people: the queue reads the same."""
    found = []
    for order in (WORDS, tuple(reversed(WORDS))):
        panel = make_panel(n=5)
        round_ = opened(panel)
        for number, words in enumerate(order):
            answer(panel.seat(number), round_, [5, 5, 5], reasons=(words,))
        found.append([line.text for line in reasons.queue(analysed(round_))])
    assert found[0] == found[1] == sorted(WORDS)


def test_a_reason_is_shown_shown_otherwise_or_held_back(round_: PanelRound) -> None:
    with transaction():
        reasons.release(round_, code_of(round_, "Replies are late."))
        reasons.release(round_, code_of(round_, "Ask Mr Li."), "Ask the buyer.")
        reasons.withhold(round_, code_of(round_, "It is fine as it is."))
    assert reasons.waiting(round_) == 3
    shown = dict(feedback.preview(round_, 5))[fates.find(round_, "S1").item].reasons
    assert (shown.lower, shown.middle, shown.higher) == (("Replies are late.",), ("Ask the buyer.",), ())
    assert session.query(Reason).filter_by(text="Ask Mr Li.").one().shown_text == "Ask the buyer."
    with transaction():
        reasons.release(round_, code_of(round_, "Ask Mr Li."))
    assert session.query(Reason).filter_by(text="Ask Mr Li.").one().shown_text == ""


def test_only_those_listed_and_undecided_are_released_together(round_: PanelRound) -> None:
    held = code_of(round_, "Ask Mr Li.")
    with transaction():
        reasons.withhold(round_, held)
        listed = [line.code for line in reasons.queue(round_)][:4]
        assert held in listed
        assert reasons.release_waiting(round_, listed) == 3
    states = [line.state for line in reasons.queue(round_)]
    assert [states.count(state) for state in ReasonState] == [2, 3, 1]


def test_a_reason_of_another_round_does_not_exist_here(round_: PanelRound, app: Flask) -> None:
    code = code_of(round_, "Ask Mr Li.")
    other = make_panel(n=5)
    elsewhere = opened(other)
    for number in range(5):
        answer(other.seat(number), elsewhere, [5, 5, 5])
    analysed(elsewhere)
    for act in (reasons.release, reasons.withhold):
        with pytest.raises(NotFound), transaction():
            act(elsewhere, code)
    assert reasons.waiting(round_) == 6


def test_nothing_is_decided_after_the_release(round_: PanelRound) -> None:
    codes = [line.code for line in reasons.queue(round_)]
    with transaction():
        reasons.release_waiting(round_, codes)
        fates.accept_suggestions(round_)
        round_endings.release(round_, None)
    with pytest.raises(ReasonSettled), transaction():
        reasons.withhold(round_, codes[0])
    with transaction():
        assert reasons.release_waiting(round_, codes) == 0
    assert {line.state for line in reasons.queue(round_)} == {ReasonState.RELEASED}
