"""How one interview went, in words: its arms, its ending, how long it took, in which order things were seen."""

from collections.abc import Iterator

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from survey_app.questions.arm import arms_of
from survey_app.questions.definition import say
from survey_app.questions.wording import option_words
from survey_app.routes.presentation import listed
from survey_app.services import course
from survey_app.services.lookups import CaseAnswers

_MINUTE = 60


def lines(found: CaseAnswers, language: str) -> Iterator[tuple[str, str]]:
    """What stands on the page of a case beside the answers: names and words."""
    fallback = found.sheet.questionnaire.language
    for question in arms_of(found.sheet.questionnaire):
        dealt = found.answers.get(question.code)
        arm = next((arm for arm in question.settings.options if arm.code == dealt), None)
        if arm is not None:
            name = say(question.text, language, fallback) or question.code
            yield _("Arm of “%(name)s”", name=name), option_words(arm, language, fallback)
    if outcome := found.course.get(course.OUTCOME):
        yield _("How it ended"), str(outcome)
    if quotas := found.course.get(course.QUOTAS):
        yield _("Quotas it counts in"), listed(str(name) for name in quotas)
    if seconds := sum(found.course.get(course.SECONDS, {}).values()):
        minutes = round(seconds / _MINUTE, 1)
        yield (
            _("Time on the pages"),
            ngettext("%(count)s minute", "%(count)s minutes", minutes, count=format_decimal(minutes)),
        )
    for name, seen in found.course.get(course.ORDER, {}).items():
        yield _("Order seen (%(what)s)", what=name), str(seen)
