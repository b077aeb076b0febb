"""Reading what was chosen as best and worst of small sets, and the scores it comes to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from survey_app.exceptions import N_
from survey_app.questions.balanced import Sets, design
from survey_app.questions.base import Answers, Cleaned, Value, form_field
from survey_app.questions.cleaning import Cleaning, code_of, sent
from survey_app.questions.definition import Option, Question, Text
from survey_app.questions.wording import option_words
from survey_app.questions.words import LEAST_IMPORTANT, MOST_IMPORTANT
from survey_app.vocabulary import Missing

SIDES = ("best", "worst")


@dataclass(frozen=True, slots=True)
class MaxDiffSettings:
    """The rows, how many stand in a set, how many sets there are, and the number that fixes the design."""

    options: tuple[Option, ...]
    per_set: int
    sets: int
    seed: int = 1
    best: Text = field(default_factory=dict)
    worst: Text = field(default_factory=dict)

    @property
    def all(self) -> tuple[Option, ...]:
        """Every row."""
        return self.options

    @property
    def design(self) -> Sets:
        """The codes of each set."""
        places = design(len(self.options), self.per_set, self.sets, self.seed)
        return tuple(tuple(self.options[place].code for place in each) for each in places)

    @property
    def sides(self) -> tuple[tuple[str, Text], ...]:
        """The two questions of a set with their words."""
        return (("best", self.best or MOST_IMPORTANT), ("worst", self.worst or LEAST_IMPORTANT))

    def holds(self, value: Decimal) -> bool:
        """Whether a score can be this large."""
        return -1 <= value <= 1


class Comparing:
    """One question's sets while they are read. Problems name no number: each person has an order of their own."""

    def __init__(self, cleaning: Cleaning) -> None:
        self.cleaning = cleaning
        self.question = cleaning.question
        self.away = cleaning.ticked_away(form_field(cleaning.question))

    def read(self) -> Cleaned:
        """The choices with the scores they come to, or the problems."""
        design = self.question.settings.design
        chosen = [self._set(number, codes) for number, codes in enumerate(design, 1)]
        if self.away:
            self._away(chosen)
        elif not self.cleaning.problems:
            self.cleaning.answers |= scores(self.question, self.cleaning.answers)
        if self.cleaning.problems:
            self.cleaning.answers.clear()
        return self.cleaning.done()

    def _set(self, number: int, codes: tuple[int, ...]) -> bool:
        """Read one set; tells whether anything was chosen in it."""
        fields = [form_field(self.question, f"s{number}", side) for side in SIDES]
        values = [sent(self.cleaning.posted, name) for name in fields]
        found = [code_of(each[0], codes) if len(each) == 1 else None for each in values]
        both = N_("Choose the most and the least in this set of “%(name)s”")
        if not any(values):
            if self.question.required and not self.away:
                self.cleaning.refuse(fields[0], both)
            return False
        if None in found:
            self.cleaning.refuse(fields[0] if values[0] else fields[1], both)  # at what was chosen: so it is kept
        elif found[0] == found[1]:
            option = next(each for each in self.question.settings.options if each.code == found[0])
            message = N_("“%(option)s” cannot be the most and the least at once in a set of “%(name)s”.")
            words = option_words(option, self.cleaning.language, self.cleaning.fallback)
            self.cleaning.refuse(fields[1], message, None, option=words)
        else:
            pairs = zip(names_of(self.question, number), found, strict=True)
            self.cleaning.answers |= {name: code for name, code in pairs if code is not None}
        return True

    def _away(self, chosen: list[bool]) -> None:
        settings: MaxDiffSettings = self.question.settings
        if any(chosen):
            message = N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
            self.cleaning.refuse(form_field(self.question, f"s{chosen.index(True) + 1}", "best"), message)
            return
        names = [name for number in range(1, settings.sets + 1) for name in names_of(self.question, number)]
        names += [score_of(self.question, option) for option in settings.options]
        self.cleaning.answers |= dict.fromkeys(names, Missing.NOT_APPLICABLE)


def names_of(question: Question, number: int) -> tuple[str, str]:
    """The variables of a set: `CODE.s1.best`, `CODE.s1.worst`."""
    return f"{question.code}.s{number}.best", f"{question.code}.s{number}.worst"


def score_of(question: Question, option: Option) -> str:
    """The variable of a row's score."""
    return f"{question.code}.{option.code}"


def sets_with(question: Question, option: Option) -> Iterator[int]:
    """The numbers of the sets a row stands in."""
    for number, codes in enumerate(question.settings.design, 1):
        if option.code in codes:
            yield number


def scores(question: Question, answers: Answers) -> dict[str, Value]:
    """The score of every row that stands in a set that was answered."""
    found: dict[str, Value] = {}
    for option in question.settings.options:
        pairs = [names_of(question, number) for number in sets_with(question, option)]
        seen = [(answers[best], answers[worst]) for best, worst in pairs if best in answers]
        if seen:
            points = sum((best == option.code) - (worst == option.code) for best, worst in seen)
            found[score_of(question, option)] = points / len(seen)
    return found
