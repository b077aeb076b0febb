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


def seat_at(place: int, secret: str | None, people: int = 0) -> int:
    """Where the person at a place in the list of people takes from the deck.

    `people` were on the list when the cards were dealt. The last of them are shuffled together with the eight before
    them: if one alone took from the end of the deck, a card that came once more than others would be that person's.

    >>> sorted(seat_at(place, "secret") for place in range(16)) == list(range(16)), seat_at(3, None)
    (True, 3)
    >>> seat_at(16, "secret", 17) == 16, sorted(seat_at(place, "secret", 17) for place in range(17)) == [*range(17)]
    (False, True)
    """
    if secret is None:
        return place
    first, together = _neighbours(place, people)
    shuffled = sorted(range(first, first + together), key=lambda each: _order(secret, f"seat {each}"))
    return first + shuffled.index(place)


def _neighbours(place: int, people: int) -> tuple[int, int]:
    """The first place of those that are shuffled together with this one, and how many they are."""
    if place >= people:  # everybody where nobody was counted, and who came after the cards were dealt
        return place - (place - people) % _TOGETHER, _TOGETHER
    last = max(0, people // _TOGETHER - 1) * _TOGETHER
    return (last, people - last) if place >= last else (place - place % _TOGETHER, _TOGETHER)


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
