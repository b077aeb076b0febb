"""The attributes of LimeSurvey's questions that nothing here stands for: each is named in the report, with reason."""

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.converting import Converted, Tools, place_of
from survey_app.interchange.questionnaires.limesurvey.survey import MARK, LimeQuestion

_IDLE = {"", "0", "n", "none", "normal", "default", "inherit", "core", "-1"}
_DEFAULTS = {
    "array_filter_style": {"0"},
    "display_columns": {"1"},
    "display_rows": {"5"},
    "maximum_chars": set(),
    "public_statistics": {"0", "1"},
    "scale_export": {"0", "1", "2", "3"},
    "showpopups": {"1"},
    "slider_separator": {"|"},
    "statistics_graphtype": {"0", "1", "2", "3", "4", "5"},
    "statistics_showgraph": {"0", "1"},
    "text_input_columns": {"12"},
    "text_input_width": {"12"},
    "time_limit_action": {"1"},
    "time_limit_disable_next": {"0"},
    "time_limit_disable_prev": {"0"},
}
_ORDER = ("random_order", "answer_order", "subquestion_order", "alphasort", "exclude_all_others_auto", "random_group")
_KNOWN_BEGINNINGS = (
    "answer_width", "array_filter_style", "assessment", "choice_", "commented_checkbox", "cssclass", "date", "display",
    "dropdown", "dualscale", "em_validation", "encrypted", "equation", "hide", "input", "label_input", "location",
    "max", "min", "multiflexible", "num", "other", "page_break", "parent_order", "placeholder", "prefix", "printable",
    "public_statistics", "rank", "repeat_headings", "reverse", "samechoiceheight", "samelistheight", "save_as_default",
    "scale_export", "show", "slider", "statistics", "suffix", "text_input", "time_limit", "use_dropdown",
    "value_range", "thousands_separator", "category_separator", "code_filter", "crypted", "array_filter",
    "equals_num_value", "allowed_filetypes", "script", "keep_aspect", "fix_", "clear_default", "horizontal_scroll",
)  # fmt: skip


def note_rest(question: LimeQuestion, converted: Converted, tools: Tools) -> None:
    """Every attribute that was set to something and not understood, and answers given beforehand."""
    place = place_of(question)
    for name in sorted(question.attributes):
        value = question.attribute(name)
        if name not in converted.used and not _is_idle(name, value):
            tools.notes.dropped(place, name, _reason(name), original=value)
    if question.has_default:
        tools.notes.dropped(place, "defaultvalues", N_("No answer is given beforehand here."))


def _is_idle(name: str, value: str) -> bool:
    if name == "cssclass":
        return all(each.startswith(MARK) for each in value.split())
    return value.casefold() in _IDLE or value in _DEFAULTS.get(name, set())


def _reason(name: str) -> str:
    if name in _ORDER:
        return N_("Answers, rows and questions stand in the order of the file.")
    if name.startswith("time_limit"):
        return N_("No question has a time limit here.")
    if name.startswith(_KNOWN_BEGINNINGS):
        return N_("There is no such setting here.")
    return N_("This attribute is unknown.")
