"""What a table for people must not leave out: the cautions of its figures, and why a figure does not exist."""

from collections.abc import Iterator, Mapping, Sequence

from survey_app.stats.results import Json, Result

__all__ = ["notes"]

_NAMES = ("item", "question", "expert", "group", "round", "of", "name", "column", "code")
"""The fields that name what a figure belongs to, the first that is there."""
_WHY = ("shortfall", "guard", "reason")
"""Where a result gives several, the first is the narrowest."""
_LONGEST = 12
"""So many names stand in a line; the rest are counted."""


def notes(*found: Json | Result) -> str:
    """A line for each caution and each reason with the figures that it belongs to; nothing where there is none.

    >>> print(notes({"items": [{"item": "a", "cautions": [{"code": "base_below_30", "params": {"n": 9}}]},
    ...                        {"item": "b", "cautions": [], "value": {"value": None, "guard": "one_item"}}]}))
    caution: base below 30: a (n 9)
    why: one item: b value
    """
    told: dict[str, dict[str, None]] = {}
    for each in found:
        for line, where in _seen(each, ""):
            told.setdefault(line, {})[where] = None
    return "\n".join(_line(line, [where for where in places if where]) for line, places in told.items())


def _line(line: str, places: Sequence[str]) -> str:
    if not places:
        return line
    more = len(places) - _LONGEST
    return f"{line}: {', '.join(places[:_LONGEST])}{f' and {more} more' if more > 0 else ''}"


def _seen(found: Json | Result, where: str, known: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Each caution and reason anywhere in a result, with the name of what it belongs to."""
    plain = found.to_json() if isinstance(found, Result) else found
    if isinstance(plain, Mapping):
        where = _name_of(plain) or where
        cautions = {str(caution): caution for caution in plain.get("cautions") or ()}
        # what holds for the whole is not said again for its parts
        yield from (_caution(caution, where) for words, caution in cautions.items() if words not in known)
        known |= cautions.keys()
        why = next((plain[key] for key in _WHY if isinstance(plain.get(key), str)), "")
        if why:
            yield f"why: {_plain(why)}", where
        for key, part in plain.items():
            if key != "cautions":
                is_one = isinstance(part, Mapping | Result)
                yield from _seen(part, f"{where} {_plain(key)}".strip() if is_one else where, known)
    elif isinstance(plain, list | tuple):
        for part in plain:
            yield from _seen(part, where, known)


def _name_of(part: Mapping[str, Json]) -> str:
    return next((str(part[name]) for name in _NAMES if isinstance(part.get(name), str) and part[name]), "")


def _caution(caution: Mapping[str, Json], where: str) -> tuple[str, str]:
    told = ", ".join(f"{_plain(name)} {_figure(value)}" for name, value in (caution.get("params") or {}).items())
    place = f"{where} ({told})" if where and told else where or told
    return f"caution: {_plain(caution['code'])}", place


def _figure(value: Json) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plain(code: str) -> str:
    return str(code).replace("_", " ")
