"""Ready-made rules for every kind of Delphi. They fill the form and keep nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from survey_app.exceptions import N_
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.panel_readings import FuzzyTable
from survey_app.vocabulary import LANGUAGES, ItemScale


class Preset(StrEnum):
    """A kind of Delphi that the form can begin with."""

    CLASSIC = "classic"
    OPEN_FIRST = "open-first"
    NECESSITY = "necessity"
    POLICY = "policy"
    TWO_SCALES = "two-scales"
    RANKING = "ranking"
    POINTS = "points"
    PAIRS = "pairs"
    ESTIMATES = "estimates"
    CHOICE = "choice"
    FUZZY = "fuzzy"
    REAL_TIME = "real-time"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of Delphi in words: its name, what it is for, and where the method was published."""

    name: str
    purpose: str
    source: str


KINDS: Mapping[Preset, Kind] = {
    Preset.CLASSIC: Kind(
        N_("Classic Delphi (1–9)"),
        N_("Finds which statements a panel agrees on, over two rounds with the panel's figures in between."),
        "Dalkey & Helmer 1963, Management Science 9:458; Diamond et al. 2014, Journal of Clinical Epidemiology 67:401",
    ),
    Preset.OPEN_FIRST: Kind(
        N_("Classic Delphi that begins with open questions (1–9)"),
        N_(
            "First the panel answers in its own words; you make statements of the answers, and the panel rates them in "
            "two more rounds. Add the open questions as statements of that kind."
        ),
        "Dalkey & Helmer 1963, Management Science 9:458; Hsu & Sandford 2007, Practical Assessment, Research & "
        "Evaluation 12:10",
    ),
    Preset.NECESSITY: Kind(
        N_("RAND/UCLA with necessity (1–9)"),
        N_("Sorts statements into appropriate, uncertain and inappropriate, and the appropriate ones by necessity."),
        "Fitch et al. 2001, The RAND/UCLA Appropriateness Method User's Manual",
    ),
    Preset.POLICY: Kind(
        N_("Policy Delphi: desirability and feasibility (1–4)"),
        N_("Lays open the sides of a question with the arguments for and against; it seeks no agreement."),
        "Turoff 1970, Technological Forecasting and Social Change 2:149",
    ),
    Preset.TWO_SCALES: Kind(
        N_("Importance and likelihood (1–9 each)"),
        N_("Places statements about the future on a map of two axes: how much would it matter, how likely is it."),
        "von der Gracht & Darkow 2010, International Journal of Production Economics 127:46",
    ),
    Preset.RANKING: Kind(
        N_("Ranking"),
        N_("Puts statements in order and says how far the panel's orders agree."),
        "Schmidt 1997, Decision Sciences 28:763",
    ),
    Preset.POINTS: Kind(
        N_("100 points"),
        N_("Gives each statement a weight: whoever wants more for one must take it from another."),
        "Bottomley, Doyle & Green 2000, Journal of Marketing Research 37:508",
    ),
    Preset.PAIRS: Kind(
        N_("Weights by comparing in pairs"),
        N_(
            "Gives two to nine statements a weight by comparing two at a time; each person sees whether the "
            "answers fit together."
        ),
        "Saaty 1977, Journal of Mathematical Psychology 15:234",
    ),
    Preset.ESTIMATES: Kind(
        N_("Estimates in four steps (IDEA)"),
        N_(
            "Asks for a figure nobody can look up: lowest, highest, best, and how sure the range is. The panel sees "
            "the median of each, then answers once more."
        ),
        "Speirs-Bridge et al. 2010, Risk Analysis 30:512; Hemming et al. 2018, Methods in Ecology and Evolution 9:169",
    ),
    Preset.CHOICE: Kind(
        N_("Choice among options"),
        N_("Finds the option that most of the panel choose for each statement, where options have no order."),
        "Diamond et al. 2014, Journal of Clinical Epidemiology 67:401",
    ),
    Preset.FUZZY: Kind(
        N_("Fuzzy Delphi (1–5)"),
        N_("Reads every rating as a range, so that vague words are not taken for exact numbers."),
        "Cheng & Lin 2002, European Journal of Operational Research 142:174",
    ),
    Preset.REAL_TIME: Kind(
        N_("Real time"),
        N_("One long round: whoever has answered sees the panel's figures at once and may answer anew."),
        "Gordon & Pease 2006, Technological Forecasting and Social Change 73:321",
    ),
}
Say = Callable[[str, str], str]
"""A marked message in a language."""
_IMPORTANT = {
    "question": N_("How important is this?"),
    "low_label": N_("not important"),
    "high_label": N_("critical"),
}
_RULES: Mapping[Preset, Mapping[str, Any]] = {
    Preset.CLASSIC: _IMPORTANT,
    Preset.OPEN_FIRST: {**_IMPORTANT, "rounds": 3},
    Preset.NECESSITY: {
        "question": N_("How appropriate is this?"),
        "low_label": N_("clearly inappropriate"),
        "high_label": N_("clearly appropriate"),
        "ram": True,
        "second": True,
        "second_question": N_("How necessary is this?"),
        "second_low_label": N_("clearly not necessary"),
        "second_high_label": N_("clearly necessary"),
        "necessity": True,
    },
    Preset.POLICY: {
        "scale_max": 4,
        "low_to": 2,
        "high_from": 3,
        "high_to": 4,
        "question": N_("How desirable is this?"),
        "low_label": N_("very undesirable"),
        "high_label": N_("very desirable"),
        "second": True,
        "second_max": 4,
        "second_question": N_("How feasible is this?"),
        "second_low_label": N_("certainly not feasible"),
        "second_high_label": N_("certainly feasible"),
        "arguments": True,
        "seeks_agreement": False,
    },
    Preset.TWO_SCALES: {
        **_IMPORTANT,
        "second": True,
        "second_question": N_("How likely is this?"),
        "second_low_label": N_("very unlikely"),
        "second_high_label": N_("very likely"),
    },
    Preset.RANKING: {
        "scale": ItemScale.RANKING,
        "rounds": 3,
        "question": N_("Put these in order, the most important first."),
    },
    Preset.POINTS: {"scale": ItemScale.POINTS, "question": N_("How much weight should this carry?")},
    Preset.PAIRS: {
        "scale": ItemScale.POINTS,
        "compared": True,
        "question": N_("Which of the two is more important?"),
    },
    Preset.ESTIMATES: {
        "scale": ItemScale.ESTIMATE,
        "scale_min": 0,
        "scale_max": 100,
        "confidence": True,
        "question": N_("How large is this, in per cent?"),
    },
    Preset.CHOICE: {
        "scale": ItemScale.CHOICE,
        "scale_max": 3,
        "question": N_("What should be done about this?"),
        "options": (N_("do it now"), N_("do it later"), N_("do not do it")),
    },
    Preset.FUZZY: {
        **_IMPORTANT,
        "scale_max": 5,
        "low_to": 2,
        "high_from": 4,
        "high_to": 5,
        "fuzzy": FuzzyTable.FIVE,
    },
    Preset.REAL_TIME: {**_IMPORTANT, "rounds": 1, "real_time": True},
}
_TEXTS = ("question", "low_label", "high_label", "second_question", "second_low_label", "second_high_label")


