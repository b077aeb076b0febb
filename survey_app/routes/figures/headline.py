"""The head of the results page: the finding as a sentence, who it rests on, and the key figures."""

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from survey_app.charts.intervals import strip
from survey_app.exports.report import Fieldwork, Report, WeightsUsed
from survey_app.questions.summary import InstrumentScore, RowSummary
from survey_app.routes.figures import gaps, key_targets, weighted, wording
from survey_app.routes.figures.model import KeyFigure
from survey_app.routes.presentation import day, number, sentences, signed
from survey_app.stats.results import Estimate, Reason
from survey_app.vocabulary import KeyMeasure, StageState


def finding(report: Report, least: int) -> str:
    """The main finding as one sentence, made of what lies beyond the margin."""
    fallback = report.questionnaire.language
    parts = []
    key = report.key
    if _shown(key.satisfied, least):
        parts.append(
            str(_("%(share)s are satisfied", share=wording.rounded(key.satisfied.value if key.satisfied else None)))
        )
    # a single answer has no margin to lie in or beyond
    shown = [row for row in report.gaps if row.gap.interval is not None and row.gap.n >= least]
    if shown:
        found = [(wording.words_of(row.label, fallback, row.variable), row.gap) for row in shown]
        parts.append(gaps.clause(found) if parts else gaps.sentence(found))
    if not parts and key.recommend is not None and _shown(key.recommend, least):
        parts.append(str(_("Net promoter score %(score)s", score=signed(key.recommend.value, 0))))
    if parts:
        return str(_("; ")).join(parts)
    usable = report.fieldwork.usable if report.left is None else report.left
    return str(ngettext("%(n)s answer", "%(n)s answers", usable, n=number(usable)))


def _shown(found: Estimate | None, least: int) -> bool:
    return found is not None and found.value is not None and found.n >= least


def lede(
    work: Fieldwork,
    state: StageState,
    answered: int,
    zone: str,
    *,
    filtered: bool,
    weighting: WeightsUsed | None = None,
) -> str:
    """Who answered, when, and whether the figures can still change."""
    usable = number(answered)
    if work.sampled:
        said = _("%(usable)s usable answers of %(issued)s sent", usable=usable, issued=number(work.sampled))
    else:
        said = ngettext("%(usable)s usable answer", "%(usable)s usable answers", answered, usable=usable)
    if work.imported:
        words = {"usable": usable, "imported": number(work.imported)}
        said = _("%(usable)s usable answers, with %(imported)s brought in from elsewhere", **words)
    if work.observed_usable:
        words = {"usable": usable, "observed": number(work.observed_usable)}
        said = _("%(usable)s usable records, %(observed)s of them observations", **words)
    if filtered:
        said = _("%(part)s of %(all)s usable answers, filtered", part=usable, all=number(work.usable))
    parts = [str(said)]
    if work.first and work.last:
        first, last = day(work.first, zone), day(work.last, zone)
        parts.append(first if first == last else _("%(first)s to %(last)s", first=first, last=last))
    parts.append(weighted.said(weighting))
    told = [_(", ").join(str(part) for part in parts) + _(".")]
    aside = work.returned - work.usable
    if aside:
        told.append(str(ngettext("%(n)s answer is set aside.", "%(n)s answers are set aside.", aside, n=number(aside))))
    if state is StageState.OPEN and work.closes:
        told.append(str(_("Open until %(day)s: figures can still change.", day=day(work.closes, zone))))
    elif state is StageState.OPEN:
        told.append(str(_("Still open: figures can still change.")))
    return sentences(told)


def key_figures(report: Report, least: int, since: Mapping[str, str] | None = None) -> list[KeyFigure]:
    """The key figures that this questionnaire gives, each with its target; `since` is what an earlier survey says."""
    key, effort, aims = report.key, report.key.effort, report.targets
    found = [
        _satisfied(key.overall, key.satisfied, aims.get(KeyMeasure.SATISFIED)),
        _score(key.recommend, aims.get(KeyMeasure.RECOMMEND)),
        _gap(report),
        _mean(key.overall, key.satisfaction_mean, aims.get(KeyMeasure.MEAN)),
        _index(key.index, key.weighted, aims.get(KeyMeasure.INDEX)),
        _effort(effort, aims.get(KeyMeasure.EFFORT)),
    ]
    index = key.weighted or key.index
    estimates = (key.satisfied, key.recommend, key.gap, key.satisfaction_mean, index, effort.found if effort else None)
    told = key_targets.lines(report, least)
    return [
        _withheld(figure, least, estimate)
        if _hides(estimate, least, report.withheld)
        else _told(figure, told, since or {})
        for figure, estimate in zip(found, estimates, strict=True)
        if figure is not None
    ]


