"""Key figures and their targets in words, and all of them as one table to keep."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from survey_app.exports.key_targets import Held, apart, held, measured
from survey_app.exports.report import Report
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Figure, KeyFigure, Method, Row, Table
from survey_app.routes.presentation import number, percent, signed
from survey_app.stats.target import Outcome
from survey_app.vocabulary import KeyMeasure

ANCHOR = "key-figures"


def lines(report: Report, least: int) -> dict[str, str]:
    """What stands below each key figure that has a target, by measure."""
    return {measure.value: _line(measure, each) for measure, each in held(report, least).items()}


def _line(measure: KeyMeasure, each: Held) -> str:
    said = {"target": target_words(measure, each.target), "outcome": outcome_words(each.outcome)}
    if each.is_of_everybody:
        # rounded like the figure above it, a figure just below its target would look like it
        said |= _told_apart(measure, each)
        return str(_("target %(target)s: %(outcome)s, with %(figure)s of everybody", **said))
    return str(_("target %(target)s: %(outcome)s", **said))


def _told_apart(measure: KeyMeasure, each: Held) -> dict[str, str]:
    """The figure of everybody and its target with as many decimals as keep them apart, unless they are the same."""
    value = each.found.value or 0.0
    is_share = measure is KeyMeasure.SATISFIED
    is_signed = measure in {KeyMeasure.RECOMMEND, KeyMeasure.GAP}
    places = _decimals(100 * each.target if is_share else each.target)

    def write(figure: float, more: int) -> str:
        return (percent if is_share else signed if is_signed else number)(figure, places + more)

    more = apart((value,), each.target, write)
    return {"target": write(each.target, more), "figure": write(value, more)}


def outcome_words(outcome: Outcome) -> str:
    """What may be said of a figure and its target."""
    words = {
        Outcome.REACHED: _("reached"),
        Outcome.WITHIN: _("within the interval, so neither reached nor missed"),
        Outcome.NOT_REACHED: _("missed"),
        Outcome.UNKNOWN: _("nothing can be said without an interval"),
    }
    return str(words[outcome])


def target_words(measure: KeyMeasure, value: float) -> str:
    """A target as its figure is written, with the decimals it needs."""
    if measure is KeyMeasure.SATISFIED:
        return percent(value, _decimals(100 * value))
    is_signed = measure in {KeyMeasure.RECOMMEND, KeyMeasure.GAP}
    return (signed if is_signed else number)(value, _decimals(value))


def _decimals(value: float) -> int:
    return next((places for places in (0, 1) if round(value, places) == round(value, 2)), 2)


def table_of(report: Report, figures: Sequence[KeyFigure], least: int) -> Figure:
    """The key figures as one table, for a file; what is withheld on the page is withheld here."""
    known: Mapping[str, Held] = {measure.value: each for measure, each in held(report, least).items()}
    head = (_("Key figure"), _("Value"), _("Interval"), _("Target"), _("Held against the target"), _("Notes"))
    rows = tuple(_row(each, known.get(each.measure)) for each in figures)
    title = str(_("Key figures"))
    return Figure(
        ANCHOR,
        title,
        report.stage_title,
        table=Table(title, tuple(str(words) for words in head), rows),
        notes=(method().words + str(_(".")),) if known else (),
    )


def _row(figure: KeyFigure, each: Held | None) -> Row:
    target = target_words(KeyMeasure(figure.measure), each.target) if each else ""
    said = outcome_words(each.outcome) if each else ""
    told = [words for words in figure.lines if not each or words != _line(KeyMeasure(figure.measure), each)]
    return Row(figure.label, (figure.value, figure.interval, target, said, str(_("; ")).join(told)))


def method() -> Method:
    """How a figure is held against its target."""
    words = _(
        "A target is reached when the whole interval lies at or above it, and not reached when all of it lies below; "
        "where everybody answered, the figure itself decides"
    )
    return Method(str(words), "Gardner and Altman 1986, British Medical Journal 292:746")


def methods(report: Report) -> tuple[Method, ...]:
    """How the key figures are computed, each way once, and how they are held against their targets."""
    found = wording.methods_of(*measured(report.key).values())
    return (*found, method()) if report.targets else found
