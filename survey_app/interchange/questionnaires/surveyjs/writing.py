"""Writing SurveyJS JSON. What SurveyJS cannot say is told; a mark of ours lets the rest come back as it was."""

import json
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.arrangement import is_random, tell_pages
from survey_app.interchange.questionnaires.losses import Notes, Written
from survey_app.interchange.questionnaires.surveyjs.marking import marked
from survey_app.interchange.questionnaires.surveyjs.native import as_html, element_of, is_native
from survey_app.interchange.questionnaires.surveyjs.paths import paths_of
from survey_app.interchange.questionnaires.surveyjs.speaking import Tongue
from survey_app.interchange.questionnaires.surveyjs.validating import validators
from survey_app.logic import parsing
from survey_app.logic.dialects import surveyjs
from survey_app.logic.dialects.surveyjs_names import Foreign
from survey_app.logic.refusal import ExpressionRefused
from survey_app.questions.definition import Page, Question, Questionnaire
from survey_app.questions.registry import type_of


def write(questionnaire: Questionnaire, title: str) -> Written:
    """The questionnaire as a SurveyJS file."""
    notes = Notes()
    names = {ours: foreign for question in questionnaire.questions() for ours, foreign in paths_of(question)}
    writer = _Writer(questionnaire, notes, names)
    pages = [writer.page(page) for page in questionnaire.pages]
    whole: dict[str, Any] = {"title": title, "locale": writer.tongue.name(questionnaire.language), "pages": pages}
    tell_pages(questionnaire, notes, questions=True)
    if triggers := writer.triggers():
        whole["triggers"] = triggers
    if writer.tongue.formulas:
        whole["calculatedValues"] = writer.tongue.formulas
    return Written((json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode(), notes.losses)


class _Writer:
    def __init__(self, questionnaire: Questionnaire, notes: Notes, names: dict[str, Foreign]) -> None:
        self._whole = questionnaire
        self._notes = notes
        self._names = names
        self.tongue = Tongue(questionnaire.language, notes, names)

    def page(self, page: Page) -> dict[str, Any]:
        """One page with its questions."""
        written: dict[str, Any] = {"name": page.key}
        if page.title:
            written["title"] = self.tongue.speak(page.title, page.key)
        written |= self._rule(page.show_if, page.key) | ({"questionOrder": "random"} if page.order else {})
        return written | {"elements": [self._question(question) for question in page.questions]}

    def _question(self, question: Question) -> dict[str, Any]:
        def speak(text: Any) -> Any:  # noqa: ANN401 - words in one language or several
            return self.tongue.speak(text, question.code)

        native = element_of(question, speak)
        if question.kind == "calculated":
            native = {"type": "expression", "visible": False, "expression": self._formula(question)}
        element: dict[str, Any] = {"type": native.pop("type"), "name": question.code}
        if question.kind == "information":
            element["html"] = self.tongue.speak(as_html(question.text), question.code, markup=True)
        elif question.text:
            element["title"] = speak(question.text)
        if question.hint:
            element["description"] = speak(question.hint)
        element |= native | self._rule(question.show_if, question.code)
        if question.required:
            element["isRequired"] = True
        if checks := validators(question, self._names, self.tongue, self._notes):
            element["validators"] = [*element.get("validators", ()), *checks]
        self._rules_inside(element, question)
        element |= self._order(element, question)
        if not is_native(question) and question.kind != "calculated":
            self._notes.changed(
                question.code,
                question.kind,
                N_("SurveyJS has no such kind of question: it is asked as “%(kind)s”, and comes back here whole."),
                kind=element["type"],
            )
        elif question.not_applicable and type_of(question).collects:
            self._not_applicable(element, question)
        return marked(element, question, self._whole.languages, self._notes)

    def _order(self, element: dict[str, Any], question: Question) -> dict[str, str]:
        """The order of answers or of rows."""
        names = {"choices": "choicesOrder", "rows": "rowOrder"}
        name = next((order for listed, order in names.items() if listed in element), "")
        return {name: "random"} if is_random(question, self._notes, holds=bool(name)) else {}

    def _formula(self, question: Question) -> str:
        rule = question.settings.expression
        try:
            expression = parsing.parse(rule)
            self.tongue.tell_nothing(expression, question.code, rule)
            return surveyjs.write_value(expression, self._names)
        except ExpressionRefused as refusal:
            self._notes.changed(
                question.code,
                "expression",
                N_("This formula cannot be said in SurveyJS: %(why)s"),
                why=str(refusal),
                original=rule,
            )
            return ""

    def _not_applicable(self, element: dict[str, Any], question: Question) -> None:
        if '"na"' not in json.dumps(element.get("choices", element.get("columns", "")), default=str):
            self._notes.changed(
                question.code,
                question.kind,
                N_("SurveyJS does not offer “does not apply” here; it comes back here whole."),
            )

    def _rules_inside(self, element: dict[str, Any], question: Question) -> None:
        """Conditions of rows and answers, in the language of SurveyJS."""
        for name in ("choices", "rows", "items"):
            for part in element.get(name, ()):
                if isinstance(part, dict) and "_rule" in part:
                    place = f"{question.code}.{part.get('value', part.get('name'))}"
                    part.update(self._rule(part.pop("_rule"), place))
        for column in element.get("columns", ()):
            for part in column.get("choices", ()):
                if rule := part.pop("_rule", ""):
                    self._notes.dropped(
                        f"{question.code}.{part['value']}",
                        "show_if",
                        N_("SurveyJS shows a column always."),
                        original=rule,
                    )

    def _rule(self, rule: str, place: str) -> dict[str, str]:
        words = self._condition(rule, place) if rule else ""
        return {"visibleIf": words} if words else {}

    def _condition(self, rule: str, place: str) -> str:
        try:
            return surveyjs.write(parsing.parse(rule), self._names)
        except ExpressionRefused as refusal:
            self._notes.dropped(
                place,
                "show_if",
                N_("This condition cannot be said in SurveyJS: %(why)s"),
                why=str(refusal),
                original=rule,
            )
            return ""

    def triggers(self) -> list[dict[str, str]]:
        """Where pages lead, as triggers of the whole survey."""
        found = []
        first = {page.key: page.questions[0].code for page in self._whole.pages if page.questions}
        for page in self._whole.pages:
            for jump in page.jumps:
                words = self._condition(jump.rule, page.key)
                if not words or (jump.page and jump.page not in first):
                    continue
                found.append(
                    {"type": "skip", "expression": words, "gotoName": first[jump.page]}
                    if jump.page
                    else {"type": "complete", "expression": words}
                )
                self._notes.changed(
                    page.key,
                    "jumps",
                    N_("SurveyJS follows this jump from any page, and does not know its outcome “%(outcome)s”."),
                    outcome=jump.outcome,
                    original=jump.rule,
                )
        return found
