"""The questionnaire editor: every change is a form of its own and is saved as it is made."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import session, transaction
from survey_app.exceptions import BadInput, NotFound, StaleRevision
from survey_app.forms.order_fields import PageOrder
from survey_app.forms.question_fields import LIMITS, fields_of, lines_of, typed_text
from survey_app.forms.questionnaires import QuestionForm
from survey_app.forms.rule_fields import PageRules
from survey_app.models import Version
from survey_app.routes import access, editor_page
from survey_app.routes.editor_words import change_words, clock, line_word
from survey_app.routes.limits import LARGEST_KEY, page_in
from survey_app.services import block_library, editing, questionnaires, versions
from survey_app.services.blocks import BLOCKS, KINDS
from survey_app.services.editing import Operation
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

blueprint = Blueprint("questionnaires", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire")
blueprint.add_app_template_filter(clock, "clock")
blueprint.add_app_template_filter(line_word, "line_word")
_TEXTS = ("text", "hint", "body", "row.", "title")
_KEPT = 50
_NOT_TYPED = frozenset({"csrf_token", "revision", "typed"})


@blueprint.get("")
def edit(study_code: str, stage_code: str) -> tuple[str, int]:
    """Outline, the question in its form, and the page as respondents will see it."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    return editor_page.show(found, asked_version(found))


@blueprint.get("/add")
def choose_kind(study_code: str, stage_code: str) -> str:
    """All kinds of questions, each with what it is for, and the ready blocks."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    version = versions.latest(found.stage)
    here, words = editor_page.spot(versions.document(version)), request.args.get("words", "").strip()
    kept, count = block_library.of_account(access.account(), words=words, size=_KEPT)
    return render_template(
        "questionnaires/add.html",
        access=found,
        tab="questionnaire",
        version=version,
        here=here,
        kinds=KINDS,
        blocks=BLOCKS,
        kept=kept,
        kept_count=count,
        words=words,
    )


@blueprint.post("/questions")
def add(study_code: str, stage_code: str) -> Response:
    """A new question, or a block of them."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    kind, block = request.form.get("kind", ""), request.form.get("block", "")
    page, after = request.form.get("page", ""), request.form.get("after") or None
    if block in BLOCKS:
        return change(found, editing.block_added(block, page, after))
    if kind not in {each.code for each in KINDS}:
        raise BadInput
    return change(found, editing.added(kind, page, after))


@blueprint.post("/questions/<code>")
def save(study_code: str, stage_code: str, code: str) -> Response | tuple[str, int]:
    """Store the question as typed; what cannot be taken is said at its field."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    version = versions.latest(found.stage)
    form = _form(version, code)
    if form is None:
        raise StaleRevision if version.revision != expected_revision() else editing.Gone(what=code[:20])
    question = form.read(request.form, questionnaires.used_codes(version))
    if question is None:
        return editor_page.show(found, version, form)
    stored = change(found, editing.edited(code, question, typed="typed" in request.form), anchor="question")
    following = editor_page.following(versions.document(version), question.code)
    if request.form.get("do") == "next" and following:
        return redirect(_address(found, following), 303)
    return stored


@blueprint.post("/questions/<code>/move")
def move(study_code: str, stage_code: str, code: str) -> Response:
    """One place up or down, to another page, or behind a question named."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    if page := request.form.get("page"):
        if "after" in request.form:
            return change(found, editing.placed(code, page, request.form["after"]))
        return change(found, editing.sent_to_page(code, page))
    return change(found, editing.moved(code, _direction()))


@blueprint.post("/questions/<code>/copy")
def duplicate(study_code: str, stage_code: str, code: str) -> Response:
    """A copy behind the question."""
    return change(access.stage(study_code, stage_code, Act.EDIT), editing.duplicated(code))


@blueprint.post("/questions/<code>/delete")
def delete(study_code: str, stage_code: str, code: str) -> Response:
    """Take the question out; Undo brings it back."""
    return change(access.stage(study_code, stage_code, Act.EDIT), editing.deleted(code))


@blueprint.post("/pages")
def add_page(study_code: str, stage_code: str) -> Response:
    """An empty page at the end."""
    return change(access.stage(study_code, stage_code, Act.EDIT), editing.page_added())


