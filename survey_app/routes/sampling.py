"""The sample of a stage: its frame, its draw, and lists of cases that are taken as they are."""

import re
import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import Refusal
from survey_app.forms.sampling import DrawForm, SearchForm
from survey_app.forms.studies import ActForm
from survey_app.routes import access, list_words
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import filled, ngettext, percent
from survey_app.services import frames, invitations, samples
from survey_app.services.draws import DrawRule, rule_sentence
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import MailKind

blueprint = Blueprint("sampling", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/sample")
_SHARE = re.compile(r"(\d{1,3}(?:\.(\d{1,3}))?) %", re.ASCII)
_SIZE = 50
_REFUSED = 400


@blueprint.get("")
def show(study_code: str, stage_code: str) -> str:
    """The list, the sample and the letters: what is there and what comes next."""
    found = access.stage(study_code, stage_code, Act.RUN)
    draws, said = samples.draws_of(found.stage), list_words.of_stage(found.stage)
    return render_template(
        "sampling/show.html",
        access=found,
        tab="sample",
        frame=frames.current(found.stage),
        draws=[(draw, samples.rule_of(draw)) for draw in draws],
        sentence=lambda rule: sentence(said.rule(rule)),
        said=said,
        cases=samples.count_cases(found.stage),
        due={kind: invitations.count_due(found.stage, kind) for kind in invitations.KINDS},
        without_address=invitations.count_without_address(found.stage),
        MailKind=MailKind,
    )


@blueprint.get("/frame")
def frame(study_code: str, stage_code: str) -> tuple[str, int]:
    """The list, page by page."""
    found = access.stage(study_code, stage_code, Act.RUN)
    current = frames.needed(found.stage)
    form = SearchForm(formdata=request.args)
    page, search = page_number(), form.search.text if form.validate() else ""
    rows, count = frames.page_of(current, search=search, page=page, size=_SIZE)
    status = 422 if form.errors else 200
    return render_template(
        "sampling/frame.html",
        access=found,
        tab="sample",
        frame=current,
        form=form,
        rows=rows,
        said=list_words.of_stage(found.stage),
        count=count,
        page=page,
        size=_SIZE,
        search=search,
    ), status


@blueprint.route("/frame/remove", methods=["GET", "POST"])
def remove_frame(study_code: str, stage_code: str) -> Response | str:
    """Forget the list; the page names how many members go."""
    found = access.stage(study_code, stage_code, Act.RUN)
    current = frames.needed(found.stage)
    form = ActForm()
    if form.validate_on_submit():
        size = current.size
        with transaction():
            frames.remove(current, access.account())
        flash(ngettext("%(num)s member was removed.", "%(num)s members were removed.", size))
        return redirect(here(found, "show"), 303)
    return render_template("sampling/remove_frame.html", access=found, tab="sample", frame=current, form=form)


@blueprint.route("/draw", methods=["GET", "POST"])
def draw(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """State the rule, look at the table, draw. The plan has an address; only the drawing stores anything."""
    found = access.stage(study_code, stage_code, Act.RUN)
    current = frames.needed(found.stage)
    sent = request.method == "POST" or "seed" in request.args
    suggested = {"rate": "80 %", "seed": str(secrets.randbelow(900_000) + 100_000)}
    said = list_words.of_stage(found.stage)
    names = {name: said.column(name) for name in current.attributes}
    form = DrawForm(names, formdata=request.values if sent else None, data=suggested)
    act, plan, status = ActForm(), None, 200
    if sent and form.validate():
        try:
            if act.validate_on_submit():
                with transaction():
                    made = samples.confirm(found.stage, current, form.rule, access.account())
                flash(ngettext("%(num)s case was drawn.", "%(num)s cases were drawn.", made.drawn))
                return redirect(here(found, "show"), 303)
            plan = samples.propose(current, form.rule)
        except Refusal as refusal:
            form.form_errors.append(filled(refusal.message, refusal.params))
            status = refusal.status
    return render_template(
        "sampling/draw.html",
        access=found,
        tab="sample",
        frame=current,
        form=form,
        act=act,
        plan=plan,
        rule=sentence(said.rule(form.rule)) if plan else "",
        said=said,
        cases=samples.count_cases(found.stage),
    ), 422 if form.errors and status < _REFUSED else status


@blueprint.route("/remove", methods=["GET", "POST"])
def remove(study_code: str, stage_code: str) -> Response | str:
    """Take the sample back as long as nobody has been asked."""
    found = access.stage(study_code, stage_code, Act.RUN)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            count = samples.remove(found.stage, access.account())
        flash(ngettext("%(num)s case was removed.", "%(num)s cases were removed.", count))
        return redirect(here(found, "show"), 303)
    counts = {"cases": samples.count_cases(found.stage), "touched": samples.touched(found.stage)}
    return render_template("sampling/remove.html", access=found, tab="sample", form=form, **counts)


def sentence(rule: DrawRule) -> str:
    """The rule of a draw in the page's language."""
    message, words = rule_sentence(rule)
    if share := _SHARE.fullmatch(str(words.get("rate", ""))):
        words["rate"] = percent(float(share[1]) / 100, len(share[2] or ""))
    return filled(message, words)


def here(found: StageAccess, endpoint: str) -> str:
    """The address of another page of this stage's sample."""
    return url_for(f"sampling.{endpoint}", study_code=found.study.code, stage_code=found.stage.code)
