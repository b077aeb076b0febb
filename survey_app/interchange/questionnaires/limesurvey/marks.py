"""Style classes that tell what a question is with us, where LimeSurvey has only something like it.

LimeSurvey keeps the style classes of a question and hands them on, so a questionnaire of ours that was there for a
while comes back as it was.
"""

from survey_app.interchange.questionnaires.limesurvey.converting import Converted, Part, Tools, distinct, place_of
from survey_app.interchange.questionnaires.limesurvey.survey import MARK, LimeQuestion, marks_of
from survey_app.interchange.questionnaires.limesurvey.tables import scale_of
from survey_app.logic.dialects.limesurvey import Native
from survey_app.questions.figures import MOST_DECIMALS
from survey_app.questions.reading import MAX_CODE
from survey_app.questions.single import Look
from survey_app.vocabulary import Purpose

FIGURED = ("number", "grid_number", "calculated")


def marked(*marks: str) -> str:
    """The style classes of a question with these marks."""
    return " ".join(f"{MARK}{mark}" for mark in marks if mark)


def remade(question: LimeQuestion, found: Converted, tools: Tools) -> None:
    """Make a question that was read what its marks say it is, where it can be."""
    marks, part = marks_of(question), found.parts[0]
    if not marks or (part["kind"] == "information" and question.type != "X"):
        return
    if part["kind"] == "single":
        if marks.get("look") in set(Look):
            part["settings"]["look"] = marks["look"]
        _graded(question, found, tools, marks)
    elif "consent" in marks and question.type == "Y":
        part |= {"kind": "consent", "settings": {"body": part["hint"]}, "hint": {}}
    elif "battery" in marks and part["kind"] == "dual_scale":
        _expected(found)
    elif "hidden" in marks and part["kind"] == "short_text":
        part |= {"kind": "hidden", "settings": {"parameter": marks["hidden"]}}
        found.used.add("hidden")
    elif "table" in marks and part["kind"] == "texts":
        part["kind"] = "grid_text"
    _detail(part, marks, found)


def _detail(part: Part, marks: dict[str, str], found: Converted) -> None:
    if "na" in marks:
        part["not_applicable"] = True
    if marks.get("purpose") in set(Purpose):
        part["purpose"] = marks["purpose"]
    decimals, other = marks.get("decimals", ""), marks.get("other", "")
    if decimals.isdigit() and int(decimals[:3]) <= MOST_DECIMALS and part["kind"] in FIGURED:
        part["settings"]["decimals"] = int(decimals)
    settings = part["settings"]
    if "other" in settings and other.isdigit() and int(other[:6]) <= MAX_CODE:
        _recode(part, int(other), found)


def _recode(part: Part, code: int, found: Converted) -> None:
    """The open answer gets the code back that it had."""
    before = part["settings"]["other"]["code"]
    if code in {option["code"] for option in part["settings"]["options"]}:
        return
    part["settings"]["other"]["code"] = code
    for name, native in found.names.items():
        if before in native.codes.values():
            codes = {key: code if value == before else value for key, value in native.codes.items()}
            found.names[name] = Native(native.reference, codes, native.labels)


def _graded(question: LimeQuestion, found: Converted, tools: Tools, marks: dict[str, str]) -> None:
    kind = next((kind for kind in ("rating", "recommend") if kind in marks), "")
    if not kind or not question.columns():
        return
    codes, scale = scale_of(distinct(question.columns(), tools, place_of(question)), tools, place_of(question))
    part = found.parts[0]
    part["kind"] = kind
    part["settings"] = {"scale": scale} if kind == "rating" else {k: scale[k] for k in ("low", "high") if k in scale}
    found.names[question.code] = Native(part["code"], codes)


def _expected(found: Converted) -> None:
    """Two scales that are expectation and experience."""
    part = found.parts[0]
    settings = part["settings"]
    if settings["scale"] != settings["second"]:
        return
    part["kind"] = "battery"
    part["settings"] = {"items": settings["items"], "scale": settings["scale"]}
    for name, native in found.names.items():
        row, _, side = native.reference.rpartition(".")
        sides = {"first": "expected", "second": "experienced"}
        found.names[name] = Native(f"{row}.{sides.get(side, side)}", native.codes)
