"""What the columns of a data file hold, by their description or by a guess."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from survey_app.interchange.data_files.heading_scales import HeadedScale
from survey_app.questions.definition import Text

__all__ = ["OWN", "Column", "Group", "Kind"]


class Kind(StrEnum):
    """What a column holds."""

    ONE = "one"
    """One code out of a list."""
    SEVERAL = "several"
    """Several codes, as `1;3;5`."""
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    TEXT = "text"
    LEFT_OUT = "left_out"
    """Nothing that can be asked: no name, or no value at all."""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that belong together: items of a battery."""

    key: str
    text: Text
    is_set: bool = False
    """Whether the file itself says that they are the answers of one question with several answers."""
    is_turned: bool = False
    """Whether only their names say so, the item before the question."""


OWN = "〖〗"
"""What stands behind the name of a column in that of its own words."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, what it holds, its words, its codes, and the battery it belongs to.

    Words are empty where the file has none; those of a language the file does not name stand under "".
    `item` are its words within the battery. `words` holds, for codes the file writes out, the code of each word.
    """

    name: str
    kind: Kind
    text: Text = field(default_factory=dict)
    codes: tuple[tuple[int, Text], ...] = ()
    group: Group | None = None
    item: Text = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    least: float | None = None
    """The least of numbers that go below the codes for missing answers; else -9 and its like say why none was given."""
    is_tick: bool = False
    """Whether it says yes or no to one answer of a question with several answers, its group."""
    own: Mapping[str, str] = field(default_factory=dict)
    """The own words in a cell, behind the answer `other`."""
    other: int | None = None
    """The code of the answer that has room for own words."""
    is_rating: bool = False
    """Whether its codes are the points of one scale, so that their mean means something."""
    why: str = ""
    """Why it is left out; a marked message."""
    separator: str = ""
    """What parts several answers of a cell, where it is no semicolon."""
    aside: str = ""
    """Why it is probably no question; a marked message. It is left out unless somebody keeps it."""
    listed: "Column | None" = None
    """The same column as one whose cells list several answers, where that could be."""
    is_listed: bool = False
    """Whether its cells can hardly be anything else."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """What a cell is in the questionnaire where it is written otherwise: a day year first, codes of several answers."""
    scale: HeadedScale | None = None
    """The scale that its heading names, where its cells keep to it."""
    absent: tuple[int, ...] = ()
    """Codes beside that scale that stand for no answer."""
    note: str = ""
    """How it was read where it could be read otherwise; a marked message."""
    own_of: str = ""
    """The column to whose answer “Other” these words belong, where they stand in a column of their own."""
    unsaid: tuple[str, ...] = ()
    """Cells with a number such as -999 that probably stands for no answer."""
    is_unsaid: bool = False
    """Whether they return: a single one may be an amount, and is only offered."""
