"""Own words behind the answer “Other” that stand in a column of their own, as Alchemer writes them.

“Other - Write In:Which channels?” beside “Web:Which channels?” is one more answer with its words; beside a column
“Which channels?” that holds the answer “Other - Write In” it is what was written there.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from survey_app.interchange.data_files.described import Column, Kind

__all__ = ["with_write_ins"]

_HEADED = re.compile(
    r"(?P<other>other\s*[-–—]\s*write[- ]?in(?:\s*\(required\))?)\s*:\s*(?P<question>.+)", re.IGNORECASE | re.DOTALL
)
_TICK = 1


def with_write_ins(columns: Sequence[Column], distinct: Sequence[frozenset[str]]) -> list[Column]:
    """The columns, those of own words as part of the question they belong to.

    Parameters: columns and the different filled cells of each, in the order of the file.

    >>> names = ["Web:Which?", "Other - Write In:Which?"]
    >>> found = with_write_ins([Column(name, Kind.TEXT) for name in names], [frozenset({"Web"}), frozenset({"fax"})])
    >>> found[1].kind.value, found[1].cells, found[1].own, found[1].other
    ('one', {'fax': '1'}, {'fax': 'fax'}, 1)
    """
    names = {each.name: place for place, each in enumerate(columns)}
    found = list(columns)
    for place, each in enumerate(columns):
        headed = _HEADED.fullmatch(each.name)
        if headed is None or each.kind is Kind.LEFT_OUT:
            continue
        question, label = headed["question"], headed["other"]
        at = names.get(question)
        if at is not None and (code := _code_of(columns[at], label)):
            found[at] = replace(columns[at], other=code)
            found[place] = replace(each, kind=Kind.TEXT, codes=(), words={}, cells={}, own_of=question)
        elif any(name.endswith(f":{question}") and name != each.name for name in names):
            words = {cell: cell for cell in sorted(distinct[place])}
            ticks = dict.fromkeys(words, str(_TICK))
            found[place] = replace(
                each, kind=Kind.ONE, codes=((_TICK, {}),), words={}, cells=ticks, own=words, other=_TICK
            )
    return found


def _code_of(column: Column, label: str) -> int | None:
    """The code of the answer that is called so; None where the column is no choice or has no such answer."""
    if column.kind is not Kind.ONE:
        return None
    return next((code for word, code in column.words.items() if word.casefold() == label.casefold()), None)
