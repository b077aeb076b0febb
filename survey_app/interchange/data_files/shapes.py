"""Whether a file has a row for each answer where one for each person is needed."""

from itertools import permutations

from survey_app.interchange.tables import Table

__all__ = ["is_long"]

_PEOPLE = frozenset(
    ("respondent", "respondent id", "person", "participant", "panellist", "panelist", "rater", "expert", "user", "case")
) | {"id", "respondent_id", "participant_id", "user_id", "encuestado", "participante", "experto", "受访者", "专家"}
_ITEMS = frozenset(("item", "question", "variable", "statement", "attribute", "indicator")) | {
    *("question_id", "item_id", "pregunta", "ítem", "indicador", "题目", "条目", "指标")
}
_WIDEST, _FEWEST = 6, 2


def is_long(table: Table) -> bool:
    """Whether a few columns name a person and an item in each row, each pair once and every person several times."""
    if len(table.header) > _WIDEST:
        return False
    for person, item in permutations(table.header, 2):
        if person.casefold() not in _PEOPLE or item.casefold() not in _ITEMS:
            continue
        people, items = table.column(person), table.column(item)
        pairs = set(zip(people, items, strict=True))
        return len(pairs) == len(people) >= _FEWEST * len(set(people)) and len(set(items)) >= _FEWEST
    return False
