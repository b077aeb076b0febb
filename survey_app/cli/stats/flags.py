"""Answers that deserve a second look: `quality`."""

from collections.abc import Sequence

import click

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, Span, table_file
from survey_app.cli.stats.printing import emit, grid, percent, tell
from survey_app.cli.stats.questions import Finite, columns_of, matrix, texts
from survey_app.cli.stats.reading import Sheet
from survey_app.stats.quality import (
    QualityFlags,
    duplicates,
    identical_answers,
    inconsistent,
    reversed_pair,
    speeding,
    straight_lining,
)

_FIELDS = ("rule", "thresholds", "n", "missing", "flagged", "share", "places", "figures", "rows")


@statistic(
    "quality",
    of=straight_lining,
    columns="One row per person. Name what to look at: a battery, a time, a key, pairs of answers.",
    answer=_FIELDS,
    per="flags",
)
@table_file
@click.option("--battery", "batteries", multiple=True, metavar="NAMES", help="Items in the order shown: q5_1..q5_6.")
@click.option("--share", type=Finite(), default=1.0, show_default=True, help="Part of a battery one answer must cover.")
@click.option("--least-items", type=click.IntRange(1), default=5, show_default=True, help="Answered items, at least.")
@click.option("--seconds", metavar="COLUMN", help="How long the person took.")
@click.option("--ratio", type=Finite(), default=0.3, show_default=True, help="Part of the median that is too fast.")
@click.option("--shortest", type=Finite(), help="Seconds that are too fast in any case.")
@click.option("--same", metavar="NAMES", help="Columns in which two people should not agree throughout.")
@click.option("--key", "keys", multiple=True, metavar="COLUMN", help="A key that should occur once; repeat it.")
@click.option("--forbid", multiple=True, metavar="A=CODE,B=CODE", help="Two answers that exclude each other.")
@click.option("--opposite", multiple=True, metavar="A,B", help="A statement and its opposite; needs --scale.")
@click.option("--scale", type=Span(), help="The ends of the scale of --opposite, such as 1-5.")
@JSON
def quality_command(
    sheet: Sheet,
    *,
    batteries: tuple[str, ...],
    keys: tuple[str, ...],
    forbid: tuple[str, ...],
    opposite: tuple[str, ...],
    as_json: bool,
    **rules: object,
) -> None:
    """Flags with their thresholds: straight-lining, speed, identical answers, duplicates, contradictions."""
    least = int(str(rules["least_items"]))
    found: list[tuple[str, QualityFlags]] = []
    for each in batteries:
        names = columns_of(sheet, [each])
        found.append((each, straight_lining(matrix(sheet, names), float(str(rules["share"])), least)))
    if rules["seconds"] is not None:
        name = str(rules["seconds"])
        shortest = None if rules["shortest"] is None else float(str(rules["shortest"]))
        found.append((name, speeding(matrix(sheet, [name])[:, 0], float(str(rules["ratio"])), shortest)))
    if rules["same"] is not None:
        names = columns_of(sheet, [str(rules["same"])])
        found.append((str(rules["same"]), identical_answers(matrix(sheet, names), least)))
    found += [(name, duplicates(texts(sheet, name))) for name in keys]
    found += [(each, _forbidden(sheet, each)) for each in forbid]
    found += [(each, _opposite(sheet, each, rules["scale"])) for each in opposite]
    if not found:
        raise click.UsageError("Name what to look at: --battery, --seconds, --same, --key, --forbid or --opposite.")
    _tell(sheet, found, as_json=as_json)


def _forbidden(sheet: Sheet, written: str) -> QualityFlags:
    sides = [side.partition("=") for side in written.split(",")]
    if len(sides) != 2 or not all(equals for _, equals, _ in sides):  # noqa: PLR2004 - a pair
        raise click.UsageError(f"“{written[:60]}” is no pair of answers such as q1=1,q2=5.")
    (first, _, one), (second, _, two) = sides
    return inconsistent(texts(sheet, first.strip()), texts(sheet, second.strip()), [(one.strip(), two.strip())])


def _opposite(sheet: Sheet, written: str, scale: object) -> QualityFlags:
    names = columns_of(sheet, [written])
    if len(names) != 2 or not isinstance(scale, tuple):  # noqa: PLR2004 - a pair
        raise click.UsageError("--opposite takes two columns, a,b, and needs --scale such as 1-5.")
    both = matrix(sheet, names)
    return reversed_pair(both[:, 0], both[:, 1], (float(scale[0]), float(scale[1])))


def _tell(sheet: Sheet, found: Sequence[tuple[str, QualityFlags]], *, as_json: bool) -> None:
    if as_json:
        plain = [
            {"of": name, **each.to_json(), "rows": [sheet.table.numbers[place] for place in each.to_json()["places"]]}
            for name, each in found
        ]
        emit({"flags": plain})
        return
    rows = [
        (f"{each.rule}: {name}", str(each.n), str(each.flagged), percent(each.share), _limits(each))
        for name, each in found
    ]
    tell(grid(("rule", "n", "flagged", "%", "thresholds"), rows), [each for _, each in found])


def _limits(found: QualityFlags) -> str:
    return ", ".join(
        f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}" for name, value in found.thresholds
    )
