"""Files that a person sends in. The answer names each file; its bytes lie elsewhere, see `services.answer_files`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import (
    AnswerLine,
    Answers,
    Cleaned,
    Posted,
    QuestionType,
    Value,
    Variable,
    VariableKind,
    form_field,
)
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, sent
from survey_app.questions.definition import Question, Text
from survey_app.questions.reading import DefinitionRefused, read_count, read_list
from survey_app.questions.summarising import Columns, closed_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.upload_files import ENDINGS, GROUPS, LARGEST, LONGEST_NAME
from survey_app.questions.wording import missing_words
from survey_app.questions.words import A_FILE, FILE_NUMBER, FILES_SENT, counted
from survey_app.vocabulary import Missing

MOST_FILES = 5
FEWEST_DAYS, MOST_DAYS, USUAL_DAYS = 1, 3_650, 365
REFUSED = "refused"
"""Behind this field stand the files that were not taken: why, and their names."""
_NAMED = re.compile(rf"(?P<name>[^|]{{1,{LONGEST_NAME}}}) \| (?P<size>\d{{1,8}}) \| (?P<code>[a-z0-9]{{26}})", re.ASCII)
_WHY: Mapping[str, str] = {
    "kind": N_("“%(file)s” is of no kind that is taken for “%(name)s”."),
    "large": N_("“%(file)s” has more than %(most)s MB. Make it smaller, or leave it out."),
    "many": N_("“%(file)s” is one file too many: all files together may be %(files)s."),
    "lost": N_("“%(file)s” is no longer there. Choose it again."),
}
OVER = "over"
"""Why a file was not taken: the question has as many as it takes. These are told together."""
_MOST_TOLD = 10
_MEGABYTE = 1_000_000
_KILOBYTE = 1_000
MOST_OF_A_RESPONSE = 10


@dataclass(frozen=True, slots=True)
class FileUploadSettings:
    """How many files, of which groups of kinds, and after how many days they are deleted."""

    most: int = 1
    groups: tuple[str, ...] = ("pictures", "documents")
    days: int = USUAL_DAYS

    @property
    def accept(self) -> str:
        """What a browser offers to choose from."""
        return ",".join(f".{ending}" for group in self.groups for ending in ENDINGS[group])


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as an answer names it: `offer.pdf | 20480 | 3m7k…`."""

    name: str
    size: int
    code: str

    @property
    def words(self) -> str:
        """How a person reads it."""
        size = f"{self.size / _MEGABYTE:.1f} MB" if self.size >= _MEGABYTE else f"{-(-self.size // _KILOBYTE)} kB"
        return f"{self.name} ({size})"

    def __str__(self) -> str:
        return f"{self.name} | {self.size} | {self.code}"


def named_file(value: object) -> NamedFile | None:
    """The file that an answer names, if it is such an answer.

    >>> named_file("offer.pdf | 20480 | " + "a" * 26).words
    'offer.pdf (21 kB)'
    >>> named_file("offer.pdf") is None
    True
    """
    found = _NAMED.fullmatch(value) if isinstance(value, str) else None
    return NamedFile(found["name"], int(found["size"]), found["code"]) if found else None


