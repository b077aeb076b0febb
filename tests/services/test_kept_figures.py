"""Pages of figures that are kept: how many are worked out at a time, for one reader and for the strangers of one shared
study, and how long one may be shown."""

import os
from pathlib import Path

import pytest
from flask import Flask

from survey_app.db import transaction
from survey_app.models import Stage
from survey_app.services import kept_figures
from survey_app.services.kept_figures import NOBODY, Page, TooManyFigures, Wanted
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


def test_a_page_that_an_older_program_made_is_not_shown(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = asked(stage_of(make_study(make_account())), NOBODY, 0)
    kept_figures.make(wanted, 3, lambda: Page(200, {}, b"made by older rules"))
    assert kept_figures.find(wanted, 3) is not None
    rules = tmp_path / "rules.py"
    rules.write_text("FEWEST = 5\n")
    before = kept_figures.build_of(tmp_path)
    assert kept_figures.build_of(tmp_path) == before
    rules.write_text("FEWEST = 6\n")
    os.utime(rules, (1, 1))
    now = kept_figures.build_of(tmp_path)
    assert now != before
    monkeypatch.setattr(kept_figures, "_BUILD", now)
    assert kept_figures.find(wanted, 3) is None
