"""Tables as workbooks: what a page shows as a figure is a number there, in every language of the interface."""

import csv
import io

import pytest
from flask import Flask
from flask_babel import force_locale

from survey_app.exports import styles
from survey_app.exports.table_book import Cell, Number
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.routes.presentation import between, number, percent, signed
from survey_app.routes.table_files import csv_of, number_of


@pytest.mark.sqlite_only
@pytest.mark.parametrize("language", ["en", "es", "zh_Hans_CN"])
def test_figures_of_a_page_become_numbers_and_words_stay(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        shown: dict[str, Cell] = {
            number(1234567): Number(1234567.0),
            number(-2.4, 2): Number(-2.4, 2),
            number(2.34567, 2): Number(2.34567, 2),
            signed(0.5, 1): Number(0.5, 1, written=styles.SIGNED_POINTS),
            signed(-0.049, 0): Number(-0.049, 0, written=styles.SIGNED_WHOLE),
            percent(0.4237, 1): Number(0.4237, 1, is_share=True),
            # what was put together from words is read as it is written
            str(percent(0.5237, 1)): Number(0.524, 1, is_share=True),
            percent(0): Number(0.0, 0, is_share=True),
        }
        for text, wanted in shown.items():
            assert number_of(text) == wanted, text
        for words in ("", "–", "20**", "1.2.3", "4 to 5", "=1+1", "9" * 400, "٣"):
            assert number_of(words) == words


@pytest.mark.sqlite_only
def test_the_ends_of_an_interval_have_the_measure_of_the_figure_before_them(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        rows = (
            Row("Share", (percent(0.4237, 1), between(number(40.1, 1), number(44.6, 1)))),
            Row("Share in per cent", (percent(0.4237), between(percent(0.401, 1), percent(0.446, 1)))),
            Row("Points", (signed(-3.25, 1), between(signed(-4.5, 1), signed(-2.0, 1)))),
            Row("Few", ("–", "too few answers")),
        )
        table = Table("", ("What", "Figure", "95% interval"), rows)
        response = csv_of(Figure("any", "", "", table=table), "any")
        response.direct_passthrough = False
        cells = [*csv.reader(io.StringIO(response.get_data().decode("utf-8-sig")))]
    assert cells[0][3:] == ["Figure, lower end", "Figure, upper end"]
    assert [[*map(float, line[3:])] for line in cells[1:4]] == [
        pytest.approx([0.401, 0.446]), pytest.approx([0.401, 0.446]), [-4.5, -2.0]
    ]  # fmt: skip
    assert cells[4][3:] == ["", ""]
