"""Our texts as SurveyJS keeps them: one text, or one for each language; answers taken into them in its own way."""

import re
from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.texts import plain
from survey_app.logic import parsing
from survey_app.logic.dialects import surveyjs
from survey_app.logic.dialects.surveyjs_functions import needed
from survey_app.logic.dialects.surveyjs_names import Foreign
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import Expression, Reference
from survey_app.questions.definition import Text

_NAMES = {"zh_Hans_CN": "zh-cn", "zh_Hant_TW": "zh-tw"}
_PLACE = re.compile(r"\{(=?)([^{}]{1,2000})\}")


class Tongue:
    """Speaks for one questionnaire; formulas met inside of texts become calculated values."""

    def __init__(self, default: str, notes: Notes, names: Mapping[str, Foreign]) -> None:
        self._default = default
        self._notes = notes
        self._names = names
        self.formulas: list[dict[str, Any]] = []

    def name(self, language: str) -> str:
        """A language as SurveyJS calls it.

        >>> Tongue("en", Notes(), {}).name("zh_Hans_CN"), Tongue("en", Notes(), {}).name("pt_BR")
        ('zh-cn', 'pt-br')
        """
        return _NAMES.get(language) or language.replace("_", "-").lower()

    def speak(self, text: Text, place: str, *, markup: bool = False) -> Any:  # noqa: ANN401 - a text or several
        """One text where there is only the study's language, else one for each."""
        found = {}
        for language, words in text.items():
            said = self._with_places(words, place)
            if not markup and plain(said)[0] != said:
                self._notes.changed(
                    place,
                    language,
                    N_("What looks like formatting in this text is taken for it there."),
                    original=words,
                )
            found["default" if language == self._default else self.name(language)] = said
        if set(found) <= {"default"}:
            return found.get("default", "")
        return found

    def _with_places(self, words: str, place: str) -> str:
        return _PLACE.sub(lambda found: self._place(found, place), words) if "{" in words else words

    def _place(self, found: re.Match[str], place: str) -> str:
        if not found[1]:
            foreign = self._names.get(found[2].strip())
            return f"{{{foreign.path}}}" if foreign and foreign.tick is None else found[0]
        try:
            expression = parsing.parse(found[2].strip())
            words = surveyjs.write_value(expression, self._names)
        except ExpressionRefused as refusal:
            self._notes.dropped(
                place,
                "text",
                N_("This formula in a text cannot be said in SurveyJS: %(why)s"),
                why=str(refusal),
                original=found[0],
            )
            return found[0]
        self.tell_nothing(expression, place, found[2].strip())
        known = next((each["name"] for each in self.formulas if each["expression"] == words), None)
        if known is None:
            known = f"formula{len(self.formulas) + 1}"
            self.formulas.append({"name": known, "expression": words})
        return f"{{{known}}}"

    def tell_nothing(self, expression: Expression, place: str, rule: str) -> None:
        """A sum with an answer missing comes to nothing here, while SurveyJS takes the missing number for 0."""
        if not isinstance(expression, Reference) and needed(expression):
            self._notes.changed(place, "expression", N_("Missing numbers count as 0 in SurveyJS."), original=rule)
