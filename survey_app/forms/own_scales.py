"""The form of the scale that one statement has of its own."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.exceptions import N_
from survey_app.exports.chosen_figures import options_in
from survey_app.forms.fields import Choice, LongText, Text, Whole
from survey_app.forms.items import WordedForm, worded
from survey_app.forms.protocols import LONGEST_LABEL, LONGEST_OPTIONS, LONGEST_QUESTION
from survey_app.services import own_scales, several
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import LANGUAGES, ItemScale

_LOWEST, _HIGHEST = -own_scales.LARGEST, own_scales.LARGEST
_NUMBER = N_("Enter a whole number.")
_TEXTS = ("question", "options", "low_label", "high_label")
_ENDS = ("scale_min", "scale_max")
_RANGES = ("high_from", "high_to", "low_from", "low_to")
_NEEDED = {ItemScale.RATING.value: (*_ENDS, *_RANGES), ItemScale.ESTIMATE.value: _ENDS}
"""The figures that a kind cannot do without."""
SEVERAL = "several"
KINDS = {
    "": _l("on the protocol's scale"),
    ItemScale.RATING.value: _l("by a rating on a scale of its own"),
    ItemScale.ESTIMATE.value: _l("by an estimate: a figure with a range"),
    ItemScale.CHOICE.value: _l("by one of the options that you write"),
    SEVERAL: _l("by ticking all that apply: every option becomes a statement"),
}


@worded(Text, LONGEST_QUESTION, "question")
@worded(LongText, LONGEST_OPTIONS, "options")
@worded(Text, LONGEST_LABEL, "low_label", "high_label")
class OwnScaleForm(WordedForm):
    """How one statement is answered; what a kind has no use for is not read."""

    scale = Choice(_l("This statement is answered"))
    scale_min = Whole(_l("Scale from"), least=_LOWEST, most=_HIGHEST)
    scale_max = Whole(_l("to"), least=_LOWEST, most=_HIGHEST)
    high_from = Whole(_l("Agreed as high from"), least=_LOWEST, most=_HIGHEST)
    high_to = Whole(_l("to"), least=_LOWEST, most=_HIGHEST)
    low_from = Whole(_l("Agreed as low from"), least=_LOWEST, most=_HIGHEST)
    low_to = Whole(_l("to"), least=_LOWEST, most=_HIGHEST)

    def __init__(
        self, language: str, rules: ProtocolRules, own: Mapping[str, Any], text: Mapping[str, str], **kwargs: Any
    ) -> None:
        shown = rules.of(own)
        shown = shown if shown.scale in (ItemScale.RATING, ItemScale.ESTIMATE) else ProtocolRules()
        figures = {name: getattr(shown, name) for name in (*_ENDS, *_RANGES)}
        kind = SEVERAL if several.is_several(own) else own.get("scale", "")
        super().__init__(data={"scale": kind, **figures}, **kwargs)
        self.own, self.statement = own, text
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.scale.choices = list(KINDS.items())
        for group in _TEXTS:
            has_words = group != "options" or kind != SEVERAL
            self.fill(group, dict(own.get(group, {})) if has_words else {})

    def validate(self, extra_validators: Any = None) -> bool:
        """The scale can be answered on; what is wrong is said where it is typed."""
        if not super().validate(extra_validators):
            return False
        kind = self.scale.text
        if kind == SEVERAL:
            message = N_("Write the question that stands above the options.")
            return not several.is_several(self.own) or self.need("question", message)
        if kind == ItemScale.CHOICE and not self.need("options", N_("Write 2 to 9 options, one a line.")):
            return False
        if not self._has_figures(_NEEDED.get(kind, ())):
            return False
        message = own_scales.misfit(self.own_scale)
        if message:
            field = self[f"options_{self.language}"] if kind == ItemScale.CHOICE else self.scale_max
            field.errors = [*field.errors, _(message)]
        return not message

    def _has_figures(self, names: tuple[str, ...]) -> bool:
        missing = [self[name] for name in names if self[name].data is None]
        for field in missing:
            field.errors = [*field.errors, _(_NUMBER)]
        return not missing

    @property
    def own_scale(self) -> dict[str, Any]:
        """The scale as a statement keeps it; empty for the protocol's."""
        if self.scale.text == ItemScale.CHOICE:
            return own_scales.choice(self._first(self.words("options")), self.words("question"))
        if self.scale.text == ItemScale.ESTIMATE:
            first, last = (self[name].data or 0 for name in _ENDS)
            return own_scales.estimate(first, last, self.words("question"))
        if self.scale.text == ItemScale.RATING:
            figures = {name: self[name].data or 0 for name in (*_ENDS, *_RANGES)}
            return own_scales.rating(figures, {name: self.words(name) for name in _TEXTS if name != "options"})
        return {}

    @property
    def is_several(self) -> bool:
        """Whether the statement is one of several options that are ticked."""
        return self.scale.text == SEVERAL

    @property
    def asked(self) -> dict[str, str]:
        """The question above options that are ticked: the statement itself asks where no other words are given."""
        return self.words("question") or dict(self.statement)

    @property
    def options(self) -> list[dict[str, str]]:
        """The options by language, line by line; a language with fewer lines is missing in the last ones."""
        lines = {each: options_in(words) for each, words in self.words("options").items()}
        most = max((len(each) for each in lines.values()), default=0)
        return [
            {language: each[place] for language, each in lines.items() if place < len(each)} for place in range(most)
        ]

    def refuse_scale(self, message: str) -> None:
        """Say at the kind that the protocol leaves no room for it."""
        ways_on = _("Choose “on the protocol's scale” for this statement.")
        self.scale.errors = [*self.scale.errors, f"{message} {ways_on}"]

    def refuse_options(self, message: str) -> None:
        """Say at the options what is wrong with them."""
        field = self[f"options_{self.language}"]
        field.errors = [*field.errors, message]

    def refuse_question(self, message: str) -> None:
        """Say at the question that another option below it was asked already."""
        field = self[f"question_{self.language}"]
        field.errors = [*field.errors, message]

    def _first(self, words: Mapping[str, str]) -> dict[str, str]:
        """With the study's own language first: its options are counted."""
        return {each: words[each] for each in self.in_order() if each in words}
