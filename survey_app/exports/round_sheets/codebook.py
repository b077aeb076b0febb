"""What every figure of the workbook means, how it is computed and where that was published."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports import (
    chosen,
    open_answers,
    own_scale_words,
    own_scales,
    round_words,
    styles,
    ticked,
    ticked_words,
)
from survey_app.exports.round_book import STRONG, WRAPPED, Column, RoundBook
from survey_app.exports.sheet import Sheet

_TERMS: tuple[tuple[str, str], ...] = (
    (N_("n"), N_("people who rated the statement; the base of median, quartiles, mean and shares")),
    (N_("Cannot judge"), N_("people who said so; outside n, inside “saw it”")),
    (N_("Saw it"), N_("people who finished the round; for ratings brought in, those with an answer of any kind")),
    (N_("Median"), N_("the middle rating; of an even number, halfway between the two in the middle")),
    (N_("Q1, Q3"), N_("lower and upper quartile: the ends of the middle half")),
    (N_("IQR"), N_("Q3 minus Q1, in points of the scale")),
    (N_("SD"), N_("standard deviation, divided by n − 1")),
    (N_("Low limit, high limit"), N_("95% limits of the share before it")),
    (N_("Of all who saw it"), N_("the same count, divided by “saw it” and not by n")),
    (N_("Weight"), N_("share of the statement in the panel's importance; all weights of a round sum to 100%")),
    (N_("Pairs"), N_("people who rated the statement in both rounds")),
    (N_("Left, new"), N_("people who rated it only in the earlier, or only in the later round")),
    (N_("Net change"), N_("how much of the distribution moved: half the sum of all differences, divided by the pairs")),
    (N_("Kappa"), N_("agreement of both rounds person by person, with quadratic weights")),
    (N_("Change of CV"), N_("coefficient of variation of the later minus that of the earlier round, over the pairs")),
    (N_("Empty cell"), N_("the figure does not exist or rests on too few answers; the last column says why")),
)

_CHOSEN: tuple[tuple[str, str], ...] = (
    (N_("Most chosen"), N_("the option that most people chose; several where they tie; the share is its share of n")),
    (N_("Variation"), N_("0 when all chose the same option, 1 when every option was chosen as often")),
)


def build(book: RoundBook) -> Sheet:
    """Terms, then methods with their sources."""
    say = book.words.say
    own, has_chosen = own_scale_words.rule_lines(book), any(map(chosen.are_in, own_scales.all_of(book.report)))
    terms = (*_TERMS, *_CHOSEN) if has_chosen else _TERMS
    if any(ticked.is_ticked(part) for each in book.report.own_scales for part in each.rounds):
        terms = (*terms, (ticked_words.SHARE, ticked_words.SHARE_MEANT))
    terms = (*terms, *open_answers.TERMS) if open_answers.are_in(book.report) else terms
    terms = (*terms, own_scale_words.TERM) if own else terms
    told = [(say(term), say(meaning)) for term, meaning in terms]
    sheet = book.sheet("codebook", [34, 60, 53], say(N_("Figures are frozen; cells keep them unrounded.")), styles.AXIS)
    sheet.repeated = "1:3"
    row = _pairs(book, sheet, 5, (say(N_("Term")), say(N_("Meaning"))), told)
    if own:
        row = book.section(sheet, row + 1, say(own_scale_words.TITLE))
        row = _pairs(book, sheet, row, (say(N_("Statements")), say(N_("Own scale"))), own)
    begun = row + 1
    row = book.section(sheet, begun, say(N_("How it is computed")))
    heads = (Column("", 34, WRAPPED), Column(say(N_("Method")), 60, WRAPPED), Column(say(N_("Source")), 53, WRAPPED))
    methods = (*round_words.METHODS, *round_words.ESTIMATE_METHODS)
    methods = (*methods, *chosen.METHODS) if has_chosen else methods
    methods = (*methods, own_scale_words.METHOD) if own else methods
    row = book.table(sheet, row, heads, [("", say(words), source) for words, source in methods])
    sheet.keep(begun, row - 1)
    row = book.section(sheet, row + 1, say(N_("Computed with")))
    for part in book.report.rounds:
        libraries = ", ".join(f"{name} {version}" for name, version in sorted(part.figures.libraries.items()))
        sheet.put(row, 2, say(N_("Round %(n)s"), n=part.figures.number), styles.BODY)
        sheet.put(row, 3, libraries, styles.BODY)
        sheet.line(row, styles.BODY)
        row += 1
    return sheet


def _pairs(book: RoundBook, sheet: Sheet, row: int, heads: tuple[str, str], lines: Sequence[tuple[str, str]]) -> int:
    """What each line is about, and words that run over the rest of the sheet. The next row."""
    columns = (Column(heads[0], 34, STRONG), Column(heads[1], 113, WRAPPED))
    after = book.table(sheet, row, columns, [(about, "") for about, _words in lines])
    for place, (_about, told) in enumerate(lines, row + 1):
        sheet.put(place, 3, told, styles.BODY)
        sheet.line(place, styles.BODY)
    return after
