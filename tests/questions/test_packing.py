"""The packed vectors agree with the JSON they are made from."""

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from survey_app.questions.base import VariableKind, load, store
from survey_app.questions.packing import pack, unpack_closed, unpack_numbers
from survey_app.questions.registry import variables_of
from survey_app.vocabulary import MISSING_CODES, Missing
from tests.questions.answering import answers_to
from tests.questions.specimens import questionnaire

STUDY = questionnaire()
VARIABLES = variables_of(STUDY)
CLOSED = [variable.name for variable in VARIABLES if variable.kind is VariableKind.CLOSED]
NUMBERS = [variable.name for variable in VARIABLES if variable.kind is VariableKind.NUMBER]


@given(st.data())
def test_vectors_made_from_stored_json_say_the_same_as_the_answers(data: st.DataObject) -> None:
    responses = []
    for _ in range(data.draw(st.integers(0, 2))):
        answers = {}
        for asked in STUDY.questions():
            answers |= data.draw(answers_to(asked))
        responses.append(answers)
    packed = [pack(VARIABLES, load(json.loads(json.dumps(store(answers))))) for answers in responses]
    closed = unpack_closed([one.closed for one in packed], len(CLOSED))
    numbers = unpack_numbers([one.numbers for one in packed], len(NUMBERS))
    assert closed.shape == (len(responses), len(CLOSED))
    assert numbers.shape == (len(responses), len(NUMBERS))
    for answers, codes, figures in zip(responses, closed.tolist(), numbers.tolist(), strict=True):
        for name, code in zip(CLOSED, codes, strict=True):
            value = answers.get(name, Missing.SKIPPED)
            assert code == (MISSING_CODES[value] if isinstance(value, Missing) else value)
        for name, figure in zip(NUMBERS, figures, strict=True):
            value = answers.get(name)
            assert math.isnan(figure) if value is None or isinstance(value, Missing) else figure == value
