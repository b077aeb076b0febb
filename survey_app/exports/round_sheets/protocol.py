"""The protocol: the rules with the version that holds for each round, and every amendment with its reason."""

from survey_app.exceptions import N_
from survey_app.exports import own_scale_words, round_words, styles
from survey_app.exports.cells import row_height
from survey_app.exports.declared_rules import DeclaredRules
from survey_app.exports.movement_report import MOVING_WORLDS, MovementReport
from survey_app.exports.pair_report import PAIR_WORLDS, PairReport
from survey_app.exports.round_book import FIGURE, SHARE, WRAPPED, Column, RoundBook
from survey_app.exports.round_report import CorrectionLine
from survey_app.exports.sheet import Sheet
from survey_app.exports.trial_report import AnyTrial, TrialReport
from survey_app.stats.panel_readings import FuzzyTable
from survey_app.vocabulary import ItemScale

_SAID: dict[str, str] = {
    "judged": N_("those who rated; “cannot judge” stays outside"),
    "seen": N_("all who saw the statement; “cannot judge” stays inside"),
    "optional": N_("may be given"),
    "outside": N_("are asked for outside the middle half"),
    "always": N_("are always asked for"),
    "exclude": N_("are left out of all figures"),
    "include": N_("enter the figures"),
}
_CHOSE: dict[str, str] = {
    "judged": N_("those who chose; “cannot judge” stays outside"),
    "seen": _SAID["seen"],
}
_ASKED: dict[str, str] = {
    "always": N_("is asked again in the next round"),
    "answered_before": N_("is asked again if the round before was answered"),
    "never": N_("is not asked again"),
}


_ON_ONE_PAGE = (ItemScale.POINTS, ItemScale.RANKING)
"""Where every statement gets something: nobody can say that they cannot judge one."""


def build(book: RoundBook) -> Sheet:
    """The rules in force, then the versions."""
    say, report = book.words.say, book.report
    sheet = book.sheet("protocol", (10, 34, 74, 27), say(N_("Fixed with a hash before the first round.")), styles.INK)
    row = 5
    for name, told in rule_lines(book, report.rules):
        sheet.put(row, 2, name, styles.BODY.having(colour=styles.QUIET))
        sheet.line(row, styles.BODY, 3, 3)
        sheet.put(row, 4, told, styles.BODY_WRAP)
        sheet.heights[row] = max(18.0, row_height(told, sheet.width(4)))
        row += 1
    row = book.section(sheet, row + 1, say(N_("Versions")))
    columns = (
        Column(say(N_("Version")), 10, styles.BODY),
        Column(say(N_("Fixed")), 34, styles.BODY),
        Column(say(N_("Hash of the document (SHA-256)")), 74, WRAPPED),
        Column(say(N_("Reason of the amendment")), 27, WRAPPED),
    )
    lines = [
        (str(each.version), book.words.moment(each.locked_at) if each.locked_at else "", each.hash, each.reason)
        for each in report.protocols
    ]
    row = book.table(sheet, row, columns, lines)
    row = _corrections(book, sheet, row)
    row = book.section(sheet, row + 1, say(N_("By which version each round was analysed")))
    held = [
        (f"{part.figures.number}", f"{part.figures.protocol_version}", part.figures.input_hash, "")
        for part in report.rounds
    ]
    heads = (say(N_("Round")), say(N_("Version")), say(N_("Fingerprint of the answers (SHA-256)")), "")
    row = book.table(sheet, row, [Column(head, 10, WRAPPED) for head in heads], held)
    _trial(book, sheet, row + 1)
    return sheet


def _corrections(book: RoundBook, sheet: Sheet, row: int) -> int:
    """Typing errors that were put right while the panel was asked; nothing where there are none. The next row."""
    say, found = book.words.say, book.report.corrections
    if not found:
        return row
    row = book.section(sheet, row + 1, say(N_("Corrections of words")))
    columns = (
        Column(say(N_("Code")), 10, styles.BODY),
        Column(say(N_("When")), 34, styles.BODY),
        Column(say(N_("Words before and after")), 74, WRAPPED),
        Column(say(N_("What was wrong")), 27, WRAPPED),
    )
    lines = [(each.code, book.words.moment(each.at), corrected_words(book, each), each.reason) for each in found]
    return book.table(sheet, row, columns, lines)


def corrected_words(book: RoundBook, line: CorrectionLine) -> str:
    """What a correction changed, language by language."""
    say = book.words.say
    return say(N_("; ")).join(
        f"{language.partition('_')[0]}: {f'“{before}” → ' if before else ''}“{after}”"
        for _part, language, before, after in line.changes
    )


