"""Random and alphabetical orders of LimeSurvey: of answers and rows, of questions on a page, of pages."""

from collections import Counter
from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.converting import Converted, Part, Tools, place_of
from survey_app.interchange.questionnaires.limesurvey.survey import Group, LimeQuestion

_RANDOM = ("random_order", "answer_order", "subquestion_order")
_SORTED = ("alphasort", "answer_order", "subquestion_order")


def arrange(question: LimeQuestion, converted: Converted, tools: Tools) -> None:
    """The order of the answers or rows of one question."""
    converted.used.add("random_group")  # the page tells of it
    random = any(question.attribute(name) in {"1", "2", "random"} for name in _RANDOM)
    alphabetical = any(question.attribute(name) in {"1", "alphabetical"} for name in _SORTED)
    if not random and not alphabetical:
        return
    listed = [(part, name) for part in converted.parts for name in ("options", "items") if part["settings"].get(name)]
    if len(listed) != 1:
        return
    converted.used |= {*_RANDOM, *_SORTED}
    part, name = listed[0]
    if random:
        part["order"] = "random"
        return
    part["settings"][name].sort(key=lambda row: next(iter(row["label"].values()), "").casefold())
    reason = N_("They were put into the order of the alphabet of the first language.")
    tools.notes.changed(place_of(question), "alphasort", reason)


def shuffle(page: Part, pairs: Sequence[tuple[LimeQuestion, Converted]], tools: Tools, place: str) -> None:
    """The questions of one page that change places: those of its one random group, all others stay."""
    named = Counter(name for question, _found in pairs if (name := question.attribute("random_group")))
    if not named:
        return
    if len(named) > 1 or sum(named.values()) == 1:
        reason = N_("The questions of a page have one random group; here they stand in the order of the file.")
        tools.notes.dropped(place, "random_group", reason, original=", ".join(named))
        return
    page["order"] = "random"
    moving = {
        part["code"]: question.code
        for question, found in pairs
        if question.attribute("random_group")
        for part in found.parts
    }
    several = {question.code for question, found in pairs if len(found.parts) > 1}
    for part in page["questions"]:
        if part["code"] not in moving:
            part["anchored"] = True
        elif moving[part["code"]] in several:
            part["together"] = moving[part["code"]]


def moving_pages(groups: Sequence[Group], pages: Sequence[Part], tools: Tools) -> list[Part]:
    """The pages that change places, each a block of its own, where the file has one random group of pages."""
    named = Counter(group.shuffled for group in groups if group.shuffled)
    if not named:
        return []
    if len(named) > 1 or sum(named.values()) == 1:
        reason = N_("Only one set of pages can change places; here they stand in the order of the file.")
        tools.notes.dropped("groups", "randomization_group", reason, original=", ".join(named))
        return []
    blocks = []
    for group, page in zip(groups, pages, strict=True):
        if group.shuffled:
            page["block"] = page["key"]
            blocks.append({"name": page["key"], "moves": True})
    return blocks
