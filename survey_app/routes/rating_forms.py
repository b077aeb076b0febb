"""The form in which a panellist answers an item: by what the protocol, or the item's own scale, asks for."""

from flask_babel import get_locale

from survey_app.forms.estimates import EstimateForm
from survey_app.forms.open_answers import OpenAnswerForm
from survey_app.forms.options import OptionForm
from survey_app.forms.ratings import AnswerForm, PointsForm
from survey_app.forms.several import SeveralForm
from survey_app.forms.two_scales import TwoScalesForm
from survey_app.services import several
from survey_app.services.sittings import Sitting


def of_item(sitting: Sitting, position: int) -> AnswerForm | OpenAnswerForm | SeveralForm:
    """The form of the item at a place, on the scale that it is answered on."""
    item = sitting.item(position)
    if item.is_open:
        return OpenAnswerForm(sitting.answer(item))
    options, sitting = sitting.options(item), sitting.on(item)
    if several.is_several(item.own_scale):
        own, answers = [sitting.own(each) for each in options], [sitting.answer(each) for each in options]
        return SeveralForm(sitting.rules, own, answers)
    said = (sitting.rules, sitting.own(item), sitting.answer(item), sitting.middle(item))
    if sitting.is_estimate:
        return EstimateForm(*said, language=str(get_locale()))
    if sitting.is_choice:
        return OptionForm(*said)
    return TwoScalesForm(*said) if sitting.asks_more else AnswerForm(*said)


def of_points(sitting: Sitting) -> PointsForm:
    """The form of all statements that points are shared out among."""
    own = [sitting.own(item) for item in sitting.weighed]
    return PointsForm(sitting.rules, own, [sitting.answer(item) for item in sitting.weighed])
