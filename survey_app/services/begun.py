"""What the newer kinds of questions are for, and the settings a new one begins with."""

from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.reading import write_scale
from survey_app.services import presets

Languages = tuple[str, ...]

USES = {
    "ranking": N_("Rows put in an order: all of them, or only the first few."),
    "constant_sum": N_("A hundred points, or another number, shared out among rows."),
    "slider": N_("A number on a line between two ends, such as from 0 to 100."),
    "differential": N_("Pairs of opposite words, such as slow and fast, with points between them."),
    "hierarchical": N_("One answer out of groups within groups, such as region, province, town."),
    "maxdiff": N_("Many rows compared in small sets, best and worst of each: where everything seems important."),
    "pairwise": N_("Three to seven factors, each two compared: which matters more, and by how much. Gives weights."),
    "image_choice": N_("Pictures to choose from, one or several, with words for those who do not see them."),
    "repeat": N_("The same few questions for several things, such as each child or each machine."),
    "file_upload": N_("Pictures, documents, sounds or films that people send in. Not at the two anonymous levels."),
    "yes_no": N_("Two large choices, to be sure about one thing."),
    "date": N_("A day, or only a month or a year, if you like with an earliest and a latest one."),
    "time": N_("A time of day, such as when to call."),
    "email": N_("An address to write to. Kept apart from opinions."),
    "phone": N_("A number to call. Kept apart from opinions."),
    "texts": N_("Several lines in own words, such as the three things that matter most."),
    "grid_multiple": N_("Rows with several answers each, such as which product is used where."),
    "grid_number": N_("Rows with a number each, if you like in several columns."),
    "grid_text": N_("Rows and columns to write in."),
    "dual_scale": N_("Each row rated twice on two scales, such as how often and how well."),
    "kano": N_("Each feature asked with and without it: which must be there, which delight."),
    "importance_performance": N_("How important each thing is, how well we do it, and up to three rivals."),
    "estimate": N_("Lowest, most likely and highest value, if you like with how sure one is."),
    "use_and_rating": N_("Used or not; who used it rates it, if you like with its importance."),
    "hidden": N_("A value that comes along in the address of the first page, such as where a link was found."),
    "calculated": N_("A value worked out of earlier answers, for rules, texts and results."),
    "arm": N_("An experiment: chance deals people evenly to its arms, rules and texts use the arm. Nobody is asked."),
    "pattern": N_("One line that has to be written a certain way, such as a customer number."),
}
OF_A_PERSON = frozenset({"email", "phone"})
"""Kinds whose answers say who somebody is."""
MAY_LACK = frozenset[str]()
"""Kinds that offer “does not apply” from the start."""

_WITH_ROWS = frozenset({"ranking", "constant_sum", "differential", "texts", "grid_number", "kano"})
_RATED = frozenset({"dual_scale", "importance_performance", "use_and_rating"})
_COLUMNS: dict[str, dict[str, Any]] = {
    "grid_multiple": {"options": [{"code": 1, "label": {}}, {"code": 2, "label": {}}]},
    "grid_text": {"columns": [{"code": "1", "label": {}}, {"code": "2", "label": {}}]},
}
_READY: dict[str, dict[str, Any]] = {
    "maxdiff": {"options": [{"code": code, "label": {}} for code in range(1, 5)], "per_set": 3},
    "pairwise": {"items": [{"code": str(number), "label": {}} for number in range(1, 4)]},
    "repeat": {"columns": [{"code": "1", "label": {}}, {"code": "2", "label": {}}]},
    "image_choice": {"options": [{"code": code, "label": {}} for code in (1, 2)]},
    "arm": {"options": [{"code": code, "label": {}} for code in (1, 2)]},
}
_ROWS: dict[str, Any] = {"items": [{"code": "1", "label": {}}, {"code": "2", "label": {}}]}


def settings(kind: str, languages: Languages) -> dict[str, Any]:
    """The settings a new question of this kind begins with."""
    if kind == "hierarchical":
        answers = [{"code": group + place, "label": {}} for group in (10, 20) for place in (1, 2)]
        groups = (answers[:2], answers[2:])
        return {"options": [{"code": code, "label": {}, "options": found} for code, found in enumerate(groups, 1)]}
    if kind in _READY:
        return dict(_READY[kind])
    if kind in _RATED:
        return {**_ROWS, "scale": write_scale(presets.scale_in("satisfaction", languages))}
    if kind in _COLUMNS:
        return {**_ROWS, **_COLUMNS[kind]}
    if kind in _WITH_ROWS:
        return {"items": [{"code": "1", "label": {}}, {"code": "2", "label": {}}]}
    return {}
