"""How the tests are shared out among the workers: each of them once, long ones first."""

from typing import Any

import pytest

from tests.conftest import shared_out


@pytest.mark.parametrize("workers", [1, 2, 3, 5])
@pytest.mark.parametrize("shorts", [0, 1, 7, 100])
def test_no_test_is_lost_and_each_worker_begins_with_long_ones(workers: int, shorts: int) -> None:
    long: Any = [[f"{kind}{number}" for number in range(size)] for kind, size in (("a", 4), ("b", 2), ("c", 3))]
    short: Any = [f"short{number}" for number in range(shorts)]
    found: list[Any] = shared_out(long, short, workers)
    assert sorted(found) == sorted([*short, *long[0], *long[1], *long[2]])
    if shorts == 100:
        size = len(found) // workers
        begun = [found[worker * size] for worker in range(min(workers, 3))]
        assert begun == ["a0", "b0", "c0"][: len(begun)]
