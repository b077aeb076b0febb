"""What a file held and what became of it: the report that every reading and every writing ends with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from survey_app.exceptions import N_
from survey_app.vocabulary import QuotaAction

_MOST_LOSSES = 5_000
_LONGEST_ORIGINAL = 2_000


class Outcome(StrEnum):
    """What became of a part of the file."""

    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Loss:
    """One line of the report.

    `place` is where it stands in the file (`survey, row 12`), `subject` what it is (`relevant of age`), `reason` a
    marked message with its `params`, and `original` the text that could not be carried over, so that nothing is gone.
    """

    place: str
    subject: str
    outcome: Outcome
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)
    original: str = ""

    @property
    def words(self) -> str:
        """The reason in English; pages translate `reason` and fill `params` themselves."""
        return self.reason % self.params if self.params else self.reason

    def to_plain(self) -> dict[str, Any]:
        """The line for machines."""
        plain: dict[str, Any] = {
            "place": self.place,
            "subject": self.subject,
            "outcome": self.outcome.value,
            "reason": self.words,
        }
        return plain | ({"original": self.original} if self.original else {})


class Notes:
    """The report while it is being written.

    >>> notes = Notes()
    >>> notes.dropped("survey, row 3", "geopoint of home", "Places on a map are not asked for here.")
    >>> [(loss.outcome.value, loss.words) for loss in notes.losses]
    [('dropped', 'Places on a map are not asked for here.')]
    """

    def __init__(self) -> None:
        self._losses: dict[Loss | tuple[str, ...], Loss] = {}
        self._left_out = 0

    def kept(self, place: str, subject: str, reason: str, *, original: str = "", **params: object) -> None:
        """Something that came over whole but is worth knowing about."""
        self._add(Loss(place, subject, Outcome.KEPT, reason, params, original))

    def changed(self, place: str, subject: str, reason: str, *, original: str = "", **params: object) -> None:
        """Something that came over in another form."""
        self._add(Loss(place, subject, Outcome.CHANGED, reason, params, original))

    def dropped(self, place: str, subject: str, reason: str, *, original: str = "", **params: object) -> None:
        """Something that did not come over; `original` keeps its text in the report."""
        self._add(Loss(place, subject, Outcome.DROPPED, reason, params, original))

    def extend(self, losses: Sequence[Loss]) -> None:
        """Lines that were written elsewhere."""
        for loss in losses:
            self._add(loss)

    def _add(self, loss: Loss) -> None:
        key = (loss.place, loss.subject, loss.outcome.value, loss.reason, repr(loss.params), loss.original)
        if key in self._losses:
            return
        if len(self._losses) >= _MOST_LOSSES:
            self._left_out += 1
            return
        self._losses[key] = _short(loss)

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The lines in the order they were written; where there were too many, the last one says how many more."""
        if not self._left_out:
            return tuple(self._losses.values())
        more = Loss(
            "", "", Outcome.DROPPED, N_("%(count)s more lines are left out of this report."), {"count": self._left_out}
        )
        return (*self._losses.values(), more)


def _short(loss: Loss) -> Loss:
    """The line with its texts bounded and without characters that no page shows."""
    clean = (_shown(text, most) for text, most in ((loss.place, 200), (loss.subject, 200)))
    place, subject = clean
    params = {name: _shown(value, 500) if isinstance(value, str) else value for name, value in loss.params.items()}
    return Loss(place, subject, loss.outcome, loss.reason, params, _shown(loss.original, _LONGEST_ORIGINAL))


def _shown(text: str, most: int) -> str:
    kept = "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text[: most + 1])
    return kept if len(kept) <= most else kept[: most - 1] + "…"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a questionnaire holds. `items` are rows and other sub-questions."""

    pages: int = 0
    questions: int = 0
    items: int = 0
    options: int = 0
    conditions: int = 0
    quotas: int = 0


@dataclass(frozen=True, slots=True)
class QuotaFound:
    """A quota in a file: who belongs to it in our language of rules, how many are wanted, what becomes of others."""

    name: str
    rule: str
    most: int
    action: QuotaAction = QuotaAction.END
    text: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was read: the document of our questionnaire, and what became of everything else.

    `counts` is what the file holds in its own terms, `taken` what stands in the document. `pictures` are the bytes of
    pictures that the document shows, by their SHA-256. `cells` are the quotas, which belong to a stage and not to the
    document.
    """

    format: str
    title: str
    languages: tuple[str, ...]
    document: Mapping[str, Any]
    losses: tuple[Loss, ...]
    counts: Counts
    taken: Counts
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    cells: tuple[QuotaFound, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written, and what of the questionnaire it cannot hold."""

    content: bytes
    losses: tuple[Loss, ...] = ()
