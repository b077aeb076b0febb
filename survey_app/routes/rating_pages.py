"""What the pages of a panellist's rounds share: their blueprint, how they are drawn, and where a statement stands."""

from functools import partial

from flask import Blueprint, render_template, url_for

from survey_app.routes import chosen_words, several_words
from survey_app.routes.brainstorming import keep_words
from survey_app.routes.correction_words import corrected
from survey_app.routes.rating_words import chart, side_titles, writers, writes
from survey_app.services.sittings import Sitting

blueprint = Blueprint("ratings", __name__, url_prefix="/p")
keep_words(blueprint)
blueprint.add_app_template_filter(side_titles, "side_titles")
blueprint.add_app_template_filter(chart, "panel_chart")
blueprint.add_app_template_filter(chosen_words.option_words, "choice_words")
blueprint.add_app_template_filter(chosen_words.said_most, "said_most")
blueprint.add_app_template_filter(chosen_words.moved_words, "moved_choice")
blueprint.add_app_template_filter(chosen_words.lines, "option_lines")
blueprint.add_app_template_filter(chosen_words.most_of, "most_chosen")
blueprint.add_app_template_filter(corrected, "corrected")
blueprint.add_app_template_filter(chosen_words.share_of, "chosen_share")
blueprint.add_app_template_filter(chosen_words.most_head, "chosen_head")
blueprint.add_app_template_filter(several_words.question, "ticked_question")
blueprint.add_app_template_filter(several_words.state, "ticked_state")
Shown = tuple[str, int]


def show_page(template: str, sitting: Sitting, status: int = 200, **words: object) -> Shown:
    """A page of a round, with its status."""
    shared = {"door": sitting.seat.door, "sitting": sitting, "writes": partial(writes, sitting.rules)}
    shared |= writers(sitting.rules)
    return render_template(template, **shared, **words), status


def again(sitting: Sitting, position: int) -> str:
    """The page on which the item at a place is answered."""
    code = sitting.seat.door.code
    if sitting.one_page and not sitting.has_own_page(position):
        return url_for(sitting.one_page, code=code)
    return url_for(".statement", code=code, position=sitting.place(sitting.options(sitting.item(position))[0]))