def _told(figure: KeyFigure, *lines: Mapping[str, str]) -> KeyFigure:
    """The figure with its target, and what an earlier survey says of it."""
    return replace(figure, lines=(*figure.lines, *(each[figure.measure] for each in lines if figure.measure in each)))


def _hides(found: Estimate | None, least: int, emptied: frozenset[str]) -> bool:
    """Whether a figure rests on too few, or on answers that the filters in force would lay open."""
    if found is not None and found.reason is Reason.FEW_IN_A_GROUP:
        return True
    return found is not None and found.n < least and bool(found.n or emptied)


def _withheld(figure: KeyFigure, least: int, found: Estimate | None) -> KeyFigure:
    words = str(_("fewer than %(least)s answers: not shown", least=least))
    if found is not None and found.reason is Reason.FEW_IN_A_GROUP:
        words = wording.why(found.reason)
    return KeyFigure(figure.label, wording.NONE, "", Markup(""), (words,))


def _satisfied(row: RowSummary | None, found: Estimate | None, aim: float | None) -> KeyFigure | None:
    if row is None or found is None or row.top is None:
        return None
    top = row.top.top
    ends = {"low": number(top[0]), "high": number(top[-1]), "last": number(row.ends[1])}
    label = _("Satisfied, %(low)s or %(high)s of %(last)s", **ends)
    if row.top.is_single:
        label = _("Satisfied, %(high)s of %(last)s", **ends)
    return KeyFigure(
        str(label),
        wording.rounded(found.value),
        wording.interval_of(found, factor=100, target=aim),
        _strip(found, 0, 1),
        _base_lines(found),
        "satisfied",
    )


def _score(found: Estimate | None, aim: float | None) -> KeyFigure | None:
    if found is None:
        return None
    return KeyFigure(
        str(_("Net promoter score")),
        signed(found.value, 0),
        wording.interval_of(found, sign=True, target=aim),
        _strip(found, -100, 100),
        _base_lines(found),
        "recommend",
    )


def _gap(report: Report) -> KeyFigure | None:
    found = report.key.gap
    if found is None:
        return None
    span = found.scale_max - found.scale_min
    places = wording.places_of(span)
    return KeyFigure(
        str(_("Experience against expectation")),
        signed(found.value, places),
        wording.interval_of(found, decimals=places, sign=True, target=report.targets.get(KeyMeasure.GAP)),
        _strip(found, -span / 2, span / 2),
        _base_lines(found),
        "gap",
    )


def _mean(row: RowSummary | None, found: Estimate | None, aim: float | None) -> KeyFigure | None:
    if row is None or found is None:
        return None
    first, last = row.ends
    places = wording.places_of(last - first)
    return KeyFigure(
        str(_("Mean satisfaction, %(first)s to %(last)s", first=number(first), last=number(last))),
        number(found.value, places),
        wording.interval_of(found, decimals=places, target=aim),
        _strip(found, first, last),
        _base_lines(found),
        "mean",
    )


def _index(found: Estimate | None, weighted: Estimate | None, aim: float | None) -> KeyFigure | None:
    """The index; where a panel weighed the attributes, its weights count and the plain one stands below."""
    if found is None:
        return None
    if weighted is not None:
        plain = str(_("with equal weights %(value)s", value=number(found.value, 1)))
        return KeyFigure(
            str(_("Index weighted by the panel, 0 to 100")),
            number(weighted.value, 1),
            wording.interval_of(weighted, decimals=1, target=aim),
            _strip(weighted, 0, 100),
            (*_base_lines(weighted), plain),
            "index",
        )
    return KeyFigure(
        str(_("Satisfaction index, 0 to 100")),
        number(found.value, 1),
        wording.interval_of(found, decimals=1, target=aim),
        _strip(found, 0, 100),
        _base_lines(found),
        "index",
    )


def _effort(score: InstrumentScore | None, aim: float | None) -> KeyFigure | None:
    if score is None:
        return None
    places = wording.places_of(score.high - score.low)
    return KeyFigure(
        str(_(score.label)),
        number(score.found.value, places),
        wording.interval_of(score.found, decimals=places, target=aim),
        _strip(score.found, score.low, score.high),
        _base_lines(score.found),
        "effort",
    )


def _strip(found: Estimate, first: float, last: float) -> Markup:
    if found.value is None:
        return Markup("")
    low, high = (found.interval.low, found.interval.high) if found.interval else (None, None)
    return strip(found.value, low, high, first, last)


def _base_lines(found: Estimate) -> tuple[str, ...]:
    said = str(_("n %(n)s", n=wording.base(found.n)))
    if found.population is not None:
        said += " · " + str(_("of a population of %(size)s", size=number(found.population)))
    lines = (said, weighted.base_line(found), wording.why(found.reason))
    return tuple(line for line in lines if line)
