"""What each sheet of the round workbook says: sentences made from the figures, never typed."""

from survey_app.exceptions import N_
from survey_app.exports import chosen, open_answers, own_scales, ticked
from survey_app.exports.rankings import order_of
from survey_app.exports.round_report import PanelReport, RoundPart
from survey_app.exports.two_scales import has_any, on_map, split
from survey_app.exports.words import Words, fitting, shortened
from survey_app.vocabulary import ItemScale


def of_round(part: RoundPart, words: Words) -> str:
    """How many statements a round found agreed, and how many of those still moved."""
    figures = part.figures
    number, total = figures.number, len(figures.items)
    if figures.is_in_words:
        return open_answers.title(figures, words)
    if figures.scale is ItemScale.ESTIMATE:
        return _estimates(number, total, words)
    if figures.scale is ItemScale.RANKING:
        return _first(part, words)
    if figures.scale is ItemScale.CHOICE:
        return _options(part, words)
    if not figures.has_rule:
        return _two_minds(part, words) if figures.scale is ItemScale.RATING else _heaviest(part, words)
    counts = {"n": number, "agreed": len(figures.agreed), "all": total}
    plain = words.say(N_("Round %(n)s: %(agreed)s of %(all)s statements agreed"), **counts)
    moving = sum(item.is_stable is False for item in figures.agreed)
    told = words.say(
        N_("Round %(n)s: %(agreed)s of %(all)s statements agreed; %(moving)s of those still moved"),
        moving=moving,
        **counts,
    )
    return fitting(told, plain) if moving else plain


def _two_minds(part: RoundPart, words: Words) -> str:
    """Where no agreement is sought: on how many statements the panel is split."""
    return words.say(
        N_("Round %(n)s: the panel is of two minds on %(split)s of %(all)s statements"),
        n=part.figures.number,
        split=len(split(part)),
        all=len(part.figures.items),
    )


def _options(part: RoundPart, words: Words) -> str:
    """On how many statements the panel agrees on an option, and on which where it is one."""
    found, count = chosen.agreed(part), {"n": part.figures.number, "all": len(part.figures.items)}
    if not part.figures.seeks_agreement:
        return words.say(N_("Round %(n)s: what the panel chose for each of %(all)s statements"), **count)
    if ticked.is_ticked(part):
        stand = ticked.settled(part)
        told = N_("Round %(n)s: of %(all)s options to tick, %(ins)s are in and %(outs)s out")
        return words.say(told, ins=stand.ins, outs=stand.outs, **count)
    plain = words.say(
        N_("Round %(n)s: the panel agrees on an option for %(agreed)s of %(all)s statements"),
        agreed=len(found),
        **count,
    )
    if len(found) != 1:
        return plain
    option = chosen.leading(part, found[0], words.of)
    return fitting(words.say(N_("Round %(n)s: the panel agrees on %(option)s"), option=option, **count), plain)


def _heaviest(part: RoundPart, words: Words) -> str:
    weighed = [item for item in part.figures.items if item.weight is not None]
    if not weighed:
        return words.say(N_("Round %(n)s: no weights, nobody shared out points"), n=part.figures.number)
    first = max(weighed, key=lambda item: item.weight or 0.0)
    return words.say(
        N_("Round %(n)s: %(name)s weighs most, %(share)s"),
        n=part.figures.number,
        name=shortened(words.of(first.text), 50),
        share=words.share(first.weight or 0.0),
    )


def _estimates(number: int, total: int, words: Words) -> str:
    if total == 1:
        return words.say(N_("Round %(n)s: 1 estimate of the panel as one"), n=number)
    return words.say(N_("Round %(n)s: %(count)s estimates of the panel as one"), n=number, count=total)


def _first(part: RoundPart, words: Words) -> str:
    """Which statement the panel ranks first."""
    first = [each.item for each in order_of(part) if each.place == 1]
    if not first:
        return words.say(N_("Round %(n)s: too few rankings for an order"), n=part.figures.number)
    name = shortened(words.of(first[0].text), 50)
    return words.say(N_("Round %(n)s: %(name)s stands first"), n=part.figures.number, name=name)


def cover(report: PanelReport, words: Words) -> str:
    """The finding of the last round."""
    return of_round(own_scales.last(report), words) if report.rounds else words.say(N_("No round was analysed yet"))


def flow(report: PanelReport, words: Words) -> str:
    """How many were invited, and how many finished the last round."""
    last = report.rounds[-1].figures
    return words.say(
        N_("%(invited)s invited, %(accepted)s took part, %(finished)s finished round %(n)s"),
        invited=words.count(last.flow.get("invited", 0)),
        accepted=words.count(last.flow.get("accepted", 0)),
        finished=words.count(last.flow.get("finished", 0)),
        n=last.number,
    )


def items(report: PanelReport, words: Words) -> str:
    """How many statements there were, and how many came from others."""
    reworded = sum(bool(each.from_items) for each in report.items)
    count = {"count": words.count(len(report.items)), "reworded": words.count(reworded)}
    if reworded:
        return words.say(N_("%(count)s statements, %(reworded)s of them made from earlier ones"), **count)
    return words.say(N_("%(count)s statements, all asked in their first words"), **count)


def stability(report: PanelReport, words: Words) -> str:
    """How many statements have stopped moving."""
    last = report.rounds[-1].figures.number if report.rounds else 0
    parts = [part for part in own_scales.parts(report) if part.figures.number == last]
    found = [item.is_stable for part in parts for item in part.figures.items if item.movement]
    if not found:
        return words.say(N_("Stability needs two rounds"))
    return words.say(
        N_("%(stable)s of %(all)s statements are stable after round %(n)s"),
        stable=sum(each is True for each in found),
        all=len(found),
        n=last,
    )


def both_scales(report: PanelReport, words: Words) -> str:
    """How many statements of the last round stand above the middle on both scales."""
    part = next(each for each in reversed(report.rounds) if has_any(each))
    middles = (part.rules.scale_min + part.rules.scale_max, part.rules.second_min + part.rules.second_max)
    high = [
        item
        for item, second in on_map(part.figures.items)
        if 2 * (item.median or 0.0) > middles[0] and 2 * (second.median or 0.0) > middles[1]
    ]
    return words.say(
        N_("%(high)s of %(all)s statements stand above the middle of both scales"),
        high=words.count(len(high)),
        all=words.count(len(part.figures.items)),
    )


def reasons(report: PanelReport, words: Words) -> str:
    """How many reasons were released."""
    return words.say(N_("Reasons that were released: %(count)s"), count=words.count(len(report.reasons)))
