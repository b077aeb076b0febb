"""Who sits on the panel of the journey, what it is asked, and every answer that is planted.

Ratings are drawn once by a seed from what a group tends to choose, so that the two groups differ, one statement holds
two camps, and people move towards the middle from round to round.
"""

from collections.abc import Mapping
from random import Random

Rating = int | str
"""A point of the scale, or "judge" for somebody who cannot judge."""

BRAINSTORMED = (
    ("bea", "es", "Customers"),
    ("chen", "zh", "Customers"),
    ("dora", "en", "Customers"),
    ("ema", "es", "Customers"),
    ("fadi", "zh", "Suppliers"),
    ("gus", "en", "Suppliers"),
    ("hana", "en", "Suppliers"),
    ("ivo", "es", "Suppliers"),
    ("kim", "en", "Suppliers"),
)
JOINED = (
    *((name, "en", "Customers") for name in ("nora", "pia", "quin", "sven", "tom", "uma")),
    *((name, "es", "Customers") for name in ("omar", "rosa")),
    ("mei", "zh", "Customers"),
    *((name, "en", "Suppliers") for name in ("abe", "xena", "yuri", "zoe")),
    *((name, "es", "Suppliers") for name in ("cleo", "vera")),
    ("wei", "zh", "Suppliers"),
)
LATECOMER = ("lou", "en", "Customers")
IN_BROWSERS = ("bea", "chen", "dora", "kim")
ASKED_AGAIN = 8
"""Those of the brainstorm who are asked for the Delphi too: everybody but ema, who declined."""
GROUPS = {name: group for name, _language, group in (*BRAINSTORMED, *JOINED, LATECOMER)}

DECLINES, ON_LEAVE = "sven", "On leave until May"
SILENT = "hana"
LEAVES = "rosa"
LOSES_LINK = "kim"
BEGINS_ONLY = "fadi"
ABSENT = {
    1: {BEGINS_ONLY, "pia", "lou"},
    2: {BEGINS_ONLY, LEAVES, "tom"},
    3: {BEGINS_ONLY, LEAVES, "tom", "uma", "zoe"},
}
"""Who does not finish a round: missed, left, lost on the way; the latecomer is asked from the second round on."""

QUICK = "A quick answer"
PRICES = "Prices known beforehand"
PERSON = "One person to call"
DELIVERY = "Delivery on the day that was promised"
BILLS = "Invoices that are right the first time"
NAMED = "One person to call, and a deputy when that person is away"
YEAR, ORDER = "Prices fixed for a year", "Prices known before each order"
PORTAL, FREIGHT = "A page that shows where an order is", "Cheaper freight"
STATEMENTS = {
    1: (QUICK, PRICES, PERSON, DELIVERY, BILLS),
    2: (QUICK, DELIVERY, NAMED, YEAR, ORDER, PORTAL),
    3: (DELIVERY, NAMED, YEAR, ORDER, PORTAL),
}

_USUAL = {
    QUICK: ((7, 8, 8, 9, 9), (7, 7, 8, 9)),
    PRICES: ((6, 7, 8, 9, 5), (2, 3, 4, 6, 7)),
    PERSON: ((4, 5, 6, 7), (5, 6, 7, 8)),
    DELIVERY: ((8, 9, 9, 7), (1, 2, 2, 3, 4)),
    BILLS: ((3, 4, 5, 6, 7), (2, 4, 6, 8)),
    NAMED: ((7, 8, 6, 9), (6, 7, 8, 8)),
    YEAR: ((7, 8, 9, 6), (1, 2, 3, 5)),
    ORDER: ((6, 7, 8, 7), (7, 8, 8, 9)),
    PORTAL: ((3, 4, 5, 6), (2, 3, 4, 5)),
}
_FIXED = {(1, "bea", DELIVERY): 2, (1, "dora", DELIVERY): 9, (1, "gus", DELIVERY): 2, (2, "bea", DELIVERY): 5}
_UNSURE = 0.06
_MOVES = {QUICK: 0.1, ORDER: 0.1, PORTAL: 0.4, YEAR: 0.5}
_USUALLY_MOVES = 0.25
_MIDDLE = 6

NO_HARM = "Two days later do no harm if somebody tells me"
PLANNING = "Without the day nobody can plan the work"
IMPOLITE = "Mr Gray at the counter never knows the day"
IN_BURGOS, IN_ONE_BRANCH = "In Burgos we wait until ten", "In one branch people wait until ten"
THOUGHT_AGAIN = "I did not think of the planning"
PARTLY: Mapping[str, Rating] = dict.fromkeys(STATEMENTS[1], 1)
"""What somebody would say who goes away for good before the end."""
REASONS = {
    (1, "bea", DELIVERY): NO_HARM,
    (1, "dora", DELIVERY): PLANNING,
    (1, "gus", DELIVERY): IMPOLITE,
    (1, "vera", QUICK): IN_BURGOS,
    (2, "bea", DELIVERY): THOUGHT_AGAIN,
}
PROPOSALS = {"dora": PORTAL, "gus": FREIGHT}


def answers_of(number: int, name: str) -> Mapping[str, Rating]:
    """What somebody answers in a round, statement by statement; nothing where they do not answer it."""
    return {} if name in ABSENT[number] else {text: _rating(number, name, text) for text in STATEMENTS[number]}


def finished(number: int) -> list[str]:
    """Who finishes a round."""
    return [name for name in GROUPS if name not in {"ema", DECLINES, SILENT, *ABSENT[number]}]


def _rating(number: int, name: str, text: str) -> Rating:
    if (number, name, text) in _FIXED:
        return _FIXED[number, name, text]
    chance = Random(f"{name}: {text}")
    rating = chance.choice(_USUAL[text][GROUPS[name] == "Suppliers"])
    if chance.random() < _UNSURE:
        return "judge"
    first = next(round_ for round_, asked in STATEMENTS.items() if text in asked)
    for _later in range(first, number):
        if chance.random() < _MOVES.get(text, _USUALLY_MOVES) and rating != _MIDDLE:
            rating += 1 if rating < _MIDDLE else -1
    return rating
