"""LimeSurvey's tab-separated questionnaire (`.txt`): one row per thing and language, attributes as columns."""

import csv
import io
import itertools
from collections.abc import Callable, Iterator

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.lss_reading import TEXTS, number_of
from survey_app.interchange.questionnaires.limesurvey.sections import NotLimeSurvey, Row
from survey_app.interchange.questionnaires.limesurvey.survey import (
    Answer,
    Group,
    LimeQuestion,
    LimeQuota,
    SubQuestion,
    Survey,
)
from survey_app.interchange.questionnaires.limits import read_words

FIXED = (
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
    "mandatory", "encrypted", "other", "default", "same_default", "same_script", "question_theme_name",
)  # fmt: skip
"""The columns that are no attributes of a question."""
_OF_QUOTA = frozenset({"QTAM", "QTALS"})


def looks_like_tsv(head: str) -> bool:
    """Whether the first line names the columns of a LimeSurvey questionnaire."""
    first = head.lstrip("\ufeff \r\n").split("\n", 1)[0]
    return {"class", "type/scale", "name"} <= {name.strip().strip('"').strip().lower() for name in first.split("\t")}


def read_tsv(data: bytes, filename: str) -> Survey:
    """The questionnaire of a `.txt`; raises a refusal with what is wrong."""
    text = read_words(data, filename)
    if "\x00" in text:
        raise NotLimeSurvey(file=filename)
    found = _Assembly(list(_rows(text, filename))).survey()
    if not found.groups or not any(found.questions()):
        raise NotLimeSurvey(file=filename)
    return found


