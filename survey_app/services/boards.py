"""The board of a brainstorm as its moderator sees it: cards by theme, what waits, what was written to the moderator.

Nothing here knows who wrote what or when, and no order follows the order of writing: cards stand by the number of
their ideas and then by their words.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.exceptions import NotFound
from survey_app.models import Card, Idea, Merge, PanelRound, Stage, Theme
from survey_app.services import cards, round_roll, themes
from survey_app.services.round_roll import Told
from survey_app.stats.likeness import alike, together
from survey_app.vocabulary import IdeaState, RoundPurpose, Stance

PAGE = 60
_ALIKE_FROM, _MOST_ALIKE = 0.45, 60
NO_THEME = "none"
"""What the filter calls the cards without a theme."""


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One card: its words, and how much stands behind it."""

    code: str
    text: str
    theme_id: int | None
    ideas: int
    additions: int
    objections: int
    found_by: str
    """The words of the card and of its ideas in one, for the search."""

    @property
    def is_merged(self) -> bool:
        """Whether several ideas stand on it."""
        return self.ideas > 1


@dataclass(frozen=True, slots=True)
class Section:
    """One theme, or the cards without one: its counts, and those of its cards that are on this page of the board."""

    theme: Theme | None
    card_count: int
    idea_count: int
    cards: tuple[BoardCard, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How large the brainstorm is, never by person: exact but for the people who wrote, while more may come."""

    ideas: int
    people: Told
    cards: int
    themes: int
    unsorted: int
    waiting: int
    notes: int


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the board."""

    counts: Counts
    sections: tuple[Section, ...]
    themes: tuple[Theme, ...]
    page: int
    found: int


@dataclass(frozen=True, slots=True)
class Source:
    """One idea on a card. `original` is set where something was struck out, for the moderator alone."""

    code: str
    words: str
    original: str
    state: IdeaState
    answers_to: str = ""
    """The words of the idea it adds to or objects to."""
    stance: Stance | None = None


@dataclass(frozen=True, slots=True)
class WholeCard:
    """One card with every shown text that belongs to it, for the workbook."""

    card: BoardCard
    sources: tuple[str, ...]
    additions: tuple[str, ...]
    objections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """Everything about one card."""

    card: Card
    theme: Theme | None
    sources: tuple[Source, ...]
    additions: tuple[str, ...]
    objections: tuple[str, ...]
    merge_id: int | None
    """The merge that made the card, as long as it can be undone."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What the moderator looks at apart from the board: waiting, taken off, and written to them alone."""

    waiting: tuple[Source, ...]
    withheld: tuple[Source, ...]
    notes: tuple[str, ...]


def board(stage: Stage, *, search: str = "", theme: str = "", page: int = 1) -> Board:
    """One page of the board, unsorted cards first, then theme by theme."""
    listed = tuple(themes.of_stage(stage))
    ideas = _ideas(stage)
    everything = _cards(stage, ideas)
    wanted = search.casefold().strip()
    places = {None: 0} | {each.id: number for number, each in enumerate(listed, 1)}
    found = sorted(
        (each for each in everything if wanted in each.found_by and _is_under(each, theme)),
        key=lambda each: (places.get(each.theme_id, 0), -each.ideas, each.text.casefold(), each.text),
    )
    page = max(1, min(page, -(-len(found) // PAGE)))
    shown = found[(page - 1) * PAGE : page * PAGE]
    sections = [_section(each, found, shown) for each in (None, *listed)]
    return Board(
        counts=_counts(stage, ideas, everything, len(listed)),
        sections=tuple(each for each in sections if each.cards),
        themes=listed,
        page=page,
        found=len(found),
    )


def count_on_board(stage: Stage) -> int:
    """How many cards stand on the board: what can be voted on."""
    return len(_cards(stage, _ideas(stage)))


def count_waiting(stage: Stage) -> int:
    """How many ideas wait for the moderator's look."""
    waiting = select(func.count()).where(
        Idea.stage_id == stage.id, Idea.state == IdeaState.WAITING, Idea.for_moderator.is_(False)
    )
    return session.scalar(waiting) or 0


def card_page(stage: Stage, code: str) -> CardPage:
    """One card with its sources, what was added to them and what speaks against them."""
    card = cards.find(stage, code)
    ideas = _ideas(stage)
    mine = [idea for idea in ideas if idea.card_id == card.id]
    if not mine:
        raise NotFound
    codes = {idea.code for idea in mine}
    words = {idea.code: _words(idea) for idea in ideas}
    answers = [idea for idea in ideas if idea.parent_code in codes and idea.state is IdeaState.SHOWN]
    merge_id = session.scalar(
        select(Merge.id).where(Merge.stage_id == stage.id, Merge.card_id == card.id, Merge.undone.is_(False))
    )
    return CardPage(
        card=card,
        theme=session.get(Theme, card.theme_id) if card.theme_id else None,
        sources=_sources(mine, words),
        additions=_in_order(_words(idea) for idea in answers if idea.stance is Stance.ADDS),
        objections=_in_order(_words(idea) for idea in answers if idea.stance is Stance.OBJECTS),
        merge_id=merge_id,
    )


def checks(stage: Stage) -> Checks:
    """The ideas that are not on the board, by why."""
    ideas = _ideas(stage)
    words = {idea.code: _words(idea) for idea in ideas}
    public = [idea for idea in ideas if not idea.for_moderator]
    return Checks(
        waiting=_sources((idea for idea in public if idea.state is IdeaState.WAITING), words),
        withheld=_sources((idea for idea in public if idea.state is IdeaState.WITHHELD), words),
        notes=_in_order(idea.text for idea in ideas if idea.for_moderator),
    )


def everything(stage: Stage) -> list[BoardCard]:
    """Every card on the board, those of most ideas first."""
    found = _cards(stage, _ideas(stage))
    return sorted(found, key=lambda each: (-each.ideas, each.text.casefold(), each.text))


def whole(stage: Stage) -> list[WholeCard]:
    """Every card with its texts, read with a handful of statements however many there are."""
    ideas = _ideas(stage)
    shown = [idea for idea in ideas if idea.state is IdeaState.SHOWN and not idea.for_moderator]
    codes = {row.id: row.code for row in session.execute(select(Card.id, Card.code).where(Card.stage_id == stage.id))}
    home = {idea.code: codes.get(idea.card_id or 0, "") for idea in shown}
    sources: dict[str, list[str]] = {}
    answers: dict[tuple[str, Stance | None], list[str]] = {}
    for idea in shown:
        sources.setdefault(home[idea.code], []).append(_words(idea))
        if idea.parent_code in home:
            answers.setdefault((home[idea.parent_code], idea.stance), []).append(_words(idea))
    return [
        WholeCard(
            card,
            _in_order(sources.get(card.code, ())),
            _in_order(answers.get((card.code, Stance.ADDS), ())),
            _in_order(answers.get((card.code, Stance.OBJECTS), ())),
        )
        for card in sorted(_cards(stage, ideas), key=lambda each: (-each.ideas, each.text.casefold(), each.text))
    ]


def look_alike(stage: Stage) -> list[tuple[BoardCard, ...]]:
    """Groups of cards whose words are nearly the same, the most alike first: to be looked at, perhaps merged."""
    found = everything(stage)
    pairs = alike([card.text for card in found], _ALIKE_FROM, _MOST_ALIKE)
    return [tuple(found[place] for place in group) for group in together(pairs)]


def chosen(stage: Stage, codes: Sequence[str]) -> list[BoardCard]:
    """Those of these cards that stand on the board, in the order of their words."""
    wanted = set(codes)
    found = [each for each in _cards(stage, _ideas(stage)) if each.code in wanted]
    return sorted(found, key=lambda each: (each.text.casefold(), each.text))


def merge_of(stage: Stage, merge_id: int) -> tuple[Merge, Card, int] | None:
    """A merge that stands, its card and how many ideas came together; None when it was undone or never was."""
    row = session.execute(
        select(Merge, Card)
        .join(Card, Card.id == Merge.card_id)
        .where(Merge.stage_id == stage.id, Merge.id == merge_id, Merge.undone.is_(False))
    ).first()
    return (row[0], row[1], len(row[0].before["ideas"])) if row else None


def writers(stage: Stage) -> Told:
    """How many people have written something; in steps where ideas have no name, until the time for writing is over.

    Who looks often would see by the exact number whose idea has come, or that somebody took all of theirs back.
    """
    mine = select(PanelRound).where(PanelRound.stage_id == stage.id, PanelRound.purpose == RoundPurpose.WRITE)
    rounds = session.scalars(mine.execution_options(populate_existing=True)).all()
    told = [round_roll.told_count(each.begun, each, stage) for each in rounds]
    return Told(sum(each.count for each in told), max((each.step for each in told), default=1))


def _ideas(stage: Stage) -> Sequence[Idea]:
    return session.scalars(select(Idea).where(Idea.stage_id == stage.id)).all()


def _cards(stage: Stage, ideas: Sequence[Idea]) -> list[BoardCard]:
    """The cards with at least one idea that is shown."""
    rows = session.execute(
        select(Card.id, Card.code, Card.text, Card.theme_id).where(
            Card.stage_id == stage.id, Card.merged_into_id.is_(None)
        )
    ).all()
    shown = [idea for idea in ideas if idea.state is IdeaState.SHOWN and not idea.for_moderator]
    on_card: dict[int | None, list[Idea]] = {}
    for idea in shown:
        on_card.setdefault(idea.card_id, []).append(idea)
    card_of = {idea.code: idea.card_id for idea in shown}
    answers = Counter((card_of.get(idea.parent_code), idea.stance) for idea in shown if idea.parent_code)
    return [
        BoardCard(
            code=row.code,
            text=row.text,
            theme_id=row.theme_id,
            ideas=len(on_card[row.id]),
            additions=answers[row.id, Stance.ADDS],
            objections=answers[row.id, Stance.OBJECTS],
            found_by="\n".join([row.text, *(_words(idea) for idea in on_card[row.id])]).casefold(),
        )
        for row in rows
        if row.id in on_card
    ]


def _section(theme: Theme | None, found: Sequence[BoardCard], shown: Sequence[BoardCard]) -> Section:
    theme_id = theme.id if theme else None
    mine = [each for each in found if each.theme_id == theme_id]
    here = tuple(each for each in shown if each.theme_id == theme_id)
    return Section(theme, len(mine), sum(each.ideas for each in mine), here)


def _counts(stage: Stage, ideas: Sequence[Idea], everything: Sequence[BoardCard], listed: int) -> Counts:
    public = [idea for idea in ideas if not idea.for_moderator]
    return Counts(
        ideas=sum(each.ideas for each in everything),
        people=writers(stage),
        cards=len(everything),
        themes=listed,
        unsorted=sum(each.ideas for each in everything if each.theme_id is None),
        waiting=sum(idea.state is IdeaState.WAITING for idea in public),
        notes=len(ideas) - len(public),
    )


def _is_under(card: BoardCard, theme: str) -> bool:
    if not theme:
        return True
    return card.theme_id is None if theme == NO_THEME else str(card.theme_id) == theme


def _words(idea: Idea) -> str:
    return idea.shown_text or idea.text


def _sources(ideas: Iterable[Idea], words: dict[str, str]) -> tuple[Source, ...]:
    found = [
        Source(
            code=idea.code,
            words=_words(idea),
            original=idea.text if idea.shown_text else "",
            state=idea.state,
            answers_to=words.get(idea.parent_code or "", ""),
            stance=idea.stance,
        )
        for idea in ideas
    ]
    return tuple(sorted(found, key=lambda each: (each.words.casefold(), each.words)))


def _in_order(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(texts, key=lambda text: (text.casefold(), text)))
