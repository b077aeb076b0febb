"""The European model in full against Wold's own algorithm: variables updated one by one, each with the newest others.

The package updates all of them at once (Lohmoeller) from correlations; here every score is a column of people.
"""

import numpy as np
import pytest

from survey_app.stats.path_model import path_model

SIZES = {"image": 5, "expectation": 3, "quality": 7, "value": 2, "satisfaction": 3, "complaints": 1, "loyalty": 3}
ARROWS = [
    ("image", "expectation"), ("image", "satisfaction"), ("image", "loyalty"), ("expectation", "quality"),
    ("expectation", "value"), ("expectation", "satisfaction"), ("quality", "value"), ("quality", "satisfaction"),
    ("value", "satisfaction"), ("satisfaction", "complaints"), ("satisfaction", "loyalty"), ("complaints", "loyalty"),
]  # fmt: skip


def customers(n: int = 250) -> dict[str, np.ndarray]:
    """Ratings from 1 to 10 that come from the model."""
    chance = np.random.default_rng(42)
    hidden: dict[str, np.ndarray] = {}
    found: dict[str, np.ndarray] = {}
    for name, size in SIZES.items():
        causes = [hidden[one] for one, two in ARROWS if two == name]
        hidden[name] = 0.4 * sum(causes) + 0.8 * chance.normal(size=n)
        noisy = [(0.5 + 0.1 * place) * hidden[name] + 0.7 * chance.normal(size=n) for place in range(size)]
        found[name] = np.clip(np.round(7 + 1.6 * np.column_stack(noisy)), 1, 10)
    return found


def standard(table: np.ndarray) -> np.ndarray:
    return np.asarray((table - table.mean(axis=0)) / table.std(axis=0))


def updated(items: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The scores when nothing moves any more."""
    scores = {name: standard(table.sum(axis=1)) for name, table in items.items()}
    for _ in range(200):
        for name, table in items.items():
            causes = [scores[one] for one, two in ARROWS if two == name]
            inner = np.zeros(len(table))
            if causes:
                inner += np.column_stack(causes) @ np.linalg.lstsq(np.column_stack(causes), scores[name])[0]
            inner += sum((scores[name] @ scores[two]) * scores[two] for one, two in ARROWS if one == name) / len(table)
            scores[name] = standard(table @ (table.T @ standard(inner)))
    return scores


def test_all_seven_variables_have_the_paths_r2_and_indices_of_wolds_algorithm() -> None:
    ratings = customers()
    found = path_model({name: table.tolist() for name, table in ratings.items()}, ARROWS, resamples=0)
    items = {name: standard(table) for name, table in ratings.items()}
    scores = updated(items)
    given = {(each.source, each.target): each.value for each in found.paths}
    for latent in found.latents:
        causes = [one for one, two in ARROWS if two == latent.name]
        weights = np.linalg.lstsq(items[latent.name], scores[latent.name])[0]
        raw = weights / ratings[latent.name].std(axis=0)
        index = 100 * raw @ (ratings[latent.name].mean(axis=0) - 1) / (9 * raw.sum())
        assert latent.index == pytest.approx(index, rel=1e-9)
        assert [each.weight for each in latent.items] == pytest.approx(list(weights), rel=1e-7)
        if causes:
            sides = np.column_stack([scores[each] for each in causes])
            paths = np.linalg.lstsq(sides, scores[latent.name])[0]
            assert [given[each, latent.name] for each in causes] == pytest.approx(list(paths), rel=1e-7)
            assert latent.r2 == pytest.approx(1 - (scores[latent.name] - sides @ paths).var(), rel=1e-9)


def test_the_intervals_of_a_turned_variable_are_those_of_the_variable_turned() -> None:
    ratings = {name: table[:80] for name, table in customers().items()}
    arrows = [("image", "satisfaction"), ("satisfaction", "loyalty")]
    blocks = {name: ratings[name] for name in ("image", "satisfaction", "loyalty")}
    one = path_model({name: table.tolist() for name, table in blocks.items()}, arrows, resamples=60).paths[1]
    blocks["loyalty"] = 11 - blocks["loyalty"]
    two = path_model({name: table.tolist() for name, table in blocks.items()}, arrows, resamples=60).paths[1]
    assert one.interval is not None
    assert two.interval is not None
    # had resamples kept whatever sign came out, the interval would reach to the other side of zero
    # other answers are drawn in another order: the ends differ by the chance of sixty resamples
    assert (two.interval.low, two.interval.high) == pytest.approx((-one.interval.high, -one.interval.low), abs=0.1)
    assert one.value is not None
    assert two.value == pytest.approx(-one.value)
    assert one.interval.low > 0
