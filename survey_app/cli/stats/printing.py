"""How figures leave the command line: the result object as JSON, or a table for people."""

import json
from collections.abc import Iterable, Sequence

import click

from survey_app.cli.stats.notes import notes
from survey_app.stats.results import Json, Result

__all__ = ["answer", "emit", "figure", "grid", "named", "percent", "remark_once", "remarks_of", "tell", "yes"]

_REMARKS = "survey_app.remarks"


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


def remarks_of(context: click.Context) -> None:
    """Say what was to be said beside the figures of a command."""
    for words in context.meta.get(_REMARKS, {}):
        remark(words)


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


def yes(holds: bool | None) -> str:  # noqa: FBT001 - it words one flag
    """Yes, no, or a dash where nobody can tell."""
    return "-" if holds is None else "yes" if holds else "no"
