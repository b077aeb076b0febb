import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.jobs import worker
from survey_app.models import Identity, ImportBatch, Response, Stage, StoredFile
from survey_app.services import import_batches, imports, reports
from survey_app.services.imports import Plan
from survey_app.vocabulary import Mode, Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.importing import REDBOOK, base, map_columns, redbook, upload
from tests.planting import document, options, publish, question

SMALL = b"RATE,WHY\n5,good\n9,bad\n,quiet\n4,=2+5\n"


@pytest.fixture
def stage(client: FlaskClient) -> Stage:
    owner = make_account()
    found = stage_of(make_study(owner))
    sign_in(client, owner)
    return found


def _small(stage: Stage) -> None:
    publish(stage, document(question("RATE", "rating", required=True), question("WHY", "long_text")))


@pytest.mark.sqlite_only
def test_rows_that_are_neither_names_nor_answers_are_said_before_anything_is_checked(
    client: FlaskClient, stage: Stage
) -> None:
    _small(stage)
    sent = upload(client, stage, b"Answers of May,,\nRATE,WHY,place\n5,good,a\n4,fair,b\n", "may.csv")
    page = client.get(sent.location).get_data(as_text=True)
    assert "1 row is neither names nor answers" in page
    assert "A title above the names" in page


def test_the_redbook_answers_come_in_through_the_pages_and_give_the_published_figures(
    app: Flask, client: FlaskClient, stage: Stage
) -> None:
    # published: statsmodels.datasets.fair; Wilson's interval as statsmodels.stats.proportion gives it
    publish(stage, redbook())
    sent = upload(client, stage, REDBOOK.read_bytes(), REDBOOK.name, source="Redbook 1974")
    assert sent.status_code == 303
    address = sent.location

    columns = client.get(address).get_data(as_text=True)
    chosen = re.findall(r'<option value="(\w+)" selected>', columns)
    assert chosen[:8] == [
        "RATE_MARRIAGE", "AGE", "YRS_MARRIED", "CHILDREN", "RELIGIOUS", "EDUC", "OCCUPATION", "OCCUPATION_HUSB",
    ]  # fmt: skip
    assert map_columns(client, address, *chosen[:8], source="Redbook 1974").location == f"{address}/check"
    report = client.get(f"{address}/check").get_data(as_text=True)
    assert "All 6,366 rows can be taken" in report or "All 6366 rows can be taken" in report
    assert session.query(Response).count() == 0
    assert session.query(ImportBatch).count() == 0

    confirmed = post(client, f"{address}/confirm", {"count": "6366"})
    assert confirmed.status_code == 303
    assert worker.run_all(app) == 1
    session.expire_all()

    batch = session.query(ImportBatch).one()
    assert (batch.taken, batch.refused, batch.source) == (6366, 0, "Redbook 1974")
    assert session.query(Response).filter(Response.mode == Mode.PAPER).count() == 6366
    found = reports.build(stage)
    rate = found.questions[0].rows[0]
    assert (found.fieldwork.usable, rate.n) == (6366, 6366)
    assert rate.mean is not None
    assert rate.top is not None
    assert rate.top.interval is not None
    assert round(rate.mean.value, 4) == 4.1096
    assert round(rate.top.value, 4) == 0.7738
    assert (round(rate.top.interval.low, 4), round(rate.top.interval.high, 4)) == (0.7634, 0.7839)
    children = found.questions[3].rows[0].mean
    assert children is not None
    assert round(children.value, 4) == round(
        sum(float(row["children"]) for row in _rows(REDBOOK.read_text())) / 6366, 4
    )


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.sqlite_only
def test_a_bad_cell_refuses_its_row_and_a_blank_required_one_is_counted(client: FlaskClient, stage: Stage) -> None:
    _small(stage)
    address = upload(client, stage, SMALL + b"-8,unsure\n").location
    map_columns(client, address, "RATE", "WHY")
    page = client.get(f"{address}/check").get_data(as_text=True)
    assert "4 of 5 rows can be taken" in page
    assert '<td>RATE</td><td class="n">2<br><span class="muted small">1 of them is read as no answer' in page
    assert "“9” is no answer of RATE" in page
    assert "1 row without an answer" in page
    assert "Bring in 4 answers" in page


