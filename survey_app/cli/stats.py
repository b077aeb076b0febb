"""`flask --app wsgi stats ...`: the statistics of a panel from a file, without a database."""

import json
import math
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import click
from flask.cli import AppGroup

from survey_app.cli.refusing import refusing
from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.tables import Limits, Table, read_table
from survey_app.stats.concordance import Concordance, concordance
from survey_app.stats.consensus import AgreementRule, ItemConsensus, consensus
from survey_app.stats.results import Json, StatisticsRefused
from survey_app.stats.significance import SignificanceTest, holm
from survey_app.stats.stability import Stability, stability

commands = AppGroup("stats", help="Statistics of a panel, from a file.")

_LIMITS = Limits(columns=2_001)
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_RANGE = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)(?:-|\.\.)(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)", re.ASCII)
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?", re.ASCII)
_TWO = 2
_LONG_FORM = ("panellist", "item", "round", "value")

Cell = float | None
Answers = dict[str, dict[str, dict[str, Cell]]]
"""Per item and round, the rating of each panellist."""

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_CANNOT = click.option(
    "--cannot-judge", "cannot", default="?", show_default=True, help="What a cell holds that says so."
)


class _Span(click.ParamType[tuple[float, float]]):
    """Two numbers with a dash: 7-9."""

    name = "FROM-TO"

    def convert(
        self, value: str | tuple[float, float], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        if not isinstance(value, str):
            return value
        found = _RANGE.fullmatch(value.strip())
        if not found:
            self.fail(f"“{value[:40]}” is no range such as 7-9.", param, ctx)
        return float(found[1]), float(found[2])


class _Percent(click.ParamType[Fraction]):
    """A number of per cent, kept exactly."""

    name = "PERCENT"

    def convert(self, value: str | Fraction, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        if not isinstance(value, str):
            return value
        if not _PERCENT.fullmatch(value.strip()):
            self.fail(f"“{value[:40]}” is no number of per cent such as 75.", param, ctx)
        return Fraction(value.strip())


_SCALE = click.option("--scale", type=_Span(), default="1-9", show_default=True, help="The ends of the scale.")
_HIGH = click.option("--high", type=_Span(), default="7-9", show_default=True, help="The range that counts as high.")
_LOW = click.option("--low", type=_Span(), default="1-3", show_default=True, help="The range that counts as low.")


@commands.command("concordance")
@_FILE
@click.option("--seed", type=click.IntRange(0), default=1939, show_default=True, help="Seed of the permutations.")
@_CANNOT
@_JSON
@refusing()
def concordance_command(file: Path, *, seed: int, cannot: str, as_json: bool) -> None:
    """Kendall's W. FILE: the first column names the item, then one column per panellist; blank is missing."""
    table = _table(file)
    items, columns = _wide(table, cannot)
    found = concordance(columns, table.header[1:], items, seed=seed)
    _print(found.to_json() if as_json else _concordance_words(found))


@commands.command("consensus")
@_FILE
@_SCALE
@_HIGH
@_LOW
@click.option("--percent", type=_Percent(), default="75", show_default=True, help="The share that agrees, in per cent.")
@click.option("--minimum", type=click.IntRange(1), default=7, show_default=True, help="Fewest answers for a verdict.")
@_CANNOT
@_JSON
@refusing()
def consensus_command(
    file: Path,
    *,
    scale: tuple[float, float],
    high: tuple[float, float],
    low: tuple[float, float],
    percent: Fraction,
    minimum: int,
    cannot: str,
    as_json: bool,
) -> None:
    """Agreement per item. FILE: the first column names the item, then one column per panellist; blank is missing."""
    rule = _rule(AgreementRule(*scale, high, low, percent, minimum))
    table = _table(file)
    items, columns = _wide(table, cannot, rule)
    unsure = [sum(cell == cannot for cell in row[1:]) for row in table.rows]
    rows = zip(*columns, strict=True)
    found = [consensus(row, rule, cannot_judge=count) for row, count in zip(rows, unsure, strict=True)]
    _print(_named(items, found) if as_json else _consensus_words(items, found))


@commands.command("stability")
@_FILE
@click.option("--from", "first", help="The earlier round. Default: the first of the two in the file.")
@click.option("--to", "second", help="The later round. Default: the second of the two in the file.")
@_SCALE
@_HIGH
@_LOW
@click.option("--cut", "cuts", type=float, multiple=True, help="Inner bound of the bins for the net change; repeat it.")
@_CANNOT
@_JSON
@refusing()
def stability_command(
    file: Path,
    *,
    first: str | None,
    second: str | None,
    scale: tuple[float, float],
    high: tuple[float, float],
    low: tuple[float, float],
    cuts: tuple[float, ...],
    cannot: str,
    as_json: bool,
) -> None:
    """Movement per item between two rounds. FILE: the columns panellist, item, round and value; blank is missing."""
    rule = _rule(AgreementRule(*scale, high, low))
    if not all(math.isfinite(cut) for cut in cuts) or list(cuts) != sorted(set(cuts)):
        raise click.UsageError("The bounds given with --cut must be numbers that rise.")
    answers = _long(_table(file), cannot, rule)
    rounds = _rounds(answers, first, second)
    items = list(answers)
    found = [stability(*_sides(turns, rounds), rule, cuts=cuts) for turns in answers.values()]
    adjusted = holm([each.wilcoxon.test.p for each in found])
    if as_json:
        rows = _named(items, found, [{"wilcoxon_p_holm": p} for p in adjusted])
        _print({"from": rounds[0], "to": rounds[1], **rows})
    else:
        _print(_stability_words(items, found, adjusted, rounds))


def _rule(rule: AgreementRule) -> AgreementRule:
    try:
        rule.check()
    except StatisticsRefused:
        raise click.UsageError(
            "The ranges must lie on the scale, the low one below the high one, and the share above 0 up to 100."
        ) from None
    return rule


def _table(path: Path) -> Table:
    with path.open("rb") as stream:
        return read_table(stream, path.name, _LIMITS)


def _number(cell: str, cannot: str, place: tuple[int, str], rule: AgreementRule | None) -> Cell:
    if cell in {"", cannot}:
        return None
    row, column = place
    if not _NUMBER.fullmatch(cell):
        message = N_("Row %(row)s, column %(column)s: “%(value)s” is not a number.")
        raise FileRefused(message, row=row, column=column[:80], value=cell[:80])
    number = float(cell)
    if rule and not rule.scale_min <= number <= rule.scale_max:
        raise FileRefused(
            N_("Row %(row)s, column %(column)s: %(value)s is not on the scale from %(low)s to %(high)s."),
            row=row,
            column=column[:80],
            value=cell,
            low=f"{rule.scale_min:g}",
            high=f"{rule.scale_max:g}",
        )
    return number


def _wide(table: Table, cannot: str, rule: AgreementRule | None = None) -> tuple[list[str], list[list[Cell]]]:
    """The items, and per panellist the ratings in their order."""
    people = table.header[1:]
    if not people:
        raise FileRefused(
            N_("The file names no panellist: the first column is the item, each further one a panellist.")
        )
    items: dict[str, int] = {}
    for row, number in zip(table.rows, table.numbers, strict=True):
        if not row[0] or row[0] in items:
            raise FileRefused(N_("Row %(row)s: every item needs a name of its own."), row=number)
        items[row[0]] = number
    columns = [
        [
            _number(row[place], cannot, (number, name), rule)
            for row, number in zip(table.rows, table.numbers, strict=True)
        ]
        for place, name in enumerate(people, start=1)
    ]
    return list(items), columns


def _long(table: Table, cannot: str, rule: AgreementRule) -> Answers:
    """Every rating in its item and round, each panellist once."""
    names = [name.casefold() for name in table.header]
    if any(name not in names for name in _LONG_FORM):
        raise FileRefused(N_("The first row must name the columns panellist, item, round and value."))
    places = [names.index(name) for name in _LONG_FORM]
    found: Answers = {}
    for row, number in zip(table.rows, table.numbers, strict=True):
        person, item, turn, value = (row[place] for place in places)
        ratings = found.setdefault(item, {}).setdefault(turn, {})
        if not (person and item and turn) or person in ratings:
            raise FileRefused(
                N_("Row %(row)s: panellist, item and round must be there, together only once."), row=number
            )
        ratings[person] = _number(value, cannot, (number, "value"), rule)
    return found


def _rounds(answers: Answers, first: str | None, second: str | None) -> tuple[str, str]:
    there = sorted({turn for turns in answers.values() for turn in turns}, key=_in_order)
    chosen = there if first is None and second is None else [turn for turn in (first, second) if turn in there]
    if len(chosen) != _TWO or chosen[0] == chosen[1]:
        shown = ", ".join(turn[:40] for turn in there[:20])
        raise FileRefused(N_("Name two rounds of the file with --from and --to. It holds: %(rounds)s."), rounds=shown)
    return str(chosen[0]), str(chosen[1])


def _in_order(turn: str) -> tuple[bool, int, str]:
    """Numbers by size, words after them."""
    return (not turn.isdecimal(), len(turn) if turn.isdecimal() else 0, turn)


def _sides(turns: dict[str, dict[str, Cell]], rounds: tuple[str, str]) -> tuple[list[Cell], list[Cell]]:
    """The two columns of one item, a panellist in the same place in both."""
    one, two = (turns.get(turn, {}) for turn in rounds)
    people = sorted({*one, *two})
    return [one.get(person) for person in people], [two.get(person) for person in people]


def _named(
    items: Sequence[str],
    found: Sequence[ItemConsensus] | Sequence[Stability],
    more: Sequence[dict[str, Json]] | None = None,
) -> dict[str, Json]:
    extra = more or [{}] * len(items)
    return {
        "items": [
            {"item": name, **each.to_json(), **rest} for name, each, rest in zip(items, found, extra, strict=True)
        ]
    }


def _print(found: Json) -> None:
    click.echo(found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False))


def _figure(value: float | None, form: str = ".2f") -> str:
    return "-" if value is None else format(value, form)


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the first to the left, figures to the right."""
    lines = [head, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(line[1:], widths[1:], strict=True))])
        for line in lines
    )


def _concordance_words(found: Concordance) -> str:
    def words(test: SignificanceTest) -> str:
        why = f" ({test.shortfall})" if test.shortfall else ""
        return f"{test.method}: {_figure(test.statistic, '.3f')}, p {_figure(test.p, '.4f')}{why}"

    why = f" ({found.shortfall})" if found.shortfall else ""
    lines = [f"W {_figure(found.value, '.4f')}{why}; n {found.n}; k {found.k}"]
    lines += [words(test) for test in (found.chi_square, found.f, found.permutation)]
    lines += [f"incomplete: {', '.join(found.incomplete)}"] if found.incomplete else []
    lines += [f"constant: {', '.join(found.constant)}"] if found.constant else []
    ranks = zip(found.items, found.mean_ranks, strict=True)
    return "\n".join([*lines, "", _grid(("item", "mean rank"), [(name, _figure(rank)) for name, rank in ranks])])


def _consensus_words(items: Sequence[str], found: Sequence[ItemConsensus]) -> str:
    head = ("item", "n", "cannot judge", "median", "iqr", "high %", "of all %", "low %", "verdict")
    return _grid(
        head,
        [
            (
                name,
                str(each.n),
                str(each.cannot_judge),
                _figure(each.median),
                _figure(each.iqr),
                *(
                    _figure(None if share.value is None else 100 * share.value, ".1f")
                    for share in (each.high, each.high_of_all, each.low)
                ),
                each.verdict.value,
            )
            for name, each in zip(items, found, strict=True)
        ],
    )


def _stability_words(
    items: Sequence[str], found: Sequence[Stability], adjusted: Sequence[float | None], rounds: tuple[str, str]
) -> str:
    head = ("item", "n", "left", "new", "up", "down", "same", "mean change", "net change", "p", "p (Holm)", "stable")
    rows = [
        (
            name,
            *(str(count) for count in (each.n, each.only_first, each.only_second)),
            *(str(count) for count in (each.movement.up, each.movement.down, each.movement.unchanged)),
            *(_figure(value) for value in (each.movement.mean_change, each.net_change)),
            *(_figure(value, ".4f") for value in (each.wilcoxon.test.p, p)),
            "-" if each.stable is None else "yes" if each.stable else "no",
        )
        for name, each, p in zip(items, found, adjusted, strict=True)
    ]
    return "\n".join([f"{rounds[0]} → {rounds[1]}", "", _grid(head, rows)])
