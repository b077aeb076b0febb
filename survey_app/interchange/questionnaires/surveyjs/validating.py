"""Our checks of answers as validators of SurveyJS."""

from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.surveyjs.speaking import Tongue
from survey_app.logic import parsing
from survey_app.logic.dialects import surveyjs
from survey_app.logic.dialects.surveyjs_functions import needed
from survey_app.logic.dialects.surveyjs_names import Foreign
from survey_app.logic.dialects.surveyjs_writing import Writing
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import COMPARING, Binary, Call, Constant, Expression, Reference
from survey_app.questions.definition import Question

_HERE = Reference(".")


def validators(question: Question, names: Mapping[str, Foreign], tongue: Tongue, notes: Notes) -> list[dict[str, Any]]:
    """The checks of a question; what SurveyJS cannot check is told."""
    own = names.get(question.code)
    known = {**names, ".": own} if own is not None else dict(names)
    found = []
    for check in question.checks:
        try:
            part = _validator(parsing.parse(check.rule), known)
        except ExpressionRefused as refusal:
            notes.dropped(
                question.code,
                "check",
                N_("This check cannot be said in SurveyJS: %(why)s"),
                why=str(refusal),
                original=check.rule,
            )
            continue
        words = {"text": tongue.speak(check.message, question.code)} if check.message else {}
        found.append(part | words | ({"notificationType": "warning"} if check.soft else {}))
    return found


def _validator(rule: Expression, names: Mapping[str, Foreign]) -> dict[str, Any]:
    if isinstance(rule, Call) and rule.name == "matches" and rule.arguments[:1] == (_HERE,):
        pattern = rule.arguments[1]
        if isinstance(pattern, Constant) and isinstance(pattern.value, str):
            return {
                "type": "regex",
                "regex": f"^{pattern.value}$" if "|" not in pattern.value else f"^(?:{pattern.value})$",
            }
    if (lengths := _lengths(rule)) is not None:
        return {"type": "text"} | lengths
    return {"type": "expression", "expression": unbroken(rule, names)}


def _lengths(rule: Expression) -> dict[str, int] | None:
    """`length(.) >= 2 and length(.) <= 5` as the limits of a text."""
    if isinstance(rule, Binary) and rule.operator == "and":
        left, right = _lengths(rule.left), _lengths(rule.right)
        return None if left is None or right is None or set(left) & set(right) else left | right
    name = {">=": "minLength", "<=": "maxLength"}.get(rule.operator) if isinstance(rule, Binary) else None
    if name is None or not isinstance(rule, Binary) or rule.left != Call("length", (_HERE,)):
        return None
    limit = rule.right.value if isinstance(rule.right, Constant) else None
    return {name: int(limit)} if isinstance(limit, int | float) and limit > 0 else None


def unbroken(rule: Expression, names: Mapping[str, Foreign]) -> str:
    """The condition that is false there exactly where our check is broken; nothing answered breaks no check."""
    if isinstance(rule, Binary) and rule.operator in COMPARING:
        paths = dict.fromkeys(names[part.name].path for part in needed(rule) if part.name in names)
        return " or ".join([*(f"{{{path}}} empty" for path in paths), surveyjs.write(rule, names)])
    return f"!({Writing(names).condition(rule, wanted=False)[0]})"
