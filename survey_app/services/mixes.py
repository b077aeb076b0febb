"""The mix: open a closed batch, store its rows in key order, destroy the key, compact. Safe to stop anywhere.

`TAKERS` says who stores the opened sheets of a round, by its purpose; it runs inside the one durable transaction of
the mix, so whatever it computes and freezes is there exactly when the rows are.
"""

from collections.abc import Callable, Sequence

from survey_app.models import Batch, PanelRound
from survey_app.privacy.mix_plan import Step
from survey_app.services.ballots import OpenedSheet
from survey_app.vocabulary import RoundPurpose

Taker = Callable[[Batch, PanelRound, Sequence[OpenedSheet]], None]

TAKERS: dict[RoundPurpose, Taker] = {}


def enqueue(batch: Batch) -> None:
    """Queue the mix of a closed batch; queuing twice mixes once."""
    raise NotImplementedError


def run(batch_id: int) -> Step:
    """Take every step that is left for a batch; where it rests."""
    raise NotImplementedError
