import csv
import time
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.db import Base, session, transaction
from survey_app.exceptions import NotFound
from survey_app.models import (
    Card,
    Draw,
    Idea,
    Identity,
    Item,
    Membership,
    Panellist,
    PanelRound,
    Protocol,
    Rating,
    Response,
    SampledCase,
    Snapshot,
    Stage,
    Study,
    Vote,
)
from survey_app.questions.base import load as read_answers
from survey_app.questions.packing import pack
from survey_app.services import (
    checking,
    fieldwork,
    frames,
    links,
    open_statements,
    reports,
    round_figures,
    rounds,
    samples,
    sheets,
    verification,
    versions,
    visits,
)
from survey_app.services.sample_study import frame, loading, opinions
from survey_app.services.sample_study.spoken import spoken
from survey_app.services.sample_study.words import THEMES
from survey_app.stats.consensus import Verdict
from survey_app.stats.satisfaction_index import SatisfactionIndex
from survey_app.vocabulary import AnonymityLevel, Disposition, ReasonState, StageKind, StageState
from tests.builders import make_account

pytestmark = pytest.mark.sqlite_only


def _published() -> dict[str | None, int]:
    with (frame.FOLDER / "places.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {None if row["place"] == "not stated" else row["place"]: int(row["issued"]) for row in rows}


def _load(language: str = "en") -> Stage:
    account = make_account(timezone="Asia/Shanghai", language=language)
    with transaction():
        study = loading.load(account)
    return study.stages[-1]


def _panel(stage: Stage) -> Stage:
    return next(each for each in stage.study.stages if each.kind is StageKind.DELPHI)


def _everything() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: len(session.execute(select(table)).all()) for table in tables}


@pytest.fixture
def stage(app: Flask) -> Stage:
    return _load()


def test_the_draw_gives_the_published_table_of_2006_and_gives_it_again(stage: Stage) -> None:
    published = _published()
    assert sum(published.values()) == 979
    draw = session.query(Draw).one()
    assert {label: drawn for label, _frame, drawn in draw.result["tally"]} == published
    again = samples.propose(frames.needed(stage), loading.RULE)
    assert {row.stratum: row.drawn for row in again.tally} == published
    assert (again.frame, again.drawn, len(again.by)) == (1224, 979, 19)
    cases = session.scalars(select(SampledCase).where(SampledCase.stage_id == stage.id)).all()
    assert {case.unit for case in cases} == set(again.units)
    assert Counter(case.attributes.get("place") for case in cases) == published


def test_the_questionnaire_is_published_without_a_mistake_in_three_languages(stage: Stage) -> None:
    version = versions.latest(stage)
    questionnaire = versions.document(version)
    assert questionnaire.languages == ("en", "es", "zh_Hans_CN")
    assert not checking.blocking(checking.check(questionnaire, None))
    assert version.published_at is not None
    assert stage.opened_at is not None
    assert version.published_at < stage.opened_at


def test_the_study_stands_in_the_middle_of_its_fieldwork(stage: Stage) -> None:
    study = stage.study
    assert (study.title, study.is_sample, study.timezone) == ("Customer satisfaction 2026", True, "Asia/Shanghai")
    assert (stage.state, stage.level, stage.population) == (StageState.OPEN, AnonymityLevel.CONFIDENTIAL, 1224)
    roll = fieldwork.roll_of(stage)
    assert (roll.issued, roll.answered, roll.usable) == (979, 783, 771)
    assert roll.dispositions[Disposition.COMPLETE] == 783
    assert all(roll.dispositions[end] for end in (Disposition.REFUSAL, Disposition.NON_CONTACT, Disposition.PENDING))
    days = fieldwork.days_of(stage)
    assert len(days) > 20
    assert days[-1].so_far == 783
    responses = session.scalars(select(Response).where(Response.stage_id == stage.id)).all()
    assert all(response.set_aside for response in responses if not response.usable)
    assert all(stage.opened_at <= response.submitted_at for response in responses)
    assert {response.language for response in responses} == {"en", "es", "zh_Hans_CN"}


def test_the_links_of_the_sample_open_its_cases(stage: Stage) -> None:
    case = session.scalars(select(SampledCase).order_by(SampledCase.id).limit(1)).one()
    assert visits.by_link(stage.code, links.secret_of(case)).case_id == case.id