def _trial(book: RoundBook, sheet: Sheet, row: int) -> None:
    """What simulated panels came to before the lock; nothing where nobody tried the rules."""
    say, trial = book.words.say, book.report.trial
    if trial is None:
        return
    row = book.section(sheet, row, say(N_("How the rules were tried before the lock")))
    if isinstance(trial, MovementReport):
        row = _movement(book, sheet, row, trial)
    elif isinstance(trial, TrialReport):
        row = _verdicts(book, sheet, row, trial)
    if not isinstance(trial, TrialReport) and trial.pairs:
        row = _pairs(book, sheet, row, trial.pairs)
    _own_scales(book, sheet, row, trial)


def _pairs(book: RoundBook, sheet: Sheet, row: int, found: PairReport) -> int:
    """How often comparisons of simulated people fit together."""
    say = book.words.say
    columns = (
        Column(say(N_("Mean ratio")), 10, FIGURE),
        Column(say(N_("Ratio of at most %(limit)s"), limit=f"{found.tolerated:.2f}"), 34, SHARE),
        Column(say(N_("What the panellists are like")), 74, WRAPPED),
        Column(say(N_("Panels whose median ratio is")), 27, SHARE),
    )
    lines = [(each.mean, each.within, say(PAIR_WORLDS[each.world]), each.panels_within) for each in found.lines]
    row = book.table(sheet, row, columns, lines)
    told = say(
        N_("Comparisons of %(things)s statements by %(people)s simulated people, seed %(seed)s"),
        things=found.things,
        people=found.judges,
        seed=found.seed,
    )
    return sheet.foot(row, told)


def _verdicts(book: RoundBook, sheet: Sheet, row: int, trial: TrialReport) -> int:
    """How often statements of simulated panels passed."""
    say = book.words.say
    columns = (
        Column(say(N_("People")), 10, WRAPPED),
        Column(say(N_("Pass in round 1")), 34, SHARE),
        Column(say(N_("What the panellists are like")), 74, WRAPPED),
        Column(say(N_("Pass at the end")), 27, SHARE),
    )
    lines = [
        (str(each.panellists), each.passed_first, say(trial.labels[each.world]), each.passed) for each in trial.worlds
    ]
    row = book.table(sheet, row, columns, lines)
    told = say(
        N_("%(panels)s simulated panels of %(people)s people, seed %(seed)s; high by chance alone: %(chance)s"),
        panels=trial.panels,
        people=trial.panellists,
        seed=trial.seed,
        chance=trial.chance_high or f"{trial.chance_passes:.6f}",
    )
    return sheet.foot(row, told)


def _movement(book: RoundBook, sheet: Sheet, row: int, trial: MovementReport) -> int:
    """How often statements of simulated panels counted as stable."""
    say = book.words.say
    columns = (
        Column(say(N_("People")), 10, WRAPPED),
        Column(say(N_("Statements stable")), 34, SHARE),
        Column(say(N_("What the panellists are like")), 74, WRAPPED),
        Column(say(N_("All of them stable")), 27, SHARE),
    )
    lines = [
        (str(each.panellists), each.settled, say(MOVING_WORLDS[each.world]), each.stopped) for each in trial.worlds
    ]
    row = book.table(sheet, row, columns, lines)
    told = say(
        N_("%(panels)s simulated panels of %(people)s people, seed %(seed)s, after %(rounds)s rounds"),
        panels=trial.panels,
        people=trial.panellists,
        seed=trial.seed,
        rounds=trial.rounds,
    )
    return sheet.foot(row, told)


def _own_scales(book: RoundBook, sheet: Sheet, row: int, trial: AnyTrial) -> None:
    """What chance does on the own scales of statements, in a first round; empty cells where nothing passes or fails."""
    if not trial.own_scales:
        return
    say = book.words.say
    columns = (
        Column(say(N_("Code")), 10, WRAPPED),
        Column(say(N_("Pass by chance in round 1")), 34, SHARE),
        Column(say(N_("Own scale")), 74, WRAPPED),
        Column(say(N_("Pass of a true majority")), 27, SHARE),
    )
    lines = [
        (say(N_(", ")).join(line.codes), line.by_chance, own_scale_words.words(book, line.scale), line.by_majority)
        for line in trial.own_scales
    ]
    row = book.table(sheet, row + 1, columns, lines)
    told = say(N_("Computed for %(people)s people who answer independently."), people=trial.panellists)
    sheet.foot(row, told)


