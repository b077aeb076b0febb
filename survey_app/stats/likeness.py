"""Texts that say nearly the same: pairs by shared groups of letters, in any language, without a dictionary."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from survey_app.stats.results import StatisticsRefused

__all__ = ["Alike", "alike", "letter_groups", "together"]

_LETTERS = 3
_FIRST_IDEOGRAPH = "\u2e80"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts by their places, the earlier first, and how alike they are, 0 to 1."""

    one: int
    other: int
    score: float


def letter_groups(text: str) -> list[str]:
    """The groups of letters of a text: three in a row; single signs and pairs where a script writes words with so few.

    Case, width, accents and punctuation do not count; blanks mark where words of letters begin and end.

    >>> letter_groups("An AID")
    [' an', 'an ', ' ai', 'aid', 'id ']
    >>> letter_groups("\u4ea4\u8d27")
    ['\u4ea4', '\u8d27', '\u4ea4\u8d27']
    """
    whole = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFC", "".join(sign for sign in whole if not unicodedata.combining(sign)))
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    found = []
    for word in words:
        if any(letter >= _FIRST_IDEOGRAPH for letter in word):
            found += [*word, *(word[at : at + 2] for at in range(len(word) - 1))]
        else:
            padded = f" {word} "
            found += [padded[at : at + _LETTERS] for at in range(max(1, len(padded) - _LETTERS + 1))]
    return found


def alike(texts: Sequence[str], least: float = 0.5, most: int = 100) -> tuple[Alike, ...]:
    """Pairs of texts that share many of their rarer groups of letters, the most alike first.

    Parameters: texts, in any order and language; least, the score from which a pair counts, above 0 up to 1; most, how
    many pairs are given.
    Returns: Alike, sorted by falling score and then by place. Texts without a letter are like no other.
    Raises: StatisticsRefused when `least` is not in (0, 1].
    Formula: cosine of two vectors; a group g that occurs f times in a text weighs f (1 + ln(n/d)), n the texts and d
    those that hold g.
    Do not trust it about meaning: texts with other words for the same are missed, texts that differ in one word such as
    "not" stand at the top. It is a list for somebody to look at, never a reason to merge by itself.
    Source: groups of letters: Cavnar and Trenkle 1994, Proc. SDAIR 161; weights: Salton and Buckley 1988, Information
    Processing and Management 24:513.

    >>> [(pair.one, pair.other) for pair in alike(["Deliver on Saturday", "Lower prices", "Deliveries on Saturdays"])]
    [(0, 2)]
    """
    if not 0 < least <= 1:
        raise StatisticsRefused("share_out_of_range", least=least)
    table = _weighed(texts)
    if table is None:
        return ()
    pairs: list[Alike] = []
    for start in range(0, len(texts), _AT_ONCE):
        block = (table[start : start + _AT_ONCE] @ table.T).tocoo()
        kept = (block.data >= least - 1e-12) & (block.col > block.row + start)
        rows, columns, scores = block.row[kept] + start, block.col[kept], np.minimum(block.data[kept], 1.0)
        best = np.lexsort((columns, rows, -scores))[:most]  # of many texts in few words nearly every pair is alike
        pairs += [Alike(int(rows[at]), int(columns[at]), float(scores[at])) for at in best]
        pairs = sorted(pairs, key=lambda each: (-each.score, each.one, each.other))[:most]
    return tuple(pairs)


def together(pairs: Sequence[Alike], largest: int = 10) -> tuple[tuple[int, ...], ...]:
    """Pairs put together to groups: whatever hangs together by pairs is one group, up to a size that can be read.

    Parameters: pairs, the most alike first; largest, how many one group may hold. Returns: the places of each group,
    ascending, the group with the most alike pair first. Raises: nothing. Formula: connected components, joined from the
    most alike pair on; a pair that would make a group too large is left out. Do not trust a large group: its ends need
    not be like each other, only like one in between. Source: Galler and Fisher 1964, Communications of the ACM 7:301.

    >>> together([Alike(2, 3, 0.9), Alike(0, 1, 0.8), Alike(1, 4, 0.7), Alike(3, 4, 0.6)], largest=3)
    ((2, 3), (0, 1, 4))
    """
    groups: list[set[int]] = []
    for pair in pairs:
        here = [group for group in groups if pair.one in group or pair.other in group]
        if not here:
            groups.append({pair.one, pair.other})
            continue
        joined = {pair.one, pair.other}.union(*here)
        if len(joined) <= largest:
            here[0].update(joined)
            groups = [group for group in groups if group not in here[1:]]
    return tuple(tuple(sorted(group)) for group in groups)


def _weighed(texts: Sequence[str]) -> sparse.csr_array | None:
    """One row a text, one column a group of letters, every row of length 1; None where there is no letter at all."""
    places: dict[str, int] = {}
    rows, columns = [], []
    for row, text in enumerate(texts):
        for group in letter_groups(text):
            rows.append(row)
            columns.append(places.setdefault(group, len(places)))
    if not places:
        return None
    shape = (len(texts), len(places))
    counts = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()
    counts.sum_duplicates()
    held = np.bincount(counts.indices, minlength=len(places))
    weighed = counts @ sparse.diags_array(1 + np.log(len(texts) / held))
    lengths = np.sqrt(np.asarray((weighed * weighed).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    found: sparse.csr_array = (sparse.diags_array(scale) @ weighed).tocsr()
    return found
