"""What each kind of Delphi is asked, and what its panel must be shown of it.

The figures are reckoned here from the planted answers with Python's own `statistics` (quartiles by its method
"inclusive"), sums and fractions, with nothing of the product's.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tests.journeys.kinds_told import Fields, Sheet

PEOPLE = 9
"""The reader and eight others."""


@dataclass(frozen=True)
class Kind:
    """One kind of Delphi and its way through two rounds."""

    preset: str
    statements: Sequence[str]
    others: Sequence[Sheet]
    """What eight people send in the first round."""
    mistake: Fields
    """What the reader sends first: it is refused, and stays."""
    refused: str
    own: Sheet
    """What the reader sends then."""
    told: Sequence[str]
    """What the page of the second round says of the first."""
    reasons: Sequence[str]
    """What the page of all reasons shows: what people wrote, who is never said."""
    again: Fields
    """What the reader changes in the second round."""
    changed: str
    """What the list of statements says of it, or the form."""
    results: Sequence[str]
    changes: Fields = field(default_factory=dict)
    """Fields of the protocol that differ from the kind as it is offered."""
    by_keys: bool = False


def figure(value: float | Fraction) -> str:
    """A figure as the pages write it."""
    return f"{round(float(value), 2):g}"


def middle(values: Sequence[float]) -> tuple[str, str]:
    """The quartiles."""
    low, _median, high = statistics.quantiles(values, n=4, method="inclusive")
    return figure(low), figure(high)


def tenths(values: Sequence[float]) -> tuple[str, str]:
    """The quartiles as far as they are told of points."""
    low, _median, high = statistics.quantiles(values, n=4, method="inclusive")
    return figure(10 * (low // 10)), figure(10 * (high // 10) + 10)


def sentence(values: Sequence[float]) -> str:
    """What a page of feedback says of the panel's ratings."""
    (low, high), median = middle(values), figure(statistics.median(values))
    if low == high:
        return f"At least half of the {len(values)} people answered {low}; the median is {median}."
    return f"The middle half of the {len(values)} answers reaches from {low} to {high}; the median is {median}."


def both(first: Sequence[float], second: Sequence[float]) -> str:
    """The medians of two scales with their middle halves, as the table of the map has them."""
    ends = [(figure(statistics.median(each)), middle(each)) for each in (first, second)]
    return " · ".join(f"{median} ({low if low == high else f'{low}–{high}'})" for median, (low, high) in ends)


def rated(*items: Sequence[Mapping[str, object]]) -> list[Sheet]:
    """Statement by statement the answers of eight people, as the sheets of each."""
    return [
        [(f"/{place}", {name: str(value) for name, value in person.items()}) for place, person in enumerate(sheet, 1)]
        for sheet in zip(*items, strict=True)
    ]


def on_one_page(page: str, name: str, rows: Sequence[Sequence[int]]) -> list[Sheet]:
    """Person by person a number for each statement, all on one page."""
    return [[(page, {f"{name}-{place}": str(each) for place, each in enumerate(row, 1)})] for row in rows]


def twice(first: Sequence[int], second: Sequence[int]) -> list[dict[str, object]]:
    """The answers of eight people on two scales."""
    return [{"value": one, "second": two} for one, two in zip(first, second, strict=True)]


WANTED, DOABLE = (1, 1, 1, 2, 4, 4, 4, 4), (2, 2, 2, 3, 3, 3, 2, 3)
SAID = ({"pro": "They fill empty seats"}, {"contra": "Dear for the town"}, *[{}] * 6)
POLICY = Kind(
    "policy",
    ("Free buses", "Road tolls"),
    rated([{**one, **said} for one, said in zip(twice(WANTED, DOABLE), SAID, strict=True)], twice([3] * 8, [3] * 8)),
    mistake={"value": "4", "pro": "Cheap for all"},
    refused="One answer is missing: choose one here too, from 1 to 4.",
    own=[("/1", {"second": "3"}), ("/2", {"value": "3", "second": "3"})],
    told=[
        sentence([*WANTED, 4]),
        sentence([*DOABLE, 3]),
        "How feasible is this?",
    ],
    reasons=["They fill empty seats", "Dear for the town", "Cheap for all"],
    again={"move": "change", "value": "2", "second": "3"},
    changed="changed 4 · 3 → 2 · 3",
    results=["of two minds on 1 of 2 statements", f"S1 Free buses{both([*WANTED, 4], [*DOABLE, 3])}"],
)

