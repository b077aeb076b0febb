"""The invitation and the reminder: the personal link is made here, while the letter is written, and kept nowhere."""

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from survey_app.db import session, transaction
from survey_app.mail.letters import LETTERS, CannotCompose, Letter, written
from survey_app.models import MailEntry, SampledCase, Stage
from survey_app.services import invitations, links, new_links, promises, sealed_surveys
from survey_app.vocabulary import LANGUAGES, MailKind, StageState


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter in one language as it will go out, with a mark where the personal link stands."""

    language: str
    subject: str
    text: str
    is_default: bool


def compose_for_case(entry: MailEntry) -> Letter:
    """The letter of one case; none when it has answered or the stage has closed in the meantime.

    Where answers are sealed it goes out all the same: a letter that is held back would say who has answered.
    """
    case = session.get(SampledCase, entry.case_id) if entry.case_id else None
    if case is None:
        raise CannotCompose("the case is gone")
    stage = session.get_one(Stage, case.stage_id)
    if stage.state is not StageState.OPEN:
        raise CannotCompose("the stage takes no answers now")
    if sealed_surveys.covers(stage):
        with transaction():
            link = new_links.for_letter(stage, case, entry.kind)
        return _letter(entry, stage, link)
    if case.disposition not in invitations.INCOMPLETE:
        raise CannotCompose("the case has answered or was settled in the meantime")
    return _letter(entry, stage, links.address_of(case))


def previews(stage: Stage, kind: MailKind) -> tuple[Preview, ...]:
    """The letter in each language, the study's own first. The link is not a real one."""
    own = stage.study.language
    languages = sorted(LANGUAGES, key=lambda language: language != own)
    return tuple(_preview(stage, kind, language, is_default=language == own) for language in languages)


def _preview(stage: Stage, kind: MailKind, language: str, *, is_default: bool) -> Preview:
    with force_locale(language):
        mark = str(_("[personal link]"))
    link = f"{links.open_address(stage)}/{mark}"
    shown = link if new_links.repeats(stage, kind) else ""
    found = _letter(MailEntry(kind=kind, language=language), stage, shown)
    return Preview(language, found.subject, found.text, is_default)


def _letter(entry: MailEntry, stage: Stage, link: str) -> Letter:
    study = stage.study
    with force_locale(entry.language):
        promise = str(_(promises.sentence(stage.level, open_link=False)))
    sealed = sealed_surveys.covers(stage)
    return written(entry, study=study, stage=stage, link=link, sealed=sealed, promise=promise, reply_to=study.contact)


LETTERS.update(dict.fromkeys(invitations.KINDS, compose_for_case))
