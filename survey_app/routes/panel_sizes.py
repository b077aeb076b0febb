"""What so many people can come to under a protocol: said before it is locked, while more can still be listed."""

from flask_babel import gettext as _

from survey_app.models import Stage
from survey_app.routes.presentation import ngettext, number
from survey_app.services import live_batches
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import ItemScale

Line = tuple[str, int, bool]
"""What is shown, how many answers it needs, and whether so many people are listed."""


def needs(stage: Stage, rules: ProtocolRules, listed: int) -> list[Line]:
    """What the protocol shows from how many answers on; nothing where enough people are listed for all of it."""
    wanted = [
        (_("Median and middle half"), rules.min_median),
        (_("Distribution"), max(rules.min_median, rules.min_distribution)),
    ]
    if rules.scale is ItemScale.CHOICE:
        wanted = [(_("How many chose each option"), max(rules.min_median, rules.min_distribution))]
    if rules.gives_verdicts:
        wanted.append((_("Verdict"), rules.min_verdict))
    if rules.real_time:
        wanted.insert(0, (_("First figures while the round is open"), live_batches.figures_from(stage, rules)))
    lines = [(str(words), least, listed >= least) for words, least in wanted]
    return [] if all(is_reached for _words, _least, is_reached in lines) else lines


def warning(stage: Stage, rules: ProtocolRules, listed: int) -> str:
    """The same in a sentence; empty where enough people are listed."""
    lines = needs(stage, rules, listed)
    if not lines:
        return ""
    named = (_("%(label)s: %(words)s", label=words, words=number(least)) for words, least, _is_reached in lines)
    told = _("; ").join(str(line) for line in named)
    return ngettext(
        "%(num)s person is listed. Answers needed: %(needed)s.",
        "%(num)s people are listed. Answers needed: %(needed)s.",
        listed,
        needed=told,
    )
