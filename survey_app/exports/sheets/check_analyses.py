"""The figures of the analyses that formulas can count again: groups, Kano, rivals, alpha."""

import re
from collections.abc import Iterator

from survey_app.exceptions import N_
from survey_app.exports import analysis_titles, styles
from survey_app.exports.analyses import (
    BannerTable,
    BannerTables,
    Break,
    Complete,
    ContrastTable,
    DriverTable,
    RivalTable,
)
from survey_app.exports.book import Book
from survey_app.exports.sheets import break_words, reliability
from survey_app.exports.sheets.check_formulas import Checked, Columns, Conditions, Scale

_FUNCTIONAL, _DYSFUNCTIONAL = ".functional", ".dysfunctional"
_SHARE, _FIGURE = "0.0000%", '0.0000;"−"0.0000;0.0000'
_GROUP = re.compile(r"(-?\d+)(?:-(\d*))?")
_ENDLESS = 1_000_000_000
"""The largest number that is told in groups."""
_LIKE, _DISLIKE = Scale(1, 1), Scale(5, 5)
_CLEAR, _WANTED = Scale(1, 4), Scale(2, 5)
"""Answers to having a feature and to lacking it that speak of no reverse and no contradiction, by the table of 1993."""


def checks(book: Book, columns: Columns) -> Iterator[Checked]:
    """Each of them whose answers stand in the data."""
    found = book.report.analyses
    if found.banner is not None and found.banner.headline is not None:
        yield from _groups(book, columns, found.banner, found.banner.headline)
    yield from _kano(book, columns)
    if found.rivals is not None:
        yield from _rivals(book, columns, found.rivals)
    if found.drivers is not None and columns.has(*found.drivers.complete.variables):
        yield from _drivers(book, columns, found.drivers)
    if found.contrast is not None and columns.has(*found.contrast.complete.variables):
        yield from _contrast(book, columns, found.contrast)
    for scale in found.scales:
        names = [name for name, _ in scale.items]
        if scale.alpha.value is not None and columns.has(*names):
            name = book.words.say(N_("Alpha: %(label)s"), label=reliability.scale_name(book, scale))
            formula, how = columns.alpha(names, Scale(*scale.points)), book.words.say(N_("people with every answer"))
            yield Checked(name, scale.alpha.value, formula, _FIGURE, how)


def _groups(book: Book, columns: Columns, found: BannerTables, table: BannerTable) -> Iterator[Checked]:
    """The satisfied share of each group that an answer in the data makes."""
    place = next((at for at, line in enumerate(table.table.rows) if line.is_net), None)
    codes = sorted({code for code, _ in table.codes}.union(table.points))
    asked = [each for each in found.breaks if columns.has(each.key)]
    if place is None or not columns.has(table.variable) or codes != list(range(codes[0], codes[-1] + 1)):
        return
    scale, top = Scale(codes[0], codes[-1]), Scale(table.best[0], table.best[-1])
    shares = table.table.column_shares[place].tolist()
    for told, value in ((each, value) for each in asked for value, _ in each.values):
        at, wanted = table.column(told.key, value), _answers_of(value)
        if at is not None and wanted is not None:
            group = (told.key, wanted)
            formula = columns.ratio(((table.variable, top), group), ((table.variable, scale), group))
            how = _says(book, table.variable, told.key)
            yield Checked(_group_name(book, told, value), shares[at], formula, _SHARE, how)


def _answers_of(value: str) -> Scale | None:
    """The answers that a group is made of: one code, or the numbers from one to another; None for anything else.

    From -1 on it goes down: the group of all numbers below 0.

    >>> _answers_of("2"), _answers_of("18-24"), _answers_of("75-"), _answers_of("north")
    (Scale(first=2, last=2), Scale(first=18, last=24), Scale(first=75, last=1000000000), None)
    >>> _answers_of("-1-")
    Scale(first=-1000000000, last=-1)
    """
    found = _GROUP.fullmatch(value)
    if found is None:
        return None
    first, last = found.groups()
    if last == "" and int(first) < 0:
        return Scale(-_ENDLESS, int(first))
    return Scale(int(first), int(first) if last is None else int(last or _ENDLESS))