APPROPRIATE, NECESSARY = (9, 8, 8, 7, 9, 8, 7, 9), (8, 8, 7, 7, 9, 9, 7, 8)
NECESSITY = Kind(
    "necessity",
    ("Drain before the operation", "Drain after the operation"),
    rated(twice(APPROPRIATE, NECESSARY), twice([2, 3, 1, 2, 2, 3, 1, 2], [1] * 8)),
    mistake={"second": "8", "why": "Less fever"},
    refused="Choose an answer from 1 to 9, or say that you cannot judge.",
    own=[("/1", {"value": "9"}), ("/2", {"value": "2", "second": "1"})],
    told=[sentence([*APPROPRIATE, 9]), sentence([*NECESSARY, 8]), "How necessary is this?"],
    reasons=["Less fever"],
    again={"move": "change", "value": "8", "second": "8"},
    changed="changed 9 · 8 → 8 · 8",
    results=[
        f"S1 Drain before the operation{both([*APPROPRIATE, 9], [*NECESSARY, 8])}",
        "S1 Drain before the operation8necessary",
    ],
)

MATTERS, LIKELY = (9, 8, 7, 9, 8, 6, 7, 9), (2, 3, 3, 4, 2, 5, 6, 2)
TWO_SCALES = Kind(
    "two-scales",
    ("A port closes for a month", "Bread is rationed"),
    rated(twice(MATTERS, LIKELY), twice([4, 5, 5, 6, 4, 5, 5, 6], [1, 1, 2, 1, 1, 2, 1, 1])),
    mistake={"value": "9", "why": "All goods come by sea"},
    refused="One answer is missing: choose one here too, from 1 to 9.",
    own=[("/1", {"second": "3"}), ("/2", {"value": "5", "second": "1"})],
    told=[sentence([*MATTERS, 9]), sentence([*LIKELY, 3]), "How likely is this?"],
    reasons=["All goods come by sea"],
    again={"move": "change", "value": "7", "second": "3"},
    changed="changed 9 · 3 → 7 · 3",
    results=[f"S1 A port closes for a month{both([*MATTERS, 9], [*LIKELY, 3])}"],
)

FUZZY_VALUES = (5, 5, 4, 4, 4, 5, 3, 4)
TRIANGLE = [sum(Fraction(each + step, 5) for each in (*FUZZY_VALUES, 5)) / PEOPLE for step in (-2, -1, 0)]
"""With the table of five points a rating r of 3 to 5 reads as (r - 2, r - 1, r) fifths."""
FUZZY = Kind(
    "fuzzy",
    ("A reply within 48 hours", "One person to call"),
    rated([{"value": each} for each in FUZZY_VALUES], [{"value": each} for each in (1, 2, 1, 2, 1, 2, 3, 1)]),
    mistake={"why": "Nobody waits longer"},
    refused="Choose an answer from 1 to 5, or say that you cannot judge.",
    own=[("/1", {"value": "5"}), ("/2", {"value": "2"})],
    told=[sentence([*FUZZY_VALUES, 5]), "You answered 5."],
    reasons=["Nobody waits longer"],
    again={"move": "change", "value": "4"},
    changed="changed 5 → 4",
    results=[f"S1 A reply within 48 hours({'; '.join(f'{float(each):.2f}' for each in TRIANGLE)})"],
    by_keys=True,
)

