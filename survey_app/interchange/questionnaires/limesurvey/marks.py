"""Style classes that tell what a question is with us, where LimeSurvey has only something like it.

LimeSurvey keeps the style classes of a question and hands them on, so a questionnaire of ours that was there for a
while comes back as it was.
"""

from survey_app.interchange.questionnaires.limesurvey.attributes import MARK
from survey_app.interchange.questionnaires.limesurvey.converting import Converted, Part, Tools, distinct, place_of
from survey_app.interchange.questionnaires.limesurvey.survey import Question
from survey_app.interchange.questionnaires.limesurvey.tables import scale_of
from survey_app.logic.dialects.limesurvey import Native
from survey_app.vocabulary import Purpose


def marks_of(question: Question) -> set[str]:
    """The marks a question carries, without their common beginning."""
    return {each.removeprefix(MARK) for each in question.attribute("cssclass").split() if each.startswith(MARK)}


def marked(*marks: str) -> str:
    """The style classes of a question with these marks."""
    return " ".join(f"{MARK}{mark}" for mark in marks if mark)


def remade(question: Question, found: Converted, tools: Tools) -> None:
    """Make a question that was read what its marks say it is, where it can be."""
    marks, part = marks_of(question), found.parts[0]
    if not marks:
        return
    if "rating" in marks and question.columns():
        _rate(question, found, tools, "rating")
    elif "recommend" in marks and question.columns():
        _rate(question, found, tools, "recommend")
    elif "consent" in marks and question.type == "Y":
        part |= {"kind": "consent", "settings": {"body": part["hint"]}, "hint": {}}
        found.names[question.code] = Native(part["code"], {"Y": 1, "N": 0})
    if "na" in marks:
        part["not_applicable"] = True
    purpose = next((each for each in Purpose if f"purpose-{each.value}" in marks), None)
    if purpose is not None:
        part["purpose"] = purpose.value


def _rate(question: Question, found: Converted, tools: Tools, kind: str) -> None:
    place = place_of(question)
    answers = distinct(question.columns(), tools, place)
    codes, scale = scale_of(answers, tools, place)
    part = found.parts[0]
    part["kind"] = kind
    part["settings"] = {"scale": scale} if kind == "rating" else _ends(scale)
    found.names[question.code] = Native(part["code"], codes)


def _ends(scale: Part) -> Part:
    return {key: scale[key] for key in ("low", "high") if key in scale}
