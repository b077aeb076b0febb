"""What each field of the protocol's form is called where the list of what is wrong names it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.forms.items import NAMES
from survey_app.forms.protocols import ProtocolForm
from survey_app.routes.expertise_words import field_word
from survey_app.services.expertise import default_weights
from survey_app.vocabulary import LANGUAGES

_WORDED = {
    "question": _l("Question above every statement"),
    "options": _l("Options to choose from"),
    "low_label": _l("Words at the low end"),
    "high_label": _l("Words at the high end"),
    "second_question": _l("Question on the second scale"),
    "second_low_label": _l("Second scale, words at the low end"),
    "second_high_label": _l("Second scale, words at the high end"),
}
_UPPER = {
    "scale_max": _l("Scale to"),
    "high_to": _l("Agreed as high to"),
    "low_to": _l("Agreed as low to"),
    "second_max": _l("Second scale to"),
}


def field_names(form: ProtocolForm) -> dict[str, str]:
    """The name of every field by its id, told apart from others that have the same label."""
    found = {field.id: str(field.label.text) for field in form}
    found |= {name: str(words) for name, words in _UPPER.items()}
    for group, words in _WORDED.items():
        for language in LANGUAGES:
            is_own = language == form.language
            told = words if is_own else _("%(words)s (%(language)s)", words=words, language=NAMES[language])
            found[f"{group}_{language}"] = str(told)
    return found | {name: field_word(name) for name in default_weights()}
