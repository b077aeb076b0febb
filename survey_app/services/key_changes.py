"""How the figures made of a whole battery moved between two surveys: the index, and the mean gap of all attributes."""

from collections.abc import Iterator

import numpy as np

from survey_app.exports.analyses import WaveFigure
from survey_app.questions.definition import Question, Scale, say
from survey_app.questions.summarising import NumberColumn, column_of, valid, weights_of
from survey_app.services.waves import Wave
from survey_app.stats.descriptive import Mean
from survey_app.stats.results import Estimate
from survey_app.stats.satisfaction_index import personal_indices
from survey_app.stats.waves import Instrument, barriers_between, change_of_means

INDEX, POOLED = "index", "pooled"
_EXPERIENCED, _EXPECTED = "experienced", "expected"
_BATTERY = "battery"


def changes(before: Wave, now: Wave) -> Iterator[WaveFigure]:
    """The changes of what both surveys show of their first battery.

    An index weighted by a panel is compared with one of the same weights alone: with others it is another figure.
    """
    was, asked = _battery(before), _battery(now)
    if was is None or asked is None or before.report is None or now.report is None:
        return
    barriers = barriers_between(_instrument(before, was), _instrument(now, asked))
    shown = {INDEX: [each.report.key.index for each in (before, now) if each.report], POOLED: _gaps(before, now)}
    points = [_points(each) for each in (was, asked)]
    if points[0] != points[1]:
        del shown[INDEX]
    for measure, figures in shown.items():
        if all(_is_shown(*each) for each in zip((before, now), figures, strict=True)):
            sides = [_personal(measure, *each) for each in ((before, was), (now, asked))]
            masses = [_weights(before, was), _weights(now, asked)]
            change = change_of_means(
                sides[0], sides[1], weights_before=masses[0], weights_now=masses[1], barriers=barriers
            )
            yield WaveFigure(f"{measure}:{asked.code}", measure, asked.text, change)


def _battery(wave: Wave) -> Question | None:
    """The battery that the key figures are made of, where all of its columns may be read."""
    asked = wave.report.questionnaire.questions() if wave.report is not None else ()
    found = next((each for each in asked if each.kind == _BATTERY), None)
    names = [name for side in (_EXPERIENCED, _EXPECTED) for name in _names(found, side)] if found is not None else []
    hidden = wave.report.withheld if wave.report is not None else frozenset()
    return found if names and all(name in wave.columns and name not in hidden for name in names) else None


def _names(battery: Question, side: str) -> list[str]:
    return [f"{battery.code}.{item.code}.{side}" for item in battery.settings.items]


def _gaps(before: Wave, now: Wave) -> list[Estimate | None]:
    return [each.report.key.gap if each.report is not None else None for each in (before, now)]


def _is_shown(wave: Wave, found: Estimate | None) -> bool:
    # a mean of few people that stands alone: the interval of a change would tell how their answers spread
    is_alone = isinstance(found, Mean) and found.sd is None
    return found is not None and found.value is not None and found.n >= max(wave.least, 1) and not is_alone


def _points(battery: Question) -> dict[str, float] | None:
    """The points of 100 that a panel gave each attribute; None where one of them has none."""
    given = {item.code: item.weight for item in battery.settings.items}
    shares = {code: weight for code, weight in given.items() if weight is not None and weight > 0}
    if not shares or len(shares) != len(given):
        return None
    return {code: round(100 * share / sum(shares.values()), 9) for code, share in shares.items()}


def _personal(measure: str, wave: Wave, battery: Question) -> NumberColumn:
    """The figure of each person, which the mean of all is made of; NaN where it has none."""
    scale: Scale = battery.settings.scale
    experienced = _matrix(wave, battery, _EXPERIENCED)
    if measure == INDEX:
        points = _points(battery)
        whole = None if points is None else [100 * each / sum(points.values()) for each in points.values()]
        return personal_indices(experienced, scale.first, scale.last, whole)
    moved = experienced - _matrix(wave, battery, _EXPECTED)
    counted = (~np.isnan(moved)).sum(axis=1)
    found: NumberColumn = np.where(counted > 0, np.nansum(moved, axis=1) / np.maximum(counted, 1), np.nan)
    return found


def _matrix(wave: Wave, battery: Question, side: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    points = battery.settings.scale.points
    return np.column_stack([valid(column_of(wave.columns, name), points) for name in _names(battery, side)])


def _weights(wave: Wave, battery: Question) -> NumberColumn | None:
    name = _names(battery, _EXPERIENCED)[0]
    return weights_of(wave.columns, name, column_of(wave.columns, name).size)


def _instrument(wave: Wave, battery: Question) -> Instrument:
    """How the battery was asked: its words and those of all attributes, by their codes, and its scale."""
    assert wave.report is not None  # noqa: S101 - its battery was read from it
    language = wave.report.questionnaire.language
    items = sorted(battery.settings.items, key=lambda item: item.code)
    wording = " ".join(say(text, language, language) for text in (battery.text, *(item.label for item in items)))
    scale = battery.settings.scale
    points = tuple(scale.word(point, language, language) for point in scale.points)
    modes = frozenset(mode.value for mode, count in wave.report.fieldwork.modes if count)
    return Instrument(wording, points, modes, _weights(wave, battery) is not None)
