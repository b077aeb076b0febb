"""Valid answers of every kind of question, drawn by hypothesis."""

from typing import Any

from hypothesis import strategies as st

from survey_app.questions.base import Value
from survey_app.questions.consent import proof
from survey_app.questions.definition import Question
from survey_app.vocabulary import Missing
from tests.questions import answering_checked, answering_choice, answering_silent

Drawn = st.SearchStrategy[dict[str, Value]]
NOTHING: Drawn = st.just({})

letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")


def words(limit: int, *, lines: bool = False) -> st.SearchStrategy[str]:
    alphabet = st.one_of(letters, st.just("\n")) if lines else letters
    return st.text(alphabet, min_size=1, max_size=limit).filter(lambda text: text.strip() != "")


def away(question: Question, *names: str) -> Drawn:
    if not question.not_applicable:
        return NOTHING
    return st.just(dict.fromkeys(names, Missing.NOT_APPLICABLE))


def points(question: Question, *names: str, lacking: tuple[str, ...] | None = None) -> Drawn:
    """Each name answered, left out or, where it may lack, not applicable."""
    lacking = names if lacking is None else lacking
    choices: dict[str, st.SearchStrategy[Any]] = {}
    for name in names:
        answers: list[Any] = [*question.settings.scale.points]
        answers += [Missing.NOT_APPLICABLE] if question.not_applicable and name in lacking else []
        choices[name] = st.sampled_from(answers)
    return st.fixed_dictionaries({}, optional=choices)


def single(question: Question) -> Drawn:
    settings, code = question.settings, question.code
    listed = st.sampled_from([{code: option.code} for option in settings.all])
    if settings.other is None:
        return st.one_of(NOTHING, listed, away(question, code))
    own = words(40).map(lambda text: {code: settings.other.code, f"{code}.other": text})
    return st.one_of(NOTHING, listed, own, away(question, code))


def multiple(question: Question) -> Drawn:
    settings, code = question.settings, question.code

    def ticks(chosen: set[int]) -> dict[str, Value]:
        return {f"{code}.{each}": int(each in chosen) for each in settings.codes}

    together = [option.code for option in settings.all if not option.exclusive]
    several = st.sets(st.sampled_from(together), min_size=1, max_size=settings.most or len(together)).map(ticks)
    alone = st.sampled_from([ticks({option.code}) for option in settings.all if option.exclusive])
    own = words(40).map(lambda text: ticks({settings.other.code}) | {f"{code}.other": text})
    return st.one_of(NOTHING, several, alone, own, away(question, *ticks(set())))


def number(question: Question) -> Drawn:
    settings = question.settings
    whole = 10**settings.decimals
    drawn = st.integers(int(settings.least * whole), int(settings.most * whole)).map(lambda value: value / whole)
    return st.one_of(NOTHING, drawn.map(lambda value: {question.code: value}), away(question, question.code))


def written(question: Question, *, lines: bool) -> Drawn:
    texts = words(60, lines=lines).map(lambda text: {question.code: text})
    return st.one_of(NOTHING, texts, away(question, question.code))


def consent(question: Question) -> Drawn:
    shown = proof(question, "en", "en")
    chosen = st.sampled_from([0, 1]).map(lambda code: {question.code: code, f"{question.code}.text": shown})
    return st.one_of(NOTHING, chosen)


def rows(question: Question) -> Drawn:
    return points(question, *(f"{question.code}.{item.code}" for item in question.settings.items))


def battery(question: Question) -> Drawn:
    names = [f"{question.code}.{item.code}." for item in question.settings.items]
    experienced = tuple(f"{name}experienced" for name in names)
    return points(question, *(f"{name}expected" for name in names), *experienced, lacking=experienced)


DRAW: dict[str, Any] = {
    "single": single,
    "multiple": multiple,
    "rating": lambda question: points(question, question.code),
    "recommend": lambda question: points(question, question.code),
    "grid": rows,
    "number": number,
    "short_text": lambda question: written(question, lines=False),
    "long_text": lambda question: written(question, lines=True),
    "information": lambda _: NOTHING,
    "consent": consent,
    "battery": battery,
    **answering_silent.DRAW,
    **answering_checked.DRAW,
    **answering_choice.DRAW,
}


def answers_to(question: Question) -> Drawn:
    """Answers a person may really give to this question."""
    return DRAW[question.kind](question)
