"""What stands beside two surveys compared: which answers, which weights, and what could not go along."""

from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _

from survey_app.routes.figures import filtering, weighted
from survey_app.services.wave_pairs import Pair
from survey_app.services.waves import Wave
from survey_app.services.weightings import NotKept


def said(pair: Pair, fallback: str) -> tuple[str, ...]:
    """Filters and weights, and what they leave out, as sentences; nothing where all answers are compared unweighted."""
    found = []
    if filtered := filtering.said(pair.conditions, fallback):
        found.append(_("Only: %(filters)s.", filters=filtered))
    if pair.left_out:
        names = str(_(", ")).join(filtering.label_of(each, fallback) for each in pair.left_out)
        found.append(_("Not filtered by what only one of the surveys has, or words otherwise: %(names)s.", names=names))
    if pair.is_weighted:
        found += [
            _("%(title)s: %(words)s.", title=each.stage.title, words=_weights(each)) for each in (pair.before, pair.now)
        ]
    if any(each.is_partial for wave in (pair.before, pair.now) if wave.report for each in wave.report.questions):
        told = _(
            "Means and gaps are left out where fewer than %(least)s people of a group gave some of the answers.",
            least=pair.least,
        )
        found.append(told)
    return tuple(str(words) for words in found)


def _weights(wave: Wave) -> str:
    if wave.unweighted is None:
        return weighted.said(wave.report.weighting) if wave.report else str(_("too few answers to show"))
    if isinstance(wave.unweighted, NotKept):
        return str(_("unweighted, because no weighting is kept"))
    return str(_("unweighted, because its weights do not fit or would point to few people"))


def weighting_json(wave: Wave) -> dict[str, Any] | None:
    """The weights of a survey for machines; None where its figures are unweighted."""
    return asdict(wave.report.weighting) if wave.report and wave.report.weighting else None
