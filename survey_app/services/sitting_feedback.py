"""What a panellist may see of the round before while answering: of a statement, or of all options of a question."""

from survey_app.models import Item
from survey_app.services import feedback, own_answers, ratings, several
from survey_app.services.feedback import Feedback
from survey_app.services.sittings import Sitting


def asked_with(sitting: Sitting, item: Item) -> list[Item]:
    """The options of a question in the round before, those that have ended too; of any other statement, itself."""
    if sitting.earlier is None or not several.is_several(item.own_scale):
        return [item]
    return several.options_of(item, ratings.items_of(sitting.earlier))


def said_before(sitting: Sitting, *items: Item) -> list[Feedback | None]:
    """What the person may see before answering items of the round; None where the panel has not rated one before."""
    if sitting.is_live:
        own_now = own_answers.own_now(sitting.seat, sitting.asked, items, sitting.answers or {})
        return feedback.of_figures(
            sitting.seat, sitting.asked, items, own_now, figures=sitting.figures, rules=sitting.rules
        )
    if sitting.earlier is None:
        return [None for _item in items]
    own, figures = sitting.before or {}, sitting.figures
    return feedback.of_round(sitting.seat, sitting.earlier, items, own, figures=figures, rules=sitting.rules)
