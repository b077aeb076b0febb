"""Two surveys of a study compared, as a page, CSV, workbook, drawing and JSON."""

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, render_template, request

from survey_app.exceptions import NotFound
from survey_app.models import Stage
from survey_app.routes import access
from survey_app.routes.asked import filters_asked
from survey_app.routes.figures import filtering, moves, wave_figures, wave_words
from survey_app.routes.figures.model import Figure
from survey_app.routes.presentation import labelled
from survey_app.routes.table_files import book_of, csv_of, svg_of
from survey_app.services import wave_pairs, waves, weightings
from survey_app.services.rights import Act
from survey_app.services.studies import Access
from survey_app.services.wave_pairs import Pair
from survey_app.services.waves import Moved

blueprint = Blueprint("waves", __name__)
_WAVES = "/studies/<study_code>/waves"


@dataclass(frozen=True, slots=True)
class _Compared:
    """The surveys of a study, the two that are compared (None while there is but one), and what moved."""

    access: Access
    surveys: list[Stage]
    pair: Pair | None
    moved: list[Moved]

    @property
    def fallback(self) -> str:
        """The language of words that the page's language lacks."""
        return self.access.study.language


def _compared(study_code: str) -> _Compared:
    found = access.study(study_code, Act.SEE_RESULTS)
    surveys = waves.waves_of(found.study)
    both = waves.chosen(found.study, request.args.get("before", ""), request.args.get("now", ""))
    if both is None:
        return _Compared(found, surveys, None, [])
    pair = wave_pairs.pair(*both, filters_asked(), found.role)
    return _Compared(found, surveys, pair, pair.moved())


@blueprint.get(_WAVES)
def show(study_code: str) -> str:
    """Every figure that two surveys share, before and now."""
    found = _compared(study_code)
    pair, fallback = found.pair, found.fallback
    return render_template(
        "waves/show.html",
        access=found.access,
        tab="waves",
        found=found,
        rows=[moves.row_of(each, fallback) for each in found.moved],
        links=_links(found),
        figure=_figure(found),
        filters=filtering.fields(pair.offered, pair.conditions, pair.least, fallback) if pair else [],
        filtered=filtering.said(pair.conditions, fallback) if pair else "",
        said=wave_words.said(pair, fallback) if pair else (),
        can_weigh=any(weightings.kept(each) for each in found.surveys),
        stage_of=_stage_links(found),
    )


def _stage_links(found: _Compared) -> dict[str, str]:
    """The arguments of a link back to the results of the later survey, under the same filters and weights."""
    if found.pair is None:
        return {}
    stage = found.pair.now.stage
    return {**found.pair.asked(), "study_code": found.access.study.code, "stage_code": stage.code}


def _links(found: _Compared) -> dict[str, str]:
    here = {"study_code": found.access.study.code}
    if found.pair is None:
        return here
    named = {"before": found.pair.before.stage.code, "now": found.pair.now.stage.code}
    return {**found.pair.asked(), **named, **here}


@blueprint.get(f"{_WAVES}.json")
def show_json(study_code: str) -> Response:
    """The same for machines."""
    found = _compared(study_code)
    lines = [{"indicator": each.indicator.key, **each.change.to_json()} for each in found.moved]
    return jsonify({**_named(found), "changes": lines})


def _named(found: _Compared) -> dict[str, object]:
    """The two surveys and what chose among their answers, for machines."""
    here: dict[str, object] = {"study_code": found.access.study.code}
    pair = found.pair
    if pair is None:
        return here
    return {
        **here,
        "before": pair.before.stage.code,
        "now": pair.now.stage.code,
        "filters": [{"name": each.dimension.key, "value": each.offer.value} for each in pair.conditions],
        "left_out": [each.key for each in pair.left_out],
        "weighted": pair.is_weighted,
        "weighting": [wave_words.weighting_json(each) for each in (pair.before, pair.now)],
    }


@blueprint.get(f"{_WAVES}.csv")
def table(study_code: str) -> Response:
    """The same as a table."""
    found = _compared(study_code)
    return csv_of(_figure(found), f"{found.access.study.title} waves", *_more(found))


@blueprint.get(f"{_WAVES}.xlsx")
def workbook(study_code: str) -> Response:
    """The same as a workbook."""
    found = _compared(study_code)
    figure, study = _figure(found), found.access.study
    if figure is None:
        raise NotFound
    source = labelled(study.title, figure.measure)
    printed = wave_figures.printed(found.moved, source, _more(found), found.fallback)
    return book_of(printed, study, f"{study.title} waves")


@blueprint.get(f"{_WAVES}.svg")
def drawing(study_code: str) -> Response:
    """The shares before and now as a drawing."""
    found = _compared(study_code)
    return svg_of(_figure(found), f"{found.access.study.title} waves")


def _figure(found: _Compared) -> Figure | None:
    if found.pair is None or not found.moved:
        return None
    titles = (found.pair.before.stage.title, found.pair.now.stage.title)
    return wave_figures.figure_of(found.moved, titles, found.fallback)


def _more(found: _Compared) -> tuple[str, ...]:
    """What files say below their table: filters and weights."""
    return wave_words.said(found.pair, found.fallback) if found.pair else ()
