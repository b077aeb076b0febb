"""Words among the answers of a column that say why there is none: “99 - Don't know” is no point of a scale.

They are only offered, ticked where little else is possible: “I don't know it” may be the answer that was asked for.
"""

import re
from collections.abc import Collection
from dataclasses import replace

from survey_app.interchange.data_files.bipolar import is_reason
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.scales import absent_of_scale
from survey_app.interchange.data_files.word_scales import coded_words, ordered_words

__all__ = ["are_likely", "reasons_of", "without_reasons"]

_NUMBERED = re.compile(r"(\d{1,4})(?:\s*[-–—=.:)]\s*|\s+\()(.+?)\)?")
_FEWEST_LEFT = 2


def reasons_of(column: Column) -> tuple[str, ...]:
    """The words of one answer out of a list that say why there is none, or the numbers that stand for none.

    Nothing where words leave no list.

    >>> words = {"1 - bad": 1, "2 - good": 2, "99 - Don't know": 99}
    >>> reasons_of(Column("q", Kind.ONE, words=words)), reasons_of(Column("q", Kind.ONE, words={"yes": 1, "n/a": 2}))
    (("99 - Don't know",), ())
    """
    if column.unsaid:
        return column.unsaid
    if column.kind is not Kind.ONE or column.cells:
        return ()
    found = tuple(word for word in column.words if is_reason(_bare(word)))
    return found if len(column.words) - len(found) >= _FEWEST_LEFT else ()


def _bare(word: str) -> str:
    numbered = _NUMBERED.fullmatch(word)
    return (numbered[2] if numbered else word).replace("_", " ")


def are_likely(column: Column, reasons: Collection[str]) -> bool:
    """Whether they can hardly be answers: numbers as 99 stand before them, or the others are a usual scale.

    A number such as -999 can be one where it stands only once.

    >>> are_likely(Column("q", Kind.ONE, words={"bad": 1, "Don't know": 2, "fair": 3, "good": 4}), ["Don't know"])
    True
    >>> are_likely(Column("q", Kind.ONE, words={"Acme": 1, "Don't know": 2, "Zenith": 3}), ["Don't know"])
    False
    """
    if column.unsaid:
        return column.is_unsaid
    numbered = [_NUMBERED.fullmatch(word) for word in reasons]
    codes = [int(each[1]) for each in numbered if each is not None]
    if len(codes) == len(numbered) and len(absent_of_scale((code, {"": "said"}) for code in codes)) == len(codes):
        return True
    left = [word for word in column.words if word not in reasons]
    return bool(ordered_words(left)) and not ordered_words(column.words)


def without_reasons(column: Column, reasons: Collection[str]) -> Column:
    """The column as its other words are read.

    >>> words = {"bad": 1, "Don't know": 2, "fair": 3, "good": 4}
    >>> dict(without_reasons(Column("q", Kind.ONE, words=words), ["Don't know"]).words)
    {'bad': 2, 'fair': 3, 'good': 4}
    """
    words = coded_words([word for word in column.words if word not in reasons])
    return replace(column, words=words, codes=tuple((code, {"": word}) for word, code in words.items()))
