"""The questions about expertise in words: what a judgement rests on, how much, and how familiar the subject is."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.services.expertise import LEVELS, default_weights
from survey_app.stats.authority import BASES, FAMILIARITY

BASIS_WORDS: Mapping[str, object] = {
    "practice": _l("Practical experience"),
    "theory": _l("Theory and analysis"),
    "literature": _l("Reading, in your country and abroad"),
    "intuition": _l("Intuition"),
}
LEVEL_WORDS: Mapping[str, object] = {"large": _l("large"), "medium": _l("medium"), "small": _l("small")}
FAMILIAR_WORDS: Mapping[str, object] = {
    "1": _l("very familiar"),
    "2": _l("familiar"),
    "3": _l("moderately familiar"),
    "4": _l("little familiar"),
    "5": _l("hardly familiar"),
}


def field_word(name: str) -> str:
    """What the weight of a field belongs to."""
    for base in BASES:
        for level in LEVELS:
            if name == f"basis_{base}_{level}":
                return str(_("%(basis)s, %(level)s", basis=BASIS_WORDS[base], level=LEVEL_WORDS[level]))
    return next((str(FAMILIAR_WORDS[level]) for level in FAMILIARITY if name == f"familiar_{level}"), name)


def weight_words(weights: Mapping[str, int]) -> str:
    """All weights in one line."""
    known = {**default_weights(), **weights}
    return str(_("; ")).join(f"{field_word(name)} {weight}" for name, weight in known.items())
