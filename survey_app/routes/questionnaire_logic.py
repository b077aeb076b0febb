"""The logic of a questionnaire at one glance: every rule in a table, and the ways through the pages as a drawing."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.charts.ways import Arc, Station, ways_chart
from survey_app.exceptions import StaleRevision
from survey_app.forms.logic_table import NewRule, RuleForm
from survey_app.forms.rule_fields import END
from survey_app.questions import logic_check
from survey_app.questions.definition import Page, Questionnaire, say
from survey_app.questions.logic_check import Rule, RuleFinding
from survey_app.questions.logic_names import names_of
from survey_app.questions.logic_reach import Trying, unreachable
from survey_app.routes import access, editor_page
from survey_app.routes.limits import page_number
from survey_app.routes.questionnaires import carry_out, show_both
from survey_app.services import ruling, versions
from survey_app.services.rights import Act
from survey_app.services.ruling import Place, Wording
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import VersionState

blueprint = Blueprint(
    "questionnaire_logic", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire"
)

blueprint.register_error_handler(StaleRevision, show_both)
_SIZE = 100


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: its place with the address in the editor, what it decides, what it is, and what is wrong with it.

    `key` names the place in a form; a rule inside a text has none. `targets` are the pages a jump can lead to.
    """

    number: int
    key: str
    kind: str
    place: str
    address: str
    decides: str
    wording: Wording
    targets: dict[str, str]
    findings: tuple[RuleFinding, ...]


@blueprint.get("/logic")
def show(study_code: str, stage_code: str) -> tuple[str, int]:
    """All rules, each in a form of its own with what the check says of it, and the pages with their jumps."""
    return _show(access.stage(study_code, stage_code, Act.EDIT))


@blueprint.post("/logic")
def write(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Store one rule as typed, a new one or another wording; Undo takes it back."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    version = versions.latest(found.stage)
    questionnaire = versions.document(version)
    new = NewRule(request.form, questionnaire) if "where" in request.form else None
    place = new.place if new else Place.read(request.form.get("key", ""))
    if place is None:
        return _show(found, new=new)
    targets = editor_page.targets(questionnaire, place.page) if place.page else {}
    form = RuleForm(request.form, place, targets, questionnaire.language)
    if new is not None and not form.rule and not form.error and place.kind != logic_check.JUMP:
        form.errors["rule"] = _("Write the rule, such as COMPLAINED = 1.")
    if form.error:
        return _show(found, new=new, typed=form)
    g.both = [(_("Rule"), form.rule, ruling.stands(questionnaire, place).rule)]
    carry_out(found, ruling.rule_written(place, form.wording))
    page = request.args.get("page")
    address = url_for(".show", study_code=study_code, stage_code=stage_code, page=page)
    return redirect(f"{address}#{anchor(place.key)}", 303)


def anchor(key: str) -> str:
    """The id of a rule's row."""
    return "rule-" + key.replace("~", "-")


def _show(found: StageAccess, *, new: NewRule | None = None, typed: RuleForm | None = None) -> tuple[str, int]:
    version = versions.latest(found.stage)
    questionnaire = versions.document(version)
    findings = logic_check.check_rules(questionnaire)
    base = url_for("questionnaires.edit", study_code=found.study.code, stage_code=found.stage.code)
    every = _rules(questionnaire)
    page = page_number()
    looked_at = every[(page - 1) * _SIZE : page * _SIZE]
    draft = version.state is VersionState.DRAFT
    shown = render_template(
        "questionnaires/logic.html",
        access=found,
        tab="questionnaire",
        version=version,
        draft=draft,
        lines=list(_lines(questionnaire, looked_at, findings, base)),
        count=len(every),
        page=page,
        size=_SIZE,
        others=[each for each in findings if not each.where],
        drawing=_drawing(questionnaire),
        typed=typed,
        new=new,
        anchor=anchor,
        end=END,
        targets=_page_names(questionnaire),
        undo=editor_page.undo_words(version) if draft else "",
    )
    return shown, 422 if (typed and typed.error) or (new and new.error) else 200


def _rules(questionnaire: Questionnaire) -> list[Rule]:
    """Every rule, and behind them the jumps that are always followed."""
    always = (
        Rule("", page, place, logic_check.JUMP, number=number)
        for place, page in enumerate(questionnaire.pages, 1)
        for number, jump in enumerate(page.jumps, 1)
        if not jump.rule
    )
    return [*logic_check.rules_of(questionnaire), *always]


def _lines(
    questionnaire: Questionnaire, looked_at: list[Rule], findings: tuple[RuleFinding, ...], base: str
) -> Iterator[RuleLine]:
    names, found = _page_names(questionnaire), _by_place(findings)
    words = {
        logic_check.SHOW: _("shown if"),
        logic_check.CHECK: _("answer must meet"),
        logic_check.JUMP: _("jump if"),
        logic_check.ROW: _("answer or row shown if"),
        logic_check.COLUMN: _("column shown if"),
        logic_check.TEXT: _("in a text"),
        logic_check.VALUE: _("calculated"),
        logic_check.CARRY: _("answers taken over from"),
    }
    for number, rule in enumerate(looked_at, 1):
        spot = Place.of(rule)
        is_text = rule.kind in (logic_check.TEXT, logic_check.CARRY)
        where = rule.code if rule.question else names[rule.page.key]
        yield RuleLine(
            number,
            "" if is_text else spot.key,
            rule.kind,
            _place(rule, where),
            f"{base}?q={rule.code}#rules" if rule.question else f"{base}?page={rule.page.key}#rules",
            words[rule.kind] if rule.rule else _("jump always"),
            Wording(rule.rule) if is_text else ruling.stands(questionnaire, spot),
            dict(list(names.items())[rule.page_number :]) if rule.kind == logic_check.JUMP else {},
            tuple(found.get((rule.code, rule.page.key, rule.kind, rule.number, rule.row), ())) if rule.rule else (),
        )


def _place(rule: Rule, where: str) -> str:
    if rule.kind == logic_check.COLUMN:
        return str(_("%(place)s, column %(column)s", place=where, column=rule.row))
    return str(_("%(place)s, row %(row)s", place=where, row=rule.row)) if rule.row else where


def _by_place(findings: tuple[RuleFinding, ...]) -> dict[tuple[str, str, str, int, str], list[RuleFinding]]:
    found: dict[tuple[str, str, str, int, str], list[RuleFinding]] = {}
    for each in findings:
        if each.where:
            key = (each.code, each.page, each.kind, each.number, str(each.params.get("row", "")))
            found.setdefault(key, []).append(each)
    return found


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
