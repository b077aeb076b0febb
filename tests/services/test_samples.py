"""Frames, draws and ready lists in the database."""

import io

import pytest
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exceptions import FileRefused, SampleRefused
from survey_app.interchange.tables import read_table
from survey_app.models import Account, AuditEntry, Draw, FrameUnit, SampledCase, Stage
from survey_app.services import cases, fieldwork, frames, links, samples, visits
from survey_app.services.cases import CaseFilter
from survey_app.services.draws import DrawRule
from survey_app.services.members import Columns, Reading, read_members
from survey_app.vocabulary import Disposition
from tests.builders import make_account, make_study, stage_of
from tests.lists import as_csv, frame_rows

RULE = DrawRule(rate="80 %", by="industry", tally="region", seed="7")


def reading(content: bytes, columns: Columns | None = None) -> Reading:
    return read_members(read_table(io.BytesIO(content), "list.csv"), columns or Columns("id", "e-mail"))


@pytest.fixture
def owner(app: object) -> Account:
    return make_account()


@pytest.fixture
def stage(owner: Account) -> Stage:
    return stage_of(make_study(owner))


def store(stage: Stage, owner: Account, *, with_email: bool = True) -> None:
    with transaction():
        frames.store(stage, "customers.csv", reading(as_csv(frame_rows(with_email=with_email))), owner)


def test_a_frame_is_kept_whole_and_replaced_whole(stage: Stage, owner: Account) -> None:
    store(stage, owner)
    frame = frames.needed(stage)
    assert (frame.size, frame.attributes) == (1224, ["industry", "region"])
    with transaction():
        frames.store(stage, "new.csv", reading(b"id,e-mail\nx,\n"), owner)
    assert frames.needed(stage).size == 1
    assert session.scalars(select(FrameUnit.unit)).all() == ["x"]


def test_a_frame_is_searched_by_id_and_address_without_wildcards(stage: Stage, owner: Account) -> None:
    store(stage, owner)
    frame = frames.needed(stage)
    assert frames.page_of(frame, search="c0007")[1] == 1
    assert frames.page_of(frame, search="0007@EXAMPLE")[1] == 1
    assert frames.page_of(frame, search="%")[1] == 0
    rows, count = frames.page_of(frame, page=25, size=50)
    assert (len(rows), count) == (24, 1224)


def test_the_draw_makes_979_cases_whose_links_are_found_by_their_hash(stage: Stage, owner: Account) -> None:
    store(stage, owner)
    with transaction():
        plan = samples.confirm(stage, frames.needed(stage), RULE, owner)
    assert plan.drawn == samples.count_cases(stage) == 979
    drawn = session.scalars(select(SampledCase).order_by(SampledCase.id)).all()
    assert {case.unit for case in drawn} == set(plan.units)
    for case in (drawn[0], drawn[500], drawn[-1]):
        assert visits.by_link(stage.code, links.secret_of(case)).case_id == case.id
    assert session.get_one(Stage, stage.id).population == 1224


def test_the_rule_the_seed_and_the_table_are_kept_with_the_draw_and_the_log(stage: Stage, owner: Account) -> None:
    store(stage, owner)
    with transaction():
        samples.confirm(stage, frames.needed(stage), RULE, owner)
    draw = session.scalars(select(Draw)).one()
    assert samples.rule_of(draw) == RULE
    assert sum(row[2] for row in draw.result["by"]) == sum(row[2] for row in draw.result["tally"]) == 979
    subject = session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "sample_drawn")).one()
    assert subject == "979/1224 7"


def test_a_stage_is_drawn_only_once(stage: Stage, owner: Account) -> None:
    store(stage, owner)
    with transaction():
        samples.confirm(stage, frames.needed(stage), RULE, owner)
    with pytest.raises(SampleRefused), transaction():
        samples.confirm(stage, frames.needed(stage), RULE, owner)
    assert samples.count_cases(stage) == 979


def test_the_sample_can_be_taken_back_until_somebody_is_asked(stage: Stage, owner: Account) -> None:
    store(stage, owner)
    with transaction():
        samples.confirm(stage, frames.needed(stage), RULE, owner)
    with transaction():
        assert samples.remove(stage, owner) == 979
    assert samples.count_cases(stage) == 0
    with transaction():
        samples.confirm(stage, frames.needed(stage), RULE, owner)
    case = cases.page_of(stage, CaseFilter())[0][0]
    with transaction():
        cases.settle(stage, case, Disposition.REFUSAL, owner)
    with pytest.raises(SampleRefused), transaction():
        samples.remove(stage, owner)
    assert samples.count_cases(stage) == 979


def test_a_ready_list_adds_only_new_cases(stage: Stage, owner: Account) -> None:
    with transaction():
        assert samples.take_list(stage, "a.csv", reading(b"id,e-mail\n1,a@example.org\n2,\n"), owner, counts=False) == 2
    with transaction():
        assert samples.take_list(stage, "b.csv", reading(b"id,e-mail\n2,\n3,\n"), owner, counts=False) == 1
    with pytest.raises(FileRefused), transaction():
        samples.take_list(stage, "b.csv", reading(b"id,e-mail\n2,\n3,\n"), owner, counts=False)
    assert samples.count_cases(stage) == 3


def test_a_list_of_counts_becomes_cases_without_address(stage: Stage, owner: Account) -> None:
    counts = reading(b"place,issued\nQingdao,443\nWeifang,529\nnot stated,7\n", Columns("place", "", "issued"))
    with transaction():
        assert samples.take_list(stage, "issued.csv", counts, owner, counts=True) == 979
    (table,) = fieldwork.sample_tables(stage)
    assert table.attribute == "place"
    assert [(row.label, row.issued) for row in table.rows] == [("Weifang", 529), ("Qingdao", 443), (None, 7)]
    assert table.total.issued == 979


def test_cases_are_filtered_by_state_id_and_attribute(stage: Stage, owner: Account) -> None:
    store(stage, owner)
    with transaction():
        samples.confirm(stage, frames.needed(stage), RULE, owner)
    tally = {label: drawn for label, _frame, drawn in session.scalars(select(Draw)).one().result["tally"]}
    assert cases.page_of(stage, CaseFilter(attribute="region", value=""))[1] == tally[None]
    assert cases.page_of(stage, CaseFilter(attribute="industry", value="Q"))[1] == 6
    assert cases.page_of(stage, CaseFilter(disposition=Disposition.COMPLETE))[1] == 0
    assert cases.page_of(stage, CaseFilter(search="c00"))[1] > 0
    assert set(cases.attributes_of(stage)) == {"industry", "region"}
