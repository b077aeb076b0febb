"""Settings of a SurveyJS file that nothing here reads: told in one line for each element, looks excepted."""

from collections.abc import Mapping

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.surveyjs.drafts import Found
from survey_app.interchange.questionnaires.surveyjs.parts import LOOKS, Part, as_text, shown

_READ = LOOKS | frozenset(
    [
        "visible",
        "visibleIf",
        "isRequired",
        "requiredIf",
        "requiredErrorText",
        "inputType",
        "maskType",
        "maskSettings",
        "min",
        "max",
        "step",
        "maxLength",
        "minValue",
        "maxValue",
        "choices",
        "choicesVisibleIf",
        "choicesFromQuestion",
        "choicesFromQuestionMode",
        "choicesByUrl",
        "choicesMin",
        "choicesMax",
        "choicesStep",
        "showOtherItem",
        "hasOther",
        "otherText",
        "showNoneItem",
        "hasNone",
        "noneText",
        "showRefuseItem",
        "refuseText",
        "showDontKnowItem",
        "dontKnowText",
        "showCommentArea",
        "hasComment",
        "minSelectedChoices",
        "maxSelectedChoices",
        "multiSelect",
        "valueTrue",
        "valueFalse",
        "rateMin",
        "rateMax",
        "rateStep",
        "rateCount",
        "rateValues",
        "minRateDescription",
        "maxRateDescription",
        "selectToRankEnabled",
        "sliderType",
        "columns",
        "cellType",
        "rowsVisibleIf",
        "rowsOrder",
        "rowOrder",
        "eachRowRequired",
        "rowCount",
        "minRowCount",
        "maxRowCount",
        "templateElements",
        "templateTitle",
        "panelCount",
        "minPanelCount",
        "maxPanelCount",
        "addRowText",
        "addPanelText",
        "panelAddText",
        "removeRowText",
        "removePanelText",
        "panelRemoveText",
        "confirmDelete",
        "allowAddRows",
        "allowRemoveRows",
        "allowMultiple",
        "acceptedTypes",
        "storeDataAsText",
        "waitForUpload",
        "allowImagesPreview",
        "needConfirmRemoveFile",
        "html",
        "imageLink",
        "contentUrl",
        "altText",
        "expression",
        "validators",
        "valueName",
        "placeholder",
        "placeHolder",
        "rondo",
        "items",
        "selectToRankAreasLayout",
        "_panel",
    ]
)
_AROUND = LOOKS | frozenset(
    [
        *("visible", "visibleIf", "questionOrder", "questionsOrder", "templateElements", "templateTitle"),
        *("panelCount", "minPanelCount", "panelRemoveText", "panelAddText", "addPanelText", "removePanelText"),
        *("rondo", "valueName"),
    ]
)
"""What is read of a page, a panel, and a group that is repeated."""
_READ_ROOT = LOOKS | frozenset(
    [
        "questionOrder",
        "questionsOrder",
        "calculatedValues",
        "triggers",
        "locale",
        "title",
        "pages",
        "elements",
        "questions",
    ]
)
_ORDERS = frozenset({"asc", "desc", "random", "none", "initial", ""})


def tell_settings(found: Found, notes: Notes) -> None:
    """One line for the settings of an element that have no counterpart."""
    unread = {
        name: value
        for name, value in found.part.items()
        if name not in _READ and value not in (None, False, "", [], {})
    }
    if as_text(found.part.get("choicesOrder")) in _ORDERS:
        unread.pop("choicesOrder", None)
    if unread:
        notes.dropped(
            found.place,
            found.subject,
            N_("These settings have no counterpart here: %(names)s"),
            names=", ".join(str(name)[:60] for name in list(unread)[:30]),
            original=shown(unread),
        )


def tell_around(part: Part, place: str, subject: str, notes: Notes) -> None:
    """The same for a page, a panel, or a group that is repeated."""
    unread = {
        name: value for name, value in part.items() if name not in _AROUND and value not in (None, False, "", [], {})
    }
    if unread:
        reason = N_("These settings have no counterpart here: %(names)s")
        names = ", ".join(str(name)[:60] for name in list(unread)[:30])
        notes.dropped(place, subject, reason, names=names, original=shown(unread))


def tell_root(whole: Part, notes: Notes) -> None:
    """One line for each part of the whole survey that has no counterpart."""
    for name, value in list(whole.items())[:200]:
        if value in (None, False, "", [], {}) or (name in _READ_ROOT and name != "description"):
            continue
        text = value if isinstance(value, str | Mapping | list) else as_text(value)
        notes.dropped(
            f"$.{name}"[:100], str(name)[:60], N_("This part of the file is unknown here."), original=shown(text)
        )
