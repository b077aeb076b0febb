"""The command line: `flask --app wsgi <noun> <verb>`."""

from flask import Flask
from flask.cli import AppGroup

from survey_app.cli import answers, audit, delphi, demo, questionnaire, report, sample, stats, study, user

COMMANDS: tuple[AppGroup, ...] = (
    answers.commands,
    audit.commands,
    delphi.commands,
    demo.commands,
    questionnaire.commands,
    report.commands,
    sample.commands,
    stats.commands,
    study.commands,
    user.commands,
)


def add_commands(app: Flask) -> None:
    """Register every group of commands."""
    for group in COMMANDS:
        app.cli.add_command(group)
