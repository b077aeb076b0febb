"""The filters of the results page as words: a sentence of lists to choose from, and what is chosen now."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.routes.figures import wording
from survey_app.routes.presentation import bracketed, number
from survey_app.services.banner_breaks import Breakable
from survey_app.services.filters import FLAGGED, OWN, SOURCE, Condition, Dimension, Offer
from survey_app.services.flagged import OUT
from survey_app.services.several_columns import Several
from survey_app.vocabulary import Mode

_LONGEST = 44


@dataclass(frozen=True, slots=True)
class FilterField:
    """One list: its name in the address, its label, its entries (value and words), the one chosen."""

    key: str
    label: str
    entries: tuple[tuple[str, str], ...]
    chosen: str


def fields(
    offered: Sequence[Dimension], conditions: Sequence[Condition], least: int, fallback: str
) -> list[FilterField]:
    """Every list, those in use first; values that too few gave are not offered."""
    chosen = {condition.dimension.key: condition.offer.value for condition in conditions}
    found = []
    for dimension in offered:
        label = label_of(dimension, fallback)
        entries = tuple(
            (offer.value, bracketed(_words(dimension, offer, fallback), number(offer.count)))
            for offer in dimension.offers
            if offer.count >= least or offer.value == chosen.get(dimension.key)
        )
        if entries:
            found.append(FilterField(dimension.key, label, entries, chosen.get(dimension.key, "")))
    return sorted(found, key=lambda each: not each.chosen)


def said(conditions: Sequence[Condition], fallback: str) -> str:
    """The filters in force as words; nothing when there are none."""
    return str(_("; ")).join(
        _(
            "%(label)s: %(words)s",
            label=label_of(condition.dimension, fallback),
            words=_words(condition.dimension, condition.offer, fallback),
        )
        for condition in conditions
    )


def words_by_value(dimension: Dimension | Several, fallback: str) -> dict[str, str]:
    """The words of every value of a dimension."""
    return {offer.value: _words(dimension, offer, fallback) for offer in dimension.offers}


def label_of(dimension: Dimension | Several | Breakable, fallback: str) -> str:
    """What a dimension is called in a list to choose from."""
    return wording.narrowed(name_of(dimension, fallback), _LONGEST)


def name_of(dimension: Dimension | Several | Breakable, fallback: str) -> str:
    """What a dimension is called where there is room: above a table, in a file."""
    if dimension.key == FLAGGED:
        return str(_("flagged answers"))
    if dimension.label is None:
        return str(_("where they come from") if dimension.key == SOURCE else _("how they answered"))
    words = wording.words_of(dimension.label, fallback, dimension.key)
    words = words.lstrip(" ¿¡").rstrip(" ?!:.\uff1f\uff01\uff1a\u3002")
    return words or dimension.key


def _words(dimension: Dimension | Several, offer: Offer, fallback: str) -> str:
    if dimension.key == FLAGGED:
        return str(_("left out") if offer.value == OUT else _("alone"))
    if dimension.key == SOURCE and offer.value == OWN:
        return str(_("this study"))
    if dimension.label is None and dimension.key != SOURCE:
        return wording.mode_word(Mode(offer.value))
    return wording.short(wording.words_of(offer.label, fallback, offer.value), _LONGEST)
