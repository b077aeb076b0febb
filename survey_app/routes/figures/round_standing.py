"""One grid of a round: how every statement stands, and whether its verdict hangs on who is counted."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.exports.round_words import VERDICTS
from survey_app.exports.standing import SHOWN, advice_of, denominators_of, larger_end
from survey_app.exports.standing_words import COUNTED, STANDINGS, STOPS
from survey_app.routes.figures import round_wording
from survey_app.routes.figures.wording import NONE
from survey_app.routes.presentation import filled, ngettext, number, percent, sentences
from survey_app.stats.stopping import Advice


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
    advice = advice_of(part)
    lines = tuple(
        _line(part, item, filled(STANDINGS[each.standing], {}), report.language)
        for item, each in zip(part.figures.items, advice.items, strict=True)
    )
    heads = tuple(filled(COUNTED[counted], {}) for counted in SHOWN)
    return StandingGrid(_finding(advice), _asks(advice), heads, lines)


def _line(part: RoundPart, item: ItemFigures, standing: str, fallback: str) -> StandingLine:
    moved = percent(item.movement.net_change) if item.movement and item.movement.net_change is not None else NONE
    label = round_wording.label(item, fallback)
    found = denominators_of(part, item)
    if found is None:
        return StandingLine(item.code, label, standing, moved, (NONE,) * len(SHOWN), depends=False)
    is_low = larger_end(item) == "low"
    cells = []
    for counted in SHOWN:
        row = found.of(counted) or found.rows[0]
        share = row.low if is_low else row.high
        words = {"share": percent(share), "verdict": filled(VERDICTS[row.verdict], {})}
        cells.append(_("%(share)s, %(verdict)s", **words))
    return StandingLine(item.code, label, standing, moved, tuple(cells), found.depends)


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
