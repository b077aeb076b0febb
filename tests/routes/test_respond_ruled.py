"""A questionnaire with rules, answered over HTTP with scripts off."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Draft, Identity, Response
from survey_app.vocabulary import Role
from tests.builders import make_member, sign_in
from tests.planting import items, options, question
from tests.respondents import Person, open_stage
from tests.sealed import close, links_of, sealed_stage

pytestmark = pytest.mark.sqlite_only


class Browser(Person):
    """A browser that leaves out what is disabled, as browsers do."""

    def hidden(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for each in self.document().xpath("//main//form//input[@type='hidden'][not(ancestor::fieldset[@disabled])]"):
            found.setdefault(each.get("name"), []).append(each.get("value"))
        return {name: values if len(values) > 1 else values[0] for name, values in found.items()}

    def go(self, button: str = "next", **fields: Any) -> None:
        self.send({**fields, "go": button})

    def asked(self) -> list[str]:
        """The questions on the page, less those that are hidden."""
        names = self.document().xpath("//main//*[@name][not(ancestor::*[@hidden])]/@name")
        return list(dict.fromkeys(name for name in names if name.startswith("q")))


def of(*pages: Any, **more: Any) -> dict[str, Any]:
    parts = [
        page if isinstance(page, dict) else {"key": f"p{number}", "title": {}, "questions": page}
        for number, page in enumerate(pages, 1)
    ]
    return {"languages": ["en"], "pages": parts, **more}


def person(client: FlaskClient, *pages: Any) -> Browser:
    found = Browser(client, open_stage(of(*pages)).code)
    found.begin()
    return found


USES = question("USES", "single", options=options("Yes", "No"), required=True)
WHY = {**question("WHY", "short_text", "Why not?", required=True), "show_if": "USES = 2"}
END = question("END", "short_text", "Anything else?")


def stored() -> dict[str, Any]:
    return dict(session.scalars(select(Response.answers)).one())


def test_a_required_question_that_is_not_shown_is_not_required_and_stored_as_not_shown(client: FlaskClient) -> None:
    walker = person(client, [USES], [WHY], [END])
    walker.go(qUSES="1")
    assert walker.path.endswith("/page/3")
    assert "Page 2 of 2" in walker.text
    walker.go(qEND="no")
    assert walker.path.endswith("/check")
    assert "Why not?" not in walker.text
    walker.send()
    assert walker.receipt
    assert stored() == {"USES": 1, "WHY": {"missing": "not_shown"}, "END": "no"}


def test_back_goes_the_way_that_was_come_and_a_changed_answer_opens_another(client: FlaskClient) -> None:
    walker = person(client, [USES], [WHY], [END])
    walker.go(qUSES="1")
    walker.go("back")
    assert walker.path.endswith("/page/1")
    walker.go(qUSES="2")
    assert (walker.path[-7:], "Page 2 of 3" in walker.text) == ("/page/2", True)
    walker.go(qWHY="")
    assert walker.page.status_code == 422
    walker.go(qWHY="dear")
    walker.go(qEND="")
    walker.send()
    assert stored() == {"USES": 2, "WHY": "dear"}


def test_an_answer_that_is_hidden_later_is_kept_in_the_draft_and_not_sent(client: FlaskClient) -> None:
    walker = person(client, [USES], [WHY], [END])
    walker.go(qUSES="2")
    walker.go(qWHY="dear")
    walker.go(qEND="x")
    walker.get(f"/r/{walker.code}/page/1")
    walker.go(qUSES="1")
    walker.go(qEND="x")
    assert session.scalars(select(Draft)).one().answers["given"]["WHY"] == "dear"
    assert walker.path.endswith("/check")
    walker.send()
    assert stored()["WHY"] == {"missing": "not_shown"}


def test_a_question_called_up_on_the_same_page_is_shown_at_the_next_step(client: FlaskClient) -> None:
    walker = person(client, [USES, WHY], [END])
    assert walker.asked() == ["qUSES"]
    walker.go(qUSES="2")
    assert walker.path.endswith("/page/1")
    assert walker.asked() == ["qUSES", "qWHY"]
    assert "called up another question" in walker.text
    walker.go(qUSES="2")
    assert walker.page.status_code == 422
    walker.go(qUSES="2", qWHY="dear")
    assert walker.path.endswith("/page/2")
    walker.go("back", qEND="x")
    walker.go(qUSES="1", qWHY="dear")
    assert walker.path.endswith("/page/2")
    walker.go(qEND="x")
    walker.send()
    assert stored() == {"USES": 1, "WHY": {"missing": "not_shown"}, "END": "x"}


def test_a_page_passed_before_comes_back_when_an_earlier_answer_shows_more_on_it(client: FlaskClient) -> None:
    walker = person(client, [USES], [{**END, "required": False}, {**WHY, "required": False}])
    walker.go(qUSES="1")
    walker.go(qEND="x")
    assert walker.path.endswith("/check")
    walker.get(f"/r/{walker.code}/page/1")
    walker.go("stop", qUSES="2")
    walker.get(f"/r/{walker.code}/check")
    assert walker.path.endswith("/page/2")
    assert walker.asked() == ["qEND", "qWHY"]
    walker.go(qEND="x", qWHY="")
    walker.send()
    assert stored() == {"USES": 2, "END": "x"}


def test_sending_looks_again_whether_everything_that_is_shown_was_answered(client: FlaskClient) -> None:
    walker = person(client, [USES], [WHY])
    walker.go(qUSES="1")
    assert walker.path.endswith("/check")
    fields = walker.hidden()
    walker.get(f"/r/{walker.code}/page/1")
    walker.go("stop", qUSES="2")
    walker.page = walker.client.post(f"/r/{walker.code}/check", data=fields)
    assert walker.page.status_code == 303
    assert "/page/2" in walker.page.location
    assert session.scalars(select(Response)).all() == []


def test_jumps_lead_on_and_to_the_end(client: FlaskClient) -> None:
    jumps = [{"rule": "USES = 2", "outcome": "screened out"}]
    walker = person(client, {"key": "p1", "title": {}, "questions": [USES], "jumps": jumps}, [END])
    walker.go(qUSES="2")
    assert walker.path.endswith("/check")
    walker.send()
    assert stored() == {"USES": 2, "END": {"missing": "not_shown"}}


def test_a_page_that_is_not_on_the_way_leads_on(client: FlaskClient) -> None:
    walker = person(client, [USES], [WHY], [END])
    walker.go(qUSES="1")
    walker.get(f"/r/{walker.code}/page/2")
    assert walker.path.endswith("/page/3")
    assert walker.client.get(f"/r/{walker.code}/page/4").status_code == 404


def test_a_hard_check_refuses_with_the_authors_words_and_a_soft_one_tells_once(client: FlaskClient) -> None:
    low = question("LOW", "number")
    high = {
        **question("HIGH", "number"),
        "checks": [
            {"rule": ". > LOW", "message": {"en": "Must be <b>100 %</b> above {LOW}."}},
            {"rule": "HIGH < 100", "message": {"en": "That is a lot."}, "soft": True},
        ],
    }
    walker = person(client, [low, high], [END])
    walker.go(qLOW="5", qHIGH="4")
    assert walker.page.status_code == 422
    assert "Must be &lt;b&gt;100 %&lt;/b&gt; above 5." in walker.text
    walker.go(qLOW="5", qHIGH="400")
    assert walker.page.status_code == 422
    assert "That is a lot." in walker.text
    assert "go on with Continue" in walker.text
    walker.go(qLOW="5", qHIGH="400")
    assert walker.path.endswith("/page/2")
    walker.go("back")
    walker.go(qLOW="", qHIGH="4")
    assert walker.path.endswith("/page/2")


def test_a_check_across_pages_is_looked_at_again_before_sending(client: FlaskClient) -> None:
    low = question("LOW", "number")
    high = {**question("HIGH", "number"), "checks": [{"rule": "HIGH > LOW", "message": {"en": "Must be above."}}]}
    walker = person(client, [low], [high])
    walker.go(qLOW="5")
    walker.go(qHIGH="6")
    assert walker.path.endswith("/check")
    walker.get(f"/r/{walker.code}/page/1")
    walker.go("stop", qLOW="7")
    walker.get(f"/r/{walker.code}/check")
    assert walker.path.endswith("/page/2")


def test_earlier_answers_stand_in_later_texts_and_are_escaped(client: FlaskClient) -> None:
    name = question("NAME", "short_text", "Your firm?")
    end = question("END", "short_text", "What of {NAME}?")
    titled = {"key": "p2", "title": {"en": "About {NAME}"}, "questions": [end]}
    walker = person(client, [name], titled)
    walker.go(qNAME="<i>A&B</i>")
    assert "What of &lt;i&gt;A&amp;B&lt;/i&gt;?" in walker.text
    assert "About &lt;i&gt;A&amp;B&lt;/i&gt;" in walker.text
    walker.go(qEND="x")
    assert "What of &lt;i&gt;A&amp;B&lt;/i&gt;?" in walker.text


def test_rows_and_options_are_offered_by_earlier_answers(client: FlaskClient) -> None:
    which = question("WHICH", "multiple", options=options("Price", "Taste"))
    price, taste = items("Price", "Taste")
    rows = [{**price, "show_if": "WHICH has 1"}, {**taste, "show_if": "WHICH has 2"}]
    walker = person(client, [which], [question("SERV", "grid", items=rows, scale={}, required=True)], [END])
    walker.go(qWHICH="2")
    assert walker.asked() == ["qSERV.taste"]
    walker.go(**{"qSERV.taste": "4"})
    walker.go(qEND="")
    walker.send()
    assert stored() == {"WHICH.1": 0, "WHICH.2": 1, "SERV.price": {"missing": "not_shown"}, "SERV.taste": 4}


def test_an_identity_question_that_is_not_shown_leaves_no_row(client: FlaskClient) -> None:
    name = {**question("NAME", "short_text", purpose="identity"), "show_if": "USES = 2"}
    walker = person(client, [USES], [name], [END])
    walker.go(qUSES="1")
    walker.go(qEND="x")
    walker.send()
    assert walker.receipt
    assert session.scalars(select(Identity)).all() == []


def test_sealed_answers_hold_what_was_not_shown_and_come_out_of_the_mix_with_it(app: Flask) -> None:
    stage = sealed_stage(people=3, definition=of([USES], [WHY], [END]))
    for link, why in zip(links_of(stage), ("dear", "", ""), strict=True):
        walker = Browser(app.test_client(), stage.code)
        walker.begin(link)
        walker.go(qUSES="2")
        walker.go(qWHY="first thought")
        walker.go("back", qEND="x")
        if why:
            walker.go(qWHY=why)
        else:
            walker.get(f"/r/{stage.code}/page/1")
            walker.go(qUSES="1")
        walker.go(qEND="x")
        walker.send()
        assert walker.receipt
    close(app, stage)
    found = sorted((dict(answers) for answers in session.scalars(select(Response.answers))), key=str)
    hidden = {"USES": 1, "WHY": {"missing": "not_shown"}, "END": "x"}
    assert found == [hidden, hidden, {"USES": 2, "WHY": "dear", "END": "x"}]


def test_an_interviewer_is_led_by_the_same_rules(client: FlaskClient) -> None:
    stage = open_stage(of([USES], [WHY], [END]))
    sign_in(client, make_member(stage.study, Role.INTERVIEWER))
    walker = Browser(client, stage.code)
    walker.get(f"/studies/{stage.study.code}/stages/{stage.code}/entry")
    walker.send({"mode": "phone", "unit": "", "language": "en"})
    walker.go(qUSES="1")
    assert walker.path.endswith("/page/3")
    walker.go(qEND="x")
    walker.send()
    assert stored() == {"USES": 1, "WHY": {"missing": "not_shown"}, "END": "x"}


def test_another_window_with_other_answers_is_kept_beside_and_can_take_their_place(client: FlaskClient) -> None:
    walker = person(client, [USES], [WHY], [END])
    walker.go(qUSES="1")
    walker.go(qEND="x")
    sent = walker.hidden()
    walker.send()
    again = walker.client.post(f"/r/{walker.code}/check", data=sent)
    assert again.location.endswith("/thanks")
    other = sent | {"shown": "0" * 64, "content": '{"USES": 2, "WHY": "dear", "END": "y"}'}
    walker.page = walker.client.post(f"/r/{walker.code}/check", data=other)
    assert walker.page.status_code == 409
    assert "Not asked" in walker.text
    walker.send({"choice": "other"})
    assert stored() == {"USES": 2, "WHY": "dear", "END": "y"}


def test_a_hidden_value_comes_from_the_address_and_a_calculated_one_from_the_server(client: FlaskClient) -> None:
    source = question("SRC", "hidden", parameter="from")
    years = question("YEARS", "number")
    twice = question("TWICE", "calculated", expression="YEARS * 2")
    end = {**question("END", "short_text", "{SRC} {TWICE}?"), "show_if": "TWICE > 3"}
    stage = open_stage(of([source, years, twice], [end]) | {"languages": ["en", "es"]})
    walker = Browser(client, stage.code)
    walker.get(f"/r/{stage.code}?from=%3Cb%3Efair&TWICE=9")
    assert "?language=es&amp;from=%3Cb%3Efair" in walker.text
    walker.page = walker.client.post(f"/r/{stage.code}?from=%3Cb%3Efair", data=walker.hidden())
    walker.get(walker.page.location)
    assert walker.asked() == ["qYEARS"]
    walker.go("back", qYEARS="2")
    walker.get(f"/r/{stage.code}/page/1")
    walker.go("clear")
    walker.go(qYEARS="2.5", qTWICE="99", qSRC="other")
    assert "&lt;b&gt;fair 5?" in walker.text
    walker.go(qEND="x")
    assert len(walker.document().xpath("//dt")) == 2
    walker.send()
    assert stored() == {"SRC": "<b>fair", "YEARS": 2.5, "TWICE": 5.0, "END": "x"}


@pytest.mark.parametrize(("value", "status"), [("x" * 5000, 200), ("", 200), ("a%0Ab", 400), ("%ED%A0%80", 200)])
def test_a_hostile_value_in_the_address_is_cut_or_refused(client: FlaskClient, value: str, status: int) -> None:
    stage = open_stage(of([question("SRC", "hidden"), END]))
    walker = Browser(client, stage.code)
    walker.get(f"/r/{stage.code}?src={value}")
    assert walker.page.status_code == status
    if status == 200:
        page = walker.client.post(f"/r/{stage.code}?src={value}", data=walker.hidden())
        assert page.status_code == 303
        kept = session.scalars(select(Draft)).one().answers.get("given", {}).get("SRC", "")
        assert len(kept) == min(len(value), 200) or "\ufffd" in kept


def test_sealed_answers_take_nothing_from_the_address(app: Flask) -> None:
    stage = sealed_stage(people=3, definition=of([question("SRC", "hidden"), END]))
    for link in links_of(stage):
        walker = Browser(app.test_client(), stage.code)
        walker.get(f"{link}?src=ana")
        walker.page = walker.client.post(f"{link}?src=ana", data=walker.hidden())
        walker.get(walker.page.location)
        walker.go(qEND="x")
        walker.send()
        assert walker.receipt
    close(app, stage)
    assert [dict(answers) for answers in session.scalars(select(Response.answers))] == [{"END": "x"}] * 3


def test_a_check_of_a_table_stands_at_its_first_row_and_a_message_without_words_still_refuses(
    client: FlaskClient,
) -> None:
    checks = [{"rule": "SERV.price = SERV.taste", "message": {"en": "Rate both alike, 100 %(n)s."}}]
    grid = {**question("SERV", "grid", items=items("Price", "Taste"), scale={}), "checks": checks}
    years = {**question("YEARS", "number"), "checks": [{"rule": ". > 3", "message": {}}]}
    walker = person(client, [grid, years], [END])
    walker.go(**{"qSERV.price": "1", "qSERV.taste": "2", "qYEARS": "2"})
    assert walker.page.status_code == 422
    links = walker.document().xpath("//*[@id='errors']//a/@href")
    assert links == ["#qSERV-price", "#qYEARS"]
    assert all(walker.document().xpath(f"//*[@id='{link[1:]}']") for link in links)
    assert walker.text.count("Rate both alike, 100 %(n)s.") == 2
    assert "“YEARS” does not fit your other answers" in walker.text


@pytest.mark.parametrize("marks", [["WHY"] * 300, ["\udcff", ""], ["x" * 100_000], ["WHY 1 2 \x00"]])
def test_hostile_marks_never_fail(client: FlaskClient, marks: list[str]) -> None:
    walker = person(client, [USES, WHY], [END])
    fields = {"seen": [mark.encode("utf-8", "replace").decode() for mark in marks], "told": "HIGH:0"}
    page = walker.client.post(
        f"/r/{walker.code}/page/1", data={**walker.hidden(), **fields, "qUSES": "2", "go": "next"}
    )
    assert page.status_code in {303, 422, 400, 413}


def test_answers_of_the_same_page_are_taken_over_at_the_next_step(client: FlaskClient) -> None:
    liked = question("LIKED", "multiple", options=options("Red", "Blue", "Green"))
    walker = person(client, [liked, {**question("BEST", "single"), "carry": {"from": "LIKED"}}], [END])
    assert walker.asked() == ["qLIKED"]
    walker.go(qLIKED=["1", "3"])
    assert (walker.path[-7:], walker.asked()) == ("/page/1", ["qLIKED", "qBEST"])
    assert walker.document().xpath("//input[@name='qBEST']/@value") == ["1", "3"]
    walker.go(qLIKED=["1", "3"], qBEST="3")
    walker.go(qEND="")
    walker.send()
    assert stored() == {"LIKED.1": 1, "LIKED.2": 0, "LIKED.3": 1, "BEST": 3}


def test_what_only_another_arm_is_asked_is_not_on_the_page_at_all(client: FlaskClient) -> None:
    arm = question("ARM", "arm", options=options("low", "high"), shares=[1, 0])
    walker = person(client, [arm, {**WHY, "show_if": "ARM = 2"}, {**END, "show_if": "ARM = 1"}])
    assert walker.asked() == ["qEND"]
    assert "Why not?" not in walker.text
    assert "data-show-if" not in walker.text
