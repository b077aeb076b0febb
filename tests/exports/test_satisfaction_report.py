"""The satisfaction report as a document: the same figures as the workbook, in words and tables."""

import re
from dataclasses import replace

import pytest

from survey_app.exports import satisfaction_report
from survey_app.exports.documents import pdf, word
from survey_app.exports.documents.model import Document, Figure, Heading, KeyFigures, PageBreak, Paragraph, Table
from survey_app.exports.report import KeyFigures as Keys
from survey_app.exports.report import Report
from survey_app.questions.registry import summarise
from tests.exports.builder import make_report


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report()


@pytest.fixture(scope="module")
def document(report: Report) -> Document:
    return satisfaction_report.build(report, "en")


def headings(document: Document, level: int) -> list[str]:
    return [part.text for part in document.parts if isinstance(part, Heading) and part.level == level]


def tables(document: Document) -> list[Table]:
    return [part for part in document.parts if isinstance(part, Table)]


def words(document: Document) -> str:
    """All words of a document."""
    return str(document)


def test_the_sections_stand_in_their_order_and_begin_on_pages(document: Document) -> None:
    assert headings(document, 1) == [
        "Key figures",
        "Experience against expectation",
        "How each question was answered",
        "Open answers",
        "Sample",
        "Method",
        "How is this computed?",
    ]
    assert sum(isinstance(part, PageBreak) for part in document.parts) == 5
    assert document.chapters[0][0] == "Key figures"
    assert document.chapters[0][1].startswith("61% are satisfied")
    assert not re.search("Codebook|cells", words(document)), "those are in the workbook"


def test_the_cover_says_the_finding_and_that_the_data_are_simulated(document: Document) -> None:
    assert document.finding == "61% are satisfied; experience falls short of expectation on 7 of 10 attributes"
    assert document.client == "Model Works Ltd (fictional)"
    assert "Simulated sample data." in document.footer


def test_the_large_figures_have_interval_and_base(document: Document, report: Report) -> None:
    tiles = next(part for part in document.parts if isinstance(part, KeyFigures)).items
    assert [tile.value for tile in tiles] == ["61%", "68.5", "+18", "−0.28"]
    satisfied = report.key.satisfied
    assert satisfied is not None
    assert satisfied.interval is not None
    assert tiles[0].interval == f"95% interval {satisfied.interval.low:.1%} to {satisfied.interval.high:.1%}"
    assert tiles[0].base == "n = 769"


def test_every_question_but_identity_has_a_finding_a_chart_and_a_table(document: Document) -> None:
    found = headings(document, 2)
    assert "61% answer 4 or 5; the mean is 3.75 on 1 to 5" in found
    assert "“Recommended by a colleague” leads with 51%" in found
    assert "More promoters than detractors: +18" in found
    assert any(each.startswith("“Staff courtesy” is rated highest") for each in found)
    assert "Your address" not in words(document)
    assert sum(isinstance(part, Figure) for part in document.parts) == 7


def test_tables_hold_the_figures_of_the_report(document: Document, report: Report) -> None:
    gap = next(table for table in tables(document) if table.head[:1] == ("Attribute",))
    ranked = sorted(report.gaps, key=lambda row: row.gap.value or 0)
    assert [row[3] for row in gap.rows] == [f"{row.gap.value:+.2f}".replace("-", "−") for row in ranked]
    strata = next(table for table in tables(document) if "Frame" in table.head)
    assert strata.rows[-1] == ("All", "1,224", "979", "783", "80%")


def test_the_sources_stand_once_each_in_words(document: Document) -> None:
    assert "Wilson 1927" in words(document)
    assert "weighted_mean_index" not in words(document)


def test_what_rests_on_too_few_is_not_shown(report: Report) -> None:
    document = satisfaction_report.build(report, "en", least=790)
    assert "Fewer than 790 people answered: not shown" in headings(document, 2)
    told = [part.text for part in document.parts if isinstance(part, Heading | Paragraph)]
    assert not any("61%" in each for each in [document.finding, *told])
    assert not any(isinstance(part, KeyFigures) for part in document.parts)
    assert "Experience against expectation" not in headings(document, 1)


def test_a_mean_and_its_interval_have_as_many_decimals(document: Document) -> None:
    found = [row for table in tables(document) for row in table.rows if row[0] == "Mean"]
    assert {len(re.findall(r"\.\d\b", " ".join(row[2:]))) for row in found} == {0, 3}, "one on 0 to 10, else two"


def test_the_only_attribute_that_is_told_does_not_stand_for_its_whole_battery(report: Report) -> None:
    battery = next(each for each in report.questions if each.question.kind == "battery")
    first = next(row for row in battery.rows if row.gap is not None)
    untold = tuple(row for row in battery.rows if row is not first)
    alone = replace(report, questions=(replace(battery, rows=(first,), untold=untold),))
    parts = satisfaction_report.build(alone, "en", sections=("questions",)).parts
    told = [part.text for part in parts if isinstance(part, Paragraph) and part.emphasis == "quiet"]
    assert told[0].startswith(f"{battery.question.text['en']} · {first.label['en']} · share of")


def test_a_very_long_answer_is_cut_without_a_wait(report: Report) -> None:
    long = replace(report, verbatims=tuple(replace(each, words="long " * 200_000) for each in report.verbatims[:3]))
    (quote,) = [
        part.text
        for part in satisfaction_report.build(long, "en").parts
        if isinstance(part, Paragraph) and part.emphasis == "quote"
    ]
    assert len(quote) == 500
    assert quote.endswith("…")


def test_sections_can_be_left_out_and_put_in_another_order(report: Report) -> None:
    document = satisfaction_report.build(report, "en", sections=("method", "kpi"), footer="Ours")
    assert headings(document, 1) == ["Method", "Key figures"]
    assert document.footer.startswith("Ours")
    # where nothing was found, the name of a section does not stand below itself
    share = report.key.satisfied
    assert share is not None
    silent = replace(report.key, satisfied=replace(share, value=None, interval=None), recommend=None)
    parts = satisfaction_report.build(replace(report, key=silent), "en", sections=("kpi",)).parts
    assert not [part for part in parts if isinstance(part, Paragraph) and part.text == "Key figures"]


def test_long_answers_are_cut_and_many_of_them_counted(document: Document, report: Report) -> None:
    quotes = [part for part in document.parts if isinstance(part, Paragraph) and part.emphasis == "quote"]
    assert 0 < len(quotes) <= 25
    assert f"{len(quotes)} of {len(report.verbatims)} answers, as written" in words(document)


@pytest.mark.parametrize("language", ["es", "zh_Hans_CN"])
def test_a_study_without_answers_gives_both_files(report: Report, language: str) -> None:
    questions = tuple(summarise(question, {}, None) for question in report.questionnaire.questions())
    work = replace(report.fieldwork, returned=0, usable=0, issued=None, population=None, from_sample=0, modes=())
    bare = replace(
        report, key=Keys(), questions=questions, gaps=(), breakdowns=(), sample=(), verbatims=(), fieldwork=work
    )
    document = satisfaction_report.build(bare, language)
    assert pdf.write(document, bare.made_at).startswith(b"%PDF-")
    assert word.write(document, bare.made_at).startswith(b"PK")
    assert any("Nobody has answered this yet" in each for each in headings(document, 2))
