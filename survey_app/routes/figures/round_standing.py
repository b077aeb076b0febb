"""One grid of a round: how every statement stands, and whether its verdict hangs on who is counted."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.exports.round_words import VERDICTS
from survey_app.exports.standing import advice_of, denominators_of, larger_end, row_of, shown_of
from survey_app.exports.standing_words import COUNTED, STANDINGS, STOPS
from survey_app.routes.figures import round_wording
from survey_app.routes.figures.wording import NONE
from survey_app.routes.presentation import filled, ngettext, number, percent, sentences
from survey_app.stats.stopping import SECONDS_AN_ITEM, Advice, ItemAdvice, OneMoreRound, Standing

_MOST_NAMED = 40


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One statement: how it stands and by which numbers, how far it moved, and its share by every denominator."""

    code: str
    label: str
    standing: str
    numbers: str
    moved: str
    counted: tuple[str, ...]
    depends: bool


@dataclass(frozen=True, slots=True)
class StandingGrid:
    """What may be concluded from a round."""

    finding: str
    asks: str
    named: tuple[str, ...]
    """Every standing that there is with the statements that stand so."""
    heads: tuple[str, ...]
    lines: tuple[StandingLine, ...]
    asks_once: bool = False
    """Whether the protocol asks no second time: then nothing is said of movement, nor of another round."""


def grid_of(report: PanelReport, number_: int, shown: Collection[str]) -> StandingGrid | None:
    """The grid of one round, with the lines of these codes; None where no rule of agreement is declared."""
    part = next(each for each in report.rounds if each.figures.number == number_)
    if not part.figures.has_rule or not part.figures.items:
        return None
    advice = advice_of(part, report.rules)
    lines = tuple(
        _line(part, item, each, report.language)
        for item, each in zip(part.figures.items, advice.items, strict=True)
        if item.code in shown
    )
    heads = tuple(filled(COUNTED[counted], {}) for counted in shown_of(part))
    if part.rules.real_time or report.rules.rounds <= 1:
        return StandingGrid(_depending(part), "", (), heads, lines, asks_once=True)
    return StandingGrid(_finding(advice), _asks(advice), _named(part, advice), heads, lines)


def _depending(part: RoundPart) -> str:
    """On how many verdicts it hangs who is counted."""
    found = [denominators_of(part, item) for item in part.figures.items]
    count = sum(each is not None and each.depends for each in found)
    return ngettext(
        "The verdict on %(num)s of %(all)s statements depends on who is counted.",
        "The verdicts on %(num)s of %(all)s statements depend on who is counted.",
        count,
        all=number(len(found)),
    )


def _named(part: RoundPart, advice: Advice) -> tuple[str, ...]:
    """Which statements stand how, by their codes, in the order of the standings."""
    found = []
    for standing, words in STANDINGS.items():
        pairs = zip(part.figures.items, advice.items, strict=True)
        codes = [item.code for item, each in pairs if each.standing is standing]
        if codes:
            shown = _(", ").join(codes[:_MOST_NAMED])
            more = len(codes) - _MOST_NAMED
            found.append(
                _("%(standing)s: %(codes)s", standing=filled(words, {}), codes=shown)
                + (_(" and %(count)s more", count=number(more)) if more > 0 else "")
            )
    return tuple(found)


def _numbers(part: RoundPart, advice: ItemAdvice) -> str:
    """What the standing of a statement rests on."""
    if advice.standing is Standing.TOO_FEW:
        return str(_("%(n)s of %(needed)s answers", n=number(advice.n), needed=number(part.rules.min_verdict)))
    if not advice.pairs and advice.standing is Standing.ASKED_ONCE:
        return str(_("nobody rated it in two rounds yet"))
    both = ngettext("%(num)s person rated it in both rounds", "%(num)s people rated it in both rounds", advice.pairs)
    if advice.net_change is None:
        return both
    limit = percent(part.rules.stable_below / 100)
    return str(_("; ")).join((both, str(_("stable below %(limit)s", limit=limit))))


def _line(part: RoundPart, item: ItemFigures, advice: ItemAdvice, fallback: str) -> StandingLine:
    standing, numbers = filled(STANDINGS[advice.standing], {}), _numbers(part, advice)
    moved = percent(item.movement.net_change) if item.movement and item.movement.net_change is not None else NONE
    label = round_wording.label(item, fallback)
    found = denominators_of(part, item)
    if found is None:
        return StandingLine(item.code, label, standing, numbers, moved, (NONE,) * len(shown_of(part)), depends=False)
    is_low = larger_end(item) == "low"
    cells = []
    for counted in shown_of(part):
        row = row_of(found, item, counted)
        if row is None:
            cells.append(NONE)
            continue
        share = row.low if is_low else row.high
        words = {"share": percent(share), "verdict": filled(VERDICTS[row.verdict], {})}
        cells.append(_("%(share)s, %(verdict)s", **words))
    return StandingLine(item.code, label, standing, numbers, moved, tuple(cells), found.depends)


def _finding(advice: Advice) -> str:
    counts = _(
        "Settled: %(settled)s of %(all)s; still moving: %(moving)s.",
        settled=number(advice.settled),
        all=number(advice.n),
        moving=number(advice.moving),
    )
    return sentences([counts, filled(STOPS[advice.stop], {})])


def _asks(advice: Advice) -> str:
    """What one more round asks of people; nothing where every statement is settled."""
    more = advice.one_more
    if not more.items:
        return ""
    asked = ngettext(
        "One more round would ask %(people)s people about %(num)s statement.",
        "One more round would ask %(people)s people about %(num)s statements: %(ratings)s ratings.",
        more.items,
        people=number(more.people),
        ratings=number(more.ratings),
    )
    asked = sentences([asked, _time(more)])
    if more.expected_answers is None:
        return asked
    answers = _("If as many finish as in this round, %(count)s will.", count=number(more.expected_answers))
    return sentences([asked, answers])


def _time(more: OneMoreRound) -> str:
    return ngettext(
        "That is about %(num)s minute for each, at %(seconds)s seconds a statement.",
        "That is about %(num)s minutes for each, at %(seconds)s seconds a statement.",
        more.minutes,
        seconds=number(SECONDS_AN_ITEM),
    )