RANKS = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [1, 2, 3], [1, 2, 3], [3, 1, 2], [1, 3, 2], [1, 2, 3]]
RANKING = Kind(
    "ranking",
    ("A reply within 48 hours", "One person to call", "Prices known beforehand"),
    on_one_page("/ranking", "rank", RANKS),
    mistake={"rank-1": "2", "rank-2": "2", "why-2": "It saves time"},
    refused="rank 2 is given more than once.",
    own=[("/ranking", {"rank-2": "1", "rank-3": "3"})],
    told=["You gave rank 2. Panel: place 1, 9 people."],
    reasons=["It saves time"],
    again={"rank-1": "1", "rank-2": "2", "rank-3": "3"},
    changed="All ranks are given.",
    results=[
        "A reply within 48 hours stands first",
        f"A reply within 48 hours{PEOPLE}1 ",
    ],
)

POINTS_GIVEN = [[60, 30, 10], [50, 30, 20], [70, 20, 10], [40, 40, 20], [50, 25, 25], [80, 10, 10], [60, 20, 20],
                [45, 45, 10]]  # fmt: skip
FIRST_POINTS = [row[0] for row in POINTS_GIVEN] + [40]
POINTS = Kind(
    "points",
    ("A reply within 48 hours", "One person to call", "Prices known beforehand"),
    on_one_page("/points", "points", POINTS_GIVEN),
    mistake={"points-1": "40", "points-2": "many", "why-1": "All else waits for it"},
    refused="Statement 2: enter a whole number from 0 to 100.",
    own=[("/points", {"points-2": "40", "points-3": "20"})],
    told=[
        (
            f"You gave 40. Panel: median {statistics.median(FIRST_POINTS)}, middle half "
            f"{'–'.join(tenths(FIRST_POINTS))}, 9 people."
        ),
    ],
    reasons=["All else waits for it"],
    again={"points-1": "50", "points-2": "30", "points-3": "20"},
    changed="All 100 points are given.",
    results=[f"A reply within 48 hours weighs most: {figure(statistics.mean(FIRST_POINTS))}%"],
)

OPTIONS = [1, 1, 1, 2, 2, 3, 1, 1]
CHOICE = Kind(
    "choice",
    ("The old bridge", "The new road"),
    rated([{"value": each} for each in OPTIONS], [{"value": 2} for _each in range(8)]),
    mistake={"why": "It is cheap"},
    refused="Choose one of the options, or say that you cannot judge.",
    own=[("/1", {"value": "2"}), ("/2", {"value": "2"})],
    told=[f"You chose do it later. {OPTIONS.count(1)} of 9 people (56%) chose do it now."],
    reasons=["It is cheap"],
    again={"move": "change", "value": "1"},
    changed="changed do it later → do it now",
    results=[f"{OPTIONS.count(1)} of 9 people (56%) chose do it now."],
)

Four = tuple[int, int, int, int]
ESTIMATED: Sequence[Four] = [(10, 20, 30, 80), (0, 5, 20, 60), (40, 50, 90, 90), (60, 70, 80, 100), (55, 60, 65, 51),
                             (30, 40, 50, 80), (20, 30, 45, 75), (50, 55, 70, 70)]  # fmt: skip
OWN_ESTIMATE: Four = (52, 72, 82, 72)


def typed(four: Four) -> dict[str, str]:
    """An estimate as the form takes it."""
    return dict(zip(("low", "value", "high", "sure"), map(str, four), strict=True))


def at_eighty(four: Four) -> tuple[Fraction, Fraction]:
    """Both ends of a range as wide as if everybody were 80 per cent sure, cut at 0 and 100."""
    low, best, high, sure = four
    ends = best - Fraction((best - low) * 80, sure), best + Fraction((high - best) * 80, sure)
    return max(ends[0], Fraction(0)), min(ends[1], Fraction(100))


