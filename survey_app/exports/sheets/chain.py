"""From idea to figure: each factor with the ideas it came from, what the panel said, and what the survey measured."""

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height
from survey_app.exports.report import Chain, ChainFactor, ChainRound
from survey_app.exports.sheet import Sheet
from survey_app.stats.consensus import Verdict

_FIRST = 6
_MOST_ROUNDS = 2
_WEIGHT = 9
_MOST_IDEAS = 12
_ITEM = styles.BODY.having(indent=1)
"""Off the ideas on its left, which fill their column."""
_MOST_WEIGHT = 0.25
"""Where the bars of the weights end: a quarter of everything."""

VERDICTS: dict[Verdict, str] = {
    Verdict.AGREED_HIGH: N_("agreed: important"),
    Verdict.AGREED_LOW: N_("agreed: not important"),
    Verdict.NO_AGREEMENT: N_("no agreement"),
    Verdict.SPLIT: N_("split in two camps"),
    Verdict.TOO_FEW: N_("too few answers"),
}


def build(book: Book, chain: Chain) -> Sheet:
    """The sheet, its factors in the order of the panel's weight, dropped ones last."""
    sheet, say = book.sheet("chain", styles.PANEL), book.words.say
    sheet.columns((2, 35, 11.5, 23, 9.5, 9.5, 9.5, 10.5, 11, 12.5, 9, 24))
    about = say(
        N_("%(ideas)s ideas from %(people)s people, weighed by %(panellists)s panellists."),
        ideas=book.words.count(chain.ideas),
        people=book.words.told(chain.people, chain.people_step),
        panellists=book.words.count(chain.panellists),
    )
    book.head(sheet, "chain", book.words.sentences(about, book.about()))
    _header(sheet, book, chain)
    factors = sorted(chain.factors, key=lambda each: (each.gap is None, -(each.weight or 0.0), each.item))
    for number, factor in enumerate(factors, _FIRST):
        _line(sheet, book, number, factor)
    last = _FIRST + len(factors) - 1
    if factors:
        sheet.data_bar(_WEIGHT, _FIRST, last, styles.PANEL, _MOST_WEIGHT)
    _total(sheet, book, last + 1, chain)
    sheet.foot(last + 3, _note(book))
    sheet.repeated, sheet.freeze = "1:5", f"A{_FIRST}"
    return sheet


def _rounds(chain: Chain) -> list[int]:
    """The first and the last round there were, at most two columns."""
    numbers = sorted({each.number for factor in chain.factors for each in factor.rounds})
    return numbers if len(numbers) <= _MOST_ROUNDS else [numbers[0], numbers[-1]]


def _header(sheet: Sheet, book: Book, chain: Chain) -> None:
    say = book.words.say
    names: dict[int, str] = {
        2: say(N_("Ideas it came from")),
        3: say(N_("Item")),
        4: say(N_("Factor")),
        _WEIGHT: say(N_("Weight")),
        10: say(N_("Experience")),
        11: say(N_("S")),
        12: say(N_("What became of it")),
    }
    for place, number in enumerate(_rounds(chain)):
        names[5 + place] = say(N_("Round %(number)s median"), number=number)
        names[7 + place] = say(N_("Round %(number)s agreed"), number=number)
    sheet.header(5, names, left=(2, 3, 4, 12))
    sheet.put(5, 3, names[3], styles.HEADER.having(indent=1))


def _line(sheet: Sheet, book: Book, number: int, factor: ChainFactor) -> None:
    words = book.words
    ideas = _ideas(factor, book)
    sheet.put(number, 2, ideas, styles.BODY_WRAP)
    name = words.of(factor.text)
    if factor.gap is not None and "gap" in book.names:
        sheet.link(number, 3, factor.item, book.names["gap"], _ITEM.having(colour=styles.RESULT, underline=True))
    else:
        sheet.put(number, 3, factor.item, _ITEM)
    sheet.put(number, 4, name, styles.BODY_WRAP)
    for place, said in enumerate(_said(factor)):
        sheet.put(number, 5 + place, said.median if said else None, styles.number(styles.POINTS))
        sheet.put(number, 7 + place, said.agreed if said else None, styles.number(styles.SHARE))
    sheet.put(number, _WEIGHT, factor.weight, styles.number(styles.SHARE))
    gap = factor.gap
    sheet.put(number, 10, gap.gap.experienced_mean if gap else None, styles.number(styles.MEAN))
    sheet.put(number, 11, gap.gap.value if gap else None, styles.number(styles.SIGNED, bold=True))
    sheet.put(number, 12, _outcome(factor, book), styles.BODY_WRAP)
    high = max(row_height(ideas, sheet.width(2)), row_height(name, sheet.width(4)), 18.0)
    sheet.heights[number] = max(high, row_height(_outcome(factor, book), sheet.width(12)))


def _said(factor: ChainFactor) -> list[ChainRound | None]:
    """Two places, each with a round or with nothing."""
    found: list[ChainRound | None] = list(factor.rounds)
    if len(found) > _MOST_ROUNDS:
        found = [found[0], found[-1]]
    return [*found, *([None] * (_MOST_ROUNDS - len(found)))]


def _ideas(factor: ChainFactor, book: Book) -> str:
    shown = [f"{number}. {text}" for number, text in factor.ideas[:_MOST_IDEAS]]
    more = len(factor.ideas) - len(shown)
    if more:
        shown.append(book.words.say(N_("and %(count)s more"), count=book.words.count(more)))
    return "\n".join(shown) if shown else book.words.say(N_("added by the moderator"))


def _outcome(factor: ChainFactor, book: Book) -> str:
    parts = [book.words.say(VERDICTS[factor.verdict])] if factor.verdict is not None else []
    parts.append(book.words.say(N_("measured") if factor.gap is not None else N_("not measured")))
    return book.words.say(N_("; ")).join(parts) + (f"\n{factor.why}" if factor.why else "")


def _total(sheet: Sheet, book: Book, row: int, chain: Chain) -> None:
    weighted = book.report.key.weighted
    if weighted is None or weighted.value is None:
        return
    sheet.put(row, 4, book.words.say(N_("Index weighted by the panel, 0 to 100")), styles.BODY_BOLD)
    sheet.put(row, _WEIGHT, sum(each.weight or 0.0 for each in chain.factors), styles.number(styles.SHARE))
    sheet.put(row, 10, weighted.value, styles.number(styles.POINTS, bold=True))
    sheet.put(row, 12, book.interval(weighted, "points"), styles.BODY_WRAP)
    sheet.heights[row] = row_height(book.interval(weighted, "points"), sheet.width(12))
    sheet.line(row, styles.BODY)


def _note(book: Book) -> str:
    return book.words.sentences(
        book.words.say(N_("Ideas are numbered in the order of their words, not of their writing.")),
        book.words.say(
            N_("Agreed: the larger share of those who judged that rated at one end of the scale, in the rule's range.")
        ),
        book.words.say(
            N_(
                "Weight: the panel's mean above the lowest point of the scale (or its mean points) as a share of all "
                "factors measured."
            )
        ),
        book.words.say(N_("Weighted index: the mean experience on 0 to 100, each attribute with its weight.")),
    )
