"""What a command said, for tests of the command line."""

import json
from typing import Any

from click.testing import Result


def plain(done: Result) -> Any:
    """The JSON of a command that succeeded."""
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)
