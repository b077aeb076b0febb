"""What a file says of its columns, as JSON that is kept between two steps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from survey_app.interchange.data_files.described import Column, Group, Kind

__all__ = ["columns_of", "plain_columns"]


def plain_columns(columns: Iterable[Column]) -> list[dict[str, Any]]:
    """The columns as plain lists and objects.

    >>> known = Column("q1", Kind.ONE, {"": "How?"}, ((1, {"": "bad"}),), Group("q", {}, is_set=True))
    >>> columns_of(plain_columns([known])) == [known]
    True
    """
    return [
        {
            "name": each.name,
            "kind": each.kind.value,
            "text": dict(each.text),
            "codes": [[code, dict(words)] for code, words in each.codes],
            "group": [each.group.key, dict(each.group.text), each.group.is_set] if each.group else None,
            "item": dict(each.item),
            "least": each.least,
            "note": each.note,
        }
        for each in columns
    ]


def columns_of(kept: Sequence[Mapping[str, Any]]) -> list[Column]:
    """The columns as they were."""
    return [
        Column(
            each["name"],
            Kind(each["kind"]),
            each["text"],
            tuple((code, words) for code, words in each["codes"]),
            Group(*each["group"]) if each["group"] else None,
            each["item"],
            least=each.get("least"),
            note=each.get("note", ""),
        )
        for each in kept
    ]
