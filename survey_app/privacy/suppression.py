"""How many is enough: counts in steps, batches that are released together, reminders that single nobody out.

k is the smallest group (setting, 3 to 10). These rules are about answers; how many were asked and who is on the roll is
not hidden by them.

Do not trust them against somebody who knows k - 1 of the answers and subtracts, and do not use them for tables: two
tables that overlap need the audit of all released cells together.

Source: the design's decisions 11 and 12.
"""

from collections.abc import Sequence

from survey_app.privacy.refusals import GroupTooSmall


def in_steps(count: int, k: int) -> int:
    """A count as it may be shown while answers come in: rounded down to a multiple of k.

    >>> [in_steps(count, 5) for count in (0, 4, 5, 14)]
    [0, 0, 5, 10]
    """
    return count // k * k


def releasable(waiting: Sequence[int], k: int, *, closing: bool) -> int:
    """How many of the oldest batches are mixed together now; `waiting` counts the sealed sheets of each, oldest first.

    While answers come in, a mix needs at least k sheets and leaves at least k behind, so that the last mix is never
    smaller. At the close everything goes together; fewer than k sheets in all are refused (`GroupTooSmall`), and the
    caller decides whether they wait or are thrown away unread.

    >>> releasable([5, 4], 5, closing=False), releasable([5, 5], 5, closing=False), releasable([5, 2], 5, closing=True)
    (0, 1, 2)
    """
    total = sum(waiting)
    if closing:
        if 0 < total < k:
            raise GroupTooSmall(k=k)
        return len(waiting)
    fits = [n for n in range(1, len(waiting) + 1) if sum(waiting[:n]) >= k and sum(waiting[n:]) >= k]
    return max(fits, default=0)


def first_release(k: int, shown_from: int) -> int:
    """How many people must have finished before a figure that rests on `shown_from` of them can come while answers do.

    Batches are released in steps of k, and the last one stays behind for the close (see `releasable`).

    >>> first_release(5, 5), first_release(5, 7), first_release(3, 5)
    (10, 15, 9)
    """
    return -(-max(k, shown_from) // k) * k + k


def may_remind(answered: int, answered_before: int, k: int) -> bool:
    """Whether a reminder may go to the incomplete only: since the last one at least k have answered.

    Otherwise two lists of addresses would differ by fewer than k people, or who sees which of both it is would learn
    that somebody has answered or that nobody has. A reminder to everybody is always allowed.

    >>> may_remind(9, 5, 5), may_remind(10, 5, 5), may_remind(5, 5, 5)
    (False, True, False)
    """
    return answered - answered_before >= k
