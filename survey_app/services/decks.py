"""Which cards or pairs of cards each person is shown, so that over all people every card comes about equally often.

Pairs: where a board is small enough, everybody meets every card equally often in an order of their own. What does not
come out even, and on boards larger than that everything, is dealt from one endless deck in which every card comes once
before any comes again; so are the cards that somebody is handed to read. The deck is shuffled with a secret that lies
in no database, and neighbours in the list of people are shuffled as well: who does not hold the secret knows nobody's
cards, not even from cards of their own.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice

__all__ = ["deck", "hand", "schedule", "seat_at"]

_TOGETHER = 8
"""So many neighbours in the list of people are shuffled among each other."""
Pair = tuple[str, str]


def schedule(codes: Sequence[str], most: int) -> list[Pair]:
    """The first pairs of a tournament in which everybody meets everybody once; they play almost equally often.

    >>> schedule(["a", "b", "c", "d"], 4)
    [('a', 'd'), ('b', 'c'), ('a', 'c'), ('d', 'b')]
    """
    ring: list[str] = [*codes, *([""] if len(codes) % 2 else [])]
    found: list[Pair] = []
    for _turn in range(len(ring) - 1):
        half = len(ring) // 2
        pairs = zip(ring[:half], reversed(ring[half:]), strict=True)
        found += [(one, two) for one, two in pairs if one and two]
        if len(found) >= most:
            break
        ring = [ring[0], ring[-1], *ring[1:-1]]
    return found[:most]


def deck(own: Sequence[str], most: int, secret: str | None, seat: int) -> list[Pair]:
    """A person's pairs: no pair twice. `own`: all cards in an order of the person's own; `seat`: see `seat_at`.

    Without a secret everything is drawn from the person's own order, and on large boards cards come equally often by
    chance alone. An odd number of cards that all fit has nothing to even out: a card is missed once at most.

    >>> len(deck(["a", "b", "c", "d"], 5, "secret", 0)), deck(["a"], 5, "secret", 0)
    (5, [])
    """
    every = len(own) * (len(own) - 1) // 2
    total = min(most, every)
    tournament = schedule(own, total * 2)  # as many again, for those that are dealt twice
    is_even_enough = len(own) % 2 == 1 and len(own) // 2 <= most
    if secret is None or is_even_enough or total in (0, every):
        return tournament[:total]
    whole = total - total % (len(own) // 2)
    found = tournament[:whole]
    each = total - whole
    cards = _cards(sorted(own), secret, seat * each * 2)
    dealt = islice(zip(cards, cards, strict=False), each)
    met = {frozenset(pair) for pair in found}
    for pair in (*dealt, *tournament[whole:]):
        if len(found) < total and frozenset(pair) not in met:
            found.append(pair)
            met.add(frozenset(pair))
    return found


def hand(own: Sequence[str], most: int, taken: Mapping[str, int], secret: str | None, seat: int) -> list[str]:
    """Cards for one person to read. `own`: those the person may be handed, in an order of the person's own.

    `taken` are all cards with how much was said to each: in every turn of the deck those come first to which least was
    said. A card that the person may not be handed gives way to one of the person's own order. Without a secret
    everybody gets the cards to which least was said, by chance where that is the same.

    >>> hand(["a", "b", "c"], 2, {"a": 1, "b": 0, "c": 0, "mine": 0}, None, 0)
    ['b', 'c']
    """
    least_said = sorted(own, key=lambda code: taken[code])
    if secret is None or not taken:
        return least_said[:most]
    said = {code: f"{count:09}" for code, count in taken.items()}
    dealt = islice(_cards(sorted(taken), secret, seat * most, said), most)
    wanted = dict.fromkeys(code for code in dealt if code in own)
    return list(dict.fromkeys([*wanted, *least_said]))[:most]


def seat_at(place: int, secret: str | None) -> int:
    """Where the person at a place in the list of people takes from the deck.

    >>> sorted(seat_at(place, "secret") for place in range(16)) == list(range(16)), seat_at(3, None)
    (True, 3)
    """
    if secret is None:
        return place
    first = place - place % _TOGETHER
    shuffled = sorted(range(first, first + _TOGETHER), key=lambda each: _order(secret, f"seat {each}"))
    return first + shuffled.index(place)


def _cards(codes: Sequence[str], secret: str, start: int, first: Mapping[str, str] | None = None) -> Iterator[str]:
    """The endless deck from a card on: every card once, then every card again; by `first` and then by the secret.

    >>> whole = list(islice(_cards("abcde", "secret", 0), 40))
    >>> all(list(islice(_cards("abcde", "secret", start), 9)) == whole[start : start + 9] for start in range(31))
    True
    """
    turn, begin = divmod(start, len(codes))
    last = _turn(codes, secret, turn - 1, first)[-1] if turn else ""
    for number in count(turn):
        shuffled = _turn(codes, secret, number, first)
        if shuffled[0] == last and len(shuffled) > 1:
            shuffled[0], shuffled[1] = shuffled[1], shuffled[0]
        yield from shuffled[begin:]
        last, begin = shuffled[-1], 0


def _turn(codes: Sequence[str], secret: str, turn: int, first: Mapping[str, str] | None) -> list[str]:
    return sorted(codes, key=lambda code: ((first or {}).get(code, ""), _order(secret, f"{turn} {code}")))


def _order(secret: str, what: str) -> str:
    return hashlib.sha256(f"{secret}|{what}".encode()).hexdigest()
