"""The steps from a batch that collects to one that nobody can join again, as a table: what is seen -> what comes next.

The plan looks at three things only: the phase stored with the batch, the key file, and whether sheets lie in the inbox.
A step may be stopped anywhere and is simply looked at again, so each act must do this:

- MIX, one durable transaction: open all, insert the rows in key order, empty the inbox, phase CLOSED -> MIXED. With an
  empty inbox it needs no key.
- DESTROY_KEY: `key_files.destroy`, only after that transaction is on the disk.
- COMPACT: rewrite the database file and cut its log, so that deleted blobs are gone; then phase MIXED -> FINISHED.

Do not trust the plan without the fence: storing a sheet must require, in its own transaction, that the phase is
COLLECTING. A sheet that slips in later is never destroyed: the plan holds and somebody has to decide.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from survey_app.privacy.key_files import KeyState
from survey_app.privacy.refusals import MixStuck


class Phase(StrEnum):
    """Where a batch stands; stored with it, and only moved forward."""

    COLLECTING = "collecting"
    CLOSED = "closed"
    MIXED = "mixed"
    FINISHED = "finished"


class Step(StrEnum):
    """What is to be done next. WAIT, DONE and HOLD are rests: HOLD needs a person."""

    WAIT = "wait"
    MIX = "mix"
    DESTROY_KEY = "destroy_key"
    COMPACT = "compact"
    DONE = "done"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class BatchState:
    """What the plan looks at."""

    phase: Phase
    key: KeyState
    waiting: bool
    """Whether sheets lie in the batch's inbox."""


RESTS = frozenset({Step.WAIT, Step.DONE, Step.HOLD})

_READABLE, _MISSING, _UNREADABLE = KeyState.READABLE, KeyState.MISSING, KeyState.UNREADABLE
_Key = tuple[KeyState, ...]
_Row = tuple[Phase, _Key, tuple[bool, ...], Step]
_ANY_KEY: _Key = (_READABLE, _MISSING, _UNREADABLE)
_EITHER, _EMPTY, _WAITING = (True, False), (False,), (True,)

_TABLE: tuple[_Row, ...] = (
    # phase            key file                   inbox     next step
    (Phase.COLLECTING, (_READABLE,), _EITHER, Step.WAIT),
    (Phase.COLLECTING, (_MISSING, _UNREADABLE), _EITHER, Step.HOLD),  # take no answers that nobody can open
    (Phase.CLOSED, (_READABLE,), _WAITING, Step.MIX),
    (Phase.CLOSED, (_MISSING, _UNREADABLE), _WAITING, Step.HOLD),  # the key must come back first
    (Phase.CLOSED, _ANY_KEY, _EMPTY, Step.MIX),  # nobody answered: there is nothing to open
    (Phase.MIXED, (_READABLE, _UNREADABLE), _EMPTY, Step.DESTROY_KEY),  # half-destroyed is unreadable
    (Phase.MIXED, (_MISSING,), _EMPTY, Step.COMPACT),
    (Phase.FINISHED, (_MISSING,), _EMPTY, Step.DONE),
    (Phase.FINISHED, (_READABLE, _UNREADABLE), _EMPTY, Step.DESTROY_KEY),  # it came back with a restored folder
    (Phase.MIXED, _ANY_KEY, _WAITING, Step.HOLD),  # a sheet behind the fence: keep the key
    (Phase.FINISHED, _ANY_KEY, _WAITING, Step.HOLD),
)

PLAN: Mapping[BatchState, Step] = {
    BatchState(phase, key, waiting): step
    for phase, keys, inboxes, step in _TABLE
    for key in keys
    for waiting in inboxes
}
"""Every state there is, with its next step."""


def next_step(state: BatchState) -> Step:
    """What comes next.

    >>> next_step(BatchState(Phase.MIXED, KeyState.READABLE, waiting=False)).value
    'destroy_key'
    """
    return PLAN[state]


def run(observe: Callable[[], BatchState], acts: Mapping[Step, Callable[[], None]]) -> Step:
    """Look, act, and look again until the plan rests; returns the rest: WAIT, DONE or HOLD.

    An error of an act goes through, and the next run takes up where it stopped. `MixStuck` when an act ended well and
    the state is the same as before.
    """
    seen: BatchState | None = None
    while (step := next_step(state := observe())) not in RESTS:
        if state == seen:
            raise MixStuck
        acts[step]()
        seen = state
    return step
