"""What a panel chose among declared options, as tables and machines read it: options always by their words."""

from typing import Any

from survey_app.exceptions import N_
from survey_app.exports import ticked, ticked_words
from survey_app.exports.chosen_figures import NONE, ChosenFigures, Say, option, options_in, options_of
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.exports.round_words import VERDICTS
from survey_app.exports.words import Words
from survey_app.vocabulary import ItemScale

COLUMNS = (
    *("most_chosen", "most_chosen_n", "share", "share_low", "share_high", "share_of_all"),
    *("variation", "bowker_p", "bowker_p_holm"),
)
"""What a line of the table of figures has more where an option is chosen; the options follow."""
METHODS = (
    (
        N_(
            "Most chosen: the option that most people chose. Agreed: its share reaches the declared per cent, compared "
            "in whole numbers; a tie is no agreement; Wilson's 95% limits."
        ),
        "Diamond et al. 2014, Journal of Clinical Epidemiology 67:401; Wilson 1927",
    ),
    (
        N_(
            "Variation: from 0, all chose the same option, to 1, every option was chosen as often: 1 minus the sum of "
            "the squared shares, divided by its largest value."
        ),
        "Mueller, Schuessler and Costner 1970, Statistical Reasoning in Sociology",
    ),
    (
        N_("Bowker's test: whether as many moved from one option to another as back, adjusted by Holm."),
        "Bowker 1948, Journal of the American Statistical Association 43:572; Holm 1979",
    ),
)


def is_chosen(part: RoundPart) -> bool:
    """Whether one of several options was chosen in the round."""
    return part.figures.scale is ItemScale.CHOICE


def are_in(report: PanelReport) -> bool:
    """Whether any round of a report was one of choices."""
    return any(is_chosen(part) for part in report.rounds)


def leading(part: RoundPart, item: ItemFigures, say: Say, joint: str = ", ") -> str:
    """The options chosen most, by their words; a dash where that is kept back, or nobody chose."""
    found = item.choice.leading if item.choice else ()
    return joint.join(option(part.rules, place, say) for place in found) or NONE


def agreed(part: RoundPart) -> tuple[ItemFigures, ...]:
    """The items on whose option the panel agrees, where a verdict is due and the option may be named."""
    found = tuple(item for item in part.figures.items if item.is_agreed and item.choice)
    return found if is_chosen(part) and part.figures.seeks_agreement else ()


def verdict(part: RoundPart, item: ItemFigures, words: Words) -> str:
    """What the rule says, naming the option; nothing where no verdict is due."""
    if not part.figures.seeks_agreement:
        return ""
    if (is_in := ticked.is_in(item)) is not None and ticked.is_ticked(part):
        return words.say(ticked_words.IN if is_in else ticked_words.OUT)
    if item.is_agreed and item.choice is not None:
        return words.say(N_("agreed on %(option)s"), option=leading(part, item, words.of))
    if item.choice is not None and item.choice.is_tie:
        return words.say(N_("no agreement: a tie"))
    return words.say(VERDICTS[item.verdict])


def cells(part: RoundPart, item: ItemFigures, say: Say) -> tuple[object, ...]:
    """What stands below `COLUMNS`, and then how many chose each option; nothing below them in another kind of round."""
    found = ticked.figures(item)
    if not is_chosen(part) or found is None:
        return (None,) * len(COLUMNS)
    figures = (found.count, found.share, found.low, found.high, found.share_of_all, found.variation)
    counts = (count for _point, count in item.counts)
    return (leading(part, item, say), *figures, found.bowker_p, found.bowker_adjusted, *counts)


def columns(report: PanelReport, say: Say) -> tuple[str, ...]:
    """The heads above `cells`, the options by their words; nothing where no round asked for a choice."""
    part = next((each for each in report.rounds if is_chosen(each)), None)
    return (*COLUMNS, *options_of(part.rules, say)) if part else ()


def plain(part: RoundPart, item: ItemFigures) -> dict[str, Any]:
    """The choices of an item for machines, each option by its words in every language; empty where none is chosen."""
    if not is_chosen(part):
        return {}
    by_language = {language: options_in(words) for language, words in part.rules.options.items()}
    named = [{language: words[place] for language, words in by_language.items()} for place in range(_many(part))]
    found = ticked.figures(item)
    if found is None:
        return {"choice": {"options": [{"words": words} for words in named]}}
    shares = [count / item.n if item.n else None for _point, count in item.counts]
    options = [
        {"words": words, "count": count, "share": share}
        for words, (_point, count), share in zip(named, item.counts, shares, strict=True)
    ]
    return {
        "choice": {
            "options": options,
            "most_chosen": [named[place - 1] for place in found.leading],
            **_shares(found, of_ticked=ticked.is_several(item.own_scale)),
            "variation": found.variation,
            "bowker_p": found.bowker_p,
            "bowker_p_holm": found.bowker_adjusted,
            "groups": [{"name": name, "n": n, "counts": list(counts)} for name, n, counts in found.groups],
        }
    }


def _shares(found: ChosenFigures, *, of_ticked: bool) -> dict[str, Any]:
    """Count and shares under names that say of what: of the option chosen most, or of those who ticked the option."""
    count, share = ("ticked_n", "ticked_share") if of_ticked else ("most_chosen_n", "share")
    limits = [found.low, found.high]
    return {count: found.count, share: found.share, f"{share}_limits": limits, f"{share}_of_all": found.share_of_all}


def _many(part: RoundPart) -> int:
    return int(part.rules.scale_max)