@pytest.mark.sqlite_only
def test_codes_below_0_are_counted_as_the_question_counts_that_somebody_chose(
    app: Flask, client: FlaskClient, stage: Stage, tmp_path: Path
) -> None:
    frames, library = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    asked = question("RATE", "rating"), question("TEMP", "number", min=-2, max=2), question("LIKELY", "recommend")
    publish(stage, document(*asked, question("SEVEN", "rating", scale={"first": 1, "last": 7})))
    path, codes = tmp_path / "wave.sav", [-2.0, -1.0, 0.0, 1.0, 2.0, 9.0]
    words = {code: f"step {code}" for code in codes[:-1]}
    both = {"rate": words | {97.0: "Somebody else said it"}, "temp": words}
    given = frames.DataFrame(dict.fromkeys(both, codes))
    library.write_sav(given, str(path), variable_value_labels=both, missing_ranges={"rate": [9], "temp": [9]})
    by_name = imports.read_file(stage, path.read_bytes(), Plan(stage.id, "", path.name, "", Mode.WEB, {}))
    expected = [{"RATE": n + 3, "TEMP": n} for n in range(-2, 3)]
    assert [row.answers for row in by_name.read().taken] == expected
    from_0 = replace(by_name, plan=replace(by_name.plan, columns={"rate": "LIKELY"}))
    assert from_0.counted == by_name.table, "from 0 to 10 holds 1 to 5 and counts otherwise"
    to_7 = replace(by_name, plan=replace(by_name.plan, columns={"rate": "SEVEN"}))
    assert to_7.counted == by_name.table, "five points are no first five of seven"
    address = upload(client, stage, path.read_bytes(), path.name).location
    page = client.get(address).get_data(as_text=True)
    assert page.count("Its codes go below 0: they are counted from 1 where the question counts so.") == 2
    assert page.count("1 of them is read as no answer") == 2
    map_columns(client, address, "TEMP", "RATE")  # by hand: the other way round than they are named
    report = client.get(f"{address}/check").get_data(as_text=True)
    assert "All 5 rows can be taken" in report
    assert report.count("they are counted from 1 here, with the same words") == 1
    assert report.count("1 of them is read as no answer") == 2
    post(client, f"{address}/confirm", {"count": "5"})
    assert worker.run_all(app) == 1
    session.expire_all()
    assert sorted((row.answers for row in session.query(Response)), key=lambda each: each["RATE"]) == expected


@pytest.mark.sqlite_only
def test_the_report_as_a_file_holds_no_formula(client: FlaskClient, stage: Stage) -> None:
    _small(stage)
    address = upload(client, stage, b"RATE,WHY\n=1+1,x\n5,y\n+7,z\n").location
    map_columns(client, address, "RATE", "WHY")
    sent = client.get(f"{address}/report.csv")
    assert sent.mimetype == "text/csv"
    rows = _rows(sent.get_data(as_text=True).removeprefix("\ufeff"))
    assert [(row["Row"], row["Result"], row["Value"]) for row in rows] == [
        ("2", "refused", "'=1+1"),
        ("3", "taken", ""),
        ("4", "refused", "'+7"),
    ]


def test_confirming_twice_brings_the_answers_in_once(app: Flask, client: FlaskClient, stage: Stage) -> None:
    _small(stage)
    address = upload(client, stage, SMALL).location
    map_columns(client, address, "RATE", "WHY")
    first = post(client, f"{address}/confirm", {"count": "3"})
    second = post(client, f"{address}/confirm", {"count": "3"})
    assert "3 answers from “Paper forms”" in client.get(first.location).get_data(as_text=True), "while they come in"
    assert worker.run_all(app) == 1
    third = post(client, f"{address}/confirm", {"count": "3"})
    assert first.location == second.location == third.location
    assert session.query(Response).count() == 3
    page = client.get(first.location).get_data(as_text=True)
    assert "3 answers from “Paper forms”" in page


def test_a_count_that_was_not_looked_at_brings_nothing_in(client: FlaskClient, stage: Stage) -> None:
    _small(stage)
    address = upload(client, stage, SMALL).location
    map_columns(client, address, "RATE", "WHY")
    for count in ("4", "", "-1", "x", "9" * 40):
        assert post(client, f"{address}/confirm", {"count": count}).status_code == 409
    assert session.query(ImportBatch).count() == 0


