"""Five kinds of value that a row can have for customers, tagged by its author and rolled up over the rows of a kind.

Source: Sheth, Newman and Gross 1991, Journal of Business Research 22(2):159 (functional, social, emotional, epistemic
and conditional value).
"""

from enum import StrEnum

from survey_app.exceptions import N_
from survey_app.questions.row_tags import Tagging


class CustomerValue(StrEnum):
    """What a row is worth to customers."""

    FUNCTIONAL = "functional"
    SOCIAL = "social"
    EMOTIONAL = "emotional"
    EPISTEMIC = "epistemic"
    CONDITIONAL = "conditional"


VALUES = Tagging(
    "values",
    {
        CustomerValue.FUNCTIONAL: {"en": "Functional value", "es": "Valor funcional", "zh_Hans_CN": "功能价值"},
        CustomerValue.SOCIAL: {"en": "Social value", "es": "Valor social", "zh_Hans_CN": "社会价值"},
        CustomerValue.EMOTIONAL: {"en": "Emotional value", "es": "Valor emocional", "zh_Hans_CN": "情感价值"},
        CustomerValue.EPISTEMIC: {"en": "Epistemic value", "es": "Valor epistémico", "zh_Hans_CN": "认知价值"},
        CustomerValue.CONDITIONAL: {"en": "Conditional value", "es": "Valor condicional", "zh_Hans_CN": "情境价值"},
    },
    N_("Kinds of value are given row by row, such as “price = functional”."),
    N_("“%(code)s”: the kinds of value are functional, social, emotional, epistemic and conditional."),
    r" value$|^valor |价值$",
)
