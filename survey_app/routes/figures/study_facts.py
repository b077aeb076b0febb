"""What a Delphi study says of itself, fact by fact, for reporting checklists; None where it says nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from survey_app.exceptions import N_
from survey_app.exports import own_scale_words, own_scales
from survey_app.exports.first_round_report import FirstRoundReport
from survey_app.exports.round_report import PanelReport, RoundPart
from survey_app.exports.round_words import FATES, LEVELS, SCALES
from survey_app.questions.definition import say
from survey_app.routes.figures import round_open, round_wording
from survey_app.routes.presentation import day, filled, labelled, number
from survey_app.routes.protocol_words import agreement_words, own_words, rule_words
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import Fate, ItemScale

Lines = Mapping[str, str]
"""The rules of the protocol in words, by what they are about."""


class Facts:
    """The facts of one panel in the language of the page."""

    def __init__(self, report: PanelReport, rules: ProtocolRules) -> None:
        self.report, self.rules = report, rules
        self._lines = dict(rule_words(rules, report.language))

    def said(self, name: str) -> str | None:
        """A fact by its name; None where the study does not hold it."""
        build: Callable[[Facts], str | None] = _FACTS[name]
        return build(self) or None

    def rule(self, words: str) -> str:
        """One rule of the protocol with its name."""
        return str(_("%(label)s: %(words)s", label=words, words=self._lines[words])) if words in self._lines else ""


def _method(facts: Facts) -> str:
    count, done = facts.rules.rounds, len(facts.report.rounds)
    kinds = ngettext("Delphi with %(num)s round", "Delphi with %(num)s rounds", count)
    if 0 < done < count:
        kinds = _("%(method)s planned, %(done)s of them analysed", method=kinds, done=number(done))
    return str(_("%(title)s: %(method)s", title=facts.report.stage_title, method=kinds))


def _organiser(facts: Facts) -> str:
    return facts.report.organiser


def _protocol(facts: Facts) -> str:
    fixed = [each for each in facts.report.protocols if each.locked_at is not None]
    if not fixed:
        return ""
    first = fixed[0]
    when = day(first.locked_at, facts.report.timezone)
    return str(_("Protocol locked on %(day)s, before the first round; hash %(hash)s", day=when, hash=first.hash[:16]))


def _changes(facts: Facts) -> str:
    fixed = [each for each in facts.report.protocols if each.locked_at is not None]
    if not fixed:
        return ""
    later = [f"{day(each.locked_at, facts.report.timezone)}: {each.reason}" for each in fixed[1:]]
    return str(_("; ")).join(later) or str(_("The protocol was not changed after it was locked."))


def _question(facts: Facts) -> str:
    asked = say(dict(facts.rules.question), facts.report.language)
    named = (_("Scale"), _("Asked as well"), _("Second scale"), _("Arguments"), _("Confidence"), _("Comparisons"))
    language = facts.report.language
    told = [asked, *(facts.rule(str(name)) for name in named)]
    told += [_own_scale(codes, _own_words(own, language)) for own, codes in own_scale_words.grouped(facts.report)]
    questions = [say(dict(each.text), language) for each in facts.report.items if each.is_open]
    if questions:
        told.append(str(_("Answered in words: %(questions)s", questions=_("; ").join(questions))))
    return str(_("; ")).join(part for part in told if part)


def _own_scale(codes: Sequence[str], words: str) -> str:
    """What holds for statements with a scale of their own."""
    return labelled(_("Own scale of %(codes)s", codes=_(", ").join(codes)), words)


def _own_words(own: Mapping[str, Any], language: str) -> str:
    """An own scale in words; of an estimate they do not say what it is."""
    told = own_words(own, language)
    is_estimate = own["scale"] == ItemScale.ESTIMATE
    return str(_("; ")).join((told, filled(SCALES[ItemScale.ESTIMATE], {}))) if is_estimate else told


def _own_agreement(facts: Facts) -> list[str]:
    """When statements with a scale of their own are agreed on."""
    declared = [(facts.rules.of(own), codes) for own, codes in own_scale_words.grouped(facts.report)]
    return [_own_scale(codes, agreement_words(rules)) for rules, codes in declared if rules.gives_verdicts]


def _consensus(facts: Facts) -> str:
    rules = facts.rules
    if rules.scale not in (ItemScale.RATING, ItemScale.CHOICE):
        return str(_("; ")).join(_own_agreement(facts))
    read = [facts.rule(str(name)) for name in (_("RAND/UCLA"), _("Necessity"), _("Fuzzy numbers"))]
    if not rules.seeks_agreement:
        found = [str(_("The study seeks no agreement: no verdict is given.")), *read]
    else:
        words = agreement_words(rules)
        found = [str(_("Agreed: %(rule)s", rule=words)), facts.rule(str(_("Denominator"))), *read]
        found += _own_agreement(facts)
    return str(_("; ")).join(part for part in found if part)


def _stability(facts: Facts) -> str:
    return facts.rule(str(_("Stable")))


def _reasons(facts: Facts) -> str:
    return facts.rule(str(_("A reason")))


def _shown(facts: Facts) -> str:
    return facts.rule(str(_("Shown to the panel")))


def _missed(facts: Facts) -> str:
    parts = (facts.rule(str(_("Who missed a round"))), facts.rule(str(_("Ratings of people who did not finish"))))
    return str(_("; ")).join(part for part in parts if part)


def _anonymity(facts: Facts) -> str:
    level = filled(LEVELS[facts.report.level], {})
    group = _("no group of fewer than %(least)s is shown apart", least=number(facts.report.min_group))
    return str(_("; ")).join((level, str(group)))


def _collected(facts: Facts) -> str:
    if not facts.report.items:
        return ""
    return str(_("Each panellist answered alone, through a personal link, without seeing who else takes part."))


def _processed(facts: Facts) -> str:
    if not facts.report.rounds:
        return ""
    hashes = ", ".join(part.figures.input_hash[:12] or "–" for part in facts.report.rounds)
    return str(
        _(
            "Figures were computed once when each round was analysed, then frozen; hash of what went in: %(hashes)s",
            hashes=hashes,
        )
    )


def _dates(facts: Facts) -> str:
    zone = facts.report.timezone
    told = [
        _(
            "round %(number)s: %(begin)s to %(end)s",
            number=part.figures.number,
            begin=day(part.opened_at, zone),
            end=day(part.closed_at, zone),
        )
        for part in facts.report.rounds
        if part.opened_at and part.closed_at
    ]
    return str(_("; ")).join(str(each) for each in told)


def _flow(facts: Facts) -> str:
    return str(_("; ")).join(_flow_of(part) for part in facts.report.rounds)


def _flow_of(part: RoundPart) -> str:
    flow = part.figures.flow
    return str(
        _(
            "round %(number)s: %(invited)s invited, %(accepted)s took part, %(finished)s finished",
            number=part.figures.number,
            invited=number(flow.get("invited", 0)),
            accepted=number(flow.get("accepted", 0)),
            finished=number(flow.get("finished", 0)),
        )
    )


_REPLACED = (Fate.REWORDED.value, Fate.SPLIT.value, Fate.MERGED.value)


def _outcome(facts: Facts) -> str:
    if not facts.report.rounds:
        return ""
    part = own_scales.last(facts.report)
    last, ended = part.figures, _ended(facts)
    if last.is_in_words:
        return round_open.heading(last)
    if last.judged:
        return _agreed(ended)
    told = (round_wording.heading(part), _agreed(ended) if ended else "")
    return str(_("; ")).join(each for each in told if each)


def _agreed(ended: Mapping[int, bool]) -> str:
    """How many statements ended with agreement."""
    told = ngettext(
        "%(agreed)s of %(num)s statement ended with agreement",
        "%(agreed)s of %(num)s statements ended with agreement",
        len(ended),
        agreed=number(sum(ended.values())),
    )
    return str(told)


def _ended(facts: Facts) -> dict[int, bool]:
    """Whether the panel agreed on each statement when it was asked last, less those that others stand for now."""
    found: dict[int, bool] = {}
    for part in own_scales.parts(facts.report):
        for item in part.figures.judged:
            found[item.item_id] = item.is_agreed
            if part.fates.get(item.item_id) in _REPLACED:
                del found[item.item_id]
    return found


def _fates(facts: Facts) -> str:
    told = []
    for part in facts.report.rounds:
        for fate in (Fate.REWORDED, Fate.SPLIT, Fate.MERGED, Fate.DROPPED):
            count = sum(each == fate.value for each in part.fates.values())
            if count:
                words = filled(FATES[fate], {})
                told.append(
                    str(
                        _(
                            "round %(number)s: %(count)s %(fate)s",
                            number=part.figures.number,
                            count=number(count),
                            fate=words,
                        )
                    )
                )
    if facts.report.rounds and not told:
        return str(_("No statement was reworded, split, merged or dropped."))
    return str(_("; ")).join(told)


def _repeated(facts: Facts) -> str:
    told = []
    for part in facts.report.rounds:
        again = sum(each == Fate.KEPT.value for each in part.fates.values())
        closed = sum(each == Fate.CLOSED.value for each in part.fates.values())
        if again or closed:
            told.append(
                str(
                    _(
                        "round %(number)s: %(again)s asked again, %(closed)s closed",
                        number=part.figures.number,
                        again=number(again),
                        closed=number(closed),
                    )
                )
            )
    return str(_("; ")).join(told)


def _origin(facts: Facts) -> str:
    told = []
    count = sum(bool(each.from_cards) for each in facts.report.items)
    if count:
        told.append(
            ngettext(
                "%(num)s statement comes from an anonymous brainstorm of the same study",
                "%(num)s statements come from an anonymous brainstorm of the same study",
                count,
            )
        )
    asked = {each.code for each in facts.report.items if each.is_open}
    made = sum(not each.is_open and not asked.isdisjoint(each.from_items) for each in facts.report.items)
    if made:
        told.append(
            ngettext(
                "%(num)s statement was made of the panel's answers to open questions",
                "%(num)s statements were made of the panel's answers to open questions",
                made,
            )
        )
    return str(_("; ")).join(told)


def _dissent(facts: Facts) -> str:
    if not facts.report.rounds:
        return ""
    count = len(facts.report.reasons)
    if not count:
        return str(_("No reason was released."))
    if facts.rules.arguments:
        return str(ngettext("%(num)s argument was released", "%(num)s arguments were released", count))
    if all(each.is_sideless for each in facts.report.reasons):
        return str(ngettext("%(num)s reason was released", "%(num)s reasons were released", count))
    return str(
        ngettext(
            "%(num)s reason was released, from both sides of the median",
            "%(num)s reasons were released, from both sides of the median",
            count,
        )
    )


def _trial(facts: Facts) -> str:
    trial = facts.report.trial
    if trial is None:
        return ""
    told = [_("The rules were tried on simulated panels before the lock; what they came to is kept with the protocol.")]
    if isinstance(trial, FirstRoundReport):
        told = [_("What the rules do by chance was computed before the lock; it is kept with the protocol.")]
    codes = [code for line in trial.own_scales if line.by_chance is not None for code in line.codes]
    if codes:
        names = _(", ").join(codes)
        told.append(_("Of own scales what passes by chance in a first round was computed: %(codes)s.", codes=names))
    return " ".join(str(each) for each in told)


def _groups(facts: Facts) -> str:
    names = list(dict.fromkeys(name for part in facts.report.rounds for name, _all, _done in part.figures.groups))
    if not names:
        return ""
    return str(_("Groups whose figures stand apart: %(names)s", names=_(", ").join(names)))


_FACTS: Mapping[str, Callable[[Facts], str | None]] = {
    "method": _method,
    "organiser": _organiser,
    "protocol": _protocol,
    "changes": _changes,
    "question": _question,
    "consensus": _consensus,
    "stability": _stability,
    "reasons": _reasons,
    "shown": _shown,
    "missed": _missed,
    "anonymity": _anonymity,
    "collected": _collected,
    "processed": _processed,
    "dates": _dates,
    "flow": _flow,
    "outcome": _outcome,
    "fates": _fates,
    "repeated": _repeated,
    "origin": _origin,
    "dissent": _dissent,
    "trial": _trial,
    "groups": _groups,
}

_PROTOCOL, _ROUNDS, _PANEL, _RESULTS = N_("Protocol"), N_("Rounds"), N_("Panel"), N_("Results")
_STATEMENTS, _SETTINGS = N_("Statements"), N_("Settings")
SOURCES: Mapping[str, str] = {
    **dict.fromkeys(("method", "protocol", "changes", "question", "consensus", "stability"), _PROTOCOL),
    **dict.fromkeys(("reasons", "shown", "missed", "trial"), _PROTOCOL),
    **dict.fromkeys(("dates", "fates", "repeated"), _ROUNDS),
    **dict.fromkeys(("flow", "collected", "groups"), _PANEL),
    **dict.fromkeys(("outcome", "dissent", "processed"), _RESULTS),
    **dict.fromkeys(("organiser", "anonymity"), _SETTINGS),
    "origin": _STATEMENTS,
}
"""On which page of the study each fact stands."""
