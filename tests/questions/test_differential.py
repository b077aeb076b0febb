"""Pairs of opposite words: the two words of a row, and a mean without a better end."""

import numpy as np
import pytest

from survey_app.forms.page import PageForm
from survey_app.questions.differential import Differential
from survey_app.questions.reading import DefinitionRefused, write_items
from survey_app.questions.registry import summarise, type_of
from tests.questions.rendering import rendered
from tests.questions.specimens import page_of, question


def test_both_words_of_a_row_are_said_in_the_language_of_the_page() -> None:
    asked = question("differential")
    kind = type_of(asked)
    assert isinstance(kind, Differential)
    pace, warm = asked.settings.items
    assert kind.pair(pace, "es", "en") == ("lento", "rápido")
    assert kind.pair(warm, "es", "en") == ("cold", "warm")
    lines = kind.lines(asked, {"DIFFERENTIAL.pace": 6}, "en", "en")
    assert [(line.label, line.words) for line in lines] == [("slow – fast", "6"), ("cold – warm", "No answer")]


def test_points_between_the_words_are_two_to_eleven() -> None:
    assert question("differential").settings.scale.points == (1, 2, 3, 4, 5, 6, 7)
    for points in (1, 12, "7", True):
        with pytest.raises(DefinitionRefused):
            question("differential", settings={"items": [{"code": "a", "label": {}}], "points": points})


def test_a_pair_comes_to_counts_and_a_mean_and_no_share_of_the_highest() -> None:
    columns = {"DIFFERENTIAL.pace": np.array([7, 5, 6, -7], np.int16)}
    row = summarise(question("differential"), columns).rows[0]
    assert row.n == 3
    assert row.mean is not None
    assert row.mean.value == 6
    assert row.top is None


def test_of_two_points_the_words_are_counted_and_have_no_mean() -> None:
    asked = question(
        "differential", settings={"items": write_items(question("differential").settings.items), "points": 2}
    )
    pace, warm = type_of(asked).variables(asked)
    assert [dict(words)["en"] for _code, words in pace.codes] == ["slow", "fast"]
    assert [code for code, _words in warm.codes] == [1, 2]
    [line, _other] = type_of(asked).lines(asked, {"DIFFERENTIAL.pace": 2}, "es", "en")
    assert (line.label, line.words) == ("lento – rápido", "rápido")
    html = rendered(PageForm(*page_of(asked), "es"))
    assert "<span>lento</span>" in html
    assert "<span>rápido</span>" in html
    assert 'class="figure"' not in html
    row = summarise(asked, {"DIFFERENTIAL.pace": np.array([2, 1, 2, -7], np.int16)}).rows[0]
    assert row.mean is None
    assert row.frequencies is not None
    assert [each.count for each in row.frequencies.categories] == [1, 2]
