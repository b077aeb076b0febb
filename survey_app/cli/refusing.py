"""How a refusal looks on the command line: its reason on the error stream, exit code 1."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from survey_app.exceptions import Refusal


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a refusal into its sentence and exit code 1; wrong usage is click's own, exit code 2."""
    try:
        yield
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
