"""How many pages of figures are worked out at a time, for one reader and for the strangers of one shared study."""

import pytest
from flask import Flask

from survey_app.db import transaction
from survey_app.models import Stage
from survey_app.services import kept_figures
from survey_app.services.kept_figures import NOBODY, TooManyFigures, Wanted
from tests.builders import make_account, make_study, stage_of

pytestmark = pytest.mark.sqlite_only
AT_ONCE = 8


def asked(stage: Stage, account_id: int, place: int) -> Wanted:
    return Wanted(stage.study_id, stage.id, account_id, "owner", "en", "", "/results", f"FEW={place}")


def test_readers_of_one_shared_study_do_not_wait_for_those_of_another(app: Flask) -> None:
    one, other = (stage_of(make_study(make_account())) for _turn in range(2))
    with transaction():
        made = [kept_figures.job_of(asked(one, NOBODY, place)) for place in range(AT_ONCE)]
        assert len({job.id for job in made}) == AT_ONCE
        assert kept_figures.job_of(asked(one, NOBODY, 3)).id == made[3].id, "the same page is the same work"
        with pytest.raises(TooManyFigures):
            kept_figures.job_of(asked(one, NOBODY, AT_ONCE))
        assert kept_figures.job_of(asked(other, NOBODY, 0)).study_id == other.study_id


def test_one_reader_has_at_most_eight_pages_in_all_studies(app: Flask) -> None:
    reader = make_account()
    one, other = (stage_of(make_study(reader)) for _turn in range(2))
    with transaction():
        for place in range(AT_ONCE):
            kept_figures.job_of(asked(one, reader.id, place))
        with pytest.raises(TooManyFigures):
            kept_figures.job_of(asked(other, reader.id, 0))
