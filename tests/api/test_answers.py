"""What programs read and write, walked with a real database: the same figures as the pages, all or nothing, once."""

import io
import re
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from survey_app.db import now, session, transaction
from survey_app.jobs import workbooks, worker
from survey_app.models import Account, AuditEntry, ImportBatch, Job, Response, Stage
from survey_app.services import answer_batches, jobs, versions
from survey_app.services.answer_batches import Sent
from survey_app.services.versions import latest
from survey_app.vocabulary import AnonymityLevel, Missing, Mode, Role
from tests.api.calling import Program, place, secret_of
from tests.builders import make_account, make_member, make_study, sign_in
from tests.delphis import analysed, answered, at_once, opened
from tests.panels import make_panel
from tests.planting import document, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only


def survey() -> dict[str, Any]:
    return document(
        {**question("REG", "single", "Where?", options=options("North", "South")), "order": "random"},
        question("OVER", "rating", "Satisfied?", scale={"first": 1, "last": 5}, not_applicable=True),
        question("AGE", "number", "How old?", min=0, max=120, decimals=1),
        question("WHY", "long_text", "Why?"),
    )


def answers(count: int) -> list[dict[str, Any]]:
    return [
        {"REG": 1 + place % 2, "OVER": Missing.NOT_APPLICABLE if place == 0 else 1 + place % 5, "AGE": 20.5 + place}
        for place in range(count)
    ]


class Story:
    """A survey in the field, its owner's program, and the address of the stage."""

    def __init__(self, client: FlaskClient, count: int = 12, level: AnonymityLevel | None = None) -> None:
        self.owner = make_account()
        self.study = make_study(self.owner)
        self.stage: Stage = self.study.stages[0]
        if level is not None:
            self.stage.level = level
        self.version = publish(self.stage, survey())
        plant(self.stage, self.version, answers(count))
        self.program = Program(client, secret_of(self.owner))
        self.here = place(self.stage)

    def count(self) -> int:
        return session.scalar(select(func.count(Response.id)).where(Response.stage_id == self.stage.id)) or 0


def test_studies_and_stages_come_in_pages_with_links(client: FlaskClient) -> None:
    owner = make_account()
    codes = [make_study(owner, f"Study {number}").code for number in range(5)]
    program = Program(client, secret_of(owner))
    first = program.call("GET", "/studies?size=2&page=2")
    assert [each["code"] for each in first.get_json()["studies"]] == [codes[2], codes[1]]
    assert first.get_json()["count"] == 5
    links = first.headers["Link"]
    assert '</api/v1/studies?size=2&page=1>; rel="prev"' in links
    assert '</api/v1/studies?size=2&page=3>; rel="last"' in links
    whole = program.get(f"/studies/{codes[0]}")
    assert (whole["role"], whole["title"]) == ("owner", "Study 0")
    stage = whole["stages"][0]
    assert program.get(f"/studies/{codes[0]}/stages/{stage['code']}") == stage
    for asked in ("page=0", "page=x", "page=1&page=2", "size=201", "page=" + "9" * 30, "page=%D9%A3", "pages=1"):
        assert program.call("GET", f"/studies?{asked}").status_code in {400, 422}, asked
    program.refused("GET", "/studies/nothing", 404)
    program.refused("GET", "/nothing", 404)
    assert program.call("DELETE", "/studies").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_questionnaire_is_read_tried_and_replaced(client: FlaskClient) -> None:
    story = Story(client)
    at = f"{story.here}/questionnaire"
    read = story.program.get(at)
    assert (read["number"], read["state"], read["questions"]) == (1, "published", 4)
    wrapped = story.program.refused("PUT", at, 422, {**read, "document": {}})
    assert wrapped["detail"] == "Send what stands in “document”, with nothing around it."
    changed = read["document"]
    changed["questionnaire"]["pages"][0]["questions"] = changed["questionnaire"]["pages"][0]["questions"][:2]
    tried = story.program.call("PUT", at, changed).get_json()
    assert (tried["dry_run"], tried["number"], tried["questions"], tried["replaced"]) == (True, 2, 2, 4)
    session.rollback()
    assert latest(story.stage).number == 1
    done = story.program.call("PUT", f"{at}?dry_run=false", changed).get_json()
    assert (done["dry_run"], done["number"], done["questions"]) == (False, 2, 2)
    assert [len(list(versions.document(each).questions())) for each in story.stage.versions] == [4, 2]
    assert story.program.get(f"{at}/versions")["count"] == 2
    assert story.program.get(f"{at}?version=1")["questions"] == 4
    assert session.scalars(select(AuditEntry.act).where(AuditEntry.study_id == story.study.id)).all() == [
        "draft_replaced"
    ]
    stale = story.program.refused("PUT", f"{at}?dry_run=false&revision=1", 409, changed)
    assert stale["type"] == "urn:rondo:problem:stale-revision"
    broken = story.program.refused("PUT", at, 422, {"languages": ["en"], "pages": [{"key": "p1"}, 3]})
    assert broken["detail"]
    session.rollback()
    assert latest(story.stage).revision == done["revision"]


