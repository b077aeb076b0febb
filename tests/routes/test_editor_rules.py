"""The editor's fields for rules, asked for like a browser without script asks for them."""

import pytest

from tests.desk import Desk, form_fields

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]


def two_questions(desk: Desk) -> None:
    """A single choice Q1 on the first page, a number Q2 on the second."""
    desk.done("/questions", kind="single", page="p1")
    desk.done("/questions/Q1", text="Used it?", **{"row": ["c1", "c2"], "row.c1": "Yes", "row.c2": "No"})
    desk.done("/pages")
    desk.done("/questions", kind="number", page="p2")
    desk.done("/questions/Q2", text="How often?")


def page_of(desk: Desk, key: str) -> dict[str, object]:
    return next(page for page in desk.version.definition["pages"] if page["key"] == key)


def test_a_question_its_rows_and_its_checks_get_rules_and_keep_them(desk: Desk) -> None:
    two_questions(desk)
    desk.done(
        "/questions/Q2", text="How often?", show_if="Q1 = 1", check=["0", "1"],
        **{"check.0.rule": ". < 100", "check.0.message": "So often?", "check.0.soft": "on", "check.1.rule": ""},
    )  # fmt: skip
    desk.done(
        "/questions/Q1", text="Used it?", **{"row": ["c1", "c2"], "row.c1": "Yes", "row.c2": "No", "rule.c2": "1 = 1"}
    )
    first, second = desk.question("Q1"), desk.question("Q2")
    assert second["show_if"] == "Q1 = 1"
    assert second["checks"] == [{"rule": ". < 100", "message": {"en": "So often?"}, "soft": True}]
    assert [option.get("show_if") for option in first["settings"]["options"]] == [None, "1 = 1"]  # type: ignore[index]
    for code in ("Q1", "Q2"):
        before = desk.question(code)
        assert (
            desk.client.post(f"{desk.base}/questions/{code}", data=form_fields(desk.get(f"?q={code}"))).status_code
            == 303
        )
        assert desk.question(code) == before
    desk.done("/questions/Q1", text="Used it lately?", **{"row": ["c1", "c2"], "row.c1": "Yes", "row.c2": "No"})
    assert desk.question("Q1")["settings"] == first["settings"]


def test_a_rule_that_cannot_be_read_is_kept_on_the_page_and_says_where(desk: Desk) -> None:
    two_questions(desk)
    answer = desk.send(
        "/questions/Q2", text="How <b>often?", show_if="Q1 =", check="0", **{"check.0.rule": "((", "rule.x": ""}
    )
    assert answer.status_code == 422
    assert 'value="Q1 ="' in answer.text
    assert "Character 5" in answer.text
    assert 'value="(("' in answer.text
    assert "How &lt;b&gt;often?" in answer.text
    assert "show_if" not in desk.question("Q2")


@pytest.mark.parametrize("rule", ["x" * 3000, "\ud800", "\x00", "(" * 1500, "1" * 1999])
def test_hostile_rules_are_refused_or_kept_and_never_fail(desk: Desk, rule: str) -> None:
    two_questions(desk)
    fields = {"text": "?", "show_if": rule.encode("utf-8", "replace").decode()}
    assert desk.send("/questions/Q2", **fields).status_code in {303, 422}
    assert desk.send(
        "/pages/p1", do="save", show_if=fields["show_if"], jump="0", **{"jump.0.target": "p2"}
    ).status_code in {
        303,
        422,
    }


def test_a_page_gets_a_rule_and_jumps(desk: Desk) -> None:
    two_questions(desk)
    desk.done("/pages")
    desk.done(
        "/pages/p1", do="save", title="First", jump=["0", "1"],
        **{"jump.0.rule": "Q1 = 2", "jump.0.target": ":end", "jump.0.outcome": "not a user", "jump.1.target": "p3"},
    )  # fmt: skip
    desk.done("/pages/p2", do="save", title="", show_if="Q1 = 1")
    assert page_of(desk, "p1")["jumps"] == [
        {"rule": "Q1 = 2", "page": "", "outcome": "not a user"},
        {"rule": "", "page": "p3", "outcome": ""},
    ]
    assert page_of(desk, "p2")["show_if"] == "Q1 = 1"
    assert 'value="not a user"' in desk.get("?page=p1")
    desk.done("/pages/p1", do="save", title="Other")
    assert len(page_of(desk, "p1")["jumps"]) == 2  # type: ignore[arg-type]
    desk.done("/pages/p1", do="save", title="Other", jump="0", **{"jump.0.rule": "", "jump.0.target": ""})
    assert "jumps" not in page_of(desk, "p1")


