"""How the respondent's pages are put together; the addresses are in `respond.py`."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_time
from flask import g, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.exceptions import Refusal
from survey_app.forms.page import PageForm
from survey_app.questions.base import AnswerLine, Answers, load
from survey_app.questions.definition import say
from survey_app.questions.file_upload import REFUSED
from survey_app.questions.hidden import Hidden, parameter
from survey_app.questions.registry import type_of
from survey_app.routes import holding, interviewing, page_files
from survey_app.routes.presentation import labelled
from survey_app.services import conflicts, interviews, promises, responses
from survey_app.services.doors import Closed
from survey_app.services.drafts import Holder, PageAnswers
from survey_app.services.interviews import OWN_WORDS
from survey_app.services.sheets import Sheet
from survey_app.services.visits import DraftRow, Sent, Visit
from survey_app.vocabulary import LANGUAGES

Shown = tuple[str, int]
_CHINESE = ("zh-CN", "zh-SG", "zh-Hans", "zh")
_LONGEST_ECHO = 100_000
"""Answers up to this length travel on the page that asks to check them, so that no window's set can be lost."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One question on the page that asks to check the answers."""

    text: str
    lines: list[AnswerLine]
    page: int


def speak(visit: Visit, language: str | None = None) -> str:
    """Set the language and the time zone of the page; returns the language of the questionnaire's texts."""
    chosen = visit.ready.language(language or visit.language or _asked_for(visit.ready))
    if chosen in LANGUAGES:
        g.language = chosen
    g.timezone = visit.door.timezone
    g.door = visit.door
    return chosen


def _asked_for(sheet: Sheet) -> str | None:
    """What the browser asks for, as far as the questionnaire has it; browsers call Chinese by country or not at all."""
    languages = {code.replace("_", "-"): code for code in sheet.questionnaire.languages}
    names = [*languages, *(_CHINESE if "zh-Hans-CN" in languages else ())]
    best = request.accept_languages.best_match(names, names[0])
    return languages.get(best, "zh_Hans_CN") if best else None


def show_start(visit: Visit, *, personal: bool, status: int = 200, notice: str = "") -> Shown:
    """The start page: what it is, who asks, what becomes of the answers, how long it takes."""
    language = speak(visit, request.values.get("language"))
    return (
        render_template(
            "respond/start.html",
            visit=visit,
            door=visit.door,
            promise=promises.sentence(visit.door.level, not personal),
            minutes=visit.ready.minutes,
            pages=len(visit.ready.questionnaire.pages),
            along=_along(visit.ready),
            chosen=language,
            languages=visit.ready.questionnaire.languages,
            notice=notice,
        ),
        status,
    )


def _along(sheet: Sheet) -> dict[str, str]:
    """The part of the address that hidden questions take their values from."""
    names = [parameter(question) for question in sheet.questionnaire.questions() if question.kind == Hidden.code]
    return {name: request.args[name] for name in names if name in request.args}


def show_answered(visit: Visit, *, status: int = 200, notice: str = "") -> Shown:
    """The page of a link that has answered where answers are sealed: what can still be done with them."""
    speak(visit, request.values.get("language"))
    return render_template("respond/answered.html", visit=visit, door=visit.door, notice=notice), status


def form_of(visit: Visit, number: int, *, look: bool = False) -> PageForm:
    """The form of a page as the draft has it: answers, and what was typed and could not be read.

    `look` says that the person came from a list of gaps: then everything missing is shown as well.
    """
    sheet = visit.ready
    page = sheet.page(number)
    form = (
        interviewing.form(visit, number, speak(visit))
        if sheet.is_ruled
        else PageForm(sheet.questionnaire, page, speak(visit), interviewing.given_to(visit))
    )
    typed = visit.draft.typed.get(page.key) if visit.draft else None
    if typed or look:
        form.read(typed or form.shown)
        form.problems = form.problems if look else tuple(p for p in form.problems if form.values(p.field))
        if look and sheet.has_rules:
            interviewing.look(visit, number, form)
    return form


def read_page(visit: Visit, number: int, language: str) -> tuple[PageForm, PageAnswers]:
    """What was typed on a page, as a form to show again and as answers to save."""
    sheet = visit.ready
    if sheet.is_ruled:
        form, answers = interviewing.read(visit, number, language)
    else:
        form = PageForm(sheet.questionnaire, sheet.page(number), language)
        cleaned = form.read(page_files.posted(visit, form.page))
        answers = PageAnswers(form.page.key, cleaned.answers, {}, not cleaned.problems)
    typed: dict[str, list[str]] = {}
    if any(form.values(problem.field) for problem in form.problems if problem.message != OWN_WORDS):
        own = sheet.fields[answers.key]
        typed = {
            name: [_storable(value) for value in values]
            for name, values in page_files.posted(visit, sheet.page(number)).lists()
            if name.split(".", 1)[0] in own and any(values) and not name.endswith(f".{REFUSED}")
        }
    return form, replace(answers, typed=typed)


def _storable(text: str) -> str:
    """Half surrogates cannot be written anywhere; everything else is kept as it was typed."""
    return text.encode("utf-8", "replace").decode()


