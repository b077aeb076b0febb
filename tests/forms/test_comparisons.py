"""Comparisons as they come from the page: any code of the scale, nothing else, and never a crash."""

import pytest

from survey_app.forms.comparisons import ComparisonsForm
from survey_app.services.compared import Said

NOTHING = Said((None, None, None))


@pytest.mark.parametrize(
    "codes",
    [("2", "", ""), ("\0", "9", "9"), ("\ud800", "9", "9"), ("9" * 5000, "", ""), ("-9", "", ""), ("9.0", "", "")],
)
def test_what_is_no_answer_of_the_scale_is_refused_and_shown_again(codes: tuple[str, ...]) -> None:
    form = ComparisonsForm(3, NOTHING, [""] * 3)
    assert form.read({f"pair-{place}": code for place, code in enumerate(codes, 1)} | {"why-1": "words"}) is None
    assert [each.field for each in form.problems] == ["pair-1"]
    assert form.reasons == ["words", "", ""]


def test_two_answers_to_one_pair_are_refused() -> None:
    form = ComparisonsForm(3, NOTHING, [""] * 3)
    assert form.read({"pair-2": ["1", "3"]}) is None
    assert form.shown == ["", "", ""]


def test_every_code_of_the_scale_is_taken_and_a_pair_may_wait() -> None:
    form = ComparisonsForm(3, NOTHING, [""] * 3)
    for code in [*(code for code, _words in form.first), "9", *(code for code, _words in form.second)]:
        assert form.read({"pair-1": code}) == (Said((int(code), None, None)), ["", "", ""])
    assert form.read({"pair-1": "9", "why-1": "x" * 501}) is None
