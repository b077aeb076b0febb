"""Statements from a file and from a questionnaire: each row says what it would do before anything is stored."""

import io

import pytest
from flask import Flask
from openpyxl import Workbook

from survey_app.db import session, transaction
from survey_app.exceptions import FileRefused, Refusal
from survey_app.interchange.csv_lines import csv_line
from survey_app.models import Stage
from survey_app.services import evidence, item_imports, item_lists, items, sections, studies, uploads, versions
from survey_app.services.evidence import LinkRefused
from survey_app.services.item_imports import Outcome, Plan
from survey_app.services.item_lists import Problem, Reading
from survey_app.vocabulary import StageKind
from tests.delphis import make_stage, opened
from tests.panels import make_panel

pytestmark = pytest.mark.sqlite_only

CSV = """code,statement,statement_es,section,explanation,evidence,links,remark
S1,A reply within a day,Una respuesta,Contact,What counts is the reply,Known,Report | https://example.org/r; https://example.org/s,x
,One person to call,,Contact,,,,
,a reply  within two days.,,,,,,
9x,Bad code,,,,,,
,Bad link,,,,,ftp://example.org,
,,Solo en español,,,,,
,One person to CALL,,,,,,
"""


def reading(text: str, name: str = "items.csv") -> Reading:
    return item_lists.read(uploads.read_bytes(text.encode(), name, item_lists.ITEM_LIMITS), "en")


def planned(stage: Stage, text: str) -> Plan:
    return item_imports.plan(stage, reading(text))


def outcomes(plan: Plan) -> list[tuple[int, str, str]]:
    return [(line.number, line.outcome.value, line.problem.value if line.problem else "") for line in plan.lines]


def test_a_file_says_row_by_row_what_it_would_do_and_then_does_exactly_that(app: Flask) -> None:
    stage = make_stage()
    with transaction():
        items.add_many(stage, "en", ["A reply", "A reply within two days"])
    plan = planned(stage, CSV)

    assert outcomes(plan) == [
        (2, "changed", ""),
        (3, "new", ""),
        (4, "same", ""),
        (5, "refused", "bad_code"),
        (6, "refused", "bad_link"),
        (7, "refused", "no_text"),
        (8, "refused", "repeated_text"),
    ]
    assert plan.ignored == ("remark",)
    assert [item.text["en"] for item in items.of_stage(stage.id)] == ["A reply", "A reply within two days"]

    with transaction():
        assert item_imports.carry_out(stage, plan) == 2
    first, second, third = items.of_stage(stage.id)
    assert (first.code, first.text, first.hint) == (
        "S1",
        {"en": "A reply within a day", "es": "Una respuesta"},
        {"en": "What counts is the reply"},
    )
    assert first.evidence == {
        "text": {"en": "Known"},
        "links": [
            {"label": "Report", "address": "https://example.org/r"},
            {"label": "example.org", "address": "https://example.org/s"},
        ],
    }
    # the section stands together where its first statement is
    assert [item.code for item in (first, second, third)] == ["S1", "S3", "S2"]
    assert planned(stage, CSV).taken == 0


def test_a_workbook_is_read_like_a_text_file(app: Flask) -> None:
    book = Workbook()
    book.active.append(["Statement (ES)", "statement", "Sección"])
    book.active.append(["Precios claros", "Clear prices", "Prices"])
    target = io.BytesIO()
    book.save(target)
    table = uploads.read_bytes(target.getvalue(), "items.xlsx", item_lists.ITEM_LIMITS)
    [entry] = item_lists.read(table, "en").entries
    assert entry.merged("text", {}) == {"es": "Precios claros", "en": "Clear prices"}
    assert entry.merged("section", {}) == {"en": "Prices"}


def test_statements_the_panel_was_asked_keep_their_words_whatever_a_file_says(app: Flask) -> None:
    panel = make_panel()
    opened(panel)
    code = panel.items[0].code
    plan = planned(panel.stage, f"code,statement\n{code},Something else\n,Quite new\n")
    assert outcomes(plan) == [(2, "refused", "asked"), (3, "new", "")]
    with pytest.raises(items.ItemAsked):
        items.change(panel.items[0], {"en": "Other"}, {}, {}, {"links": []})


