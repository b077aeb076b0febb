"""Standard questionnaires about services, systems and load whose structure and formula are published.

The wording is our own, so no figure of another study stands beside their scores.
"""

from collections.abc import Mapping
from functools import partial
from itertools import combinations

import numpy as np

from survey_app.exceptions import N_
from survey_app.questions import instrument_service_texts as service
from survey_app.questions import instrument_texts as texts
from survey_app.questions.definition import Item, Scale
from survey_app.questions.instrument_model import Instrument, Measure
from survey_app.stats import instruments as scoring
from survey_app.stats.answers import FloatArray, Matrix, as_matrix
from survey_app.stats.path_model import path_model
from survey_app.stats.service_gaps import service_gaps, service_performance, weighted_service_gap

_PAIRS = 22
_GAP = 6.0
_DIMENSIONS = {
    "tangibles": N_("Gap in tangibles"),
    "reliability": N_("Gap in reliability"),
    "responsiveness": N_("Gap in responsiveness"),
    "assurance": N_("Gap in assurance"),
    "empathy": N_("Gap in empathy"),
}
_LATENT = {
    "satisfaction": N_("Satisfaction"),
    "image": N_("Image"),
    "expectation": N_("Expectation"),
    "quality": N_("Perceived quality"),
    "value": N_("Perceived value"),
    "complaints": N_("Handling of complaints"),
    "loyalty": N_("Loyalty"),
}
_SYSTEM = {
    "overall": N_("System all in all, 1 to 7, 7 is best"),
    "system": N_("System use, 1 to 7, 7 is best"),
    "information": N_("Quality of information, 1 to 7, 7 is best"),
    "interface": N_("Quality of the interface, 1 to 7, 7 is best"),
}


def _gap(table: Matrix, name: str) -> FloatArray:
    both = as_matrix(table)
    return service_gaps(both[:, :_PAIRS], both[:, _PAIRS:])[name]


def _performance(table: Matrix) -> FloatArray:
    return service_performance(as_matrix(table)[:, _PAIRS:])


def _weighted_gap(ratings: Matrix, shared: Matrix) -> FloatArray:
    both = as_matrix(ratings)
    return weighted_service_gap(both[:, :_PAIRS], both[:, _PAIRS:], shared)


def _indices(table: Matrix) -> dict[str, FloatArray]:
    """The personal index of each latent variable, 0 to 100, its items weighted as the model of all answers does it.

    Only people who answered every item; nothing while the model cannot be estimated, or where it gives an item of the
    block a weight below 0: the index would leave its range.
    """
    answers = as_matrix(table)
    places, blocks = 0, {}
    for block, rows in service.MODEL_BLOCKS.items():
        blocks[block] = answers[:, places : places + len(rows)]
        places += len(rows)
    found = path_model(blocks, resamples=0)
    complete = ~np.isnan(answers).any(axis=1)
    indices = {}
    for latent in found.latents:
        given, shares = blocks[latent.name], np.array([item.percent or 0.0 for item in latent.items]) / 100
        is_kept = found.reason is None and len(shares) == given.shape[1] and not (shares < 0).any()
        index = (given - 1) @ shares * 100 / 9 if is_kept else np.nan
        indices[latent.name] = np.where(complete, index, np.nan)
    return indices


def _of_system(table: Matrix, name: str) -> FloatArray:
    return scoring.csuq(table)[name]


def _ease(table: Matrix) -> FloatArray:
    return 6 - as_matrix(table)[:, 0]


def _effort(table: Matrix) -> FloatArray:
    return as_matrix(table)[:, 0]


_LOADS = tuple(item.code for item in texts.TLX)


def _weighted_load(ratings: Matrix, chosen: Matrix) -> FloatArray:
    """Ratings of 0 to 10 with the number of pairs each scale won; a pair left out leaves no score."""
    pairs = as_matrix(chosen)
    won = np.zeros((len(pairs), len(_LOADS)))
    for place, (first, second) in enumerate(combinations(range(len(_LOADS)), 2)):
        won[:, first] += pairs[:, place] == 1
        won[:, second] += pairs[:, place] == 2  # noqa: PLR2004 - the second of a pair
    return scoring.nasa_tlx_weighted(as_matrix(ratings) * 10, won)


def _pair(first: Item, second: Item) -> Item:
    words = {language: f"{first.label[language]} | {second.label[language]}" for language in first.label}
    return Item(f"{first.code}_{second.code}", words)


