"""`flask demo`: the sample study, loaded and removed in one go."""

import json

import click
from flask.cli import AppGroup

from survey_app.cli.refusing import refusing
from survey_app.db import transaction
from survey_app.exceptions import N_, Refusal
from survey_app.models import Account
from survey_app.services import accounts
from survey_app.services.sample_study import loading

commands = AppGroup("demo", help="The sample study: load, remove.")


class NobodyThere(Refusal):
    """The sample study would belong to nobody."""

    message = N_("Nobody has this account. Make one with `flask user add`, or name another with --email.")


@commands.command("load")
@click.option("--email", default="", help="Whom the study belongs to. Default: the first administrator.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def load(*, email: str, as_json: bool) -> None:
    """Load the sample study, or add its owner when it is loaded already."""
    with transaction():
        study = loading.load(_owner(email))
        found = {"code": study.code, "title": study.title, "stage": study.stages[-1].code}
    click.echo(json.dumps(found) if as_json else f"{found['code']}\t{found['title']}")


def _owner(email: str) -> Account:
    found = accounts.find_by_email(email) if email else accounts.first_administrator()
    if found is None:
        raise NobodyThere
    return found


@commands.command("remove")
@refusing()
def remove() -> None:
    """Remove the sample study with everything in it."""
    with transaction():
        title = loading.remove()
    click.echo(f"Removed: {title}")
