"""What tables of texts and of numbers share: rows, and if wanted several columns."""

from collections.abc import Iterator, Sequence

from survey_app.questions.definition import Item, Text
from survey_app.questions.parted import Group, named

MOST_COLUMNS = 12


def places(items: Sequence[Item], columns: Sequence[Item]) -> Iterator[tuple[str, Text, Text, str]]:
    """Every place of the table: its key, the words of its row and of its column, and the column's code."""
    for item in items:
        if not columns:
            yield item.code, named(item), {}, ""
        for column in columns:
            yield f"{item.code}.{column.code}", named(item), named(column), column.code


def groups_of(columns: Sequence[Item], like: str) -> tuple[Group, ...]:
    """A group for each column; one for all where there are none."""
    return tuple(Group(column.code, named(column), like) for column in columns) or (Group("", {}, like),)
