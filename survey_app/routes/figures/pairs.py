"""Figures of pairs of opposite words: a mean between them, or how many chose the one and how many the other."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from survey_app.charts.likert import Ends, LikertRow, likert_chart
from survey_app.questions.differential import pair_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.routes.figures import means, wording
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.routes.presentation import number
from survey_app.stats.counting import CategoryCount

_Split = tuple[RowSummary, tuple[CategoryCount, CategoryCount]]


def of_words(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Pairs of words in the order they are asked: means where there are points between, else counts of both words."""
    if not summary.question.settings.is_choice:
        scale = summary.question.settings.scale
        return means.in_order(summary, rows, fallback, (scale.first, scale.last))
    question = wording.label_of(summary.question, fallback)
    found = [(row, (each[0], each[1])) for row in rows if row.frequencies and (each := row.frequencies.categories)]
    bases = [row.n for row in rows]
    return Figure(
        anchor=summary.question.code,
        heading=_clear(found),
        measure=_("%(question)s · how many chose the first word and how many the second", question=question),
        chart=likert_chart(
            question,
            [LikertRow(label_of(row, fallback), tuple(each.count for each in pair)) for row, pair in found if row.n],
            Ends(_("the first"), _("the second"), ""),
            wording.rounded,
        ),
        table=_table(question, found, fallback),
        notes=(wording.base_note(rows[0], fallback), *wording.marks_note(bases)),
        methods=wording.methods_of(*(each for _row, pair in found for each in pair)),
    )


def label_of(row: RowSummary, fallback: str) -> str:
    """The two words of a row with a dash between them."""
    words = wording.words_of(row.label, fallback, row.variable)
    return " – ".join(filter(None, pair_of(words))) or words


def _clear(found: Sequence[_Split]) -> str:
    """In how many pairs one of the two words was chosen more often, beyond the margin."""
    clear = sum(
        wording.clearly_above(*sorted(pair, key=lambda each: -each.count)) for row, pair in found if row.n
    )  # fmt: skip
    asked = sum(bool(row.n) for row, _pair in found)
    words = ngettext(
        "In %(n)s pair of %(of)s one was clearly chosen more often than the other",
        "In %(n)s pairs of %(of)s one was clearly chosen more often than the other",
        clear,
        n=number(clear),
        of=number(asked),
    )
    return str(words)


def _table(question: str, found: Sequence[_Split], fallback: str) -> Table:
    head = (_("Pair"), _("The first"), "%", _("The second"), "%", _("Valid answers"))
    rows = tuple(
        Row(
            label_of(row, fallback),
            (
                *(cell for each in pair for cell in (number(each.count), wording.share(each.value, row.n))),
                wording.base(row.n),
            ),
            wording.look(row.n),
        )
        for row, pair in found
    )
    return Table(question, head, rows)