def test_the_answers_that_come_out_can_go_in_again(client: FlaskClient) -> None:
    story = Story(client, count=13)
    read = story.program.get(f"{story.here}/responses?size=5&page=3")
    assert (read["count"], len(read["rows"])) == (13, 3)
    assert {"name": "AGE", "kind": "number", "label": {"en": "How old?"}} in read["columns"]
    whole = story.program.get(f"{story.here}/responses")["rows"]
    assert sum(row["OVER"] == {"missing": "not_applicable"} for row in whole) == 1
    names = ("REG", "OVER", "AGE", "WHY")
    # the order in which somebody saw the options is read as well, and is no answer
    assert whole[0].keys() == {*names, "order.REG"}
    body = {"source": "Other program", "mode": "phone", "rows": whole}
    at = f"{story.here}/responses?dry_run=false"
    assert story.program.refused("POST", at, 422, body)["type"] == "urn:rondo:problem:key-needed"
    assert story.program.call("POST", f"{story.here}/responses", body).get_json()["taken"] == 13
    assert story.count() == 13
    first = story.program.call("POST", at, body, Idempotency_Key="a-1").get_json()
    again = story.program.call("POST", at, body, Idempotency_Key="a-1").get_json()
    assert (first["taken"], first["repeated"], again["repeated"]) == (13, False, True)
    assert first["left_out"] == again["left_out"] == ["order.REG"]
    assert again["batch"] == first["batch"]
    assert story.count() == 26
    other = story.program.refused("POST", at, 422, {**body, "source": "Else"}, Idempotency_Key="a-1")
    assert other["type"] == "urn:rondo:problem:key-used"
    twice = story.program.get(f"{story.here}/responses")["rows"]
    plain = sorted(str({name: row[name] for name in names}) for row in twice)
    assert plain == sorted(2 * [str({name: row[name] for name in names}) for row in whole])
    batch = session.scalars(select(ImportBatch)).one()
    assert (batch.source, batch.taken, batch.report["is_done"]) == ("Other program", 13, True)
    assert session.scalars(select(AuditEntry.act)).all()[-1] == "import"
    figures = story.program.get(f"{story.here}/results?source=import.Other program")
    assert figures["fieldwork"]["imported"] == 13


def test_the_order_seen_in_an_older_version_is_no_answer_either(client: FlaskClient) -> None:
    story = Story(client)
    publish(story.stage, document(question("REG", "single", "Where?", options=options("North", "South"))))
    sent = {"source": "Other program", "mode": "phone", "rows": [{"REG": 1, "order.REG": "2 1"}]}
    assert story.program.call("POST", f"{story.here}/responses", sent).get_json()["left_out"] == ["order.REG"]
    sent["rows"] = [{"REG": 1, "order.NOPE": "2 1"}]
    assert "order.NOPE" in story.program.refused("POST", f"{story.here}/responses", 422, sent)["detail"]


def test_an_order_that_is_refused_when_it_is_made_says_why(app: Flask, client: FlaskClient) -> None:
    story = Story(client)
    story.owner.language = "es"
    session.commit()
    wanted = [{"form": form, "filters": {"REG": "1"}} for form in ("xlsx", "bundle")]
    orders = [story.program.call("POST", f"{story.here}/exports", each) for each in wanted]
    assert [each.get_json()["problem"] for each in orders] == [None, None]
    session.execute(delete(Response).where(Response.stage_id == story.stage.id))
    session.commit()
    worker.run_all(app)
    for order in orders:
        found = story.program.get(order.headers["Location"].removeprefix("/api/v1"))
        assert (found["state"], found["file"]) == ("failed", None)
        assert found["problem"]["type"] == "urn:rondo:problem:unknown-filter"
        assert found["problem"]["detail"] == "No hay nada llamado «REG» por lo que filtrar. Quítelo."
    sign_in(client, story.owner)
    assert found["problem"]["detail"] in client.get(f"/jobs/{found['code']}").get_data(as_text=True)
    job = session.scalars(select(Job).where(Job.code == found["code"])).one()
    with transaction():
        jobs.try_again(job)
        job_id = jobs.lease()
        job.attempts = jobs.MOST_ATTEMPTS
        jobs.fail(job_id or 0, "OSError: /srv/rondo/files is full")
    broken = story.program.get(orders[1].headers["Location"].removeprefix("/api/v1"))["problem"]
    assert broken["type"] == "urn:rondo:problem:internal-server-error"
    assert "srv" not in str(broken)


