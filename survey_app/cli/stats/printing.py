"""How figures leave the command line: the result object as JSON, or a table for people."""

import json
import math
from collections.abc import Iterable, Sequence

import click
from click.core import ParameterSource

from survey_app.cli.stats.notes import notes
from survey_app.stats.drivers import LITTLE, Drivers
from survey_app.stats.results import Json, Result

__all__ = [
    "answer",
    "doubt_drivers",
    "emit",
    "figure",
    "grid",
    "named",
    "percent",
    "remark_once",
    "remarks_of",
    "seen_on_scale",
    "tell",
    "yes",
]

_REMARKS, _SEEN = "survey_app.remarks", "survey_app.scales_seen"
_MANY = 20
"""Of so many answers one that nobody gave is told."""


def emit(found: Json) -> None:
    """Print a result as JSON."""
    click.echo(json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False))


def tell(words: str, *found: Json | Result) -> None:
    """Print a table for people, and below it the cautions and the missing figures of the results it was made of."""
    told = notes(*found)
    click.echo(f"{words.rstrip()}\n\n{told}" if told else words)


def remark(words: str) -> None:
    """Say something about the file beside the figures, where no program reads it for an answer."""
    click.echo(words, err=True)


def remark_once(words: str) -> None:
    """The same of a column, however often it is read, and only beside figures: a refusal says what is wrong itself."""
    context = click.get_current_context(silent=True)
    if context is None:
        remark(words)
    else:
        context.meta.setdefault(_REMARKS, {})[words] = None


def seen_on_scale(ends: tuple[float, float] | None, given: Iterable[float | None]) -> None:
    """Remember how far answers reach on a scale that nobody named: on another one every figure would be wrong."""
    context = click.get_current_context(silent=True)
    sources = [context.get_parameter_source(name) for name in ("scale", "scales")] if context is not None else []
    if ends is None or context is None or ParameterSource.DEFAULT not in sources:
        return
    known = [each for each in given if each is not None and not math.isnan(each)]
    most, times = context.meta.setdefault(_SEEN, {}).get(ends, (ends[0], 0))
    context.meta[_SEEN][ends] = max([most, *known]), times + len(known)


def remarks_of(context: click.Context) -> None:
    """Say what was to be said beside the figures of a command."""
    for words in context.meta.get(_REMARKS, {}):
        remark(words)
    for (low, high), (most, times) in context.meta.get(_SEEN, {}).items():
        if times >= _MANY and most <= (low + high) / 2:
            remark(
                f"The scale is taken to reach from {low:g} to {high:g}, and no answer lies above {most:g}. If it is "
                "another one, name its ends with --scale."
            )


def answer(found: Json, words: str, *, as_json: bool) -> None:
    """Print a result as JSON, or as a table with its notes."""
    if as_json:
        emit(found)
    else:
        tell(words, found)


def named(
    items: Sequence[str], found: Sequence[Result], more: Sequence[dict[str, Json]] | None = None
) -> dict[str, Json]:
    """One result per item under the key `items`, each with its name and what else is known of it."""
    extra = more or [{}] * len(items)
    return {
        "items": [
            {"item": name, **each.to_json(), **rest} for name, each, rest in zip(items, found, extra, strict=True)
        ]
    }


def figure(value: float | None, form: str = ".2f") -> str:
    """A number in its form, a dash where there is none."""
    return "-" if value is None else format(value, form)


def percent(value: float | None, form: str = ".1f") -> str:
    """A share in per cent, a dash where there is none."""
    return figure(None if value is None else 100 * value, form)


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the first to the left, figures to the right."""
    lines = [head, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(line[1:], widths[1:], strict=True))])
        for line in lines
    )


def doubt_drivers(found: Drivers, follows: str) -> None:
    """Say that nothing follows from the shares of drivers where they hardly explain the outcome."""
    if found.is_little:
        remark_once(f"The attributes explain less than {LITTLE:.0%} of the outcome (adjusted R2): {follows}.")


def yes(holds: bool | None) -> str:  # noqa: FBT001 - it words one flag
    """Yes, no, or a dash where nobody can tell."""
    return "-" if holds is None else "yes" if holds else "no"
