"""The letters of a panel. A link is made while its letter is composed for sending, and is kept nowhere.

A letter that is only shown on a page makes no link. Where nobody but the panellist may act by it any more, because they
have taken part already, it shows none either: whoever opened it would see their earlier answers.
"""

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from survey_app.db import session, transaction
from survey_app.mail.letters import LETTERS, CannotCompose, Letter, written
from survey_app.models import MailEntry, Panellist, PanelRound, Stage
from survey_app.services import (
    installation,
    leavings,
    link_letters,
    lost_links,
    panel_links,
    panel_visits,
    round_roll,
)
from survey_app.vocabulary import LANGUAGES, AnonymityLevel, MailKind, MailState, PanellistState, RoundState

KINDS = (
    MailKind.PANEL_INVITATION,
    MailKind.ROUND_OPEN,
    MailKind.ROUND_REMINDER,
    MailKind.ROUND_REOPENED,
    MailKind.PANEL_LINK,
)
_BRINGS_LINK = frozenset({MailKind.PANEL_INVITATION, MailKind.PANEL_LINK})
_TAKING = (RoundState.OPEN, RoundState.CLOSING, RoundState.PAUSED)
_GONE = (PanellistState.DECLINED, PanellistState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter in one language as it will go out, with a mark where the personal link stands."""

    language: str
    subject: str
    text: str
    is_default: bool


def compose_for_panellist(entry: MailEntry) -> Letter:
    """The letter to one panellist; none when it has lost its reason in the meantime."""
    person = session.get(Panellist, entry.panellist_id) if entry.panellist_id else None
    round_ = session.get(PanelRound, entry.round_id) if entry.round_id else None
    if entry.panellist_id is None and entry.account_id and round_ is not None:
        return _test(entry, round_)
    if person is None or person.state in _GONE:
        raise CannotCompose("the person has left the panel or declined")
    if round_ is not None:
        _require_round(entry, person, round_)
    stage = session.get_one(Stage, person.stage_id)
    if entry.kind is MailKind.PANEL_INVITATION and person.state is PanellistState.ACCEPTED:
        raise CannotCompose("the person has taken part already by the first link")
    if entry.state is not MailState.SHOWN and link_letters.is_replaced(entry, person):
        raise CannotCompose("a later letter brings the new link")
    # on a page the letter reads as that to anybody: only the person learns by it that they have left
    has_left = leavings.has_ended(person.tag) and entry.state is not MailState.SHOWN
    return _letter(entry, stage, round_, _link(entry, stage, person), has_left=has_left)


def _test(entry: MailEntry, round_: PanelRound) -> Letter:
    """The letter of a round as its moderator tries it out: to themselves, with a mark in place of the link."""
    stage = session.get_one(Stage, round_.stage_id)
    with force_locale(entry.language):
        mark = str(_("[personal link]"))
    return _letter(entry, stage, round_, panel_links.address_of(stage, mark))


def _require_round(entry: MailEntry, person: Panellist, round_: PanelRound) -> None:
    if round_.state not in _TAKING:
        raise CannotCompose("the round takes no answers now")
    if entry.kind is MailKind.ROUND_REMINDER and entry.state is not MailState.SHOWN:
        stage = session.get_one(Stage, round_.stage_id)
        goes_to_all = stage.level is AnonymityLevel.SEALED or round_roll.is_stepped(round_, stage)
        due = round_roll.asked(round_) if goes_to_all else round_roll.unfinished(round_)
        if session.scalar(due.where(Panellist.id == person.id)) is None:
            raise CannotCompose("the person has finished in the meantime or is not asked any more")


def _link(entry: MailEntry, stage: Stage, person: Panellist) -> str:
    """The address in the letter; empty where the letter tells to use the first one."""
    is_sending = entry.state is not MailState.SHOWN
    goes_out = is_sending and bool(installation.settings().mail_url)
    if entry.note == link_letters.ASK_FIRST or leavings.has_ended(person.tag):
        return lost_links.address_of(stage, person) if goes_out else ""
    if stage.level is AnonymityLevel.SEALED:
        secret = _fresh(entry, stage, person) if goes_out and entry.kind in _BRINGS_LINK else None
    elif not goes_out and person.state is PanellistState.ACCEPTED:
        secret = None
    elif is_sending and entry.kind in _BRINGS_LINK:
        with transaction():
            secret = panel_links.secret_for_letter(stage, person)
    else:
        secret = panel_links.secret_of(stage, person)
    return panel_links.address_of(stage, secret) if secret else ""


def _fresh(entry: MailEntry, stage: Stage, person: Panellist) -> str:
    """A link that nobody can make again. Its tag is stored before the letter leaves, so what arrives works.

    A letter that is tried again brings another link: the one before it may never have arrived.
    """
    with transaction():
        if entry.kind is MailKind.PANEL_INVITATION and person.tag is not None:
            # nobody has taken part by it, so it does not count as a new link; the issue stays, for whoever was asked
            # again after leaving has had a link that counts
            person.tag = None
            session.flush()
        return panel_links.secret_for_letter(stage, person)


def previews(stage: Stage, kind: MailKind, round_: PanelRound | None = None, *, note: str = "") -> tuple[Preview, ...]:
    """The letter in each language, the study's own first. The link is not a real one."""
    own = stage.study.language
    languages = sorted(LANGUAGES, key=lambda language: language != own)
    entries = (MailEntry(kind=kind, language=language, note=note) for language in languages)
    return tuple(_preview(stage, entry, round_, is_default=entry.language == own) for entry in entries)


def _preview(stage: Stage, entry: MailEntry, round_: PanelRound | None, *, is_default: bool) -> Preview:
    with force_locale(entry.language):
        mark = str(_("[personal link]"))
    has_link = stage.level is not AnonymityLevel.SEALED or entry.kind in _BRINGS_LINK
    link = panel_links.address_of(stage, mark) if has_link else ""
    found = _letter(entry, stage, round_, link)
    return Preview(entry.language, found.subject, found.text, is_default)


def _letter(entry: MailEntry, stage: Stage, round_: PanelRound | None, link: str, *, has_left: bool = False) -> Letter:
    study = stage.study
    with force_locale(entry.language):
        promise = [str(_(sentence)) for sentence in panel_visits.promise(stage.level)]
    return written(
        entry,
        study=study,
        title=_title(stage),
        round=round_,
        link=link,
        has_left=has_left,
        lost=panel_links.address_of(stage, "lost"),
        facts=panel_visits.facts_of(stage),
        voids=stage.level is AnonymityLevel.SEALED,
        promise="\n".join(promise),
        reply_to=study.contact,
    )


def _title(stage: Stage) -> str:
    """The study and its panel, so that somebody on several panels knows which one writes."""
    names = dict.fromkeys((stage.study.title, stage.title))
    return " – ".join(names)


LETTERS.update(dict.fromkeys(KINDS, compose_for_panellist))
