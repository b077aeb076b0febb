"""Doing something for a try: the same steps and the same refusals, and nothing of it stays."""

from collections.abc import Iterator
from contextlib import contextmanager

from survey_app.db import session, transaction


@contextmanager
def trying(*, dry_run: bool) -> Iterator[None]:
    """A transaction, taken back at the end when it was only a try."""
    if not dry_run:
        with transaction():
            yield
        return
    try:
        yield
    finally:
        session.rollback()
