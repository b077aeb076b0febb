"""The editor's pages, asked for like a browser without script asks for them."""

import re
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from survey_app.models import Account
from survey_app.questions.registry import TYPES
from survey_app.vocabulary import Role, VersionState
from tests.builders import csrf_of, make_account, make_member, sign_in
from tests.desk import Desk, form_fields

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("app")]


def test_an_empty_questionnaire_offers_the_first_step(desk: Desk) -> None:
    page = desk.get()
    assert "No question yet" in page
    assert "Version 1, draft" in page


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_kind_can_be_added_shown_and_saved_as_it_stands(desk: Desk, kind: str) -> None:
    desk.done("/questions", kind=kind, page="p1")
    page = desk.get("?q=Q1")
    before = desk.question("Q1")
    fields = form_fields(page)
    answer = desk.client.post(desk.base + "/questions/Q1", data={**fields, "do": "save"})
    assert answer.status_code == 303, answer.text
    assert desk.question("Q1") == before
    fields["text"] = ["What do you think?"]
    answer = desk.client.post(desk.base + "/questions/Q1", data={**fields, "do": "save"})
    assert answer.status_code == 303, answer.text
    assert desk.question("Q1")["text"] == {"en": "What do you think?"}
    assert "What do you think?" in desk.get("/preview")


def test_a_questionnaire_is_written_from_nothing_to_published_without_script(desk: Desk) -> None:
    assert desk.done("/questions", kind="single", page="p1").endswith("?q=Q1")
    desk.done(
        "/questions/Q1",
        text="Have you complained this year?", code="COMPLAINED", purpose="affirmative", required="on",
        **{"row": ["c1", "c2", "n3"], "row.c1": "Yes", "row.c2": "No", "row.n3": "Not sure", "other": "on"},
    )  # fmt: skip
    stored = desk.question("COMPLAINED")
    assert stored["required"] is True
    assert stored["purpose"] == "affirmative"
    settings = stored["settings"]
    assert isinstance(settings, dict)
    assert [(o["code"], o["label"]["en"]) for o in settings["options"]] == [(1, "Yes"), (2, "No"), (3, "Not sure")]
    assert settings["other"]["label"]["es"] == "Otra respuesta"
    desk.done("/pages")
    desk.done("/pages/p2", title="Overall", do="save")
    desk.done("/questions", block="satisfied", page="p2")
    assert desk.codes() == ["COMPLAINED", "Q2", "Q3", "Q4"]
    desk.done("/questions/Q4/move", do="up")
    desk.done("/questions/Q3/copy")
    assert desk.codes() == ["COMPLAINED", "Q2", "Q4", "Q3", "Q5"]
    location = desk.done("/questions/Q5/delete")
    assert "Done: question Q5 deleted." in desk.client.get(location).text
    desk.done("/undo")
    assert desk.codes()[-1] == "Q5"
    desk.done("/redo")
    page = desk.get("/publish")
    assert "Publishing freezes version 1" in page
    assert desk.done("/publish").endswith("/settings")
    assert desk.version.state is VersionState.PUBLISHED
    page = desk.get("?q=Q2")
    assert "Version 1, published" in page
    assert "data-autosave" not in page
    assert desk.send("/questions/Q2/delete").status_code == 409
    desk.done("/next")
    assert "Version 2, draft" in desk.get()
    assert "The version before has this code" in desk.get("?q=Q2")
    assert "Version 1, published" in desk.get("?version=1")


def test_rows_are_moved_taken_out_and_pasted_without_script(desk: Desk) -> None:
    desk.done("/questions", kind="grid", page="p1")
    fields = {
        "text": "How was it?",
        "row": ["c1", "c2"],
        "row.c1": "Price",
        "row.c2": "Speed",
        "preset": "satisfaction",
    }
    desk.done("/questions/Q1", **fields, more_rows="Care\n\n  Place \n", do="up:c2")
    settings = desk.question("Q1")["settings"]
    assert isinstance(settings, dict)
    assert [(row["code"], row["label"]["en"]) for row in settings["items"]] == [
        ("2", "Speed"), ("1", "Price"), ("3", "Care"), ("4", "Place")]  # fmt: skip
    sent = form_fields(desk.get("?q=Q1"))
    desk.client.post(desk.base + "/questions/Q1", data={**sent, "do": "drop:c4"})
    sent = form_fields(desk.get("?q=Q1"))
    desk.client.post(desk.base + "/questions/Q1", data={**sent, "row": [*sent["row"], "n9"], "row.n9": "Sound"})
    settings = desk.question("Q1")["settings"]
    assert isinstance(settings, dict)
    assert [row["code"] for row in settings["items"]] == ["2", "1", "3", "5"]


