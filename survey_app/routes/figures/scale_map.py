"""The map of both scales: every statement at its two medians, for the results page and for the panel."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.two_axes import StatementMark, TwoAxes, two_axes
from survey_app.exports.declared_rules import DeclaredRules
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.exports.two_scales import on_map, split
from survey_app.models import Item
from survey_app.routes.figures import round_wording
from survey_app.routes.figures.wording import words_of
from survey_app.routes.presentation import say_here
from survey_app.routes.rating_words import figure, stretch
from survey_app.services.feedback import Feedback

Ends = tuple[float, float]


def of_part(part: RoundPart, language: str) -> Markup:
    """The map of an analysed round; nothing where no statement has a median on both scales."""
    return of_items(part.rules, part.figures.items, language, named={item.item_id for item in split(part)})


def of_items(
    rules: DeclaredRules, items: Sequence[ItemFigures], language: str, *, named: Collection[int] = ()
) -> Markup:
    """The map of these figures, with the names of some statements beside their marks."""
    marks = [
        _mark(
            " ".join(filter(None, (item.code, round_wording.label(item, language)))),
            (item.median or 0.0, second.median or 0.0),
            ((item.lower or 0.0, item.upper or 0.0), (second.lower or 0.0, second.upper or 0.0)),
            named=item.item_id in named,
        )
        for item, second in on_map(items)
    ]
    return _draw(rules, marks, language)


def of_feedback(rules: DeclaredRules, found: Sequence[tuple[Item, Feedback]]) -> Markup:
    """The map that the panel may see: only statements of which enough people rated both scales."""
    marks = [
        _mark(say_here(item.text), (one.median, one.second.median), (one.middle, one.second.middle), named=one.is_split)
        for item, one in found
        if one.second is not None
        and one.median is not None
        and one.middle is not None
        and one.second.median is not None
        and one.second.middle is not None
    ]
    return _draw(rules, marks, "en")


def axis_words(rules: DeclaredRules, language: str) -> tuple[str, str]:
    """What is asked on the first and on the second scale."""
    first, second = (words_of(dict(text), language) for text in (rules.question, rules.second_question))
    return first or str(_("First scale")), second or str(_("Second scale"))


def _mark(label: str, place: Ends, spans: tuple[Ends, Ends], *, named: bool) -> StatementMark:
    words = _(
        "%(first)s (%(first_half)s) · %(second)s (%(second_half)s)",
        first=figure(place[0]),
        first_half=stretch(spans[0]),
        second=figure(place[1]),
        second_half=stretch(spans[1]),
    )
    return StatementMark(label, *place, *spans, str(words), named=named)


def _draw(rules: DeclaredRules, marks: Sequence[StatementMark], language: str) -> Markup:
    across, up = axis_words(rules, language)
    plane = TwoAxes(
        str(_("Median and middle half on both scales")),
        across,
        up,
        (rules.scale_min, rules.scale_max),
        (rules.second_min, rules.second_max),
        figure,
    )
    return two_axes(plane, marks)
