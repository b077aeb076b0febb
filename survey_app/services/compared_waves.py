"""The earlier surveys of a study beside a report: its key figures then and now, and what forbids comparing."""

from survey_app.exports.analyses import EarlierWave, WaveFigure
from survey_app.exports.report import Report
from survey_app.models import Stage
from survey_app.services import key_changes, wave_pairs, waves, weighing
from survey_app.services.filters import Asked
from survey_app.services.wave_pairs import Pair
from survey_app.services.waves import Measure, Wave
from survey_app.vocabulary import Role

MOST_WAVES = 8
_MOST_GAPS = 12


def build(stage: Stage, report: Report, role: Role | None, asked: Asked) -> tuple[EarlierWave, ...]:
    """What each earlier survey had of the key figures under the same filters and weights, the oldest first.

    An earlier survey that too few have answered to show any figure is left out; one that lacks a question of the
    filters, or words it otherwise, is named without figures.
    """
    place = (stage.position, stage.id)
    earlier = [each for each in waves.waves_of(stage.study) if (each.position, each.id) < place][-MOST_WAVES:]
    if not earlier:
        return ()
    if report.filters or weighing.wanted(asked):
        paired = (wave_pairs.pair(each, stage, asked, role) for each in earlier)
        found = (_unlike(each) if each.left_out else _wave(each.before, each.now, report) for each in paired)
    else:
        now = waves.read(stage, role)
        found = (_wave(waves.read(each, role), now, report) for each in earlier)
    return tuple(each for each in found if each is not None)


def _unlike(pair: Pair) -> EarlierWave | None:
    """A survey whose answers these filters cannot choose among: its name alone, if its answers may be counted."""
    if pair.before.report is None or not pair.before.report.fieldwork.usable:
        return None
    work = pair.before.report.fieldwork
    return EarlierWave(pair.before.stage.title, work.last, work.usable, (), is_unlike=True)


def _wave(before: Wave, now: Wave, report: Report) -> EarlierWave | None:
    if before.report is None or now.report is None or not before.report.fieldwork.usable:
        return None
    overall = report.key.overall.variable if report.key.overall else ""
    figures, gaps = [], 0
    for each in waves.compare(before, now):
        indicator = each.indicator
        is_gap = indicator.measure is Measure.GAP
        gaps += is_gap
        is_key = indicator.key in {f"{Measure.SATISFIED}:{overall}", f"{Measure.MEAN}:{overall}"}
        if is_key or indicator.measure is Measure.RECOMMEND or (is_gap and gaps <= _MOST_GAPS):
            label = indicator.row or indicator.question
            figures.append(WaveFigure(indicator.key, indicator.measure.value, label, each.change))
    figures += key_changes.changes(before, now)
    work = before.report.fieldwork
    return EarlierWave(before.stage.title, work.last, work.usable, tuple(figures)) if figures else None
