"""Choice filters: `region = ${where}` becomes a rule of each answer, with that answer's own cells in it."""

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.xlsform.form import Form
from survey_app.interchange.questionnaires.xlsform.lists import Choices
from survey_app.interchange.questionnaires.xlsform.walking import Entry
from survey_app.logic.dialects.xlsform_parsing import Node, filled, parse
from survey_app.logic.dialects.xlsform_reading import Reading
from survey_app.logic.parsing import ExpressionRefused
from survey_app.logic.tree import Binary, Constant, Expression
from survey_app.logic.writing import write


def option_rules(form: Form, entry: Entry, listed: Choices) -> list[str]:
    """The rule of each answer; none where the filter cannot be carried over, which the report says."""
    text = entry.row.get("choice_filter")
    none = [""] * len(listed.rows)
    if not text or text.lower() in {"true()", "true"}:
        return none
    try:
        tree = parse(text)
        columns = {name for row in listed.rows for name in row.cells}
        return [_rule(form, tree, dict.fromkeys(columns, "") | dict(row.cells)) for row in listed.rows]
    except ExpressionRefused as refusal:
        form.notes.dropped(
            entry.row.place,
            f"choice_filter of {entry.row.get('name')}",
            N_("All answers are offered: this filter was not carried over. %(why)s"),
            why=refusal,
            original=text,
        )
        return none


def folded(expression: Expression) -> Expression:
    """The tree without parts that are always true or never: `false or x` is `x`."""
    if not isinstance(expression, Binary) or expression.operator not in {"and", "or"}:
        return expression
    left, right = folded(expression.left), folded(expression.right)
    decided = Constant(expression.operator == "or")
    if decided in {left, right}:
        return decided
    idle = Constant(expression.operator == "and")
    if left == idle:
        return right
    return left if right == idle else Binary(expression.operator, left, right)


def _rule(form: Form, tree: Node, cells: dict[str, str]) -> str:
    expression = folded(Reading(form.names, lenient=True).condition(filled(tree, cells)))
    if expression == Constant(True):
        return ""
    return write(expression)
