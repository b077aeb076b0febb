"""What a published reporting checklist is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """One entry of a published list: its number, what it is about, the facts that fill it, whether they are enough."""

    code: str
    about: str
    facts: tuple[str, ...] = ()
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """A published list."""

    key: str
    name: str
    source: str
    topics: tuple[Topic, ...]
