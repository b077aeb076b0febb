from flask import Flask

from survey_app.db import session
from survey_app.services.fieldwork import fieldwork_of
from tests.respondents import Person, link_of, make_case, open_stage


def test_answers_from_outside_the_sample_end_the_correction_for_the_population(app: Flask) -> None:
    stage = open_stage()
    case = make_case(stage)
    stage.population = 50
    session.commit()
    Person(app.test_client(), stage.code).walk(link_of(stage, case))
    work = fieldwork_of(stage)
    assert (work.sampled, work.finite_population) == (1, 50)

    Person(app.test_client(), stage.code).walk()
    work = fieldwork_of(stage)
    assert (work.returned, work.from_sample) == (2, 1)
    assert (work.sampled, work.finite_population) == (None, None)
