"""The rules of a protocol in plain words, one line each, for the lock, the locked page and the amendments."""

import itertools
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from survey_app.exports import ticked, ticked_words
from survey_app.exports.chosen_figures import options_in
from survey_app.forms.protocols import DENOMINATORS, FUZZY, NO_RESPONSE, PARTIALS, REASONS, SCALES, ProtocolForm
from survey_app.models import Protocol
from survey_app.questions.definition import say
from survey_app.routes.expertise_words import weight_words
from survey_app.routes.presentation import filled, number, percent
from survey_app.services import protocols, second_scale
from survey_app.services.protocol_rules import Denominator, ProtocolRules
from survey_app.stats.panel_readings import FuzzyTable
from survey_app.vocabulary import ItemScale

Line = tuple[str, str]
_ON_ONE_PAGE = (ItemScale.POINTS, ItemScale.RANKING)
"""Where every statement gets something: nobody can say that they cannot judge one, and no distribution is shown."""
_CHOICES: Mapping[str, Mapping[Any, Any]] = {
    "scale": SCALES,
    "denominator": DENOMINATORS,
    "reasons": REASONS,
    "no_response": NO_RESPONSE,
    "partials": PARTIALS,
    "fuzzy": FUZZY,
}


def rule_words(rules: ProtocolRules, language: str) -> list[Line]:
    """Each rule with its words, in the order of the form."""
    lines = [(_("What is asked"), say(dict(rules.question), language) or "–"), (_("Scale"), _scale(rules, language))]
    lines += _second(rules, language)
    has_verdict = rules.scale in (ItemScale.RATING, ItemScale.CHOICE)
    if has_verdict:
        lines.append((_("Agreement"), _agreement(rules) if rules.seeks_agreement else _("no verdict is given")))
    return [
        *lines,
        *([(_("Denominator"), _denominator(rules))] if has_verdict else []),
        (_("Rounds"), _("one long round in real time") if rules.real_time else number(rules.rounds)),
        (
            _("Stable"),
            _("below a net change of %(share)s of the distribution", share=share(rules.stable_below)),
        ),
        *([(_("Verdict from"), _verdict_from(rules))] if has_verdict else []),
        (_("Shown to the panel"), _shown(rules)),
        *([] if rules.scale in _ON_ONE_PAGE else [(_("“Cannot judge”"), _offered(rules))]),
        (_("A reason"), str(REASONS[rules.reasons])),
        *([(_("Comparisons"), _("the points come from comparing two by two"))] if rules.compared else []),
        *([(_("Confidence"), _("asked with every range, 51 to 100 per cent"))] if rules.confidence else []),
        *([(_("Arguments"), _("for and against, in place of one reason"))] if rules.arguments else []),
        (_("Who missed a round"), str(NO_RESPONSE[rules.no_response])),
        *([(_("Most who may drop out"), _dropout(rules))] if rules.max_dropout else []),
        (_("Ratings of people who did not finish"), str(PARTIALS[rules.partials])),
        *([(_("Proposals"), _("panellists may propose statements in the first round"))] if rules.proposals else []),
        *([(_("Helpful"), _("panellists may mark reasons as helpful"))] if rules.helpful else []),
        *([(_("RAND/UCLA"), _("the class is read from the ratings as well"))] if rules.ram else []),
        *([(_("Fuzzy numbers"), str(FUZZY[rules.fuzzy]))] if rules.fuzzy is not FuzzyTable.NONE else []),
        *_expertise(rules),
    ]


def own_words(own: Mapping[str, Any], language: str) -> str:
    """The scale that a statement has of its own, with the ranges of its agreement."""
    rules = ProtocolRules().of(own)
    told = filled(ticked_words.HOW, {}) if ticked.is_several(own) else _scale(rules, language)
    if rules.scale is ItemScale.RATING:
        ends = (rules.low_from, rules.low_to, rules.high_from, rules.high_to)
        names = ("low_from", "low_to", "high_from", "high_to")
        figures = {name: _plain(end) for name, end in zip(names, ends, strict=True)}
        agreed = _("agreed in %(high_from)s–%(high_to)s or %(low_from)s–%(low_to)s", **figures)
        told = _("; ").join((told, agreed))
    asked = say(dict(rules.question), language)
    return f"{asked} {told}" if asked else told


def _denominator(rules: ProtocolRules) -> str:
    if rules.scale is ItemScale.CHOICE and rules.denominator is Denominator.JUDGED:
        return str(_("only those who chose"))
    return str(DENOMINATORS[rules.denominator])


def _verdict_from(rules: ProtocolRules) -> str:
    least = number(rules.min_verdict)
    is_choice = rules.scale is ItemScale.CHOICE
    return str(_("%(count)s answers", count=least) if is_choice else _("%(count)s ratings", count=least))


def _offered(rules: ProtocolRules) -> str:
    return str(_("offered") if rules.cannot_judge else _("not offered"))


def _dropout(rules: ProtocolRules) -> str:
    return str(_("no further round once more than %(share)s missed one", share=share(rules.max_dropout)))


def _second(rules: ProtocolRules, language: str) -> list[Line]:
    """What is asked on the second scale, and its ends; nothing where there is none."""
    if not rules.second:
        return []
    second = second_scale.rules_of(rules)
    asked = say(dict(second.question), language) or "–"
    lines = [(_("Asked as well"), asked), (_("Second scale"), _scale(second, language))]
    return [*lines, (_("Necessity"), _("read by RAND/UCLA for appropriate statements"))] if rules.necessity else lines


