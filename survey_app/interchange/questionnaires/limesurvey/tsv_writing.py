"""LimeSurvey's tab-separated questionnaire: every language after the other, attributes as columns."""

import csv
import io
from collections.abc import Iterator

from survey_app.interchange.questionnaires.limesurvey.numbering import numbered_groups, numbered_questions
from survey_app.interchange.questionnaires.limesurvey.survey import LimeQuestion, Survey
from survey_app.interchange.questionnaires.limesurvey.tsv_reading import FIXED


def write_tsv(survey: Survey) -> bytes:
    """The file's bytes, in UTF-8 with a mark, as LimeSurvey writes it."""
    attributes = sorted(
        {name for question in survey.questions() for name in question.attributes}
        | {"random_group" for group in survey.groups if group.shuffled}
    )
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*FIXED, *attributes], restval="", delimiter="\t", lineterminator="\n")
    writer.writeheader()
    for row in _rows(survey):
        writer.writerow(row)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _rows(survey: Survey) -> Iterator[dict[str, str]]:
    yield {"class": "S", "name": "format", "text": "G"}
    yield {"class": "S", "name": "language", "text": survey.languages[0]}
    yield {"class": "S", "name": "additional_languages", "text": " ".join(survey.languages[1:])}
    for language in survey.languages:
        yield {"class": "SL", "name": "surveyls_title", "text": survey.title.get(language, ""), "language": language}
    questions = list(numbered_questions(survey))
    for language in survey.languages:
        for gid, group in numbered_groups(survey):
            yield {
                "id": str(gid), "class": "G", "type/scale": str(gid), "name": group.title.get(language, ""),
                "relevance": group.relevance, "text": group.description.get(language, ""), "language": language,
                **({"random_group": group.shuffled} if group.shuffled else {}),
            }  # fmt: skip
            for each in questions:
                if each.gid == gid:
                    yield from _question_rows(
                        each.question, str(each.qid), language, is_first=language == survey.languages[0]
                    )


def _question_rows(question: LimeQuestion, qid: str, language: str, *, is_first: bool) -> Iterator[dict[str, str]]:
    row = {
        "id": qid, "class": "Q", "type/scale": question.type, "name": question.code,
        "relevance": question.relevance or "1", "text": question.text.get(language, ""),
        "help": question.help.get(language, ""), "language": language, "validation": question.validation,
        "mandatory": question.mandatory, "encrypted": "N", "other": "Y" if question.other else "N", "same_default": "0",
    }  # fmt: skip
    for name, values in question.attributes.items():
        row[name] = values.get(language, "") or (values.get("", "") if is_first else "")
    yield row
    for part in question.subquestions:
        yield {
            "class": "SQ", "type/scale": str(part.scale), "name": part.code, "relevance": part.relevance or "1",
            "text": part.text.get(language, ""), "language": language, "mandatory": "N", "same_default": "0",
        }  # fmt: skip
    for answer in question.answers:
        yield {
            "class": "A", "type/scale": str(answer.scale), "name": answer.code, "relevance": answer.value,
            "text": answer.text.get(language, ""), "language": language,
        }  # fmt: skip