def _rows(text: str, filename: str) -> Iterator[Row]:
    """The rows as far as they hold something, each with its number under `row`."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
    header: list[str] = []
    for number in itertools.count(1):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise NotLimeSurvey(
                N_("Row %(row)s cannot be taken apart: look for a quotation mark that is not closed."), row=number
            ) from None
        if not any(cell.strip() for cell in cells):
            continue
        if header:
            yield {name: cell for name, cell in zip(header, cells, strict=False) if name} | {"row": str(number)}
        elif {"class", "name", "text", "type/scale"} <= {cell.strip().lower() for cell in cells}:
            header = [name.lower() if (name := cell.strip()).lower() in FIXED else name for cell in cells]
        else:
            raise NotLimeSurvey(file=filename)


class _Assembly:
    """The rows while they are put together: a row belongs to the group and question above it."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.found = Survey([])
        self.group: Group | None = None
        self.question: LimeQuestion | None = None
        self.by_key: dict[str, Group] = {}
        self.by_code: dict[str, LimeQuestion] = {}
        self.passed: dict[str, int] = {}
        self.subquestions: dict[tuple[str, int, str], SubQuestion] = {}
        self.answers: dict[tuple[str, int, str], Answer] = {}
        self.quotas: dict[str, LimeQuota] = {}

    def survey(self) -> Survey:
        """All rows read in their order."""
        readers: dict[str, Callable[[Row], None]] = {
            "S": self._setting,
            "SL": self._survey_text,
            "G": self._group,
            "Q": self._question,
            "SQ": self._subquestion,
            "A": self._answer,
        }
        for row in self.rows:
            kind = row.get("class", "").strip().upper()
            if kind in readers:
                readers[kind](row)
            else:
                self._other(kind, row)
        self.found.languages = self._languages()
        return self.found

    def _languages(self) -> list[str]:
        settings = self.found.settings
        named = [settings.get("language", ""), *settings.get("additional_languages", "").split()]
        named += [row.get("language", "").strip() for row in self.rows]
        return list(dict.fromkeys(filter(None, named))) or ["en"]

    def _language(self, row: Row) -> str:
        return row.get("language", "").strip() or self.found.settings.get("language", "") or "en"

    def _setting(self, row: Row) -> None:
        self.found.settings[row.get("name", "").strip()] = row.get("text", "").strip()

    def _survey_text(self, row: Row) -> None:
        name, words = row.get("name", "").strip(), row.get("text", "")
        if name == "surveyls_title":
            self.found.title[self._language(row)] = words
        elif name in TEXTS and words.strip():
            self.found.texts.setdefault(TEXTS[name], {})[self._language(row)] = words

    def _other(self, kind: str, row: Row) -> None:
        if kind == "QTA":
            self._quota(row)
        elif kind in _OF_QUOTA:
            self._of_quota(kind, row)
        elif kind == "AS":
            self.found.assessments += 1
        else:
            self.found.strays.append(f"row {row['row']}: class “{kind[:20]}” is unknown")

    def _quota(self, row: Row) -> None:
        """A quota; its limit and switches stand in columns that questions use for something else."""
        cells = {name: value.strip() for name, value in row.items()}
        quota = LimeQuota(cells.get("name", ""), cells.get("mandatory", ""), cells.get("default") or "1")
        quota.autoload = cells.get("same_default") or "0"
        self.quotas[cells.get("id", "") or f"-{len(self.quotas)}"] = quota
        self.found.quotas.append(quota)

    def _of_quota(self, kind: str, row: Row) -> None:
        """An answer that belongs to a quota, of the question above it; or what others read when the quota is full."""
        quota = self.quotas.get(row.get("related_id", "").strip())
        if quota is None:
            quota = self.found.quotas[-1] if len(self.found.quotas) == 1 else None
        if quota is None:
            return
        if kind == "QTAM":
            quota.members.append((self.question.code if self.question else "", row.get("name", "").strip()))
            return
        language = self._language(row)
        quota.message |= {language: words} if (words := row.get("relevance", "").strip()) else {}
        quota.url |= {language: url} if (url := row.get("text", "").strip()) else {}

    def _group(self, row: Row) -> None:
        language = self._language(row)
        self.passed[language] = self.passed.get(language, 0) + 1
        key = row.get("id", "").strip() or row.get("type/scale", "").strip() or f"-{self.passed[language]}"
        self.question = None
        self.group = self.by_key.get(key)
        if self.group is None or language in self.group.title:
            self.group = self.by_key[key] = Group()
            self.found.groups.append(self.group)
        self.group.title[language] = row.get("name", "")
        if row.get("text", "").strip():
            self.group.description[language] = row["text"]
        self.group.relevance = self.group.relevance or row.get("relevance", "").strip()
        self.group.shuffled = self.group.shuffled or row.get("random_group", "").strip()

    def _question(self, row: Row) -> None:
        code, language = row.get("name", "").strip(), self._language(row)
        if self.group is None:
            self.group = Group()
            self.found.groups.append(self.group)
        known = self.by_code.get(code)
        if known is None or language in known.text:
            known = self.by_code[code] = LimeQuestion(code, row.get("type/scale", "").strip())
            self.group.questions.append(known)
            known.relevance = row.get("relevance", "").strip()
            known.mandatory = row.get("mandatory", "").strip().upper() or "N"
            known.other = row.get("other", "").strip().upper() == "Y"
            known.validation = row.get("validation", "").strip()
            known.number = row.get("id", "").strip()
            known.theme = row.get("question_theme_name", "").strip()
        self.question = known
        known.text[language] = row.get("text", "")
        if row.get("help", "").strip():
            known.help[language] = row["help"]
        known.has_default = known.has_default or bool(row.get("default", "").strip())
        if row.get("encrypted", "").strip().upper() == "Y":
            known.attributes["encrypted"] = {"": "Y"}
        for name, value in row.items():
            if name not in FIXED and name != "row" and value.strip():
                known.attributes.setdefault(name, {})[language] = value

    def _subquestion(self, row: Row) -> None:
        code, scale = row.get("name", "").strip(), number_of(row.get("type/scale", ""))
        if self.question is None:
            self.found.strays.append(f"row {row['row']}: sub-question {code} stands below no question")
            return
        key = (self.question.code, scale, code)
        if (known := self.subquestions.get(key)) is None:
            known = self.subquestions[key] = SubQuestion(code, {}, scale, row.get("relevance", "").strip())
            self.question.subquestions.append(known)
        if row.get("text", "").strip():
            known.text[self._language(row)] = row["text"]
        self.question.has_default = self.question.has_default or bool(row.get("default", "").strip())

    def _answer(self, row: Row) -> None:
        code, scale = row.get("name", "").strip(), number_of(row.get("type/scale", ""))
        if self.question is None:
            self.found.strays.append(f"row {row['row']}: answer {code} stands below no question")
            return
        key = (self.question.code, scale, code)
        if (known := self.answers.get(key)) is None:
            known = self.answers[key] = Answer(code, {}, scale, row.get("relevance", "").strip())
            self.question.answers.append(known)
        if row.get("text", "").strip():
            known.text[self._language(row)] = row["text"]
