"""The analyses of customers: the name of each, what it is for, and what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.services.customers import settling
from survey_app.services.customers.choosing import Chosen, Kind, Part
from survey_app.services.customers.settling import Settled


@dataclass(frozen=True, slots=True)
class View:
    """One analysis: its name in the address, its title, what it is for, and its parts."""

    key: str
    title: str
    purpose: str
    parts: tuple[Part, ...]
    settle: Callable[[Chosen], Settled]


def _by_stage(name: str, used: str, preferred: str, rating: str) -> tuple[Part, ...]:
    return (
        Part(f"{name}_used", used, Kind.SEVERAL, is_needed=False),
        Part(f"{name}_preferred", preferred, Kind.SEVERAL, is_needed=False),
        Part(f"{name}_rating", rating, Kind.FIGURE, is_needed=False),
    )


_CHANNELS = (
    *_by_stage("before", N_("Before buying: used"), N_("Before buying: preferred"), N_("Before buying: satisfaction")),
    *_by_stage("during", N_("Buying: used"), N_("Buying: preferred"), N_("Buying: satisfaction")),
    *_by_stage("after", N_("After buying: used"), N_("After buying: preferred"), N_("After buying: satisfaction")),
)
_VALUE = (
    Part("income", N_("Future income"), Kind.FIGURE),
    Part("product_cost", N_("Cost of the product"), Kind.FIGURE),
    Part("service_cost", N_("Cost of service"), Kind.FIGURE),
    Part("marketing_cost", N_("Cost of marketing"), Kind.FIGURE),
    Part("referral_profit", N_("Profit from referrals"), Kind.FIGURE),
)
_ALL = (
    View(
        "loyalty",
        N_("Classes of loyalty"),
        N_("Potential, new, regular, old and loyal customers, by purchases, time, share of purchases and trust."),
        (
            Part("orders", N_("Purchases so far"), Kind.FIGURE),
            Part("months", N_("Months since the first purchase"), Kind.FIGURE),
            Part("share", N_("Share of such purchases made here"), Kind.FIGURE),
            Part("trust", N_("Trust"), Kind.FIGURE),
        ),
        settling.loyalty_of,
    ),
    View(
        "roles",
        N_("Payers and users"),
        N_("Who pays need not be who uses: the four combinations."),
        (Part("pays", N_("Pays"), Kind.YES), Part("uses", N_("Uses"), Kind.YES)),
        settling.roles_of,
    ),
    View(
        "buyers",
        N_("Money, authority, need"),
        N_("Only who has all three can buy; who lacks one shows where to work."),
        (
            Part("money", N_("Has the money"), Kind.YES),
            Part("authority", N_("May decide"), Kind.YES),
            Part("need", N_("Needs it"), Kind.YES),
        ),
        settling.man_of,
    ),
    View(
        "losses",
        N_("Lost customers"),
        N_("Who left by their own decision, who drifted away, and why."),
        (Part("active", N_("Left by their own decision"), Kind.YES), Part("reason", N_("Reason"), Kind.WORDS)),
        settling.losses_of,
    ),
    View(
        "offers",
        N_("Need, offer and use"),
        N_("Needs without an offer, and offers that few use."),
        (
            Part("need", N_("Needs it"), Kind.YES),
            Part("offered", N_("It is offered"), Kind.YES),
            Part("used", N_("Uses it"), Kind.YES),
            Part("cause", N_("Why it is not used"), Kind.WORDS, is_needed=False),
        ),
        settling.offers_of,
    ),
    View(
        "channels",
        N_("Channels by stage"),
        N_("Which channels are used and which are preferred before, during and after buying."),
        _CHANNELS,
        settling.channels_of,
    ),
    View(
        "expectation",
        N_("What formed the expectation"),
        N_("How much more, or less, those expect who heard of it, knew the brand or had been there before."),
        (Part("expected", N_("Expectation"), Kind.FIGURE), Part("sources", N_("What formed it"), Kind.SEVERAL)),
        settling.formed_of,
    ),
    View(
        "profit",
        N_("Who brings the profit"),
        N_("How the profit adds up over customers, best first."),
        (Part("profit", N_("Profit of each customer"), Kind.FIGURE),),
        settling.profit_of,
    ),
    View(
        "value",
        N_("Value of customers"),
        N_("Future income less costs plus profit from referrals, and how it adds up."),
        _VALUE,
        settling.value_of,
    ),
    View(
        "needs",
        N_("Register of needs"),
        N_("Basic, satisfying and attractive needs, from questions with and without a feature."),
        (
            Part("features", N_("Features"), Kind.PAIRS),
            Part("segment", N_("Segment"), Kind.WORDS, is_needed=False),
        ),
        settling.needs_of,
    ),
)
VIEWS: Mapping[str, View] = {view.key: view for view in _ALL}
