"""Figures of questions with a list of answers: one of them, or several."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.bars import Bar, bar_chart
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.stats.counting import CategoryCount


@dataclass(frozen=True, slots=True)
class _Answer:
    label: str
    found: CategoryCount


def one_answer(summary: QuestionSummary, row: RowSummary, fallback: str) -> Figure:
    """One answer out of a list: a bar for each, in the order they are asked."""
    labels = {code: wording.words_of(text, fallback, str(code)) for code, text in row.codes}
    found = row.frequencies.categories if row.frequencies else ()
    answers = [_Answer(labels.get(each.code, str(each.code)), each) for each in found]
    question = wording.label_of(summary.question, fallback)
    notes = (wording.base_note(row, fallback), *wording.cautions_of(row.frequencies))
    return Figure(
        anchor=summary.question.code,
        heading=_together(row, answers) or _leading(answers, row.n),
        measure=_("%(question)s · share of those who answered", question=question),
        chart=_chart(question, answers),
        table=_table(question, answers),
        notes=(*notes, *wording.marks_note([row.n])),
        methods=wording.methods_of(*(each.found for each in answers)),
    )


def agreement(summary: QuestionSummary, row: RowSummary, fallback: str) -> Figure:
    """A consent: how many agreed."""
    figure = one_answer(summary, row, fallback)
    agreed = next((each for each in row.frequencies.categories if each.code == 1), None) if row.frequencies else None
    if agreed is None or agreed.value is None:
        return figure
    return Figure(
        anchor=figure.anchor,
        heading=_("%(share)s agree", share=wording.rounded(agreed.value)),
        measure=figure.measure,
        chart=figure.chart,
        table=figure.table,
        notes=figure.notes,
        methods=figure.methods,
    )


def in_groups(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """One answer out of groups: the widest groups are drawn, the table goes on with the answers themselves."""
    if len(rows) == 1:
        return one_answer(summary, rows[0], fallback)
    figure, answers = one_answer(summary, rows[1], fallback), one_answer(summary, rows[0], fallback)
    if figure.table is None or answers.table is None:
        return figure
    return replace(
        figure,
        table=replace(figure.table, rows=(*figure.table.rows, *answers.table.rows)),
        methods=(*figure.methods, *(each for each in answers.methods if each not in figure.methods)),
    )


def several_answers(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Several answers out of a list: the share of people who chose each, most often chosen first."""
    ticks = [
        (row, next((each for each in row.frequencies.categories if each.code == 1), None))
        for row in rows
        if row.frequencies
    ]
    answers = [
        _Answer(wording.words_of(row.label, fallback, row.variable), found) for row, found in ticks if found is not None
    ]
    answers.sort(key=lambda answer: -(answer.found.value or 0.0))
    question = wording.label_of(summary.question, fallback)
    first = rows[0]
    return Figure(
        anchor=summary.question.code,
        heading=_foremost(answers) if summary.untold else _leading(answers, first.n),
        measure=_(
            "%(question)s · share of the people who chose each answer; several could be chosen", question=question
        ),
        chart=_chart(question, answers),
        table=_table(question, answers),
        notes=(wording.base_note(first, fallback), *wording.marks_note([first.n])),
        methods=wording.methods_of(*(each.found for each in answers)),
    )


def _together(row: RowSummary, answers: Sequence[_Answer]) -> str:
    """What is said where answers told as one come first: which of them does nobody knows; nothing where they do not."""
    several = {part[0] for part in row.parts if len(part) > 1}
    together = [each for each in answers if each.found.code in several]
    most = max((each.found.value or 0.0 for each in answers if each.found.code not in several), default=0.0)
    return _foremost(together) if any((each.found.value or 0.0) > most for each in together) else ""


def _foremost(answers: Sequence[_Answer]) -> str:
    """The answer chosen most often of those that are told: one that is not told may have been chosen more often."""
    if not answers or not answers[0].found.n:
        return str(_("Nobody has answered this yet"))
    first = max(answers, key=lambda answer: answer.found.value or 0.0)
    told = {"first": wording.short(first.label), "share": wording.rounded(first.found.value)}
    return str(_("“%(first)s” was chosen by %(share)s", **told))


def _leading(answers: Sequence[_Answer], n: int) -> str:
    """What can be said of the answer given most often: that it leads only when the margin allows it."""
    if not n or not answers:
        return str(_("Nobody has answered this yet"))
    ranked = sorted(answers, key=lambda answer: -(answer.found.value or 0.0))
    first = ranked[0]
    top = {"first": wording.short(first.label), "share": wording.rounded(first.found.value)}
    if len(ranked) == 1:
        return str(_("“%(first)s” was chosen by %(share)s", **top))
    second = ranked[1]
    if wording.clearly_above(first.found, second.found):
        return str(_("“%(first)s” leads with %(share)s", **top))
    return str(
        _(
            "“%(first)s” and “%(second)s” come first, %(share)s and %(other)s: within the margin of each other",
            second=wording.short(second.label),
            other=wording.rounded(second.found.value),
            **top,
        )
    )


def _chart(question: str, answers: Sequence[_Answer]) -> Markup:
    bars = [
        Bar(
            each.label,
            each.found.value or 0.0,
            wording.rounded(each.found.value),
            wording.of(each.found.count, each.found.n),
            few=each.found.n < wording.USABLE,
        )
        for each in answers
    ]
    return bar_chart(question, bars)


def _table(question: str, answers: Sequence[_Answer]) -> Table:
    head = (_("Answer"), _("Given by"), "%", wording.interval_head())
    rows = tuple(
        Row(
            each.label,
            (
                wording.of(each.found.count, each.found.n),
                wording.share(each.found.value, each.found.n),
                wording.share_interval(each.found) or wording.why(each.found.reason),
            ),
            wording.look(each.found.n),
        )
        for each in answers
    )
    return Table(question, head, rows)
