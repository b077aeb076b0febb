"""What a panellist reads about their own comparisons: the ratio, and which comparisons contradict the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.forms.comparisons import STRENGTHS
from survey_app.models import Item
from survey_app.routes.figures.wording import short
from survey_app.routes.presentation import number, quoted, say_here
from survey_app.services import compared
from survey_app.services.comparisons import Check
from survey_app.stats.contradictions import OddOne
from survey_app.stats.pairwise_weights import TOLERATED

_PLACES = 2
_LONGEST_NAME = 48


@dataclass(frozen=True, slots=True)
class Advice:
    """What contradicts the others: a sentence, and the numbers of the pairs it speaks of."""

    words: str
    pairs: tuple[int, ...]


def ratio_words(check: Check) -> str:
    """The own consistency ratio in a sentence."""
    words = {"ratio": number(check.ratio, _PLACES), "limit": number(TOLERATED, _PLACES)}
    if check.is_consistent:
        return str(
            _("Your comparisons fit together: consistency ratio %(ratio)s, at most %(limit)s is usual.", **words)
        )
    return str(_("Your comparisons do not fit together well: consistency ratio %(ratio)s, above %(limit)s.", **words))


def advice(check: Check, items: Sequence[Item]) -> list[Advice]:
    """The circles, or where there are none the comparisons that are furthest from all others; nothing to force."""
    if check.is_consistent:
        return []
    places = {pair: place for place, pair in enumerate(compared.pairs_of(len(items)), 1)}
    names = _names(items)
    found = []
    for circle in check.found.circles:
        around = (circle.first, circle.second, circle.third)
        pairs = tuple(sorted(places[one, two] for one, two in _edges(around)))
        first, second, third = (names[place] for place in around)
        words = _(
            "You said %(first)s over %(second)s and %(second)s over %(third)s, but %(third)s over %(first)s.",
            first=first,
            second=second,
            third=third,
        )
        found.append(Advice(words, pairs))
    return found or [_odd(each, names, places) for each in check.found.odd]


def _names(items: Sequence[Item]) -> list[str]:
    """The statements in quotation marks, cut where that still tells them apart."""
    texts = [say_here(dict(item.text)) for item in items]
    cut = [short(text, _LONGEST_NAME) for text in texts]
    return [quoted(text) for text in (cut if len(set(cut)) == len(cut) else texts)]


def _edges(around: tuple[int, int, int]) -> list[tuple[int, int]]:
    first, second, third = around
    return [(min(one, two), max(one, two)) for one, two in ((first, second), (second, third), (third, first))]


def _odd(each: OddOne, names: Sequence[str], places: dict[tuple[int, int], int]) -> Advice:
    said, implied = (_strength(names, each, times) for times in (each.said, each.implied))
    words = _("You said: %(said)s. Your comparisons together say: %(implied)s.", said=said, implied=implied)
    return Advice(words, (places[each.first, each.second],))


def _strength(names: Sequence[str], each: OddOne, times: float) -> str:
    """A pair in words, by the step of the scale that is nearest."""
    place, other = (each.first, each.second) if times >= 1 else (each.second, each.first)
    size = max(times, 1 / times)
    step = min((1, *STRENGTHS), key=lambda known: abs(known - size))
    if step == 1:
        return str(_("%(first)s and %(second)s matter the same", first=names[each.first], second=names[each.second]))
    return str(
        _("%(first)s matters %(more)s than %(second)s", first=names[place], more=STRENGTHS[step], second=names[other])
    )
