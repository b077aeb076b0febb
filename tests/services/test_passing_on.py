"""From a card to a statement, from a statement to a row of the survey: each once, each knowing where it came from."""

import json
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.db import session, transaction
from survey_app.models import Card, Item, ItemOrigin, Stage
from survey_app.questions.definition import Item as Row
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import read_questionnaire, write_questionnaire
from survey_app.services import cards, editing, items, passing_on, protocols, questionnaires, rounds, studies, versions
from survey_app.services.passing_on import Passed
from survey_app.vocabulary import Fate, PanelState, StageKind
from tests.boarding import codes_of, make_board
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, open_round, release

pytestmark = pytest.mark.sqlite_only

CHOSEN = ("Prices that hold for a year", "Delivered on the promised day, in full", "Loyalty points for reorders")
HIGH, LOW, SPREAD = [9, 8, 8, 9, 7, 9, 8, 8, 9], [1, 2, 1, 2, 3, 1, 2, 1, 2], [1, 9, 5, 2, 8, 4, 6, 3, 7]


@pytest.fixture
def board(app: Flask) -> Stage:
    return make_board()


def pass_on(board: Stage, *texts: str, delphi: Stage | None = None) -> Passed:
    with transaction():
        return passing_on.cards_to_items(board, codes_of(board, *texts), delphi, "Panel")


def items_of(stage: Stage) -> list[Item]:
    return list(session.scalars(select(Item).where(Item.stage_id == stage.id).order_by(Item.position)))


def judged(*columns: Sequence[float], fates: dict[int, Fate] | None = None) -> TestPanel:
    """A Delphi of nine whose first round is released, one statement for each column of ratings."""
    panel = make_panel(n=9, statements=[f"Statement {n}" for n in range(1, len(columns) + 1)])
    round_ = open_round(panel)
    answer_all(panel, round_, list(zip(*columns, strict=True)))
    close_and_mix(round_)
    release(round_, {panel.items[place].id: fate for place, fate in (fates or {}).items()})
    return panel


def survey_of(panel: TestPanel) -> Stage:
    return next(stage for stage in panel.stage.study.stages if stage.kind is StageKind.SURVEY)


def rows_in(survey: Stage, code: str) -> tuple[Row, ...]:
    question = versions.document(versions.latest(survey)).find(code)
    assert question is not None
    return tuple(question.settings.items)


def to_battery(panel: TestPanel) -> str:
    with transaction():
        return passing_on.items_to_battery(panel.stage, survey_of(panel))


def test_chosen_cards_become_statements_in_the_order_they_were_chosen(board: Stage) -> None:
    passed = pass_on(board, *CHOSEN)
    found = items_of(passed.stage)
    assert (passed.added, passed.there_before) == (3, 0)
    assert [(item.code, item.text) for item in found] == [
        (f"S{place}", {"en": text}) for place, text in enumerate(CHOSEN, 1)
    ]
    cards_of = session.scalars(
        select(Card.text).join(ItemOrigin, ItemOrigin.card_id == Card.id).where(ItemOrigin.item_id == found[1].id)
    ).all()
    assert cards_of == [CHOSEN[1]]
    assert passing_on.passed_on(board) == set(codes_of(board, *CHOSEN))


def test_pressing_twice_adds_nothing_twice_and_makes_one_delphi(board: Stage) -> None:
    first, second = pass_on(board, *CHOSEN), pass_on(board, *CHOSEN, "Price below the market")
    assert second.stage.id == first.stage.id
    assert (second.added, second.there_before) == (1, 3)
    assert [item.code for item in items_of(first.stage)] == ["S1", "S2", "S3", "S4"]
    assert session.scalar(select(func.count()).where(Stage.kind == StageKind.DELPHI)) == 1


def test_statements_are_written_in_the_language_of_the_study(board: Stage) -> None:
    board.study.language = "es"
    session.commit()
    assert items_of(pass_on(board, CHOSEN[0]).stage)[0].text == {"es": CHOSEN[0]}


def test_a_chosen_delphi_takes_the_cards_until_it_is_locked(board: Stage) -> None:
    with transaction():
        delphi = studies.add_stage(board.study, StageKind.DELPHI, "Second panel")
    assert [stage.id for stage in passing_on.delphis(board.study)] == [delphi.id]
    pass_on(board, CHOSEN[0], delphi=delphi)
    with transaction():
        protocols.move_panel(delphi, PanelState.LOCKED)
    with pytest.raises(passing_on.StatementsLocked):
        pass_on(board, CHOSEN[1], delphi=delphi)
    assert passing_on.delphis(board.study) == []
    assert len(items_of(delphi)) == 1
    assert pass_on(board, CHOSEN[1]).stage.id != delphi.id


def test_nothing_chosen_or_a_strange_card_is_refused(board: Stage) -> None:
    with pytest.raises(cards.NoCardsChosen), transaction():
        passing_on.cards_to_items(board, [], None, "Panel")
    strange = codes_of(make_board(), CHOSEN[0])
    with pytest.raises(cards.CardsMoved), transaction():
        passing_on.cards_to_items(board, [*codes_of(board, CHOSEN[1]), *strange], None, "Panel")
    assert session.scalar(select(func.count()).select_from(Item)) == 0


