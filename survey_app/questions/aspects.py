"""What a row is about: the customer, the product or the channel, tagged by its author and rolled up.

The three sides of satisfaction in the source texts: what customers bring along, what they buy, and the way it reaches
them.
"""

from enum import StrEnum

from survey_app.exceptions import N_
from survey_app.questions.row_tags import Tagging


class Aspect(StrEnum):
    """One of the three sides."""

    CUSTOMER = "customer"
    PRODUCT = "product"
    CHANNEL = "channel"


ASPECTS = Tagging(
    "aspects",
    {
        Aspect.CUSTOMER: {"en": "Customer", "es": "Cliente", "zh_Hans_CN": "顾客"},
        Aspect.PRODUCT: {"en": "Product", "es": "Producto", "zh_Hans_CN": "产品"},
        Aspect.CHANNEL: {"en": "Channel", "es": "Canal", "zh_Hans_CN": "渠道"},
    },
    N_("What rows are about is given row by row, such as “price = product”."),
    N_("“%(code)s”: a row is about the customer, the product or the channel."),
)