ENDS = [at_eighty(each) for each in (*ESTIMATED, OWN_ESTIMATE)]
LOWS, HIGHS = [low for low, _high in ENDS], [high for _low, high in ENDS]
BESTS = [Fraction(four[1]) for four in (*ESTIMATED, OWN_ESTIMATE)]
ESTIMATES = Kind(
    "estimates",
    ("Share of late replies",),
    rated([typed(each) for each in ESTIMATED]),
    mistake={"low": "52", "value": "72", "high": "82", "sure": "50", "why": "Seen in May"},
    refused="At 50 per cent or less a range says nothing",
    own=[("/1", {"sure": "72"})],
    told=[
        "You estimated 72, from 52 to 82. You were 72 per cent sure.",
        sentence([float(each) for each in BESTS]),
        (
            f"The ranges reach from {figure(statistics.median(LOWS))} to "
            f"{figure(statistics.median(HIGHS))}, each the median of all."
        ),
    ],
    reasons=["Seen in May"],
    again={"move": "change", "low": "40", "value": "60", "high": "80", "sure": "80"},
    changed="changed 72 → 60",
    results=["Quantile average" + "".join(f"{float(sum(each) / PEOPLE):.2f}" for each in (LOWS, BESTS, HIGHS))],
)

CODES = [[9, 9, 9]] * 5 + [[5, 3, 7]] * 3
"""Nine is the same; each step below says how much more the first of a pair matters."""
CIRCLE = {"pair-1": "7", "pair-2": "11", "pair-3": "7"}
"""The first over the second, the second over the third, the third over the first: three times each."""


def weights(first: int, second: int, third: int, *, steps: int = 500) -> tuple[list[float], float]:
    """The eigenvector of three comparisons by repeated multiplication, and their consistency ratio (0.58: Saaty)."""
    table = [[1.0, 1.0, 1.0] for _row in range(3)]
    for (row, column), code in zip(((0, 1), (0, 2), (1, 2)), (first, second, third), strict=True):
        strength = float(10 - code) if code < 9 else 1 / float(code - 8)
        table[row][column], table[column][row] = strength, 1 / strength
    vector, size = [1.0, 1.0, 1.0], 0.0
    for _step in range(steps):
        raw = [sum(one * two for one, two in zip(row, vector, strict=True)) for row in table]
        size = sum(raw)
        vector = [each / size for each in raw]
    return vector, (size - 3) / 2 / 0.58


def points(*codes: int) -> list[int]:
    """A hundred points by weight: whole ones first, the rest where the largest parts were cut off."""
    parts = [100 * each for each in weights(*codes)[0]]
    order = sorted(range(3), key=lambda place: round(int(parts[place]) - parts[place], 9))
    rest = 100 - sum(map(int, parts))
    return [int(part) + (place in order[:rest]) for place, part in enumerate(parts)]


OWN_POINTS = points(*map(int, CIRCLE.values()))
FIRST_WEIGHTS = [points(*each)[0] for each in (*CODES, tuple(map(int, CIRCLE.values())))]
PAIRS = Kind(
    "pairs",
    ("A reply within 48 hours", "One person to call", "Prices known beforehand"),
    [[("/comparing", {f"pair-{n}": str(code) for n, code in enumerate(row, 1)})] for row in CODES],
    mistake={**CIRCLE, "why-2": "x" * 501},
    refused="Shorten it to at most 500.",
    own=[("/comparing", {"why-2": "One voice"})],
    told=[
        f"48 hours{OWN_POINTS[0]}{figure(statistics.median(FIRST_WEIGHTS))}{'–'.join(tenths(FIRST_WEIGHTS))}",
        "comparisons of 9 people.",
    ],
    reasons=["One voice"],
    again={"pair-1": "5", "pair-2": "3", "pair-3": "7"},
    changed=f"Your comparisons fit together: consistency ratio {weights(5, 3, 7)[1]:.2f}, at most 0.10 is usual.",
    results=[
        f"Consistency ratio over 9 people: median 0.00; {sum(weights(*each)[1] <= 0.1 for each in CODES)} of them"
    ],
)
KINDS = (POLICY, NECESSITY, TWO_SCALES, FUZZY, RANKING, POINTS, CHOICE, ESTIMATES, PAIRS)

EARLY, LATE = (7, 8, 8, 9, 7), (6, 6, 5, 6, 6)
"""What ten people say in real time: the first five are let out, the others stay behind until the round is closed."""
