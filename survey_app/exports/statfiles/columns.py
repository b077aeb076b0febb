"""The columns of a file for statistics: name, words, codes, measure, and whether reasons for gaps stand in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.exports.naming import whole_label
from survey_app.exports.report import Report
from survey_app.exports.statfiles.naming import names
from survey_app.questions.base import Value, Variable, VariableKind
from survey_app.questions.definition import Question, Text, say
from survey_app.questions.multiple import TICKS
from survey_app.questions.words import MISSING
from survey_app.vocabulary import MISSING_CODES, Missing

_NO_SIGN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
NOMINAL, ORDINAL, SCALE = "nominal", "ordinal", "scale"
LOWEST_REASON, HIGHEST_REASON = min(MISSING_CODES.values()), max(MISSING_CODES.values())
_RANKED = frozenset(
    {
        "rating",
        "grid",
        "recommend",
        "battery",
        "slider",
        "differential",
        "dual_scale",
        "importance_performance",
        "use_and_rating",
        "ranking",
        "pairwise",
    }
)
"""Kinds of question whose codes have an order."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `original` is its name in Rondo, `name` the one that the programs take."""

    original: str
    name: str
    kind: VariableKind
    label: str
    codes: tuple[tuple[int, str], ...]
    measure: str
    holds_reasons: bool
    """Whether the reasons for missing answers stand in the column as negative codes.

    Only codes leave room for them: a number may be −9 itself.
    """

    @property
    def is_text(self) -> bool:
        """Whether words stand in it."""
        return self.kind is VariableKind.TEXT


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """A question with several answers each: one column an answer, 1 for chosen."""

    name: str
    label: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All that the files of one export have in common."""

    title: str
    language: str
    columns: tuple[Column, ...]
    sets: tuple[AnswerSet, ...]
    reasons: tuple[tuple[int, str], ...]
    """The negative codes, −5 first, and what they mean."""


def layout(report: Report, language: str = "") -> Layout:
    """The columns of a report in a language of its questionnaire; another language means the questionnaire's own."""
    document = report.questionnaire
    spoken = language if language in document.languages else document.language

    def words(text: Text) -> str:
        return one_line(say(text, spoken, document.language))

    columns = tuple(
        Column(
            original=variable.name,
            name=name,
            kind=variable.kind,
            label=words(whole_label(document, variable)) or variable.name,
            codes=tuple((code, words(text) or str(code)) for code, text in variable.codes),
            measure=_measure(_question(report, variable), variable),
            holds_reasons=_holds_reasons(variable),
        )
        for variable, name in zip(report.variables, names(each.name for each in report.variables), strict=True)
    )
    reasons = sorted(((code, words(MISSING[reason])) for reason, code in MISSING_CODES.items()), reverse=True)
    return Layout(one_line(report.study_title), spoken, columns, _sets(report, columns, spoken), tuple(reasons))


def one_line(text: str) -> str:
    r"""Words without breaks, tabs and signs that cannot be written.

    >>> one_line("two\n lines\x00\ud800")
    'two lines'
    """
    return " ".join(_NO_SIGN.sub(" ", text).split())


def stored(column: Column, value: Value | None) -> int | float | str | None:
    """What stands in a cell: a code, a number, words, or nothing where an answer is missing and no code may say why."""
    found = Missing.SKIPPED if value is None else value
    if column.is_text:
        return one_line(found) if isinstance(found, str) and not isinstance(found, Missing) else None
    if isinstance(found, Missing):
        return MISSING_CODES[found] if column.holds_reasons else None
    return found if isinstance(found, int | float) else None


def written(cell: float | str | None) -> str:
    """A cell as the files of text hold it: a point before the decimals, nothing where there is nothing.

    >>> written(4), written(-7.25), written(None), written(2.0)
    ('4', '-7.25', '', '2')
    """
    return "" if cell is None else cell if isinstance(cell, str) else f"{cell:.15g}"


def cut(text: str, size: int) -> str:
    """Words that take at most so many bytes, no letter cut in half.

    >>> cut("señor", 3), cut("señor", 4)
    ('se', 'señ')
    """
    return text.encode()[:size].decode(errors="ignore")


def _question(report: Report, variable: Variable) -> Question | None:
    return report.questionnaire.find(variable.name.partition(".")[0])


def _measure(question: Question | None, variable: Variable) -> str:
    if variable.kind is VariableKind.NUMBER:
        return SCALE
    is_ranked = variable.kind is VariableKind.CLOSED and question is not None and question.kind in _RANKED
    return ORDINAL if is_ranked else NOMINAL


def _holds_reasons(variable: Variable) -> bool:
    return variable.kind is VariableKind.CLOSED and all(code > HIGHEST_REASON for code, _label in variable.codes)


def _sets(report: Report, columns: Sequence[Column], language: str) -> tuple[AnswerSet, ...]:
    """The ticks that belong together: those of a question, or of one row of it."""
    ticks: dict[str, list[Column]] = {}
    for column, variable in zip(columns, report.variables, strict=True):
        if variable.codes == TICKS and "." in variable.name:
            ticks.setdefault(variable.name.rpartition(".")[0], []).append(column)
    wanted = {key: found for key, found in ticks.items() if len(found) > 1}
    titles = names(wanted)
    return tuple(
        AnswerSet(name, _set_label(report, key, language), tuple(wanted[key]))
        for key, name in zip(wanted, titles, strict=True)
    )


def _set_label(report: Report, key: str, language: str) -> str:
    code, _dot, row = key.partition(".")
    question = report.questionnaire.find(code)
    if question is None:
        return key
    label = one_line(say(question.text, language, report.questionnaire.language)) or code
    rows = {str(item.code): item.label for item in getattr(question.settings, "items", ())}
    own = one_line(say(rows.get(row, {}), language, report.questionnaire.language))
    return f"{label} · {own}" if own else label
