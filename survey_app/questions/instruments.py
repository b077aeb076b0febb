"""Standard questionnaires that are free to use: whether a question still is one, and what it scores.

A question made from one keeps its key. Its score is comparable with published ones only as long as nothing was changed:
`is_as_published` compares it with the original word by word, and a changed one is scored without a benchmark.
"""

from collections.abc import Sequence

import numpy as np

from survey_app.questions.definition import Item, Option, Question, Scale, Text
from survey_app.questions.instrument_model import POINTS, Instrument, Measure
from survey_app.questions.instrument_table import INSTRUMENTS
from survey_app.questions.summarising import Columns, bounded, column_of, valid, weights_of
from survey_app.questions.summary import InstrumentScore
from survey_app.stats.answers import FloatArray
from survey_app.stats.descriptive import mean, within

__all__ = ["INSTRUMENTS", "Instrument", "Measure", "is_as_published", "people_of", "scores"]


def is_as_published(question: Question) -> bool:
    """Whether a question still asks what its instrument asks: same kind, same rows, same scale, same words.

    Words are compared in each language the instrument exists in and the question has words for; a study may lack a
    language, and a language the instrument does not have is a translation of the study's own, which counts as changed.
    """
    original = INSTRUMENTS.get(question.instrument)
    if original is None or question.kind != original.kind or not _same(question.text, original.text):
        return False
    settings = question.settings
    if original.options:
        return settings.other is None and _same_options(settings.options, original.options)
    if original.rows and not _same_rows(settings.items, original.rows):
        return False
    if original.kind == "constant_sum":
        return bool(settings.total == POINTS and not settings.at_most)
    scale: Scale = settings.scale
    if original.is_paired:
        return scale.points == original.scale.points
    ends = _same(scale.low, original.scale.low) and _same(scale.high, original.scale.high)
    return ends and scale.points == original.scale.points and not scale.labels


def _same(asked: Text, original: Text) -> bool:
    said = {language: " ".join(words.split()) for language, words in asked.items() if words.strip()}
    return bool(said) and all(original.get(language) == words for language, words in said.items())


def _same_rows(asked: Sequence[Item], original: Sequence[Item]) -> bool:
    """Whether the rows say the same in the same order; files of other programs give them codes of their own."""
    return len(asked) == len(original) and all(
        _same(mine.label, theirs.label) for mine, theirs in zip(asked, original, strict=True)
    )


def _same_options(asked: Sequence[Option], original: Sequence[Option]) -> bool:
    return [option.code for option in asked] == [option.code for option in original] and all(
        _same(mine.label, theirs.label) for mine, theirs in zip(asked, original, strict=True)
    )


def scores(question: Question, columns: Columns, population: int | None) -> tuple[InstrumentScore, ...]:
    """The scores of a question that was made from an instrument; nothing for other questions.

    Rows that were added, taken away or put on another scale have no score: the key would not fit them. A score that
    needs the answers to another question has none where that question does not stand beside it just once.
    """
    original = INSTRUMENTS.get(question.instrument)
    if original is None or not _fits(question, original):
        return ()
    is_original = is_as_published(question)
    first = question.code + _endings(question, original)[0]
    return tuple(
        _score(measure, people, weights_of(columns, first, len(people)), population, is_original=is_original)
        for measure, people in _scored(question, original, columns)
    )


def people_of(question: Question, columns: Columns) -> tuple[FloatArray, ...]:
    """The score of each person, NaN without one, for each score of a question that was made from an instrument."""
    original = INSTRUMENTS.get(question.instrument)
    if original is None or not _fits(question, original):
        return ()
    return tuple(people for _measure, people in _scored(question, original, columns))


def _scored(question: Question, original: Instrument, columns: Columns) -> list[tuple[Measure, FloatArray]]:
    table = _answers(question.code, _endings(question, original), original, columns)
    partner = _partner(original, columns)
    parts = {measure.parts for measure in original.measures if measure.parts is not None}
    together = {each: each(table) for each in parts}
    found = [
        (measure, together[measure.parts][measure.part] if measure.parts else _people(measure, table, partner))
        for measure in original.measures
    ]
    return [(measure, people) for measure, people in found if people is not None]


def _people(measure: Measure, table: FloatArray, partner: FloatArray | None) -> FloatArray | None:
    """One score a person; nothing where the other question it needs is not there."""
    if measure.joint is not None:
        return None if partner is None or len(partner) != len(table) else measure.joint(partner, table)
    return measure.score(table) if measure.score is not None else None


def _fits(question: Question, original: Instrument) -> bool:
    if question.kind != original.kind:
        return False
    settings = question.settings
    if original.options:
        return [option.code for option in settings.options] == [option.code for option in original.options]
    rows = settings.items if original.rows else ()
    if [row.code for row in rows] != [row.code for row in original.rows] and not _same_rows(rows, original.rows):
        return False
    return bool(original.kind == "constant_sum" or settings.scale.points == original.scale.points)


def _endings(question: Question, original: Instrument) -> tuple[str, ...]:
    """What stands behind the question's code in the names of its variables: its own codes, in the original order."""
    rows = question.settings.items if original.rows else ()
    return original.endings_of(tuple(row.code for row in rows))


def _answers(code: str, endings: Sequence[str], original: Instrument, columns: Columns) -> FloatArray:
    found = [column_of(columns, code + ending) for ending in endings]
    codes = original.codes
    return np.column_stack([valid(each, codes) if codes else np.asarray(each, np.float64) for each in found])


def _partner(original: Instrument, columns: Columns) -> FloatArray | None:
    """The answers to the partner's question, where exactly one question has all its rows."""
    partner = INSTRUMENTS.get(original.partner)
    if partner is None:
        return None
    first, *others = partner.endings
    begun = [name.removesuffix(first) for name in columns if name.endswith(first)]
    codes = [code for code in begun if all(code + ending in columns for ending in others)]
    return _answers(codes[0], partner.endings, partner, columns) if len(codes) == 1 else None


def recognise(question: Question) -> str:
    """The key of the instrument that a question of another program is, word by word; empty where it is none.

    The words around the rows may differ: such a question is scored, and has no published figure beside it.
    """
    for key, original in INSTRUMENTS.items():
        told = original.rows or _same(question.text, original.text)
        if told and question.kind == original.kind and _fits(question, original) and _says_the_same(question, original):
            return key
    return ""


def _says_the_same(question: Question, original: Instrument) -> bool:
    if original.options:
        return _same_options(question.settings.options, original.options)
    return not original.rows or _same_rows(question.settings.items, original.rows)


def _score(
    measure: Measure, people: FloatArray, weights: FloatArray | None, population: int | None, *, is_original: bool
) -> InstrumentScore:
    known = bounded(population, int((~np.isnan(people)).sum()))
    mark = measure.benchmark if is_original else None
    label = measure.benchmark_label if is_original else ""
    found = within(mean(people, known, weights=weights), measure.low, measure.high)
    return InstrumentScore(measure.label, found, measure.low, measure.high, mark, label)
