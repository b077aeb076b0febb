"""What files call the columns of a panel's ratings, and rounds that stand side by side in the names of columns."""

import re
from collections.abc import Sequence
from dataclasses import replace

from survey_app.cli.stats.printing import remark_once
from survey_app.cli.stats.reading import Sheet
from survey_app.interchange.foot_rows import is_summary_word, summing_columns

__all__ = ["LONG", "called", "meaning", "unfolded"]

LONG = ("panellist", "item", "value")
_ALIKE = {
    "panellist": (
        *("panelist", "expert", "rater", "judge", "assessor", "evaluator"),
        *("juror", "participant", "respondent", "member", "person", "user", "voter"),
        *("panelista", "experto", "experta", "juez", "jurado", "participante"),
        *(
            "experte",
            "expertin",
            "teilnehmer",
            "befragter",
            "evaluador",
            "encuestado",
            "votante",
            "专家",
            "评委",
            "评审",
            "评价者",
            "评分者",
            "参与者",
            "受访者",
        ),
        # those who often stand beside the one who answered
        *("coder", "observer", "interviewer", "reviewer", "codificador", "observador"),
    ),
    "item": (
        *("statement", "question", "claim", "outcome", "indicator", "criterion", "criteria", "indication", "object"),
        *("subject", "target", "case", "unit", "patient", "idea", "alternative", "attribute"),
        *("ítem", "afirmación", "enunciado", "pregunta", "indicador", "criterio", "caso", "sujeto", "alternativa"),
        *("frage", "aussage", "kriterium", "条目", "指标", "题目", "问题", "项目", "对象"),
    ),
    "value": (
        *("rating", "score", "answer", "response", "vote", "rank", "ranking", "judgement", "judgment", "category"),
        *("valor", "puntuación", "puntaje", "calificación", "valoración", "respuesta", "rango", "categoría"),
        *("wert", "bewertung", "antwort", "rang", "评分", "得分", "分数", "打分", "排名", "类别"),
    ),
    "round": ("wave", "runde", "ronda", "vuelta", "轮次", "轮"),
}
_WORDS = {word: (name, place) for name, words in _ALIKE.items() for place, word in enumerate((name, *words))}
_ENDS = re.compile(
    r"^(?:id|nº|n°|no(?=\.))[\s_.\-]+|[\s_.\-#]*(?:id|nº|n°|no|nr|num|number|code|name|código|número|编号|序号|姓名|代码)?[\s_.#]*$"
)
_FEWEST, _MANY = 2, 8
"""Columns of ratings that others can sum up; rows from which different numbers are hardly ratings."""
_NUMBER = re.compile(r"-?[0-9.,]+")
_TURN = r"(?:r|t|w|round|ronda|vuelta|wave)"
_WORDED = r"(?:round|ronda|vuelta|wave|runde)"
_BESIDE = (
    re.compile(rf"(?P<name>.*\S)[\s_.\-(]+{_TURN}[\s_.\-]*(?P<turn>\d{{1,2}})\)?", re.IGNORECASE),
    re.compile(
        rf"(?P<name>.*[^\W_])[\s_.\-(]+(?P<turn>\d{{1,2}})[ªº.]?(?:st|nd|rd|th|er|ra|da)?[\s_]*{_WORDED}\)?",
        re.IGNORECASE,
    ),
    re.compile(rf"{_TURN}[\s_.\-]*(?P<turn>\d{{1,2}})[\s_.\-:]+(?P<name>\S.*)", re.IGNORECASE),
    re.compile(r"(?P<name>.*[^\W_])[\s_.\-(]+(?P<turn>pre|post|before|after|antes|después|despues)\)?", re.IGNORECASE),
    re.compile(r"(?P<name>.*[^\W_])[\W_]*第(?P<turn>\d{1,2}|[一二三四五])轮\W?"),
    re.compile(r"第?(?P<turn>\d{1,2}|[一二三四五])轮[\W_]*(?P<name>\S.*)"),
)


def meaning(name: str) -> tuple[str, int] | None:
    """What a column is called here, and how usual that name is for it; None where the name says neither.

    A number or code behind the name leaves who or what it is, but is no value: “Rating ID” holds no ratings.

    >>> meaning("Expert no."), meaning("raters"), meaning("专家编号"), meaning("price"), meaning("Rating ID")
    (('panellist', 2), ('panellist', 3), ('panellist', 27), None, None)
    """
    whole = name.strip().casefold()
    bare = _ENDS.sub("", _ENDS.sub("", whole, count=1), count=1)
    known = next((_WORDS[each] for each in (whole, whole.removesuffix("s")) if each in _WORDS), None)
    if known is None:
        known = next((_WORDS[each] for each in (bare, bare.removesuffix("s")) if each in _WORDS), None)
        return None if known and known[0] == "value" else known
    return known