@blueprint.post("/pages/<key>")
def save_page(study_code: str, stage_code: str, key: str) -> Response | tuple[str, int]:
    """The page's title in one language and its rules, or the page earlier, later, or gone with its questions."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    act = request.form.get("do", "save")
    if act == "delete":
        return change(found, editing.page_deleted(key))
    if act in {"up", "down"}:
        return change(found, editing.page_moved(key, _direction()))
    if act == "place":
        return change(found, editing.page_placed(key, page_in(request.form.get("number", ""))))
    words, changed = typed_text(request.form.get("title", ""))
    version = versions.latest(found.stage)
    questionnaire = versions.document(version)
    written = editor_page.spot(questionnaire).written
    if changed or len(words) > LIMITS["title"]:
        raise BadInput
    page = editing.page_named(questionnaire, key)
    rules, order = PageRules(page), PageOrder(questionnaire, page)
    place = order.read(request.form)
    if not rules.read(request.form, editor_page.targets(questionnaire, key)) or order.errors:
        return editor_page.show(found, version, page_rules=rules, page_order=order)
    ruled = editing.page_ruled(key, {written: words}, rules.show_if, rules.made())
    return change(found, editing.then(ruled, lambda changed: place.applied(changed, key)))


@blueprint.post("/undo")
def undo(study_code: str, stage_code: str) -> Response:
    """Take the last step back."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    with transaction():
        undone = questionnaires.undo(
            versions.latest(found.stage), expected=expected_revision(), account=access.account()
        )
    flash(_("Taken back: %(what)s.", what=change_words(undone)))
    return redirect(_address(found, undone.subject), 303)


@blueprint.post("/redo")
def redo(study_code: str, stage_code: str) -> Response:
    """Do the step again that was taken back."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    with transaction():
        redone = questionnaires.redo(
            versions.latest(found.stage), expected=expected_revision(), account=access.account()
        )
    flash(_("Done again: %(what)s.", what=change_words(redone)))
    return redirect(_address(found, redone.subject), 303)


@blueprint.errorhandler(StaleRevision)
def show_both(refusal: StaleRevision) -> tuple[str, int]:
    """Somebody saved in between: both states side by side, nothing typed is lost, either can be kept."""
    session.rollback()
    found: StageAccess = g.access
    version = versions.latest(found.stage)
    code = (request.view_args or {}).get("code", "")
    mine = _form(version, code) if request.endpoint == "questionnaires.save" else None
    page = render_template(
        "questionnaires/stale.html",
        access=found,
        tab="questionnaire",
        message=_(refusal.message),
        version=version,
        code=code,
        lines=_differences(version, mine) if mine else g.get("both", []),
        typed=[]
        if mine or "both" in g
        else [text for name, text in request.form.items() if name.startswith(_TEXTS) and text],
        sent=[(name, text) for name, values in request.form.lists() if name not in _NOT_TYPED for text in values],
        theirs=_address(found, code),
    )
    return page, 409


def asked_version(found: StageAccess) -> Version:
    """The version the address names, else the newest."""
    wanted = request.args.get("version", "")
    if not wanted:
        return versions.latest(found.stage)
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= len(str(LARGEST_KEY)) - 1):
        raise NotFound
    return versions.numbered(found.stage, int(wanted))


def change(found: StageAccess, operation: Operation, anchor: str = "") -> Response:
    """Make one change to the state that was looked at, and show what comes next."""
    return redirect(_address(found, carry_out(found, operation), anchor), 303)


def carry_out(found: StageAccess, operation: Operation) -> str:
    """Make one change to the state that was looked at; what was changed elsewhere meanwhile stays, and is said."""
    expected, version = expected_revision(), versions.latest(found.stage)
    elsewhere = version.revision != expected
    with transaction():
        focus = questionnaires.carry_out(version, operation, expected=expected, account=access.account())
    if elsewhere and not operation.typed:
        flash(_("Saved. Somebody else had changed another part in the meantime; both changes stand."))
    return focus


def expected_revision() -> int:
    """The revision the sent form was made from."""
    sent = request.form.get("revision", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < len(str(LARGEST_KEY))):
        raise BadInput
    return int(sent)


def _direction() -> int:
    return {"up": -1, "down": 1}.get(request.form.get("do", ""), 0)


def _form(version: Version, code: str) -> QuestionForm | None:
    questionnaire = versions.document(version)
    question = questionnaire.find(code)
    return QuestionForm(questionnaire, question, editor_page.spot(questionnaire).written) if question else None


def _differences(version: Version, mine: QuestionForm) -> list[tuple[str, str, str]]:
    """Where the typed question and the stored one differ: name, mine, theirs."""
    stored = dict(lines_of(fields_of(mine.original, mine.language, mine.base))) | mine.more_lines()
    mine.read(request.form, questionnaires.used_codes(version))
    typed = dict(lines_of(mine.fields)) | mine.more_lines()
    return [
        (name, typed.get(name, ""), stored.get(name, ""))
        for name in dict.fromkeys([*typed, *stored])
        if typed.get(name, "") != stored.get(name, "")
    ]


def _address(found: StageAccess, focus: str, anchor: str = "") -> str:
    """The editor at a question or page, in the languages that were being written and shown."""
    questionnaire = versions.document(versions.latest(found.stage))
    focus = request.form.get("back") or focus
    where: Mapping[str, str] = {"q" if questionnaire.find(focus) else "page": focus} if focus else {}
    kept = {name: request.form[name] for name in ("lang", "show") if request.form.get(name) in questionnaire.languages}
    base = url_for("questionnaires.edit", study_code=found.study.code, stage_code=found.stage.code)
    query = urlencode({**where, **kept})
    return base + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")
