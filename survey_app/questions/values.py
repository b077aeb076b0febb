"""Five kinds of value that a row can have for customers, tagged by its author and rolled up over the rows of a kind.

Source: Sheth, Newman and Gross 1991, Journal of Business Research 22(2):159 (functional, social, emotional, epistemic
and conditional value).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Item, Text
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.summary import RowSummary


class CustomerValue(StrEnum):
    """What a row is worth to customers."""

    FUNCTIONAL = "functional"
    SOCIAL = "social"
    EMOTIONAL = "emotional"
    EPISTEMIC = "epistemic"
    CONDITIONAL = "conditional"


WORDS: Mapping[CustomerValue, Text] = {
    CustomerValue.FUNCTIONAL: {"en": "Functional value", "es": "Valor funcional", "zh_Hans_CN": "功能价值"},
    CustomerValue.SOCIAL: {"en": "Social value", "es": "Valor social", "zh_Hans_CN": "社会价值"},
    CustomerValue.EMOTIONAL: {"en": "Emotional value", "es": "Valor emocional", "zh_Hans_CN": "情感价值"},
    CustomerValue.EPISTEMIC: {"en": "Epistemic value", "es": "Valor epistémico", "zh_Hans_CN": "认知价值"},
    CustomerValue.CONDITIONAL: {"en": "Conditional value", "es": "Valor condicional", "zh_Hans_CN": "情境价值"},
}
Values = tuple[tuple[str, CustomerValue], ...]
"""Code of a row -> its kind of value."""
_NAMED = {
    spoken: value
    for value, text in WORDS.items()
    for words in text.values()
    for spoken in (words.casefold(), re.sub(r" value$|^valor |价值$", "", words.casefold()))
}
_PAIR = re.compile(r"([A-Za-z0-9_]{1,32})\s*[=:\uff1a]\s*(.+)")
_LONGEST = 4_000


def read_values(given: object, items: Sequence[Item]) -> Values:
    """The tags of rows: `{"price": "functional"}`, or typed as `price = functional, staff = social`.

    A tag of a row that is not there any more is left out.
    """
    tags = _typed(given) if isinstance(given, str) else given
    if tags is None:
        return ()
    if not isinstance(tags, Mapping):
        raise DefinitionRefused(N_("Kinds of value are given row by row, such as “price = functional”."))
    codes = {item.code for item in items}
    found = []
    for code, name in tags.items():
        value = _NAMED.get(name.strip().casefold()) if isinstance(name, str) else None
        if value is None:
            raise DefinitionRefused(
                N_("“%(code)s”: the kinds of value are functional, social, emotional, epistemic and conditional."),
                code=str(code)[:40],
            )
        if code in codes:
            found.append((code, value))
    return tuple(found)


def _typed(words: str) -> dict[str, str] | None:
    found = {}
    for part in re.split(r"[,;\uff0c\uff1b\n]", words[:_LONGEST]):
        if not part.strip():
            continue
        pair = _PAIR.fullmatch(part.strip())
        if pair is None:
            raise DefinitionRefused(N_("Kinds of value are given row by row, such as “price = functional”."))
        found[pair[1]] = pair[2]
    return found or None


def write_values(values: Values) -> dict[str, Any]:
    """The tags as a part of the settings; nothing where no row has one."""
    return {"values": {code: value.value for code, value in values}} if values else {}


def shown(values: Values) -> str:
    """The tags as they are typed.

    >>> shown((("price", CustomerValue.FUNCTIONAL), ("staff", CustomerValue.SOCIAL)))
    'price = functional, staff = social'
    """
    return ", ".join(f"{code} = {value.value}" for code, value in values)


@dataclass(frozen=True, slots=True)
class RolledUp:
    """The rows of one kind of value: how many there are, and the plain means of their means."""

    value: CustomerValue
    rows: int
    mean: float
    expected: float | None = None
    gap: float | None = None


def rolled_up(code: str, values: Values, rows: Sequence[RowSummary]) -> tuple[RolledUp, ...]:
    """The means of tagged rows by kind of value, in the order of the kinds; of rows with an answer only."""
    tags = dict(values)
    found = []
    for value in CustomerValue:
        own = [
            row for row in rows if tags.get(_code_of(row, code)) is value and row.mean and row.mean.value is not None
        ]
        if not own:
            continue
        means = [row.mean.value for row in own if row.mean and row.mean.value is not None]
        gaps = [row.gap for row in own if row.gap is not None and row.gap.value is not None]
        expected = [gap.expected_mean for gap in gaps if gap.expected_mean is not None]
        differences = [gap.value for gap in gaps if gap.value is not None]
        found.append(
            RolledUp(
                value,
                len(means),
                fmean(means),
                fmean(expected) if expected else None,
                fmean(differences) if differences else None,
            )
        )
    return tuple(found)


def _code_of(row: RowSummary, code: str) -> str:
    return row.variable.removeprefix(f"{code}.").partition(".")[0]
