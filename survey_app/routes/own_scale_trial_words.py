"""Own scales of statements in a tried protocol, in words: how often each would pass by chance in a first round."""

from collections.abc import Sequence

from flask_babel import gettext as _

from survey_app.charts.bars import Bar, bar_chart
from survey_app.exports.own_scale_trials import KEPT_APART, UNSOUGHT, UNTRIED, OwnScaleLine
from survey_app.exports.trial_report import AnyTrial
from survey_app.routes.figures.wording import short
from survey_app.routes.presentation import filled, labelled, number, percent
from survey_app.routes.protocol_words import own_words
from survey_app.routes.trial_words import TrialLine, TrialPage
from survey_app.vocabulary import ItemScale

_LONGEST_LABEL = 60


def page_of(report: AnyTrial, language: str) -> TrialPage | None:
    """The own scales in words, as a drawing and as a table with the same figures; None where there are none."""
    if not report.own_scales:
        return None
    told = [line for line in report.own_scales if line.by_chance is not None]
    bars = [
        Bar(short(_label(line, language), _LONGEST_LABEL), line.by_chance or 0.0, percent(line.by_chance, 2))
        for line in told
    ]
    return TrialPage(
        caption=_("Statements that pass by chance in a first round, by their own scale"),
        about=_("Own scale"),
        findings=(*_most(report, told), *_untried(report.own_scales)),
        chart=bar_chart(_("Statements that pass by chance"), bars),
        heads=((_("By chance"), ""), (_("In the smallest"), _("panel")), (_("A true"), _("majority"))),
        lines=tuple(TrialLine(_label(line, language), _cells(line)) for line in told),
        assumptions=filled(KEPT_APART, {}) if told else "",
    )


def _label(line: OwnScaleLine, language: str) -> str:
    return labelled(_(", ").join(line.codes), own_words(line.scale, language))


def _cells(line: OwnScaleLine) -> tuple[str, ...]:
    shares = ((line.by_chance, 2), (line.in_smallest, 2), (line.by_majority, 1))
    return tuple(percent(share or 0.0, places) for share, places in shares)


def _most(report: AnyTrial, told: Sequence[OwnScaleLine]) -> list[str]:
    """What chance does where it does most."""
    if not told:
        return []
    most = max(told, key=lambda line: line.by_chance or 0.0)
    words = _(
        "If %(people)s people answered at random, %(share)s of the statements on the own scale of %(codes)s would "
        "count as agreed in a first round; of no other own scale more.",
        people=number(report.panellists),
        share=percent(most.by_chance or 0.0, 2),
        codes=_(", ").join(most.codes),
    )
    alone = _(
        "If %(people)s people answered at random, %(share)s of the statements on the own scale of %(codes)s would "
        "count as agreed in a first round.",
        people=number(report.panellists),
        share=percent(most.by_chance or 0.0, 2),
        codes=_(", ").join(most.codes),
    )
    return [str(words if len(told) > 1 else alone)]


def _untried(lines: Sequence[OwnScaleLine]) -> list[str]:
    """What cannot be tried, and why."""
    rest = [line for line in lines if line.by_chance is None]
    found = []
    for message, is_meant in ((UNTRIED, True), (UNSOUGHT, False)):
        codes = [
            code for line in rest if (line.scale["scale"] == ItemScale.ESTIMATE) is is_meant for code in line.codes
        ]
        found += [filled(message, {"codes": _(", ").join(codes)})] if codes else []
    return found
