"""The own scale of a statement in a panel that rates, chooses or estimates: what can be asked, and whether it fits.

A statement's `own_scale` holds the rules it has of its own (`protocol_rules.OWN_SCALE`); all else of the protocol holds
for it, too. `ProtocolRules.of` puts the two together, and is the only place that does.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports.chosen_figures import options_in
from survey_app.models import Item
from survey_app.services import chosen, second_scale, several
from survey_app.services.protocol_rules import OWN_SCALE, ProtocolRules
from survey_app.stats.results import StatisticsRefused
from survey_app.vocabulary import LANGUAGES, ItemScale

SCALES = (ItemScale.RATING, ItemScale.CHOICE, ItemScale.ESTIMATE)
"""What a statement may have of its own."""
BESIDE = (ItemScale.RATING, ItemScale.CHOICE, ItemScale.ESTIMATE)
"""Beside which scale of the protocol: where each statement has a page of its own."""
MOST_POINTS = 11
"""The most points a scale can have on a panellist's page."""
LONGEST_WORDS = 500
LARGEST = 1_000_000
_TEXTS = ("question", "low_label", "high_label", "options")
_FIGURES = ("scale_min", "scale_max", "high_from", "high_to", "low_from", "low_to")
Json = dict[str, Any]


def rating(ends: Mapping[str, float], texts: Mapping[str, Mapping[str, str]]) -> Json:
    """A rating of its own: both ends, the two ranges, and its words.

    >>> rating({"scale_min": 1, "scale_max": 5}, {"question": {"en": "How soon?"}, "low_label": {}})["question"]
    {'en': 'How soon?'}
    """
    return {"scale": ItemScale.RATING.value, **ends, **{name: dict(text) for name, text in texts.items() if text}}


def rating_of(first: int, last: int, low: Mapping[str, str], high: Mapping[str, str]) -> Json:
    """A rating between two ends, with the usual ranges: halves of a short scale, thirds of a long odd one.

    >>> rating_of(1, 7, {}, {})["high_from"], rating_of(1, 9, {}, {})["low_to"]
    (5, 3)
    """
    low_to, high_from = second_scale.halves(first, last)
    names = ("scale_min", "scale_max", "high_from", "high_to", "low_from", "low_to")
    ends = dict(zip(names, (first, last, int(high_from), last, first, int(low_to)), strict=True))
    texts = ({each: words for each, words in text.items() if words and each in LANGUAGES} for text in (low, high))
    return rating(ends, dict(zip(("low_label", "high_label"), texts, strict=True)))


def choice(options: Mapping[str, str], question: Mapping[str, str]) -> Json:
    r"""A choice of its own: the options by language, one a line, which are counted.

    >>> choice({"en": "Yes\n\n No"}, {})
    {'scale': 'choice', 'scale_min': 1, 'scale_max': 2, 'options': {'en': 'Yes\nNo'}}
    """
    words = {language: "\n".join(options_in(text)) for language, text in options.items() if options_in(text)}
    count = len(options_in(next(iter(words.values()), "")))
    more = {"question": dict(question)} if question else {}
    return {"scale": ItemScale.CHOICE.value, "scale_min": 1, "scale_max": count, "options": words, **more}


def estimate(first: float, last: float, question: Mapping[str, str]) -> Json:
    """An estimate of its own: the limits of every figure.

    >>> estimate(0, 60, {})
    {'scale': 'estimate', 'scale_min': 0, 'scale_max': 60}
    """
    more = {"question": dict(question)} if question else {}
    return {"scale": ItemScale.ESTIMATE.value, "scale_min": first, "scale_max": last, **more}


def misfit(own: Mapping[str, Any]) -> str:
    """Why nobody can answer on this scale, in words; empty where they can, or where there is none.

    >>> misfit({}), misfit(choice({"en": "Yes"}, {}))[:15]
    ('', 'Write 2 to 9 op')
    """
    if not own:
        return ""
    rules = ProtocolRules().of(own)
    if rules.scale is ItemScale.CHOICE or several.is_several(own):
        return (several.misfit(own) if several.is_several(own) else "") or chosen.misfit(rules)
    first, last = float(rules.scale_min), float(rules.scale_max)
    if rules.scale is ItemScale.ESTIMATE:
        return "" if first < last else N_("The upper limit must be above the lower one.")
    if not (first.is_integer() and last.is_integer() and 1 <= last - first < MOST_POINTS):
        return N_("The scale needs 2 to 11 points, from low to high.")
    return _ranges_misfit(rules)


def _ranges_misfit(rules: ProtocolRules) -> str:
    """Why a rating has no sound ranges of agreement, in words."""
    if not all(rules.scale_min <= end <= rules.scale_max for end in (*rules.rule.high, *rules.rule.low)):
        return N_("The ranges of agreement reach beyond the scale: change them, too.")
    try:
        rules.rule.check()
    except StatisticsRefused:
        return N_("On the scale the low range comes first, then the high one, without overlap.")
    return ""


def is_sound(own: object) -> bool:
    r"""Whether something that comes from elsewhere can be an own scale.

    >>> is_sound({}), is_sound({"scale": "points"}), is_sound(choice({"en": "Yes\nNo"}, {})), is_sound([])
    (True, False, True, False)
    """
    if not isinstance(own, Mapping) or not own:
        return own == {}
    texts = [own[name] for name in _TEXTS if name in own]
    return (
        own.get("scale") in list(SCALES)
        and several.is_well_marked(own)
        and several.without_mark(own).keys() <= set(OWN_SCALE)
        and all(_is_figure(own[name]) for name in _FIGURES if name in own)
        and all(isinstance(text, Mapping) and all(_is_words(*pair) for pair in text.items()) for text in texts)
        and not misfit(own)
    )


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST


def _is_words(language: object, words: object) -> bool:
    return language in LANGUAGES and isinstance(words, str) and len(words) <= 2 * LONGEST_WORDS


def round_misfit(items: Iterable[Item], rules: ProtocolRules) -> str:
    """Why statements cannot have scales of their own under these rules, in words; empty where they can or have none."""
    return rules_misfit(rules) if any(item.own_scale for item in items) else ""


def rules_misfit(rules: ProtocolRules) -> str:
    """Why no statement can have a scale of its own under these rules, in words; empty where one can.

    >>> rules_misfit(ProtocolRules()), rules_misfit(ProtocolRules(arguments=True))[:15]
    ('', 'Where arguments')
    """
    if rules.scale not in BESIDE:
        return N_("A statement has a scale of its own only where all are rated, chosen from or estimated one by one.")
    if rules.real_time:
        return N_("A real-time panel asks every statement on the protocol's scale. Take the own scales out first.")
    if rules.arguments:
        return N_("Where arguments are written every statement is rated on the protocol's scale.")
    return ""
