"""The table of standard questionnaires: their words, their scale, their score, and who has to be named."""

from collections.abc import Callable, Mapping

import numpy as np

from survey_app.exceptions import N_
from survey_app.questions import instrument_pairs as pairs
from survey_app.questions import instrument_texts as texts
from survey_app.questions.definition import Option, Scale
from survey_app.questions.instrument_model import Instrument, Measure, Score
from survey_app.questions.instrument_services import SERVICES
from survey_app.stats import instruments as scoring
from survey_app.stats.answers import FloatArray, Matrix


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
    **SERVICES,
}
