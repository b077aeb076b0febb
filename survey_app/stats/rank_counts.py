"""What one item of a ranking comes to, from how often it stood at each rank."""

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["RankCounts", "rank_counts"]


@dataclass(frozen=True, slots=True)
class RankCounts:
    """Borda points, mean rank and how many put the item among the first."""

    n: int
    ranked: int
    borda: float
    mean_rank: float | None
    top: int
    top_share: float | None


def rank_counts(counts: Iterable[tuple[float, int]], *, given: int, items: int, top: int) -> RankCounts:
    """Points and mean rank of one item.

    Parameters: counts, each rank and how many gave it, a rank above `given` meaning "not ranked"; given, how many ranks
    everybody gave; items, how many were ranked; top, up to which rank the share reaches.
    Returns: RankCounts. Nobody: mean rank and share None.
    Formula: Borda points = sum of given + 1 - rank over those who ranked it. Mean rank: who did not rank it shares the
    mean of the ranks left over, (given + 1 + items)/2. Share: ranks up to `top`, divided by all who ranked anything.
    Do not trust the mean rank where few ranked the item: most of it is then the shared rank.
    Source: de Borda 1781; nominal group scoring, Delbecq, Van de Ven and Gustafson 1975.

    >>> rank_counts([(1, 2), (2, 1), (3, 1)], given=2, items=5, top=1)
    RankCounts(n=4, ranked=3, borda=5.0, mean_rank=2.0, top=2, top_share=0.5)
    """
    listed = list(counts)
    n = sum(count for _rank, count in listed)
    ranked = sum(count for rank, count in listed if rank <= given)
    first = sum(count for rank, count in listed if rank <= top)
    shared = (given + 1 + items) / 2
    total = sum((rank if rank <= given else shared) * count for rank, count in listed)
    borda = float(sum((given + 1 - rank) * count for rank, count in listed if rank <= given))
    return RankCounts(n, ranked, borda, total / n if n else None, first, first / n if n else None)
