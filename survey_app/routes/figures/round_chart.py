"""The drawing of a round: what stands in each row, and the scale it stands on."""

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.axis import steps
from survey_app.charts.rounds import MarkGroup, Middle, MovementMark, Scale, movement_chart
from survey_app.exports import round_words
from survey_app.exports.rankings import places
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.routes.figures import round_wording
from survey_app.routes.figures.round_wording import Grouped
from survey_app.routes.presentation import filled, number, percent
from survey_app.vocabulary import ItemScale

_MOST_TICKS = 11
_BY_POINT = (ItemScale.RATING, ItemScale.RANKING)


def draw(part: RoundPart, before: RoundPart | None, groups: Grouped, fallback: str) -> Markup:
    """Every statement whose middle half is told; nothing where none is."""
    marks = [
        MarkGroup(
            str(heading),
            tuple(_mark(part, before, item, fallback) for item in items if _middle(item) is not None),
        )
        for heading, items in groups
    ]
    if not any(group.marks for group in marks):
        return Markup("")
    title = _("Median and middle half of every statement")
    return movement_chart(str(title), marks, _scale(part, before))


def _scale(part: RoundPart, before: RoundPart | None) -> Scale:
    rules = part.rules
    low, high = float(rules.scale_min), float(rules.scale_max)
    if part.figures.scale is ItemScale.POINTS:
        shown = [*part.figures.items, *(before.figures.items if before else ())]
        low, high = 0.0, max((item.upper for item in shown if item.upper is not None), default=1.0)
    if high - low < _MOST_TICKS and low.is_integer() and high.is_integer() and part.figures.scale in _BY_POINT:
        ticks: Sequence[float] = [low + place for place in range(int(high - low) + 1)]
    else:
        ticks = steps(low, high, 8)
    return Scale(min(low, ticks[0]), max(high, ticks[-1]), tuple(ticks), round_wording.plain)


def _mark(part: RoundPart, before: RoundPart | None, item: ItemFigures, fallback: str) -> MovementMark:
    earlier = before.figures.item(item.item_id) if before else None
    apart = part.figures.has_rule and not item.is_agreed
    return MovementMark(
        code=item.code,
        label=round_wording.label(item, fallback),
        before=_middle(earlier),
        after=_middle(item),
        words=_words(part, item, apart=apart),
        apart=apart,
        brief=filled(round_words.VERDICTS[item.verdict], {}) if apart else "",
    )


def _middle(item: ItemFigures | None) -> Middle | None:
    if item is None or item.median is None or item.lower is None or item.upper is None:
        return None
    return Middle(item.lower, item.median, item.upper)


def _words(part: RoundPart, item: ItemFigures, *, apart: bool) -> str:
    """What stands beside the marks: the count that agrees, the verdict, the weight or the estimate."""
    if part.figures.scale is ItemScale.POINTS:
        return str(_("weight %(share)s", share=percent(item.weight, 1)))
    if part.figures.scale is ItemScale.RANKING:
        return str(_("place %(place)s", place=number(places(part.figures.items).get(item.item_id))))
    if part.figures.scale is ItemScale.ESTIMATE:
        return str(_("mean %(mean)s", mean=round_wording.pooled(part, item.estimate.mean if item.estimate else None)))
    if apart:
        return round_wording.found_words(part, item)
    high, low = round_wording.range_words(part)
    is_high = (item.high or 0.0) >= (item.low or 0.0)
    count = item.high_count if is_high else item.low_count
    words = {"k": number(count), "n": number(item.n), "range": high if is_high else low}
    return str(_("%(k)s of %(n)s rated %(range)s", **words))
