"""What the keys of SurveyJS mean that are not taken along. No I/O."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from b2bnps.exchange.carried.places import Place

__all__ = ["HEADINGS", "HIDDEN", "LOOKS", "REASONS", "SURVEY", "hidden"]

HIDDEN = "It is hidden, and nothing but a script or a trigger would show it."

LOOKS: Final = frozenset(
    """
    acceptCarriageReturn allowClear allowResize alternateRows autoFocusFirstError autoGrow
    autocomplete backgroundImage backgroundImageAttachment backgroundImageFit
    backgroundOpacity cellType clearIfInvisible clearInvisibleValues colCount colSpan cols
    columnMinWidth cookieName descriptionLocation displayMode
    displayRateDescriptionsAsExtremeItems errorLocation fitToContainer
    focusFirstQuestionAutomatic focusOnFirstError headerView height hideNumber indent
    innerIndent itemSize logo logoFit logoHeight logoPosition logoWidth maxTextLength maxWidth
    minWidth mode openOnClick progressBarInheritWidthFrom progressBarLocation
    progressBarShowPageNumbers progressBarShowPageTitles progressBarType
    questionDescriptionLocation questionErrorLocation questionStartIndex questionTitleLocation
    questionsOnPageMode rateColorMode rateDescriptionLocation rateDisplayMode rateType
    renderAs renderMode requiredMark rowTitleWidth rows scaleColorMode searchEnabled
    searchMode separateSpecialChoices showClearButton showCompletePage showCompletedPage
    showNavigationButtons showNumber showPageNumbers showPageTitles showPrevButton
    showPreviewBeforeComplete showProgressBar showQuestionNumbers showTOC showTitle size
    startWithNewLine state storeOthersAsComment swapOrder textUpdateMode textWrapMode
    titleLocation tocLocation useDisplayValuesInDynamicTexts verticalAlign width widthMode
    """.split()  # noqa: SIM905 - a line for each would be ninety
)
"""Keys about looks and handling."""

_OWN_WORDS = "Our pages have words of their own for this."
_NO_ANSWER = "No answer is given in anybody's name."
_CHECKED = "An answer is checked against its question and nothing else."
_BESIDE = "Beside this answer no words can be written."
_EMPTY = "We show no words inside an empty field."
_ORDER = "Options keep the order in which they stand."
_FETCHED = "Options come with the question and from nowhere else."

REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "choicesByUrl": _FETCHED,
        "choicesFromQuestion": _FETCHED,
        "choicesEnableIf": "Every option can be chosen.",
        "choicesOrder": _ORDER,
        "choicesVisibleIf": "Every option is shown.",
        "commentPlaceholder": _EMPTY,
        "commentText": _BESIDE,
        "completeText": _OWN_WORDS,
        "correctAnswer": "Nothing is right or wrong here.",
        "defaultValue": _NO_ANSWER,
        "defaultValueExpression": _NO_ANSWER,
        "enableIf": "What is shown can be answered, so it always can.",
        "hasComment": _BESIDE,
        "max": _CHECKED,
        "maxLength": "Words may be as long as our pages allow.",
        "maxSelectedChoices": "Any number of options can be chosen.",
        "min": _CHECKED,
        "minSelectedChoices": "Any number of options can be chosen.",
        "otherErrorText": _OWN_WORDS,
        "pageNextText": _OWN_WORDS,
        "pagePrevText": _OWN_WORDS,
        "placeHolder": _EMPTY,
        "placeholder": _EMPTY,
        "previewText": _OWN_WORDS,
        "readOnly": "What is shown can be answered.",
        "requiredErrorText": _OWN_WORDS,
        "requiredIf": "A question is required of everybody or of nobody, as isRequired says.",
        "requiredText": _OWN_WORDS,
        "resetValueIf": "No answer is taken back.",
        "rowsOrder": "Lines keep the order in which they stand.",
        "setValueExpression": _NO_ANSWER,
        "setValueIf": _NO_ANSWER,
        "showCommentArea": _BESIDE,
        "step": _CHECKED,
        "validators": _CHECKED,
        "visibleIf": "It is always shown.",
    }
)
"""Why a key stays behind."""

HEADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **REASONS,
        "title": "We have no headings above several questions.",
        "description": "We have no words above several questions but notices.",
        "navigationTitle": "We have no list of pages.",
        "questionsOrder": "Questions keep the order in which they stand.",
    }
)
"""The same for pages and panels."""

SURVEY: Final[Mapping[str, str]] = MappingProxyType(
    {
        **HEADINGS,
        "title": "It names the question set, and no page shows it.",
        "completedHtml": "After the last answer comes our page of thanks.",
        "completedHtmlOnCondition": "After the last answer comes our page of thanks.",
        "completedBeforeHtml": "Whoever has answered before sees our own page.",
        "loadingHtml": "Nothing has to load.",
        "calculatedValues": "Nothing is computed from answers here.",
    }
)
"""The same for the survey."""


def hidden(place: Place) -> bool:
    """Tell whether something is hidden for good: ``visibleIf`` decides where it says anything."""
    return place.take("visible", bool) is False and not place.peek("visibleIf")
