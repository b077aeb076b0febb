"""Relevance, conditions, filters and validations of LimeSurvey as rules of ours."""

import re
from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.converting import Converted, Part, Tools, place_of
from survey_app.interchange.questionnaires.limesurvey.survey import EVERYBODY, LimeQuestion
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.logic.dialects import limesurvey
from survey_app.logic.dialects.limesurvey import Native
from survey_app.logic.dialects.limesurvey_conditions import ConditionRow, read_conditions
from survey_app.logic.parsing import parse
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import Binary, Call, Constant, Expression
from survey_app.logic.writing import write
from survey_app.questions.reading import MAX_RULE, MAX_RULES

_BRACED = re.compile(r"\{([^{}]{1,2000})\}")
_WORDS_AROUND = 3
"""Pieces of a text around one formula: before it, itself, behind it."""
FILTERS = {"array_filter": "!", "array_filter_exclude": ""}


class Rules:
    """The rules of one survey, read when the names of all its questions are known."""

    def __init__(self, tools: Tools, names: dict[str, Native]) -> None:
        self.tools = tools
        self.names = names
        self.read = 0

    def written(self, place: str, what: str, shown: str, reading: Callable[[], Expression]) -> str:
        """A rule in our own language, or nothing and a note that keeps LimeSurvey's words."""
        try:
            found = reading()
            rule = write(found)
            parse(rule)
        except ExpressionRefused as refusal:
            note_refusal(self.tools.notes, place, what, refusal, shown)
            return ""
        if len(rule) > MAX_RULE:
            reason = N_("A rule has at most %(most)s characters.")
            self.tools.notes.dropped(place, what, reason, original=shown, most=MAX_RULE)
            return ""
        self.read += 1
        return "" if found == Constant(True) else rule

    def relevance(self, text: str, place: str, names: Mapping[str, Native] | None = None) -> str:
        """`relevance` as `show_if`."""
        if text.strip() in EVERYBODY:
            return ""
        known = names or self.names
        return self.written(place, "relevance", text, lambda: limesurvey.read(text, known))

    def question(self, question: LimeQuestion, converted: Converted) -> None:
        """Everything that decides whether a question or a row of it is shown, and which answers are accepted."""
        place = place_of(question)
        rule = self._when(question, place)
        if converted.formula:
            self._formula(converted, place)
        elif question.attribute("hidden") == "1" and "hidden" not in converted.used:
            converted.used.add("hidden")
            self.tools.notes.changed(place, "hidden", N_("The question is kept and shown to nobody."))
            rule = "false"
        for part in converted.parts:
            _add(part, rule)
        self._rows(question, converted, place)
        self._filters(question, converted, place)
        self._checks(question, converted, place)

    def _formula(self, converted: Converted, place: str) -> None:
        """What is calculated."""
        formula = converted.formula
        rule = self.written(place, "equation", formula, lambda: self._equation(formula))
        if rule and converted.parts[0]["kind"] == "calculated":
            converted.parts[0]["settings"] |= {"expression": rule, "words": gives_text(parse(rule))}

    def _equation(self, formula: str) -> Expression:
        """A formula, or words with formulas in braces between them, which are joined."""
        pieces = _BRACED.split(formula.strip())
        if len(pieces) < _WORDS_AROUND or (len(pieces) == _WORDS_AROUND and not "".join(pieces[::2]).strip()):
            return limesurvey.read_value(formula, self.names)
        parts: list[Expression] = []
        for place, piece in enumerate(pieces):
            if place % 2:
                parts.append(limesurvey.read_value(piece, self.names))
            elif piece:
                parts.append(Constant(piece))
        return Call("join", tuple(parts))

    def _when(self, question: LimeQuestion, place: str) -> str:
        if not question.conditions:
            return self.relevance(question.relevance, place)
        rows = [
            ConditionRow(each.question, each.field, each.method, each.value, each.scenario)
            for each in question.conditions
        ]
        shown = "; ".join(f"{row.question}{row.part} {row.method} {row.value}" for row in rows)
        rule = self.written(place, "conditions", shown, lambda: read_conditions(rows, self.names))
        if question.relevance not in EVERYBODY:
            other = self._quietly(question.relevance)
            if other not in (rule, None):
                reason = N_("The conditions of the question say something else, and LimeSurvey goes by them.")
                self.tools.notes.dropped(place, "relevance", reason, original=question.relevance)
        return rule

    def _quietly(self, text: str) -> str | None:
        try:
            return write(limesurvey.read(text, self.names))
        except ExpressionRefused:
            return None

    def _rows(self, question: LimeQuestion, converted: Converted, place: str) -> None:
        for row in question.subquestions:
            part = converted.rows.get(row.code)
            if row.relevance.strip() in EVERYBODY:
                continue
            if part is None:
                reason = N_("There is no row or answer here that could be hidden.")
                self.tools.notes.dropped(f"{place}, {row.code}", "relevance", reason, original=row.relevance)
            else:
                _add(part, self.relevance(row.relevance, f"{place}, {row.code}"))

    def _filters(self, question: LimeQuestion, converted: Converted, place: str) -> None:
        for name, sign in FILTERS.items():
            named = [each.strip() for each in question.attribute(name).split(";") if each.strip()]
            sources = list(dict.fromkeys(named))[:MAX_RULES]
            converted.used.add(name)
            if sources and not converted.rows:
                reason = N_("There is no row or answer here that could be hidden.")
                self.tools.notes.dropped(place, name, reason, original="; ".join(sources))
                continue
            matched = 0
            for source in sources:
                for code, part in converted.rows.items():
                    variable = f"{source}_{code}"
                    if variable in self.names:
                        matched += 1
                        _add(part, self.relevance(f"{sign}is_empty({variable}.NAOK)", place))
            if sources and not matched:
                reason = N_("No row here has the code of an answer there.")
                self.tools.notes.dropped(place, name, reason, original="; ".join(sources))

    def _checks(self, question: LimeQuestion, converted: Converted, place: str) -> None:
        text = question.attribute("em_validation_q")
        converted.used |= {"em_validation_q", "em_validation_q_tip", "em_validation_sq", "em_validation_sq_tip"}
        if question.validation and "validation" not in converted.used:
            self._pattern(question, converted, place)
        if text:
            own = ChainMap[str, Native]({}, self.names)
            if question.code in self.names:
                itself = replace(self.names[question.code], reference=".")
                own |= {"self": itself, "this": itself}
            rule = self.written(place, "em_validation_q", text, lambda: limesurvey.read(text, own))
            if rule and converted.parts:
                message = self.tools.text(question.words("em_validation_q_tip"), place, "em_validation_q_tip")
                converted.parts[-1].setdefault("checks", []).append({"rule": rule, "message": message})
        self._row_checks(question, converted, place)
        self._limits(question, converted)

    def _limits(self, question: LimeQuestion, converted: Converted) -> None:
        """Limits that our kinds have no setting for: the length of a text, a day up to today."""
        length = question.attribute("maximum_chars")
        for part in converted.parts:
            if (
                part["kind"] in {"short_text", "long_text"}
                and length.isascii()
                and length.isdigit()
                and int(length[:6])
            ):
                converted.used.add("maximum_chars")
                part.setdefault("checks", []).append({"rule": f"length(.) <= {int(length[:6])}", "message": {}})
            for name, sign in (("date_min", ">="), ("date_max", "<=")):
                if part["kind"] == "date" and question.attribute(name).lower() in {"today", "now"}:
                    part.setdefault("checks", []).append({"rule": f". {sign} today()", "message": {}})

    def _row_checks(self, question: LimeQuestion, converted: Converted, place: str) -> None:
        text = question.attribute("em_validation_sq")
        if not text:
            return
        message = self.tools.text(question.words("em_validation_sq_tip"), place, "em_validation_sq_tip")
        self._each(question, converted, place, ("em_validation_sq", text, text), message)

    def _pattern(self, question: LimeQuestion, converted: Converted, place: str) -> None:
        """A pattern where no question with a pattern can hold it: a check of every answer in words."""
        quote = "'" if "'" not in question.validation else '"'
        text = f"regexMatch({quote}{question.validation}{quote}, self.NAOK)"
        self._each(question, converted, place, ("validation", question.validation, text), {})

    def _each(
        self,
        question: LimeQuestion,
        converted: Converted,
        place: str,
        rule: tuple[str, str, str],
        message: Mapping[str, str],
    ) -> None:
        """One check for every variable of a question; `rule` is what it is called, its words, and what is read."""
        what, shown, text = rule
        named = [question.code, *(f"{question.code}_{row.code}" for row in question.rows())]
        natives = [self.names[name] for name in named if name in self.names]
        if what == "validation":
            natives = [native for native in natives if not native.codes]
        if not natives or len(natives) > MAX_RULES:
            reason = N_("A question has from 1 to %(most)s answers that can be checked.")
            self.tools.notes.dropped(place, what, reason, original=shown, most=MAX_RULES)
            return
        for native in natives:
            own = ChainMap({"this": native, "self": native}, self.names)
            reading = partial(limesurvey.read, text, own)
            found = self.written(place, what, shown, reading)
            owner = next((each for each in converted.parts if native.reference.split(".")[0] == each["code"]), None)
            if found and owner is not None:
                owner.setdefault("checks", []).append({"rule": found, "message": message})


def gives_text(tree: Expression) -> bool:
    """Whether an expression comes to a text and not to a number."""
    if isinstance(tree, Call) and tree.name in ("if", "coalesce"):
        return any(gives_text(each) for each in tree.arguments[-2:])
    if isinstance(tree, Call):
        return tree.name in ("join", "lower", "upper", "trim", "part", "text", "today")
    return isinstance(tree, Constant) and isinstance(tree.value, str)


def note_refusal(notes: Notes, place: str, what: str, refusal: ExpressionRefused, shown: str) -> None:
    """An expression that was refused: the reason, and its words. Where in them it went wrong is said in the reason."""
    taken = {"place", "subject", "reason", "original"}
    if any(f"%({name})" in refusal.message for name in taken):
        notes.dropped(place, what, N_("It cannot be read: %(why)s"), original=shown, why=str(refusal))
        return
    params = {name: value for name, value in refusal.params.items() if name not in taken}
    notes.dropped(place, what, refusal.message, original=shown, **params)


def _add(part: Part, rule: str) -> None:
    """One more rule that has to be met for a part to be shown."""
    if not rule:
        return
    before = part.get("show_if", "")
    part["show_if"] = rule if not before or before == rule else write(Binary("and", parse(before), parse(rule)))
