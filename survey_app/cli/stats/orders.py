"""What comes first: `ranking` and `nominal` from ranks, `pairwise` from choices, `ahp` from comparisons."""

import re
from collections.abc import Mapping, Sequence

import click

from survey_app.cli.stats.comparison_matrix import from_matrix
from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, rated_file, table_file
from survey_app.cli.stats.pair_files import COUNTS, as_called, from_wins
from survey_app.cli.stats.printing import emit, figure, grid, percent, tell
from survey_app.cli.stats.questions import COUNT, MOST_COUNTED, WEIGHT, columns_of, repeated
from survey_app.cli.stats.ratings import RATINGS, Ratings, ratings, weighted_ratings
from survey_app.cli.stats.reading import Cell, Sheet
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.group_weights import group_weights
from survey_app.stats.pairs import Choice, Pairs, pairwise
from survey_app.stats.pairwise_weights import LARGEST_RATIO, PairwiseWeights, pairwise_weights
from survey_app.stats.priorities import Borda, NominalGroup, Partial, borda, nominal_group

_RANKS = f"{RATINGS} The cells are ranks, 1 is first; blank is not ranked."
_CHOICES = (
    "left, right and chosen (the item chosen, or left or right; blank is a skip), or winner and loser, or left and "
    "right with --wins. Or a square matrix: how often the thing of the row was chosen over that of the column."
)
_COMPARED = (
    "expert, first, second and times: how many times as important the first is, 1/9 to 9, such as 3 or 1/3. Or a "
    "square matrix: the things in the first column and as names of the others, or as names alone; with a column "
    "expert, one for each."
)
_CHOSEN = click.option(
    "--choices", multiple=True, metavar="NAMES", help="Columns with names of items, first choice first; a row a voter."
)
_WEIGHT = click.option(
    "--weight", "--weights", "weight", metavar="COLUMN",
    help="Column of weights of the panellists: of files with a panellist in each row, or a rating in each row.",
)  # fmt: skip
_FRACTION = re.compile(r"([1-9][0-9]?)/([1-9][0-9]?)", re.ASCII)

_TIMES = (0.11, 9.0)
"""From 1/9, which files also round to 0.11, to 9."""

Compared = dict[tuple[int, int], float]


@statistic("ranking", of=borda, columns=_RANKS, answer=Borda)
@rated_file
@click.option(
    "--partial", type=click.Choice([each.value for each in Partial]), default=Partial.SHARE.value, show_default=True
)
@click.option("--highest-first", is_flag=True, help="The cells are ratings: the highest comes first.")
@_CHOSEN
@_WEIGHT
@JSON
def ranking_command(
    sheet: Sheet, *, partial: Partial, highest_first: bool, choices: tuple[str, ...], weight: str | None, as_json: bool
) -> None:
    """The order of the items by mean rank and Borda points."""
    given, mass = _given(sheet, choices, weight)
    found = borda(given.columns, Partial(partial), highest_first=highest_first, weights=mass)
    if as_json:
        emit(_with_names(found, given.items))
        return
    rows = [
        (name, figure(each.mean_rank), figure(each.points, "g"), str(each.ranked_by), _place(each.place))
        for name, each in zip(given.items, found.items, strict=True)
    ]
    counts = f"{found.n} ballots, {found.partial} partial ({found.rule.value}), {found.empty} empty"
    table = grid(("item", "mean rank", "points", "ranked by", "place"), rows)
    tell(f"{counts}\n\n{table}", _with_names(found, given.items))


@statistic("nominal", of=nominal_group, columns=_RANKS, answer=NominalGroup)
@rated_file
@click.option("--top", type=click.IntRange(1), help="How many each member ranks. Default: the largest rank given.")
@_CHOSEN
@_WEIGHT
@JSON
def nominal_command(
    sheet: Sheet, *, top: int | None, choices: tuple[str, ...], weight: str | None, as_json: bool
) -> None:
    """Points of a nominal group: k for the first choice, down to 1."""
    given, mass = _given(sheet, choices, weight)
    found = nominal_group(given.columns, top, mass)
    if as_json:
        emit(_with_names(found, given.items))
        return
    rows = [
        (name, figure(each.total, "g"), str(each.voters), figure(each.mean), _place(each.place))
        for name, each in zip(given.items, found.items, strict=True)
    ]
    tell(grid(("item", "points", "voters", "mean", "place"), rows), _with_names(found, given.items))


