"""Tables of rows: A B C E F H on one scale, 1 on two, : with figures and ; with texts."""

from collections.abc import Mapping, Sequence

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.choices import unusable
from survey_app.interchange.questionnaires.limesurvey.converting import (
    Converted,
    Part,
    Text,
    Tools,
    distinct,
    items_of,
    note_codes,
    numbered,
    options_of,
    part_of,
    place_of,
    with_codes,
)
from survey_app.interchange.questionnaires.limesurvey.own_words import (
    DECREASE,
    INCREASE,
    NO,
    SAME,
    UNCERTAIN,
    YES,
)
from survey_app.interchange.questionnaires.limesurvey.survey import Answer, LimeQuestion, SubQuestion
from survey_app.logic.dialects.limesurvey import Native
from survey_app.questions.reading import FEWEST_POINTS, MOST_POINTS

_WORDED = {
    "C": (("Y", YES), ("U", UNCERTAIN), ("N", NO)),
    "E": (("I", INCREASE), ("S", SAME), ("D", DECREASE)),
}


def read_fixed_table(question: LimeQuestion, tools: Tools) -> Converted:
    """A, B, C and E: rows on a scale that LimeSurvey brings along."""
    if question.type in _WORDED:
        worded = _WORDED[question.type]
        codes = {code: number for number, (code, _words) in enumerate(worded, start=1)}
        scale: Part = {"first": 1, "last": len(worded), "labels": [tools.own(words) for _code, words in worded]}
    else:
        last = 5 if question.type == "A" else 10
        codes = {str(point): point for point in range(1, last + 1)}
        scale = {"first": 1, "last": last}
    return _graded(question, tools, codes, scale)


def read_table(question: LimeQuestion, tools: Tools) -> Converted:
    """F and H: rows on a scale of the survey's own; H only shows them the other way round."""
    place = place_of(question)
    if question.type == "H":
        tools.notes.changed(place, "type H", N_("A table by columns is shown by rows here."))
    answers = distinct(question.columns(), tools, place)
    if not question.rows():
        return unusable(question, tools, N_("A table without rows cannot be asked; its words are kept as a text."))
    if not FEWEST_POINTS <= len(answers) <= MOST_POINTS:
        return _apart(question, answers, tools)
    codes, scale = scale_of(answers, tools, place)
    return _graded(question, tools, codes, scale)


def scale_of(answers: Sequence[Answer], tools: Tools, place: str) -> tuple[dict[str, int], Part]:
    """The scale that the answers of a table are: their own figures where they follow each other."""
    found = numbered([each.code for each in answers])
    figures = list(found.values())
    if figures != list(range(figures[0], figures[0] + len(figures))) or figures[0] > 10:  # noqa: PLR2004 - a scale's limit
        found = {each.code: number for number, each in enumerate(answers, start=1)}
    first, last = next(iter(found.values())), list(found.values())[-1]
    labels = [tools.text(each.text, place) for each in answers]
    note_codes(found, tools, place)
    return found, {"first": first, "last": last} | _worded(labels, first)


def _worded(labels: list[Text], first: int) -> Part:
    """Words for the ends alone where the points between them are figures, else for every point."""
    bare = [all(words == str(first + place) for words in label.values()) for place, label in enumerate(labels)]
    if all(bare):
        return {}
    if all(bare[1:-1]):
        low, high = ({} if is_bare else label for is_bare, label in ((bare[0], labels[0]), (bare[-1], labels[-1])))
        return {"low": low, "high": high}
    return {"labels": labels}


def _graded(question: LimeQuestion, tools: Tools, codes: Mapping[str, int], scale: Part) -> Converted:
    place = place_of(question)
    rows = distinct(question.rows(), tools, place)
    if not rows:
        return unusable(question, tools, N_("A table without rows cannot be asked; its words are kept as a text."))
    items = items_of(rows, tools, place)
    code = tools.question_code(question.code)
    kind, settings = "grid", {"items": items, "scale": scale}
    if question.type == "F" and scale["first"] == 1 and not scale.keys() - {"first", "last"} and all(map(_pair, items)):
        kind, settings = "differential", {"items": items, "points": scale["last"]}
    found = Converted([part_of(question, code, kind, tools, settings)])
    found.names[f"that.{question.code}"] = Native(code)
    labels = {
        words: number
        for number, label in zip(codes.values(), scale.get("labels", ()), strict=False)
        for words in label.values()
    }
    for row, item in zip(rows, items, strict=True):
        found.names[f"{question.code}_{row.code}"] = Native(f"{code}.{item['code']}", dict(codes), labels)
        found.rows[row.code] = item
    return found


def _pair(item: Part) -> bool:
    """LimeSurvey writes the two ends of a semantic differential as `left|right`, as we do."""
    return bool(item["label"]) and all(words.count("|") == 1 for words in item["label"].values())


def _apart(question: LimeQuestion, answers: Sequence[Answer], tools: Tools) -> Converted:
    """A table whose scale is too short or too long for us: one question for each row."""
    place = place_of(question)
    if not answers:
        return unusable(question, tools, N_("A list without answers cannot be asked; its words are kept as a text."))
    rows = distinct(question.rows(), tools, place)
    reason = N_("A scale has %(fewest)s to %(most)s points: every row became a question of its own.")
    tools.notes.changed(place, f"type {question.type}", reason, fewest=FEWEST_POINTS, most=MOST_POINTS)
    codes = numbered([each.code for each in answers])
    note_codes(codes, tools, place)
    found = Converted()
    for row in rows:
        options = options_of(answers, codes, tools, place)
        part = row_part(question, row, "single", tools, {"options": options})
        found.parts.append(part)
        found.names[f"{question.code}_{row.code}"] = with_codes(part["code"], codes, options)
        found.rows[row.code] = part
    return found


def row_part(question: LimeQuestion, row: SubQuestion, kind: str, tools: Tools, settings: Part) -> Part:
    """One row as a question of its own."""
    part = part_of(question, tools.question_code(f"{question.code}_{row.code}"), kind, tools, settings)
    label = tools.text(row.text, place_of(question))
    whole = part["text"]
    part["text"] = {
        language: " – ".join(filter(None, (whole.get(language, ""), label.get(language, ""))))
        for language in dict.fromkeys([*whole, *label])
    }
    return part
