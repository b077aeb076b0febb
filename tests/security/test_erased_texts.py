"""Who reads the texts of a round before and after somebody erased theirs cannot tell which belonged together."""

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exceptions import NotFound
from survey_app.models import PanelRound, Reason
from survey_app.services import clarifications, erasures, feedback, reasons, round_reports, standing_aside
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_member, sign_in
from tests.panels import TestPanel, answer, close_and_mix, make_panel, open_round, release

pytestmark = pytest.mark.sqlite_only
PEOPLE, STATEMENTS = 7, 3
UNLINKED = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)


def written(number: int) -> set[str]:
    """What one person writes: a reason to every statement."""
    return {f"Reason of {number} to S{place}." for place in range(1, STATEMENTS + 1)}


def mixed(level: AnonymityLevel) -> tuple[TestPanel, PanelRound]:
    panel = make_panel(n=PEOPLE, level=level)
    round_ = open_round(panel)
    for number in range(PEOPLE):
        answer(panel.seat(number), round_, (3.0 + number % 4, 7.0, 5.0), reasons=sorted(written(number)))
    close_and_mix(round_)
    return panel, round_


def erase(panel: TestPanel, number: int) -> None:
    with transaction():
        erasures.erase(panel.seat(number))
    session.expire_all()


def told(panel: TestPanel, round_: PanelRound) -> set[str]:
    """The texts of a released round on the moderator's page, which are those of the files and of the panel."""
    queue = {line.text for line in reasons.queue(round_)}
    assert queue == {each.text for each in round_reports.build(panel.stage).reasons}
    read = [found.reasons for _item, found in feedback.preview(round_, panel.stage.min_group)]
    assert queue == {text for each in read for text in (*each.lower, *each.higher, *each.middle)}
    return queue


def by_statement(texts: set[str]) -> list[int]:
    return [sum(text.endswith(f"S{place}.") for text in texts) for place in range(1, STATEMENTS + 1)]


@pytest.mark.parametrize("level", UNLINKED)
def test_with_each_erased_text_another_is_shown_no_more(app: Flask, level: AnonymityLevel) -> None:
    panel, round_ = mixed(level)
    release(round_)
    before = told(panel, round_)
    assert len(before) == PEOPLE * STATEMENTS
    erase(panel, 1)
    after = told(panel, round_)
    gone = before - after
    assert written(1) < gone
    assert by_statement(gone) == [2, 2, 2]
    assert written(1).isdisjoint(session.scalars(select(Reason.text))), "the words themselves are gone at once"
    erase(panel, 4)
    last = told(panel, round_)
    assert last < after, "a text that came back would not have been erased"
    assert (written(1) | written(4)).isdisjoint(last)


def test_a_build_without_others_tells_what_one_person_wrote(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_aside, "OTHERS", 0)
    panel, round_ = mixed(AnonymityLevel.ANONYMOUS)
    release(round_)
    before = told(panel, round_)
    erase(panel, 1)
    assert before - told(panel, round_) == written(1)


def test_a_page_of_before_does_not_find_out_which_were_erased(app: Flask) -> None:
    panel, round_ = mixed(AnonymityLevel.ANONYMOUS)
    codes = {line.text: line.code for line in reasons.queue(round_)}
    erase(panel, 1)
    gone = codes.keys() - {line.text for line in reasons.queue(round_)}
    client = app.test_client()
    sign_in(client, make_member(panel.stage.study, Role.MODERATOR))
    page = client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/rounds/1/reasons").text
    assert "6 texts are shown no more" in page
    assert not [text for text in gone if text in page]
    for text in gone:
        with pytest.raises(NotFound):
            reasons.release(round_, codes[text])
        with pytest.raises(NotFound):
            clarifications.key_of_reason(round_, codes[text])
    reasons.release_waiting(round_, list(codes.values()))
    assert (reasons.waiting(round_), len(gone)) == (0, 6)


@pytest.mark.parametrize("level", [AnonymityLevel.CONFIDENTIAL])
def test_where_answers_have_a_name_nothing_stands_aside(app: Flask, level: AnonymityLevel) -> None:
    panel, round_ = mixed(level)
    release(round_)
    before = told(panel, round_)
    erase(panel, 1)
    assert before - told(panel, round_) == written(1)
