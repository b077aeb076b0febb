"""Saying things on paper: texts in one language, questions by their printed number, rules in words."""

from collections.abc import Mapping

from survey_app.interchange.questionnaires.paper.words import has_words, is_right_to_left, words
from survey_app.logic.tree import COMPARING, Binary, Call, Constant, Expression, Reference, Unary
from survey_app.logic.values import text
from survey_app.questions import rules
from survey_app.questions.base import Variable
from survey_app.questions.definition import Questionnaire, Text, say
from survey_app.questions.piping import places_in
from survey_app.questions.registry import type_of

_SHORT = 60
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"=": "!=", "!=": "=", "has": "has_not", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Speaking:
    """One form's language. `numbers` are the printed numbers of the questions by their codes."""

    def __init__(self, questionnaire: Questionnaire, language: str, numbers: Mapping[str, int]) -> None:
        self.questionnaire = questionnaire
        self.language = language
        self.fallback = questionnaire.language
        self.numbers = numbers
        self.is_foreign = is_right_to_left(language) and not has_words(language)
        """Whether the form's own words run the other way than the questionnaire's, and are set apart for that."""
        self.unsaid: set[str] = set()
        """Rules that have no words here and stand on the form as they are written."""
        self.lists: set[str] = set()
        """Codes of questions whose answers are too many to be printed."""
        self._variables: dict[str, Variable] = {
            variable.name: variable
            for question in questionnaire.questions()
            for variable in type_of(question).variables(question)
        }

    def __call__(self, key: str, **fill: object) -> str:
        """The form's own words with something put in."""
        found = words(key, self.language)
        for name, value in fill.items():
            found = found.replace("{" + name + "}", str(value))
        return f"\u2066{found}\u2069" if self.is_foreign else found

    def say(self, text_: Text, instead: object = "") -> str:
        """A text of the questionnaire; earlier answers that it takes in are named by their question."""
        found = say(text_, self.language, self.fallback) or str(instead)
        for place in places_in(found) if "{" in found else ():
            number = self.numbers.get(place[1:-1].partition(".")[0])
            known = self("answer_to", n=number) if number else self("worked_out")
            found = found.replace(place, known)
        return found

    def labelled(self, text_: Text, code: object, show_if: str = "") -> str:
        """The words of a row or an answer, with what it depends on behind them."""
        found = self.say(text_, code)
        return f"{found} {self('row_only_if', rule=self.rule(show_if))}" if show_if else found

    def rule(self, rule: str) -> str:
        """A condition in words; one that has none is shown as it is written."""
        tree = rules.read(rule)
        spoken = self._truth(tree) if tree is not None else None
        if spoken is None:
            self.unsaid.add(rule)
            return self("rule", rule=rule)
        return spoken

    def _truth(self, tree: Expression) -> str | None:
        if isinstance(tree, Unary):
            return self._not(tree)
        if isinstance(tree, Call):
            return self._called(tree)
        if not isinstance(tree, Binary):
            return None
        if tree.operator in COMPARING:
            return self._compared(tree.left, tree.operator, tree.right)
        if tree.operator in ("and", "or"):
            return self._linked(tree.operator, tree)
        return None

    def _linked(self, operator: str, tree: Binary) -> str | None:
        """Conditions one after the other; several values of one question stand together: 2 or 3."""
        parts: list[str] = []
        last: tuple[Expression, str] | None = None
        for each in _flat(operator, tree):
            same = _equals(each) if operator == "or" else None
            if same and last and same[0] == last[0] and (value := self._value(same[1], same[0])):
                parts[-1] += self("or") + value
                continue
            found = self._truth(each)
            if found is None:
                return None
            inner = isinstance(each, Binary) and each.operator in ("and", "or")
            parts.append(f"({found})" if inner else found)
            last = (same[0], found) if same else None
        return self(operator).join(parts)

    def _not(self, tree: Unary) -> str | None:
        if tree.operator != "not":
            return None
        inner = tree.operand
        if isinstance(inner, Binary) and inner.operator in _OPPOSITE and inner.operator in COMPARING:
            return self._compared(inner.left, _OPPOSITE[inner.operator], inner.right)
        if isinstance(inner, Call) and inner.name in ("answered", "missing") and len(inner.arguments) == 1:
            other = "missing" if inner.name == "answered" else "answered"
            return self._called(Call(other, inner.arguments))
        found = self._truth(inner)
        return None if found is None else self("not", rule=found)

    def _called(self, tree: Call) -> str | None:
        if tree.name not in ("answered", "missing") or len(tree.arguments) != 1:
            return None
        asked = self._asked(tree.arguments[0])
        return None if asked is None else self(tree.name, question=asked)

    def _compared(self, left: Expression, operator: str, right: Expression) -> str | None:
        if isinstance(left, Constant) and not isinstance(right, Constant):
            left, right, operator = right, left, _TURNED.get(operator, operator)
        asked, value = self._asked(left), self._value(right, left)
        if asked is None or value is None:
            return None
        if operator in ("=", "!=") and (ticked := self._tick(left, operator, right)) is not None:
            return ticked
        key = {"=": "is", "!=": "is_not"}.get(operator, operator)
        return self(key, question=asked, value=value)

    def _tick(self, left: Expression, operator: str, right: Expression) -> str | None:
        """`PROD.3 = 1`: an answer of a question with several is ticked or not."""
        if not isinstance(left, Reference) or not isinstance(right, Constant) or right.value not in (0, 1):
            return None
        code, _dot, option = left.name.partition(".")
        question = self.questionnaire.find(code)
        if question is None or question.kind != "multiple" or left.name not in self._variables:
            return None
        ticked = (right.value == 1) is (operator == "=")
        words_ = self._quoted(option, self._variables[left.name].label)
        return self("has" if ticked else "has_not", question=self._numbered(code), value=words_)

    def _asked(self, tree: Expression) -> str | None:
        """The question that a part of a rule looks at, by its printed number, and its row."""
        if isinstance(tree, Call) and tree.name == "count" and len(tree.arguments) == 1:
            inner = self._asked(tree.arguments[0])
            return None if inner is None else self("count", question=inner)
        if not isinstance(tree, Reference):
            return None
        code, _dot, row = tree.name.partition(".")
        numbered = self._numbered(code)
        if not row or numbered is None:
            return numbered
        variable = self._variables.get(tree.name)
        part = _shortened(self.say(variable.label, row)) if variable is not None else row
        return self("part", question=numbered, part=part)

    def _numbered(self, code: str) -> str | None:
        number = self.numbers.get(code)
        return None if number is None else self("question", n=number)

    def _value(self, tree: Expression, of: Expression) -> str | None:
        if not isinstance(tree, Constant) or tree.value is None:
            return None
        spoken = text(tree.value) or ""
        variable = self._coded(of)
        label = dict(variable.codes).get(int(tree.value)) if variable and isinstance(tree.value, int | float) else None
        return self._quoted(spoken, label) if label else f"“{spoken}”" if isinstance(tree.value, str) else spoken

    def _coded(self, of: Expression) -> Variable | None:
        """The variable whose codes a value is one of; of a question with several answers the answer's own tick."""
        if not isinstance(of, Reference):
            return None
        question = self.questionnaire.find(of.name)
        if question is not None and question.kind == "multiple":
            ticks = tuple(
                (int(name.rpartition(".")[2]), variable.label)
                for name, variable in self._variables.items()
                if name.startswith(f"{of.name}.") and name.rpartition(".")[2].isdecimal()
            )
            first = self._variables.get(f"{of.name}.{ticks[0][0]}") if ticks else None
            return Variable(of.name, first.kind, {}, ticks) if first else None
        return self._variables.get(of.name)

    def _quoted(self, code: str, label: Text) -> str:
        spoken = _shortened(self.say(label))
        return f"{code} (“{spoken}”)" if spoken and spoken != code and not spoken.startswith(f"{code} ") else code


def _flat(operator: str, tree: Expression) -> list[Expression]:
    """The conditions of a chain of one operator, in order."""
    found: list[Expression] = []
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Binary) and each.operator == operator:
            waiting += [each.right, each.left]
        else:
            found.append(each)
    return found


def _equals(tree: Expression) -> tuple[Expression, Expression] | None:
    if isinstance(tree, Binary) and tree.operator in ("=", "has") and isinstance(tree.left, Reference):
        return tree.left, tree.right
    return None


def _shortened(spoken: str) -> str:
    flat = " ".join(spoken.split())
    return flat if len(flat) <= _SHORT else flat[: _SHORT - 1] + "…"