def rules_of(preset: Preset, say: Say) -> ProtocolRules:
    """The rules of a kind of Delphi, its words in every language that has some of its own."""
    rules = dict(_RULES[preset])
    rules |= {name: _text(rules[name], say) for name in _TEXTS if name in rules}
    if "options" in rules:
        rules["options"] = _lines(rules["options"], say)
    return ProtocolRules(**rules)


def left_over(rules: ProtocolRules, language: str, say: Say) -> list[str]:
    """The languages in which words of a ready kind still stand that were changed in the study's own language.

    Who reads them is asked something else than the others.
    """
    found = set()
    for ready in (rules_of(preset, say) for preset in Preset):
        for name in _TEXTS:
            kept, given = getattr(rules, name), getattr(ready, name)
            if kept.get(language) and kept.get(language) != given.get(language):
                found |= {other for other, words in kept.items() if other != language and words == given.get(other)}
    return [each for each in LANGUAGES if each in found]


def _text(message: str, say: Say) -> dict[str, str]:
    """The words in every language that has some of its own."""
    found = {language: say(message, language) for language in LANGUAGES}
    return {language: words for language, words in found.items() if language == LANGUAGES[0] or words != message}


def _lines(messages: tuple[str, ...], say: Say) -> dict[str, str]:
    r"""Options one a line, only in languages that have words for each of them.

    >>> _lines(("yes", "no"), lambda message, language: {"es": {"yes": "sí"}}.get(language, {}).get(message, message))
    {'en': 'yes\nno'}
    """
    each = [_text(message, say) for message in messages]
    whole = [language for language in LANGUAGES if all(language in words for words in each)]
    return {language: "\n".join(words[language] for words in each) for language in whole}
