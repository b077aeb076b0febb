"""What unfinished sheets said of each statement, frozen beside the figures: verdicts are told with and without them.

Only in frozen rounds, and only as counts of the smallest group and more: figures of an open round never hold them.
"""

from collections.abc import Sequence

from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_computing import Json, Question
from survey_app.services.round_seals import Answer
from survey_app.vocabulary import ItemScale

WITH_PARTIALS = 5
"""From this schema on they stand in the document."""


def put_in(items: Sequence[Json], question: Question, answers: Sequence[Answer]) -> None:
    """Add the counts to the items, where statements are rated and so many people left off and finished."""
    if question.schema < WITH_PARTIALS:
        return
    for item in items:
        rules = question.rules.of(item.get("own_scale", {}))
        if rules.scale is not ItemScale.RATING:
            continue
        rows = [each for each in answers if each.item_id == item["item_id"]]
        unfinished = [each for each in rows if each.partial]
        if min(len(unfinished), len(rows) - len(unfinished)) >= question.least:
            item["partial"] = _counts(unfinished, rules)


def _counts(rows: Sequence[Answer], rules: ProtocolRules) -> Json:
    values = [each.value for each in rows if each.value is not None]
    (high_from, high_to), (low_from, low_to) = rules.rule.high, rules.rule.low
    return {
        "high": sum(high_from <= value <= high_to for value in values),
        "low": sum(low_from <= value <= low_to for value in values),
        "judged": len(values),
        "cannot_judge": sum(each.cannot_judge for each in rows),
    }
