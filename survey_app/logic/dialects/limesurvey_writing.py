"""From our meaning to LimeSurvey's: every condition is written so that it is true there exactly when it is met here."""

from collections.abc import Mapping

from survey_app.exceptions import N_
from survey_app.logic.dialects.limesurvey_names import Foreign, refused
from survey_app.logic.dialects.limesurvey_patterns import pattern_for
from survey_app.logic.tree import COMPARING, RECKONING, Binary, Call, Constant, Expression, Reference, Unary

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SAME = {
    "min": "min",
    "max": "max",
    "round": "round",
    "floor": "floor",
    "ceil": "ceil",
    "abs": "abs",
    "sqrt": "sqrt",
    "power": "pow",
    "mod": "fmod",
    "length": "strlen",
    "lower": "strtolower",
    "upper": "strtoupper",
    "trim": "trim",
    "join": "join",
}
TICKED = ' == "Y"'
_OF_TEXTS = ("matches", "contains", "starts", "ends")
_COUNTING = ("count", "sum", "min", "max")
_A_TEXT_AND_A_PATTERN, _A_TEXT_AND_A_PLACE = 2, 3
_MOST_STEPS = 4_000


class Wording:
    """The translation of one expression with the names it may use."""

    def __init__(self, names: Mapping[str, Foreign]) -> None:
        self.names = names
        self.steps = 0

    def truth(  # noqa: PLR0911 - one for each kind of node
        self,
        tree: Expression,
        yes: bool = True,  # noqa: FBT001, FBT002 - it is carried inwards
    ) -> str:
        """Words that LimeSurvey finds true when the expression is true, or with `yes` false when it is false."""
        self._step()
        if isinstance(tree, Constant):
            return "1" if tree.value is yes or (not isinstance(tree.value, bool) and bool(tree.value) is yes) else "0"
        if isinstance(tree, Unary) and tree.operator == "not":
            return self.truth(tree.operand, not yes)
        if isinstance(tree, Binary) and tree.operator in ("and", "or"):
            if yes and (box := self._unticked(tree)) is not None:
                return f"is_empty({box}.NAOK)"
            operator = tree.operator if yes else {"and": "or", "or": "and"}[tree.operator]
            return f"({self.truth(tree.left, yes)} {operator} {self.truth(tree.right, yes)})"
        if isinstance(tree, Binary) and tree.operator in COMPARING:
            return self._compared(tree, yes)
        if isinstance(tree, Call):
            return self._asked(tree, yes)
        if isinstance(tree, Reference) and (foreign := self._ticks_of(tree)) is not None:
            return foreign if yes else self._not(foreign)
        return f"({self.value(tree)} {'!=' if yes else '=='} 0)"

    def _step(self) -> None:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise refused(N_("The expression has too many parts."))

    def foreign(self, name: str) -> Foreign:
        """What one of our variables is called there."""
        if (found := self.names.get(name)) is None:
            raise refused(N_("There is no question “%(name)s”."), name=name)
        return found

    def _not(self, words: str) -> str:
        return f"!({words})"

    def _ticks_of(self, tree: Reference) -> str | None:
        """`PROD.3` as its box, where PROD is a question with several answers."""
        question, _, code = tree.name.rpartition(".")
        if question in self.names and code.isdigit() and (box := self.names[question].ticks.get(int(code))):
            return f'{box}.NAOK == "Y"'
        return None

    def _unticked(self, tree: Binary) -> str | None:
        """The box of `missing(PROD) or not PROD has 3`: it is not ticked, for whatever reason."""
        guard, plain = tree.left, tree.right
        if tree.operator != "or" or not isinstance(guard, Call) or guard.name != "missing":
            return None
        if not isinstance(plain, Unary) or not isinstance(plain.operand, Binary) or plain.operand.operator != "has":
            return None
        subject, code = plain.operand.left, plain.operand.right
        if guard.arguments != (subject,) or not isinstance(subject, Reference) or not isinstance(code, Constant):
            return None
        return self.foreign(subject.name).ticks.get(int(code.value)) if isinstance(code.value, float | int) else None

    def _compared(self, tree: Binary, yes: bool) -> str:  # noqa: FBT001 - carried inwards
        if tree.operator == "has":
            return self._has(tree, yes)
        if isinstance(tree.left, Reference) and (box := self._ticks_of(tree.left)):
            if (
                not isinstance(tree.right, Constant)
                or tree.right.value not in (0, 1)
                or tree.operator not in ("=", "!=")
            ):
                raise refused(N_("A box of “%(name)s” is ticked or not: compare it with 1 or 0."), name=tree.left.name)
            return box if (bool(tree.right.value) is (tree.operator == "=")) is yes else self._not(box)
        operator = tree.operator if yes else _OPPOSITE[tree.operator]
        left, right = self._side(tree.left, tree.right), self._side(tree.right, tree.left)
        words = f"{left} {'==' if operator == '=' else operator} {right}"
        guards = [guard for side in (tree.left, tree.right) if (guard := self._guard(side))]
        safe = operator == "=" or (operator in (">", ">=") and _is_positive(tree.right))
        return words if safe or not guards else f"({' and '.join([*guards, words])})"

    def _guard(self, side: Expression) -> str:
        """What has to be there for a comparison to come out with us."""
        if isinstance(side, Reference):
            return f"!is_empty({self._variable(side)})"
        if isinstance(side, Call) and side.name in ("sum", "min", "max"):
            return f"count({', '.join(self._counted(each) for each in side.arguments)}) > 0"
        return ""

    def _has(self, tree: Binary, yes: bool) -> str:  # noqa: FBT001 - carried inwards
        if not isinstance(tree.left, Reference) or not isinstance(tree.right, Constant):
            raise refused(N_("“has” can only be written for a question and a code."))
        foreign = self.foreign(tree.left.name)
        if not foreign.ticks:
            return self.truth(Binary("=", tree.left, tree.right), yes)
        code = tree.right.value
        if not isinstance(code, float | int) or (box := foreign.ticks.get(int(code))) is None:
            raise refused(N_("“%(value)s” is no answer of %(name)s."), value=code, name=tree.left.name)
        if yes:
            return f'{box}.NAOK == "Y"'
        return f'(count(that.{foreign.name}.NAOK) > 0 and {box}.NAOK != "Y")'

    def _side(self, side: Expression, other: Expression) -> str:
        """One side of a comparison: a code is written as LimeSurvey's code of the question on the other side."""
        if isinstance(side, Reference):
            return self._variable(side)
        if not isinstance(side, Constant) or not isinstance(other, Reference):
            return self.value(side)
        foreign = self.foreign(other.name)
        if foreign.codes and isinstance(side.value, float | int):
            if side.value not in foreign.codes:
                if all(str(code) == words for code, words in foreign.codes.items()):
                    return quoted(side.value)
                raise refused(N_("“%(value)s” is no answer of %(name)s."), value=quoted(side.value), name=other.name)
            return f'"{foreign.codes[int(side.value)]}"'
        return quoted(side.value)

    def _variable(self, tree: Reference) -> str:
        foreign = self.foreign(tree.name)
        if foreign.ticks or foreign.rows:
            raise refused(N_("“%(name)s” has several answers and cannot be compared as a whole."), name=tree.name)
        return f"{foreign.name}.NAOK"

    def _asked(self, tree: Call, yes: bool) -> str:  # noqa: FBT001 - carried inwards
        """A call as a condition."""
        given = tree.arguments
        if tree.name in ("answered", "missing") and len(given) == 1:
            return self._presence(given[0], there=(tree.name == "answered") is yes)
        if tree.name == "shown" and len(given) == 1 and isinstance(given[0], Reference):
            relevant = f"{self.foreign(given[0].name).name}.relevanceStatus"
            return f"{relevant} == 1" if yes else f"{relevant} != 1"
        if tree.name in _OF_TEXTS and len(given) == _A_TEXT_AND_A_PATTERN and isinstance(given[1], Constant):
            subject = self.value(given[0])
            matched = f"regexMatch({quoted(pattern_for(tree.name, str(given[1].value)))}, {subject})"
            return matched if yes else f"(!is_empty({subject}) and !{matched})"
        return f"({self.value(tree)} {'!=' if yes else '=='} 0)"

    def _presence(self, subject: Expression, *, there: bool) -> str:
        if isinstance(subject, Reference):
            foreign = self.foreign(subject.name)
            if foreign.ticks or foreign.rows:
                return f"count(that.{foreign.name}.NAOK) {'>' if there else '=='} 0"
        return f"{'!' if there else ''}is_empty({self.value(subject)})"

    def value(self, tree: Expression) -> str:
        """The expression as a value."""
        self._step()
        if isinstance(tree, Constant):
            return quoted(tree.value)
        if isinstance(tree, Reference):
            return self._variable(tree)
        if isinstance(tree, Call):
            return self._function(tree)
        if isinstance(tree, Unary) and tree.operator == "-":
            return f"-{self.value(tree.operand)}"
        if isinstance(tree, Binary) and tree.operator in RECKONING:
            return f"({self._summand(tree.left)} {tree.operator} {self._summand(tree.right)})"
        return f"if({self.truth(tree)}, 1, 0)"

    def _summand(self, tree: Expression) -> str:
        """Without `.NAOK` a sum does not come out when a question was not asked, as with us."""
        words = self.value(tree)
        return words.removesuffix(".NAOK") if isinstance(tree, Reference) else words

    def _function(self, tree: Call) -> str:  # noqa: PLR0911 - one for each kind of function
        given = tree.arguments
        if tree.name == "if" and len(given) == 3:  # noqa: PLR2004 - a condition and two outcomes
            return f"if({self.truth(given[0])}, {self.value(given[1])}, {self.value(given[2])})"
        if tree.name == "coalesce" and given:
            return self._first_of(given)
        if tree.name == "part" and len(given) == _A_TEXT_AND_A_PLACE and isinstance(given[1], Constant):
            start = given[1].value
            if isinstance(start, float | int):
                return f"substr({self.value(given[0])}, {start - 1:.15g}, {self.value(given[2])})"
        if tree.name in ("today", "year", "month", "day") and (words := self._date(tree)):
            return words
        if tree.name == "count":
            return self._count(given)
        if tree.name in _COUNTING:
            return f"{tree.name}({', '.join(self._counted(each) for each in given)})"
        if tree.name in _SAME:
            return f"{_SAME[tree.name]}({', '.join(self.value(each) for each in given)})"
        if tree.name in ("answered", "missing", "shown", *_OF_TEXTS):
            return f"if({self.truth(tree)}, 1, 0)"
        raise refused(N_("The function “%(name)s” has no equal in LimeSurvey."), name=tree.name)

    def _count(self, given: tuple[Expression, ...]) -> str:
        """Answers are counted, conditions are added up; boxes are both."""
        boxes = [self.truth(each) if _is_condition(each) else self._counted(each) for each in given]
        if all(
            words.endswith(f".NAOK{TICKED}") or not _is_condition(each)
            for words, each in zip(boxes, given, strict=True)
        ):
            return f"count({', '.join(words.removesuffix(TICKED) for words in boxes)})"
        if not all(map(_is_condition, given)):
            raise refused(N_("Answers and conditions cannot be counted together in LimeSurvey."))
        return f"sum({', '.join(f'if({words}, 1, 0)' for words in boxes)})"

    def _first_of(self, given: tuple[Expression, ...]) -> str:
        if len(given) == 2 and given[1] == Constant(0.0):  # noqa: PLR2004 - nothing counts as 0 there anyway
            if isinstance(given[0], Reference):
                return self._variable(given[0])
            if isinstance(given[0], Call) and given[0].name == "sum":
                return self.value(given[0])
        first = self.value(given[0])
        return f"if(is_empty({first}), {self._first_of(given[1:])}, {first})" if len(given) > 1 else first

    def _date(self, tree: Call) -> str | None:
        if tree.name == "today" and not tree.arguments:
            return 'date("Y-m-d")'
        if tree.arguments == (Call("today", ()),):
            return f'date("{ {"year": "Y", "month": "n", "day": "j"}[tree.name] }")'
        return None

    def _counted(self, tree: Expression) -> str:
        if isinstance(tree, Reference):
            if (box := self._ticks_of(tree)) is not None:
                return box.split(" ", 1)[0]
            foreign = self.foreign(tree.name)
            if foreign.ticks or foreign.rows:
                return f"that.{foreign.name}.NAOK"
        return self.value(tree)


def _is_condition(tree: Expression) -> bool:
    if isinstance(tree, Unary):
        return tree.operator == "not"
    return isinstance(tree, Binary) and tree.operator in (*COMPARING, "and", "or")


def _is_positive(tree: Expression) -> bool:
    return isinstance(tree, Constant) and isinstance(tree.value, float | int) and tree.value > 0


def quoted(value: float | str | bool | None) -> str:  # noqa: FBT001 - a truth is one of the constants
    """A constant in LimeSurvey's spelling."""
    if value is None:
        return '""'
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float | int):
        return f"{value:.15g}"
    if value.endswith("\\") or ('"' in value and "'" in value):
        raise refused(N_("The text “%(words)s” cannot be written in a LimeSurvey expression."), words=value[:80])
    return f"'{value}'" if '"' in value else f'"{value}"'