def test_a_file_without_statements_or_with_too_many_is_refused_with_words(app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(FileRefused):
        reading("name,price\na,1\n")
    with transaction():
        items.add_many(stage, "en", [f"Statement {n}" for n in range(items.MOST_ITEMS - 1)])
    plan = planned(stage, "statement\nOne more\nTwo more\n")
    assert outcomes(plan)[1] == (3, "refused", Problem.TOO_MANY.value)
    assert plan.count(Outcome.NEW) == 1


@pytest.mark.parametrize(
    "line",
    [
        "javascript:alert(1)",
        "https://",
        "Report |",
        "| https://example.org",
        "https://exa mple.org",
        "http://[",
        "x" * 600,
    ],
)
def test_a_line_that_is_no_web_address_is_refused(line: str) -> None:
    with pytest.raises(LinkRefused):
        evidence.read_links(line)


def test_what_goes_out_as_a_file_reads_back_as_it_was(app: Flask) -> None:
    stage = make_stage()
    links = [{"label": label, "address": f"https://example.org/{label[:1]}"} for label in ("WHO; 2024", "Report")]
    with transaction():
        items.add(stage, {"en": "- we act"}, evidence={"text": {"en": "=known"}, "links": links})
    rows = items.of_stage(stage.id)
    content = "".join(csv_line(line) for line in item_lists.table_of(rows, "en")).encode()
    found = item_lists.read(uploads.read_bytes(content, "back.csv", item_lists.ITEM_LIMITS), "en")
    assert found.refused == ()
    assert found.entries[0].words["text"] == {"en": "- we act"}
    assert found.entries[0].evidence(evidence.Evidence({})) == rows[0].evidence


def test_at_most_six_links() -> None:
    lines = "\n".join(f"https://example.org/{n}" for n in range(7))
    with pytest.raises(Refusal):
        evidence.read_links(lines)


def test_sections_move_as_a_whole_and_statements_only_within_theirs(app: Flask) -> None:
    stage = make_stage()
    with transaction():
        a, b, c, d = (
            items.add(stage, {"en": name}, section={"en": heading} if heading else {})
            for name, heading in (("a", "One"), ("b", "Two"), ("c", "one "), ("d", ""))
        )
    session.expire_all()
    assert [item.text["en"] for item in items.of_stage(stage.id)] == ["a", "c", "b", "d"]
    with transaction():
        items.move(b, -1)
    assert [item.text["en"] for item in items.of_stage(stage.id)] == ["a", "c", "b", "d"]
    with transaction():
        items.move(c, -1)
        items.move_section(d, -1)
        items.move_section(d, -1)
        items.move_section(d, -1)
    assert [item.text["en"] for item in items.of_stage(stage.id)] == ["d", "c", "a", "b"]
    groups = sections.grouped(items.of_stage(stage.id))
    assert [(sections.key(each.words), each.first) for each in groups] == [("", 1), ("one", 2), ("two", 4)]
    assert a.section == c.section == {"en": "one "} or a.section == {"en": "One"}


def test_rows_of_a_questionnaire_become_statements_in_all_their_languages(app: Flask) -> None:
    stage = make_stage()
    with transaction():
        survey = studies.add_stage(stage.study, StageKind.SURVEY, "Measured")
    from_here = item_imports.sources(stage.study)
    assert from_here == []
    _give_rows(survey)
    [source] = item_imports.sources(stage.study)
    chosen = {item_imports.address(source, "r1"), item_imports.address(source, "r2"), "x/y/z", "\ud800"}
    with transaction():
        assert item_imports.take_rows(stage, chosen, as_sections=True) == 2
        assert item_imports.take_rows(stage, chosen, as_sections=True) == 0
    first, second = items.of_stage(stage.id)
    assert (first.text, second.text) == ({"en": "Speed", "es": "Rapidez"}, {"en": "Precio", "es": "Precio"})
    assert first.section == {"en": "How important are these?"}


def _give_rows(survey: Stage) -> None:
    """A draft with one importance question of two rows."""
    version = versions.latest(survey)
    with transaction():
        version.definition = {
            "languages": ["en", "es"],
            "pages": [
                {
                    "key": "p1",
                    "questions": [
                        {
                            "kind": "grid",
                            "code": "IMP",
                            "text": {"en": "How important are these?"},
                            "settings": {
                                "scale": {"first": 1, "last": 5},
                                "items": [
                                    {"code": "r1", "label": {"en": "Speed", "es": "Rapidez"}},
                                    {"code": "r2", "label": {"es": "Precio"}},
                                ],
                            },
                        }
                    ],
                }
            ],
        }
