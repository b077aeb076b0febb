"""Kinds of requirement: `kano` for each feature and `needs` for the register of needs by tier and segment."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps

import click
import numpy as np

from survey_app.cli.stats.cell_figures import without_code
from survey_app.cli.stats.group import Command, statistic
from survey_app.cli.stats.kano_forms import COUNT, is_counts, letters_by_feature, tallies, with_counts
from survey_app.cli.stats.kano_words import CATEGORY, LETTERS, LONG, usual_place, with_usual_columns
from survey_app.cli.stats.options import JSON, with_parameters
from survey_app.cli.stats.printing import answer, figure, grid, percent
from survey_app.cli.stats.respondents import BY, Respondents, pair_of, respondents_file
from survey_app.cli.stats.scores import shown
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.answers import FloatArray
from survey_app.stats.kano import ClassRule, Kano, Table, kano, kano_of_counts, kano_of_letters
from survey_app.stats.need_register import Awareness, Need, NeedRegister, need_register

_PAIRED = (
    "Wide: a respondent in each row, two columns a feature, named with --pair or found by their endings. Long: the "
    "columns feature, functional and dysfunctional, and count where a row stands for several people."
)
_ANSWERED = (
    "Answers are 1 (like), 2 (must be), 3 (neutral), 4 (live with), 5 (dislike), the usual words for them in English, "
    "German, Spanish or Chinese, or the five that --answers names in this order."
)
_FORMS = (
    f"{_PAIRED} Letters: the columns feature and category, or a respondent in each row and a feature in each column. "
    "Counts, or shares with --people or a column n: a feature in each row, its name in the column feature or the first "
    "one, and the columns A, O, M, I, R and Q (or their words); or the letters in rows and the features in columns. "
    f"{_ANSWERED}"
)
_ENDINGS = (
    *((f"{sign}functional{close}", f"{sign}dysfunctional{close}") for sign, close in (("_", ""), (".", ""), (" ", ""))),
    *((" (functional)", " (dysfunctional)"), (" [functional]", " [dysfunctional]"), ("_func", "_dysfunc")),
    *(("_fun", "_dys"), ("_f", "_d"), ("_pos", "_neg"), ("_positive", "_negative"), (" positive", " negative")),
    *(("_with", "_without"), ("_funcional", "_disfuncional"), ("_positiva", "_negativa"), ("正向", "反向")),
    *(
        ("\uff08正向\uff09", "\uff08反向\uff09"),
        ("正向题", "反向题"),
        ("具备", "不具备"),
        ("f", "d"),
        ("_p", "_n"),
        ("+", "-"),
    ),
)
_BEGINNINGS = (("functional_", "dysfunctional_"), ("func_", "dysfunc_"), ("f_", "d_"), ("pos_", "neg_"), ("f", "d"))
_PAIRS = (
    click.option("--pair", "pairs", multiple=True, help="A feature as NAME=FUNCTIONAL:DYSFUNCTIONAL (columns)."),
    click.option("--endings", help="Endings of the two columns of a feature, such as _f,_d."),
    click.option("--beginnings", help="Beginnings of the two columns of a feature, such as func_,dysfunc_."),
    click.option("--alternating", help="Columns in turns: functional, dysfunctional, functional, and so on."),
    click.option(
        "--answers", help="The five answers from like over must be, neutral, live with to dislike; commas or | between."
    ),
    click.option(
        "--table", type=click.Choice([each.value for each in Table]), default="berger", show_default=True,
        help="The evaluation table.",
    ),
    click.option(
        "--rule", type=click.Choice([each.value for each in ClassRule]), default="plurality", show_default=True,
        help="How the letters become one category.",
    ),
    COUNT,
)  # fmt: skip
_FIVE = 5


def _paired(function: Command) -> Command:
    """The options that say where the pairs are, what the answers are, which table and which rule."""

    @wraps(function)
    def reading(
        people: Respondents,
        *,
        pairs: tuple[str, ...],
        endings: str | None,
        beginnings: str | None,
        alternating: str | None,
        answers: str | None,
        count: str | None,
        **options: object,
    ) -> None:
        where = _Where(pairs, endings, beginnings, alternating)
        named = [name for name in (people.weight, count, options.get("by")) if isinstance(name, str)]
        if not (pairs or alternating):
            people = replace(people, sheet=with_usual_columns(people.sheet, named))
        if count is not None or people.sheet.has(*LONG) or people.sheet.has("feature", CATEGORY):
            people = replace(people, sheet=with_counts(people.sheet, count, named))
        function(people, where=where, five=_five(answers), **options)

    return with_parameters(reading, _PAIRS)


@dataclass(frozen=True, slots=True)
class _Where:
    """How the options say where a feature's two columns are."""

    pairs: tuple[str, ...]
    endings: str | None
    beginnings: str | None
    alternating: str | None


