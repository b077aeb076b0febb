"""Translating a questionnaire: side by side with what is missing first, and as a sheet for a translator and back."""

import io

from flask import Blueprint, flash, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import N_, FileRefused, NotFound, Refusal
from survey_app.exports.translation_sheet import write_translations
from survey_app.interchange.csv_lines import csv_line
from survey_app.models import Version
from survey_app.routes import access
from survey_app.routes.limits import page_number, takes_files
from survey_app.routes.presentation import LANGUAGE_NAMES, filled, ngettext
from survey_app.services import files, questionnaires, translations, uploads, versions
from survey_app.services.board_workbooks import MEDIA_TYPE
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import VersionState

blueprint = Blueprint(
    "translations", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire/translations"
)
_A_PAGE = 25
_MOST_REFUSED = 50


@blueprint.get("")
def show(study_code: str, stage_code: str) -> str:
    """Every text beside its translation, missing ones first, a page at a time."""
    found, version = _draft(study_code, stage_code)
    return _page(found, version)


@blueprint.post("")
def save(study_code: str, stage_code: str) -> str:
    """Keep the translations of one page; what somebody else has translated meanwhile stays."""
    found, version = _draft(study_code, stage_code)
    target = _target(version)
    stored = {line.place: line.words for line in translations.lines(version, target)}
    words, overtaken = {}, 0
    for place, before, typed in zip(
        *(request.form.getlist(name) for name in ("place", "before", "words")), strict=False
    ):
        said = typed.replace("\r\n", "\n").strip()
        if said == before.replace("\r\n", "\n").strip() or place not in stored:
            continue
        if stored[place] != before.replace("\r\n", "\n"):
            overtaken += 1
            continue
        words[place] = {target: said}
    refused = translations.unfit(version, words)
    _put(version, {place: said for place, said in words.items() if place not in refused}, target)
    if overtaken:
        flash(
            ngettext(
                "%(num)s text was translated by somebody else meanwhile and stays as it is.",
                "%(num)s texts were translated by somebody else meanwhile and stay as they are.",
                overtaken,
            ),
            "look",
        )
    typed_words = {place: said[target] for place, said in words.items() if place in refused}
    return _page(found, versions.latest(found.stage), errors=refused, typed=typed_words)


@blueprint.get("/texts.xlsx")
def download(study_code: str, stage_code: str) -> Response:
    """The sheet for a translator: a row for each text, a column for each language."""
    found, version = _draft(study_code, stage_code)
    return _sent(found, write_translations(_("Texts"), *translations.table(version)), MEDIA_TYPE, "xlsx")


@blueprint.get("/texts.csv")
def download_csv(study_code: str, stage_code: str) -> Response:
    """The same sheet as CSV."""
    found, version = _draft(study_code, stage_code)
    header, rows = translations.table(version)
    return _sent(found, ("\ufeff" + "".join(map(csv_line, (header, *rows)))).encode(), "text/csv", "csv")


def _sent(found: StageAccess, content: bytes, media: str, ending: str) -> Response:
    name = files.safe_name(f"{found.study.title} {_('Texts')}.{ending}")
    return send_file(io.BytesIO(content), mimetype=media, as_attachment=True, download_name=name)


@blueprint.post("/file")
@takes_files
def take_in(study_code: str, stage_code: str) -> str:
    """Read a translator's sheet: what fits is put in and Undo takes it back; the rest is listed with reasons."""
    found, version = _draft(study_code, stage_code)
    sent = request.files.get("document")
    if sent is None or not sent.filename:
        raise FileRefused(N_("Choose a file first."))
    table = uploads.read_bytes(sent.read(), uploads.safe_name(sent.filename), uploads.largest())
    back = translations.read(version, table)
    if back.words:
        with transaction():
            operation = translations.take_in(back.words, back.languages)
            questionnaires.carry_out(version, operation, expected=version.revision, account=access.account())
    return render_template(
        "translations/file.html",
        access=found,
        tab="questionnaire",
        back=back,
        names=[LANGUAGE_NAMES.get(language, language) for language in back.languages],
        refused=back.refused[:_MOST_REFUSED],
        reasons=[filled(each.reason, dict(each.params)) for each in back.refused[:_MOST_REFUSED]],
    )


class OneLanguage(Refusal):
    """Nothing to translate into."""

    title = N_("The questionnaire has one language")
    message = N_("Choose a second language first, on the page “Languages of the questionnaire”.")


def _draft(study_code: str, stage_code: str) -> tuple[StageAccess, Version]:
    found = access.stage(study_code, stage_code, Act.EDIT)
    version = versions.latest(found.stage)
    if version.state is not VersionState.DRAFT:
        raise NotFound
    if len(versions.document(version).languages) == 1:
        raise OneLanguage
    return found, version


def _target(version: Version) -> str:
    languages = versions.document(version).languages[1:]
    asked = request.values.get("to", "")
    return asked if asked in languages else languages[0]


def _put(version: Version, words: dict[str, dict[str, str]], target: str) -> None:
    if not words:
        return
    with transaction():
        operation = translations.take_in(words, [target])
        questionnaires.carry_out(version, operation, expected=version.revision, account=access.account())
    flash(ngettext("%(num)s translation is kept.", "%(num)s translations are kept.", len(words)))


def _page(
    found: StageAccess,
    version: Version,
    errors: dict[str, translations.Refused] | None = None,
    typed: dict[str, str] | None = None,
) -> str:
    target = _target(version)
    every = translations.lines(version, target)
    page = page_number()
    return render_template(
        "translations/show.html",
        access=found,
        tab="questionnaire",
        questionnaire=versions.document(version),
        target=target,
        counts={standing: sum(line.standing is standing for line in every) for standing in translations.Standing},
        total=len(every),
        lines=every[(page - 1) * _A_PAGE : page * _A_PAGE],
        page=page,
        size=_A_PAGE,
        errors={place: filled(each.reason, dict(each.params)) for place, each in (errors or {}).items()},
        typed=typed or {},
    )