class FileUpload(QuestionType[FileUploadSettings]):
    """Files that a person sends in."""

    code = "file_upload"
    label = N_("Files")
    takes_files = True
    script = "file_upload"
    groups = GROUPS
    largest = LARGEST
    megabytes = LARGEST // 1_000_000

    def read(self, settings: Mapping[str, Any]) -> FileUploadSettings:
        """The number of files, the groups and the days."""
        usual = FileUploadSettings()
        groups = tuple(dict.fromkeys(read_list(settings.get("groups") or usual.groups, "groups", len(GROUPS))))
        if not all(isinstance(group, str) and group in GROUPS for group in groups):
            raise DefinitionRefused(N_("Files that are taken are “pictures”, “documents”, “texts”, “sounds”, “films”."))
        most, days = settings.get("most"), settings.get("days")
        return FileUploadSettings(
            usual.most if most is None else read_count(most, "most", 1, MOST_FILES),
            groups,
            usual.days if days is None else read_count(days, "days", FEWEST_DAYS, MOST_DAYS),
        )

    def write(self, settings: FileUploadSettings) -> dict[str, Any]:
        """Number, groups and days as JSON."""
        return {"most": settings.most, "groups": list(settings.groups), "days": settings.days}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, how many files, and `CODE.1`, `CODE.2`, ...: name, bytes and code of each."""
        most = question.settings.most
        counts = tuple((n, counted(n, A_FILE)) for n in range(1, most + 1))
        files = (Variable(f"{question.code}.{n}", VariableKind.TEXT, _numbered(n)) for n in range(1, most + 1))
        return (Variable(question.code, VariableKind.CLOSED, FILES_SENT, counts), *files)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """The files named in the form; those that were not taken are told with the reason."""
        cleaning, field = Cleaning(question, posted, language, fallback), form_field(question)
        named = [named_file(value) for value in dict.fromkeys(sent(posted, field))]
        files = [each for each in named if each is not None]
        refused = sent(posted, f"{field}.{REFUSED}")
        if cleaning.ticked_away(field):
            return _away(self, cleaning, given=bool(named or refused))
        _tell(cleaning, [entry.partition(":")[::2] for entry in refused])
        if None in named:
            cleaning.refuse(field, N_("Choose a file again for “%(name)s”"))
        if len(files) > question.settings.most:
            message = N_(
                "You chose %(n)s files for “%(name)s”. Keep at most %(limit)s: take the tick away from others."
            )
            cleaning.refuse(field, message, n=len(files), limit=question.settings.most)
        elif files:
            cleaning.answers |= _answers(question, files)
        elif question.required and not cleaning.problems:
            cleaning.refuse(field, N_("Choose a file for “%(name)s”"))
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The names of the files, and the tick that the question does not apply."""
        field = form_field(question)
        away = answers.get(question.code) is Missing.NOT_APPLICABLE
        files = [] if away else [str(each) for each in files_of(question, answers)]
        return {field: files, f"{field}.{NOT_APPLICABLE}": [NOT_APPLICABLE] if away else []}

    def named(self, values: Sequence[str]) -> list[tuple[str, str]]:
        """What the fields of the form name: the value, and how a person reads it."""
        return [(value, found.words) for value in values if (found := named_file(value)) is not None]

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The files by name and size."""
        files = files_of(question, answers)
        words = missing_words(answers.get(question.code), language, fallback)
        return [AnswerLine("", "; ".join(each.words for each in files) or words or "–")]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How many people sent how many files; the files themselves are no figure."""
        count = self.variables(question)[0]
        return QuestionSummary(question, (closed_row(count.name, count.label, count.codes, columns, population),))


def files_of(question: Question, answers: Answers) -> list[NamedFile]:
    """The files that answers to the question name."""
    values = (answers.get(f"{question.code}.{number}") for number in range(1, question.settings.most + 1))
    return [found for value in values if (found := named_file(value)) is not None]


def _answers(question: Question, files: Sequence[NamedFile]) -> dict[str, Value]:
    numbered = {f"{question.code}.{number}": str(each) for number, each in enumerate(files, 1)}
    return {question.code: len(files), **numbered}


def _tell(cleaning: Cleaning, refused: Sequence[tuple[str, str]]) -> None:
    """Say which files were not taken: each with its reason, those beyond the number together."""
    field, most = form_field(cleaning.question), LARGEST // _MEGABYTE
    for why, name in [each for each in refused if each[0] != OVER][: MOST_FILES + 1]:
        message = _WHY.get(why, _WHY["kind"])
        cleaning.refuse(field, message, file=name[:LONGEST_NAME] or "?", most=most, files=MOST_OF_A_RESPONSE)
    over = [name[:LONGEST_NAME] or "?" for why, name in refused if why == OVER]
    if over:
        told = "; ".join(over[:_MOST_TOLD]) + (" …" if len(over) > _MOST_TOLD else "")
        message = N_(
            "“%(name)s” takes no more than %(limit)s. Not kept: %(over)s. To send one of these, take the tick away "
            "from another."
        )
        cleaning.refuse(field, message, limit=cleaning.question.settings.most, over=told)


def _away(kind: FileUpload, cleaning: Cleaning, *, given: bool) -> Cleaned:
    if given:
        message = N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
        cleaning.refuse(form_field(cleaning.question), message)
    else:
        names = (variable.name for variable in kind.variables(cleaning.question))
        cleaning.answers |= dict.fromkeys(names, Missing.NOT_APPLICABLE)
    return cleaning.done()


def _numbered(number: int) -> Text:
    return {language: f"{words} {number}" for language, words in FILE_NUMBER.items()}
