"""The score of a standard questionnaire above the figure of its answers: the finding, the benchmark, who made it."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from survey_app.questions.instruments import INSTRUMENTS, is_as_published
from survey_app.questions.summary import InstrumentScore, QuestionSummary
from survey_app.routes.figures.model import Figure, Method
from survey_app.routes.presentation import number


def scored(figure: Figure, summary: QuestionSummary, least: int = 1) -> Figure:
    """The figure with the scores of its instrument; one without scores as it is.

    A score that fewer than `least` people have is left out: with gaps in the answers it rests on fewer than its rows.
    """
    found = [score for score in summary.scores if score.found.value is not None and score.found.n >= least]
    if not found:
        return figure if not summary.scores else replace(figure, notes=(_unknown(summary.scores), *figure.notes))
    instrument = INSTRUMENTS[summary.question.instrument]
    notes = [
        _sentence(figure.heading),
        *(_sentence(_in_words(score)) for score in found[1:]),
        _compared(summary, found),
        _unknown([score for score in summary.scores if score not in found]),
        _few(instrument.fewest, found),
    ]
    if instrument.attribution:
        notes.append(_sentence(instrument.attribution))
    method = Method(
        _("Score of each person by the published key, then the mean with its t interval"), instrument.source
    )
    return replace(
        figure,
        heading=_in_words(found[0]),
        notes=(*(note for note in notes if note), *figure.notes),
        methods=(method, *figure.methods),
    )


def _unknown(scores: Sequence[InstrumentScore]) -> str:
    """Which scores the answers so far do not give."""
    if not scores:
        return ""
    names = str(_(", ")).join(str(_(score.label)) for score in scores)
    return str(_("The answers so far give no figure for: %(names)s.", names=names))


def _few(fewest: int, found: Sequence[InstrumentScore]) -> str:
    """That the scores rest on fewer people than they need."""
    if max(score.found.n for score in found) >= fewest:
        return ""
    return str(_("Fewer than %(count)s people: a first impression, no more.", count=number(fewest)))


def _sentence(words: str) -> str:
    return words if words.endswith((".", "。", "!", "?")) else words + str(_("."))


def _in_words(score: InstrumentScore) -> str:
    """One score with its interval and how many it rests on."""
    found = score.found
    value = number(found.value, 1)
    words = {"label": _(score.label), "value": value, "n": number(found.n)}
    if found.interval is None:
        return str(_("%(label)s: %(value)s, n = %(n)s", **words))
    low, high = (number(min(max(end, score.low), score.high), 1) for end in (found.interval.low, found.interval.high))
    return str(_("%(label)s: %(value)s (%(low)s to %(high)s), n = %(n)s", low=low, high=high, **words))


def _compared(summary: QuestionSummary, found: Sequence[InstrumentScore]) -> str:
    if not is_as_published(summary.question):
        return str(_("The wording was changed: it is not compared with published figures."))
    marked = next((each for each in found if each.benchmark is not None), None)
    if marked is None:
        return ""
    places = 0 if float(marked.benchmark or 0).is_integer() else 1
    named = {"benchmark": number(marked.benchmark, places), "what": _(marked.benchmark_label)}
    if marked is found[0]:
        return str(_("Benchmark: %(benchmark)s, %(what)s.", **named))
    return str(_("Benchmark of %(label)s: %(benchmark)s, %(what)s.", label=_(marked.label), **named))
