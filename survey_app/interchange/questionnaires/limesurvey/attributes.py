"""The attributes of LimeSurvey's questions that nothing here stands for: each is named in the report, with reason."""

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.converting import Converted, Tools, place_of
from survey_app.interchange.questionnaires.limesurvey.survey import MARK, LimeQuestion

_IDLE = {"", "0", "n", "none", "normal", "default", "inherit", "core", "-1"}
_DEFAULTS = {
    "allowed_filetypes": {
        "png, gif, doc, odt",
        "png, gif, doc, odt, jpg, jpeg, pdf",
        "png, gif, doc, odt, jpg, pdf, png",
    },
    "array_filter_style": {"0"},
    "assessment_value": {"0", "1"},
    "commented_checkbox": {"checked", "allways"},
    "commented_checkbox_auto": {"1"},
    "crop_or_resize": {"0"},
    "display_columns": {"1"},
    "display_rows": {"5"},
    "dropdown_dates_minute_step": {"1"},
    "fix_height": {"200"},
    "horizontal_scroll": {"1"},
    "keep_aspect": {"1"},
    "location_mapheight": {"300"},
    "location_mapwidth": {"500"},
    "location_mapzoom": {"11"},
    "max_filesize": {"10240"},
    "max_num_of_files": {"1"},
    "maximum_chars": set(),
    "other_position": {"end"},
    "public_statistics": {"0", "1"},
    "samechoiceheight": {"1"},
    "samelistheight": {"1"},
    "save_as_default": {"Y"},
    "scale_export": {"0", "1", "2", "3"},
    "show_comment": {"1"},
    "show_title": {"1"},
    "showpopups": {"1"},
    "slider_custom_handle": {"f1ae"},
    "slider_default_set": {"1"},
    "slider_separator": {"|"},
    "statistics_graphtype": {"0", "1", "2", "3", "4", "5"},
    "statistics_showgraph": {"0", "1"},
    "statistics_showmap": {"0", "1"},
    "text_input_columns": {"12"},
    "text_input_width": {"12"},
    "time_limit_action": {"1"},
    "time_limit_disable_next": {"0"},
    "time_limit_disable_prev": {"0"},
}
"""What LimeSurvey writes where nobody set anything."""
_ONLY_WITH = {"time_limit_": "time_limit", "slider_": "slider_layout", "location_": "location_mapservice"}
"""Attributes that say nothing where the one they belong to is not set."""
_ORDER = ("random_order", "answer_order", "subquestion_order", "alphasort", "exclude_all_others_auto", "random_group")
_KNOWN_BEGINNINGS = (
    "answer_width", "array_filter_style", "assessment", "choice_", "commented_checkbox", "cssclass", "date", "display",
    "dropdown", "dualscale", "em_validation", "encrypted", "equation", "hide", "input", "label_input", "location",
    "max", "min", "multiflexible", "num", "other", "page_break", "parent_order", "placeholder", "prefix", "printable",
    "public_statistics", "rank", "repeat_headings", "reverse", "samechoiceheight", "samelistheight",
    "scale_export", "show", "slider", "crop_or_resize", "save_as", "statistics", "suffix",
    "text_input", "time_limit", "use_dropdown",
    "value_range", "thousands_separator", "category_separator", "code_filter", "crypted", "array_filter",
    "equals_num_value", "allowed_filetypes", "script", "keep_aspect", "fix_", "clear_default", "horizontal_scroll",
)  # fmt: skip


def note_rest(question: LimeQuestion, converted: Converted, tools: Tools) -> None:
    """Every attribute that was set to something and not understood, and answers given beforehand."""
    place = place_of(question)
    for name in sorted(question.attributes):
        value = question.attribute(name)
        if name not in converted.used and not _is_idle(name, value) and not _is_moot(name, question):
            tools.notes.dropped(place, name, _reason(name), original=value)
    if question.has_default:
        tools.notes.dropped(place, "defaultvalues", N_("No answer is given beforehand here."))


def _is_idle(name: str, value: str) -> bool:
    if name == "cssclass":
        return all(each.startswith(MARK) for each in value.split())
    return value.casefold() in _IDLE or value in _DEFAULTS.get(name, set())


def _is_moot(name: str, question: LimeQuestion) -> bool:
    """Whether an attribute belongs to something that the question does not have."""
    if name.startswith("other_") and not question.other:
        return True
    return any(
        name.startswith(beginning) and question.attribute(owner).casefold() in _IDLE
        for beginning, owner in _ONLY_WITH.items()
        if name != owner
    )


def _reason(name: str) -> str:
    if name in _ORDER:
        return N_("Answers, rows and questions stand in the order of the file.")
    if name.startswith("time_limit"):
        return N_("No question has a time limit here.")
    if name.startswith(_KNOWN_BEGINNINGS):
        return N_("There is no such setting here.")
    return N_("This attribute is unknown.")