def _given(sheet: Sheet, choices: Sequence[str], weight: str | None) -> tuple[Ratings, list[Cell] | None]:
    """The ballots of the file, and the weight of each panellist where a column of weights is named."""
    if choices:
        return _ballots(sheet, choices), None if weight is None else sheet.weights(weight)
    return (ratings(sheet), None) if weight is None else weighted_ratings(sheet, weight)


def _ballots(sheet: Sheet, choices: Sequence[str]) -> Ratings:
    """The ranks of a file with a voter in each row and the names of the items in the columns, first choice first."""
    columns = [sheet.texts(name) for name in columns_of(sheet, choices)]
    ballots = list(zip(*columns, strict=True))
    for number, ballot in zip(sheet.table.numbers, ballots, strict=True):
        named = [item for item in ballot if item is not None]
        if len(set(named)) < len(named):
            raise FileRefused(N_("Row %(row)s: an item stands there twice."), row=number)
    items = tuple(dict.fromkeys(item for ballot in ballots for item in ballot if item is not None))
    ranks = tuple(
        tuple(float(ballot.index(item) + 1) if item in ballot else None for item in items) for ballot in ballots
    )
    people = tuple(str(number) for number in sheet.table.numbers)
    return Ratings(items, people, ranks, tuple((False,) * len(items) for _ in ballots))


def _place(place: int | None) -> str:
    return "-" if place is None else str(place)


def _with_names(found: Borda | NominalGroup, names: Sequence[str]) -> dict[str, object]:
    plain = found.to_json()
    plain["items"] = [{"item": name, **each} for name, each in zip(names, plain["items"], strict=True)]
    return plain


@statistic("pairwise", of=pairwise, columns=_CHOICES, answer=Pairs)
@table_file
@COUNT
@click.option("--wins", metavar="COLUMNS", help="How often left and right were chosen: two columns of counts, a,b.")
@WEIGHT
@JSON
def pairwise_command(sheet: Sheet, *, count: str | None, wins: str | None, weight: str | None, as_json: bool) -> None:
    """The order of items from choices between two of them: smoothed score and Bradley-Terry strengths."""
    if count is not None and wins is not None:
        raise click.UsageError("--wins holds the counts already: leave --count out.")
    if wins is not None and weight is not None:
        raise click.UsageError("--weight weighs single choices, with --wins a row holds many: leave one of them out.")
    sheet, won = _as_choices(sheet, wins)
    rows_of = sheet if won else repeated(sheet, count)
    mass = None if weight is None else rows_of.weights(weight)
    found = pairwise(_counted(sheet, won) if won else _choices(rows_of), weights=mass)
    if as_json:
        emit(found.to_json())
        return
    rows = [
        (
            each.item,
            *(str(count) for count in (each.wins, each.losses, each.skips)),
            figure(each.score),
            str(each.place),
            figure(each.strength, ".4f"),
            figure(each.standard_error, ".4f"),
        )
        for each in sorted(found.items, key=lambda each: each.place)
    ]
    why = "" if found.n_eff is None else f"; weighted by {weight}, effective base {found.n_eff:.1f}"
    why += "; no strengths" if found.guard else ""
    head = ("item", "wins", "losses", "skips", "score", "place", "strength", "se")
    tell(f"{found.n} choices, {found.skipped} skipped{why}\n\n{grid(head, rows)}", found)


def _as_choices(sheet: Sheet, wins: str | None) -> tuple[Sheet, Sequence[str]]:
    """The file under our names, and its two columns of counts where it has them or is a matrix of wins."""
    matrix = from_wins(sheet) if wins is None else None
    if matrix is not None:
        return matrix, COUNTS
    sheet = as_called(sheet)
    return sheet, columns_of(sheet, [wins]) if wins is not None else ()


def _counted(sheet: Sheet, wins: Sequence[str]) -> list[Choice]:
    """The choices of a row with two items and how often each of them was chosen."""
    if len(wins) != len(("left", "right")):
        raise click.UsageError("--wins names two columns: how often left was chosen, and how often right.")
    one, two = sheet.texts("left"), sheet.texts("right")
    first, second = (sheet.whole_numbers(name, (0, MOST_COUNTED), is_scale=False) for name in wins)
    found: list[Choice] = []
    for number, left, right, more, less in zip(sheet.table.numbers, one, two, first, second, strict=True):
        if left is None or right is None or left == right:
            raise FileRefused(N_("Row %(row)s: two different items must stand there."), row=number)
        found += [(left, right, left)] * int(more or 0) + [(left, right, right)] * int(less or 0)
        if len(found) > MOST_COUNTED:
            raise FileRefused(
                N_("The counts add up to %(count)s people, at most %(most)s."), count=len(found), most=MOST_COUNTED
            )
    return found


