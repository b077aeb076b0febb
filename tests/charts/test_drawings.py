"""Every chart, for whatever labels and figures it is given: well-formed, inside its frame, in proportion."""

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from survey_app.charts.axis import steps
from survey_app.charts.bars import Bar, bar_chart
from survey_app.charts.canvas import WIDTHS, Side
from survey_app.charts.gaps import GapMark, GapWords, gap_chart
from survey_app.charts.histogram import Class, histogram
from survey_app.charts.intervals import IntervalMark, interval_chart, strip
from survey_app.charts.kano import KanoMark, KanoWords, kano_chart
from survey_app.charts.lettering import width_of, wrap
from survey_app.charts.likert import Ends, LikertRow, likert_chart
from survey_app.charts.stacked import Part, stacked_bar

SVG = "{http://www.w3.org/2000/svg}"
# every character there is, halves of characters and control characters among them
WORDS = st.text(st.characters(), max_size=60)
SHARES = st.floats(0, 1)
RATINGS = st.floats(-1000, 1000)
COUNTS = st.integers(0, 100_000)


def percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def plain(value: float) -> str:
    return f"{value:g}"


def bars(labels: list[str], figures: list[float]) -> Markup:
    return bar_chart(
        labels[0], [Bar(label, abs(f) / 1000, f"{f:.0f} %", "k of n") for label, f in zip(labels, figures, strict=True)]
    )


def likert(labels: list[str], figures: list[float]) -> Markup:
    rows = [LikertRow(label, (int(abs(f)), 3, int(abs(f)) % 7, 1, 9)) for label, f in zip(labels, figures, strict=True)]
    return likert_chart(labels[0], rows, Ends(labels[0], labels[-1], "neither"), percent)


def gaps(labels: list[str], figures: list[float]) -> Markup:
    marks = [
        GapMark(label, f, f - 1, f - 2, f + 0.5, f"{f:.1f}", named=f > 0)
        for label, f in zip(labels, figures, strict=True)
    ]
    return gap_chart(labels[0], marks, GapWords("expected", "experienced", "gap"), plain)


def intervals(labels: list[str], figures: list[float]) -> Markup:
    marks = [
        IntervalMark(label, f, f - 3, f + 3, f"{f:.0f} %", "n 12") for label, f in zip(labels, figures, strict=True)
    ]
    return interval_chart(labels[0], marks, figures[0], plain)


def columns(labels: list[str], figures: list[float]) -> Markup:
    classes = [Class(place, place + 1, int(abs(f))) for place, f in enumerate(figures)]
    return histogram(labels[0], classes, plain)


def stacked(labels: list[str], figures: list[float]) -> Markup:
    total = sum(abs(f) for f in figures) or 1.0
    return stacked_bar(
        labels[0], [Part("f-mid", label, abs(f) / total, "9 %") for label, f in zip(labels, figures, strict=True)]
    )


def plane(labels: list[str], figures: list[float]) -> Markup:
    marks = [
        KanoMark(label, abs(f) / 1000, abs(f) % 7 / 7, f"better {f:.2f}", named=f > 0)
        for label, f in zip(labels, figures, strict=True)
    ]
    names = KanoWords(labels[0], labels[-1], *(labels[place % len(labels)] for place in range(4)))
    return kano_chart(labels[0], marks, names)


CHARTS = [bars, likert, gaps, intervals, columns, stacked, plane]
Chart = Callable[[list[str], list[float]], Markup]


def drawings(markup: Markup) -> list[ET.Element]:
    return list(ET.fromstring(f"<page>{markup}</page>"))  # noqa: S314 - our own markup


