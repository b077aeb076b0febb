"""What stands below a panel's figures: the rule with version and date, both denominators, what was kept back."""

from flask_babel import gettext as _
from flask_babel import ngettext

from survey_app.exports import bound_words, own_scales
from survey_app.exports.rankings import ranks_given
from survey_app.exports.round_report import PanelReport, RoundPart
from survey_app.routes.figures import round_choices, round_wording
from survey_app.routes.presentation import day, filled, number, percent
from survey_app.vocabulary import ItemScale


def notes(report: PanelReport, part: RoundPart) -> tuple[str, ...]:
    """The rule and the base of everything on the page."""
    found = [_rule(report, part)]
    if part.figures.has_rule:
        found.append(_both(part))
    if any(item.movement for item in part.figures.items):
        found.append(_stable(report, part))
    if part.figures.scale is ItemScale.RANKING:
        found.append(_ranks(part))
    elif part.figures.scale is ItemScale.CHOICE:
        found += [round_choices.rule(part)] if part.figures.seeks_agreement else []
    elif part.figures.scale is not ItemScale.ESTIMATE and not own_scales.is_own(part):
        found.append(_weight(part))
    if any(item.withheld for item in part.figures.items) and part.figures.scale is ItemScale.CHOICE:
        least = max(part.rules.min_distribution, part.rules.min_median)
        found.append(_("At this level of anonymity choices are shown from %(least)s answers.", least=number(least)))
    elif any(item.withheld for item in part.figures.items):
        found.append(
            _(
                "At this level of anonymity a median is shown from %(median)s answers, a distribution from %(many)s.",
                median=number(part.rules.min_median),
                many=number(part.rules.min_distribution),
            )
        )
    found += _bound(report, part)
    if part.waiver:
        found.append(_("Opened with fewer panellists than usual, because: %(reason)s", reason=part.waiver))
    if part.figures.set_aside:
        found.append(
            ngettext(
                "%(count)s answer could not have come from a page of ours and was set aside.",
                "%(count)s answers could not have come from a page of ours and were set aside.",
                part.figures.set_aside,
                count=number(part.figures.set_aside),
            )
        )
    libraries = _(", ").join(f"{name} {version}" for name, version in sorted(part.figures.libraries.items()))
    digest = part.figures.input_hash
    words = (
        _(
            "Frozen with %(libraries)s. Fingerprint of the answers: %(hash)s",
            libraries=libraries,
            hash=_in_groups(digest),
        )
        if digest
        else _(
            "Frozen with %(libraries)s. No fingerprint of the answers: it would tell of so few.", libraries=libraries
        )
    )
    found.append(words)
    return tuple(str(each) for each in found)


def _bound(report: PanelReport, part: RoundPart) -> list[str]:
    """That less is told, since more would let whole answers be put together again, and what to do about it."""
    kept = (bound_words.of_round(part, report.level), bound_words.moved(part, report.level))
    return [filled(each, {}) for each in kept if each]


def _in_groups(digest: str) -> str:
    """A hash in groups of eight, so that it can be read aloud and breaks on a narrow page."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def _rule(report: PanelReport, part: RoundPart) -> str:
    high, low = round_wording.range_words(part)
    fixed = day(part.fixed_at, report.timezone) if part.fixed_at else ""
    words = {"version": number(part.figures.protocol_version), "day": fixed}
    if not part.figures.has_rule:
        return str(_("Protocol version %(version)s, fixed on %(day)s.", **words))
    inside = part.rules.denominator == "seen"
    base = _("all who saw the statement") if inside else _("those who rated")
    words |= {"percent": percent(part.rules.percent / 100), "high": high, "low": low, "base": base}
    return str(
        _(
            "Rule, version %(version)s, fixed on %(day)s: agreed when at least %(percent)s of %(base)s chose %(high)s, "
            "or %(low)s.",
            **words,
        )
    )


def _both(part: RoundPart) -> str:
    """What the other denominator would change."""
    changed = [item.code for item in part.figures.items if item.verdict is not item.verdict_of_all]
    if not changed:
        return str(_("Counting “cannot judge” inside the denominator changes no verdict."))
    return str(
        _(
            "Counting “cannot judge” inside the denominator changes the verdict of: %(codes)s.",
            codes=_(", ").join(changed),
        )
    )


def _stable(report: PanelReport, part: RoundPart) -> str:
    share = percent(part.rules.stable_below / 100)
    if bound_words.moved(part, report.level):
        return str(_("Stable: the distribution changed by less than %(share)s.", share=share))
    return str(
        _("Stable: the distribution of those who rated in both rounds changed by less than %(share)s.", share=share)
    )


def _ranks(part: RoundPart) -> str:
    """What a rank means here, and what stands for no rank."""
    given = ranks_given(part)
    if given < part.rules.scale_max:
        return str(
            _(
                "1 stands first. In median and quartiles, what somebody did not rank among the first %(given)s counts "
                "as %(after)s.",
                given=number(given),
                after=number(given + 1),
            )
        )
    return str(_("1 stands first. Between rounds, movement is counted only where the same statements were ranked."))


def _weight(part: RoundPart) -> str:
    if part.figures.scale is ItemScale.POINTS:
        return str(_("Weight: mean points of a statement divided by the sum of the means of all."))
    return str(
        _(
            "Weight: mean of a statement above %(low)s, divided by the sum of these over all statements of the round.",
            low=round_wording.plain(part.rules.scale_min),
        )
    )
