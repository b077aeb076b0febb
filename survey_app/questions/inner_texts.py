"""Every text inside the settings of a question, whatever its kind: rows, columns, rivals, words of scales and trees."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from survey_app.questions.definition import Text

__all__ = ["texts_in", "with_texts"]


def texts_in(part: Any) -> Iterator[Text]:  # noqa: ANN401 - the settings of any type, and their parts
    """The texts in settings, in the order they are declared.

    >>> from survey_app.questions.definition import Scale
    >>> [text["en"] for text in texts_in(Scale(low={"en": "poor"}, high={"en": "excellent"}))]
    ['poor', 'excellent']
    """
    if _is_text(part):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from texts_in(each)
    elif is_dataclass(part):
        for each in fields(part):
            yield from texts_in(getattr(part, each.name))


def with_texts(part: Any, change: Callable[[Text], Text]) -> Any:  # noqa: ANN401 - the settings of any type, and their parts
    """The settings with every text changed; what has no text that changes is the same object as before."""
    if _is_text(part):
        return change(part)
    if isinstance(part, tuple):
        found = tuple(with_texts(each, change) for each in part)
        return part if all(one is other for one, other in zip(found, part, strict=True)) else found
    if not is_dataclass(part) or isinstance(part, type):
        return part
    values = {each.name: getattr(part, each.name) for each in fields(part)}
    changed = {name: with_texts(value, change) for name, value in values.items()}
    fresh = {name: value for name, value in changed.items() if value is not values[name]}
    return replace(part, **fresh) if fresh else part


def _is_text(part: object) -> bool:
    return isinstance(part, Mapping) and all(isinstance(words, str) for words in part.values())
