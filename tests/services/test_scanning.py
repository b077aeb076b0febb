"""How the rows of a stage are read."""

import gc
from contextlib import ExitStack

import pytest

from survey_app.services.scanning import undisturbed

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize("first_to_end", [0, 1])
def test_garbage_is_looked_for_again_after_readers_that_overlap(first_to_end: int) -> None:
    was_on = gc.isenabled()
    gc.enable()
    try:
        readers = [ExitStack(), ExitStack()]
        for reader in readers:
            reader.enter_context(undisturbed())
        readers[first_to_end].close()
        assert not gc.isenabled()
        readers[1 - first_to_end].close()
        assert gc.isenabled()
    finally:
        (gc.enable if was_on else gc.disable)()