def rule_lines(book: RoundBook, rules: DeclaredRules) -> list[tuple[str, str]]:
    """Each rule in force, by what it is about and in words."""
    say = book.words.say
    lines = [(say(N_("Question")), book.text(rules.question)), (say(N_("Scale")), _scale(book, rules))]
    lines += _agreement(book, rules)
    yes, no = say(N_("can be chosen")), say(N_("cannot be chosen"))
    lines += [
        (say(N_("Stable")), say(N_("net change below %(percent)s%% of the pairs"), percent=f"{rules.stable_below:g}")),
        (say(N_("Rounds")), say(N_("one long round in real time")) if rules.real_time else f"{rules.rounds}"),
        (say(N_("Cannot judge")), "" if rules.scale in _ON_ONE_PAGE else yes if rules.cannot_judge else no),
        (say(N_("Reasons")), say(_SAID[str(rules.reasons)])),
        (say(N_("Comparisons")), say(N_("the points come from comparing two by two")) if rules.compared else ""),
        (say(N_("Confidence")), say(N_("asked with every range, 51 to 100 per cent")) if rules.confidence else ""),
        (say(N_("Arguments")), say(N_("for and against, in place of one reason")) if rules.arguments else ""),
        (say(N_("Unfinished ballots")), say(_SAID[str(rules.partials)])),
        (say(N_("Who misses a round")), say(_ASKED[str(rules.no_response)])),
        (say(N_("Fewest answers")), _fewest(book, rules)),
    ]
    if rules.max_dropout:
        told = say(N_("no further round once more than %(percent)s%% missed one"), percent=rules.max_dropout)
        lines.append((say(N_("Most who may drop out")), told))
    if rules.expertise:
        lines.append((say(N_("Expertise")), say(N_("asked once, before the first round; weights stand with the flow"))))
    if rules.necessity:
        lines.append((say(N_("Necessity")), say(N_("read by RAND/UCLA for appropriate statements"))))
    lines += own_scale_words.rule_lines(book)
    lines += [(say(N_("RAND/UCLA")), say(N_("the class is read from the ratings as well")))] if rules.ram else []
    if rules.fuzzy != FuzzyTable.NONE:
        lines.append((say(N_("Fuzzy numbers")), say(N_("ratings are read by the table that stands with the readings"))))
    return [(name, told) for name, told in lines if told]


def _fewest(book: RoundBook, rules: DeclaredRules) -> str:
    """From how many answers on what is shown; options have no median."""
    counts = {"median": rules.min_median, "many": rules.min_distribution, "verdict": rules.min_verdict}
    if rules.scale is ItemScale.CHOICE:
        counts["many"] = max(rules.min_median, rules.min_distribution)
        return book.words.say(N_("%(many)s to show how many chose each option, %(verdict)s for a verdict"), **counts)
    if rules.scale is not ItemScale.RATING:
        return book.words.say(N_("%(median)s for a median, %(many)s for a distribution"), **counts)
    told = N_("%(median)s for a median, %(many)s for a distribution, %(verdict)s for a verdict")
    return book.words.say(told, **counts)


def _agreement(book: RoundBook, rules: DeclaredRules) -> list[tuple[str, str]]:
    """What is asked on a second scale, and when the panel agrees."""
    say = book.words.say
    lines: list[tuple[str, str]] = []
    if rules.second:
        lines += [
            (say(N_("Asked as well")), book.text(rules.second_question)),
            (say(N_("Second scale")), second(book, rules)),
        ]
    if rules.scale is ItemScale.RATING and not rules.seeks_agreement:
        lines.append((say(N_("Agreed")), say(N_("no verdict is given"))))
    elif rules.scale is ItemScale.CHOICE and rules.seeks_agreement:
        agreed = say(N_("at least %(percent)s%% chose the same option"), percent=f"{rules.percent:g}")
        lines += [(say(N_("Agreed")), agreed), (say(N_("Denominator")), say(_CHOSE[str(rules.denominator)]))]
    elif rules.scale is ItemScale.RATING:
        agreed = say(
            N_("at least %(percent)s%% chose %(high_from)s–%(high_to)s, or %(low_from)s–%(low_to)s"),
            percent=f"{rules.percent:g}",
            **{name: f"{getattr(rules, name):g}" for name in ("high_from", "high_to", "low_from", "low_to")},
        )
        lines += [(say(N_("Agreed")), agreed), (say(N_("Denominator")), say(_SAID[str(rules.denominator)]))]
    return lines


def second(book: RoundBook, rules: DeclaredRules) -> str:
    """The second scale in words."""
    ends = ((rules.second_min, rules.second_low_label), (rules.second_max, rules.second_high_label))
    low, high = (" ".join(filter(None, (f"{end:g}", book.text(text)))) for end, text in ends)
    return book.words.say(N_("%(low)s to %(high)s"), low=low, high=high)


def _scale(book: RoundBook, rules: DeclaredRules) -> str:
    say = book.words.say
    kind = say(round_words.SCALES[rules.scale])
    if rules.scale is ItemScale.POINTS:
        return say(N_("%(kind)s: %(points)s in all"), kind=kind, points=rules.points_total)
    if rules.scale in (ItemScale.RANKING, ItemScale.CHOICE):
        return book.scale_of(rules)
    ends = [
        " ".join(filter(None, (f"{end:g}", book.text(text))))
        for end, text in ((rules.scale_min, rules.low_label), (rules.scale_max, rules.high_label))
    ]
    return say(N_("%(kind)s: %(low)s to %(high)s"), kind=kind, low=ends[0], high=ends[1])
