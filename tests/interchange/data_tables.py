"""Tables of data files, as tests write them, and what is guessed from them."""

import io
from collections.abc import Callable

from survey_app.interchange.data_files.cleaning import cleaned
from survey_app.interchange.tables import Limits, Table, read_table
from survey_app.services.data_looks import Choices, Looked, Opened, looked


def table(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()), "data.csv", Limits(unnamed=True, repeated=True))


def looked_at(head: str, line: Callable[[int], str], choices: Choices | None = None) -> Looked:
    rows = "\n".join(line(place) for place in range(60))
    return looked(Opened("wave.csv", cleaned(table(f"{head}\n{rows}\n"), []), {}, (), ""), choices)


def cycled(*cells: object) -> Callable[[int], str]:
    return lambda n: f"{cells[n % len(cells)]}"
