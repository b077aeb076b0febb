"""One round: every statement's figures with their base, the distribution, and how far the panel agrees."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from survey_app.exceptions import N_
from survey_app.exports import bound_words, chosen, elicited, rankings, round_words
from survey_app.exports.comparing import consistency_words, methods_of
from survey_app.exports.round_book import (
    COUNT,
    FIGURE,
    MEAN,
    SHARE,
    SMALL,
    STRONG,
    WRAPPED,
    Column,
    RoundBook,
)
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.exports.round_sheets import choices, medians
from survey_app.exports.round_sheets import elicited as elicited_tables
from survey_app.exports.sheet import PRINTED_WIDTH, Sheet
from survey_app.vocabulary import ItemScale

_STATEMENT = 26.0
_FIRST_ROW = 5
_PLACES = ("n", "", "", "median", "lower", "upper", "iqr", "mean", "sd")
_MOST_POINTS = 21
_ON_ONE_PAGE = 6
_TINY = 0.001


def build(book: RoundBook, part: RoundPart) -> Sheet:
    """The sheet of one round."""
    is_choice = part.figures.scale is ItemScale.CHOICE
    columns = choices.columns(book, part) if is_choice else _columns(book, part)
    sheet = book.sheet(f"round{part.figures.number}", [column.width for column in columns], _about(book, part))
    # many columns: rather smaller print than heads broken within a word
    widths, total = [column.width for column in columns], max(PRINTED_WIDTH, sum(column.width for column in columns))
    sheet.columns((2, *widths), beside=(3, 9, 9, 9, 9), total=total)
    sheet.freeze, sheet.repeated = "D6", "1:3"
    items = part.figures.items
    line = choices.line if is_choice else _line
    row = book.table(sheet, _FIRST_ROW, columns, [line(book, part, item) for item in items])
    row = sheet.foot(row + 1, order_words(book, part)) + 1
    row = sheet.foot(row, consistency_words(part, book.words)) if part.figures.consistency else row
    row = (choices.options if is_choice else _distribution)(book, sheet, part, row)
    row = elicited_tables.build(book, sheet, part, row)
    methods = {ItemScale.RATING: (0, 1, 2, 3, 6), ItemScale.POINTS: (0, 3, 6), ItemScale.ESTIMATE: (0,)}
    methods |= {ItemScale.RANKING: (0, 3), ItemScale.CHOICE: ()}
    estimated = (*round_words.ESTIMATE_METHODS, *elicited.methods_of(item.elicited for item in items))
    own = {ItemScale.ESTIMATE: estimated, ItemScale.RANKING: (rankings.METHOD,), ItemScale.CHOICE: chosen.METHODS}
    for words, source in own.get(part.figures.scale, methods_of(part)):
        told = book.words.say(N_("%(method)s Source: %(source)s."), method=book.words.say(words), source=source)
        row = sheet.foot(row, told)
    book.methods(sheet, row, methods[part.figures.scale])
    return sheet


def places_of(book: RoundBook, part: RoundPart, item: ItemFigures) -> dict[str, str]:
    """Where the figures of a statement stand on this sheet, by name, as formulas of other sheets write it."""
    row = _FIRST_ROW + 1 + part.figures.items.index(item)
    sheet = book.names[f"round{part.figures.number}"].replace("'", "''")
    if part.figures.scale is ItemScale.CHOICE:
        names = {"n": 4, "share": 9}
    else:
        names = {name: place for place, name in enumerate(_PLACES, 4) if name}
    if part.figures.scale is ItemScale.RATING:
        names |= {"high": 13, "low": 17}
    if part.figures.scale is ItemScale.ESTIMATE:
        names |= {"end_low": 17, "end_high": 18}
    return {name: f"'{sheet}'!${get_column_letter(place)}${row}" for name, place in names.items()}


def _about(book: RoundBook, part: RoundPart) -> str:
    scale = book.words.say(N_("Scale: %(scale)s."), scale=book.scale(part))
    return book.words.sentences(book.about(part), scale)


def _columns(book: RoundBook, part: RoundPart) -> list[Column]:
    say = book.words.say
    first = [
        Column(say(N_("Code")), 7, STRONG),
        Column(say(N_("Statement")), _STATEMENT, WRAPPED),
        Column(say(N_("n")), 7.5, COUNT),
        Column(say(N_("Cannot judge")), 9, COUNT),
        Column(say(N_("Saw it")), 7.5, COUNT),
        Column(say(N_("Median")), 9.5, FIGURE),
        Column(say(N_("Q1")), 7.5, FIGURE),
        Column(say(N_("Q3")), 7.5, FIGURE),
        Column(say(N_("IQR")), 7.5, FIGURE),
        Column(say(N_("Mean")), 8, MEAN),
        Column(say(N_("SD")), 7.5, MEAN),
    ]
    if part.figures.scale is ItemScale.ESTIMATE:
        heads = (
            N_("Mean as share"),
            N_("Median as share"),
            N_("Log-odds mean"),
            N_("The same, off 0 and 1"),
            N_("Low"),
            N_("High"),
        )
        return [*first, *(Column(say(head), 9, SMALL) for head in heads)]
    if part.figures.scale is ItemScale.POINTS:
        return [*first, Column(say(N_("Weight")), 9, SHARE)]
    if part.figures.scale is ItemScale.RANKING:
        share = say(N_("Among the first %(top)s"), top=rankings.top_of(part))
        order = (N_("Rank"), N_("Borda points"), N_("Mean rank"))
        return [*first, *(Column(say(head), 9, FIGURE) for head in order), Column(share, 9, SHARE)]
    high, low = book.ranges(part)
    return [
        *first,
        Column(say(N_("Rated %(range)s"), range=high), 12.5, SHARE),
        Column(say(N_("Low limit")), 10.5, SHARE),
        Column(say(N_("High limit")), 10.5, SHARE),
        Column(say(N_("Of all who saw it")), 10, SHARE),
        Column(say(N_("Rated %(range)s"), range=low), 12.5, SHARE),
        Column(say(N_("Weight")), 9.5, SHARE),
        Column(say(N_("Verdict")), 24, WRAPPED.having(indent=1)),
    ]


def _line(book: RoundBook, part: RoundPart, item: ItemFigures) -> Sequence[object]:
    first = (
        item.code,
        book.text(item.text),
        item.n,
        item.cannot_judge,
        item.seen,
        item.median,
        item.lower,
        item.upper,
        item.iqr,
        item.mean,
        item.sd,
    )
    if part.figures.scale is ItemScale.ESTIMATE:
        found = item.estimate
        names = ("mean", "median", "log_odds", "log_odds_clipped", "low", "high")
        return (*first, *(getattr(found, name) if found else None for name in names))
    if part.figures.scale is ItemScale.POINTS:
        return (*first, item.weight)
    if part.figures.scale is ItemScale.RANKING:
        place, borda, mean_rank, _top, share = rankings.cells(part, item)
        return (*first, place, borda, mean_rank, share)
    limits = item.high_limits or (None, None)
    words = book.words.say(N_(", ")).join(filter(None, (book.verdict(part, item), book.movement(item))))
    return (*first, item.high, *limits, item.high_of_all, item.low, item.weight, words)


def order_words(book: RoundBook, part: RoundPart) -> str:
    """Kendall's W with its base and test, or why there is none; and what is not told of bound answers."""
    kept = bound_words.of_round(part, book.report.level)
    return book.words.sentences(_concordance(book, part), book.words.say(kept) if kept else "")


