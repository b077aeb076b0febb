"""Who of the simulated customers left a contact, and how the cases ended that sent no form: both fixed by number."""

from collections.abc import Sequence

from survey_app.services.sample_study.spoken import spoken
from survey_app.vocabulary import Disposition

_ROLES = ("Purchasing", "Quality manager", "Head of maintenance", "Owner", "Plant office")
_LEAVES_A_CONTACT = 7
"""One in so many."""
_ENDINGS = (
    *(Disposition.NON_CONTACT,) * 8,
    *(Disposition.PENDING,) * 7,
    *(Disposition.REFUSAL,) * 4,
    Disposition.INELIGIBLE,
)


def contact_of(unit: str, language: str = "en") -> str:
    """What this customer wrote when asked for a contact; nothing for most of them.

    >>> contact_of("C0014"), contact_of("C0015")
    ('Owner, c0014@example.org', '')
    """
    number = int(unit.removeprefix("C"))
    if number % _LEAVES_A_CONTACT:
        return ""
    return f"{spoken(_ROLES[number % 11 % len(_ROLES)], language)}, {unit.lower()}@example.org"


def endings(silent: Sequence[int]) -> dict[int, Disposition]:
    """How each silent case ended: most could not be reached or are still out, some refused, a few have closed down."""
    return {case_id: _ENDINGS[place * 7 % len(_ENDINGS)] for place, case_id in enumerate(silent)}
