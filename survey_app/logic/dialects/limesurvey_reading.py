"""From LimeSurvey's meaning to ours.

LimeSurvey knows true and false only: an empty answer is the empty text, unequal to everything and smaller than
nothing. With us a comparison with an empty answer is unknown. So `not` is carried inwards until it stands before
plain comparisons, and where LimeSurvey says true of an empty answer, `missing(X) or` is put before ours.
"""

from collections.abc import Mapping

from survey_app.exceptions import N_
from survey_app.logic.dialects.limesurvey_functions import FUNCTIONS, NOTHING
from survey_app.logic.dialects.limesurvey_joining import flattened, joined, settled
from survey_app.logic.dialects.limesurvey_names import Native, refused
from survey_app.logic.dialects.limesurvey_patterns import pattern_call
from survey_app.logic.tree import RECKONING, Binary, Call, Constant, Expression, Reference, Unary

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_FLIPPED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_SAME = {
    "min": "min",
    "max": "max",
    "round": "round",
    "floor": "floor",
    "ceil": "ceil",
    "abs": "abs",
    "sqrt": "sqrt",
    "pow": "power",
    "fmod": "mod",
    "strlen": "length",
    "strtolower": "lower",
    "strtoupper": "upper",
    "trim": "trim",
    "join": "join",
}
_VALUE_SUFFIXES = {"", "NAOK", "code", "value", "valueNAOK"}
_SUFFIXES = {*_VALUE_SUFFIXES, "shown", "relevanceStatus"}
_NUMERIC = {
    "is_numeric": r"^-?[0-9]+([.][0-9]+)?$",
    "is_float": r"^-?[0-9]+([.][0-9]+)?$",
    "is_int": r"^-?[0-9]+$",
    "is_string": r"[^0-9.]",
}


