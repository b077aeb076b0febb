"""Words for what a statistic refuses: its code and figures as one line for the error stream."""

from survey_app.stats.results import StatisticsRefused

__all__ = ["in_words"]

_SENTENCES = {
    "answer_off_scale": "A value lies off the scale from {scale_min:g} to {scale_max:g}.",
    "columns_differ_in_length": "The columns differ in length.",
    "negative_weight": "A weight is negative.",
    "number_too_large": "A number is larger than can be worked with.",
    "range_out_of_order": "A low is above its best, or a best above its high.",
    "epsilon_out_of_range": "The clip must lie between 0 and 0.5, it is {epsilon:g}.",
}


def in_words(refused: StatisticsRefused) -> str:
    """The sentence of a refusal; one without a sentence of its own shows its code and figures."""
    sentence = _SENTENCES.get(refused.code)
    if sentence is not None:
        return sentence.format(**refused.params)
    figures = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in refused.params.items())
    rule = refused.code.replace("_", " ")
    return f"This cannot be worked out: {rule}{f' ({figures})' if figures else ''}."