def test_the_same_request_twice_at_once_stores_once(app: Flask, client: FlaskClient) -> None:
    story = Story(client)
    stage_id, owner_id = story.stage.id, story.owner.id
    sent = Sent([{"REG": 1}] * 30, "Other program", Mode.WEB)

    def bring_in() -> None:
        with transaction():
            answer_batches.take(session.get_one(Stage, stage_id), sent, "key", session.get_one(Account, owner_id))

    assert at_once(app, bring_in) == [None, None]
    assert story.count() == 42
    assert len(session.scalars(select(ImportBatch)).all()) == 1


def test_one_wrong_cell_keeps_all_rows_out_and_says_where(client: FlaskClient) -> None:
    story = Story(client)
    rows = [{"REG": 1}, {"REG": 7, "AGE": 300}, {}, {"REG": "South"}]
    body = {"source": "x", "mode": "web", "rows": rows}
    at = f"{story.here}/responses?dry_run=false"
    found = story.program.refused("POST", at, 422, body, Idempotency_Key="k")
    assert found["type"] == "urn:rondo:problem:rows-refused"
    assert [each["place"] for each in found["errors"]] == ["rows.1.REG", "rows.1.AGE", "rows.2"]
    assert story.count() == 12
    assert session.scalars(select(ImportBatch)).all() == []
    unknown = {**body, "rows": [{"NOPE": 1}]}
    empty = story.program.refused("POST", at, 422, {**body, "rows": [{}, {}]}, Idempotency_Key="k")
    assert empty["errors"][0]["place"] == "rows.0"
    assert "NOPE" in story.program.refused("POST", at, 422, unknown, Idempotency_Key="k")["detail"]


BROKEN: tuple[tuple[bytes, int], ...] = (
    (b"", 400),
    (b"{", 400),
    (b"\xff\xfe", 400),
    (b"[" * 100_000, 400),
    (b"[]", 422),
    (b"null", 422),
    (b'"x"', 422),
    (b"9" * 5_000, 400),
    (b'{"source": NaN}', 400),
    (b'{"source": 1e999}', 400),
    (b'{"source": "a\\u0000b", "mode": "web", "rows": [{"REG": 1}]}', 400),
    (b'{"source": "\\ud800", "mode": "web", "rows": [{"REG": 1}]}', 400),
    (b'{"source": "x", "source": "y"}', 400),
    (b'{"source": "x", "mode": "web", "rows": [{"REG": [1]}]}', 422),
    (b'{"source": "x", "mode": "web", "rows": [{"REG": true}]}', 422),
    (b'{"source": "x", "mode": "web", "rows": [{"REG": 99999999999999999}]}', 422),
    (b'{"source": "x", "mode": "web", "rows": [{"REG": {"missing": ["refused"]}}]}', 422),
    (b'{"source": ["x"], "mode": {"a": 1}, "rows": {"REG": 1}, "more": 1}', 422),
    (b'{"source": "x", "mode": "web", "rows": []}', 422),
)


def test_nothing_that_can_be_sent_is_a_fault_of_ours(client: FlaskClient) -> None:
    story = Story(client)
    for content, status in BROKEN:
        for path in ("/responses", "/questionnaire", "/exports"):
            method = "PUT" if path == "/questionnaire" else "POST"
            answer = story.program.call(method, story.here + path, content)
            assert 400 <= answer.status_code < 500, (content[:80], path, answer.status_code)
            assert answer.mimetype == "application/problem+json"
        found = story.program.refused("POST", f"{story.here}/responses", status, content)
        assert found["detail"]
    form = story.program.call("POST", f"{story.here}/responses", b"a=1", Content_Type="text/plain")
    assert form.status_code == 415
    large = story.program.call("POST", f"{story.here}/exports", b'{"language": "' + b"x" * 2_000_000 + b'"}')
    assert large.status_code == 413
    # most programs listen only once everything is sent: what is too large is heard out after the answer, and dropped
    sending = io.BytesIO(b" " * 3_000_000)
    kept = {"Authorization": f"Bearer {story.program.secret}", "Content-Type": "application/json"}
    told = client.post(f"/api/v1{story.here}/exports", input_stream=sending, content_length=3_000_000, headers=kept)
    assert (told.status_code, told.get_json(force=True)["type"]) == (413, "urn:rondo:problem:too-much")
    assert sending.tell() < 3_000_000
    told.close()
    assert sending.tell() == 3_000_000
    assert story.count() == 12


