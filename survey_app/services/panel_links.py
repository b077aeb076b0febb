"""Personal links of panellists: who could make one again depends on the level of anonymity.

Identified and confidential: from the installation's link key. Anonymous: from a key file of the stage, which is
destroyed when the panel ends. Sealed: nobody; a link is random, made while its mail is sent, and no reminder brings it.
The roll keeps a tag of each link; a link is never stored.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update

from survey_app.db import after_commit, now, session
from survey_app.exceptions import N_, Refusal, StaleRevision
from survey_app.models import Account, Panel, PanelDraft, Panellist, PanelRound, Stage, Study, Turnout
from survey_app.privacy import key_files, keys
from survey_app.privacy import links as secrets_of_links
from survey_app.privacy.key_files import KeyPlace, KeyState
from survey_app.privacy.refusals import KeyMissing
from survey_app.privacy.sealing import fingerprint
from survey_app.services import audit, ballots, batches, carried_sheets, installation, leavings, links, round_roll
from survey_app.vocabulary import AnonymityLevel, RoundPurpose, RoundState

MOST_PER_PERSON = 2
SHARE_OF_PANEL = 10
"""A tenth of the panel, at least one person."""
_PEOPLE: Any = Panellist.__table__
_UNMIXED = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED)
_BY_INSTALLATION = (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL)


class NoMoreLinks(Refusal):
    """A new link sent to oneself would be a way to forge a voice, so there are few."""

    title = N_("No more new links in this panel")


class LinksEnded(Refusal):
    """The key that made the links was destroyed."""

    title = N_("The links of this panel have ended")
    message = N_("The panel is over and the key of its links was destroyed. Nobody can make a link to it any more.")


def issue(stage: Stage, panellist: Panellist) -> str:
    """Make a panellist's link: the secret, which is to be sent and forgotten. A link made before is void from here on.

    Somebody who has finished the round that is open answers by the new link from the next round on; what lies there
    unfinished under the old link goes over to the new one where the old link can still be made.
    """
    if panellist.tag is not None or panellist.link_issue == 0:
        _void(stage, panellist)
    secret = _made(stage, panellist, may_begin=True) or secrets_of_links.random_secret()
    panellist.tag = keys.roll_tag(_salt(stage), secret)
    session.flush()
    return secret


def secret_of(stage: Stage, panellist: Panellist) -> str | None:
    """The secret of the link a panellist has; None when nobody can make it again, or when it was never made.

    It may be an older one that was taken up again, so the newest comes first and then those before it.
    """
    if panellist.tag is None:
        return None
    key, salt = _key(stage, may_begin=False), _salt(stage)
    for issued in range(panellist.link_issue, 0, -1) if key else ():
        secret = secrets_of_links.link_secret(str(key), stage.id, panellist.id, issued)
        if keys.roll_tag(salt, secret) == panellist.tag:
            return secret
    return None


def secret_for_letter(stage: Stage, panellist: Panellist) -> str:
    """The secret for an invitation or for a letter with a new link: the one there is, or else one made now.

    At *sealed* it is always made now, so only letters that bring a link may ask for it, and each only once.
    """
    return secret_of(stage, panellist) or issue(stage, panellist)


def makes_again(stage: Stage) -> bool:
    """Whether the links of a panel can be made again, so that whoever lost theirs gets the same."""
    return _key(stage, may_begin=False) is not None


def address_of(stage: Stage, secret: str) -> str:
    """The whole address to put into a letter. It opens the panel as this person: hand it to nobody else."""
    return f"{installation.settings().base_url}/p/{stage.code}/{secret}"


def reissue(stage: Stage, panellist: Panellist, by: Account | None, reason: str) -> None:
    """Make the link a panellist has void, so that the next letter brings a new one; written into the log.

    Refuses a third new link for one person, and more than a tenth of the panel.
    """
    _require_room(stage, panellist)
    # one that no letter has brought yet was never made: it is no further link, and none that was given up
    is_unmade = panellist.tag is None and panellist.link_issue > 0
    _void(stage, panellist, was_void=is_unmade)
    if stage.level is not AnonymityLevel.SEALED:
        issue(stage, panellist)
    audit.record(stage.study_id, by, "link_reissued", panellist.code, reason)
    session.flush()


def begin_again(stage: Stage, panellist: Panellist) -> None:
    """Make ready the link of somebody who left and is asked once more: a new one, for which reissues are counted.

    The link from before is void: a moderator may get the new one to hand over. Where it was given up with the answers
    left behind it is void already. Either way nobody has two voices in a round that is under way.
    """
    if not may_begin_again(stage, panellist):
        raise NoMoreLinks(
            N_(
                "Whoever comes back needs a new link, and none is left: one person gets at most %(most)s, and a panel "
                "a tenth as many as it has people. More would let somebody answer in the name of others."
            ),
            most=MOST_PER_PERSON,
        )
    _void(stage, panellist, was_void=panellist.tag is None)


def may_begin_again(stage: Stage, panellist: Panellist) -> bool:
    """Whether there is a link for somebody who left: their old one is void already, or a new one is left for them.

    Whether anything lies by the old link is not asked: the answer would say who had answered.
    """
    return panellist.tag is None or left_to_reissue(stage, panellist) > 0


def left_to_reissue(stage: Stage, panellist: Panellist) -> int:
    """How many more new links this person may get."""
    used = max(0, panellist.link_issue - 1)
    return max(0, min(MOST_PER_PERSON - used, _room(stage)))


def destroy_link_key(stage: Stage) -> None:
    """Destroy the key of a stage's links once this transaction is stored: no link can be made again from then on."""
    panel = session.get_one(Panel, stage.id)
    place = _place(stage)
    panel.keys_destroyed_at = panel.keys_destroyed_at or now()
    session.flush()
    after_commit(lambda: key_files.destroy(place))


