"""Kinds of questions that are answered by writing: figures into boxes, words on lines."""

from survey_app.interchange.questionnaires.paper.sheet import Blank, Blanks, Choice, Choices, Go, Laid, Part
from survey_app.interchange.questionnaires.paper.speaking import Speaking
from survey_app.questions.definition import Question
from survey_app.questions.entering import NumberSettings
from survey_app.questions.figures import written
from survey_app.questions.words import MISSING
from survey_app.vocabulary import MISSING_CODES, Missing

AWAY = str(MISSING_CODES[Missing.NOT_APPLICABLE])
_LONG_FIGURES, _USUAL_FIGURES = 14, 8
_LONG_TEXT_LINES = 5


def figures_for(settings: NumberSettings) -> tuple[int, ...]:
    """Boxes for the figures of a number: as many as its largest value has, some more where it has no limit."""
    if settings.most is None or settings.least is None:
        return (_USUAL_FIGURES,)
    longest = max(len(written(limit, "en").replace(",", "")) for limit in (settings.least, settings.most))
    decimals = settings.decimals + 1 if settings.decimals else 0
    return (min(_LONG_FIGURES, max(2, longest + decimals)),)


def number_words(settings: NumberSettings, speaking: Speaking) -> str:
    """What numbers may be written."""
    low, high = (
        None if limit is None else written(limit, speaking.language) for limit in (settings.least, settings.most)
    )
    if low is not None and high is not None:
        return speaking("number_between", low=low, high=high)
    if low is not None:
        return speaking("number_from", low=low)
    return speaking("number") if high is None else speaking("number_to", high=high)


def number(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """A number into boxes."""
    settings: NumberSettings = question.settings
    blank = Blank("", question.code, figures_for(settings), unit=speaking.say(settings.unit))
    return number_words(settings, speaking), (Blanks((blank,)), *apart(question, speaking))


def slider(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """A number, with what its ends mean."""
    settings = question.settings
    low, high = (speaking.say(text) for text in (settings.low, settings.high))
    ends = ", ".join(
        f"{written(limit, speaking.language)} = {words}"
        for limit, words in ((settings.least, low), (settings.most, high))
        if words
    )
    blank = Blank(ends, question.code, figures_for(settings), unit=speaking.say(settings.unit))
    return number_words(settings, speaking), (Blanks((blank,)), *apart(question, speaking))


def apart(question: Question, speaking: Speaking) -> tuple[Part, ...]:
    """The box that says that the question does not apply, below what is written."""
    lines = away(question, speaking)
    return (Choices(lines),) if lines else ()


def short(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """One line in own words."""
    return speaking("words"), (Blanks((Blank("", question.code),)), *apart(question, speaking))


def long(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """Several lines in own words."""
    blank = Blank("", question.code, lines=_LONG_TEXT_LINES)
    return speaking("words"), (Blanks((blank,)), *apart(question, speaking))


def line(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """One line for an address or a number with letters."""
    return "", (Blanks((Blank("", question.code),)), *apart(question, speaking))


def date(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """Year, month and day into boxes."""
    parts = question.settings.parts
    figures = {"day": (4, 2, 2), "month": (4, 2), "year": (4,)}[parts]
    blank = Blank("", question.code, figures, between="–")
    return speaking(f"date_{parts}"), (Blanks((blank,)), *apart(question, speaking))


def time(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """Hours and minutes into boxes."""
    blank = Blank("", question.code, (2, 2), between=":")
    return speaking("time"), (Blanks((blank,)), *apart(question, speaking))


def ranking(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """A place for each row."""
    settings = question.settings
    all_placed = settings.most == len(settings.items)
    how = speaking("order_all") if all_placed else speaking("order_first", places=settings.most)
    return how, (_item_blanks(question, speaking, (len(str(settings.most)),)), *apart(question, speaking))


def total(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """Points for each row, and their total."""
    settings = question.settings
    unit = speaking.say(settings.unit)
    total = f"{settings.total} {unit}".strip()
    figures = (len(str(settings.total)),)
    blanks = _item_blanks(question, speaking, figures, unit)
    end = Blank(speaking("total"), "", figures, unit=unit)
    how = speaking("share_most" if settings.at_most else "share", total=total)
    return how, (Blanks((*blanks.lines, end)), *apart(question, speaking))


def _item_blanks(question: Question, speaking: Speaking, figures: tuple[int, ...] = (), unit: str = "") -> Blanks:
    return Blanks(
        tuple(
            Blank(
                speaking.labelled(item.label, item.code, item.show_if),
                f"{question.code}.{item.code}",
                figures,
                unit=unit,
            )
            for item in question.settings.items
        )
    )


def away(question: Question, speaking: Speaking, name: str = "", go: str = "") -> tuple[Choice, ...]:
    """The box that says that the question does not apply."""
    words = speaking.say(MISSING[Missing.NOT_APPLICABLE])
    return (Choice(AWAY, words, go, name=name),) if question.not_applicable else ()