def test_a_batch_is_removed_with_exactly_its_answers(app: Flask, client: FlaskClient, stage: Stage) -> None:
    _small(stage)
    places = []
    for name in ("one.csv", "two.csv"):
        address = upload(client, stage, SMALL, name).location
        map_columns(client, address, "RATE", "WHY")
        places.append(post(client, f"{address}/confirm", {"count": "3"}).location)
        worker.run_all(app)
    assert "This file has been brought in before" in client.get(
        upload(client, stage, SMALL).location + "/check"
    ).get_data(as_text=True)
    asked = client.get(f"{places[0]}/remove").get_data(as_text=True)
    assert "Remove these 3 answers" in asked
    assert post(client, f"{places[0]}/remove", {"count": "2"}).status_code == 409
    assert session.query(Response).count() == 6
    assert post(client, f"{places[0]}/remove", {"count": "3"}).status_code == 303
    assert session.query(Response).count() == 3
    assert session.query(ImportBatch).one().filename == "two.csv"
    assert client.get(places[0]).status_code == 404


def test_a_list_of_ticks_in_one_cell_and_identity_apart(app: Flask, client: FlaskClient, stage: Stage) -> None:
    publish(
        stage,
        document(
            question("USE", "multiple", options=options("Seals", "Pumps", "Service")),
            question("NAME", "short_text", purpose="identity"),
        ),
    )
    rows = "1;3,Ana,2026-03-01 23:30\n2,,\nseals; pumps,Bo,2026-03-02 10:00\n1,Eva,soon\n2,Li,2026-03-02 11:00\n"
    rows += "2,,2026-03-02 12:00\n"
    address = upload(client, stage, f"use,name,submitdate\n{rows}".encode()).location
    assert '<option selected value="submitdate">' in client.get(address).get_data(as_text=True)
    zone = {"moment": "submitdate", "zone": "Asia/Shanghai"}
    assert map_columns(client, address, "USE", "NAME", "", **zone | {"moment": "use"}).status_code == 422
    assert map_columns(client, address, "USE", "NAME", "", **zone).status_code == 303
    assert "This is no day or time as the other cells" in client.get(f"{address}/check").get_data(as_text=True)
    post(client, f"{address}/confirm", {"count": "5"})
    worker.run_all(app)
    batch = session.query(ImportBatch).one()
    page = client.get(f"{base(stage)}/batches/{batch.id}").get_data(as_text=True)
    assert "submitdate (Asia/Shanghai)" in page
    assert "1 row says nothing there" in page
    moments = sorted(row.submitted_at for row in session.query(Response))[:4]
    assert [f"{each:%d %H:%M}" for each in moments] == ["01 15:30", "02 02:00", "02 03:00", "02 04:00"]
    answers = sorted(tuple(row.answers.values()) for row in session.query(Response))
    assert answers == [(0, 1, 0)] * 3 + [(1, 0, 1), (1, 1, 0)]
    assert sorted(row.answers["NAME"] for row in session.query(Identity)) == ["Ana", "Bo", "Li"]
    assert not any("NAME" in row.answers for row in session.query(Response))


@pytest.mark.sqlite_only
def test_without_a_published_version_the_page_says_so_and_takes_no_file(client: FlaskClient, stage: Stage) -> None:
    page = client.get(base(stage)).get_data(as_text=True)
    assert "Publish the questionnaire first" in page
    assert 'type="file"' not in page
    assert upload(client, stage, SMALL).status_code == 409
    assert session.query(StoredFile).count() == 0


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OWNER, 200),
        (Role.EDITOR, 200),
        (Role.ANALYST, 200),
        (Role.INTERVIEWER, 403),
        (Role.MODERATOR, 403),
        (Role.VIEWER, 403),
    ],
)
def test_owner_editor_and_analyst_bring_answers_in(app: Flask, stage: Stage, role: Role, status: int) -> None:
    _small(stage)
    client = app.test_client()
    sign_in(client, make_member(stage.study, role))
    assert client.get(base(stage)).status_code == status