def test_a_huge_body_of_nonsense_costs_little(client: FlaskClient) -> None:
    story = Story(client)
    begin = b'{"source": "x", "mode": "web", "rows": ['
    wide = b"{" + b",".join(b'"a%d":true' % number for number in range(100_000)) + b"}"
    named = b"{" + b",".join(b'"a%d":1' % number for number in range(100_000)) + b"}"
    for rows in (b",".join([b"1"] * 600_000), wide, b",".join([named, *[b"{}"] * 4_000])):
        begun = time.process_time()
        found = story.program.refused("POST", f"{story.here}/responses", 422, begin + rows + b"]}")
        assert time.process_time() - begun < 3
        assert len(found.get("errors", ())) <= 100


def test_the_results_are_those_of_the_page_with_its_filters_and_its_silence(client: FlaskClient) -> None:
    story = Story(client, count=14)
    analyst = make_member(story.study, Role.VIEWER)
    viewer = Program(client, secret_of(analyst))
    sign_in(client, analyst)
    for asked in ("", "?REG=2"):
        page = client.get(f"{story.here}/results.json{asked}").get_json()
        found = viewer.get(f"{story.here}/results{asked}")
        assert {**found, "made_at": ""} == {**page, "made_at": ""}
    assert viewer.refused("GET", f"{story.here}/results?attr.x=1", 422)["type"] == "urn:rondo:problem:unknown-filter"
    viewer.refused("GET", f"{story.here}/results?page=1", 422)
    assert viewer.refused("GET", f"{story.here}/results?REG=9", 422)["errors"][0]["place"] == "REG"
    few = Story(client, count=3)
    assert few.program.refused("GET", f"{few.here}/results", 409)["type"] == "urn:rondo:problem:group-too-small"
    few.program.refused("GET", f"{few.here}/responses", 409)


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_no_call_gives_single_answers_where_they_were_promised_to_be_mixed(
    app: Flask, client: FlaskClient, level: AnonymityLevel
) -> None:
    story = Story(client, count=3, level=level)
    codes = {"study_code": story.study.code, "stage_code": story.stage.code}
    seen = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and "GET" in (rule.methods or ()) and rule.arguments <= codes.keys():
            path = rule.rule.removeprefix("/api/v1").replace("<study_code>", story.study.code)
            path = path.replace("<stage_code>", story.stage.code)
            seen[rule.endpoint] = story.program.call("GET", path)
    assert len(seen) > 9
    assert seen["api_responses.list_responses"].status_code == 409
    assert seen["api_results.show_results"].status_code == 409
    for endpoint, answer in seen.items():
        assert not re.search(r"(?<![\d:])20\.5(?!\d)", answer.text), endpoint  # a moment may hold these figures too
    plant(story.stage, story.version, answers(40))
    assert story.program.call("GET", f"{story.here}/responses").status_code == 409
    assert story.program.call("GET", f"{story.here}/responses?REG=1").status_code == 409
    assert story.program.call("POST", f"{story.here}/exports", {"form": "bundle"}).status_code == 409
    assert story.program.call("POST", f"{story.here}/exports", {"form": "xlsx"}).status_code == 202
    assert story.program.get(f"{story.here}/results")["questions"]


