"""The logic of a questionnaire at one glance: every rule in a table, and the ways through the pages as a drawing."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from survey_app.charts.ways import Arc, Station, ways_chart
from survey_app.questions import logic_check
from survey_app.questions.definition import Page, Questionnaire, say
from survey_app.questions.logic_check import RuleFinding
from survey_app.questions.logic_names import names_of
from survey_app.questions.logic_reach import Trying, unreachable
from survey_app.routes import access
from survey_app.services import versions
from survey_app.services.rights import Act

blueprint = Blueprint(
    "questionnaire_logic", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire"
)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: its place with the address in the editor, what it decides, what follows, and what is wrong with it."""

    place: str
    address: str
    decides: str
    rule: str
    leads: str
    findings: tuple[RuleFinding, ...]


@blueprint.get("/logic")
def show(study_code: str, stage_code: str) -> str:
    """All rules with links to where they are written, and the pages with their jumps."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    version = versions.latest(found.stage)
    questionnaire = versions.document(version)
    findings = logic_check.check_rules(questionnaire)
    base = url_for("questionnaires.edit", study_code=study_code, stage_code=stage_code)
    return render_template(
        "questionnaires/logic.html",
        access=found,
        tab="questionnaire",
        version=version,
        lines=list(_lines(questionnaire, findings, base)),
        others=[each for each in findings if not each.where],
        drawing=_drawing(questionnaire),
    )


def _lines(questionnaire: Questionnaire, findings: tuple[RuleFinding, ...], base: str) -> Iterator[RuleLine]:
    names = _page_names(questionnaire)
    words = {
        logic_check.SHOW: _("shown if"),
        logic_check.CHECK: _("answer must meet"),
        logic_check.JUMP: _("jump if"),
        logic_check.ROW: _("answer or row shown if"),
        logic_check.TEXT: _("in a text"),
        logic_check.VALUE: _("calculated"),
        logic_check.CARRY: _("answers taken over from"),
    }
    for rule in logic_check.rules_of(questionnaire):
        here = (rule.code, rule.page.key, rule.kind, rule.number)
        own = tuple(x for x in findings if x.where and (x.code, x.page, x.kind, x.number) == here)
        place = rule.code if rule.question else names[rule.page.key]
        place = _("%(place)s, row %(row)s", place=place, row=rule.row) if rule.row else place
        address = f"{base}?q={rule.code}#rules" if rule.question else f"{base}?page={rule.page.key}#rules"
        leads = _leads(rule.page, rule.number, names) if rule.kind == logic_check.JUMP else ""
        yield RuleLine(place, address, words[rule.kind], rule.rule, leads, own)
    for page in questionnaire.pages:
        for number, jump in enumerate(page.jumps, 1):
            if not jump.rule:
                address = f"{base}?page={page.key}#rules"
                yield RuleLine(names[page.key], address, _("jump always"), "", _leads(page, number, names), ())


def _leads(page: Page, number: int, names: dict[str, str]) -> str:
    """Where a jump leads, in words."""
    jump = page.jumps[number - 1]
    if jump.page:
        return names.get(jump.page, jump.page)
    return str(_("end: %(outcome)s", outcome=jump.outcome) if jump.outcome else _("end"))


def _page_names(questionnaire: Questionnaire) -> dict[str, str]:
    return {
        page.key: " · ".join(
            filter(None, (_("Page %(number)s", number=number), say(page.title, questionnaire.language)))
        )
        for number, page in enumerate(questionnaire.pages, 1)
    }


def _drawing(questionnaire: Questionnaire) -> str:
    """The pages, the endings, and the jumps between them."""
    dead = {page.key for page in unreachable(questionnaire, Trying(names_of(questionnaire)))}
    names = _page_names(questionnaire)
    outcomes = list(
        dict.fromkeys(j.outcome for page in questionnaire.pages for j in page.jumps if not j.page and j.outcome)
    )
    places = {page.key: place for place, page in enumerate(questionnaire.pages)}
    ends = {outcome: len(places) + place for place, outcome in enumerate(["", *outcomes])}
    stations = [
        Station(names[page.key], _note(page, is_dead=page.key in dead), page.key in dead)
        for page in questionnaire.pages
    ]
    stations += [Station(_("End: %(outcome)s", outcome=each) if each else _("End"), is_end=True) for each in ends]
    arcs = [
        Arc(place, places[jump.page] if jump.page else ends[jump.outcome], jump.rule or _("always"))
        for place, page in enumerate(questionnaire.pages)
        for jump in page.jumps
        if not jump.page or places.get(jump.page, 0) > place
    ]
    title = _("The pages of the questionnaire from first to last, and the jumps between them")
    return ways_chart(title, stations, arcs)


def _note(page: Page, *, is_dead: bool) -> str:
    if is_dead:
        return str(_("no way leads here"))
    return str(_("only if %(rule)s", rule=page.show_if)) if page.show_if else ""