def _pairs(people: Respondents, where: _Where) -> dict[str, tuple[str, str]]:
    """The two columns of every feature: as named, or those that share a beginning or an ending."""
    if where.pairs:
        named = [pair_of(each, "=", "pair such as speed=q1a:q1b") for each in where.pairs]
        return {name: pair_of(columns, ":", "pair such as speed=q1a:q1b") for name, columns in named}
    if where.alternating:
        listed = people.columns([where.alternating], "--alternating")
        if len(listed) % 2:
            raise click.UsageError("The columns that alternate must be an even number.")
        return {one: (one, two) for one, two in zip(listed[::2], listed[1::2], strict=True)}
    endings = [pair_of(where.endings, ",", "pair of endings such as _f,_d")] if where.endings else list(_ENDINGS)
    starts = list(_BEGINNINGS)
    if where.beginnings:
        starts, endings = [pair_of(where.beginnings, ",", "pair of beginnings such as func_,dysfunc_")], []
    tried = [(with_it, without, True) for with_it, without in endings]
    tried += [] if where.endings else [(with_it, without, False) for with_it, without in starts]
    for with_it, without, at_end in tried:
        found = _matching(people, with_it.casefold(), without.casefold(), at_end=at_end)
        if found:
            return found
    raise click.UsageError(
        "Name the pairs of columns with --pair NAME=FUNCTIONAL:DYSFUNCTIONAL or --alternating. Counts need the columns "
        "A, O, M and I."
    )


def _matching(people: Respondents, with_it: str, without: str, *, at_end: bool) -> dict[str, tuple[str, str]]:
    there = {name.casefold(): name for name in people.sheet.names}
    found = {}
    for low, name in there.items():
        if not (low.endswith(with_it) if at_end else low.startswith(with_it)):
            continue
        stem = low[: -len(with_it)] if at_end else low[len(with_it) :]
        other = there.get(stem + without if at_end else without + stem)
        if stem and other is not None:
            found[name[: len(stem)] if at_end else name[len(with_it) :]] = (name, other)
    return found


def _answers(people: Respondents, name: str, five: Sequence[str] | None) -> FloatArray:
    """A column of answers as 1 to 5, missing ones NaN."""
    if five is None:
        return _usual(people, name)
    places = {word.casefold(): float(place) for place, word in enumerate(five, start=1)}
    cells = people.sheet.texts(name)
    if all(word.removesuffix(".0") == word for word in five):
        cells = [None if cell is None else cell.removesuffix(".0") for cell in cells]
    found = []
    for row, cell in enumerate(cells):
        if cell is not None and cell.casefold() not in places:
            raise FileRefused(
                N_("Row %(row)s, column %(column)s: “%(value)s” is none of the five answers."),
                row=people.sheet.table.numbers[row],
                column=name[:80],
                value=cell[:80],
            )
        found.append(np.nan if cell is None else places[cell.casefold()])
    return np.array(found, dtype=np.float64)


def _usual(people: Respondents, name: str) -> FloatArray:
    """Answers as numbers, or in the usual words."""
    cells = people.sheet.texts(name)
    # a number before its words may count from the other end: the words decide
    known = [None if cell is None else usual_place(without_code(cell)) for cell in cells]
    if not any(known) and not any(cell and cell[0].isalpha() for cell in cells):
        return people.whole(name, (1, _FIVE))
    pairs = enumerate(zip(cells, known, strict=True))
    numbers = [cell is not None and cell.removesuffix(".0").isdigit() for cell in cells]
    if sum(numbers) > sum(cell is not None for cell in cells) / 2 and not any(known):
        return people.whole(name, (1, _FIVE))  # refused there, at the cell that is no number
    wrong = next((row for row, (cell, place) in pairs if cell is not None and place is None), None)
    if wrong is not None:
        message = N_(
            "Row %(row)s, column %(column)s: the answers are words that are not known (%(words)s). Name the five with "
            "--answers, from like to dislike."
        )
        words = ", ".join(cell[:40] for cell in list(dict.fromkeys(cell for cell in cells if cell))[: _FIVE + 1])
        raise FileRefused(message, row=people.row_of(wrong), column=name[:80], words=words)
    return np.array([math.nan if place is None else place for place in known], dtype=np.float64)


def _five(answers: str | None) -> list[str] | None:
    if answers is None:
        return None
    found = [each.strip() for each in answers.split("|" if "|" in answers else ",")]
    if len(found) != _FIVE or len({each.casefold() for each in found}) != _FIVE:
        raise click.UsageError("Name five answers with --answers, in the order like to dislike.")
    return found


Sides = tuple[FloatArray, FloatArray]


def _features(people: Respondents, where: _Where, five: list[str] | None) -> dict[str, tuple[Sides, Respondents]]:
    if _is_long(people, where):
        parts = {name: part for name, part in people.groups("feature") if name is not None}
        return {
            name: ((_answers(part, "functional", five), _answers(part, "dysfunctional", five)), part)
            for name, part in parts.items()
        }
    found = _pairs(people, where)
    return {
        name: ((_answers(people, one, five), _answers(people, two, five)), people) for name, (one, two) in found.items()
    }


def _is_long(people: Respondents, where: _Where) -> bool:
    return not where.pairs and where.alternating is None and people.sheet.has(*LONG)


