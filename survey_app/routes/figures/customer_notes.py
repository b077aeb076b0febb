"""What is said below every analysis of customers: how many people it is of, and what is not shown."""

from flask_babel import gettext as _
from flask_babel import ngettext

from survey_app.routes.figures import wording
from survey_app.routes.presentation import number
from survey_app.services.customers import Looked
from survey_app.stats.results import Result


def notes_of(result: Result) -> tuple[str, ...]:
    """How many people an analysis is of, who was left out, and whether they are too few."""
    left_out = _("Left out: %(count)s without an answer.", count=number(result.missing)) if result.missing else ""
    small = str(_("** Fewer than 30 answers: too few to rely on.")) if result.n < wording.USABLE else ""
    return tuple(each for each in (str(_("Base: %(n)s people.", n=number(result.n))), left_out, small) if each)


def hidden(looked: Looked) -> tuple[str, ...]:
    """How much is left out, and why; nothing where all is shown."""
    if not looked.hidden:
        return ()
    words = ngettext(
        "%(num)s line or segment is left out: few people stand in it, or it would give such a one away.",
        "%(num)s lines or segments are left out: few people stand in them, or they would give such ones away.",
        looked.hidden,
    )
    return (str(words),)
