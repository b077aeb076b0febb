"""The words of the editor for steps of the history, purposes, and the parts of a question."""

from datetime import datetime

from babel.dates import format_time
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.routes.presentation import zone_of_viewer
from survey_app.services.questionnaires import Change
from survey_app.vocabulary import Purpose


def change_words(change: Change) -> str:
    """A step of the history in words: `Question Q7 deleted`."""
    words = {
        "add": _("question %(what)s added", what=change.subject),
        "block": _("block of questions added"),
        "edit": _("question %(what)s changed", what=change.subject),
        "type": _("question %(what)s changed", what=change.subject),
        "move": _("question %(what)s moved", what=change.subject),
        "copy": _("question %(what)s copied", what=change.subject),
        "delete": _("question %(what)s deleted", what=change.subject),
        "add_page": _("page added"),
        "edit_page": _("page changed"),
        "move_page": _("page moved"),
        "delete_page": _("page deleted"),
        "languages": _("languages changed"),
        "translate": _("translations changed"),
        "upload": _("questionnaire read from a file"),
        "library": _("block “%(what)s” put in", what=change.subject),
        "template": _("begun with “%(what)s”", what=change.subject),
        "logic": _("rule of %(what)s changed", what=change.subject),
        "paste": _("questions taken from a text"),
    }
    return str(words.get(change.verb, _("a change")))


def purposes() -> dict[str, tuple[str, str]]:
    """The five purposes of a question, each with its name and a sentence."""
    return {
        Purpose.SOLICITATION.value: (_("Opinion"), _("How people see it: satisfied, what to improve, how.")),
        Purpose.INQUIRY.value: (_("Inquiry"), _("Asks openly and directly for facts.")),
        Purpose.AFFIRMATIVE.value: (_("Confirmation"), _("Yes or no, to be sure about one thing.")),
        Purpose.IDENTITY.value: (_("Identity"), _("Who it is. Stored apart from opinions, can be deleted.")),
        Purpose.CLARIFYING.value: (_("Clarification"), _("Explains a rule or takes away a doubt.")),
    }


def line_word(name: str) -> str:
    """What a part of a question is called where two states of it are compared."""
    part, _space, number = name.partition(" ")
    words = {
        "code": _("Code"),
        "text": _("Text"),
        "hint": _("Hint below the text"),
        "purpose": _("Purpose"),
        "required": _("An answer is required"),
        "not_applicable": _("Does not apply"),
        "row": _("Row with code %(code)s", code=number) if number else _("New row"),
        "point": _("Point %(number)s of the scale", number=number),
        "other": _("Other"),
        "unit": _("Unit"),
        "body": _("The text people agree to"),
        "limits": _("Limits"),
        "order": _("Order of the answers or rows"),
        "stays": _("Codes that stay in their place"),
        "pairs": _("Codes that keep together"),
        "moves": _("Moves together with questions of the same name"),
        "carry": _("Take over answers from"),
        "rule": _("Shown only if (%(code)s)", code=number) if number else _("Shown only if"),
        "column": _("Column %(code)s shown only if", code=number),
        "check": _("Check %(number)s", number=number),
        "setting": _("Setting “%(name)s”", name=number),
    }
    return str(words.get(part, name))


def clock(moment: datetime) -> str:
    """The time of day on the viewer's clock: `14:02`."""
    return str(format_time(moment.astimezone(zone_of_viewer()), "HH:mm", locale=get_locale()))
