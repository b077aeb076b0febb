"""The fieldwork page says who came back, in words and counts that are right."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import new_code, now, session, transaction
from survey_app.models import Account, Response, SampledCase, Stage
from survey_app.services import fieldwork, samples
from survey_app.services.members import Member, Reading
from survey_app.services.targets import against_target, needed
from survey_app.vocabulary import Disposition, Mode, Role, StageState
from tests.builders import make_account, make_member, make_study, sign_in, stage_of

pytestmark = pytest.mark.sqlite_only

SIZES = {"North": 20, "South": 12, "East": 4, None: 3}
BACK = {"North": 18, "South": 6, "East": 1, None: 2}


def answer(stage: Stage, case: SampledCase | None, at: datetime, *, usable: bool = True, mode: Mode = Mode.WEB) -> None:
    code = new_code(26)
    session.add(
        Response(
            id=code,
            stage_id=stage.id,
            version_id=stage.versions[0].id,
            case_id=case.id if case else None,
            submit_key=code,
            content_hash="",
            receipt="",
            mode=mode,
            language="en",
            answers={},
            closed=b"",
            numbers=b"",
            usable=usable,
            set_aside="" if usable else "empty",
            submitted_at=at,
        )
    )
    if case:
        case.disposition = Disposition.COMPLETE


@pytest.fixture
def owner(app: Flask) -> Account:
    return make_account()


@pytest.fixture
def stage(owner: Account) -> Stage:
    """39 cases in four groups, 27 of them back, one set aside; two answers more by the open link."""
    stage = stage_of(make_study(owner, timezone="Asia/Shanghai"))
    members = tuple(
        Member(f"{label or 'x'}{number}", "", {"region": label} if label else {})
        for label, size in SIZES.items()
        for number in range(size)
    )
    with transaction():
        samples.take_list(stage, "list.csv", Reading(members, ("region",), ()), owner, counts=False)
        stage.state, stage.opened_at = StageState.OPEN, now() - timedelta(days=5)
        stage.closes_at = now() + timedelta(days=16, hours=2)
    with transaction():
        cases = session.scalars(select(SampledCase).order_by(SampledCase.id)).all()
        start = datetime(2026, 10, 12, 15, 59, tzinfo=UTC)
        for label, back in BACK.items():
            group = [case for case in cases if case.attributes.get("region") == label]
            for number, case in enumerate(group[:back]):
                answer(stage, case, start + timedelta(hours=number), usable=not (label == "South" and number == 0))
        answer(stage, None, start, mode=Mode.PAPER)
        answer(stage, None, start, mode=Mode.PAPER)
    return stage


def test_the_counts_are_those_of_the_roll(stage: Stage) -> None:
    work, roll = fieldwork.fieldwork_of(stage), fieldwork.roll_of(stage)
    assert (work.issued, work.returned, work.usable, work.population) == (39, 29, 28, None)
    assert (roll.issued, roll.answered, roll.usable, roll.out) == (39, 27, 26, 12)
    assert dict(work.modes) == {Mode.WEB: 26, Mode.PAPER: 2}


def test_the_table_has_every_group_not_stated_last_and_a_total(stage: Stage) -> None:
    (table,) = fieldwork.sample_tables(stage)
    assert [(row.label, row.issued, row.returned, row.usable) for row in table.rows] == [
        ("North", 20, 18, 18),
        ("South", 12, 6, 5),
        ("East", 4, 1, 1),
        (None, 3, 2, 2),
    ]
    assert (table.total.issued, table.total.returned, table.total.usable) == (39, 27, 26)


def test_groups_with_fewer_than_10_sent_have_no_rate(stage: Stage) -> None:
    held = against_target(fieldwork.sample_tables(stage)[0], 80)
    assert [(line.label, line.gap, line.rate) for line in held.lines] == [
        ("North", 2, 0.9),
        ("South", -4, 0.5),
        ("East", None, None),
        (None, None, None),
    ]
    assert held.furthest is not None
    assert held.furthest.label == "South"
    assert needed(979, 80) == 784


def test_days_are_those_of_the_study_s_zone(stage: Stage) -> None:
    days = fieldwork.days_of(stage)
    # 15:59 UTC is 23:59 in Shanghai: the first answers of each group and both by the open link fall on the 12th
    assert [(each.day.isoformat(), each.count, each.so_far) for each in days] == [
        ("2026-10-12", 6, 6),
        ("2026-10-13", 23, 29),
    ]


def test_response_rates_follow_the_dispositions(stage: Stage) -> None:
    with transaction():
        out = session.scalars(select(SampledCase).where(SampledCase.disposition == Disposition.PENDING)).all()
        out[0].disposition, out[1].disposition = Disposition.REFUSAL, Disposition.INELIGIBLE
    rates = fieldwork.rates_of(fieldwork.roll_of(stage))
    # by hand from the Standard Definitions: 27 complete, 1 refused, 10 unknown, 1 not eligible
    assert rates.rr1 == pytest.approx(27 / 38, abs=1e-12)
    assert rates.rr5 == pytest.approx(27 / 28, abs=1e-12)
    assert rates.rr3 == pytest.approx(27 / (28 + 280 / 29), abs=1e-12)


def test_the_page_says_what_it_found(client: FlaskClient, owner: Account, stage: Stage) -> None:
    sign_in(client, owner)
    page = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/fieldwork?by=region&target=80")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "69% are back; South is furthest behind" in text
    said = ("4 short", "2 above", "too few", "<i>not stated</i>", "2 of them by the open link", "1 set aside")
    for words in (*said, "nobody can tell", "12 Oct 2026 to 13 Oct 2026"):
        assert words in text
    assert text.count('role="img"') == 2
    assert "style=" not in text
    assert text.index("not stated</i>") < text.index('class="total"', text.index("not stated</i>"))


@pytest.mark.parametrize("query", ["?target=0", "?target=101", "?target=x&by=region", "?by=" + "y" * 3000, ""])
def test_a_wrong_target_keeps_the_page(client: FlaskClient, owner: Account, stage: Stage, query: str) -> None:
    sign_in(client, owner)
    page = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/fieldwork{query}")
    assert page.status_code in {200, 422}
    assert "North" in page.get_data(as_text=True)


def test_a_stage_without_anything_says_so(client: FlaskClient, owner: Account) -> None:
    sign_in(client, owner)
    stage = stage_of(make_study(owner))
    page = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/fieldwork")
    assert page.status_code == 200
    assert "The fieldwork has not begun" in page.get_data(as_text=True)


@pytest.mark.parametrize(("role", "status"), [(Role.INTERVIEWER, 200), (Role.VIEWER, 403), (Role.ANALYST, 403)])
def test_who_enters_answers_sees_the_fieldwork(client: FlaskClient, stage: Stage, role: Role, status: int) -> None:
    sign_in(client, make_member(stage.study, role))
    assert client.get(f"/studies/{stage.study.code}/stages/{stage.code}/fieldwork").status_code == status