def sweep() -> None:
    """Destroy what is left of the link keys of panels that have ended: a program may have died before it could."""
    ended = select(Stage).join(Panel, Panel.stage_id == Stage.id).where(Panel.keys_destroyed_at.is_not(None))
    for stage in session.scalars(ended):
        place = _place(stage)
        if any(path.exists() for path in place.paths):
            key_files.destroy(place)


def _made(stage: Stage, panellist: Panellist, *, may_begin: bool) -> str | None:
    """The secret as its key makes it; None at *sealed*, and once the key is destroyed."""
    key = _key(stage, may_begin=may_begin)
    return key and secrets_of_links.link_secret(key, stage.id, panellist.id, panellist.link_issue)


def _key(stage: Stage, *, may_begin: bool) -> str | None:
    """What the links of a stage are made from; None at *sealed*, and once it is destroyed."""
    if stage.level is AnonymityLevel.SEALED:
        return None
    return links.installation_key() if stage.level in _BY_INSTALLATION else _stage_key(stage, may_begin=may_begin)


def _stage_key(stage: Stage, *, may_begin: bool) -> str | None:
    """The key of a stage's links from its file. It is made once, before the first link; a lost file is not replaced."""
    panel = session.get_one(Panel, stage.id)
    if panel.keys_destroyed_at is not None:
        if may_begin:
            raise LinksEnded
        return None
    place = _place(stage)
    batches.prepare(installation.settings().keys)
    if all(not path.exists() for path in place.paths):
        if not may_begin:
            return None
        made = select(func.count()).where(_PEOPLE.c.stage_id == stage.id, _PEOPLE.c.link_issue > 0)
        if session.scalar(made.where(_PEOPLE.c.tag.is_not(None))):
            raise KeyMissing
    public = key_files.make(place)
    return key_files.read(place, fingerprint(public)).hex()


def deck_secret(stage: Stage) -> str | None:
    """A secret for dealing cards to the people of a stage; None where no key is there: at *sealed*, or once destroyed.

    Whoever could compute it could make the links as well, so it tells nobody more than they could know.
    """
    try:
        key = _key(stage, may_begin=False)
    except KeyMissing:
        return None
    return key and secrets_of_links.deck_secret(key, stage.id)


def key_state(stage: Stage) -> KeyState:
    """How the key of a stage's links is found."""
    return key_files.state_of(_place(stage), "")


def _place(stage: Stage) -> KeyPlace:
    return batches.place_of(f"links-{stage.code}")


