"""The words of classes, combinations, stages and tiers of customers, in the language of the page."""

from collections.abc import Mapping

from flask_babel import gettext as _

from survey_app.routes.figures import wording
from survey_app.services.customers import Looked

Words = Mapping[str, str]
_LONGEST = 90


def _said(words: Mapping[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in words.items()}


def classes() -> Words:
    """The five classes of loyalty, and those whom none fits."""
    return _said(
        {
            "potential": _("potential"),
            "new": _("new"),
            "regular": _("regular"),
            "old": _("old, also buys elsewhere"),
            "loyal": _("loyal"),
            "unclassified": _("unclassified"),
        }
    )


def cells() -> Words:
    """The combinations of two or three answers that mean yes."""
    return _said(
        {
            "qualified": _("can buy: money, authority and need"),
            "money_and_authority": _("money and authority, no need"),
            "money_and_need": _("money and need, no authority"),
            "authority_and_need": _("authority and need, no money"),
            "money_only": _("money only"),
            "authority_only": _("authority only"),
            "need_only": _("need only"),
            "payer_and_user": _("pays and uses"),
            "payer_only": _("pays, does not use"),
            "user_only": _("uses, does not pay"),
            "neither": _("neither"),
            "need_met": _("needed, offered and used"),
            "need_offered_unused": _("needed and offered, not used"),
            "need_met_elsewhere": _("needed, used without the offer"),
            "need_without_offer": _("needed, not offered"),
            "used_without_need": _("offered and used without need"),
            "offer_without_need": _("offered, no need, not used"),
            "used_elsewhere_without_need": _("used without offer and need"),
            "none": _("none of these"),
        }
    )


def losses() -> Words:
    """The two ways of losing a customer."""
    return _said({"active": _("left by their own decision"), "passive": _("drifted away")})


def stages() -> Words:
    """The stages of a purchase."""
    return _said({"before": _("Before buying"), "during": _("When buying"), "after": _("After buying")})


def sides() -> Words:
    """The two ends of the profit curve."""
    return _said({"top": _("best"), "bottom": _("worst")})


def tiers() -> Words:
    """The three tiers of needs, and what stands in none."""
    return _said(
        {
            "basic": _("basic"),
            "satisfying": _("satisfying"),
            "attractive": _("attractive"),
            "none": _("in no tier"),
        }
    )


def answers(looked: Looked, part: str, fallback: str) -> dict[str, str]:
    """The words of the answers to the question chosen for a part, by their code."""
    code = looked.values.get(part)
    asked = (each for each in looked.answered.questionnaire.questions() if each.code == code)
    question = next(asked, None)
    if question is None:
        return {}
    options = question.settings.all
    return {str(option.code): wording.words_of(option.label, fallback, str(option.code)) for option in options}


def asked(looked: Looked, part: str, fallback: str) -> str:
    """The words of what was chosen for a part, as they stand in its list."""
    value = looked.values[part]
    kind = next(each.kind for each in looked.view.parts if each.name == part)
    label = next(each.label for each in looked.offers[kind] if each.value == value)
    return wording.short(wording.words_of(label, fallback, value), _LONGEST)


def features(looked: Looked, fallback: str) -> dict[str, str]:
    """The words of the features of the question chosen."""
    code = looked.values.get("features")
    question = next(each for each in looked.answered.questionnaire.questions() if each.code == code)
    items = question.settings.items
    return {str(item.code): wording.words_of(item.label, fallback, str(item.code)) for item in items}