def _expertise(rules: ProtocolRules) -> list[Line]:
    """What experts are asked about themselves, with the weights; nothing where they are not."""
    if not rules.expertise:
        return []
    asked = _("asked once, before the first round: what the judgement rests on, and familiarity")
    return [(_("Expertise"), asked), (_("Weights of authority, in hundredths"), weight_words(rules.authority))]


def agreement_words(rules: ProtocolRules) -> str:
    """The rule of agreement in one clause."""
    return _agreement(rules)


def share(percents: float) -> str:
    """A share that the protocol declares in hundredths, as the language writes it."""
    return percent(percents / 100, 0 if percents == int(percents) else 1)


def _agreement(rules: ProtocolRules) -> str:
    if rules.scale is ItemScale.CHOICE:
        return str(_("at least %(share)s chose the same option", share=share(rules.percent)))
    return str(
        _(
            "at least %(share)s in %(high_from)s–%(high_to)s, or in %(low_from)s–%(low_to)s",
            share=share(rules.percent),
            high_from=_plain(rules.high_from),
            high_to=_plain(rules.high_to),
            low_from=_plain(rules.low_from),
            low_to=_plain(rules.low_to),
        )
    )


def _scale(rules: ProtocolRules, language: str) -> str:
    if rules.scale is ItemScale.POINTS:
        return str(_("%(total)s points shared out over all statements", total=number(rules.points_total)))
    if rules.scale is ItemScale.RANKING:
        return ranking_words(rules)
    if rules.scale is ItemScale.CHOICE:
        words = options_in(say(dict(rules.options), language))
        return str(_("one of: %(options)s", options=_("; ").join(words)))
    low, high = say(dict(rules.low_label), language), say(dict(rules.high_label), language)
    ends = [f"{_plain(rules.scale_min)} {low}".strip(), f"{_plain(rules.scale_max)} {high}".strip()]
    return str(_("%(low)s to %(high)s", low=ends[0], high=ends[1]))


def ranking_words(rules: ProtocolRules) -> str:
    """What everybody ranks."""
    if not rules.rank_top:
        return str(_("all statements ranked"))
    return str(_("the first %(count)s statements ranked", count=number(rules.rank_top)))


def _shown(rules: ProtocolRules) -> str:
    not_bound = rules.scale not in _ON_ONE_PAGE
    if rules.scale is ItemScale.CHOICE:
        least = max(rules.min_distribution, rules.min_median)
        return str(_("how many chose each option, from %(count)s answers", count=number(least)))
    parts = [
        *([_("the place of every statement")] if rules.scale is ItemScale.RANKING else []),
        _("median and middle half from %(count)s ratings", count=number(rules.min_median))
        if rules.scale is ItemScale.RATING
        else _("median and middle half from %(count)s answers", count=number(rules.min_median)),
        *([_("distribution from %(count)s", count=number(rules.min_distribution))] if not_bound else []),
    ]
    if rules.scale is ItemScale.RATING and rules.seeks_agreement:
        parts.append(_("share that agrees: yes") if rules.show_agreement else _("share that agrees: no"))
    return str(_(", ")).join(str(part) for part in parts)


def changed_rules(version: Protocol, earlier: Protocol | None) -> list[tuple[str, str, str]]:
    """What an amendment changed: the rule, its value before and its value now. Nothing for the first lock."""
    if earlier is None:
        return []
    before, after = (ProtocolRules.from_json(each.document["rules"]) for each in (earlier, version))
    changed = protocols.differences(before, after)
    return [(value_word("name", name), value_word(name, old), value_word(name, new)) for name, old, new in changed]


def amendments(stage_id: int) -> list[tuple[Protocol, list[tuple[str, str, str]]]]:
    """Every amendment of a protocol with what it changed, newest first; the first lock is none."""
    locked = protocols.locked_versions(stage_id)
    return [(each, changed_rules(each, before)) for each, before in itertools.pairwise(locked)]


def value_word(name: str, value: object) -> str:
    """A value of a rule as an amendment shows it; `name` itself is worded as the form does."""
    if name == "name":
        return _label(str(value))
    if name in _CHOICES:
        return str(_CHOICES[name][value])
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name == "authority" and isinstance(value, Mapping):
        return weight_words(value)
    if isinstance(value, Mapping):
        return " / ".join("; ".join(str(text).splitlines()) for text in value.values()) or "–"
    return _plain(value) if isinstance(value, int | float) else str(value)


def _label(name: str) -> str:
    texts = {"question": _("What is asked"), "low_label": _("Label of the low end"), "high_label": _("High end")}
    texts |= {"authority": _("Weights of authority, in hundredths"), "seeks_agreement": _("Verdict of agreement")}
    texts |= {"options": _("Options to choose from")}
    texts |= {"second_question": _("What is asked as well"), "second_max": _("Second scale to")}
    texts |= {"second_low_label": _("Low end of the second scale"), "second_high_label": _("High end of it")}
    if name in texts:
        return str(texts[name])
    field = getattr(ProtocolForm, name, None)
    return str(field.args[0]) if field is not None and field.args else name


def _plain(value: float) -> str:
    """A number of a rule without needless decimals.

    >>> _plain(75.0), _plain(66.5)
    ('75', '66.5')
    """
    return f"{value:g}".replace("-", "−")
