"""`flask user`: accounts from the command line, for installations without mail and for scripts."""

import json

import click
from flask.cli import AppGroup

from survey_app.cli.refusing import refusing
from survey_app.db import transaction
from survey_app.exceptions import N_, Refusal
from survey_app.services import accounts, installation
from survey_app.vocabulary import LANGUAGES

commands = AppGroup("user", help="Accounts: add, list, link for a new password.")


class NoSuchAccount(Refusal):
    """Nobody signs in with this address."""

    status = 404
    message = N_("No account has the address %(email)s. `flask user list` shows all.")


@commands.command("add")
@click.argument("email")
@click.option("--name", default="", help="What others call the person.")
@click.option("--administrator", is_flag=True, help="May administer this installation.")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@click.option("--timezone", default=None, help="Time zone, such as Europe/Madrid. Default: the installation's.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def add(email: str, *, name: str, administrator: bool, language: str, timezone: str | None, as_json: bool) -> None:
    """Make an account and print the link with which its owner chooses a password."""
    with transaction():
        account = accounts.make(
            email,
            name,
            is_administrator=administrator,
            language=language,
            timezone=timezone or installation.settings().timezone,
        )
    link = _link(account.email)
    if as_json:
        click.echo(json.dumps({"email": account.email, "link": link}))
    else:
        click.echo(f"{account.email} has an account. Choose the password within 30 minutes:\n{link}")


@commands.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def list_all(*, as_json: bool) -> None:
    """Everybody who has an account."""
    rows, page = [], 1
    while batch := accounts.all_accounts(page=page, size=200)[0]:
        rows += [
            {
                "email": each.email,
                "name": each.name,
                "active": each.active,
                "administrator": each.is_administrator,
                "password_chosen": each.password is not None,
            }
            for each in batch
        ]
        page += 1
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        state = "switched off" if not row["active"] else "administrator" if row["administrator"] else "active"
        click.echo(f"{row['email']}\t{row['name'] or '-'}\t{state}")


@commands.command("reset-link")
@click.argument("email")
@refusing()
def reset_link(email: str) -> None:
    """Print a link for a new password. It works once and for 30 minutes."""
    click.echo(_link(email))


def _link(email: str) -> str:
    account = accounts.find_by_email(email)
    if account is None or not account.active:
        raise NoSuchAccount(email=email)
    return f"{installation.settings().base_url}/reset-password/{accounts.reset_token(account)}"
