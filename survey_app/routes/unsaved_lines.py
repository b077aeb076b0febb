"""What somebody typed on a page of all statements, line by line: so that it can be copied when it was not saved."""

from collections.abc import Iterable, Iterator, Sequence

from flask_babel import gettext as _

from survey_app.forms.comparisons import ComparisonsForm
from survey_app.forms.ratings import PointsForm
from survey_app.models import Item
from survey_app.routes.presentation import say_here

Line = tuple[str, str]
"""What a box belongs to, and what stood in it."""


def of_boxes(form: PointsForm, items: Sequence[Item]) -> list[Line]:
    """Points or ranks as they were typed, and the reasons."""
    names = [say_here(dict(item.text)) for item in items]
    return [*_filled(zip(names, form.shown, strict=True)), *_reasons(form.reasons, names)]


def of_pairs(form: ComparisonsForm, items: Sequence[Item], *, is_kept: bool = False) -> list[Line]:
    """Comparisons in words, and the reasons; `is_kept`: that the points of the round before were to be kept."""
    names = [say_here(dict(item.text)) for item in items]
    told = (
        (f"{names[first]} / {names[second]}", _compared(form, shown, names[first], names[second]))
        for (first, second), shown in zip(form.pairs, form.shown, strict=True)
    )
    kept = [(str(_("Answer")), str(_("Keep my answer")))] if is_kept else []
    return [*kept, *_filled(told), *_reasons(form.reasons, names)]


def _compared(form: ComparisonsForm, shown: str, first: str, second: str) -> str:
    """One choice in the words of its button; nothing where none was chosen, or none that is there."""
    if shown == str(form.equal):
        return str(_("Both matter the same"))
    found = {code: (first, words) for code, words in form.first}
    found |= {code: (second, words) for code, words in form.second}
    if shown not in found:
        return ""
    name, words = found[shown]
    return str(_("%(statement)s: %(strength)s", statement=name, strength=words))


def _reasons(reasons: Sequence[str], names: Sequence[str]) -> Iterator[Line]:
    return _filled((f"{_('Why?')} {name}", reason) for name, reason in zip(names, reasons, strict=True))


def _filled(lines: Iterable[Line]) -> Iterator[Line]:
    return ((name, text) for name, text in lines if text)