SERVICES: Mapping[str, Instrument] = {
    "service_quality": Instrument(
        N_("Service quality, expected and experienced (form of SERVQUAL)"),
        N_("Twenty-two pairs in five dimensions, 1 to 7, then 100 points shared among the dimensions: two questions."),
        "C",
        "form of Parasuraman, Zeithaml and Berry 1988, Journal of Retailing 64(1):12; experience alone: Cronin and "
        "Taylor 1992, Journal of Marketing 56(3):55; wording of our own",
        "",
        service.SERVICE,
        service.SERVICE_PAIRS,
        Scale(1, 7, service.LOW, service.HIGH),
        hint=service.SERVICE_HINT,
        measures=(
            Measure(N_("Gap of all dimensions"), partial(_gap, name="overall"), -_GAP, _GAP),
            *(Measure(_DIMENSIONS[name], partial(_gap, name=name), -_GAP, _GAP) for name in _DIMENSIONS),
            Measure(N_("Experience alone, 1 to 7"), _performance, 1, 7),
        ),
        asked_as="battery",
    ),
    "service_weights": Instrument(
        N_("Weights of the five dimensions of service"),
        N_("100 points shared among the five dimensions; gives the weighted gap of service quality."),
        "C",
        "form of Zeithaml, Parasuraman and Berry 1990, Delivering Quality Service; wording of our own",
        "",
        service.WEIGHTS,
        service.WEIGHT_ROWS,
        Scale(),
        measures=(Measure(N_("Weighted gap of service quality"), low=-_GAP, high=_GAP, joint=_weighted_gap),),
        asked_as="constant_sum",
        partner="service_quality",
    ),
    "satisfaction_model": Instrument(
        N_("Satisfaction and what leads to it (form of the European model)"),
        N_(
            "Image, expectation, quality, value, satisfaction, complaints and loyalty in 22 sentences, 1 to 10; seven "
            "indices from 0 to 100, weighted by a path model. Ask at least 50 people."
        ),
        "C",
        "form of the ECSI model 1998; Tenenhaus, Esposito Vinzi, Chatelin and Lauro 2005, Computational Statistics and "
        "Data Analysis 48:159; weights by partial least squares, mode A; wording of our own",
        "",
        service.MODEL,
        tuple(row for rows in service.MODEL_BLOCKS.values() for row in rows),
        Scale(1, 10, service.AT_ALL, service.ENTIRELY),
        measures=tuple(Measure(label, parts=_indices, part=name) for name, label in _LATENT.items()),
        fewest=50,
    ),
    "system_satisfaction": Instrument(
        N_("Satisfaction with a computer system (form of CSUQ and PSSUQ)"),
        N_("Sixteen sentences, 1 to 7; plain means of use, information and interface. 7 is best."),
        "C",
        "form of Lewis 1995, International Journal of Human-Computer Interaction 7:57, and 2002, 14:463; the PSSUQ "
        "counts the other way round, 1 being best; wording of our own",
        "",
        service.SYSTEM_ASKED,
        service.SYSTEM,
        Scale(1, 7, texts.DISAGREE, texts.AGREE),
        measures=tuple(Measure(label, partial(_of_system, name=name), 1, 7) for name, label in _SYSTEM.items()),
    ),
    "task_load_weighted": Instrument(
        N_("Weights of the task load (NASA-TLX, fifteen pairs)"),
        N_("Which of two contributed more, fifteen times; with the six ratings it gives the weighted task load."),
        "A",
        "Hart and Staveland 1988, Human Mental Workload, 139",
        "",
        service.PAIRS_ASKED,
        tuple(_pair(first, second) for first, second in combinations(texts.TLX, 2)),
        Scale(1, 2),
        measures=(Measure(N_("Weighted task load"), joint=_weighted_load),),
        is_paired=True,
        partner="nasa_tlx",
    ),
    "effort_spent": Instrument(
        N_("Customer effort, first version"),
        N_("How much effort it took, 1 to 5; turned round, so that 5 is the least effort."),
        "B",
        "form of Dixon, Freeman and Toman 2010, Harvard Business Review 88(7):116; wording of our own",
        "Customer Effort Score, after Dixon, Freeman and Toman 2010",
        service.EFFORT_SPENT,
        (),
        Scale(1, 5, service.LITTLE, service.MUCH),
        measures=(
            Measure(N_("Ease, 1 to 5, 5 is best"), _ease, 1, 5),
            Measure(N_("Effort as answered, 1 to 5, 1 is best"), _effort, 1, 5),
        ),
    ),
}
