"""The report of a panel for Word and PDF: what it holds, in which order, and that both files can be read again."""

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import docx
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.exports import round_document
from survey_app.exports.documents import pdf, word
from survey_app.exports.documents.model import Document, Figure, Heading, Paragraph, Table
from survey_app.jobs import worker
from survey_app.services import round_reports
from survey_app.vocabulary import Role
from tests.builders import make_member, post, sign_in
from tests.panels import TestPanel, make_panel, one_round
from tests.services.test_analysis import FIRST, SECOND

REASON = "=cmd|' /C calc'!A1 #set text(red) <w:t>"


def _panel() -> TestPanel:
    panel = make_panel(groups={"Customers": 5, "Suppliers": 4}, min_median=5)
    one_round(panel, FIRST, reasons=[REASON])
    one_round(panel, SECOND)
    return panel


def _headings(document: Document) -> list[str]:
    return [part.text for part in document.parts if isinstance(part, Heading) and part.level == 1]


def _tables(document: Document) -> list[Table]:
    return [part for part in document.parts if isinstance(part, Table)]


@pytest.mark.sqlite_only
def test_the_report_tells_rounds_flow_reasons_protocol_and_sources(app: Flask, tmp_path: Path) -> None:
    report = round_reports.build(_panel().stage)
    document = round_document.build(report, "en")
    assert _headings(document) == [
        "Round 2", "Round 1", "Panel and flow", "Reasons of the panel", "Protocol", "How figures are computed",
    ]  # fmt: skip
    figures = report.rounds[-1].figures
    first = _tables(document)[0]
    assert [row[0] for row in first.rows] == [item.code for item in figures.items]
    assert [row[2] for row in first.rows] == [str(item.n) for item in figures.items]
    later, earlier, flow = (part for part in document.parts if isinstance(part, Figure))
    require_middles(document, later, earlier)
    third = replace(report.rounds[1], figures=replace(figures, number=3))
    drawn = round_document.build(replace(report, rounds=(report.rounds[0], third)), "en").parts
    keys = next(part.svg for part in drawn if isinstance(part, Figure))
    assert (keys.count(">Round 1<"), keys.count(">Round 2<")) == (1, 0), "a round between may be cancelled"
    assert "9 of 9 panellists finished" in flow.alt
    assert "<rect" in flow.svg
    words = " ".join(cell for table in _tables(document) for row in table.rows for cell in row)
    assert REASON in words
    assert report.protocols[0].hash[:16] in words
    assert dict(document.facts)["Rounds"] == "2 of 2"
    file = docx.Document(io.BytesIO(word.write(document, report.made_at)))
    assert {"Round 2", "Protocol"} <= {paragraph.text for paragraph in file.paragraphs}
    path = tmp_path / "panel.pdf"
    path.write_bytes(pdf.write(document, report.made_at))
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()  # noqa: S607 - a program of the test machine
    assert "Reasons of the panel" in text
    assert "#set text(red)" in text


def require_middles(document: Document, later: Figure, earlier: Figure) -> None:
    """The drawings of both rounds, and what is said above them, by quartiles that numpy computes."""
    halves = [np.nanpercentile(np.array(rows, dtype=float), [25, 50, 75], axis=0) for rows in (FIRST, SECOND)]
    wide = [half[2] - half[0] for half in halves]
    told = [part.text for part in document.parts if isinstance(part, Heading) and part.level == 2]
    count = f"{sum(wide[1] < wide[0])} of {len(wide[0])}"
    assert f"Since round 1 the middle half became narrower for {count} statements" in told
    most = int(np.argmax(wide[0]))
    low, high = (f"{halves[0][end][most]:g}" for end in (0, 2))
    assert f"Answers lie furthest apart on S{most + 1}: the middle half reaches from {low} to {high}" in told
    for place in range(len(wide[0])):
        medians = [f"{half[1][place]:g}" for half in halves]
        moved = " → ".join(dict.fromkeys(medians))
        assert f"{moved} ({halves[1][0][place]:g}–{halves[1][2][place]:g})" in later.alt
        assert f"{medians[0]} ({halves[0][0][place]:g}–{halves[0][2][place]:g})" in earlier.alt
    assert [drawn.svg.count(">Round 1<") for drawn in (later, earlier)] == [1, 1], "both have it in their key"
    more = later.svg.count("<circle") - earlier.svg.count("<circle")
    assert more == 1 + len(wide[0]), "the earlier round has marks of its own, in the key too"


@pytest.mark.sqlite_only
def test_a_panel_without_rounds_or_reasons_still_gives_a_report(app: Flask) -> None:
    report = round_reports.build(_panel().stage)
    bare = round_document.build(replace(report, rounds=(), reasons=(), protocols=(), items=()), "zh_Hans_CN")
    assert "No round was analysed yet" in bare.finding
    assert any(isinstance(part, Paragraph) and part.text == "No reason was released." for part in bare.parts)
    assert word.write(bare, report.made_at)


@pytest.mark.sqlite_only
def test_the_report_is_ordered_on_the_page_in_each_form(app: Flask, client: FlaskClient) -> None:
    panel = _panel()
    sign_in(client, make_member(panel.stage.study, Role.ANALYST))
    page = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-exports"
    for form in ("docx", "pdf"):
        assert post(client, page, {"form": form, "language": "en"}).status_code == 303
    assert post(client, page, {"form": "odt", "language": "en"}).status_code == 422
    worker.run_all(app)
    shown = client.get(page).get_data(as_text=True)
    lines = client.get(page.replace("exports", "results.csv")).get_data(as_text=True).splitlines()
    report = round_reports.build(panel.stage)
    assert len(lines) == 1 + sum(len(part.figures.items) for part in report.rounds)
    assert ".en.docx" in shown
    assert ".en.pdf" in shown
