"""Rows tagged with a kind of value: read as typed or as stored, rolled up by plain means."""

import numpy as np
import pytest

from survey_app.interchange.questionnaires import formats
from survey_app.questions.aspects import Aspect
from survey_app.questions.definition import Page, Question, Questionnaire
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import read_question, read_questionnaire, summarise, write_question
from survey_app.questions.row_tags import rolled_up
from survey_app.questions.values import CustomerValue
from tests.questions import specimens

TYPED = "delivery = functional, answers=Social value； complaints = valor emocional"


def tagged(kind: str, values: object) -> Question:
    settings = {"items": specimens.ITEMS, "scale": specimens.SATISFIED, "values": values}
    return specimens.question(kind, settings=settings)


def test_tags_are_typed_and_kept_and_a_row_that_is_gone_loses_its_own() -> None:
    question = tagged("grid", TYPED + ", gone = conditional")
    assert dict(question.settings.values) == {
        "delivery": CustomerValue.FUNCTIONAL,
        "answers": CustomerValue.SOCIAL,
        "complaints": CustomerValue.EMOTIONAL,
    }
    assert read_question(write_question(question)) == question
    assert question.settings.valued == "delivery = functional, answers = social, complaints = emotional"
    assert tagged("grid", "").settings.values == ()
    assert "values" not in write_question(tagged("grid", None))["settings"]


@pytest.mark.parametrize("values", ["delivery", "delivery = cheap", {"delivery": 3}, ["delivery"], 7])
def test_what_is_no_kind_of_value_is_refused_with_the_five_there_are(values: object) -> None:
    with pytest.raises(DefinitionRefused):
        tagged("battery", values)


def test_a_kind_of_value_has_the_mean_of_the_means_of_its_rows() -> None:
    question = tagged("battery", {"delivery": "functional", "answers": "functional", "complaints": "epistemic"})
    rated = {"delivery": ([5, 5], [3, 1]), "answers": ([4, 4], [4, 4]), "complaints": ([-9, -9], [-9, -9])}
    columns = {
        f"BATTERY.{row}.{side}": np.array(points, np.int16)
        for row, both in rated.items()
        for side, points in zip(("expected", "experienced"), both, strict=True)
    }
    [found] = rolled_up("BATTERY", question.settings.values, list(CustomerValue), summarise(question, columns).rows)
    assert (found.tag, found.rows, found.mean, found.expected, found.gap) == ("functional", 2, 3.0, 4.5, -1.5)


def test_the_gap_of_a_tag_is_the_difference_of_its_means_where_some_rated_one_side_only() -> None:
    question = tagged("battery", {"delivery": "functional"})
    sides = {"expected": [4, -9, -9], "experienced": [2, 5, 5]}
    columns = {f"BATTERY.delivery.{side}": np.array(points, np.int16) for side, points in sides.items()}
    columns |= {
        f"BATTERY.{row}.{side}": np.array([-9, -9, -9], np.int16) for row in ("answers", "complaints") for side in sides
    }
    [found] = rolled_up("BATTERY", question.settings.values, list(CustomerValue), summarise(question, columns).rows)
    assert (found.mean, found.expected, found.gap) == (2.0, 4.0, -2.0)


def test_rows_are_about_the_customer_the_product_or_the_channel() -> None:
    settings = {"items": specimens.ITEMS, "scale": specimens.SATISFIED, "aspects": "delivery = Canal, answers=产品"}
    question = specimens.question("grid", settings=settings)
    assert dict(question.settings.aspects) == {"delivery": Aspect.CHANNEL, "answers": Aspect.PRODUCT}
    assert read_question(write_question(question)) == question
    assert question.settings.aspected == "delivery = channel, answers = product"
    with pytest.raises(DefinitionRefused):
        specimens.question("grid", settings={**settings, "aspects": "delivery = price"})
    questionnaire = Questionnaire(("en",), (Page("p1", {}, (question,)),))
    assert any(loss.subject == "aspects" for loss in formats.write("xlsform", questionnaire, "T").losses)
    again = formats.read("a.json", formats.write("surveyjs", questionnaire, "T").content)
    assert next(iter(read_questionnaire(again.document).questions())).settings.aspects == question.settings.aspects


def test_formats_that_cannot_hold_the_tags_say_so() -> None:
    questionnaire = Questionnaire(("en",), (Page("p1", {}, (tagged("grid", TYPED),)),))
    told = {
        code: any(loss.subject == "values" for loss in formats.write(code, questionnaire, "T").losses)
        for code in ("json", "surveyjs", "xlsform", "ddi")
    }
    assert told == {"json": False, "surveyjs": False, "xlsform": True, "ddi": True}