def called(sheet: Sheet) -> Sheet:
    """A long file, or the round of a wide one, under our names where the file has other usual ones."""
    if sheet.has(*LONG):
        return sheet
    found: dict[str, tuple[int, str]] = {}
    for name in sheet.names:
        if known := meaning(name):
            what, place = known
            found[what] = min(found.get(what, (place, name)), (place, name))
    is_long = all(what in found for what in LONG)
    ours = {theirs: what for what, (_place, theirs) in found.items() if is_long or what == "round"}
    header = tuple(ours.get(name, name) for name in sheet.names)
    sheet = replace(sheet, table=replace(sheet.table, header=header))
    return sheet if is_long else _ratings_alone(sheet)


def _ratings_alone(sheet: Sheet) -> Sheet:
    """A wide file without what stands before the names of its rows, and without columns that sum up at its end."""
    names, rows = sheet.names, sheet.table.rows
    at_name = 0 if sheet.shape.unnamed else _at_name(sheet)
    end = len(names)
    while end > at_name + _FEWEST and is_summary_word(names[end - 1]):
        end -= 1
    ratings = [[row[place] for place in range(0 if sheet.shape.unnamed else at_name + 1, end)] for row in rows]
    found = summing_columns({names[place]: [row[place] for row in rows] for place in range(end, len(names))}, ratings)
    sums = [place for place in range(end, len(names)) if names[place] in found]
    if sums:
        remark_once(f"Left out: {_shown([names[place] for place in sums])} sums up the columns before it.")
    if odd := [names[place] for place in range(end, len(names)) if place not in sums]:
        remark_once(f"{_shown(odd)}: read like the others. If it sums them up, take it out of the file.")
    stems = {_stem(name) for name in names[at_name + 1 :]} - {""}
    ahead = [place for place in range(at_name) if names[place] != "round"]
    before = [place for place in ahead if _stem(names[place]) not in stems]
    if before:
        remark_once(
            f"Left out: {_shown([names[place] for place in before])} stands before the names ({names[at_name]})."
        )
    kept = [place for place in range(len(names)) if place not in {*sums, *before}]
    if len(kept) == len(names) and not ahead:
        return sheet
    if ahead:
        kept.remove(at_name)
        kept.insert(0, at_name)
    return replace(
        sheet,
        table=replace(
            sheet.table,
            header=tuple(names[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in rows),
        ),
    )


def _at_name(sheet: Sheet) -> int:
    """Where the names of the rows stand: in the first column, or in the one further on that is called so.

    Ratings can stand under such a name too: “Reviewer, Editor”. Names are there for every row and each only once in a
    round. Numbers name panellists alone, and many of them, where the first column could be names as well.
    """
    at = [place for place, name in enumerate(sheet.names) if name != "round"]
    means = {place: found[0] for place in at if (found := meaning(sheet.names[place]))}
    if not at or means.get(at[0]) in {"panellist", "item"}:
        return 0
    what = "panellist" if "panellist" in means.values() else "item"
    known = [place for place, each in means.items() if each == what]
    if len(known) != 1 or not _names_rows(sheet, known[0]):
        return 0
    place = known[0]
    if sheet.names[place] == "panellist" or not all(_NUMBER.fullmatch(row[place]) for row in sheet.table.rows):
        return place
    is_clear = what == "panellist" and (not _names_rows(sheet, at[0]) or len(sheet.table.rows) >= _MANY)
    return place if is_clear else 0


def _names_rows(sheet: Sheet, place: int) -> bool:
    """Whether a column holds a name for each row, each once in its round."""
    at_round = sheet.names.index("round") if "round" in sheet.names else place
    cells = [(row[at_round], row[place]) for row in sheet.table.rows]
    return all(cell for _turn, cell in cells) and len(set(cells)) == len(cells)


def _stem(name: str) -> str:
    """What a numbered column shares with others: q of q1; nothing where it has no number."""
    return name.casefold().rstrip("0123456789") if name[-1:].isdigit() else ""


def _shown(names: Sequence[str]) -> str:
    return ", ".join(name[:40] for name in names[:12])


def unfolded(sheet: Sheet) -> Sheet:
    """A file with a column for each item and round, such as q1_r1 and q1_r2, with a row for each round instead.

    Every column after the first one has to name its round, and there have to be two rounds of one name at least.
    """
    places = [_beside(name) for name in sheet.names[1:]]
    known = [place for place in places if place is not None]
    names = list(dict.fromkeys(name for name, _turn in known))
    if len(known) < len(places) or len(known) == len(names) or len(set(known)) < len(known):
        return sheet
    turns = list(dict.fromkeys(turn for _name, turn in known))
    at = {place: column for column, place in enumerate(known, start=1)}
    rows, numbers = [], []
    for row, number in zip(sheet.table.rows, sheet.table.numbers, strict=True):
        for turn in turns:
            cells = (row[at[name, turn]] if (name, turn) in at else "" for name in names)
            rows.append((turn, row[0], *cells))
            numbers.append(number)
    header = ("round", sheet.names[0], *names)
    return replace(sheet, table=replace(sheet.table, header=header, rows=tuple(rows), numbers=tuple(numbers)))


def _beside(name: str) -> tuple[str, str] | None:
    found = next((match for form in _BESIDE if (match := form.fullmatch(name.strip()))), None)
    return (found["name"].strip(), found["turn"]) if found else None
