"""`flask audit`: the log of acts of power over others' data."""

import json
import sys
from typing import Any

import click
from flask.cli import AppGroup

from survey_app.cli.refusing import refusing
from survey_app.exceptions import N_, NotFound
from survey_app.models import Study
from survey_app.services import audit, studies
from survey_app.services.audit import Fault

commands = AppGroup("audit", help="The log: verify.")

_WORDS = {
    Fault.ALTERED: "entry %d was altered after it was written",
    Fault.MISSING: "entries before entry %d are gone",
    Fault.SLIPPED_IN: "entry %d was not written by this program",
    Fault.CUT: "the log ends before entry %d: its end is gone, or an older database was put back",
}


@commands.command("verify")
@click.option("--study", "code", help="Code of one study. Default: all studies and the installation's own log.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@refusing()
def verify(code: str | None, *, as_json: bool) -> None:
    """Check that no entry of the log was altered, removed or slipped in; exit code 1 when one was."""
    rows: list[dict[str, Any]] = [
        {
            "study": study.code if study else None,
            "findings": [{"entry": each.number, "fault": each.fault.value} for each in audit.verify(study)],
        }
        for study in _chosen(code)
    ]
    click.echo(json.dumps(rows) if as_json else "\n".join(_lines(rows)))
    if any(row["findings"] for row in rows):
        sys.exit(1)


def _chosen(code: str | None) -> list[Study | None]:
    everything = studies.everything()
    if code is None:
        return [*everything, None]
    found: list[Study | None] = [study for study in everything if study.code == code]
    if not found:
        raise NotFound(N_("There is no study with this code."))
    return found


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    return [
        f"{row['study'] or 'installation'}\t{said}"
        for row in rows
        for said in ([_WORDS[Fault(each["fault"])] % each["entry"] for each in row["findings"]] or ["unbroken"])
    ]
