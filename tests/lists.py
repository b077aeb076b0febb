"""Lists that tests of the sample begin with: a synthetic frame of the 2006 study's shape."""

import csv
import io
import itertools

_SIZES = (85, 86, 105, 13, 56, 99, 83, 50, 78, 120, 126, 43, 72, 38, 12, 47, 8, 17, 86)
INDUSTRY_SIZES = dict(zip("ABCDEFGHIJKLMNOPQRS", _SIZES, strict=True))
"""Sizes of 19 industries: 1,224 customers, of whom 80 % of each, rounded half up, are 979."""
REGIONS = ("Qingdao", "Weifang", "Yantai", "Jinan", "Dongying", "")
"""Places of the customers; the last one is not stated."""


def frame_rows(*, with_email: bool = False) -> list[dict[str, str]]:
    """One row for each customer; every sixth has no region."""
    numbers = itertools.count(1)
    return [
        {
            "id": f"c{number:04d}",
            "e-mail": f"c{number:04d}@example.org" if with_email else "",
            "industry": industry,
            "region": REGIONS[number % len(REGIONS)],
        }
        for industry, size in INDUSTRY_SIZES.items()
        for number in itertools.islice(numbers, size)
    ]


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """The rows as an uploaded file."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()