def test_identity_stands_apart_and_records_hold_what_their_projection_says(stage: Stage) -> None:
    version = versions.latest(stage)
    sheet = sheets.sheet(version.id, version.published_at)
    for response in session.scalars(select(Response).where(Response.stage_id == stage.id)):
        assert "CONTACT" not in response.answers
        packed = pack(sheet.variables, read_answers(response.answers))
        assert (response.closed, response.numbers) == (packed.closed, packed.numbers)
    assert 80 < session.query(Identity).count() < 160


def test_the_analysis_finds_the_planted_gaps(stage: Stage) -> None:
    gaps = {row.variable.split(".")[1]: row.gap for row in reports.build(stage).gaps}
    assert sorted(gaps, key=lambda name: gaps[name].value)[:2] == ["delivery", "complaints"]
    for name in ("ordering", "courtesy"):
        assert gaps[name].value > 0
        assert gaps[name].interval.low > 0
    for name in ("delivery", "complaints", "price"):
        assert gaps[name].interval.high < 0


def test_the_food_makers_are_the_least_satisfied(stage: Stage) -> None:
    industries = next(each for each in reports.build(stage).breakdowns if each.attribute == "industry")
    shares = sorted((group for group in industries.groups if group.n >= 30), key=lambda group: group.satisfied.value)
    assert {group.label[:1] for group in shares[:2]} == {"A", "B"}
    assert {group.label[2:] for group in shares[:2]} == {"Food, beverages and tobacco"}
    lowest_other = shares[2].satisfied
    assert shares[1].satisfied.interval.high < lowest_other.value


def test_weifang_sends_the_fewest_forms_back(stage: Stage) -> None:
    places = next(table for table in fieldwork.sample_tables(stage) if table.attribute == "place")
    rates = {row.label: row.returned / row.issued for row in places.rows if row.issued >= 20}
    assert len(rates) == 10
    assert min(rates, key=lambda label: rates[label]) == "Weifang"


def test_loading_again_gives_the_same_study_and_adds_the_person(stage: Stage) -> None:
    other = make_account()
    for _again in range(2):
        with transaction():
            assert loading.load(other).id == stage.study_id
    assert session.query(Study).count() == 1
    assert session.query(Response).count() == 783 + 400
    assert session.query(Membership).count() == 2


def test_removing_it_leaves_nothing_but_the_note_that_it_existed(app: Flask) -> None:
    account = make_account()
    before = _everything()
    for _again in range(2):
        with transaction():
            loading.load(account)
        with transaction():
            assert loading.remove(account) == "Customer satisfaction 2026"
    after = _everything()
    assert after.pop("audit_entry") == before.pop("audit_entry") + 2
    assert after == before
    with pytest.raises(NotFound):
        loading.remove(account)


def test_loading_takes_less_than_five_seconds(app: Flask) -> None:
    begun = time.process_time()
    _load()
    assert time.process_time() - begun < 5


def test_the_chain_runs_from_thirty_seven_ideas_to_ten_measured_attributes(app: Flask) -> None:
    stage = _load()
    report = reports.build(stage)

    assert report.chain is not None
    assert (report.chain.ideas, report.chain.people, report.chain.panellists) == (37, 14, 24)
    assert (len(report.chain.factors), report.chain.measured) == (14, 10)
    delivery = next(factor for factor in report.chain.factors if factor.gap and "delivery" in factor.gap.variable)
    assert len(delivery.ideas) == 4
    assert [said.number for said in delivery.rounds] == [1, 2]
    assert sum(factor.weight or 0 for factor in report.chain.factors) == pytest.approx(1)
    assert all(factor.why for factor in report.chain.factors if factor.gap is None)


def test_the_weighted_index_is_the_mean_of_the_attributes_with_the_panel_s_weights(app: Flask) -> None:
    stage = _load()
    report = reports.build(stage)
    weighted, plain = report.key.weighted, report.key.index

    assert isinstance(weighted, SatisfactionIndex)
    assert weighted.value is not None
    assert plain is not None
    assert plain.value is not None
    shares = [factor.weight for factor in report.chain.factors if factor.weight] if report.chain else []
    assert sorted(item.points for item in weighted.items) == pytest.approx(sorted(100 * share for share in shares))
    means = [(item.mean, item.points) for item in weighted.items]
    by_hand = sum(points * (mean - 1) / 4 for mean, points in means if mean is not None)
    assert weighted.value == pytest.approx(by_hand)
    assert weighted.value != pytest.approx(plain.value)


