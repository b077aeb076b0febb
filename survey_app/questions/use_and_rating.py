"""Features: if wanted how important each is, whether it was used, and how those who used it rate it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import form_field
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Item, Question, Scale
from survey_app.questions.importance_performance import IMPORTANCE_SCALE
from survey_app.questions.parted import Cell, Group, Parted, named
from survey_app.questions.reading import read_flag, read_items, read_scale, write_items, write_scale
from survey_app.questions.words import IMPORTANCE, NO, RATED, USED, YES
from survey_app.vocabulary import Missing

ANSWERS = ((1, YES), (0, NO))


@dataclass(frozen=True, slots=True)
class UseAndRatingSettings:
    """The features, the scale of the rating, and whether importance is asked for on a scale of 5."""

    items: tuple[Item, ...]
    scale: Scale
    importance: bool = False


class UseAndRating(Parted[UseAndRatingSettings]):
    """Used? Then rated."""

    code = "use_and_rating"
    label = N_("Used, and how rated")
    offers_not_applicable = False
    script = "use_and_rating"

    def read(self, settings: Mapping[str, Any]) -> UseAndRatingSettings:
        """Features and scale."""
        importance = read_flag(settings.get("importance"), "importance")
        return UseAndRatingSettings(read_items(settings), read_scale(settings.get("scale")), importance)

    def write(self, settings: UseAndRatingSettings) -> dict[str, Any]:
        """Features and scale as JSON."""
        return {
            "items": write_items(settings.items),
            "scale": write_scale(settings.scale),
            "importance": settings.importance,
        }

    def cells(self, question: Question) -> tuple[Cell, ...]:
        """`CODE.<feature>.importance`, `CODE.<feature>.used` and `CODE.<feature>.rating`."""
        settings: UseAndRatingSettings = question.settings
        found = []
        for item in settings.items:
            words = named(item)
            if settings.importance:
                scale = read_scale(IMPORTANCE_SCALE)
                found.append(Cell(f"{item.code}.importance", words, IMPORTANCE, "importance", scale=scale))
            found.append(Cell(f"{item.code}.used", words, USED, "used", codes=ANSWERS))
            found.append(Cell(f"{item.code}.rating", words, RATED, "rating", scale=settings.scale, optional=True))
        return tuple(found)

    def check(self, question: Question, cleaning: Cleaning) -> None:
        """What was not used cannot be rated: its rating does not apply. What was rated was used."""
        for item in question.settings.items:
            used, rating = f"{question.code}.{item.code}.used", f"{question.code}.{item.code}.rating"
            field = form_field(question, item.code, "rating")
            if cleaning.answers.get(used) == 0:
                if rating in cleaning.answers:
                    del cleaning.answers[rating]
                    message = N_("You did not use “%(name)s” and rated it all the same. Keep only one of the two.")
                    cleaning.refuse(form_field(question, item.code, "used"), message, named(item))
                else:
                    cleaning.answers[rating] = Missing.NOT_APPLICABLE
            elif rating in cleaning.answers:
                self._infer(cleaning, used, form_field(question, item.code, "used"))
            elif used in cleaning.answers and question.required:
                cleaning.refuse(field, N_("Choose an answer for “%(name)s”"), named(item))

    def _infer(self, cleaning: Cleaning, used: str, field: str) -> None:
        """A rating says that it was used, whatever was left blank before it."""
        cleaning.answers[used] = 1
        cleaning.problems = [problem for problem in cleaning.problems if problem.field != field]

    def groups(self, question: Question) -> Sequence[Group]:
        """Importance, use and rating."""
        importance = (Group("importance", IMPORTANCE, "grid"),) if question.settings.importance else ()
        return (*importance, Group("used", USED, "multiple"), Group("rating", RATED, "grid"))
