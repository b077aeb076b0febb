"""Standard questionnaires that are free to use: their words, their scale, their score, and who has to be named.

A question made from one keeps its key. Its score is comparable with published ones only as long as nothing was changed:
`is_as_published` compares it with the original word by word, and a changed one is scored without a benchmark.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from survey_app.exceptions import N_
from survey_app.questions import instrument_pairs as pairs
from survey_app.questions import instrument_texts as texts
from survey_app.questions.definition import Item, Option, Question, Scale, Text
from survey_app.questions.reading import write_items, write_option, write_scale
from survey_app.questions.summarising import Columns, bounded, column_of, valid
from survey_app.questions.summary import InstrumentScore
from survey_app.stats import instruments as scoring
from survey_app.stats.answers import FloatArray, Matrix
from survey_app.stats.descriptive import mean

Score = Callable[[Matrix], FloatArray]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of an instrument: its name, its ends, how people are scored, and a published figure beside it."""

    label: str
    score: Score
    low: float = 0.0
    high: float = 100.0
    benchmark: float | None = None
    benchmark_label: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A standard questionnaire. `licence`: A free, B free with its line of attribution, C wording of our own."""

    label: str
    use: str
    licence: str
    source: str
    attribution: str
    text: Text
    rows: Sequence[Item]
    scale: Scale
    hint: Text = field(default_factory=dict)
    options: Sequence[Option] = ()
    measures: tuple[Measure, ...] = ()
    is_paired: bool = False
    """Whether its rows are pairs of opposite words."""

    @property
    def kind(self) -> str:
        """The kind of question it is asked with."""
        if self.is_paired:
            return "differential"
        return "single" if self.options else "grid" if self.rows else "rating"

    def settings(self) -> dict[str, object]:
        """The settings of its question as JSON, in all languages it exists in."""
        if self.options:
            return {"options": [write_option(option) for option in self.options]}
        rows = {"items": write_items(self.rows)} if self.rows else {}
        if self.is_paired:
            return rows | {"points": len(self.scale.points)}
        return rows | {"scale": write_scale(self.scale)}


def _agreement(points: int) -> Scale:
    return Scale(1, points, texts.DISAGREE, texts.AGREE)


def _tenfold(answers: Matrix) -> FloatArray:
    return scoring.nasa_tlx(np.asarray(answers, np.float64) * 10)


def _top_three(answers: Matrix) -> FloatArray:
    column = np.asarray(answers, np.float64)[:, 0]
    return np.where(np.isnan(column), np.nan, np.where(column >= _EASY_FROM, 100.0, 0.0))


def _very_disappointed(answers: Matrix) -> FloatArray:
    column = np.asarray(answers, np.float64)[:, 0]
    users = ~np.isnan(column) & (column != _NO_USER)
    return np.where(users, np.where(column == 1, 100.0, 0.0), np.nan)


_EASY_FROM, _NO_USER = 5, 4

_NEUTRAL = N_("above 0.8 counts as positive")


def _scale_of(score: Callable[[Matrix], dict[str, FloatArray]], name: str) -> Score:
    return lambda answers: score(answers)[name]


def _qualities(score: Callable[[Matrix], dict[str, FloatArray]], names: Mapping[str, str]) -> tuple[Measure, ...]:
    """One measure a scale, from -3 to 3."""
    return tuple(
        Measure(label, _scale_of(score, name), -3.0, 3.0, benchmark=0.8, benchmark_label=_NEUTRAL)
        for name, label in names.items()
    )


_UEQ_SCALES = {
    "attractiveness": N_("Attractiveness"),
    "perspicuity": N_("Perspicuity"),
    "efficiency": N_("Efficiency"),
    "dependability": N_("Dependability"),
    "stimulation": N_("Stimulation"),
    "novelty": N_("Novelty"),
}
_UEQ_SHORT_SCALES = {
    "overall": N_("Overall quality"),
    "pragmatic": N_("Pragmatic quality"),
    "hedonic": N_("Hedonic quality"),
}

INSTRUMENTS: Mapping[str, Instrument] = {
    "sus": Instrument(
        N_("System Usability Scale (SUS)"),
        N_("Ten sentences about a system, 1 to 5; a score from 0 to 100, 68 being the average of published studies."),
        "B",
        "Brooke 1996, Usability Evaluation in Industry, 189-194; average: Sauro and Lewis 2016",
        "System Usability Scale © Digital Equipment Corporation, 1986",
        texts.HOW_FAR,
        texts.SUS,
        _agreement(5),
        measures=(Measure(N_("SUS score"), scoring.sus, benchmark=68.0, benchmark_label=N_("average of studies")),),
    ),
    "umux_lite": Instrument(
        N_("UMUX-LITE"),
        N_("Two sentences, 1 to 7: does it do what I need, is it easy to use. The SUS score to be expected beside it."),
        "B",
        "Lewis, Utesch and Maher 2013, CHI '13, 2099; 2015, IJHCI 31:496",
        "UMUX-LITE, after Finstad 2010 and Lewis, Utesch and Maher 2013",
        texts.HOW_FAR,
        texts.UMUX_LITE,
        _agreement(7),
        measures=(
            Measure(N_("UMUX-LITE score"), scoring.umux_lite),
            Measure(
                N_("SUS score to be expected"),
                scoring.umux_lite_as_sus,
                22.9,
                87.9,
                benchmark=68.0,
                benchmark_label=N_("average of studies"),
            ),
        ),
    ),
    "umux": Instrument(
        N_("UMUX"),
        N_("Four sentences about usability, 1 to 7; a score from 0 to 100."),
        "B",
        "Finstad 2010, Interacting with Computers 22:323",
        "Usability Metric for User Experience, Finstad 2010",
        texts.HOW_FAR,
        texts.UMUX,
        _agreement(7),
        measures=(Measure(N_("UMUX score"), scoring.umux),),
    ),
    "ueq_short": Instrument(
        N_("User experience, short form (UEQ-S)"),
        N_("Eight pairs of opposite words, 7 points; pragmatic and hedonic quality from −3 to 3."),
        "B",
        "Schrepp, Hinderks and Thomaschewski 2017, IJIMAI 4(6):103",
        "UEQ-S, Schrepp, Hinderks and Thomaschewski 2017",
        pairs.HOW_FELT,
        pairs.UEQ_SHORT,
        Scale(1, 7),
        measures=_qualities(scoring.ueq_short, _UEQ_SHORT_SCALES),
        is_paired=True,
    ),
    "ueq": Instrument(
        N_("User experience (UEQ)"),
        N_("Twenty-six pairs of opposite words, 7 points; six scales from −3 to 3."),
        "B",
        "Laugwitz, Held and Schrepp 2008, USAB 2008, LNCS 5298:63; UEQ handbook version 11, 2023",
        "User Experience Questionnaire, Laugwitz, Held and Schrepp 2008",
        pairs.HOW_FELT,
        pairs.UEQ,
        Scale(1, 7),
        measures=_qualities(scoring.ueq, _UEQ_SCALES),
        is_paired=True,
    ),
    "nasa_tlx": Instrument(
        N_("Task load (NASA-TLX, without weights)"),
        N_("Six ratings of a task from 0 to 10, such as mental demand and frustration; the mean times ten."),
        "A",
        "Hart and Staveland 1988, Human Mental Workload, 139; without weights: Hart 2006",
        "",
        texts.TASK,
        texts.TLX,
        Scale(0, 10, texts.LOW, texts.HIGH),
        hint=texts.TASK_HINT,
        measures=(Measure(N_("Task load"), _tenfold),),
    ),
    "three_items": Instrument(
        N_("Three-item satisfaction index"),
        N_("Satisfied all in all, against expectation, against the ideal, 1 to 10; an index from 0 to 100."),
        "C",
        "form of Fornell et al. 1996, Journal of Marketing 60(4):7; wording of our own, equal weights",
        "",
        texts.THREE,
        texts.THREE_ITEMS,
        Scale(1, 10, texts.WORST, texts.BEST),
        measures=(Measure(N_("Three-item index"), scoring.three_item_index),),
    ),
    "effort": Instrument(
        N_("Customer effort"),
        N_("One sentence about ease, 1 to 7; the share who agree (5 to 7) and the mean."),
        "B",
        "form of Dixon, Freeman and Toman 2010, Harvard Business Review 88(7):116; wording of our own",
        "Customer Effort Score, after Dixon, Freeman and Toman 2010",
        texts.EASE,
        (),
        _agreement(7),
        hint=texts.EASE_HINT,
        measures=(Measure(N_("Share who found it easy, per cent"), _top_three),),
    ),
    "missed": Instrument(
        N_("Would it be missed? (product-market fit)"),
        N_("How disappointed people would be without the product; of those who use it, 40 per cent are the mark."),
        "A",
        "Ellis 2009; wording of our own",
        "",
        texts.MISSED,
        (),
        Scale(),
        options=tuple(Option(code, words) for code, words in enumerate(texts.MISSED_ANSWERS, 1)),
        measures=(
            Measure(
                N_("Share very disappointed, per cent of users"),
                _very_disappointed,
                benchmark=40.0,
                benchmark_label=N_("the mark of Ellis"),
            ),
        ),
    ),
}


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
    scale: Scale = settings.scale
    if original.is_paired:
        return scale.points == original.scale.points
    ends = _same(scale.low, original.scale.low) and _same(scale.high, original.scale.high)
    return ends and scale.points == original.scale.points and not scale.labels


def _same(asked: Text, original: Text) -> bool:
    said = {language: " ".join(words.split()) for language, words in asked.items() if words.strip()}
    return bool(said) and all(original.get(language) == words for language, words in said.items())


def _same_rows(asked: Sequence[Item], original: Sequence[Item]) -> bool:
    return [row.code for row in asked] == [row.code for row in original] and all(
        _same(mine.label, theirs.label) for mine, theirs in zip(asked, original, strict=True)
    )


def _same_options(asked: Sequence[Option], original: Sequence[Option]) -> bool:
    return [option.code for option in asked] == [option.code for option in original] and all(
        _same(mine.label, theirs.label) for mine, theirs in zip(asked, original, strict=True)
    )


def scores(question: Question, columns: Columns, population: int | None) -> tuple[InstrumentScore, ...]:
    """The scores of a question that was made from an instrument; nothing for other questions.

    Rows that were added, taken away or put on another scale have no score: the key would not fit them.
    """
    original = INSTRUMENTS.get(question.instrument)
    if original is None or not _fits(question, original):
        return ()
    table = _answers(question, original, columns)
    is_original = is_as_published(question)
    return tuple(_score(each, table, population, is_original=is_original) for each in original.measures)


def _fits(question: Question, original: Instrument) -> bool:
    if question.kind != original.kind:
        return False
    settings = question.settings
    if original.options:
        return [option.code for option in settings.options] == [option.code for option in original.options]
    scale: Scale = settings.scale
    rows = [row.code for row in settings.items] if original.rows else []
    return rows == [row.code for row in original.rows] and scale.points == original.scale.points


def _answers(question: Question, original: Instrument, columns: Columns) -> FloatArray:
    names = [f"{question.code}.{row.code}" for row in original.rows] or [question.code]
    codes = [option.code for option in original.options] or list(original.scale.points)
    return np.column_stack([valid(column_of(columns, name), codes) for name in names])


def _score(measure: Measure, table: FloatArray, population: int | None, *, is_original: bool) -> InstrumentScore:
    people = measure.score(table)
    known = bounded(population, int((~np.isnan(people)).sum()))
    mark = measure.benchmark if is_original else None
    label = measure.benchmark_label if is_original else ""
    return InstrumentScore(measure.label, mean(people, known), measure.low, measure.high, mark, label)
