"""What has to be cleared away now and then: expired files, past tries, drafts, ended keys, what rows leave behind."""

import time
from datetime import timedelta

from survey_app.db import transaction
from survey_app.services import (
    answer_files,
    drafts,
    files,
    kept_figures,
    leftovers,
    mixes,
    panel_links,
    pictures,
    stage_links,
    throttles,
    ways_back,
)

EVERY = timedelta(hours=1)


class Clock:
    """Says when it is time again; the first time is at once."""

    def __init__(self, every: timedelta = EVERY) -> None:
        self.every = every.total_seconds()
        self.next = time.monotonic()

    def is_due(self) -> bool:
        """Whether the time has come; asking moves the clock on."""
        if time.monotonic() < self.next:
            return False
        self.next = time.monotonic() + self.every
        return True


def clear() -> None:
    """Clear everything away that has had its time; what rows leave behind goes whatever else fails."""
    try:
        _sweep()
    finally:
        leftovers.clear()


def _sweep() -> None:
    with transaction():
        files.sweep()
        throttles.sweep()
        drafts.sweep()
        ways_back.sweep()
        panel_links.sweep()
        stage_links.sweep()
        pictures.sweep()
        answer_files.sweep()
    mixes.sweep()
    kept_figures.sweep()
