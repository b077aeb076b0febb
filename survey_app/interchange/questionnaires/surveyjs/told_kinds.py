"""Elements of SurveyJS that ask nothing or that cannot be asked here: words, pictures, formulas, files, signatures."""

from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.file_kinds import MOST_FILES, groups_of
from survey_app.interchange.questionnaires.surveyjs.drafts import Draft, Found, Reading, has_kind
from survey_app.interchange.questionnaires.surveyjs.parts import as_flag, as_number
from survey_app.interchange.questionnaires.surveyjs.ruling import calculate
from survey_app.interchange.questionnaires.surveyjs.walking import is_hidden
from survey_app.logic import writing
from survey_app.logic.dialects.surveyjs_names import Holds, Known
from survey_app.logic.tree import Call, Constant, Expression, Reference
from survey_app.questions.definition import Text
from survey_app.questions.figures import MOST_DECIMALS


def told(found: Found, reading: Reading) -> list[Draft]:
    """Words between the questions."""
    draft = reading.draft(found, "information")
    words = reading.desk.text(found.part.get("html"), f"{found.place}.html", found.subject)
    if not words:
        reading.notes.dropped(found.place, found.subject, N_("A text without words is left out."))
        return []
    draft.text, draft.required = words, False
    if found.part.get("_panel"):
        reading.notes.changed(
            found.place, found.subject, N_("The title of a group becomes a text before its questions.")
        )
    return [draft]


def picture(found: Found, reading: Reading) -> list[Draft]:
    """A picture: its words stay, the picture itself is told."""
    link = found.text("imageLink") or found.text("contentUrl")
    reading.notes.dropped(f"{found.place}.imageLink", found.subject, N_("Pictures do not come over."), original=link)
    words = reading.desk.text(found.part.get("altText") or found.part.get("title"), found.place, found.subject)
    if not words:
        return []
    draft = reading.draft(found, "information")
    draft.text = words
    return [draft]


def formula(found: Found, reading: Reading) -> list[Draft]:
    """A value that is reckoned, and the text that shows it where it is shown."""
    text, name = found.part.get("expression"), found.scope + found.name
    place = f"{found.place}.expression"
    if not isinstance(text, str) or not text.strip():
        reading.notes.dropped(place, found.subject, N_("A formula without an expression is left out."))
        return []
    expression = calculate(name, text, place, found.subject, reading)
    if expression is None:
        return []
    draft = reading.draft(found, "information")
    draft.required, title = False, draft.text
    draft.text = {code: f"{words}: {{{name}}}" for code, words in title.items()}
    if not has_kind("calculated"):
        reading.notes.changed(
            place, found.subject, N_("A calculated value stands as its formula wherever it is used."), original=text
        )
        return [draft]
    value = calculated(draft.code, title, found, expression)
    reading.names[name] = Known(Reference(draft.code), Holds.TEXT if value.settings.get("words") else Holds.NUMBER)
    if is_hidden(found.part):
        return [value]
    draft.code = reading.naming.question(f"{draft.code[:14]}_T")
    return [value, draft]


def calculated(code: str, text: Text, found: Found, expression: Expression) -> Draft:
    """A calculated value of ours."""
    digits = as_number(found.part.get("maximumFractionDigits"))
    decimals = MOST_DECIMALS if digits is None or digits < 0 else int(min(MOST_DECIMALS, digits))
    settings: dict[str, Any] = {"expression": writing.write(expression), "decimals": decimals}
    if (isinstance(expression, Call) and expression.name == "join") or (
        isinstance(expression, Constant) and isinstance(expression.value, str)
    ):
        settings["words"] = True
    return Draft(
        code,
        "calculated",
        text,
        found.place,
        found.subject,
        settings=settings,
        conditions=list(found.around),
        scope=found.scope,
    )


def file(found: Found, reading: Reading) -> list[Draft]:
    """A file that respondents hand over."""
    several = as_flag(found.part.get("allowMultiple"))
    settings = {"most": MOST_FILES if several else 1, "groups": groups_of(found.text("acceptedTypes"))}
    draft = reading.draft(found, "file_upload", settings)
    reading.names[found.scope + found.name] = Known(Reference(draft.code), Holds.ANYTHING)
    return [draft]


def signature(found: Found, reading: Reading) -> list[Draft]:
    """A drawn signature."""
    return _not_asked(found, reading, N_("Drawn signatures are not asked for here; a consent question is."))


def _not_asked(found: Found, reading: Reading, reason: str) -> list[Draft]:
    reading.notes.dropped(found.place, found.subject, reason, original=found.text("title") or found.name)
    return []