def _void(stage: Stage, panellist: Panellist, *, was_void: bool = False) -> None:
    """Take the link away: nobody has two voices in the round that is under way. `was_void`: there is none.

    Whoever has left while it was asking has none in it: else a new link would say whether their answers went along.
    """
    first_round, unfinished = panellist.first_round, []
    # more ideas from a new link give nobody a second voice
    under_way = [each for each in hold_rounds(stage) if each.purpose is not RoundPurpose.WRITE]
    for round_ in under_way if panellist.link_issue else ():
        done = select(Turnout.round_id).where(Turnout.round_id == round_.id, Turnout.panellist_id == panellist.id)
        has_left_it = leavings.left_during(panellist, round_.number) and round_roll.is_counted(panellist.id, round_)
        if has_left_it or session.scalar(done) is not None:
            first_round = max(first_round, round_.number + 1)
        else:
            unfinished.append(round_)
    has_left = leavings.has_ended(panellist.tag)
    old = _lying_by(stage, panellist, unfinished, was_void=was_void) if unfinished else None
    older = [*panellist.older_tags, *([panellist.tag] if panellist.tag and not has_left else [])]
    moved = session.execute(
        update(_PEOPLE)
        .where(_PEOPLE.c.id == panellist.id, _PEOPLE.c.link_issue == panellist.link_issue)
        .where(_PEOPLE.c.tag.is_not_distinct_from(panellist.tag))
        .values(
            tag=None,
            older_tags=older,
            link_issue=_PEOPLE.c.link_issue + int(not was_void),
            first_round=first_round,
        )
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise StaleRevision
    session.refresh(panellist)
    batches.look_again(stage.id)
    new = _made(stage, panellist, may_begin=False) if old else None
    for round_ in unfinished if old and new else ():
        carried_sheets.carry(_salt(stage), str(old), str(new), round_)


def _lying_by(stage: Stage, panellist: Panellist, unfinished: Sequence[PanelRound], *, was_void: bool) -> str | None:
    """The secret of the link from before, or of one given up by which something lies unfinished.

    None where nobody can make it again.
    """
    if not was_void and not leavings.has_ended(panellist.tag):
        return secret_of(stage, panellist)
    key, salt = _key(stage, may_begin=False), _salt(stage)
    for issued in range(panellist.link_issue - int(was_void), 0, -1) if key else ():
        secret = secrets_of_links.link_secret(str(key), stage.id, panellist.id, issued)
        places = [keys.draft_place(salt, secret, stage.id, round_.number) for round_ in unfinished]
        if session.scalar(select(PanelDraft.place).where(PanelDraft.place.in_(places)).limit(1)) is not None:
            return secret
    return None


def hold_rounds(stage: Stage) -> Sequence[PanelRound]:
    """Hold the rounds that are not mixed yet, in their order: before their batches and before any row of the list.

    Whoever answers, erases or leaves takes them in this order as well, so that nobody waits in a circle.
    """
    unmixed = PanelRound.stage_id == stage.id, PanelRound.state.in_(_UNMIXED)
    found = session.scalars(select(PanelRound).where(*unmixed).order_by(PanelRound.number)).all()
    for round_ in found:
        ballots.hold(round_.id)
    return found


def _require_room(stage: Stage, panellist: Panellist) -> None:
    if panellist.link_issue - 1 >= MOST_PER_PERSON:
        raise NoMoreLinks(
            N_("This person has had %(most)s new links already, which is the most one person gets."),
            most=MOST_PER_PERSON,
        )
    if _room(stage) < 1:
        raise NoMoreLinks(
            N_("A tenth of the panel has had new links already. More would let somebody answer in the name of others.")
        )


def _room(stage: Stage) -> int:
    """How many more new links the panel may get."""
    people = func.count()
    used = func.coalesce(func.sum(_PEOPLE.c.link_issue - 1), 0)
    linked = select(people, used).where(_PEOPLE.c.stage_id == stage.id, _PEOPLE.c.link_issue > 0)
    size, already = session.execute(linked).one()
    return int(max(1, size * SHARE_OF_PANEL // 100) - already)


def _salt(stage: Stage) -> bytes:
    return bytes(session.get_one(Study, stage.study_id).salt)
