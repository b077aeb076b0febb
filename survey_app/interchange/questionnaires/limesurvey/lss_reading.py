"""`.lss` of both generations: texts in the rows themselves (up to 3.x) or in sections of their own (`*_l10ns`)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from survey_app.interchange.questionnaires.limesurvey.sections import NotLimeSurvey, Row, Sections
from survey_app.interchange.questionnaires.limesurvey.survey import (
    Answer,
    Condition,
    Group,
    LimeQuestion,
    LimeQuota,
    SubQuestion,
    Survey,
    Words,
)

READ = frozenset(
    {
        "answers", "answer_l10ns", "assessments", "conditions", "defaultvalues", "defaultvalue_l10ns", "groups",
        "group_l10ns", "question_attributes", "question_l10ns", "questions", "quota", "quota_languagesettings",
        "quota_members", "subquestions", "surveys", "surveys_languagesettings",
    }
)  # fmt: skip
"""The sections that are read or counted."""
KINDS = ("Survey", "Group", "Question", "")
TEXTS = {
    "surveyls_description": "description",
    "surveyls_welcometext": "welcome",
    "surveyls_endtext": "end",
    "surveyls_policy_notice": "policy",
}


def read_survey(sections: Sections, filename: str) -> Survey:
    """The questionnaire that the sections hold."""
    if sections.kind not in KINDS or not sections.rows("questions"):
        raise NotLimeSurvey(file=filename)
    return _Assembly(sections).survey()


def number_of(text: str) -> int:
    """A whole number of a cell; whatever is none counts as 0."""
    try:
        return int(text.strip() or 0)
    except ValueError:
        return 0


class _Assembly:
    """The sections while they are put together."""

    def __init__(self, sections: Sections) -> None:
        self.sections = sections
        self.strays: list[str] = []
        self.attributes = self._attributes()

    def survey(self) -> Survey:
        settings = next(iter(self.sections.rows("surveys")), {})
        found = Survey(self._languages(settings), settings={name: value.strip() for name, value in settings.items()})
        for row in self.sections.rows("surveys_languagesettings"):
            language = row.get("surveyls_language", "").strip()
            found.title[language] = row.get("surveyls_title", "")
            for name, key in TEXTS.items():
                if row.get(name, "").strip():
                    found.texts.setdefault(key, {})[language] = row[name]
        found.groups = self._groups()
        found.quotas = self._quotas({each.number: each.code for each in found.questions()})
        found.assessments = len({row.get("id", "") for row in self.sections.rows("assessments")})
        found.strays = self.strays
        found.unread = [name for name in self.sections.names() if name not in READ]
        return found

    def _quotas(self, codes: Mapping[str, str]) -> list[LimeQuota]:
        """The quotas with the answers that belong to them, by the codes of the questions."""
        found: dict[str, LimeQuota] = {}
        for row in _once(self.sections.rows("quota"), "id"):
            cells = {name: value.strip() for name, value in row.items()}
            found[cells.get("id", "") or f"-{len(found)}"] = LimeQuota(
                cells.get("name", ""), cells.get("qlimit", ""), cells.get("active", "1"), cells.get("autoload_url", "0")
            )
        for row in self.sections.rows("quota_members"):
            if (quota := found.get(row.get("quota_id", "").strip())) is not None:
                quota.members.append((codes.get(row.get("qid", "").strip(), ""), row.get("code", "").strip()))
        for row in self.sections.rows("quota_languagesettings"):
            if (quota := found.get(row.get("quotals_quota_id", "").strip())) is not None:
                language = row.get("quotals_language", "").strip()
                quota.message |= {language: words} if (words := row.get("quotals_message", "").strip()) else {}
                quota.url |= {language: url} if (url := row.get("quotals_url", "").strip()) else {}
        return list(found.values())

    def _languages(self, settings: Row) -> list[str]:
        named = [settings.get("language", "").strip(), *self.sections.languages]
        named += settings.get("additional_languages", "").split()
        for name in ("questions", "question_l10ns"):
            named += [row.get("language", "").strip() for row in self.sections.rows(name)]
        return list(dict.fromkeys(filter(None, named))) or ["en"]

    def _texts(self, section: str, key: str, columns: tuple[str, ...]) -> dict[str, dict[str, Words]]:
        """Texts by their owner's number, from the section of texts or from the rows of each language."""
        own = f"{section.removesuffix('s')}_l10ns"
        found: dict[str, dict[str, Words]] = defaultdict(lambda: {column: {} for column in columns})
        for name in (section, "subquestions" if section == "questions" else "", own):
            for row in self.sections.rows(name):
                language = row.get("language", "").strip()
                for column in columns:
                    if language and row.get(column, "").strip():
                        found[row.get(key, "").strip()][column][language] = row[column]
        return found

    def _attributes(self) -> dict[str, dict[str, Words]]:
        found: dict[str, dict[str, Words]] = defaultdict(dict)
        for row in self.sections.rows("question_attributes"):
            name, value = row.get("attribute", "").strip(), row.get("value", "")
            if name and value.strip():
                language = row.get("language", "").strip()
                found[row.get("qid", "").strip()].setdefault(name, {})[language] = value
        return found

    def _groups(self) -> list[Group]:
        texts = self._texts("groups", "gid", ("group_name", "description"))
        questions = self._questions()
        found: list[Group] = []
        for row in sorted(_once(self.sections.rows("groups"), "gid"), key=_place("group_order")):
            gid = row.get("gid", "").strip()
            found.append(
                Group(
                    texts[gid]["group_name"],
                    texts[gid]["description"],
                    row.get("grelevance", "").strip(),
                    row.get("randomization_group", "").strip(),
                    questions.pop(gid, []),
                )
            )
        for rest in questions.values():
            found.append(Group(questions=rest))
            if self.sections.kind != "Question":
                self.strays += [f"question {each.code}" for each in rest]
        return found

    def _questions(self) -> dict[str, list[LimeQuestion]]:
        texts = self._texts("questions", "qid", ("question", "help", "script"))
        all_rows = self.sections.rows("questions")
        parts = [*self.sections.rows("subquestions"), *(row for row in all_rows if _is_part(row))]
        found: dict[str, LimeQuestion] = {}
        groups: dict[str, list[LimeQuestion]] = defaultdict(list)
        for row in sorted(_once(all_rows, "qid"), key=_place("question_order")):
            qid = row.get("qid", "").strip()
            if not _is_part(row):
                found[qid] = self._question(row, texts[qid])
                groups[row.get("gid", "").strip()].append(found[qid])
        self._add_parts(found, parts, texts)
        self._add_answers(found)
        self._add_conditions(found)
        for row in self.sections.rows("defaultvalues"):
            if (owner := found.get(row.get("qid", "").strip())) is not None:
                owner.has_default = True
        return groups

    def _question(self, row: Row, texts: dict[str, Words]) -> LimeQuestion:
        qid = row.get("qid", "").strip()
        attributes = {name: dict(values) for name, values in self.attributes.get(qid, {}).items()}
        attributes |= {"script": texts["script"]} if texts["script"] else {}
        attributes |= {"encrypted": {"": "Y"}} if row.get("encrypted", "").strip().upper() == "Y" else {}
        return LimeQuestion(
            row.get("title", "").strip(),
            row.get("type", "").strip(),
            texts["question"],
            texts["help"],
            row.get("relevance", "").strip(),
            row.get("mandatory", "").strip().upper() or "N",
            row.get("other", "").strip().upper() == "Y",
            row.get("preg", "").strip(),
            attributes,
            number=qid,
            theme=row.get("question_theme_name", "").strip() or row.get("modulename", "").strip(),
        )

    def _add_parts(self, found: dict[str, LimeQuestion], parts: list[Row], texts: dict[str, dict[str, Words]]) -> None:
        for row in sorted(_once(parts, "qid"), key=_place("question_order")):
            code = row.get("title", "").strip()
            if (owner := found.get(row.get("parent_qid", "").strip())) is None:
                self.strays.append(f"sub-question {code}")
                continue
            words = texts[row.get("qid", "").strip()]["question"]
            scale = number_of(row.get("scale_id", ""))
            owner.subquestions.append(SubQuestion(code, words, scale, row.get("relevance", "").strip()))

    def _add_answers(self, found: dict[str, LimeQuestion]) -> None:
        separate = self._texts("answers", "aid", ("answer",)) if "answer_l10ns" in self.sections else None
        seen: dict[tuple[str, str, int], Answer] = {}
        for row in sorted(self.sections.rows("answers"), key=_place("sortorder")):
            qid, code, scale = (
                row.get("qid", "").strip(),
                row.get("code", "").strip(),
                number_of(row.get("scale_id", "")),
            )
            if (owner := found.get(qid)) is None:
                self.strays.append(f"answer {code}")
                continue
            if (answer := seen.get((qid, code, scale))) is None:
                answer = seen[qid, code, scale] = Answer(code, {}, scale, row.get("assessment_value", "").strip())
                owner.answers.append(answer)
            if separate is not None:
                answer.text |= separate[row.get("aid", "").strip()]["answer"]
            elif row.get("answer", "").strip():
                answer.text[row.get("language", "").strip()] = row["answer"]

    def _add_conditions(self, found: dict[str, LimeQuestion]) -> None:
        for row in self.sections.rows("conditions"):
            asked = found.get(row.get("cqid", "").strip())
            condition = Condition(
                asked.code if asked else "",
                _field(row.get("cfieldname", "").strip(), row.get("cqid", "").strip()),
                row.get("method", "").strip(),
                row.get("value", ""),
                row.get("scenario", "").strip() or "1",
            )
            if (owner := found.get(row.get("qid", "").strip())) is None:
                self.strays.append("condition")
            else:
                owner.conditions.append(condition)


def _field(name: str, qid: str) -> str:
    """What follows the question's number in `12X3X45SQ1`: the part of the question that is asked about."""
    return name.split("X", 2)[-1].removeprefix(qid)


def _is_part(row: Row) -> bool:
    return row.get("parent_qid", "").strip() not in ("", "0")


def _once(rows: Iterable[Row], key: str) -> list[Row]:
    """Every thing once, though older files repeat it in every language."""
    found: dict[str, Row] = {}
    for place, row in enumerate(rows):
        found.setdefault(row.get(key, "").strip() or f"-{place}", row)
    return list(found.values())


def _place(column: str) -> Callable[[Row], int]:
    """Sorting by a column of numbers; what has none keeps the order of the file."""
    return lambda row: number_of(row.get(column, ""))