def test_an_import_of_another_stage_or_study_does_not_exist(app: Flask, client: FlaskClient, stage: Stage) -> None:
    _small(stage)
    address = upload(client, stage, SMALL).location
    map_columns(client, address, "RATE", "WHY")
    batch = post(client, f"{address}/confirm", {"count": "3"}).location
    stranger = make_account()
    other = stage_of(make_study(stranger))
    publish(other, document(question("RATE", "rating")))
    client = app.test_client()
    sign_in(client, stranger)
    for path in (address, f"{address}/check", f"{address}/report.csv", batch, f"{batch}/remove"):
        assert client.get(path).status_code == 404
        assert client.get(path.replace(base(stage), base(other))).status_code == 404
    for path in (f"{address}/confirm", f"{batch}/remove", address):
        assert post(client, path.replace(base(stage), base(other)), {"count": "3"}).status_code == 404
    worker.run_all(app)
    assert import_batches.count_answers(session.query(ImportBatch).one()) == 3


HOSTILE_FILES = {
    "empty": b"",
    "only a header": b"RATE\n",
    "zip that is no workbook": b"PK\x03\x04" + b"\x00" * 200,
    "old excel": b"\xd0\xcf\x11\xe0" + b"\x00" * 200,
    "nul": b"RATE\n5\x00\n",
    "a name twice": b"RATE,rate\n1,2\n",
    "ragged": b"RATE,WHY\n1\n",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "quote that never ends": b'RATE\n"5\n',
    "columns without end": b",".join(b"c%d" % n for n in range(600)) + b"\n" + b"1," * 599 + b"1\n",
    "one huge cell": b"RATE\n" + b"5" * 30_000 + b"\n",
}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("content", HOSTILE_FILES.values(), ids=HOSTILE_FILES)
def test_a_hostile_file_is_refused_with_words(client: FlaskClient, stage: Stage, content: bytes) -> None:
    _small(stage)
    sent = upload(client, stage, content)
    assert 400 <= sent.status_code < 500
    assert "There is a problem" in sent.get_data(as_text=True)
    assert session.query(StoredFile).count() == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.csv", "\ud800.csv", "<script>alert(1)</script>.csv", ""])
def test_a_hostile_file_name_harms_nothing(client: FlaskClient, stage: Stage, name: str) -> None:
    _small(stage)
    name = name.encode("utf-8", "replace").decode()
    sent = upload(client, stage, SMALL, name)
    assert sent.status_code in {303, 422}
    if sent.status_code == 303:
        page = client.get(sent.location).get_data(as_text=True)
        assert "<script>alert" not in page
        assert session.query(StoredFile).filter(StoredFile.filename.contains("/")).count() == 0


@pytest.mark.parametrize(
    "names",
    [
        ("RATE", "RATE"),
        ("nothing", ""),
        ("", ""),
        ("RATE\x00", "WHY"),
        ("R" * 5_000, ""),
        ("<img src=x onerror=alert(1)>", "WHY"),
    ],
)
def test_a_hostile_mapping_is_refused_and_shown_again(
    client: FlaskClient, stage: Stage, names: tuple[str, str]
) -> None:
    _small(stage)
    address = upload(client, stage, SMALL).location
    sent = map_columns(client, address, *names)
    assert sent.status_code in {400, 422}
    assert "<img src=x" not in sent.get_data(as_text=True)


@pytest.mark.sqlite_only
def test_headers_and_cells_are_shown_as_text(client: FlaskClient, stage: Stage) -> None:
    _small(stage)
    marker = "<b onclick=x>&\"'"
    content = f'"{marker.replace(chr(34), chr(34) * 2)}",WHY\n"{marker.replace(chr(34), chr(34) * 2)}",x\n'.encode()
    address = upload(client, stage, content, source=marker).location
    map_columns(client, address, "RATE", "WHY", source=marker)
    for path in (address, f"{address}/check", f"{address}/check?show=taken&page=9"):
        sent = client.get(path)
        assert sent.status_code == 200
        assert "<b onclick" not in sent.get_data(as_text=True)


@pytest.mark.sqlite_only
def test_a_questionnaire_with_very_many_answers_has_names_typed_instead_of_lists(
    client: FlaskClient, stage: Stage
) -> None:
    questions = [question(f"Q{n}", "rating") for n in range(120)]
    publish(stage, document(*questions))
    header = ",".join(f"Q{n}" for n in range(200))
    address = upload(client, stage, f"{header}\n{','.join(['1'] * 200)}\n".encode()).location
    page = client.get(address).get_data(as_text=True)
    assert "<datalist" in page
    assert len(page) < 200_000
