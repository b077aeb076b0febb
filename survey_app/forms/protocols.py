"""The form of a Delphi's protocol: every rule in plain words, filled with the defaults of the method."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from survey_app.exceptions import N_
from survey_app.exports.chosen_figures import options_in
from survey_app.forms.fields import Choice, LongText, Text, Tick, Whole
from survey_app.forms.items import WordedForm, worded
from survey_app.services import chosen, compared, real_time, second_scale
from survey_app.services.expertise import WeightsRefused, check_weights, default_weights
from survey_app.services.protocol_readings import confidence_misfit, fuzzy_misfit, ram_misfit
from survey_app.services.protocol_rules import Denominator, NoResponse, Partials, ProtocolRules, ReasonDemand
from survey_app.services.protocols import LONGEST_REASON
from survey_app.stats.panel_readings import FuzzyTable
from survey_app.vocabulary import LANGUAGES, ItemScale

LONGEST_QUESTION = 300
LONGEST_LABEL = 80
LONGEST_OPTIONS = 1_000
_MOST_POINTS = 11
_NUMBER = N_("Enter a whole number.")
_TEXTS = ("question", "options", "low_label", "high_label", "second_question", "second_low_label", "second_high_label")
_LOWEST, _HIGHEST = -1_000_000, 1_000_000
SCALES = {
    ItemScale.RATING: _l("a rating: each statement gets a number"),
    ItemScale.POINTS: _l("points: a sum is shared out over all statements"),
    ItemScale.RANKING: _l("a ranking: statements are put in order"),
    ItemScale.ESTIMATE: _l("an estimate: a figure with a range"),
    ItemScale.CHOICE: _l("a choice: one of the options that you write"),
}
DENOMINATORS = {
    Denominator.JUDGED: _l("only those who gave a rating"),
    Denominator.SEEN: _l("everybody who saw the statement, also “cannot judge”"),
}
REASONS = {
    ReasonDemand.OPTIONAL: _l("may be given"),
    ReasonDemand.OUTSIDE: _l("must be given outside the middle half of the round before"),
    ReasonDemand.ALWAYS: _l("must be given with every rating"),
}
NO_RESPONSE = {
    NoResponse.ALWAYS: _l("is asked again in the next round"),
    NoResponse.ANSWERED_BEFORE: _l("is asked again only after having answered the round before that"),
    NoResponse.NEVER: _l("is not asked again"),
}
PARTIALS = {
    Partials.EXCLUDE: _l("left out of the figures"),
    Partials.INCLUDE: _l("counted with what they rated"),
}
FUZZY = {
    FuzzyTable.NONE: _l("no"),
    FuzzyTable.FIVE: _l("yes, table of five points"),
    FuzzyTable.SEVEN: _l("yes, table of seven points, its ends a tenth wide"),
    FuzzyTable.SEVEN_WIDE: _l("yes, table of seven points, its ends two tenths wide"),
}


def _pairs(words: dict[Any, Any]) -> list[tuple[object, object]]:
    return [(key.value, label) for key, label in words.items()]


def _weighted(form: type["ProtocolForm"]) -> type["ProtocolForm"]:
    """One field for each weight of the authority of experts."""
    for name in default_weights():
        setattr(form, name, Whole(_l("Weight in hundredths"), least=0, most=100))
    return form


@_weighted
@worded(Text, LONGEST_QUESTION, "question", "second_question")
@worded(LongText, LONGEST_OPTIONS, "options")
@worded(Text, LONGEST_LABEL, "low_label", "high_label", "second_low_label", "second_high_label")
class ProtocolForm(WordedForm):
    """Every rule of the protocol."""

    scale = Choice(_l("How statements are weighed"))
    scale_min = Whole(_l("Scale from"), least=_LOWEST, most=_HIGHEST, needed=_NUMBER)
    scale_max = Whole(_l("to"), least=_LOWEST, most=_HIGHEST, needed=_NUMBER)
    points_total = Whole(_l("Points to share out"), least=10, most=1000, needed=_NUMBER)
    rank_top = Whole(_l("How many statements are ranked"), least=0, most=50)
    high_from = Whole(_l("Agreed as high from"), least=_LOWEST, most=_HIGHEST, needed=_NUMBER)
    high_to = Whole(_l("to"), least=_LOWEST, most=_HIGHEST, needed=_NUMBER)
    low_from = Whole(_l("Agreed as low from"), least=_LOWEST, most=_HIGHEST, needed=_NUMBER)
    low_to = Whole(_l("to"), least=_LOWEST, most=_HIGHEST, needed=_NUMBER)
    percent = Whole(_l("Share that must agree, in per cent"), least=51, most=100, needed=_NUMBER)
    denominator = Choice(_l("The share is taken of"))
    rounds = Whole(_l("Rounds"), least=1, most=10, needed=_NUMBER)
    real_time = Tick(_l("One long round whose feedback moves while people answer (real time), in place of rounds"))
    stable_below = Whole(_l("Stable below a net change of, in per cent"), least=1, most=50, needed=_NUMBER)
    min_verdict = Whole(_l("A verdict from"), least=5, most=50, needed=_NUMBER)
    min_distribution = Whole(_l("The distribution from"), least=5, most=12, needed=_NUMBER)
    min_median = Whole(_l("Median and middle half from"), least=5, most=12, needed=_NUMBER)
    cannot_judge = Tick(_l("Panellists may say “cannot judge”"))
    reasons = Choice(_l("A reason"))
    feedback_first = Tick(_l("The panel's figures stand above the scale in the next round"))
    show_agreement = Tick(_l("Panellists see the share that agrees"))
    no_response = Choice(_l("Who missed a round"))
    max_dropout = Whole(_l("Most who may miss a round, in per cent"), least=0, most=90)
    partials = Choice(_l("Ratings of people who did not finish are"))
    proposals = Tick(_l("Panellists may propose statements in the first round"))
    helpful = Tick(_l("Panellists may mark reasons of others as helpful"))
    second = Tick(_l("Rate every statement on a second scale as well"))
    second_min = Whole(_l("Second scale from"), least=_LOWEST, most=_HIGHEST)
    second_max = Whole(_l("to"), least=_LOWEST, most=_HIGHEST)
    necessity = Tick(_l("Read the second scale as necessity by RAND/UCLA"))
    arguments = Tick(_l("Panellists write arguments for and against in place of one reason"))
    compared = Tick(_l("The points come from comparing the statements two by two"))
    confidence = Tick(_l("Ask how sure everybody is that the range holds the true figure"))
    no_verdicts = Tick(_l("No verdict of agreement: look for the sides instead"))
    ram = Tick(_l("Read the ratings by RAND/UCLA as well: appropriate, uncertain or inappropriate"))
    fuzzy = Choice(_l("Read the ratings as fuzzy numbers as well"))
    expertise = Tick(_l("Before the first round, ask what their judgement rests on"))

    def __init__(self, language: str, rules: ProtocolRules, **kwargs: Any) -> None:
        plain = {name: value for name, value in rules.every_rule().items() if not isinstance(value, dict)}
        plain["no_verdicts"] = not rules.seeks_agreement
        weights = {**default_weights(), **rules.authority}
        super().__init__(data=plain | weights | {"scale": rules.scale.value}, **kwargs)
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.scale.choices = _pairs(SCALES)
        self.denominator.choices = _pairs(DENOMINATORS)
        self.reasons.choices = _pairs(REASONS)
        self.no_response.choices = _pairs(NO_RESPONSE)
        self.partials.choices = _pairs(PARTIALS)
        self.fuzzy.choices = _pairs(FUZZY)
        for group in _TEXTS:
            self.fill(group, dict(getattr(rules, group)))

    def validate(self, extra_validators: Any = None) -> bool:
        """The question is there, the scale can be shown, and the ranges lie on it."""
        right = bool(super().validate(extra_validators))
        right = self.need("question", N_("Write what is asked of every statement.")) and right
        if self.second.on:
            right = self.need("second_question", N_("Write what is asked on the second scale.")) and right
        # what the fields refuse is said at the fields
        return right and self._scale_fits() and self._weights_fit() and self._readings_fit()

    @property
    def weights(self) -> dict[str, int]:
        """The weights of the authority of experts, in hundredths; one left empty is the usual one."""
        typed = {name: self[name].data for name in default_weights()}
        return {name: usual if typed[name] is None else typed[name] for name, usual in default_weights().items()}

    def _weights_fit(self) -> bool:
        try:
            check_weights(self.weights)
        except WeightsRefused as refusal:
            self.expertise.errors = [_(refusal.message)]
            return False
        return True

    def _readings_fit(self) -> bool:
        rules = self.rules
        misfits: tuple[tuple[Field, str], ...] = (
            (self.ram, ram_misfit(rules)),
            (self.fuzzy, fuzzy_misfit(rules)),
            (self.compared, compared.misfit(rules)),
            (self.confidence, confidence_misfit(rules)),
            (self.real_time, real_time.misfit(rules)),
            (self.second_max, second_scale.misfit(rules)),
            (self.necessity, second_scale.necessity_misfit(rules)),
            (self.arguments, second_scale.arguments_misfit(rules)),
            (self.reasons, chosen.reasons_misfit(rules)),
        )
        for typed, message in misfits:
            if message:
                typed.errors = [_(message)]
        return not any(message for _typed, message in misfits)

    def _scale_fits(self) -> bool:
        rules = self.rules
        if rules.scale is ItemScale.CHOICE:
            return self._options_fit()
        first, last = rules.scale_min, rules.scale_max
        if rules.scale is ItemScale.RATING and not 1 <= last - first < _MOST_POINTS:
            self.scale_max.errors = [_("The scale needs 2 to %(most)s points, from low to high.", most=_MOST_POINTS)]
            return False
        if rules.scale is ItemScale.ESTIMATE:
            return self._limits_fit(first, last)
        if min(rules.low_from, rules.high_from) < first or max(rules.low_to, rules.high_to) > last:
            self.high_to.errors = [_("The ranges of agreement reach beyond the scale: change them, too.")]
            return False
        ends = [first, rules.low_from, rules.low_to, rules.high_from, rules.high_to, last]
        if ends != sorted(ends) or rules.low_to == rules.high_from:
            self.high_from.errors = [_("On the scale the low range comes first, then the high one, without overlap.")]
            return False
        return True

    def _options_fit(self) -> bool:
        """Options are counted; no scale, no ranges and no words at the ends are read."""
        if not self.need("options", N_("Write 2 to 9 options, one a line.")):
            return False
        message = chosen.misfit(self.rules)
        if message:
            self[f"options_{self.language}"].errors = [_(message)]
        return not message

    def _options(self) -> dict[str, Any]:
        """The options as they were typed, and a scale that counts them; nothing where none is chosen."""
        if self.scale.text != ItemScale.CHOICE:
            return {}
        words = {language: "\n".join(options_in(text)) for language, text in self.words("options").items()}
        count = len(options_in(words.get(self.language, "")))
        return {"options": words, "scale_min": 1, "scale_max": count, "low_label": {}, "high_label": {}}

    def _limits_fit(self, first: float, last: float) -> bool:
        """Estimates have limits and no ranges of agreement."""
        if first >= last:
            self.scale_max.errors = [_("The upper limit must be above the lower one.")]
        return first < last

    def _second_scale(self) -> dict[str, Any]:
        """The second scale as it was typed; without one, nothing that would stand in the document."""
        if not self.second.on:
            return {}
        texts = ("second_question", "second_low_label", "second_high_label")
        ends = {"second_min": self.second_min.data or 0, "second_max": self.second_max.data or 0}
        return {"second": True, "necessity": self.necessity.on, **ends, **{name: self.words(name) for name in texts}}

    @property
    def rules(self) -> ProtocolRules:
        """What was typed, as rules."""
        ends = {"scale_min": self.scale_min.data or 0, "scale_max": self.scale_max.data or 0}
        labels = {name: self.words(name) for name in ("low_label", "high_label")}
        scale: dict[str, Any] = {**ends, **labels, **self._options()}
        return ProtocolRules(
            scale=ItemScale(self.scale.text),
            question=self.words("question"),
            **scale,
            high_from=self.high_from.data or 0,
            high_to=self.high_to.data or 0,
            low_from=self.low_from.data or 0,
            low_to=self.low_to.data or 0,
            percent=self.percent.data or 0,
            denominator=Denominator(self.denominator.text),
            rounds=1 if self.real_time.on else self.rounds.data or 0,
            real_time=self.real_time.on,
            stable_below=self.stable_below.data or 0,
            min_verdict=self.min_verdict.data or 0,
            min_distribution=self.min_distribution.data or 0,
            min_median=self.min_median.data or 0,
            points_total=self.points_total.data or 0,
            rank_top=self.rank_top.data or 0,
            cannot_judge=self.cannot_judge.on,
            reasons=ReasonDemand(self.reasons.text),
            feedback_first=self.feedback_first.on,
            show_agreement=self.show_agreement.on,
            no_response=NoResponse(self.no_response.text),
            max_dropout=self.max_dropout.data or 0,
            partials=Partials(self.partials.text),
            seeks_agreement=not self.no_verdicts.on,
            **self._second_scale(),
            arguments=self.arguments.on,
            compared=self.compared.on,
            confidence=self.confidence.on,
            proposals=self.proposals.on,
            helpful=self.helpful.on,
            ram=self.ram.on,
            fuzzy=FuzzyTable(self.fuzzy.text),
            expertise=self.expertise.on,
            authority=self.weights,
        )


class AmendmentForm(ProtocolForm):
    """The rules once more, with the reason for changing them."""

    reason = LongText(
        _l("Reason for the amendment"), most=LONGEST_REASON, needed=N_("Write down why the rules change.")
    )