def _choices(sheet: Sheet) -> list[Choice]:
    if sheet.has("winner", "loser"):
        one, two = sheet.texts("winner"), sheet.texts("loser")
        chosen = one
    elif not sheet.has("left", "right", "chosen"):
        raise FileRefused(
            N_(
                "The file needs the columns left, right and chosen, or winner and loser; --called left=COLUMN says "
                "which is which, --wins names two columns of counts. It names: %(columns)s."
            ),
            columns=sheet.told_names,
        )
    else:
        one, two, chosen = sheet.texts("left"), sheet.texts("right"), sheet.texts("chosen")
    found: list[Choice] = []
    for number, left, right, mark in zip(sheet.table.numbers, one, two, chosen, strict=True):
        if left is None or right is None or left == right:
            raise FileRefused(N_("Row %(row)s: two different items must stand there."), row=number)
        sides = {left: left, right: right, **({} if mark in {left, right} else {"left": left, "right": right})}
        if mark is not None and mark not in sides:
            raise FileRefused(N_("Row %(row)s: “%(value)s” is neither of the two items."), row=number, value=mark[:80])
        found.append((left, right, None if mark is None else sides[mark]))
    return found


@statistic("ahp", of=pairwise_weights, columns=_COMPARED, answer=PairwiseWeights, also=("expert",), per="experts")
@table_file
@JSON
def ahp_command(sheet: Sheet, *, as_json: bool) -> None:
    """Weights from comparisons two by two, with the consistency ratio of each expert, and the panel's weights."""
    things, experts = _comparisons(from_matrix(sheet))
    found = {name: pairwise_weights(len(things), compared) for name, compared in experts.items()}
    panel = group_weights([each.weights or (None,) * len(things) for each in found.values()])
    each_one = [{"expert": name, **each.to_json()} for name, each in found.items()]
    if as_json:
        emit({"things": things, "experts": each_one, "panel": panel.to_json()})
        return
    rows = [
        (name, *(percent(weight) for weight in each.weights or (None,) * len(things)), figure(each.ratio, ".3f"))
        for name, each in found.items()
    ]
    rows.append(("panel", *(percent(weight) for weight in panel.geometric), "-"))
    tell(grid(("expert", *things, "ratio"), rows), each_one, {"panel": panel.to_json()})


def _comparisons(sheet: Sheet) -> tuple[list[str], Mapping[str, Compared]]:
    """The things in the order seen, and what each expert said of them."""
    if not sheet.has("first", "second", "times"):
        raise FileRefused(
            N_(
                "The file needs the columns first, second and times, or a square matrix of the things compared; "
                "--called first=COLUMN says which is which. It names: %(columns)s."
            ),
            columns=sheet.told_names,
        )
    experts = sheet.texts("expert") if sheet.has("expert") else ["1"] * len(sheet.table.rows)
    one, two = sheet.texts("first"), sheet.texts("second")
    places: dict[str, int] = {}
    for name in (each for pair in zip(one, two, strict=True) for each in pair if each is not None):
        places.setdefault(name, len(places))
    found: dict[str, Compared] = {}
    for row, (expert, first, second) in enumerate(zip(experts, one, two, strict=True)):
        number = sheet.table.numbers[row]
        if expert is None or first is None or second is None or first == second:
            raise FileRefused(N_("Row %(row)s: the expert and two different things must stand there."), row=number)
        pair = (places[first], places[second])
        times = _times(sheet, row)
        given = found.setdefault(expert, {})
        if tuple(sorted(pair)) in given:
            raise FileRefused(N_("Row %(row)s: this expert has compared the two before."), row=number)
        if times is not None:
            given[min(pair), max(pair)] = times if pair[0] < pair[1] else 1 / times
    return list(places), found


def _times(sheet: Sheet, row: int) -> float | None:
    place = sheet.place("times")
    cell = sheet.table.rows[row][place]
    written = _FRACTION.fullmatch(cell)
    times = int(written[1]) / int(written[2]) if written else sheet.number(row, place, _TIMES)
    return times if times is None else max(times, 1 / LARGEST_RATIO)
