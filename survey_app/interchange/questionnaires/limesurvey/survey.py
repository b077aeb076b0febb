"""A LimeSurvey questionnaire in memory, the same whether it came from either generation of `.lss` or from `.txt`."""

from collections.abc import Iterator
from dataclasses import dataclass, field

Words = dict[str, str]
"""A text as LimeSurvey has it: LimeSurvey's language code -> words, HTML included."""

OTHER = "-oth-"
MARK = "rondo-"
"""Style classes that begin like this say what a question is with us; LimeSurvey hands them on untouched."""
EVERYBODY = ("", "1")
"""What `relevance` holds where everybody is asked."""


@dataclass(slots=True)
class Answer:
    """One answer of a list, or one column of a table."""

    code: str
    text: Words = field(default_factory=dict)
    scale: int = 0
    value: str = "0"


@dataclass(slots=True)
class SubQuestion:
    """One row or column of a table, one box of a question with several answers."""

    code: str
    text: Words = field(default_factory=dict)
    scale: int = 0
    relevance: str = ""


@dataclass(slots=True)
class Condition:
    """One row of the older `conditions`: an answer that another question must have."""

    question: str
    field: str
    method: str
    value: str
    scenario: str = "1"


@dataclass(slots=True)
class LimeQuestion:
    """One question with all that hangs on it."""

    code: str
    type: str
    text: Words = field(default_factory=dict)
    help: Words = field(default_factory=dict)
    relevance: str = ""
    mandatory: str = "N"
    other: bool = False
    validation: str = ""
    attributes: dict[str, Words] = field(default_factory=dict)
    subquestions: list[SubQuestion] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    has_default: bool = False
    number: str = ""
    """Its number in the file, by which older expressions name it."""
    theme: str = ""
    """How newer versions draw the question; what it asks does not depend on it."""

    def attribute(self, name: str) -> str:
        """The value of an attribute that does not depend on the language, nothing where it is not set."""
        values = self.attributes.get(name, {})
        return (values.get("") or next(iter(values.values()), "")).strip()

    def words(self, name: str) -> Words:
        """An attribute that is a text in several languages."""
        return dict(self.attributes.get(name, {}))

    def rows(self, scale: int = 0) -> list[SubQuestion]:
        """The sub-questions of one scale: 0 are the rows of a table, 1 its columns."""
        return [each for each in self.subquestions if each.scale == scale]

    def columns(self, scale: int = 0) -> list[Answer]:
        """The answers of one scale."""
        return [each for each in self.answers if each.scale == scale]


def marks_of(question: LimeQuestion) -> dict[str, str]:
    """What the style classes of a question say of it: `rondo-code-OVER_ALL` is `code`: `OVER_ALL`."""
    found: dict[str, str] = {}
    for each in question.attribute("cssclass").split():
        if each.startswith(MARK):
            name, _, value = each.removeprefix(MARK).partition("-")
            found[name] = value
    return found


@dataclass(slots=True)
class LimeQuota:
    """One quota: the answers that belong to it, how many are wanted, and what others read or where they are sent."""

    name: str
    limit: str = ""
    active: str = "1"
    autoload: str = "0"
    members: list[tuple[str, str]] = field(default_factory=list)
    """Codes of questions and of the answers that count."""
    message: Words = field(default_factory=dict)
    url: Words = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    """One page of questions."""

    title: Words = field(default_factory=dict)
    description: Words = field(default_factory=dict)
    relevance: str = ""
    shuffled: str = ""
    questions: list[LimeQuestion] = field(default_factory=list)


@dataclass(slots=True)
class Survey:
    """The whole, and what is counted but not carried over."""

    languages: list[str]
    title: Words = field(default_factory=dict)
    texts: dict[str, Words] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    quotas: list[LimeQuota] = field(default_factory=list)
    assessments: int = 0
    strays: list[str] = field(default_factory=list)
    """What was found without a place in the questionnaire, such as an answer of no question."""
    unread: list[str] = field(default_factory=list)
    """Parts of the file that are not read at all."""
    responses: int = 0
    participants: int = 0

    def questions(self) -> Iterator[LimeQuestion]:
        """Every question in its order."""
        for group in self.groups:
            yield from group.questions
