"""Which groups may be shown apart: whatever the sizes, no subtraction gives a small one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.services.groups import showable

SIZES = st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=12)


@settings(deadline=None)
@given(SIZES, st.integers(3, 10))
def test_neither_a_shown_group_nor_the_rest_of_all_is_small(sizes: dict[int, int], least: int) -> None:
    shown = showable(sizes, least)
    rest = sum(size for key, size in sizes.items() if key not in shown)
    assert all(sizes[key] >= least for key in shown)
    assert rest == 0 or rest >= least or not shown


@settings(deadline=None)
@given(SIZES)
def test_who_may_see_single_answers_sees_every_group(sizes: dict[int, int]) -> None:
    assert showable(sizes, 1) == {key for key, size in sizes.items() if size}
