"""Filling a batch of answers that was confirmed."""

from collections.abc import Callable
from typing import Any

from survey_app.services import import_batches


def bring_in(payload: dict[str, Any], progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Store the answers chunk by chunk; each chunk is committed with its progress."""
    stored = 0
    for done, total in import_batches.bring_in(payload["batch"], payload["table"]):
        progress(done, total)
        stored = done
    return {"answers": stored}
