"""The drawing of the ways through a questionnaire."""

import re

from survey_app.charts.ways import Arc, Station, ways_chart

PAGES = [
    Station("Page 1"),
    Station("Page 2 <b>", "only if A < 3"),
    Station("Page 3", is_dead=True),
    Station("End", is_end=True),
]


def test_every_page_and_jump_is_drawn_with_its_words_escaped() -> None:
    drawn = ways_chart("The ways", PAGES, [Arc(0, 2, "A > 1"), Arc(0, 3, "always")])
    for words in ("Page 1", "Page 2 &lt;b&gt;", "only if A &lt; 3", "A &gt; 1", "always", "The ways"):
        assert drawn.count(words) == 2, words
    assert drawn.count("<svg") == 2
    assert drawn.count('class="f-neg2"') == 2
    assert not re.search(r"fill=|style=|#[0-9a-f]{3}", drawn)


def test_jumps_out_of_one_page_do_not_write_over_each_other() -> None:
    drawn = ways_chart("", PAGES, [Arc(0, 2, "one"), Arc(0, 3, "two"), Arc(0, 3, "three")])
    places = re.findall(r'<text class="t2 ts" x="([^"]+)" y="([^"]+)">(one|two|three)<', drawn)
    assert len({(x, y) for x, y, _words in places}) == len(places) == 6


def test_a_questionnaire_without_pages_or_jumps_is_drawn() -> None:
    assert ways_chart("", [], []).count("<svg") == 2
    assert ways_chart("", [Station("Page 1")], []).count("<rect") == 2
