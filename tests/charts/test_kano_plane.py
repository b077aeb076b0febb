"""Features on the plane: numbers stay readable where dots lie on each other, and every value is said."""

import re

from survey_app.charts.kano import KanoMark, KanoWords, kano_chart

WORDS = KanoWords("Better", "Worse", "Attractive", "One-dimensional", "Must-be", "Indifferent")


def test_numbers_of_features_at_one_place_stand_apart_and_the_title_says_all() -> None:
    marks = [KanoMark(f"Feature {place}", 0.5, 0.5, f"better 0.5{place}") for place in range(1, 9)]
    wide = str(kano_chart("Features", marks, WORDS)).split("</svg>")[0]
    places = re.findall(r'class="tb ts num mid" x="([0-9.]+)" y="([0-9.]+)">(\d)<', wide)
    assert [number for _x, _y, number in places] == [str(place) for place in range(1, 9)]
    found = [(float(x), float(y)) for x, y, _number in places]
    apart = [
        max(abs(one[0] - other[0]), abs(one[1] - other[1]))
        for place, one in enumerate(found)
        for other in found[place + 1 :]
    ]
    assert min(apart) >= 8
    title = re.search("<title>(.*?)</title>", wide)
    assert title is not None
    assert all(f"{mark.label} {mark.words}" in title[1] for mark in marks)