def _questions(sheet: Sheet, number: int, form: PageForm) -> str:
    """The questions of a page; one that nobody has touched is the same for everybody and put together once."""
    if sheet.is_ruled or form.is_drawn or sheet.written or form.problems or form.more or any(form.shown.values()):
        return render_template("respond/_questions.html", form=form)
    return _untouched(sheet, number, form.language, str(get_locale()))


@lru_cache(maxsize=512)
def _untouched(sheet: Sheet, number: int, language: str, _interface: str) -> str:
    form = PageForm(sheet.questionnaire, sheet.page(number), language)
    return render_template("respond/_questions.html", form=form)


def show_page(visit: Visit, number: int, form: PageForm, *, status: int = 200, notice: str = "") -> Shown:
    """One page of questions."""
    draft = visit.draft
    form.person = visit.seed if form.is_drawn else ""
    saved = bool(draft and draft.answers.get("saved"))
    way = visit.way
    return (
        render_template(
            "respond/page.html",
            door=visit.door,
            form=form,
            questions=_questions(visit.ready, number, form),
            number=number,
            place=way.place(number),
            total=max(len(way.pages), way.place(number)),
            minutes=visit.ready.minutes_left(each.page for each in way.pages if each.number >= number),
            saved_at=clock(draft.updated_at, visit.door.timezone) if draft and saved else "",
            languages=visit.ready.questionnaire.languages,
            held=held_by(visit),
            personal=draft is not None and draft.case_id is not None,
            notice=notice,
        ),
        status,
    )


def show_check(visit: Visit, draft: DraftRow, *, status: int = 200, notice: str = "") -> Shown:
    """All answers in words, to be looked over and sent."""
    language = speak(visit)
    given = interviews.counted(visit.ready, draft.given)
    content = responses.canonical(given)
    return (
        render_template(
            "respond/check.html",
            door=visit.door,
            checked=_checked(visit, load(given), language),
            shown=responses.content_hash(draft.version_id, given),
            content=content if len(content) < _LONGEST_ECHO and visit.keys is None else "",
            last=max((page.number for page in visit.way.pages), default=1),
            saved_at=clock(draft.updated_at, visit.door.timezone),
            held=held_by(visit),
            notice=notice,
        ),
        status,
    )


def show_both(visit: Visit, response: Sent) -> Shown:
    """The two sets of answers side by side, only where they differ."""
    language = speak(visit)
    found = conflicts.both(visit, response)
    sent = in_words(visit.ready, found.sent, language)
    other = in_words(visit.ready, found.other, language) if found.other is not None else sent
    pairs = [(one, two) for one, two in zip(sent, other, strict=True) if one.lines != two.lines]
    return (
        render_template(
            "respond/compare.html",
            door=visit.door,
            pairs=pairs,
            sent=sent,
            found=found,
            receipt=response.receipt,
            held=held_by(visit),
        ),
        409,
    )


def show_state(refusal: Refusal, *, form: PageForm | None = None, back: str = "") -> Shown:
    """Why nothing can be answered now, with a way forward; what was typed is shown to be copied.

    `back` is the page to go on with, where there is one.
    """
    door = g.get("door")
    typed = [] if form is None else _typed(form)
    closed_at = door.closes_at if door is not None and isinstance(refusal, Closed) else None
    return (
        render_template(
            "respond/state.html",
            title=_(refusal.title),
            message=_(refusal.message, **refusal.params),
            door=door,
            closed_at=closed_at,
            typed=typed,
            receipt=g.get("receipt"),
            back=back,
        ),
        refusal.status,
    )


def _typed(form: PageForm) -> list[tuple[str, str]]:
    """What a page shows, as words to copy: question and what was chosen or typed."""
    answers = form.read(form.shown).answers
    found = []
    for question in form.page.questions:
        kind = type_of(question)
        if kind.collects:
            lines = kind.lines(question, answers, form.language, form.fallback)
            found.append(
                (form.say(question.text), "\n".join(labelled(x.label, x.words) if x.label else x.words for x in lines))
            )
    return found


def in_words(sheet: Sheet, answers: Answers, language: str) -> list[Checked]:
    """Every question that collects an answer, with the answer in words and its page."""
    fallback = sheet.questionnaire.language
    return [
        Checked(say(question.text, language, fallback), kind.lines(question, answers, language, fallback), number)
        for number, page in enumerate(sheet.questionnaire.pages, 1)
        for question in page.questions
        if (kind := type_of(question)).collects
    ]


def _checked(visit: Visit, given: Answers, language: str) -> list[Checked]:
    """The questions that were shown, with their answers in words."""
    sheet = visit.ready
    if not sheet.is_ruled:
        return in_words(sheet, given, language)
    fallback = sheet.questionnaire.language
    return [
        Checked(say(question.text, language, fallback), kind.lines(question, given, language, fallback), shown.number)
        for shown in visit.way.pages
        for question in interviews.filled(sheet, shown.page, given, language).questions
        if (kind := type_of(question)).collects and kind.is_seen
    ]


def held_by(visit: Visit) -> str:
    """The hidden field that tells which draft a page belongs to."""
    return holding.written(Holder(visit.secret, visit.submit_key))


def clock(moment: datetime, zone: str) -> str:
    """The time of day on the study's clock."""
    return str(format_time(moment.astimezone(ZoneInfo(zone)), "HH:mm", locale=get_locale()))
