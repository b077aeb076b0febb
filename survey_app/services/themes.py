"""Themes of a brainstorm: the headings under which the moderator groups the cards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from survey_app.db import inserting, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Card, Stage, Theme

MOST_THEMES = 40
LONGEST_NAME = 80


class ThemeTaken(Refusal):
    """Two themes cannot have one name."""

    title = N_("There is a theme of that name")
    message = N_("“%(name)s” is there already: choose another name, or move the cards there.")


class ThemeGone(Refusal):
    """The theme was removed in the meantime."""

    title = N_("This theme is no longer there")
    message = N_("Somebody removed it in the meantime. Its cards stand under “No theme yet”.")


class NameNeeded(Refusal):
    """A theme without a name."""

    status = 422
    title = N_("There is a problem")
    message = N_("Give the theme a name.")


class TooManyThemes(Refusal):
    """More themes than anybody can look over."""

    title = N_("There are too many themes")
    message = N_("A board takes %(most)s themes. Remove one that is no longer needed.")


def of_stage(stage: Stage) -> Sequence[Theme]:
    """The themes of a brainstorm in the moderator's order."""
    return session.scalars(
        select(Theme).where(Theme.stage_id == stage.id).order_by(Theme.position, Theme.name, Theme.id)
    ).all()


def find(stage: Stage, theme_id: int) -> Theme:
    """A theme of this brainstorm."""
    found = session.scalar(select(Theme).where(Theme.stage_id == stage.id, Theme.id == theme_id))
    if found is None:
        raise ThemeGone
    return found


def add(stage: Stage, name: str) -> Theme:
    """A theme at the end; the one that is there when it has this name already."""
    if not name:
        raise NameNeeded
    count, last = session.execute(
        select(func.count(), func.coalesce(func.max(Theme.position), 0)).where(Theme.stage_id == stage.id)
    ).one()
    if count >= MOST_THEMES and _named(stage, name) is None:
        raise TooManyThemes(most=MOST_THEMES)
    session.execute(
        inserting(Theme)
        .values(stage_id=stage.id, name=name, position=last + 1)
        .on_conflict_do_nothing(index_elements=["stage_id", "name"])
    )
    found = _named(stage, name)
    if found is None:
        raise ThemeGone
    return found


def rename(stage: Stage, theme_id: int, name: str) -> None:
    """Another name for a theme."""
    theme = find(stage, theme_id)
    if not name:
        raise NameNeeded
    same = _named(stage, name)
    if same is not None and same.id != theme.id:
        raise ThemeTaken(name=name)
    with _unless_taken(name):
        theme.name = name
        session.flush()


@contextmanager
def _unless_taken(name: str) -> Iterator[None]:
    """Two people who choose one name at the same moment: the second is told."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise ThemeTaken(name=name) from None


def move(stage: Stage, theme_id: int, by: int) -> None:
    """A theme earlier or later; at the end of the list it stays."""
    order = [theme.id for theme in of_stage(stage)]
    if theme_id not in order:
        raise ThemeGone
    place = order.index(theme_id)
    order.insert(min(max(place + by, 0), len(order) - 1), order.pop(place))
    for position, each in enumerate(order, 1):
        session.execute(update(Theme).where(Theme.id == each).values(position=position))


def remove(stage: Stage, theme_id: int) -> int:
    """Take a theme away; its cards have none then. How many cards that were."""
    theme = find(stage, theme_id)
    on_it = select(func.count()).where(Card.theme_id == theme.id, Card.merged_into_id.is_(None))
    count = session.scalar(on_it) or 0
    session.execute(update(Card).where(Card.theme_id == theme.id).values(theme_id=None))
    session.execute(delete(Theme).where(Theme.id == theme.id))
    return count


def _named(stage: Stage, name: str) -> Theme | None:
    return session.scalar(select(Theme).where(Theme.stage_id == stage.id, Theme.name == name))
