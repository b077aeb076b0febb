"""Words for what a statistic refuses: its code and figures as one line for the error stream."""

import re

from survey_app.stats.results import StatisticsRefused

__all__ = ["in_words"]

_NAMED = re.compile(r"\{(\w+)")
_SENTENCES = {
    "answer_off_scale": "A value lies off the scale from {scale_min:g} to {scale_max:g}.",
    "columns_differ_in_length": "The columns differ in length.",
    "negative_weight": "A weight is negative.",
    "number_too_large": "A number is larger than can be worked with.",
    "rank_given_twice": "A ballot gives the same rank twice.",
    "rank_out_of_range": "A rank must be a whole number from {lowest} to {highest}.",
    "rating_without_triangle": "The rating {given:g} is no point of the scale from {lowest:g} to {highest:g}.",
    "panel_out_of_range": "The panel is too small or too large to be worked with.",
    "level_without_weight": "“{given}” is none of the levels {known}. Name what another is worth with --weight.",
    "shares_without_n": (
        "The figures are shares: say with --people of how many people. Where nobody knows, take --people 100: only n, "
        "p and the rule of Fong depend on it."
    ),
    "counts_do_not_fit": "Figures by letter are numbers of 0 or more for A, O, M, I, R and Q.",
    "share_out_of_range": (
        "A share lies outside {scale_min:g} to {scale_max:g}: 90 % is written 0.9, or add --per-cent."
    ),
    "margin_or_population_out_of_range": "The margin is a share above 0 and below 1: 5 % is written 0.05.",
    "share_or_count_out_of_range": "A share lies from 0 to 1, 50 % is written 0.5, and a count is 0 or more.",
    "no_target": "Name the two lines with --target importance,performance.",
    "cuts_do_not_fit": (
        "High answers begin at {reward_from:g} and low ones end at {penalty_to:g}: low ones must lie below high ones."
    ),
    "no_factor": "Name the factors with --factor NAME=VALUE, or in a file.",
    "zero_weights": "All weights are 0.",
    "percent_out_of_range": "A per cent lies outside 0 to 100.",
    "rate_out_of_range": "The rate lies outside 0 to 1: 80 % is written 80% or 0.8.",
    "rate_not_read": "The rate is none such as 80%, 0.8 or 4/5.",
    "no_items": "No items were named.",
    "not_a_number": "“{value}” is not a number.",
    "time_out_of_range": "A time is below 0.",
    "answer_off_the_scale": "A value lies off the scale from {low:g} to {high:g}.",
    "wrong_number_of_items": "The questionnaire has {expected} items, {items} were named.",
    "scales_do_not_fit": "There are {items} items and {given} scales: name one scale for all, or one for each.",
    "points_do_not_fit": "There are {items} items and {given} points: name one number for each.",
    "points_not_100": "The points add up to {total:g} instead of 100.",
    "too_many_drivers": "There are {drivers} drivers, at most {most} can be shared out by Shapley: choose Johnson.",
    "latent_without_path": "No path leads to or from “{name}”.",
    "too_few_for_mode_b": (
        "“{block}” is made up by {items} items (mode B), and {n} people answered everything: with fewer than two more "
        "people than items it would fit whatever was answered. Leave items out, or --formative for this block."
    ),
    "paths_in_a_circle": "The paths run in a circle.",
    "more_answers_than_population": "There are {n} answers, more than the population of {population}.",
    "count_out_of_range": "{k:g} of {n} is no share: the first number must lie from 0 to the second.",
    "ratio_off_scale": "A comparison of {times:g} lies outside 1/9 to 9.",
    "unknown_kind_of_loss": "“{kind}” is neither active nor passive.",
    "range_out_of_order": "A low is above its best, or a best above its high.",
    "too_many_codes": "“{question}” holds {codes} different codes: that is no closed question.",
    "table_too_large": "The table would have {rows} rows and {columns} columns. Choose questions with fewer codes.",
    "too_many_comparisons": "{comparisons} comparisons of columns are too many, at most {most}: add --no-letters.",
    "too_many_groups": "There are {groups} groups, at most {most} are compared.",
    "too_many_items": "There are {items} items, at most {most} are fitted.",
    "unequal_totals": (
        "The targets of “{margin}” add up to {total:g}, those of “{first_margin}” to {first_total:g}: make them equal."
    ),
    "empty_category": "Nobody stands in “{category}” of “{margin}”, which has the target {target:g}: join categories.",
    "target_out_of_range": "The target {target:g} of “{category}” in “{margin}” is no number of 0 or more.",
    "margins_not_reached": (
        "The margins were not reached in {cycles} cycles: “{category}” of “{margin}” is off by {off_by:g}."
    ),
    "cap_not_held": (
        "No weights within the limits reach the margins: “{category}” of “{margin}” stays off by {off_by:g}. "
        "Raise the cap or lower the floor."
    ),
    "cap_below_mean": "The cap {cap:g} is below the mean weight 1.",
    "floor_above_mean": "The floor {floor:g} does not lie between 0 and the mean weight 1.",
    "net_of_unknown_codes": "The net “{net}” names codes that do not occur: {codes}.",
    "several_answers": "“{question}” holds several answers each: it has no mean and no order.",
    "level_out_of_range": "The level {level:g} does not lie between 0 and 1.",
    "sample_larger_than_frame": "The sample {n} is larger than the frame {population}.",
    "sample_below_least": "The sample {n} is below the least that the strata take together, {least}.",
    "no_spread": "No stratum has a spread above 0: share in proportion instead.",
    "not_yes_or_no": "Values other than 0 and 1 stand where a share is compared.",
    "epsilon_out_of_range": "The clip must lie between 0 and 0.5, it is {epsilon:g}.",
}


def in_words(refused: StatisticsRefused) -> str:
    """The sentence of a refusal; one without a sentence of its own shows its code and figures."""
    sentence = _SENTENCES.get(refused.code)
    if sentence is not None and set(_NAMED.findall(sentence)) <= set(refused.params):
        return sentence.format(**refused.params)
    figures = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in refused.params.items())
    rule = refused.code.replace("_", " ")
    return f"This cannot be worked out: {rule}{f' ({figures})' if figures else ''}."
