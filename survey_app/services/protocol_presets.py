"""Ready-made rules for kinds of Delphi that need several settings at once. They fill the form and keep nothing."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from survey_app.exceptions import N_
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import LANGUAGES


class Preset(StrEnum):
    """A kind of Delphi that the form can begin with."""

    NECESSITY = "necessity"
    POLICY = "policy"


WORDS: Mapping[Preset, str] = {
    Preset.NECESSITY: N_("RAND/UCLA with necessity (1–9)"),
    Preset.POLICY: N_("Policy Delphi: desirability and feasibility (1–4)"),
}
Say = Callable[[str, str], str]
"""A marked message in a language."""


def rules_of(preset: Preset, say: Say) -> ProtocolRules:
    """The rules of a kind of Delphi.

    Appropriateness and necessity: Fitch et al. 2001, The RAND/UCLA Appropriateness Method User's Manual. Desirability
    and feasibility in four points without a middle: Turoff 1970, Technological Forecasting and Social Change 2:149.
    """
    if preset is Preset.NECESSITY:
        return ProtocolRules(
            question=_text(N_("How appropriate is this?"), say),
            low_label=_text(N_("clearly inappropriate"), say),
            high_label=_text(N_("clearly appropriate"), say),
            ram=True,
            second=True,
            second_question=_text(N_("How necessary is this?"), say),
            second_low_label=_text(N_("clearly not necessary"), say),
            second_high_label=_text(N_("clearly necessary"), say),
            necessity=True,
        )
    return ProtocolRules(
        scale_max=4,
        low_to=2,
        high_from=3,
        high_to=4,
        question=_text(N_("How desirable is this?"), say),
        low_label=_text(N_("very undesirable"), say),
        high_label=_text(N_("very desirable"), say),
        second=True,
        second_max=4,
        second_question=_text(N_("How feasible is this?"), say),
        second_low_label=_text(N_("certainly not feasible"), say),
        second_high_label=_text(N_("certainly feasible"), say),
        arguments=True,
        seeks_agreement=False,
    )


def _text(message: str, say: Say) -> dict[str, str]:
    """The words in every language that has some of its own."""
    found = {language: say(message, language) for language in LANGUAGES}
    return {language: words for language, words in found.items() if language == LANGUAGES[0] or words != message}