def test_the_twelve_needs_become_rows_with_one_button(desk: Desk) -> None:
    desk.done("/questions", kind="battery", page="p1")
    sent = form_fields(desk.get("?q=Q1"))
    desk.client.post(desk.base + "/questions/Q1", data={**sent, "do": "needs"})
    settings = desk.question("Q1")["settings"]
    assert isinstance(settings, dict)
    assert [row["code"] for row in settings["items"]][2:5] == ["safety", "order", "time"]
    assert len(settings["items"]) == 14


def test_a_scale_is_chosen_and_its_ends_keep_their_words_when_it_grows(desk: Desk) -> None:
    desk.done("/questions", kind="rating", page="p1")
    sent = form_fields(desk.get("?q=Q1"))
    assert sent["preset"] == ["satisfaction"]
    desk.client.post(desk.base + "/questions/Q1", data={**sent, "preset": "quality"})
    sent = form_fields(desk.get("?q=Q1"))
    assert (sent["preset"], sent["point.1"], sent["point.3"]) == (["quality"], ["Very poor"], [""])
    desk.client.post(desk.base + "/questions/Q1", data={**sent, "last": "7"})
    sent = form_fields(desk.get("?q=Q1"))
    assert (sent["preset"], sent["point.7"], sent["point.5"]) == (["quality7"], ["Excellent"], [""])
    answer = desk.client.post(desk.base + "/questions/Q1", data={**sent, "last": "19", "text": "Kept"})
    assert answer.status_code == 422
    assert "Kept" in answer.text


def test_texts_are_translated_beside_the_base_and_counted(desk: Desk) -> None:
    desk.done("/questions", kind="short_text", page="p1")
    desk.done("/questions/Q1", text="Your town?")
    desk.done("/languages", language=["en", "es", "zh_Hans_CN"], own="en")
    page = desk.get("?q=Q1&lang=es")
    assert '<p class="beside" lang="en">Your town?</p>' in page
    assert page.count("1 missing") >= 2
    desk.done("/questions/Q1", text="¿Su ciudad?", lang="es")
    assert desk.question("Q1")["text"] == {"en": "Your town?", "es": "¿Su ciudad?"}
    assert "Español (1 missing)" not in desk.get("?q=Q1")
    answer = desk.send("/languages", language=["es"], own="xx")
    assert answer.status_code == 422


def test_a_stale_save_shows_both_and_either_can_be_kept(desk: Desk) -> None:
    desk.done("/questions", kind="short_text", page="p1")
    seen = desk.version.revision
    desk.done("/questions/Q1", text="Theirs, stored")
    answer = desk.send("/questions/Q1", revision=seen, text="Mine, typed", hint="Mine too")
    assert answer.status_code == 409
    assert "Theirs, stored" in answer.text
    assert "<td>Mine, typed</td>" in answer.text
    assert desk.question("Q1")["text"] == {"en": "Theirs, stored"}
    again = {
        name: unescape(words)
        for name, words in re.findall(r'<textarea hidden name="([^"]*)">\n(.*?)</textarea>', answer.text, re.DOTALL)
    }
    desk.done("/questions/Q1", **again)
    assert desk.question("Q1")["text"] == {"en": "Mine, typed"}
    assert desk.question("Q1")["hint"] == {"en": "Mine too"}


def test_a_stale_act_asks_before_it_is_done_all_the_same(desk: Desk) -> None:
    desk.done("/questions", kind="short_text", page="p1")
    seen = desk.version.revision
    desk.done("/questions/Q1", text="Theirs")
    answer = desk.send("/questions/Q1/delete", revision=seen)
    assert answer.status_code == 409
    assert "Do it all the same" in answer.text
    assert desk.codes() == ["Q1"]


