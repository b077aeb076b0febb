"""Files of ratings that come in at the desk: read first and shown in counts, then made a study of their own."""

from dataclasses import dataclass

from survey_app.exceptions import Refusal
from survey_app.interchange.ratings import Ratings, read_ratings, with_reasons
from survey_app.models import Account
from survey_app.services import rating_imports, uploads
from survey_app.services.rating_imports import Imported


class ReasonsRefused(Refusal):
    """The second file cannot be read; the message is that of the file."""

    status = 422


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent: what is in it, and what it is called. Nothing where none was chosen."""

    content: bytes = b""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in a file of ratings, in numbers."""

    people: int
    items: int
    rounds: tuple[str, ...]
    groups: tuple[str, ...]
    ratings: int
    unsure: int
    reasons: int
    left_out: int
    scale: tuple[float, float]
    is_estimate: bool
    second: tuple[float, float] | None
    second_name: str


def read(ratings: Sent, reasons: Sent, scale: str, second: str = "") -> Ratings:
    """The ratings of one file with the reasons of another, or a refusal that names row and column."""
    ends, again = rating_imports.read_scale(scale), rating_imports.read_second(second)
    table = uploads.read_bytes(ratings.content, uploads.safe_name(ratings.name), uploads.largest())
    found = read_ratings(table, ends, again)
    rating_imports.check_second(found.second)
    if not reasons.name:
        return found
    try:
        table = uploads.read_bytes(reasons.content, uploads.safe_name(reasons.name), uploads.largest())
        return with_reasons(found, table)
    except Refusal as refusal:
        raise ReasonsRefused(refusal.message, **refusal.params) from None


def counts(found: Ratings) -> Counts:
    """The same in numbers."""
    return Counts(
        people=found.people,
        items=len(found.items),
        rounds=found.rounds,
        groups=found.groups,
        ratings=len(found.rows),
        unsure=sum(row.value is None for row in found.rows),
        reasons=len(found.reasons),
        left_out=found.left_out,
        scale=found.scale,
        is_estimate=found.is_estimate,
        second=found.second,
        second_name=found.second_name,
    )


def bring_in(owner: Account, found: Ratings, title: str, filename: str) -> Imported:
    """Make the study; without a title it is called like the file. Removing the study takes everything out again."""
    return rating_imports.bring_in(owner, found, title.strip() or uploads.safe_name(filename).rpartition(".")[0])