def test_a_jump_that_leads_back_or_nowhere_is_refused_with_what_was_typed(desk: Desk) -> None:
    two_questions(desk)
    for target, words in (
        ("p1", "Choose a later page"),
        ("gone", "Choose a later page"),
        ("", "Choose where this leads"),
    ):
        answer = desk.send("/pages/p2", do="save", jump="0", **{"jump.0.rule": "Q1 = 2", "jump.0.target": target})
        assert answer.status_code == 422
        assert words in answer.text
        assert 'value="Q1 = 2"' in answer.text


def test_another_code_goes_with_all_rules_and_texts_that_name_it(desk: Desk) -> None:
    two_questions(desk)
    desk.done("/questions/Q2", text="How often, {Q1}? {= Q1 + 1}", show_if="Q1 = 1 or Q1 = 2")
    desk.done("/pages/p2", do="save", title="{Q1}", show_if="answered(Q1)")
    desk.done("/questions/Q1", text="Used it?", code="USED", **{"row": ["c1", "c2"], "row.c1": "Yes", "row.c2": "No"})
    second = desk.question("Q2")
    assert second["show_if"] == "USED = 1 or USED = 2"
    assert second["text"] == {"en": "How often, {USED}? {= USED + 1}"}
    assert (page_of(desk, "p2")["title"], page_of(desk, "p2")["show_if"]) == ({"en": "{USED}"}, "answered(USED)")


def test_the_logic_page_lists_every_rule_with_its_place_and_draws_the_ways(desk: Desk) -> None:
    assert "No rule yet" in desk.get("/logic")
    two_questions(desk)
    desk.done("/pages")
    desk.done("/questions", kind="short_text", page="p3")
    desk.done("/questions/Q2", text="How often?", show_if="Q1 = 1 and GONE > 2", check="0", **{"check.0.rule": ". < 9"})
    desk.done(
        "/pages/p1", do="save", title="<b>First", jump=["0", "1"],
        **{"jump.0.rule": "Q1 = 2", "jump.0.target": ":end", "jump.0.outcome": "not a user", "jump.1.target": "p3"},
    )  # fmt: skip
    page = desk.get("/logic")
    assert "4 rules" in page
    for words in (
        "Q1 = 1 and GONE &gt; 2",
        ". &lt; 9",
        'value="not a user"',
        "jump always",
        "no way leads here",
        "“GONE”",
    ):
        assert words in page, words
    assert "questionnaire?q=Q2#rules" in page
    assert "questionnaire?page=p1#rules" in page
    assert page.count("&lt;b&gt;First") >= 2
    assert "<b>First" not in page
    assert page.count("<svg") >= 2
    assert "Logic of all pages" in desk.get()


def test_a_copy_checks_its_own_answer(desk: Desk) -> None:
    two_questions(desk)
    desk.done("/questions/Q2", text="How often, {Q2}?", check="0", **{"check.0.rule": "Q2 < 9 and Q1 = 1"})
    desk.done("/questions/Q2/copy")
    copy = desk.question("Q3")
    assert copy["checks"] == [{"rule": "Q3 < 9 and Q1 = 1", "message": {}, "soft": False}]
    assert copy["text"] == {"en": "How often, {Q3}?"}


def test_a_stale_save_shows_both_rules_and_loses_none(desk: Desk) -> None:
    two_questions(desk)
    seen = desk.version.revision
    desk.done("/questions/Q2", text="How often?", show_if="Q1 = 1")
    answer = desk.send(
        "/questions/Q2", seen, text="How often?", show_if="Q1 = 2", check="0", **{"check.0.rule": ". < 9"}
    )
    assert answer.status_code == 409
    for words in ("Shown only if", "Q1 = 1", "Q1 = 2", "Check 1", ". &lt; 9"):
        assert words in answer.text, words
    assert desk.question("Q2")["show_if"] == "Q1 = 1"
