"""Parts of a SurveyJS file, taken as leniently as they are written: numbers for texts, one text or one a language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.texts import carried_text, language_of
from survey_app.questions.definition import Text
from survey_app.questions.reading import LANGUAGE

Part = Mapping[str, Any]

_REGION, _SCRIPT = 2, 4

LOOKS = frozenset(
    [
        "startWithNewLine",
        "titleLocation",
        "descriptionLocation",
        "width",
        "minWidth",
        "maxWidth",
        "indent",
        "innerIndent",
        "size",
        "colCount",
        "useDisplayValuesInName",
        "showNumber",
        "showQuestionNumbers",
        "questionTitleLocation",
        "questionDescriptionLocation",
        "textUpdateMode",
        "renderAs",
        "state",
        "errorLocation",
        "questionErrorLocation",
        "commentPlaceholder",
        "commentPlaceHolder",
        "commentText",
        "cols",
        "rows",
        "rowHeight",
        "autoGrow",
        "acceptCarriageReturn",
        "labelTrue",
        "labelFalse",
        "swapOrder",
        "rateType",
        "displayMode",
        "scaleColorMode",
        "rateColorMode",
        "displayRateDescriptionsAsExtremeItems",
        "autoGenerate",
        "separateSpecialChoices",
        "searchEnabled",
        "searchMode",
        "allowClear",
        "closeOnSelect",
        "itemSize",
        "itemTitleWidth",
        "columnMinWidth",
        "rowTitleWidth",
        "hideNumber",
        "showClearButton",
        "imageFit",
        "imageHeight",
        "imageWidth",
        "minImageHeight",
        "maxImageHeight",
        "minImageWidth",
        "maxImageWidth",
        "contentMode",
        "showLabel",
        "valuePropertyName",
        "keyName",
        "cellHeight",
        "verticalAlign",
        "alternateRows",
        "displayStyle",
        "currency",
        "minimumFractionDigits",
        "maximumFractionDigits",
        "questionsOnPageMode",
        "showProgressBar",
        "progressBarType",
        "widthMode",
        "showTitle",
        "showPageTitles",
        "showPageNumbers",
        "logo",
        "logoPosition",
        "logoWidth",
        "logoHeight",
        "logoFit",
        "questionErrorLocation",
        "requiredText",
        "requiredMark",
        "questionStartIndex",
        "questionTitlePattern",
        "maxTextLength",
        "maxOthersLength",
        "focusFirstQuestionAutomatic",
        "focusOnFirstError",
        "checkErrorsMode",
        "textUpdateMode",
        "showNavigationButtons",
        "goNextPageAutomatic",
        "autoAdvanceEnabled",
        "clearInvisibleValues",
        "storeOthersAsComment",
        "sendResultOnPageNext",
        "cookieName",
        "pagePrevText",
        "pageNextText",
        "completeText",
        "startSurveyText",
        "previewText",
        "editText",
        "showPreviewBeforeComplete",
        "showPrevButton",
        "isSinglePage",
        "fitToContainer",
        "headerView",
        "backgroundImage",
        "backgroundOpacity",
        "showTOC",
        "tocLocation",
        "navigationTitle",
        "navigationDescription",
        "navigationButtonsVisibility",
        "navigationButtonsLocation",
        "locale",
        "title",
        "name",
        "type",
        "description",
        "elements",
        "questions",
        "pages",
        "isAllRowRequired",
        "hideIfChoicesEmpty",
        "hideIfRowsEmpty",
        "dataFormat",
        "partialSend",
        "penColor",
        "backgroundColor",
        "id",
        "tag",
        "theme",
        "themeName",
        "autocomplete",
        "allowHover",
        "minCharacterLength",
        "schema",
        "$schema",
        "mode",
    ]
)
"""Settings that concern looks or handling only, or that are read wherever they matter: not worth a line each."""


def as_text(value: object) -> str:
    """A single value as a text; what is no single value is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and abs(value) < 1e15 and value == int(value):  # noqa: PLR2004 - exact up to here
        return str(int(value))
    return str(value)[:20_000] if isinstance(value, str | int | float) else ""


def as_number(value: object) -> float | None:
    """A number, also one written as text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(str(value).strip()[:40])
    except ValueError:
        return None
    return found if abs(found) < 1e12 else None  # noqa: PLR2004 - beyond any answer, and not a number


def as_flag(value: object) -> bool:
    """Yes or no; `"true"` counts as yes."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true") or value == 1


def parts_of(value: object) -> Iterator[tuple[int, Part]]:
    """The objects of a list with their places; everything else in it is passed over."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        yield from ((number, each) for number, each in enumerate(value) if isinstance(each, Mapping))


@dataclass
class Desk:
    """What a reading has at hand: the report, the default language, and the languages met so far."""

    notes: Notes
    default: str = "en"
    languages: dict[str, None] = field(default_factory=dict)

    def text(self, value: object, place: str, subject: str) -> Text:
        """A text in all its languages, in plain words."""
        found: dict[str, str] = {}
        if isinstance(value, Mapping):
            for name, words in value.items():
                code = self.default if name == "default" else language_code(str(name))
                if code is None:
                    self.notes.dropped(
                        place, subject, N_("“%(name)s” is no language."), name=str(name)[:40], original=as_text(words)
                    )
                elif as_text(words).strip() and (code not in found or name != "default"):
                    found[code] = as_text(words)
        elif as_text(value).strip():
            found[self.default] = as_text(value)
        kept = carried_text(found, self.notes, place, subject)
        self.languages |= dict.fromkeys(kept)
        return kept


def default_language(whole: Part) -> str:
    """The language of words that name none, and of those named `default`: that of the survey.

    Where texts have words under `default` and others under the survey's language, the former are English, which is
    the library's own.
    """
    name = as_text(whole.get("locale"))
    locale = language_code(name) or "en"
    return "en" if locale != "en" and _has_both(whole, name) else locale


def _has_both(part: object, locale: str) -> bool:
    if isinstance(part, Mapping):
        both = isinstance(part.get("default"), str) and isinstance(part.get(locale), str)
        return (both and part["default"] != part[locale]) or any(_has_both(each, locale) for each in part.values())
    return isinstance(part, list) and any(_has_both(each, locale) for each in part)


def language_code(name: str) -> str | None:
    """A language of SurveyJS, which writes all of it in small letters, as our code.

    >>> language_code("pt-br"), language_code("sr-latn"), language_code("zh-cn"), language_code("xx yy")
    ('pt_BR', 'sr_Latn', 'zh_Hans_CN', None)
    """
    if name.strip().lower() == "zh-tw":
        return "zh_Hant_TW"
    code = language_of(name)
    if code is None or not LANGUAGE.fullmatch(code):
        return None
    head, *tails = code.split("_")
    written = {_REGION: str.upper, _SCRIPT: str.title}
    return "_".join([head, *(written.get(len(tail), str)(tail) for tail in tails)])


def shown(value: object) -> str:
    """A part of the file for the report, bounded."""
    if isinstance(value, str):
        return value[:2_000]
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key}: {shown(each)[:200]}" for key, each in list(value.items())[:20])
        return f"{{{inner}}}"[:2_000]
    if isinstance(value, list):
        return f"[{', '.join(shown(each)[:200] for each in value[:20])}]"[:2_000]
    return as_text(value)