def test_statements_become_rows_with_their_lineage_and_the_panels_weight(app: Flask) -> None:
    panel = judged(HIGH, SPREAD, LOW)
    rows = rows_in(survey_of(panel), to_battery(panel))
    assert [row.code for row in rows] == ["S1", "S2"]
    assert [row.source for row in rows] == [item.lineage for item in panel.items[:2]]
    above = [sum(column) / 9 - 1 for column in (HIGH, SPREAD)]
    assert [row.weight for row in rows] == pytest.approx([each / sum(above) for each in above])
    assert [row.label for row in rows] == [{"en": "Statement 1"}, {"en": "Statement 2"}]


def test_dropped_and_replaced_statements_are_not_asked_about(app: Flask) -> None:
    panel = judged(HIGH, HIGH, SPREAD, fates={1: Fate.DROPPED})
    assert [row.code for row in rows_in(survey_of(panel), to_battery(panel))] == ["S1", "S3"]


def test_a_statement_closed_early_keeps_its_share_beside_those_asked_later(app: Flask) -> None:
    panel = judged(HIGH, SPREAD, fates={0: Fate.CLOSED})
    second = open_round(panel, items=panel.items[1:])
    answer_all(panel, second, [[value] for value in HIGH])
    close_and_mix(second)
    release(second)
    found = passing_on.attributes(panel.stage)
    assert [(each.item.code, each.round_number) for each in found] == [("S1", 1), ("S2", 2)]
    assert [each.weight for each in found] == pytest.approx([0.5, 0.5])


def test_the_question_is_added_once_and_undo_takes_it_out(app: Flask) -> None:
    panel = judged(HIGH, SPREAD)
    survey = survey_of(panel)
    code = to_battery(panel)
    assert to_battery(panel) == code
    version = versions.latest(survey)
    assert [question.code for question in versions.document(version).questions()] == [code]
    with transaction():
        questionnaires.undo(version, expected=version.revision, account=None)
    assert list(versions.document(versions.latest(survey)).questions()) == []
    assert to_battery(panel) != code


def test_a_statement_that_is_asked_about_already_is_not_asked_twice(app: Flask) -> None:
    panel = judged(HIGH, SPREAD)
    survey = survey_of(panel)
    first = to_battery(panel)
    with transaction():
        made = items.add(panel.stage, {"en": "A third one"})
    second = open_round(panel, items=[*panel.items, made])
    answer_all(panel, second, list(zip(HIGH, SPREAD, HIGH, strict=True)))
    close_and_mix(second)
    release(second)
    later = to_battery(panel)
    assert [row.source for row in rows_in(survey, later)] == [made.lineage]
    assert [row.code for row in rows_in(survey, first)] == ["S1", "S2"]


def test_a_published_survey_gets_its_next_version(app: Flask) -> None:
    panel = judged(HIGH, SPREAD)
    survey = survey_of(panel)
    to_battery(panel)
    version = versions.latest(survey)
    with transaction():
        versions.publish(version, version.revision, None)
    assert to_battery(panel) == "Q1"
    assert versions.latest(survey).number == 1
    with transaction():
        made = items.add(panel.stage, {"en": "A third one"})
    second = open_round(panel, items=[panel.items[0], made])
    answer_all(panel, second, list(zip(HIGH, HIGH, strict=True)))
    close_and_mix(second)
    release(second)
    assert to_battery(panel) == "Q2"
    assert versions.latest(survey).number == 2


def test_a_panel_without_a_released_round_passes_nothing_on(app: Flask) -> None:
    panel = make_panel()
    with pytest.raises(passing_on.NothingReleased):
        to_battery(panel)
    round_ = open_round(panel)
    with pytest.raises(passing_on.NothingReleased):
        to_battery(panel)
    assert rounds.find(panel.stage, round_.number) is not None


def test_unimportant_statements_alone_are_nothing_to_ask_about(app: Flask) -> None:
    with pytest.raises(passing_on.NothingKept):
        to_battery(judged(LOW, LOW))


def test_source_and_weight_survive_editing_copying_and_the_file(app: Flask) -> None:
    panel = judged(HIGH, SPREAD)
    survey, code = survey_of(panel), to_battery(panel)
    version = versions.latest(survey)
    with transaction():
        copy = questionnaires.carry_out(version, editing.duplicated(code), expected=version.revision, account=None)
    assert rows_in(survey, copy) == rows_in(survey, code)
    document = write_questionnaire(versions.document(versions.latest(survey)))
    again = read_questionnaire(json.loads(json.dumps(document)))
    assert again.find(code) == versions.document(versions.latest(survey)).find(code)


WRONG = (
    *({"weight": value} for value in (1.5, -0.1, "0.2", True, float("nan"), 10**400)),
    *({"source": value} for value in (7, "a b", "x" * 33, ["x"])),
)


@pytest.mark.parametrize("more", WRONG)
def test_a_document_with_a_wrong_source_or_weight_is_refused(more: dict[str, object]) -> None:
    row = {"code": "S1", "label": {"en": "Price"}, **more}
    question = {"code": "Q1", "kind": "battery", "text": {"en": "?"}, "settings": {"items": [row], "scale": {}}}
    document = {"languages": ["en"], "pages": [{"key": "p1", "title": {}, "questions": [question]}]}
    with pytest.raises(DefinitionRefused, match="S1: the"):
        read_questionnaire(document)
