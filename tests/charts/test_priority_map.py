"""The map of priorities: every attribute a numbered dot inside the scales, whatever its words; a file of its own."""

import re
from xml.etree import ElementTree as ET

from survey_app.charts.priority_map import PriorityMark, PriorityPlane, PriorityWords, priority_map
from survey_app.charts.standalone import standalone

WORDS = PriorityWords("Importance", "Performance", "Concentrate here", "Keep up", "Possible overkill", "Low priority")
MARKS = [
    PriorityMark("Delivery <b>&\x00", 0.4, 2.0, "40%, 2.0", (0.3, 0.5), (1.9, 2.1), rival=4.0, named=True),
    PriorityMark("Price", 0.0, 2.0, "0%, 2.0", (0.0, 0.02), None, aside=True),
    PriorityMark("Website", 0.01, 4.9, "1%, 4.9"),
]


def _plane(lines: tuple[float, float]) -> PriorityPlane:
    return PriorityPlane(
        "T", lines, WORDS, (lambda value: f"u{value:g}", lambda value: f"a{value:g}"), ((0, 1), (1, 5))
    )


def test_every_attribute_has_its_mark_inside_the_scales() -> None:
    chart = str(priority_map(_plane((0.14, 3.0)), MARKS))
    wide = chart.partition("</svg>")[0]
    assert chart.count("<svg") == 2
    assert [len(re.findall(rf'class="{look}"', wide)) for look in ("you-f", "own-f", "own", "ring")] == [1, 1, 1, 1]
    # a share is never below nothing, and the ticks end where the scale does
    ticks = [float(each) for each in re.findall(r">u(-?[\d.]+)<", wide)]
    assert min(ticks) == 0
    assert {float(each) for each in re.findall(r">a(-?[\d.]+)<", wide)} <= {1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5}
    assert all(f">{number}<" in wide for number in (1, 2, 3))
    assert "Delivery &lt;b&gt;&amp;" in wide


def test_a_single_attribute_on_its_own_lines_can_be_drawn() -> None:
    alone = PriorityMark("A", 0.5, 3.0, "here")
    assert str(priority_map(_plane((0.5, 3.0)), [alone])).count('class="own"') == 2


def test_the_file_is_well_formed_and_carries_its_looks() -> None:
    found = ET.fromstring(standalone(priority_map(_plane((0.14, 3.0)), MARKS)).partition("\n")[2])  # noqa: S314 - our own drawing
    space = "{http://www.w3.org/2000/svg}"
    looks = found.find(f"{space}style")
    assert looks is not None
    assert looks.text is not None
    used = {name for each in found.iter() for name in each.get("class", "").split()} - {"wide"}
    assert all(f".{name}" in looks.text for name in used)
