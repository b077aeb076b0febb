"""What a panellist says of their own expertise, as it comes from the page: read strictly, nothing chosen beforehand."""

from collections.abc import Mapping
from typing import Any

from survey_app.services.expertise import LEVELS, Said
from survey_app.stats.authority import BASES, FAMILIARITY


def read(posted: Mapping[str, Any]) -> Said:
    """What was sent. Whatever is no entry of the page counts as left out."""
    if posted.get("go") == "skip":
        return Said({}, skipped=True)
    judgement = {base: level for base in BASES if (level := str(posted.get(f"basis-{base}", ""))) in LEVELS}
    familiarity = str(posted.get("familiarity", ""))
    return Said(judgement, familiarity if familiarity in FAMILIARITY else None)


def is_whole(said: Said) -> bool:
    """Whether everything was answered."""
    return len(said.judgement) == len(BASES) and said.familiarity is not None
