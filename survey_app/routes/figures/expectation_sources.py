"""What forms the expectation of customers, in words: each source with its drawing and its table."""

from flask_babel import gettext as _

from survey_app.charts.intervals import IntervalMark, interval_chart
from survey_app.routes.figures import customer_words, wording
from survey_app.routes.figures.customer_notes import hidden, notes_of
from survey_app.routes.figures.model import Figure, Method, Row, Table
from survey_app.routes.presentation import number, signed
from survey_app.services.customers import Looked
from survey_app.stats.expectation import FormedBy, Source
from survey_app.stats.results import Estimate


def formed(result: FormedBy, looked: Looked, title: str, fallback: str) -> list[Figure]:
    """What forms the expectation: each source's own people against the others."""
    names = customer_words.answers(looked, "sources", fallback)
    # by what the drawing shows
    known = (each for each in result.sources if each.formed.value is not None)
    shown = sorted(known, key=lambda each: (-(each.formed.value or 0.0), each.name))
    marks = [
        IntervalMark(
            names.get(each.name, each.name), each.formed.value or 0.0, *_ends(each.formed),
            number(each.formed.value, 2), wording.base(each.formed.n), named=_differs(each),
        )
        for each in shown
    ]  # fmt: skip
    rows = tuple(
        Row(
            names.get(each.name, each.name),
            (
                wording.base(each.formed.n), number(each.formed.value, 2),
                number(each.others.value, 2) if each.others else wording.NONE, *_difference(each),
            ),
            wording.look(each.formed.n),
        )
        for each in shown
    )  # fmt: skip
    head = (_("Source"), _("Answers"), _("Expect on average"), _("Others expect"), _("Difference"), _("Interval"))
    raising = [names.get(each.name, each.name) for each in shown if _differs(each)]
    heading = str(_("No source goes with a clearly other expectation"))
    if raising:
        heading = str(_("Expectations differ by: %(names)s", names=str(_(", ")).join(raising)))
    words = str(_("Mean expectation of those who named the source less that of the others, interval after Welch"))
    whole = [str(_("Dashed: everybody together, %(mean)s.", mean=number(result.whole.value, 2)))]
    if shown and all(each.others is None for each in shown):
        whole.append(
            str(
                _(
                    "Few people did not say what formed their expectation: those whom a source did not form are "
                    "not shown, since subtracting would give those few away."
                )
            )
        )
    asked = {part: customer_words.asked(looked, part, fallback) for part in ("expected", "sources")}
    drawn = str(_("Mean of “%(expected)s” by the answers to “%(sources)s”", **asked))
    return [
        Figure(
            "formed", heading, drawn, interval_chart(title, marks, result.whole.value, lambda value: number(value, 1)),
            table=Table(title, tuple(str(each) for each in head), rows),
            notes=(*notes_of(result), *whole, *hidden(looked)),
            methods=(Method(words, result.source),),
        )
    ]  # fmt: skip


def _difference(each: Source) -> tuple[str, str]:
    """What those it formed expect more than the others, with its interval; nothing where the others are not shown."""
    if each.difference is None:
        return wording.NONE, wording.NONE
    return signed(each.difference.value, 2), wording.interval_of(each.difference, decimals=2, sign=True)


def _ends(found: Estimate) -> tuple[float | None, float | None]:
    return (found.interval.low, found.interval.high) if found.interval else (None, None)


def _differs(each: Source) -> bool:
    interval = each.difference.interval if each.difference else None
    return interval is not None and interval.leaves_out(0)