def test_the_panel_finds_what_was_planted(app: Flask) -> None:
    stage = _load()
    delphi = _panel(stage)
    first, second = (round_figures.of_round(round_) for round_ in rounds.of_stage(delphi.id))
    assert first is not None
    assert second is not None
    by_words = {str(item.text["en"]): item for item in second.items}
    moved = next(item for words, item in by_words.items() if words.startswith("Ordering the same again"))
    split = next(item for words, item in by_words.items() if words.startswith("Prices are below"))
    gifts = next(item for words, item in by_words.items() if "gift" in words)

    assert moved.verdict is Verdict.AGREED_HIGH
    assert moved.movement is not None
    assert moved.movement.stable is False
    assert moved.movement.wilcoxon_adjusted is None, "which rating became which is nobody's to know"
    assert moved.movement.changed is not None
    assert moved.movement.changed[0] > moved.movement.pairs / 4
    assert split.verdict is Verdict.SPLIT
    assert split.movement is not None
    assert split.movement.stable is True
    assert gifts.verdict is Verdict.AGREED_LOW
    assert (first.flow["finished"], second.flow["finished"]) == (24, 22)
    assert [group[0] for group in second.groups] == ["Customers", "Suppliers", "Field staff"]


@pytest.mark.parametrize("language", ["es", "zh_Hans_CN"])
def test_everybody_in_the_sample_speaks_the_language_of_its_owner(language: str) -> None:
    content = opinions.words(language)
    texts = [idea for card in content["cards"] for idea in (card["card"], *card["ideas"])]
    texts += [each["text"] for each in (*content["others"], *content["objections"])]
    texts += [text for sides in content["reasons"].values() for side in sides.values() for text in side]
    texts += [text for texts_ in content["missing"]["answers"] for text in texts_]
    texts += [spoken(text, language) for said in THEMES.values() for text in said]
    own = {text for card in opinions.words()["cards"] for text in (card["card"], *card["ideas"])}
    is_chinese = language == "zh_Hans_CN"
    assert all(is_chinese is any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in texts)
    assert len({*texts} & own) <= 1, "one idea was made up in this language"
    assert {text for each in content["missing"]["made"] for text in each["of"]} <= set(texts)


def test_an_open_question_of_the_panel_brings_two_statements_that_the_next_round_weighs(app: Flask) -> None:
    stage = _load("zh_Hans_CN")
    delphi = _panel(stage)
    first, second = rounds.of_stage(delphi.id)
    # all of it in the language of its owner: questionnaires, what people wrote, codes that find it, ideas and cards
    assert [versions.document(versions.latest(each)).language for each in (stage.study.stages[0], stage)] == (
        ["zh_Hans_CN"] * 2
    )
    report = reports.build(stage)
    said = [
        *(each.words for each in report.verbatims),
        *session.scalars(select(Idea.text)),
        *session.scalars(select(Card.text)),
    ]
    assert len(said) > 100
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in said)
    assert sum(share.k for _name, share in report.coded["IMPROVE"].codes) == report.coded["IMPROVE"].answers
    assert {response.language for response in session.scalars(select(Response))} == {"zh_Hans_CN"}
    figures = round_figures.of_round(first)
    assert figures is not None
    assert [(each.answers, each.people) for each in figures.open_items] == [(13, 11)]
    [question] = open_statements.questions(first)
    lines = open_statements.lines(first, question)
    assert [line.shown_text for line in lines if "奥科耶" in line.text] == ["大家互相认识"]
    assert all(line.state is ReasonState.RELEASED for line in lines)
    made = open_statements.made(question)
    assert [(one.answers, one.is_asked) for one in made] == [(4, True), (4, True)]
    found = round_figures.of_round(second)
    assert found is not None
    assert [found.item(one.item.id).n for one in made] == [22, 22]
    assert all(set(one.item.text) == {"en", "es", "zh_Hans_CN"} for one in made)
    assert verification.verify(delphi.study).is_sound


def test_a_sample_that_is_removed_takes_its_panels_along(app: Flask) -> None:
    _load()
    with transaction():
        loading.remove()

    for table in (Rating, Vote, Idea, Item, Panellist, PanelRound, Snapshot, Protocol):
        assert session.scalar(select(func.count()).select_from(table)) == 0
