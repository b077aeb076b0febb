"""`flask study`: the studies of the installation."""

import json
from typing import Any

import click
from flask.cli import AppGroup

from survey_app.cli.data_study import from_data
from survey_app.cli.refusing import refusing
from survey_app.cli.study_archive import bring_in, export
from survey_app.services import overview, studies

commands = AppGroup("study", help="Studies: list, export, import, from-data.")
commands.add_command(bring_in)
commands.add_command(export)
commands.add_command(from_data)


@commands.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def list_all(*, as_json: bool) -> None:
    """Every study with its stages and how many have answered."""
    rows: list[dict[str, Any]] = [
        {
            "code": study.code,
            "title": study.title,
            "sample": study.is_sample,
            "stages": [
                {
                    "code": card.stage.code,
                    "title": card.stage.title,
                    "kind": card.stage.kind.value,
                    "state": card.stage.state.value,
                    "questions": card.questions,
                    "answers": card.answers,
                    "usable": card.usable,
                    "observations": card.observed,
                    "cases": card.cases,
                }
                for card in overview.cards(study)
            ],
        }
        for study in studies.everything()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        stages = ", ".join(f"{stage['title']} {stage['state']} {stage['answers']}" for stage in row["stages"])
        click.echo(f"{row['code']}\t{row['title']}\t{stages}")
