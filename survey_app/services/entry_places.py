"""The places of a survey at which people answer: a list of names, each carried by an address of its own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import inserting, session
from survey_app.exceptions import N_, Refusal
from survey_app.interchange.tables import Limits
from survey_app.models import Account, EntryPlaces, Response, Stage
from survey_app.questions.definition import Question, Questionnaire
from survey_app.questions.hidden import Hidden, parameter
from survey_app.services import audit, uploads

MOST = 300
LONGEST = 80
FILE_LIMITS = Limits(columns=100, cell=500, rows=5_000)
PARAMETER = "place"
"""The name under which an address carries the place."""


class PlacesRefused(Refusal):
    """The list of places cannot be kept as it stands."""

    status = 422


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A place with how many answers came by its address; None where they are not told apart."""

    name: str
    answers: int | None


def names_of(stage: Stage) -> list[str]:
    """The places of a survey."""
    found = session.get(EntryPlaces, stage.id)
    return list(found.names) if found is not None else []


def read(text: str) -> list[str]:
    """The places of a text, one a line; empty lines and repeated names are left out.

    >>> read(" Hall 1  ,Gate,Hall 1".replace(",", chr(10)))
    ['Hall 1', 'Gate']
    """
    names = list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.splitlines()))))
    if len(names) > MOST:
        raise PlacesRefused(N_("There are more than %(most)s places. Shorten the list."), most=MOST)
    long = next((name for name in names if len(name) > LONGEST), None)
    if long is not None:
        raise PlacesRefused(N_("“%(name)s…” is longer than %(most)s characters."), name=long[:20], most=LONGEST)
    return names


def read_file(content: bytes, filename: str) -> list[str]:
    """The places of a file: what stands in its first column, below the name of the column."""
    table = uploads.read_bytes(content, uploads.safe_name(filename), FILE_LIMITS)
    return read("\n".join(row[0] for row in table.rows))


def keep(stage: Stage, names: Sequence[str], account: Account) -> None:
    """Keep this list in place of the one before; addresses that are out already go on working."""
    row = inserting(EntryPlaces).values(stage_id=stage.id, names=list(names))
    session.execute(row.on_conflict_do_update(index_elements=["stage_id"], set_={"names": list(names)}))
    session.expire_all()
    audit.record(stage.study_id, account, "places_kept", f"{stage.title}: {len(names)}")


def question_of(questionnaire: Questionnaire) -> Question | None:
    """The question that takes the place out of the address."""
    hidden = (each for each in questionnaire.questions() if each.kind == Hidden.code)
    return next((each for each in hidden if parameter(each) == PARAMETER), None)


def counts(stage: Stage, question: Question | None) -> list[PlaceCount]:
    """How many answers came back from each place; a count of the fieldwork, what was answered is not looked at."""
    names = names_of(stage)
    if question is None:
        return [PlaceCount(name, None) for name in names]
    value = Response.answers[question.code]
    rows = session.scalars(select(value).where(Response.stage_id == stage.id))
    found = Counter(each for each in rows if isinstance(each, str))
    return [PlaceCount(name, found[name]) for name in names]
