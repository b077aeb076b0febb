"""The words of the page of priorities: quarters, decisions, why something has no place, attributes in a row."""

from collections.abc import Sequence

from flask_babel import gettext as _

from survey_app.routes.figures import wording
from survey_app.routes.presentation import ngettext, number, percent
from survey_app.services.attribute_tables import Attribute
from survey_app.services.priority_places import FEWEST, Missed
from survey_app.stats.drivers import LITTLE
from survey_app.stats.importance import Quadrant
from survey_app.stats.penalty_reward import ContrastClass
from survey_app.stats.rivals import Decision

_NAMED, _LONGEST = 3, 70


def name_of(attribute: Attribute, fallback: str) -> str:
    """An attribute in words."""
    return wording.short(wording.words_of(attribute.label, fallback, attribute.code), _LONGEST)


def listed(attributes: Sequence[Attribute], fallback: str) -> str:
    """The first few attributes in a row, and how many more there are."""
    names = [name_of(each, fallback) for each in attributes]
    more = len(names) - _NAMED
    if more > 0:
        names = [*names[:_NAMED], ngettext("%(num)s more", "%(num)s more", more)]
    return str(_(", ")).join(names)


def drawn_words(words: str, groups: int) -> str:
    """How figures were resampled, with a sentence on random groups where those were drawn instead of people."""
    if not groups:
        return words
    told = _(
        "So many people are dealt at random into %(groups)s groups; a resample draws groups instead of people, which "
        "gives the same spread",
        groups=number(groups),
    )
    return f"{words}. {told}"


def little() -> str:
    """That no advice follows, because the attributes hardly explain the outcome."""
    told = _("The attributes explain less than %(share)s of the outcome: no priorities follow", share=percent(LITTLE))
    return str(told)


def quarters() -> dict[Quadrant, str]:
    """What each quarter of the map advises."""
    return {
        Quadrant.IMPROVE_FIRST: str(_("Concentrate here")),
        Quadrant.KEEP_UP: str(_("Keep up")),
        Quadrant.LOW_PRIORITY: str(_("Low priority")),
        Quadrant.POSSIBLE_OVERKILL: str(_("Possible overkill")),
    }


def decisions() -> dict[Decision, str]:
    """What the decision table advises."""
    return {
        Decision.IMPROVE_FIRST: str(_("Improve first")),
        Decision.INVEST_TO_WIN: str(_("Invest to win orders")),
        Decision.PROTECT_AND_TELL: str(_("Protect it and tell people")),
        Decision.WATCH: str(_("Watch")),
        Decision.LEAVE: str(_("Leave as it is")),
    }


def standings() -> dict[str, str]:
    """How we stand to a rival."""
    return {"worse": str(_("behind")), "equal": str(_("level")), "better": str(_("ahead"))}


def kinds() -> dict[ContrastClass, str]:
    """What high and low ratings of an attribute do to the outcome."""
    return {
        ContrastClass.BASIC: str(_("Basic, only annoys")),
        ContrastClass.ATTRACTIVE: str(_("Attractive, only pleases")),
        ContrastClass.PERFORMANCE: str(_("Performance, does both")),
        ContrastClass.NEUTRAL: str(_("Neutral, does neither")),
    }


def missed(why: Missed) -> str:
    """Why an attribute has no place."""
    words = {
        Missed.HIDDEN: _("too few answers to show"),
        Missed.FEW: _("no place: fewer than %(least)s answers", least=number(FEWEST)),
        Missed.NO_VARIATION: _("no place: all rated it the same"),
        Missed.SAME: _("no place: rated exactly like another"),
    }
    return str(words[why])


def aside() -> str:
    """The mark of an attribute that is not to be acted on."""
    return str(_("not to be acted on"))