def _group_name(book: Book, found: Break, value: str) -> str:
    told = {
        "group": break_words.break_name(found, book.words),
        "value": break_words.value_name(found, value, book.words),
    }
    return book.words.say(N_("Satisfied, %(group)s: %(value)s"), **told)


def _says(book: Book, *variables: str) -> str:
    names = book.words.say(N_(", ")).join(variables)
    return book.words.say(N_("share of the valid answers in %(variable)s"), variable=names)


def _kano(book: Book, columns: Columns) -> Iterator[Checked]:
    for row in analysis_titles.kano_rows(book.report):
        lacking = row.variable.removesuffix(_FUNCTIONAL) + _DYSFUNCTIONAL
        found = row.kano
        if found is None or found.better is None or found.worse is None or not columns.has(row.variable, lacking):
            continue
        name, whole = book.words.of(row.label) or row.variable, ((row.variable, _CLEAR), (lacking, _WANTED))
        better = columns.ratio(((row.variable, _LIKE), (lacking, _WANTED)), whole)
        worse = columns.ratio(((row.variable, _CLEAR), (lacking, _DISLIKE)), whole)
        how = _says(book, row.variable, _DYSFUNCTIONAL)
        yield Checked(f"CS+ {name}", found.better, better, _FIGURE, how)
        yield Checked(f"CS− {name}", found.worse, f"-({worse})", _FIGURE, how)


def _all_given(complete: Complete) -> Conditions:
    """Everybody who gave the outcome and every rating."""
    outcome, *rated = complete.variables
    return ((outcome, Scale(*complete.outcome)), *((name, Scale(*complete.ratings)) for name in rated))


def _drivers(book: Book, columns: Columns, found: DriverTable) -> Iterator[Checked]:
    """The correlation of each attribute with the outcome; shares of R² are beyond a formula."""
    if not found.complete.variables:
        return
    complete, how = _all_given(found.complete), book.words.say(N_("people with every answer"))
    for row in found.rows:
        if row.driver.pearson is not None:
            label = book.words.of(row.label) or row.variable
            name = book.words.say(N_("Correlation with the outcome: %(label)s"), label=label)
            formula = columns.correlation(found.complete.variables[0], row.variable, complete)
            yield Checked(name, row.driver.pearson, formula, _FIGURE, how)


def _contrast(book: Book, columns: Columns, found: ContrastTable) -> Iterator[Checked]:
    """How many rated each attribute high and low, where the sheet tells it."""
    if not found.complete.variables:
        return
    complete, (first, last) = _all_given(found.complete), found.complete.ratings
    high, low = Scale(int(found.result.reward_from), last), Scale(first, int(found.result.penalty_to))
    how = book.words.say(N_("people with every answer"))
    for row in found.rows:
        label = book.words.of(row.label) or row.variable
        told = (
            (N_("Low ratings: %(label)s"), row.contrast.low, low),
            (N_("High ratings: %(label)s"), row.contrast.high, high),
        )
        for message, count, wanted in told:
            if count >= found.least:
                formula = columns.people((*complete, (row.variable, wanted)))
                yield Checked(book.words.say(message, label=label), count, formula, styles.COUNT, how)


def _rivals(book: Book, columns: Columns, found: RivalTable) -> Iterator[Checked]:
    """Own and best rival's means of each attribute by their difference."""
    scale = Scale(*found.points)
    for row in found.rows:
        if row.best is None or row.own is None or not columns.has(row.variable, *row.columns):
            continue
        rival, mean = row.columns[row.best], row.rivals[row.best].mean
        if mean is None:
            continue
        name = book.words.say(N_("Own − best rival: %(label)s"), label=book.words.of(row.label) or row.variable)
        formula = f"{columns.mean(row.variable, scale)}-({columns.mean(rival, scale)})"
        how = book.words.say(N_("mean of the own less mean of the rival’s valid answers"))
        yield Checked(name, row.own - mean, formula, styles.SIGNED.replace("0.00", "0.0000"), how)