def test_what_was_typed_about_a_deleted_question_is_shown(desk: Desk) -> None:
    desk.done("/questions", kind="short_text", page="p1")
    seen = desk.version.revision
    desk.done("/questions/Q1/delete")
    answer = desk.send("/questions/Q1", revision=seen, text="Long thoughts")
    assert answer.status_code == 409
    assert "Long thoughts" in answer.text


def test_codes_are_unique_and_well_formed_and_a_bad_one_costs_nothing(desk: Desk) -> None:
    for _time in range(2):
        desk.done("/questions", kind="short_text", page="p1")
    for code in ("Q2", "7UP", "", "A-B", "A" * 17):
        answer = desk.send("/questions/Q1", text="Words that stay", code=code)
        assert answer.status_code == 422, code
        assert "Words that stay" in answer.text
        assert re.search(r'q=Q1[^>]*aria-current="true"', answer.text)
    desk.done("/questions/Q1", text="Words", code="town")
    assert desk.codes() == ["TOWN", "Q2"]


def test_only_owner_and_editor_may_write_and_strangers_see_nothing(app: Flask, desk: Desk) -> None:
    study = desk.stage.study
    desk.done("/questions", kind="rating", page="p1")
    paths = ("/questions", "/questions/Q1", "/questions/Q1/delete", "/pages", "/undo", "/redo", "/publish", "/next",
             "/languages", "/file")  # fmt: skip
    for role in Role:
        client = app.test_client()
        sign_in(client, make_member(study, role))
        allowed = role in {Role.OWNER, Role.EDITOR}
        assert client.get(desk.base).status_code == (200 if allowed else 403), role
        if not allowed:
            token = csrf_of(client)
            for path in paths:
                answer = client.post(desk.base + path, data={"csrf_token": token, "revision": "1"})
                assert answer.status_code == 403, (role, path)
    stranger = app.test_client()
    sign_in(stranger, make_account())
    assert stranger.get(desk.base).status_code == 404
    token = csrf_of(stranger)
    for path in paths:
        answer = stranger.post(desk.base + path, data={"csrf_token": token, "revision": "1"})
        assert answer.status_code == 404, path
    assert desk.codes() == ["Q1"]


def test_a_document_goes_out_and_comes_back(desk: Desk) -> None:
    desk.done("/questions", block="recommend", page="p1")
    document = desk.client.get(desk.base + "/download/json/file")
    assert document.mimetype == "application/json"
    assert "attachment" in document.headers["Content-Disposition"]
    before = desk.codes()
    desk.done("/questions/Q1/delete")
    seen = _upload(desk, document.data).location
    assert "Replace 1 question<" in desk.client.get(seen).text
    assert desk.codes() == ["Q2"]
    answer = desk.client.post(
        seen + "/confirm", data={"csrf_token": desk.token, "count": "1", "revision": str(desk.version.revision)}
    )
    assert answer.status_code == 303
    assert desk.codes() == before
    desk.done("/undo")
    assert desk.codes() == ["Q2"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"not json", b"\xff\xfe", b"[" * 100_000, b"{}", b'{"languages": ["en"], "pages": 7}', b"null", b"[1, 2]",
        b'{"languages": ["en"], "pages": [{"key": "p1", "questions": [{"code": "Q1", "kind": "magic"}]}]}',
        b'{"languages": ["en"], "pages": [{"key": "p1", "title": {"en": "\\ud800"}}]}',
        b'{"languages": ["en"], "pages": [{"key": "p1", "title": {"en": "\\u0000"}}]}',
        b'{"languages": ["en"], "pages": NaN}', b'{"languages": ["en"], "pages": ' + b"9" * 10_000 + b"}",
        b"x" * 1_000_100,
    ],
)  # fmt: skip
def test_a_file_that_is_no_questionnaire_is_refused_with_the_reason(desk: Desk, content: bytes) -> None:
    answer = _upload(desk, content)
    assert answer.status_code in {413, 422}, answer.text
    assert desk.codes() == []


