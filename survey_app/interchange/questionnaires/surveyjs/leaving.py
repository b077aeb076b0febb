"""Triggers of SurveyJS that end a survey or skip ahead, as jumps of ours from the page they belong to."""

from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.surveyjs.drafts import Condition, Reading
from survey_app.interchange.questionnaires.surveyjs.parts import Part, as_text, shown
from survey_app.interchange.questionnaires.surveyjs.ruling import questions_in, read
from survey_app.interchange.questionnaires.surveyjs.triggers import expression_of, listed
from survey_app.logic import writing
from survey_app.questions.reading import MAX_RULE, MAX_RULES

_UNREAD = N_("This condition cannot be read, so it leads nowhere: %(why)s")


def jumps_of(
    whole: Part, reading: Reading, on_page: Mapping[str, int], pages: Sequence[Mapping[str, Any]]
) -> dict[int, list[dict[str, str]]]:
    """The jumps of every page by its number."""
    found: dict[int, list[dict[str, str]]] = {}
    for number, kind, part in listed(whole):
        place, subject = f"$.triggers[{number}]", f"trigger “{kind}”"
        text = expression_of(part)
        if kind == "visible" and text:
            reading.notes.changed(place, subject, N_("Its condition stands at what it shows."), original=text)
            continue
        if kind not in {"complete", "skip"} or not text:
            reading.notes.dropped(
                place,
                subject,
                N_("A trigger of the kind “%(kind)s” has no counterpart here."),
                kind=kind,
                original=shown(part),
            )
            continue
        expression = read(Condition(text, f"{place}.expression", subject), reading, otherwise=_UNREAD)
        if expression is None:
            continue
        at = [on_page[code] for code in questions_in(expression) if code in on_page]
        target = _target(part, reading, on_page, pages) if kind == "skip" else ""
        rule = writing.write(expression)
        here = max(at, default=-1)
        if here < 0 or target is None or len(rule) > MAX_RULE or len(found.get(here, ())) >= MAX_RULES:
            reading.notes.dropped(place, subject, N_("It leads into the middle of a page."), original=shown(part))
            continue
        outcome = "complete" if kind == "complete" else ""
        found.setdefault(here, []).append({"rule": rule, "page": target, "outcome": outcome})
        reading.notes.changed(place, subject, N_("It is followed when the page of the last question in it is left."))
    return found


def _target(part: Part, reading: Reading, on_page: Mapping[str, int], pages: Sequence[Mapping[str, Any]]) -> str | None:
    """The page a skip leads to; None where that is not the beginning of one."""
    code = reading.codes.get(as_text(part.get("gotoName")).strip())
    number = on_page.get(code or "")
    if number is None:
        return None
    questions = pages[number]["questions"]
    return str(pages[number]["key"]) if questions and questions[0]["code"] == code else None