def boxes(drawing: ET.Element) -> Iterator[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every shape and every text."""
    for shape in drawing.iter():
        at = {key: float(value) for key, value in shape.attrib.items() if re.fullmatch(r"-?[0-9.]+", value)}
        if shape.tag == f"{SVG}rect":
            yield at["x"], at["y"], at["x"] + at["width"], at["y"] + at["height"]
        elif shape.tag == f"{SVG}line":
            yield min(at["x1"], at["x2"]), min(at["y1"], at["y2"]), max(at["x1"], at["x2"]), max(at["y1"], at["y2"])
        elif shape.tag == f"{SVG}circle":
            yield at["cx"] - at["r"], at["cy"] - at["r"], at["cx"] + at["r"], at["cy"] + at["r"]
        elif shape.tag == f"{SVG}text":
            look = shape.attrib["class"].split()
            words = (shape.text or "") + "".join(part.tail or "" for part in shape)
            width = width_of(words, 12 if "ts" in look else 13)
            left = at["x"] - (width if "end" in look else width / 2 if "mid" in look else 0)
            yield left, at["y"] - 10, left + width, at["y"] + 3


@pytest.mark.parametrize("chart", CHARTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_label_gives_well_formed_drawings_with_a_title(chart: Chart, data: st.DataObject) -> None:
    labels = data.draw(st.lists(WORDS, min_size=1, max_size=6))
    figures = data.draw(st.lists(RATINGS, min_size=len(labels), max_size=len(labels)))
    found = drawings(chart(labels, figures))
    assert [each.attrib["class"] for each in found] == ["wide", "narrow"]
    for each in found:
        assert each.attrib["role"] == "img"
        assert each[0].tag == f"{SVG}title"


@pytest.mark.parametrize("chart", CHARTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_is_drawn_outside_the_frame(chart: Chart, data: st.DataObject) -> None:
    labels = data.draw(st.lists(WORDS, min_size=1, max_size=12))
    figures = data.draw(st.lists(RATINGS, min_size=len(labels), max_size=len(labels)))
    for drawing in drawings(chart(labels, figures)):
        _x, _y, width, height = (float(part) for part in drawing.attrib["viewBox"].split())
        for left, top, right, bottom in boxes(drawing):
            assert left >= -1
            assert top >= -1
            assert right <= width + 1
            assert bottom <= height + 1


@pytest.mark.parametrize("count", [2, 7, 30])
@pytest.mark.parametrize("chart", [bars, likert, gaps, intervals])
def test_rows_keep_their_labels_apart(chart: Chart, count: int) -> None:
    labels = [f"The {number}th rather long label of a thing that people were asked about" for number in range(count)]
    for drawing in drawings(chart(labels, [float(number) for number in range(count)])):
        texts = sorted(
            box for shape in drawing.iter(f"{SVG}text") for box in boxes(_alone(shape)) if not _has(shape, "ts")
        )
        for number, one in enumerate(texts):
            for other in texts[number + 1 :]:
                apart = one[2] <= other[0] + 0.5 or other[2] <= one[0] + 0.5
                assert apart or one[3] <= other[1] + 0.5 or other[3] <= one[1] + 0.5, (one, other)


def _alone(shape: ET.Element) -> ET.Element:
    holder = ET.Element("g")
    holder.append(shape)
    return holder


def _has(shape: ET.Element, look: str) -> bool:
    return look in shape.attrib["class"].split()


@settings(deadline=None)
@given(shares=st.lists(st.floats(0.01, 1), min_size=2, max_size=9))
def test_bars_are_as_long_as_their_shares(shares: list[float]) -> None:
    for drawing in drawings(bar_chart("t", [Bar("a", share, "") for share in shares])):
        widths = [float(each.attrib["width"]) for each in drawing.iter(f"{SVG}rect")]
        assert len(widths) == len(shares)
        for share, width in zip(shares, widths, strict=True):
            # places are written to a tenth of a unit
            assert width / max(widths) == pytest.approx(share / max(shares), abs=0.002)


@pytest.mark.parametrize("count", ["n = 12,345", "Nordic Model Company and Sons"])
def test_what_stands_behind_a_figure_is_never_cut(count: str) -> None:
    marks = [IntervalMark(label, -0.34, -0.5, -0.1, "−0.34", count) for label in ("Speed", "Price")]
    bars_ = [Bar("Speed", 0.4, "40.5 %", count)]
    for drawing in [*drawings(interval_chart("t", marks, 0.0, plain)), *drawings(bar_chart("t", bars_))]:
        said = [each.text for each in drawing.iter(f"{SVG}text")]
        assert count in said
        assert not any("…" in (words or "") for words in said)


def test_no_line_begins_with_a_mark_that_ends_a_part_of_a_sentence() -> None:
    words = "您对我们的交货、价格、质量（包括包装），以及售后服务的总体满意程度如何？"
    for room in range(40, 420, 7):
        lines = wrap(words, room, lines=6)
        assert not any(line[:1] in "。、，）？…" for line in lines[1:]), lines
        assert not any(line.endswith("（") for line in lines[:-1]), lines


def test_likert_segments_are_as_long_as_their_shares_and_the_middle_stands_apart() -> None:
    wide = drawings(likert_chart("t", [LikertRow("a", (10, 20, 30, 25, 15))], Ends("l", "h", "m"), percent))[0]
    widths = {each.attrib["class"]: float(each.attrib["width"]) for each in wide.iter(f"{SVG}rect")}
    # a unit is kept free between two segments
    unit = (widths["f-neg1"] + 1) / 20
    assert widths["f-neg2"] + 1 == pytest.approx(10 * unit, abs=0.2)
    assert widths["f-pos1"] + 1 == pytest.approx(25 * unit, abs=0.2)
    assert widths["f-pos2"] + 1 == pytest.approx(15 * unit, abs=0.2)
    middle = next(each for each in wide.iter(f"{SVG}rect") if each.attrib["class"] == "f-mid")
    assert float(middle.attrib["x"]) > WIDTHS[Side.WIDE] - 130


def test_the_title_says_every_value() -> None:
    markup = bar_chart("Channel", [Bar("Web & phone", 0.6, "60 %"), Bar("<b>Fair</b>", 0.4, "40 %")])
    for drawing in drawings(markup):
        assert drawing[0].text == "Channel: Web & phone 60 %; <b>Fair</b> 40 %"


def test_a_label_that_is_cut_keeps_its_whole_words_as_title() -> None:
    label = "An unusually long label that cannot possibly stand on two lines of a drawing beside its bar"
    for drawing in drawings(bar_chart("t", [Bar(label, 1, "")])):
        cut = [each for each in drawing.iter(f"{SVG}text") if list(each)]
        assert [part.text for each in cut for part in each] == [label] * len(cut)
    assert len(wrap(label, 200)) == 2


def test_charts_carry_classes_and_no_colours() -> None:
    for chart in CHARTS:
        markup = chart(["a", "b"], [1.0, 2.0])
        assert not re.search(r"\b(fill|stroke|style|onload|href)=", markup)


@settings(deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_steps_enclose_what_is_drawn(low: float, span: float) -> None:
    found = steps(low, low + span)
    unseen = 1e-6 * (found[1] - found[0])
    assert found[0] <= low + unseen
    assert found[-1] >= low + span - unseen
    assert 2 <= len(found) <= 12
    assert list(found) == sorted(set(found))


@settings(deadline=None)
@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(-10, 10))
def test_the_strip_of_a_key_figure_stays_on_its_scale(value: float, low: float, high: float) -> None:
    (drawing,) = drawings(strip(value, low, high, 0, 1))
    places = [float(each.attrib[key]) for each in drawing.iter(f"{SVG}line") for key in ("x1", "x2")]
    assert all(0 <= place <= 200 for place in places)
