"""The words of a panel's figures: every verdict, shortfall, side, fate and rule, for pages and workbooks alike."""

from survey_app.exceptions import N_
from survey_app.exports.declared_rules import DeclaredRules
from survey_app.exports.round_report import ReleasedReason
from survey_app.stats.consensus import Verdict
from survey_app.stats.significance import Shortfall
from survey_app.vocabulary import AnonymityLevel, Fate, ItemScale, Side

VERDICTS: dict[Verdict, str] = {
    Verdict.AGREED_HIGH: N_("agreed"),
    Verdict.AGREED_LOW: N_("agreed at the low end"),
    Verdict.NO_AGREEMENT: N_("no agreement"),
    Verdict.SPLIT: N_("split in two camps"),
    Verdict.TOO_FEW: N_("too few answers for a verdict"),
}

SHORTFALLS: dict[Shortfall, str] = {
    Shortfall.NO_RATERS: N_("nobody rated every statement"),
    Shortfall.ONE_RATER: N_("only one panellist rated every statement"),
    Shortfall.TOO_FEW_ITEMS: N_("needs at least three statements"),
    Shortfall.NO_ORDER: N_("every panellist gave all statements the same"),
    Shortfall.FULL_CONCORDANCE: N_("all put the statements in the same order: the test has no limit"),
    Shortfall.LARGE_PANEL: N_("panel too large for permutations"),
    Shortfall.NO_PAIRS: N_("nobody rated it in both rounds"),
    Shortfall.TOO_FEW_PAIRS: N_("fewer than six rated it in both rounds: no test"),
    Shortfall.TOO_FEW_MOVED: N_("fewer than six changed their rating: no test"),
    Shortfall.NOBODY_MOVED: N_("nobody changed their rating"),
}

SIDES: dict[Side, str] = {
    Side.LOWER: N_("for lower"),
    Side.HIGHER: N_("for higher"),
    Side.MIDDLE: N_("at the middle"),
}

SIDES_THEN: dict[Side, str] = {
    Side.LOWER: N_("below the median when it was given"),
    Side.HIGHER: N_("above the median when it was given"),
    Side.MIDDLE: N_("at the median when it was given, or without a rating"),
}
"""In real time the median moves on and may pass the author of a reason."""
PLACES: dict[Side, str] = {
    Side.LOWER: N_("for a place nearer the top"),
    Side.HIGHER: N_("for a place further down"),
    Side.MIDDLE: N_("at the middle"),
}
"""Where statements are ranked: the higher rank is the later place."""
ARGUMENTS: dict[Side, str] = {Side.HIGHER: N_("argument for"), Side.LOWER: N_("argument against")}


def side(reason: ReleasedReason) -> str:
    """The marked words for the side of a reason, or for what an argument is."""
    words = ARGUMENTS if reason.is_argument else PLACES if reason.is_ranked else SIDES
    return (SIDES_THEN if reason.in_real_time and not reason.is_argument else words)[Side(reason.side)]


def side_note(rules: DeclaredRules) -> str:
    """From where sides are seen, in marked words; empty where reasons have none."""
    if rules.arguments or rules.scale is ItemScale.CHOICE:
        return ""
    if rules.real_time:
        return N_("The side is seen from the panel's median when the reason came; the median has moved since.")
    return N_("The side is seen from the panel's median of the same round.")


FATES: dict[Fate, str] = {
    Fate.KEPT: N_("asked again"),
    Fate.CLOSED: N_("closed, not asked again"),
    Fate.REWORDED: N_("reworded"),
    Fate.SPLIT: N_("split up"),
    Fate.MERGED: N_("merged"),
    Fate.DROPPED: N_("dropped"),
}

SCALES: dict[ItemScale, str] = {
    ItemScale.RATING: N_("rating"),
    ItemScale.POINTS: N_("points to share out"),
    ItemScale.ESTIMATE: N_("estimate with a range"),
    ItemScale.RANKING: N_("ranking"),
    ItemScale.CHOICE: N_("choice among options"),
}

TESTS: dict[str, str] = {
    "permutation": N_("permutation test"),
    "permutation_exact": N_("all permutations"),
    "permutation_9999": N_("9,999 permutations drawn"),
    "chi_square": N_("chi-square test"),
}

FLOW: dict[str, str] = {
    "invited": N_("Invited"),
    "accepted": N_("Accepted"),
    "finished": N_("Finished"),
    "part": N_("In part"),
    "none": N_("Not begun"),
    "withdrawn": N_("Withdrawn"),
    "declined": N_("Declined"),
    "asked": N_("Asked in this round"),
    "destroyed": N_("Unfinished sheets destroyed unread"),
}

LEVELS: dict[AnonymityLevel, str] = {
    AnonymityLevel.IDENTIFIED: N_("Identified: the study's researchers can link answers to people"),
    AnonymityLevel.CONFIDENTIAL: N_("Confidential: nothing in this file links an answer to a person"),
    AnonymityLevel.ANONYMOUS: N_("Anonymous: nobody is shown who gave which answer"),
    AnonymityLevel.SEALED: N_("Sealed: nobody can link an answer to a person"),
}

STABLE, MOVING, UNKNOWN = N_("stable"), N_("still moving"), N_("cannot be said")

METHODS: tuple[tuple[str, str], ...] = (
    (
        N_("Median and middle half: quartiles at (n − 1)p, interpolated, of all who rated."),
        "Hyndman and Fan 1996, The American Statistician 50:361, type 7",
    ),
    (
        N_(
            "Agreed: the share in a declared range reaches the declared per cent, compared in whole "
            "numbers; Wilson's 95% limits."
        ),
        "Diamond et al. 2014, Journal of Clinical Epidemiology 67:401; Wilson 1927",
    ),
    (
        N_("Split in two camps: at least floor((n + 1)/3) ratings in each range."),
        "Fitch et al. 2001, The RAND/UCLA Appropriateness Method User's Manual",
    ),
    (
        N_(
            "Kendall's W: over panellists who rated every statement, corrected for ties; p by permutation "
            "for small panels, else by chi-square."
        ),
        "Kendall and Babington Smith 1939, Annals of Mathematical Statistics 10:275",
    ),
    (
        N_("Net change: half the sum of the differences of both distributions, of those who rated in both rounds."),
        "Scheibe, Skutsch and Schofer 1975, in Linstone and Turoff, The Delphi Method",
    ),
    (
        N_(
            "Wilcoxon's signed ranks on the same pairs, exact up to 25 who moved, adjusted by Holm over the statements."
        ),
        "Wilcoxon 1945; Holm 1979, Scandinavian Journal of Statistics 6:65",
    ),
    (
        N_(
            "Weight: the mean above the lowest point of the scale (for points: the mean), divided by the "
            "sum over all statements."
        ),
        "Bottomley, Doyle and Green 2000, Journal of Marketing Research 37:508",
    ),
)

ESTIMATE_METHODS: tuple[tuple[str, str], ...] = (
    (
        N_(
            "Estimates as one: arithmetic mean, median and mean of the log-odds of the best estimates, all "
            "counting the same; the median of each limit."
        ),
        "Hanea et al. 2021, PLOS ONE 16:e0256919; Hemming et al. 2018, Methods in Ecology and Evolution 9:169",
    ),
)