@statistic("kano", of=kano, columns=_FORMS, answer=Kano, also=("item", "group"), per="items")
@respondents_file
@_paired
@click.option("--people", "people_count", type=click.IntRange(1), help="How many people shares by letter come from.")
@BY
@JSON
def kano_command(
    people: Respondents,
    *,
    where: _Where,
    five: list[str] | None,
    table: str,
    rule: str,
    people_count: int | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Kano: counts by letter, category by every rule, better and worse, strengths, tests and means of each feature."""
    if is_counts(people.sheet) and not where.pairs and not _is_long(people, where):
        if by is not None or people.weight is not None:
            raise click.UsageError(
                "A table of counts has no people to group or to weight: leave --by and --weight out."
            )
        printed = tallies(people, people_count)
        counted = [kano_of_counts(each.figures, ClassRule(rule), each.n) for each in printed]
        _kano_shown([(each.feature, None, people) for each in printed], counted, as_json=as_json)
        return
    parts, found = [], []
    for group, part in people.groups(by):
        for name, held, result in _kanos(part, where, five, (Table(table), ClassRule(rule)), by):
            parts.append((name, group, held))
            found.append(result)
    _kano_shown(parts, found, as_json=as_json)


def _kanos(
    part: Respondents, where: _Where, five: list[str] | None, rules: tuple[Table, ClassRule], by: str | None
) -> list[tuple[str, Respondents, Kano]]:
    """Every feature of a group: from pairs of answers, or from the letters that the file holds instead."""
    table, rule = rules
    try:
        pairs = _features(part, where, five)
    except click.UsageError:
        lettered = {} if where.pairs or where.alternating else letters_by_feature(part, [by])
        if not lettered:
            raise
        return [
            (name, part, kano_of_letters(letters, rule, held.weights)) for name, (letters, held) in lettered.items()
        ]
    return [
        (name, part, kano(*sides, table=table, rule=rule, weights=held.weights))
        for name, (sides, held) in pairs.items()
    ]


def _kano_shown(parts: list[tuple[str, str | None, Respondents]], found: Sequence[Kano], *, as_json: bool) -> None:
    columns: dict[str, Callable[[int], str]] = {
        "A O M I R Q": lambda at: " ".join(str(found[at].counts[letter]) for letter in LETTERS),
        "category": lambda at: found[at].category or "-",
        "by rule": lambda at: "/".join(each or "-" for each in found[at].by_rule.values()),
        "better": lambda at: figure(found[at].better),
        "worse": lambda at: figure(found[at].worse),
        "strength": lambda at: percent(found[at].strength),
        "total": lambda at: percent(found[at].total),
        "p": lambda at: figure(found[at].p, ".4f"),
        "functional": lambda at: figure(found[at].functional),
        "dysfunctional": lambda at: figure(found[at].dysfunctional),
    }
    shown(parts, found, columns, as_json=as_json)


@statistic(
    "needs",
    of=need_register,
    columns=(
        f"{_PAIRED} {_ANSWERED} Long files may also hold awareness (stated or latent), source and evidence of each "
        "feature."
    ),
    answer=NeedRegister,
)
@respondents_file
@_paired
@click.option("--latent", multiple=True, help="A need that was found otherwise than by being said; repeat it.")
@click.option("--stated", multiple=True, help="A need that customers state; repeat it.")
@click.option("--by", help="Column of segments; wide files only.")
@JSON
def needs_command(
    people: Respondents,
    *,
    where: _Where,
    five: list[str] | None,
    table: str,
    rule: str,
    latent: tuple[str, ...],
    stated: tuple[str, ...],
    by: str | None,
    as_json: bool,
) -> None:
    """Register of needs: basic, satisfying and attractive, for all and for each segment; stated or latent."""
    is_long = _is_long(people, where)
    if is_long and (by is not None or people.weight is not None):
        raise click.UsageError("Segments and weights need a wide file: a respondent in each row.")
    listed = []
    for name, (sides, part) in _features(people, where, five).items():
        told = {word: _first(part, word) for word in ("awareness", "source", "evidence")} if is_long else {}
        kind = "latent" if name in latent else "stated" if name in stated else told.get("awareness") or "unknown"
        if kind.casefold() not in set(Awareness):
            raise click.UsageError(f"“{kind[:40]}” is neither stated nor latent.")
        listed.append(Need(name, *sides, Awareness(kind.casefold()), told.get("source", ""), told.get("evidence", "")))
    segments = None if by is None else people.sheet.texts(by)
    found = need_register(listed, segments, table=Table(table), rule=ClassRule(rule), weights=people.weights)
    answer(found.to_json(), _needs_words(found), as_json=as_json)


def _first(part: Respondents, column: str) -> str:
    cells = part.sheet.texts(column) if part.sheet.has(column) else []
    return next((cell for cell in cells if cell), "")


def _needs_words(found: NeedRegister) -> str:
    lines = [
        (
            each.name,
            each.tier or "-",
            each.awareness.value,
            figure(each.kano.better),
            figure(each.kano.worse),
            ", ".join(f"{part.segment}: {part.tier or '-'}" for part in each.segments),
        )
        for each in found.needs
    ]
    return grid(("need", "tier", "awareness", "better", "worse", "segments"), lines)
