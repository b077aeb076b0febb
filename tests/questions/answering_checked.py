"""Valid answers of the kinds in `specimens_checked`, drawn by hypothesis."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from hypothesis import strategies as st

from survey_app.questions.base import Value
from survey_app.questions.definition import Question
from survey_app.questions.registry import TYPES
from survey_app.vocabulary import Missing

Drawn = st.SearchStrategy[dict[str, Value]]


def one_of(question: Question, texts: st.SearchStrategy[str]) -> Drawn:
    """Nothing, one of the texts, or “does not apply” where it is offered."""
    away = st.just({question.code: Missing.NOT_APPLICABLE} if question.not_applicable else {})
    return st.one_of(st.just({}), texts.map(lambda text: {question.code: text}), away)


def dates(question: Question) -> Drawn:
    allowed = st.dates(date(2000, 1, 1), date(2026, 12, 31)).map(lambda day: day.isoformat())
    return one_of(question, allowed)


def times(question: Question) -> Drawn:
    return one_of(question, st.times(time(6), time(22)).map(lambda moment: f"{moment:%H:%M}"))


def parted(question: Question) -> Drawn:
    """Every answer given or left out, or all of them “does not apply” where that is one tick."""
    kind = TYPES[question.kind]
    choices: dict[str, Any] = {}
    for cell in kind.cells(question):
        codes: list[Any] = [code for code, _words in cell.listed]
        choices[f"{question.code}.{cell.key}"] = (
            st.sampled_from([*codes, Missing.NOT_APPLICABLE] if cell.apart else codes)
            if codes
            else st.integers(0, 800).map(lambda tenths: tenths / 10)
            if cell.figure
            else st.from_regex("[a-z]{1,20}", fullmatch=True)
        )
    given = st.fixed_dictionaries({}, optional=choices)
    if kind.open and question.not_applicable:
        return st.one_of(given, st.just(dict.fromkeys(choices, Missing.NOT_APPLICABLE)))
    return given


def ticked(question: Question) -> Drawn:
    """Rows left out, not applicable, with an answer that stands alone, or with several."""
    columns = [option.code for option in question.settings.columns]
    rows = {}
    for item in question.settings.items:
        several = st.sets(st.sampled_from([1, 2, 3]), min_size=1)
        chosen = st.one_of(st.just(set()), several, st.just({8}), st.just(None))
        rows[item.code] = chosen.map(
            lambda codes, row=item.code: {
                f"{question.code}.{row}.{code}": Missing.NOT_APPLICABLE if codes is None else int(code in codes)
                for code in columns
                if codes is None or codes
            }
        )
    return st.fixed_dictionaries(rows).map(
        lambda found: {name: value for row in found.values() for name, value in row.items()}
    )


def estimated(question: Question) -> Drawn:
    """An estimate in order."""

    def ordered(found: dict[str, Any]) -> dict[str, Any]:
        names = [f"{question.code}.{side}" for side in ("low", "best", "high")]
        given = [name for name in names if isinstance(found.get(name), float)]
        return found | dict(zip(given, sorted(found[name] for name in given), strict=True))

    return parted(question).map(ordered)


def used(question: Question) -> Drawn:
    """Ratings only of what was used."""

    def settled(found: dict[str, Any]) -> dict[str, Any]:
        for item in question.settings.items:
            use, rating = f"{question.code}.{item.code}.used", f"{question.code}.{item.code}.rating"
            if found.get(use) == 0:
                found = found | {rating: Missing.NOT_APPLICABLE}
            elif rating in found:
                found = found | {use: 1}
        return found

    return parted(question).map(settled)


DRAW: dict[str, Callable[[Question], Any]] = {
    "date": dates,
    "time": times,
    "email": lambda question: one_of(question, st.from_regex(r"[a-z]{1,9}@[a-z]{2,9}\.org", fullmatch=True)),
    "phone": lambda question: one_of(question, st.from_regex(r"\+[0-9]{2} [0-9]{3} [0-9]{3}", fullmatch=True)),
    **dict.fromkeys(("texts", "grid_text", "grid_number", "dual_scale", "kano", "importance_performance"), parted),
    "grid_multiple": ticked,
    "estimate": estimated,
    "use_and_rating": used,
    "pattern": lambda question: one_of(question, st.from_regex("[A-Z]{2}[0-9]{4}", fullmatch=True)),
}
