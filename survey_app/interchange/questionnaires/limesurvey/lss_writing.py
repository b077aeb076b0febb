"""`.lss` as LimeSurvey 6 writes it: texts in sections of their own."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from survey_app.interchange.questionnaires.limesurvey.numbering import (
    SID,
    Numbered,
    numbered_groups,
    numbered_questions,
)
from survey_app.interchange.questionnaires.limesurvey.survey import Answer, Survey, Words

VERSION = "623"
Cells = dict[str, object]


def write_lss(survey: Survey) -> bytes:
    """The file's bytes."""
    root = Element("document")
    SubElement(root, "LimeSurveyDocType").text = "Survey"
    SubElement(root, "DBVersion").text = VERSION
    languages = SubElement(root, "languages")
    for language in survey.languages:
        SubElement(languages, "language").text = language
    for name, rows in _Tables(survey).sections().items():
        if rows:
            _section(root, name, rows)
    indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"


def _section(root: Element, name: str, rows: Sequence[Cells]) -> None:
    section = SubElement(root, name)
    fields = SubElement(section, "fields")
    for column in rows[0]:
        SubElement(fields, "fieldname").text = column
    listed = SubElement(section, "rows")
    for cells in rows:
        row = SubElement(listed, "row")
        for column, value in cells.items():
            SubElement(row, column).text = str(value)


class _Tables:
    """The tables of LimeSurvey's database that hold a questionnaire."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.tables: dict[str, list[Cells]] = {
            name: []
            for name in (
                "answers", "answer_l10ns", "groups", "group_l10ns", "questions", "subquestions", "question_l10ns",
                "question_attributes", "surveys", "surveys_languagesettings",
            )
        }  # fmt: skip
        self.next_part = 0

    def sections(self) -> dict[str, list[Cells]]:
        """All tables filled."""
        questions = list(numbered_questions(self.survey))
        self.next_part = len(questions)
        for gid, group in numbered_groups(self.survey):
            order: Cells = {"group_order": gid, "randomization_group": group.shuffled}
            self._add("groups", gid=gid, sid=SID, **order, grelevance=group.relevance)
            for language in self.survey.languages:
                words = {
                    "group_name": group.title.get(language, ""),
                    "description": group.description.get(language, ""),
                }
                self._add("group_l10ns", id=self._next("group_l10ns"), gid=gid, **words, language=language)
        for each in questions:
            self._question(each)
        additional = " ".join(self.survey.languages[1:])
        self._add("surveys", sid=SID, format="G", language=self.survey.languages[0], additional_languages=additional)
        for language in self.survey.languages:
            title = self.survey.title.get(language, "")
            self._add(
                "surveys_languagesettings", surveyls_survey_id=SID, surveyls_language=language, surveyls_title=title
            )
        return self.tables

    def _add(self, table: str, **cells: object) -> None:
        self.tables[table].append(cells)

    def _next(self, table: str) -> int:
        return len(self.tables[table]) + 1

    def _question(self, each: Numbered) -> None:
        question = each.question
        self._row(each, "questions", {"title": question.code, "type": question.type, "relevance": question.relevance})
        self._texts(each.qid, question.text, question.help)
        for order, part in enumerate(question.subquestions, start=1):
            self.next_part += 1
            row = Numbered(question, self.next_part, each.gid, order)
            cells = {"title": part.code, "relevance": part.relevance, "parent_qid": each.qid, "scale_id": part.scale}
            self._row(row, "subquestions", cells)
            self._texts(self.next_part, part.text, {})
        for order, answer in enumerate(question.answers):
            self._answer(each.qid, order, answer)
        for name, values in question.attributes.items():
            for language, value in values.items():
                self._add("question_attributes", qid=each.qid, attribute=name, value=value, language=language)

    def _answer(self, qid: int, order: int, answer: Answer) -> None:
        aid = self._next("answers")
        cells = {"code": answer.code, "sortorder": order, "assessment_value": answer.value, "scale_id": answer.scale}
        self._add("answers", aid=aid, qid=qid, **cells)
        for language in self.survey.languages:
            words = answer.text.get(language, "")
            self._add("answer_l10ns", id=self._next("answer_l10ns"), aid=aid, answer=words, language=language)

    def _row(self, each: Numbered, table: str, cells: Cells) -> None:
        """A question or sub-question: what is given, else what LimeSurvey writes where nothing is set."""
        question, is_part = each.question, table == "subquestions"
        usual: Cells = {
            "qid": each.qid,
            "parent_qid": 0,
            "sid": SID,
            "gid": each.gid,
            "type": "T",
            "title": "",
            "preg": "" if is_part else question.validation,
            "other": "Y" if question.other and not is_part else "N",
            "mandatory": "N" if is_part else question.mandatory,
            "encrypted": "N",
            "question_order": each.order,
            "scale_id": 0,
            "same_default": 0,
            "relevance": "",
            "modulename": "",
        }
        self._add(table, **usual | cells | {"relevance": cells["relevance"] or "1"})

    def _texts(self, qid: int, text: Words, hint: Words) -> None:
        for language in self.survey.languages:
            words = {"question": text.get(language, ""), "help": hint.get(language, "")}
            self._add("question_l10ns", id=self._next("question_l10ns"), qid=qid, **words, script="", language=language)