def _upload(desk: Desk, content: bytes) -> TestResponse:
    """A file sent as a browser sends it; written out by hand, since the test client leaves large bodies open."""
    fields = {"csrf_token": desk.token, "revision": str(desk.version.revision)}
    parts = [
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{words}\r\n' for name, words in fields.items()
    ]
    parts.append('--B\r\nContent-Disposition: form-data; name="document"; filename="q.json"\r\n\r\n')
    body = "".join(parts).encode() + content + b"\r\n--B--\r\n"
    return desk.client.post(desk.base + "/file", data=body, content_type="multipart/form-data; boundary=B")


def test_errors_are_listed_with_links_and_keep_the_version_open(desk: Desk) -> None:
    desk.done("/questions", kind="single", page="p1")
    page = desk.get("/check")
    assert "3 things stand in the way of publishing" in page
    assert "Q1 has no text." in page
    assert 'q=Q1#text"' in page.replace("&amp;", "&")
    answer = desk.send("/publish")
    assert answer.status_code == 422
    assert desk.version.state is VersionState.DRAFT


def test_automatic_saves_are_one_step_of_undo(desk: Desk) -> None:
    desk.done("/questions", kind="short_text", page="p1")
    for words in ("W", "Wh", "What?"):
        desk.done("/questions/Q1", text=words, typed="1")
    desk.done("/questions/Q1", text="What else?")
    desk.done("/undo")
    assert desk.question("Q1")["text"] == {}


def test_the_preview_is_drawn_by_the_respondents_templates_in_the_chosen_language(desk: Desk) -> None:
    desk.done("/languages", language=["en", "es"], own="en")
    desk.done("/questions", block="satisfied", page="p1")
    page = desk.get("?q=Q1&show=es")
    preview = page.split("shadowrootmode", 1)[1]
    assert "En conjunto, ¿qué grado de satisfacción" in preview
    assert "No procede" in preview
    assert "How satisfied are you with us overall?" not in preview.split("</template>")[0]


def test_save_and_go_on_opens_the_question_behind(desk: Desk) -> None:
    desk.done("/questions", block="recommend", page="p1")
    assert "Save and go to Q2" in desk.get("?q=Q1")
    assert desk.done("/questions/Q1", text="How likely?", do="next").endswith("q=Q2")
    assert desk.question("Q1")["text"] == {"en": "How likely?"}
    assert "Save and go to" not in desk.get("?q=Q2")


def test_a_rule_about_an_unknown_question_is_listed_with_its_place_and_keeps_the_version_open(desk: Desk) -> None:
    desk.done("/questions", kind="rating", page="p1")
    desk.done("/questions/Q1", text="How satisfied are you?", show_if="not AGE = 'x'")
    page = desk.get("/check")
    assert "“Shown if” of Q1: Character 5: there is no question or answer “AGE”. Write a code of this" in page
    assert 'q=Q1#show_if"' in page.replace("&amp;", "&")
    assert desk.send("/publish").status_code == 422
    assert desk.version.state is VersionState.DRAFT


def test_a_row_with_two_things_becomes_two_and_undo_says_whose_step_it_takes_back(
    app: Flask, desk: Desk, owner: Account
) -> None:
    desk.done("/questions", kind="grid", page="p1")
    fields = form_fields(desk.get("?q=Q1"))
    row = next(name for name in fields if name.startswith("row."))
    fields |= {"text": ["How was it?"], row: ["Speed and politeness"], "do": [f"split:{row[4:]}"]}
    assert "Split into two rows" not in desk.get("?q=Q1")
    desk.done("/questions/Q1", **{**fields, "revision": str(desk.version.revision)})
    settings = desk.question("Q1")["settings"]
    assert isinstance(settings, dict)
    assert [each["label"].get("en") for each in settings["items"]] == ["Speed", "Politeness", None]
    again = form_fields(desk.get("?q=Q1")) | {row: ["Price & care"], "do": ["save"]}
    desk.done("/questions/Q1", **{**again, "revision": str(desk.version.revision)})
    assert "Split into two rows" in desk.get("?q=Q1")
    assert "Undo<span" in desk.get().replace("\n", "")
    assert ", by " not in desk.get().partition("data-redo")[0]
    other = app.test_client()
    colleague = make_member(desk.stage.study, Role.EDITOR)
    sign_in(other, colleague)
    page = other.get(desk.base).text
    assert f"question Q1 changed, by {owner.name}" in page
