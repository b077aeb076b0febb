"""A questionnaire for the Redbook answers, and the steps a person takes to bring a file in."""

import io
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.models import Stage
from tests.builders import post
from tests.planting import document, question

REDBOOK = Path(__file__).parent / "data" / "fair_redbook.csv"


def redbook() -> dict[str, Any]:
    """The questions of the survey: two ratings, and numbers that are middles of classes."""
    scale = {"first": 1, "last": 5, "low": {"en": "very poor"}, "high": {"en": "very good"}}
    return document(
        question("RATE_MARRIAGE", "rating", "How do you rate your marriage?", scale=scale, required=True),
        question("AGE", "number", "How old are you?", min=0, max=120, decimals=1),
        question("YRS_MARRIED", "number", "For how many years have you been married?", min=0, max=80, decimals=1),
        question("CHILDREN", "number", "How many children do you have?", min=0, max=30, decimals=1),
        question("RELIGIOUS", "rating", "How religious are you?", scale={"first": 1, "last": 4}),
        question("EDUC", "number", "How many years of education do you have?", min=0, max=30, decimals=0),
        question("OCCUPATION", "number", "Group of your occupation", min=1, max=6, decimals=0),
        question("OCCUPATION_HUSB", "number", "Group of your husband's occupation", min=1, max=6, decimals=0),
    )


def base(stage: Stage) -> str:
    """The address of the stage's imports."""
    return f"/studies/{stage.study.code}/stages/{stage.code}/import"


def upload(
    client: FlaskClient, stage: Stage, content: bytes, filename: str = "answers.csv", **changes: str
) -> TestResponse:
    """Choose a file, say where it comes from."""
    data: dict[str, object] = {"file": (io.BytesIO(content), filename), "source": "Paper forms", "mode": "paper"}
    return post(client, base(stage), data | changes, content_type="multipart/form-data")


def map_columns(client: FlaskClient, address: str, *names: str, **changes: str) -> TestResponse:
    """Say what each column means, in the order of the file; empty leaves it out."""
    data: dict[str, object] = {"source": "Paper forms", "mode": "paper"} | changes
    return post(client, address, data | {f"column-{place}": name for place, name in enumerate(names)})
