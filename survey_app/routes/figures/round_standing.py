"""One grid of a round: how every statement stands, and whether its verdict hangs on who is counted."""

from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.exports.round_words import VERDICTS
from survey_app.exports.standing_words import COUNTED, STANDINGS, STOPS
from survey_app.routes.figures import round_wording
from survey_app.routes.figures.wording import NONE
from survey_app.routes.presentation import filled, ngettext, number, percent, sentences
from survey_app.stats.consensus import AgreementRule
from survey_app.stats.denominators import Counted, Sheets, denominators
from survey_app.stats.stopping import Advice, ItemState, advise

_SHOWN = (Counted.JUDGED, Counted.WITH_CANNOT_JUDGE, Counted.EVERYBODY_ASKED)


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One statement: how it stands, how far it moved, and its share with the verdict for every denominator."""

    code: str
    label: str
    standing: str
    moved: str
    counted: tuple[str, ...]
    depends: bool


@dataclass(frozen=True, slots=True)
class StandingGrid:
    """What may be concluded from a round."""

    finding: str
    asks: str
    heads: tuple[str, ...]
    lines: tuple[StandingLine, ...]


def grid_of(report: PanelReport, number_: int) -> StandingGrid | None:
    """The grid of one round; None where no rule of agreement is declared."""
    part = next(each for each in report.rounds if each.figures.number == number_)
    if not part.figures.has_rule or not part.figures.items:
        return None
    advice = _advice(part)
    lines = tuple(
        _line(part, item, filled(STANDINGS[each.standing], {}), report.language)
        for item, each in zip(part.figures.items, advice.items, strict=True)
    )
    heads = tuple(filled(COUNTED[counted], {}) for counted in _SHOWN)
    return StandingGrid(_finding(advice), _asks(advice), heads, lines)


def _asked(part: RoundPart) -> int:
    flow = part.figures.flow
    return flow.get("asked", flow.get("accepted", 0))


def _advice(part: RoundPart) -> Advice:
    asked, finished = _asked(part), part.figures.flow.get("finished", 0)
    return advise(
        [_state(item) for item in part.figures.items],
        round_number=part.figures.number,
        planned=max(part.rules.rounds, 1),
        people=asked,
        returned=min(1.0, finished / asked) if asked else None,
    )


def _state(item: ItemFigures) -> ItemState:
    moved = item.movement
    share = max(item.high or 0.0, item.low or 0.0) if item.high is not None else None
    return ItemState(
        item.verdict,
        item.is_stable,
        share,
        item.n,
        moved.net_change if moved else None,
        moved.pairs if moved else 0,
    )


def _line(part: RoundPart, item: ItemFigures, standing: str, fallback: str) -> StandingLine:
    moved = percent(item.movement.net_change) if item.movement and item.movement.net_change is not None else NONE
    label = round_wording.label(item, fallback)
    if item.high_count is None or item.low_count is None:
        return StandingLine(item.code, label, standing, moved, (NONE,) * len(_SHOWN), depends=False)
    sheets = Sheets(item.high_count, item.low_count, item.n, item.cannot_judge)
    found = denominators(sheets, _rule(part), silent=max(0, _asked(part) - item.n - item.cannot_judge))
    is_low = item.low_count > item.high_count
    cells = []
    for counted in _SHOWN:
        row = found.of(counted) or found.rows[0]
        share = row.low if is_low else row.high
        words = {"share": percent(share), "verdict": filled(VERDICTS[row.verdict], {})}
        cells.append(_("%(share)s, %(verdict)s", **words))
    return StandingLine(item.code, label, standing, moved, tuple(cells), found.depends)


def _rule(part: RoundPart) -> AgreementRule:
    rules = part.rules
    high, low = (rules.high_from, rules.high_to), (rules.low_from, rules.low_to)
    return AgreementRule(rules.scale_min, rules.scale_max, high, low, Fraction(str(rules.percent)), rules.min_verdict)


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
    if more.expected_answers is None:
        return asked
    answers = _("If as many finish as in this round, %(count)s will.", count=number(more.expected_answers))
    return sentences([asked, answers])
