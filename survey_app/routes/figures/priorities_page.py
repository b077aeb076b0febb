"""Everything the page of priorities shows, in order: its sentence, the map, the drivers, the contrast, the rivals."""

from flask_babel import gettext as _

from survey_app.routes.figures.model import Figure
from survey_app.routes.figures.priorities import finding, importance_words, map_figure, no_map_words
from survey_app.routes.figures.priority_drivers import contrast_figure, drivers_figure
from survey_app.routes.figures.priority_rivals import rivals_figure
from survey_app.routes.figures.priority_words import listed
from survey_app.routes.presentation import sentences
from survey_app.services.priorities import Priorities

__all__ = ["figures_of", "finding", "lede", "nothing"]


def figures_of(found: Priorities, fallback: str) -> list[Figure]:
    """The figures, those that exist."""
    several = (
        map_figure(found, fallback),
        rivals_figure(found, fallback),
        drivers_figure(found, fallback),
        contrast_figure(found, fallback),
    )
    return [each for each in several if each is not None]


def lede(found: Priorities, fallback: str) -> str:
    """What stands below the finding: where importance comes from, and what is set aside."""
    if found.placed is None or found.placed.map is None:
        return str(_("Which attributes are important and rated low, those rated well, and those that matter little."))
    aside = found.set_aside() if found.act_on() else ()
    rest = str(_("Not to be acted on: %(names)s.", names=listed(aside, fallback))) if aside else ""
    return sentences((importance_words(found, fallback), rest))


def nothing(found: Priorities) -> tuple[str, str] | None:
    """Why there is no map although everything was chosen; None where there is one."""
    if found.placed is None or found.placed.map is not None:
        return None
    return no_map_words(found)