class Meaning:
    """The translation of one expression with the names it may use."""

    def __init__(self, names: Mapping[str, Native]) -> None:
        self.names = names
        self.steps = 0

    def _step(self) -> None:
        """Nested choices repeat their conditions: somewhere that has to end."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise refused(N_("The expression has too many parts."))

    def truth(  # noqa: PLR0911 - one for each kind of node
        self,
        tree: Expression,
        yes: bool = True,  # noqa: FBT001, FBT002 - it is carried inwards
    ) -> Expression:
        """What says that the expression is true, or with `yes` false that it is not true."""
        self._step()
        if isinstance(tree, Constant):
            return Constant((tree.value not in ("", "0", 0.0, False, None)) is yes)
        if isinstance(tree, Unary):
            return self.truth(tree.operand, not yes) if tree.operator == "not" else self._nonzero(tree, yes)
        if isinstance(tree, Reference):
            return self._filled(tree, yes)
        if isinstance(tree, Call):
            return self._called(tree, yes)
        if tree.operator in RECKONING:
            return self._nonzero(tree, yes)
        if tree.operator not in ("and", "or"):
            return self.comparison(tree, yes)
        operator = tree.operator if yes else {"and": "or", "or": "and"}[tree.operator]
        parts = [self.truth(part, yes) for part in flattened(tree.operator, tree)]
        return settled(operator, parts)

    def native(self, tree: Reference) -> tuple[Native, str]:
        """What a name means, and what it asks of the question (`NAOK`, `shown`)."""
        name, _, suffix = tree.name.partition(".")
        if name == "that" or (name in ("self", "this") and name not in self.names):
            raise refused(
                N_("“%(name)s” stands for other questions depending on where it is; write their codes."), name=name
            )
        if name.startswith(("TOKEN:", "INSERTANS:")) or name in _SURROUNDINGS:
            raise refused(N_("“%(name)s” is not known while answering here."), name=name)
        if (native := self.names.get(name)) is None:
            raise refused(N_("There is no question “%(name)s”."), name=name)
        if suffix not in _SUFFIXES:
            raise refused(
                N_("“%(name)s”: only the answer itself can be used here, not its “.%(part)s”."),
                name=tree.name,
                part=suffix,
            )
        return native, suffix

    def _filled(self, tree: Reference, yes: bool) -> Expression:  # noqa: FBT001 - carried inwards
        native, suffix = self.native(tree)
        if suffix == "relevanceStatus":
            shown: Expression = Call("shown", (Reference(native.reference),))
            return shown if yes else Unary("not", shown)
        if native.is_ticked:
            return ticked(native, yes)
        if native.is_number:
            return Binary("!=", Reference(native.reference), Constant(0.0)) if yes else self._empty_or_zero(native)
        return Call("answered" if yes else "missing", (Reference(native.reference),))

    def _empty_or_zero(self, native: Native) -> Expression:
        subject = Reference(native.reference)
        return Binary("or", Call("missing", (subject,)), Binary("=", subject, Constant(0.0)))

    def _nonzero(self, tree: Expression, yes: bool) -> Expression:  # noqa: FBT001 - carried inwards
        return Binary("!=" if yes else "=", self.value(tree), Constant(0.0))

    def _called(  # noqa: PLR0911 - one for each function
        self,
        tree: Call,
        yes: bool,  # noqa: FBT001 - carried inwards
    ) -> Expression:
        name = tree.name.lower()
        given = tree.arguments
        if name in ("is_empty", "is_null", "empty") and len(given) == 1:
            return self._emptiness(given[0], empty=yes)
        if name == "in_array" and len(given) > 1:
            either = joined("or", [Binary("=", given[0], each) for each in given[1:]])
            return self.truth(either, yes)
        if name == "if" and len(given) == 3:  # noqa: PLR2004 - a condition and two outcomes
            when, then, otherwise = given
            both = Binary("or", Binary("and", when, then), Binary("and", Unary("not", when), otherwise))
            return self.truth(both, yes)
        if name == "regexmatch" and len(given) == 2:  # noqa: PLR2004 - a pattern and a text
            return self._matched(pattern_call(given[0], self.value(given[1])), yes)
        if name in _NUMERIC and len(given) == 1:
            return self._matched(Call("matches", (self.value(given[0]), Constant(_NUMERIC[name]))), yes)
        if name == "strpos":
            return self._emptiness(tree, empty=not yes)
        return self._nonzero(tree, yes)

    def _matched(self, call: Call, yes: bool) -> Expression:  # noqa: FBT001 - carried inwards
        if yes:
            return call
        return Binary("or", Call("missing", (call.arguments[0],)), Unary("not", call))

    def _emptiness(self, tree: Expression, *, empty: bool) -> Expression:
        if isinstance(tree, Call) and tree.name.lower() == "strpos" and len(tree.arguments) == _A_TEXT_AND_A_PART:
            return self._matched(Call("contains", tuple(self.value(each) for each in tree.arguments)), not empty)
        if isinstance(tree, Reference):
            native, suffix = self.native(tree)
            if suffix == "relevanceStatus":
                return self._filled(tree, not empty)
            return ticked(native, not empty) if native.is_ticked else self._presence(native, empty=empty)
        if isinstance(tree, Call) and tree.name.lower() == "trim" and len(tree.arguments) == 1:
            return self._emptiness(tree.arguments[0], empty=empty)
        return Call("missing" if empty else "answered", (self.value(tree),))

    def _presence(self, native: Native, *, empty: bool) -> Expression:
        return Call("missing" if empty else "answered", (Reference(native.reference),))

    def comparison(self, tree: Binary, yes: bool) -> Expression:  # noqa: FBT001 - carried inwards
        """A comparison, with the guard that an empty answer needs."""
        operator, left, right = tree.operator, tree.left, tree.right
        if isinstance(left, Constant) and not isinstance(right, Constant):
            operator, left, right = _FLIPPED[operator], right, left
        if special := self._special(operator, left, right, yes=yes):
            return special
        wanted = operator if yes else _OPPOSITE[operator]
        plain = Binary(wanted, *self._sides(left, right))
        if (operator == "!=") is not yes:
            return plain
        guards: list[Expression] = [guard for side in (left, right) if (guard := self._guard(side)) is not None]
        return joined("or", [*guards, plain])

    def _special(self, operator: str, left: Expression, right: Expression, *, yes: bool) -> Expression | None:
        """Comparisons that ask whether there is an answer, whether a box is ticked, or where a text stands."""
        if isinstance(left, Call) and (operator, right) in (*_FOUND, *_NONE_CHOSEN, *_SOME_CHOSEN):
            return self._found(operator, left, right, yes=yes)
        if operator not in ("=", "!="):
            return None
        return self._filled_with(left, right, is_equal=(operator == "=") is yes)

    def _found(self, operator: str, left: Call, right: Expression, *, yes: bool) -> Expression | None:
        """Whether a text has a part, and whether anything was chosen at all."""
        if left.name.lower() == "strpos":
            return self._emptiness(left, empty=not yes) if (operator, right) in _FOUND else None
        counted = self._counted(left)
        if counted is None or (operator, right) == (">", Unary("-", Constant(1.0))):
            return None
        if (operator, right) == (">=", Constant(0.0)):
            return Constant(yes)
        return Call("missing" if ((operator, right) in _NONE_CHOSEN) is yes else "answered", (counted,))

    def _filled_with(self, left: Expression, right: Expression, *, is_equal: bool) -> Expression | None:
        """Whether there is an answer, and whether a box is ticked."""
        if right == NOTHING and not isinstance(left, Constant):
            return self._emptiness(left, empty=is_equal)
        if not isinstance(left, Reference) or not isinstance(right, Constant):
            return None
        native, suffix = self.native(left)
        if suffix == "relevanceStatus":
            return self._filled(left, (right.value in (1.0, "1", True)) is is_equal)
        if not native.is_ticked:
            return None
        return ticked(native, _is_tick(right, left.name) is is_equal)

    def _counted(self, side: Expression) -> Reference | None:
        """The question whose parts are counted: `count(that.Q1.NAOK)`."""
        if not isinstance(side, Call) or side.name.lower() != "count" or len(side.arguments) != 1:
            return None
        counted = self.value(side)
        subject = counted.arguments[0] if isinstance(counted, Call) else None
        return subject if isinstance(subject, Reference) and "." not in subject.name else None

    def _guard(self, side: Expression) -> Expression | None:
        if not isinstance(side, Reference):
            return None
        native, suffix = self.native(side)
        subject = Reference(native.reference)
        missing = Call("missing", (subject,))
        return missing if suffix.endswith("NAOK") else Binary("and", Call("shown", (subject,)), missing)

    def _sides(self, left: Expression, right: Expression) -> tuple[Expression, Expression]:
        if isinstance(left, Reference) and isinstance(right, Reference):
            first, second = (self.native(each)[0] for each in (left, right))
            if first.codes != second.codes and not (first.is_figured and second.is_figured):
                raise refused(N_("The two sides of a comparison have different answers."))
        if not isinstance(left, Reference) or not isinstance(right, Constant):
            return self.value(left), self.value(right)
        native, suffix = self.native(left)
        return Reference(native.reference), constant_for(native, suffix, right)

    def value(self, tree: Expression) -> Expression:  # noqa: PLR0911 - one for each kind of node
        """The expression as a value; in sums an empty answer counts as 0 where `.NAOK` says so."""
        self._step()
        if isinstance(tree, Constant):
            return _figure(tree)
        if isinstance(tree, Unary):
            if tree.operator == "-":
                inner = self.value(tree.operand)
                if isinstance(inner, Constant) and isinstance(inner.value, float):
                    return Constant(-inner.value)
                return Unary("-", inner)
            return Call("if", (self.truth(tree), Constant(1.0), Constant(0.0)))
        if isinstance(tree, Binary):
            if tree.operator not in RECKONING:
                return Call("if", (self.truth(tree), Constant(1.0), Constant(0.0)))
            return Binary(tree.operator, *(self._summand(part) for part in (tree.left, tree.right)))
        if isinstance(tree, Call):
            return self._function(tree)
        return self.variable(tree)

    def _summand(self, tree: Expression) -> Expression:
        found = self.value(tree)
        if isinstance(tree, Reference) and tree.name.endswith("NAOK") and isinstance(found, Reference):
            return Call("coalesce", (found, Constant(0.0)))
        return found

    def variable(self, tree: Reference) -> Expression:
        """One variable as a value."""
        native, suffix = self.native(tree)
        if suffix == "relevanceStatus":
            return Call("if", (self._filled(tree, yes=True), Constant(1.0), Constant(0.0)))
        if suffix not in _VALUE_SUFFIXES and not (suffix == "shown" and native.is_figured):
            raise refused(
                N_("“%(name)s”: only the answer itself can be used here, not its “.%(part)s”."),
                name=tree.name,
                part=suffix,
            )
        if native.tick is not None:
            return Reference(f"{native.reference}.{native.tick}")
        return Reference(native.reference)

    def _function(self, tree: Call) -> Expression:
        name = tree.name.lower()
        if special := FUNCTIONS.get(name):
            return special(self, tree.arguments)
        if name in ("is_empty", "in_array", "regexmatch", *_NUMERIC):
            return Call("if", (self.truth(tree), Constant(1.0), Constant(0.0)))
        if name not in _SAME:
            raise refused(N_("The function “%(name)s” has no equal here."), name=tree.name)
        return Call(_SAME[name], self.all(tree.arguments))

    def is_box(self, tree: Expression) -> bool:
        """Whether it is a box that is ticked or not."""
        return isinstance(tree, Reference) and "that." not in tree.name and self.native(tree)[0].is_ticked

    def all(self, given: tuple[Expression, ...]) -> tuple[Expression, ...]:
        """Arguments; `that.Q1.NAOK` stands for all parts of Q1."""
        found: list[Expression] = []
        for each in given:
            if isinstance(each, Reference) and each.name.startswith("that."):
                code = each.name.split(".")[1]
                native = self.names.get(f"that.{code}")
                if native is None:
                    raise refused(N_("There is no question “%(name)s”."), name=code)
                found.append(Reference(native.reference))
            else:
                found.append(self.value(each))
        return tuple(found)


_FOUND = ((">=", Constant(0.0)), (">", Unary("-", Constant(1.0))))
_NONE_CHOSEN = (("=", Constant(0.0)), ("<", Constant(1.0)))
_SOME_CHOSEN = (("!=", Constant(0.0)), (">", Constant(0.0)), (">=", Constant(1.0)))
_A_TEXT_AND_A_PART = 2
MOST_STEPS = 4_000
_SURROUNDINGS = {"SID", "SAVEDID", "LANG", "TOKEN", "SURVEYNAME", "SITENAME", "QID", "GID"}


def ticked(native: Native, yes: bool) -> Expression:  # noqa: FBT001 - ticked or not ticked
    """That a box is ticked, or that it is not, an untouched question having no ticks."""
    if native.is_box:
        return _boxed(Reference(native.reference), yes)
    has = Binary("has", Reference(native.reference), Constant(float(native.tick or 0)))
    if yes:
        return has
    return Binary("or", Call("missing", (Reference(native.reference),)), Unary("not", has))


def _boxed(subject: Reference, yes: bool) -> Expression:  # noqa: FBT001 - ticked or not ticked
    if yes:
        return Binary("=", subject, Constant(1.0))
    return Binary("or", Call("missing", (subject,)), Binary("=", subject, Constant(0.0)))


def _is_tick(constant: Constant, name: str) -> bool:
    if constant.value in ("Y", True, "1", 1.0):
        return True
    if constant.value in ("N", False, "0", 0.0):
        return False
    raise refused(N_("“%(value)s” is no answer of %(name)s."), value=constant.value, name=name)


def _figure(constant: Constant) -> Constant:
    """A text that is a figure counts as a number, as it does in LimeSurvey."""
    if isinstance(constant.value, str):
        try:
            return Constant(float(constant.value)) if constant.value.strip()[:1] in "-.0123456789" else constant
        except ValueError:
            return constant
    return constant


def constant_for(native: Native, suffix: str, constant: Constant) -> Constant:
    """A constant as it is compared with this variable: our code for LimeSurvey's, a number for a figure."""
    if not native.codes:
        if native.is_number:
            return _figure(constant)
        return Constant(_plain(constant.value)) if isinstance(constant.value, float) else constant
    known = native.labels if suffix == "shown" else native.codes
    key = _plain(constant.value)
    if key in known:
        return Constant(float(known[key]))
    if all(code == str(number) for code, number in native.codes.items()) and isinstance(_figure(constant).value, float):
        return _figure(constant)
    raise refused(N_("“%(value)s” is no answer of %(name)s."), value=key, name=native.reference)


def _plain(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
