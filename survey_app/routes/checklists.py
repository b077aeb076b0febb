"""Reporting checklists of a Delphi: filled in from the study, with the gaps marked, also as CSV and JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, render_template
from flask_babel import gettext as _

from survey_app.exceptions import NotFound
from survey_app.interchange.csv_lines import csv_line
from survey_app.routes import delphi_stage
from survey_app.routes.figures.checklists import CHECKLISTS, Checklist, Entry, Filled, entries
from survey_app.routes.figures.study_facts import Facts
from survey_app.routes.reports import csv_file
from survey_app.services import protocols, round_reports
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

blueprint = Blueprint("checklists", __name__)
_STAGE = "/studies/<study_code>/stages/<stage_code>/checklists/<checklist>"
_READERS = (Act.SEE_RESULTS, Act.MODERATE)


def _filled(study_code: str, stage_code: str, name: str) -> tuple[StageAccess, Checklist, Sequence[Entry]]:
    found = delphi_stage.find(study_code, stage_code, _READERS)
    checklist = CHECKLISTS.get(name)
    if checklist is None:
        raise NotFound
    facts = Facts(round_reports.build(found.stage), protocols.rules_of(found.stage.id))
    return found, checklist, entries(checklist, facts)


def filled_words() -> dict[Filled, str]:
    """How far an entry is filled in, in words."""
    return {
        Filled.WHOLE: str(_("from the study")),
        Filled.PART: str(_("in part from the study; the rest is for you to write")),
        Filled.OPEN: str(_("for you to write")),
    }


@blueprint.get(_STAGE)
def show(study_code: str, stage_code: str, checklist: str) -> str:
    """One list: each entry with what the study says of it."""
    found, chosen, lines = _filled(study_code, stage_code, checklist)
    here: dict[str, Any] = {"study_code": found.study.code, "stage_code": found.stage.code}
    return render_template(
        "round_results/checklist.html",
        access=found,
        tab="results",
        here=here,
        checklist=chosen,
        others=[each for each in CHECKLISTS.values() if each is not chosen],
        lines=lines,
        states=filled_words(),
        open_count=sum(line.filled is Filled.OPEN for line in lines),
    )


@blueprint.get(f"{_STAGE}.csv")
def table(study_code: str, stage_code: str, checklist: str) -> Response:
    """The list as a table to be finished elsewhere."""
    found, chosen, lines = _filled(study_code, stage_code, checklist)
    words = filled_words()
    head = (_("Number"), _("Topic"), _("What the study says"), _("Where it stands"), _("State"))
    rows: list[Sequence[object]] = [head]
    rows += [
        (line.code, line.about, " · ".join(line.said), _(", ").join(line.sources), words[line.filled]) for line in lines
    ]
    return csv_file("".join(csv_line(row) for row in rows), f"{found.study.title} {chosen.name}.csv")


@blueprint.get(f"{_STAGE}.json")
def show_json(study_code: str, stage_code: str, checklist: str) -> Response:
    """The same for machines."""
    _found, chosen, lines = _filled(study_code, stage_code, checklist)
    return jsonify({"checklist": chosen.name, "source": chosen.source, "entries": [asdict(line) for line in lines]})
