"""Batches of sealed sheets: made with their key, fenced, and handed to the mix."""

from survey_app.models import Batch, PanelRound, Stage


def begin(stage: Stage, round_: PanelRound | None, bound: int) -> Batch:
    """A new batch that collects, with its key in the key folder. `bound`: most bytes of a sheet (`privacy.sheets`).

    Refuses with 503 when the key cannot be written; then nothing is opened.
    """
    raise NotImplementedError


def collecting(stage_id: int, round_id: int | None) -> Batch | None:
    """The batch that takes sheets now."""
    raise NotImplementedError


def close(batch: Batch) -> None:
    """Put the fence in place: from here on the batch takes nothing. Closing twice closes once."""
    raise NotImplementedError