def test_a_workbook_is_ordered_made_and_fetched(client: FlaskClient) -> None:
    story = Story(client)
    ordered = story.program.call("POST", f"{story.here}/exports", {"language": "es", "filters": {"REG": "1"}})
    assert ordered.status_code == 202
    at = ordered.headers["Location"].removeprefix("/api/v1")
    assert story.program.get(at)["state"] == "waiting"
    story.program.refused("POST", f"{story.here}/exports", 422, {"filters": {"attr.none": "1"}})
    story.program.refused("POST", f"{story.here}/exports", 422, {"language": "tlh"})
    story.program.refused("POST", f"{story.here}/exports", 422, {"form": "odt"})
    with transaction():
        job = session.get_one(Job, jobs.lease())
        jobs.finish(job.id, workbooks.make(job.payload, lambda _done, _total: None))
    done = story.program.get(at)
    assert (done["state"], done["created_at"][:10]) == ("done", now().date().isoformat())
    file = story.program.call("GET", done["file"].removeprefix("/api/v1"))
    assert file.get_data()[:2] == b"PK"
    assert "attachment" in file.headers["Content-Disposition"]
    file.close()
    assert story.program.get(f"/studies/{story.study.code}/exports")["exports"][0]["href"] == done["file"]
    listed = f"/studies/{story.study.code}/exports"
    today = now().date().isoformat()
    found = {
        asked: story.program.get(f"{listed}?{asked}")["count"] for asked in ("form=xlsx", "form=pdf", f"since={today}")
    }
    assert found == {"form=xlsx": 1, "form=pdf": 0, f"since={today}": 1}
    assert story.program.get(f"{listed}?since=9999-12-31")["count"] == 0
    states = {state: story.program.get(f"{listed}/jobs?state={state}")["count"] for state in ("done", "failed")}
    assert states == {"done": 1, "failed": 0}
    assert story.program.get(f"{listed}/jobs?since={today}&size=1")["jobs"][0]["file"] == done["file"]
    for wrong in ("form=odt", "since=yesterday", "since=0000-00-00"):
        story.program.refused("GET", f"{listed}?{wrong}", 422)
    story.program.refused("GET", f"{listed}/jobs?state=gone", 422)
    # a weight that nothing answers to is refused when the file is ordered, not when it is made
    for weight, status in (("on", 422), ("kept", 422), ("off", 202)):
        body = {"filters": {"weight": weight}}
        assert story.program.call("POST", f"{story.here}/exports", body).status_code == status, weight
    assert story.program.call("POST", f"{story.here}/exports", {"filters": {"REG": "77"}}).status_code == 422
    bundles = [story.program.call("POST", f"{story.here}/exports", {"form": "bundle"}).get_json() for _ in range(2)]
    assert bundles[0] == bundles[1]
    assert story.program.get(f"/studies/{story.study.code}/exports/jobs/{bundles[0]['code']}")["state"] == "waiting"
    other = make_study(story.owner)
    story.program.refused("GET", at.replace(story.study.code, other.code), 404)
    story.program.refused("GET", done["file"].removeprefix("/api/v1").replace(story.study.code, other.code), 404)


def test_the_rounds_of_a_panel_are_those_of_the_page_and_an_open_round_has_none(
    app: Flask, client: FlaskClient
) -> None:
    panel = make_panel()
    owner = panel.stage.study.memberships[0].account
    program, here = Program(client, secret_of(owner)), place(panel.stage)
    assert program.get(f"{here}/round-results")["rounds"] == []
    assert program.refused("POST", f"{here}/exports", 409, {})["type"] == "urn:rondo:problem:nothing-analysed"
    refused = program.refused("POST", f"{here}/exports", 422, {"form": "bundle"})
    assert refused["type"] == "urn:rondo:problem:not-of-panels"
    round_ = opened(panel)
    answered(panel, round_, [[7, 5, 3]] * 9)
    before = program.call("GET", f"{here}/round-results").text
    analysed(round_)
    after = program.get(f"{here}/round-results")
    assert '"rounds":[]' in before
    sign_in(client, owner)
    page = client.get(f"{here}/round-results.json").get_json()
    assert {**after, "made_at": ""} == {**page, "made_at": ""}
    assert len(after["rounds"]) == 1
    assert program.call("POST", f"{here}/exports", {}).status_code == 202
    assert "round-results to Delphi panels" in program.refused("GET", f"{here}/results", 404)["detail"]
    program.refused("GET", f"{here}/responses", 404)
    program.refused("GET", f"{here}/questionnaire", 404)


def test_rows_leave_out_flagged_answers_where_that_is_asked_for(app: Flask, client: FlaskClient) -> None:
    story = Story(client, level=AnonymityLevel.IDENTIFIED)
    plant(story.stage, story.version, [{"AGE": 99}])  # flagged as the first one is: half the questions not answered
    rows = f"{story.here}/responses"
    assert story.program.get(rows)["count"] == 13
    assert story.program.get(f"{rows}?flagged=out")["count"] == 11
    assert {row["AGE"] for row in story.program.get(f"{rows}?flagged=only")["rows"]} == {20.5, 99}
    story.program.refused("GET", f"{rows}?flagged=maybe", 422)