def _concordance(book: RoundBook, part: RoundPart) -> str:
    found, words = part.figures.concordance, book.words
    if part.figures.scale in (ItemScale.CHOICE, ItemScale.ESTIMATE):
        return ""
    if found.w is None:
        return (
            words.say(N_("Kendall's W: none, %(why)s."), why=book.shortfall(found.shortfall)) if found.shortfall else ""
        )
    test = words.say(round_words.TESTS.get(found.test, found.test))
    left_out = {"incomplete": found.incomplete, "constant": found.constant}
    told = bound_words.concordance(found, words)
    if found.p is None:
        return words.say(
            N_(
                "Kendall's W: %(w)s, over %(n)s panellists who rated every statement (left out: %(left)s incomplete or "
                "with one rating for all)."
            ),
            w=told,
            n=found.raters,
            left=found.incomplete + found.constant,
        )
    p = f"< {words.figure(_TINY, 3)}" if found.p < _TINY else f"= {words.figure(found.p, 3)}"
    return words.say(
        N_(
            "Kendall's W %(w)s over %(n)s panellists who rated every statement (left out: %(incomplete)s incomplete, "
            "%(constant)s with one rating for all); p %(p)s, %(test)s."
        ),
        w=told,
        n=found.raters,
        **left_out,
        p=p,
        test=test,
    )


def _distribution(book: RoundBook, sheet: Sheet, part: RoundPart, row: int) -> int:
    """How many gave each point, where the scale has few enough."""
    shown = [item for item in part.figures.items if item.counts]
    points = [point for point, _count in shown[0].counts] if shown else []
    same = all([point for point, _count in item.counts] == points for item in shown)
    room = len(sheet.widths) - 3
    if not shown or not same or len(points) > min(_MOST_POINTS, room):
        return row
    say = book.words.say
    if len(part.figures.items) > _ON_ONE_PAGE:
        sheet.breaks.append(row - 1)
    row = book.section(sheet, row, say(N_("How many gave each point")))
    columns = [
        Column(say(N_("Code")), 8, STRONG),
        Column(say(N_("Statement")), 30, WRAPPED),
        *(Column(f"{point:g}", 6, COUNT) for point in points),
    ]
    lines = [(item.code, book.text(item.text), *(count for _point, count in item.counts)) for item in shown]
    end = book.table(sheet, row, columns, lines)
    medians.draw(book, sheet, part, (end - len(lines), end - 1), len(columns) + 2)
    return end + 1
