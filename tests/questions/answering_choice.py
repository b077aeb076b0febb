"""Valid answers of the kinds in `specimens_choice`, drawn by hypothesis."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from survey_app.questions.base import Value
from survey_app.questions.definition import Question
from survey_app.questions.pairwise import weights
from survey_app.questions.registry import type_of
from survey_app.vocabulary import Missing

Drawn = st.SearchStrategy[dict[str, Value]]
NOTHING: Drawn = st.just({})


def away(question: Question, *names: str) -> Drawn:
    return st.just(dict.fromkeys(names, Missing.NOT_APPLICABLE) if question.not_applicable else {})


def yes_no(question: Question) -> Drawn:
    return st.one_of(NOTHING, st.sampled_from([{question.code: 1}, {question.code: 0}]), away(question, question.code))


def names_of(question: Question) -> list[str]:
    return [f"{question.code}.{item.code}" for item in question.settings.items]


def ranking(question: Question) -> Drawn:
    names = names_of(question)
    orders = st.permutations(range(1, len(names) + 1)).map(lambda places: dict(zip(names, places, strict=True)))
    return st.one_of(NOTHING, orders, away(question, *names))


def constant_sum(question: Question) -> Drawn:
    names, total = names_of(question), question.settings.total

    def shared(cuts: list[int]) -> dict[str, Value]:
        ends = [0, *sorted(cuts), total]
        return {name: float(high - low) for name, low, high in zip(names, ends, ends[1:], strict=False)}

    cut = st.integers(0, total)
    shares = st.lists(cut, min_size=len(names) - 1, max_size=len(names) - 1).map(shared)
    return st.one_of(NOTHING, shares, away(question, *names))


def slider(question: Question) -> Drawn:
    steps = st.integers(0, 20).map(lambda step: {question.code: step / 2})
    return st.one_of(NOTHING, steps, away(question, question.code))


def differential(question: Question) -> Drawn:
    lacking = [Missing.NOT_APPLICABLE] if question.not_applicable else []
    answers = st.sampled_from([*question.settings.scale.points, *lacking])
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names_of(question), answers))


def hierarchical(question: Question) -> Drawn:
    code = question.code

    def chosen(way: tuple[int, ...]) -> dict[str, Value]:
        return {code: way[-1]} | {f"{code}.level{level}": group for level, group in enumerate(way[:2], 1)}

    ways = st.sampled_from([leaf.way for leaf in question.settings.leaves]).map(chosen)
    return st.one_of(NOTHING, ways, away(question, code, f"{code}.level1", f"{code}.level2"))


def maxdiff(question: Question) -> Drawn:
    names = [variable.name for variable in type_of(question).variables(question)]
    sets = [
        st.one_of(st.just(()), st.permutations(codes).map(lambda order: tuple(order[:2])))
        for codes in question.settings.design
    ]

    def scored(chosen: tuple[tuple[int, ...], ...]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for option in question.settings.options:
            seen = [pair for pair, codes in zip(chosen, question.settings.design, strict=True)
                    if pair and option.code in codes]  # fmt: skip
            if seen:
                points = sum((pair[0] == option.code) - (pair[1] == option.code) for pair in seen)
                found[f"{question.code}.{option.code}"] = points / len(seen)
        for number, pair in enumerate(chosen, 1):
            found |= {f"{question.code}.s{number}.{side}": code
                      for side, code in zip(("best", "worst"), pair, strict=False)}  # fmt: skip
        return found

    return st.one_of(NOTHING, st.tuples(*sets).map(scored), away(question, *names))


def pairwise(question: Question) -> Drawn:
    names = [variable.name for variable in type_of(question).variables(question)]
    codes = st.sampled_from(question.settings.codes)
    some: Drawn = st.fixed_dictionaries({}, optional={name: codes for name in names if name.count(".") == 2})
    return st.one_of(some.map(lambda found: {**found, **weights(question, found)}), away(question, *names))


def image_choice(question: Question) -> Drawn:
    chosen = st.sampled_from([{question.code: code} for code in question.settings.codes])
    return st.one_of(NOTHING, chosen, away(question, question.code))


def file_upload(question: Question) -> Drawn:
    code, names = question.code, [variable.name for variable in type_of(question).variables(question)]
    name = st.text("abc. ()-", min_size=1, max_size=20)
    file = st.tuples(name, st.integers(0, 5_000_000), st.text("abcdefgh234567", min_size=26, max_size=26))
    files = st.lists(
        file.map(lambda parts: " | ".join(str(part) for part in parts)), min_size=1, max_size=2, unique=True
    )
    sent = files.map(lambda given: {code: len(given), **{f"{code}.{n}": each for n, each in enumerate(given, 1)}})
    return st.one_of(NOTHING, sent, away(question, *names))


def repeat(question: Question) -> Drawn:
    code, names = question.code, [variable.name for variable in type_of(question).variables(question)]
    fields: dict[str, Any] = {
        "name": st.text("abc é", min_size=1, max_size=9).filter(str.strip),
        "age": st.integers(0, 80).map(float),
        "sex": st.sampled_from([1, 2]),
        "born": st.sampled_from(["2019-05-31", "2020-02-29"]),
        "school": st.sampled_from([0, 1]),
    }
    entry = st.fixed_dictionaries({}, optional=fields).filter(bool)

    def numbered(entries: list[dict[str, Value]]) -> dict[str, Value]:
        given = {f"{code}.{n}.{name}": value for n, each in enumerate(entries, 1) for name, value in each.items()}
        return {code: len(entries), **given}

    made = st.lists(entry, min_size=0, max_size=question.settings.most).map(numbered)
    return st.one_of(NOTHING, made, away(question, *names))


DRAW: dict[str, Callable[[Question], Any]] = {
    "yes_no": yes_no,
    "maxdiff": maxdiff,
    "pairwise": pairwise,
    "image_choice": image_choice,
    "file_upload": file_upload,
    "repeat": repeat,
    "slider": slider,
    "differential": differential,
    "hierarchical": hierarchical,
    "ranking": ranking,
    "constant_sum": constant_sum,
}
