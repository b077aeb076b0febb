"""What may be concluded: `denominators` counts every item in every way, `advice` says whether to ask once more."""

from collections.abc import Sequence
from fractions import Fraction

import click

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import HIGH, JSON, LOW, MINIMUM, PERCENT, SCALE, rated_file, rule_of
from survey_app.cli.stats.printing import emit, figure, grid, named, tell
from survey_app.cli.stats.printing import percent as per_cent
from survey_app.cli.stats.ratings import RATINGS, ROUNDS, Rounds, ratings, rounds_of, two_rounds
from survey_app.cli.stats.reading import Cell, Sheet
from survey_app.stats.consensus import AgreementRule, consensus
from survey_app.stats.denominators import Denominators, Sheets, denominators
from survey_app.stats.stability import stability
from survey_app.stats.stopping import Advice, ItemState, advise

_Span = tuple[float, float]
_WHOLE = 100


@statistic("denominators", of=denominators, columns=RATINGS, answer=Denominators, also=("item",), per="items")
@rated_file
@SCALE
@HIGH
@LOW
@PERCENT
@MINIMUM
@JSON
def denominators_command(
    sheet: Sheet, *, scale: _Span, high: _Span, low: _Span, percent: Fraction, minimum: int, as_json: bool
) -> None:
    """The verdict on every item by who is counted: those who judged, "cannot judge", unfinished sheets, everybody.

    Who has a blank cell did not finish; who has only blank cells gave no answer.
    """
    rule = rule_of(AgreementRule(*scale, high, low, percent, minimum))
    given = ratings(sheet, scale)
    kinds = [_kind(column, unsure) for column, unsure in zip(given.columns, given.unsure_cells, strict=True)]
    found = []
    for place in range(len(given.items)):
        sides = {
            kind: _counted([column[place] for column, each in zip(given.columns, kinds, strict=True) if each == kind],
                           sum(unsure[place] for unsure, each in zip(given.unsure_cells, kinds, strict=True)
                               if each == kind), rule)
            for kind in ("finished", "part")
        }  # fmt: skip
        found.append(denominators(sides["finished"], rule, partial=sides["part"], silent=kinds.count("silent")))
    if as_json:
        emit(named(given.items, found))
        return
    rows = [
        (name if first else "", row.counted.value, str(row.n), per_cent(row.high), per_cent(row.low), row.verdict.value)
        for name, each in zip(given.items, found, strict=True)
        for first, row in zip((True, *[False] * len(each.rows)), each.rows, strict=False)
    ]
    tell(grid(("item", "counted", "n", "high %", "low %", "verdict"), rows), named(given.items, found))


def _kind(column: Sequence[Cell], unsure: Sequence[bool]) -> str:
    answered = [cell is not None or cannot for cell, cannot in zip(column, unsure, strict=True)]
    if all(answered):
        return "finished"
    return "part" if any(answered) else "silent"


def _counted(values: Sequence[Cell], cannot: int, rule: AgreementRule) -> Sheets:
    judged = [value for value in values if value is not None]
    high = sum(rule.high[0] <= value <= rule.high[1] for value in judged)
    return Sheets(high, sum(rule.low[0] <= value <= rule.low[1] for value in judged), len(judged), cannot)


@statistic("advice", of=advise, columns=ROUNDS, answer=Advice)
@rated_file
@click.option("--from", "first", help="The earlier round. Default: the first of the two in the file.")
@click.option("--to", "second", help="The later round. Default: the second of the two in the file.")
@click.option("--planned", type=click.IntRange(1), default=2, show_default=True, help="How many rounds are planned.")
@click.option("--number", type=click.IntRange(1), default=2, show_default=True, help="Which one the later round is.")
@click.option("--stable-below", type=click.FloatRange(0, 100), default=15, show_default=True, help="Net change, %.")
@SCALE
@HIGH
@LOW
@PERCENT
@MINIMUM
@JSON
def advice_command(
    sheet: Sheet,
    *,
    first: str | None,
    second: str | None,
    planned: int,
    number: int,
    stable_below: float,
    scale: _Span,
    high: _Span,
    low: _Span,
    percent: Fraction,
    minimum: int,
    as_json: bool,
) -> None:
    """Which items are settled, which still move, and what one more round would ask."""
    rule = rule_of(AgreementRule(*scale, high, low, percent, minimum))
    answers = rounds_of(sheet, scale)
    turns = two_rounds(answers, first, second)
    states = [_state(each, turns, rule, stable_below) for each in answers.values()]
    asked, came = (_people(answers, turn) for turn in turns)
    returned = len(asked & came) / len(asked) if asked else None
    found = advise(states, round_number=number, planned=planned, people=len(came), returned=returned)
    if as_json:
        plain = found.to_json()
        plain["items"] = [{"item": name, **each} for name, each in zip(answers, plain["items"], strict=True)]
        emit(plain)
        return
    rows = [
        (name, str(each.n), per_cent(each.share), str(each.pairs), per_cent(each.net_change), each.standing.value)
        for name, each in zip(answers, found.items, strict=True)
    ]
    more = found.one_more
    line = f"{found.stop.value}: {found.settled} of {found.n} settled, {found.moving} still moving"
    asks = (
        f"one more round: {more.items} items of {more.people} people, {figure(more.expected_answers, 'g')} may answer"
    )
    tell(f"{line}\n{asks}\n\n{grid(('item', 'n', 'share %', 'pairs', 'net change %', 'standing'), rows)}", found)


def _state(turns: dict[str, dict[str, Cell]], pair: tuple[str, str], rule: AgreementRule, below: float) -> ItemState:
    before, now = (turns.get(turn, {}) for turn in pair)
    people = sorted({*before, *now})
    agreement = consensus(list(now.values()), rule)
    moved = stability([before.get(each) for each in people], [now.get(each) for each in people], rule)
    is_stable = None if moved.stable is None or moved.net_change is None else moved.net_change < below / _WHOLE - 1e-9
    share = max(agreement.high.value or 0, agreement.low.value or 0) if agreement.n else None
    return ItemState(agreement.verdict, is_stable, share, agreement.n, moved.net_change, moved.n)


def _people(answers: Rounds, turn: str) -> set[str]:
    return {person for turns in answers.values() for person, value in turns.get(turn, {}).items() if value is not None}
