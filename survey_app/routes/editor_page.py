"""What the editor's page shows: outline, form, preview, checks and history of one version."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from flask import render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.forms.order_fields import PageOrder, orders
from survey_app.forms.page import PageForm
from survey_app.forms.questionnaires import QuestionForm
from survey_app.forms.rule_fields import PageRules
from survey_app.models import Version
from survey_app.questions.definition import Page, Question, Questionnaire, say
from survey_app.questions.instruments import INSTRUMENTS, is_as_published
from survey_app.routes import access
from survey_app.routes.editor_words import change_words, purposes
from survey_app.services import checking, codes, durations, questionnaires, versions
from survey_app.services.editing import page_of
from survey_app.services.presets import SCALES
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import LANGUAGES, VersionState

_LONG = 150
"""Beyond this many questions the outline lists those of the open page only."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Which part of the questionnaire the page is about, and in which language its texts are written and shown."""

    page: Page
    question: Question | None
    written: str
    shown: str


def spot(questionnaire: Questionnaire) -> Spot:
    """The part the address names; a name that is gone leads to the beginning."""
    wanted = request.values.get("q") or (request.view_args or {}).get("code", "")
    question = questionnaire.find(wanted) or questionnaire.find(wanted.strip().upper())
    key = request.values.get("page") or (request.view_args or {}).get("key", "")
    named = next((page for page in questionnaire.pages if page.key == key), None)
    if question is None and named is None:
        question = next(questionnaire.questions(), None)
    page = page_of(questionnaire, question.code) if question else named or questionnaire.pages[0]
    written = _language(questionnaire, "lang", questionnaire.language)
    return Spot(page, question, written, _language(questionnaire, "show", written))


def _language(questionnaire: Questionnaire, name: str, otherwise: str) -> str:
    wanted = request.values.get(name, "")
    return wanted if wanted in questionnaire.languages else otherwise


def following(questionnaire: Questionnaire, code: str) -> str:
    """The code of the question behind this one; empty behind the last one."""
    order = [question.code for question in questionnaire.questions()]
    return next((after for before, after in pairwise(order) if before == code), "")


def targets(questionnaire: Questionnaire, key: str) -> dict[str, str]:
    """The pages that a page can lead to: those behind it, by key."""
    keys = [page.key for page in questionnaire.pages]
    first = keys.index(key) + 1 if key in keys else len(keys)
    return {
        page.key: " · ".join(
            filter(None, (_("Page %(number)s", number=number), say(page.title, questionnaire.language)))
        )
        for number, page in enumerate(questionnaire.pages[first:], first + 1)
    }


def show(
    found: StageAccess,
    version: Version,
    form: QuestionForm | None = None,
    page_rules: PageRules | None = None,
    page_order: PageOrder | None = None,
) -> tuple[str, int]:
    """The editor; with a form that has errors it answers 422 and keeps what was typed."""
    questionnaire = versions.document(version)
    here = spot(questionnaire)
    earlier = versions.before(version)
    findings = checking.check(questionnaire, versions.document(earlier) if earlier else None, version.stage.level)
    draft = version.state is VersionState.DRAFT
    if form is None and here.question is not None and draft:
        form = QuestionForm(questionnaire, here.question, here.written)
    page = render_template(
        "questionnaires/edit.html",
        access=found,
        tab="questionnaire",
        version=version,
        revision=request.form.get("revision", version.revision) if request.method == "POST" else version.revision,
        questionnaire=questionnaire,
        earlier=earlier,
        here=here,
        form=form,
        draft=draft,
        preview=preview(questionnaire, here.page, here.shown),
        page_rules=page_rules or PageRules(here.page),
        targets=targets(questionnaire, here.page.key),
        page_order=page_order or PageOrder(questionnaire, here.page),
        orders=orders(),
        standard=INSTRUMENTS.get(here.question.instrument) if here.question else None,
        as_published=here.question is not None and is_as_published(here.question),
        **_checks(findings, questionnaire, here),
        **(_history(version) if draft else {}),
        is_long=sum(len(each.questions) for each in questionnaire.pages) > _LONG,
        numbers={question.code: number for number, question in enumerate(questionnaire.questions(), start=1)},
        purposes=purposes(),
        scales={name: _(preset.label) for name, preset in SCALES.items()},
        following=following(questionnaire, here.question.code) if here.question else "",
        known_before=earlier is not None and here.question is not None and _was_asked(earlier, here.question),
    )
    wrong = [part.errors for part in (form, page_rules, page_order) if part is not None]
    return page, 422 if any(wrong) else 200


def preview(questionnaire: Questionnaire, page: Page, language: str) -> Markup:
    """A page of the questionnaire with the respondent's own templates, in the respondent's language."""
    locale = language if language in LANGUAGES else questionnaire.language
    with force_locale(locale if locale in LANGUAGES else LANGUAGES[0]):
        return Markup(  # noqa: S704 - the output of a template that escapes
            render_template("questionnaires/_preview_page.html", form=PageForm(questionnaire, page, language))
        )


def _checks(findings: tuple[checking.Finding, ...], questionnaire: Questionnaire, here: Spot) -> dict[str, object]:
    own = here.question.code if here.question else ""
    return {
        "findings": findings,
        "own_findings": [finding for finding in findings if finding.code == own and own],
        "counts": Counter(finding.code for finding in findings if not finding.language),
        "minutes": durations.minutes(questionnaire),
        "gaps": {
            language: sum(checking.missing_texts(questionnaire, language).values())
            for language in questionnaire.languages[1:]
        },
    }


def _history(version: Version) -> dict[str, object]:
    history = questionnaires.history(version)
    undone = _step_words(history)
    deleted = history.undo if history.undo and history.undo.verb.startswith("delete") else None
    return {
        "undo": undone,
        "redo": change_words(history.redo) if history.redo else "",
        "deleted": change_words(deleted) if deleted else "",
    }


def undo_words(version: Version) -> str:
    """What Undo would take back, in words; nothing where there is nothing."""
    return _step_words(questionnaires.history(version))


def _step_words(history: questionnaires.History) -> str:
    """The last step in words, with the name of whoever did it unless it was the person who looks."""
    if history.undo is None:
        return ""
    words = change_words(history.undo)
    if history.by is None or history.by.id == access.account().id:
        return words
    return str(_("%(what)s, by %(name)s", what=words, name=history.by.name or history.by.email))


def _was_asked(earlier: Version, question: Question) -> bool:
    return question.code in codes.present(versions.document(earlier))
