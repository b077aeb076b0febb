"""Questions of Qualtrics with rows: matrices, tables side by side, sliders, orders, points."""

import re

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import number_options
from survey_app.interchange.questionnaires.qualtrics.asked import Asked, Document, document, not_asked
from survey_app.interchange.questionnaires.qualtrics.choosing import carried, choices_of, rows_of
from survey_app.interchange.questionnaires.qualtrics.parts import (
    Desk,
    Entry,
    as_number,
    as_part,
    as_text,
    numbered,
    placed,
)
from survey_app.questions.comparing import SIDES
from survey_app.questions.maxdiff import FEWEST, LARGEST, MOST
from survey_app.questions.reading import FEWEST_POINTS, MAX_OPTIONS, MOST_POINTS
from survey_app.questions.registry import TYPES

_FIRST_HIGH = 10
_LEAST = re.compile(r"\b(?:least|worst|menos|peor)\b", re.IGNORECASE)
"""The column of the worst; where neither says so it is the first, which is where Qualtrics puts it."""
_AWAY = re.compile(
    r"\s*\(?(?:n\s*[/.]?\s*a\.?|not applicable|does ?n[o']t apply|no aplica|no procede|不适用)\)?\s*", re.IGNORECASE
)
"""Answers at the end of a scale that are none of its points."""


def apart(asked: Asked, desk: Desk, items: list[Document], kind: str, settings: Document) -> list[Document]:
    """A table of a kind that is not there, as one question a row."""
    desk.notes.changed(asked.place, asked.subject, N_("A table of this kind is asked row by row."))
    found = []
    for item in items:
        one = document(asked, desk, kind, dict(settings))
        one["code"] = desk.naming.question(f"{asked.entry.code[:12]}_{item['code']}")
        one["text"] = {code: f"{words} – {item['label'].get(code, '')}" for code, words in one["text"].items()}
        one |= {"show_if": item["show_if"]} if "show_if" in item else {}
        found.append(one)
    asked.entry.kind = ""
    return found


def matrix(asked: Asked, desk: Desk) -> list[Document]:
    """Tables: one answer a row, several, texts, numbers, opposites."""
    if asked.selector == "Profile":
        return _profile(asked, desk)
    items = rows_or_carried(asked, desk)
    if asked.selector in {"TE", "CS"}:
        return _filled_in(asked, desk, items)
    options = choices_of(asked, desk, "Answers", "AnswerOrder")
    for option in options:
        option.pop("_name", None)
        option.pop("_open", None)
    special = _special(asked, desk, items, options)
    if special is not None:
        return special
    if asked.selector in {"MaxDiff", "RO"}:
        desk.notes.changed(asked.place, asked.subject, N_("It is asked as a table with one answer a row."))
    return _rated(asked, desk, items, options)


def _filled_in(asked: Asked, desk: Desk, items: list[Document]) -> list[Document]:
    """A text or a number for every row and column."""
    kind = "grid_text" if asked.selector == "TE" else "grid_number"
    columns = rows_of(asked, desk, "Answers", "AnswerOrder")
    if kind in TYPES:
        return [document(asked, desk, kind, {"items": items, "columns": columns})]
    return apart(asked, desk, items, "short_text" if kind == "grid_text" else "number", {})


def _special(asked: Asked, desk: Desk, items: list[Document], options: list[Document]) -> list[Document] | None:
    """Tables that are no rating of rows: several answers a row, opposites, best and worst."""
    if asked.below == "MultipleAnswer" and asked.selector not in {"Bipolar", "MaxDiff"}:
        if "grid_multiple" not in TYPES:
            return apart(asked, desk, items, "multiple", {"options": options})
        return [document(asked, desk, "grid_multiple", {"items": items, "options": options})]
    if asked.selector == "Bipolar" and "differential" in TYPES and FEWEST_POINTS <= len(options) <= MOST_POINTS:
        for item in items:
            item["label"] = {code: words.replace(":", " | ", 1) for code, words in item["label"].items()}
        return [document(asked, desk, "differential", {"items": items, "points": len(options)})]
    if asked.selector == "MaxDiff" and FEWEST <= len(items) <= MOST and len(options) == len(SIDES):
        return [_best_and_worst(asked, desk, items, options)]
    return None


def rows_or_carried(asked: Asked, desk: Desk) -> list[Document]:
    """The rows of a table: its own, and those carried forward from an earlier question."""
    items = rows_of(asked, desk)
    over = carried(asked, desk)
    if asked.entry.carry or not over:
        return items
    return [*items, *({"code": str(each["code"]), "label": each["label"]} for each in over)]


def _best_and_worst(asked: Asked, desk: Desk, items: list[Document], options: list[Document]) -> Document:
    """Best and worst of one set with all rows, as Qualtrics shows it."""
    codes = number_options([str(item["code"]) for item in items])
    rows = [{"code": code, "label": item["label"]} for code, item in zip(codes, items, strict=True)]
    best, worst = (option["label"] for option in options)
    if _LEAST.search(str(best)) or not _LEAST.search(str(worst)):
        best, worst = worst, best
    if len(rows) > LARGEST:
        reason = N_("Best and worst are chosen in sets of %(count)s rows, each row in several of them.")
        desk.notes.changed(asked.place, asked.subject, reason, count=LARGEST)
    size = {"per_set": len(rows), "sets": 1} if len(rows) <= LARGEST else {"per_set": LARGEST}
    asked.entry.rows.clear()
    return document(asked, desk, "maxdiff", {"options": rows, "best": best, "worst": worst, **size})


def _profile(asked: Asked, desk: Desk) -> list[Document]:
    """A table whose rows have answers of their own: one question a row."""
    desk.notes.changed(asked.place, asked.subject, N_("A table of this kind is asked row by row."))
    rows, answers = rows_of(asked, desk), as_part(asked.payload.get("Answers"))
    found = []
    for (name, _part), item in zip(placed(asked.payload, "Choices", "ChoiceOrder"), rows, strict=True):
        inner = {**asked.payload, "Answers": answers.get(name), "AnswerOrder": None}
        row = Asked(inner, asked.place, asked.subject, Entry(asked.entry.code))
        options = choices_of(row, desk, "Answers", "AnswerOrder")
        if options:
            found.append(_one_row(row, desk, item, options))
    asked.entry.kind = ""
    return found


def _one_row(asked: Asked, desk: Desk, item: Document, options: list[Document]) -> Document:
    for option in options:
        option.pop("_name", None)
        option.pop("_open", None)
    one = document(asked, desk, "single", {"options": options[:MAX_OPTIONS]})
    one["code"] = desk.naming.question(f"{asked.entry.code[:12]}_{item['code']}")
    one["text"] = {code: f"{words} – {item['label'].get(code, '')}" for code, words in one["text"].items()}
    return one | ({"show_if": item["show_if"]} if "show_if" in item else {})


def grouped(asked: Asked, desk: Desk) -> list[Document]:
    """Rows that are put into groups: for each row the group it goes to; the order inside a group is not asked."""
    groups = [as_text(words) for _number, words in numbered(asked.payload.get("Groups"))]
    if not groups:
        return not_asked(asked, desk)
    desk.notes.changed(
        asked.place, asked.subject, N_("Each row is given one group; the order inside of a group is not asked for.")
    )
    options = [{"code": code, "label": {desk.default: words}} for code, words in enumerate(groups, 1)]
    return _rated(asked, desk, rows_or_carried(asked, desk), options)


def _rated(asked: Asked, desk: Desk, items: list[Document], options: list[Document]) -> list[Document]:
    last = options[-1] if options else {}
    away = len(options) > FEWEST_POINTS and any(_AWAY.fullmatch(words) for words in last.get("label", {}).values())
    if away:
        options = options[:-1]
        asked.entry.choices = {n: code for n, code in asked.entry.choices.items() if code != last["code"]}
        desk.notes.changed(asked.place, asked.subject, N_("Its last answer became “does not apply” beside the scale."))
    if not FEWEST_POINTS <= len(options) <= MOST_POINTS:
        return _row_by_row(asked, desk, items, [*options, *([last] if away else [])])
    codes = [option["code"] for option in options]
    if codes != list(range(codes[0], codes[0] + len(codes))) or codes[0] > _FIRST_HIGH:
        new = {old: number for number, old in enumerate(codes, 1)}
        asked.entry.choices = {name: new[code] for name, code in asked.entry.choices.items()}
        told = ", ".join(f"{old} = {number}" for old, number in new.items())
        desk.notes.changed(
            asked.place, asked.subject, N_("The points of the scale are numbered from 1: %(codes)s"), codes=told
        )
        codes = list(new.values())
    scale = {"first": codes[0], "last": codes[-1], "labels": [option["label"] for option in options]}
    found = document(asked, desk, "grid", {"items": items, "scale": scale})
    return [found | ({"not_applicable": True} if away else {})]


def _row_by_row(asked: Asked, desk: Desk, items: list[Document], options: list[Document]) -> list[Document]:
    desk.notes.changed(
        asked.place, asked.subject, N_("A table with %(n)s answers a row is asked row by row."), n=len(options)
    )
    found = [_one_row(asked, desk, item, options) for item in items]
    asked.entry.kind = ""
    return found


def slider(asked: Asked, desk: Desk) -> list[Document]:
    """Sliders and stars: one row is a slider, several are a table of numbers or of ratings."""
    items = rows_of(asked, desk)
    least, most = (as_number(asked.settings.get(name)) for name in ("CSSliderMin", "CSSliderMax"))
    least, most = 0.0 if least is None else least, 100.0 if most is None else most
    if asked.selector == "STAR" and FEWEST_POINTS <= most <= MOST_POINTS:
        scale = {"first": 1, "last": int(most)}
        return [document(asked, desk, "grid", {"items": items, "scale": scale})]
    decimals = as_number(asked.settings.get("NumDecimals")) or 0
    settings: Document = {"min": least, "max": most}
    if len(items) == 1 and "slider" in TYPES:
        found = document(asked, desk, "slider", settings | {"step": 10.0 ** -min(6, max(0, decimals))})
        asked.entry.rows.clear()
        words = items[0]["label"]
        found["text"] = {
            code: f"{said} – {words[code]}" if code in words else said for code, said in found["text"].items()
        }
        return [found]
    desk.notes.changed(asked.place, asked.subject, N_("Sliders become numbers within the same limits."))
    settings["decimals"] = int(min(6, max(0, decimals)))
    if "grid_number" not in TYPES:
        return apart(asked, desk, items, "number", settings)
    return [document(asked, desk, "grid_number", settings | {"items": items})]


def order(asked: Asked, desk: Desk) -> list[Document]:
    """An order of rows."""
    return (
        [document(asked, desk, "ranking", {"items": rows_or_carried(asked, desk)})]
        if "ranking" in TYPES
        else not_asked(asked, desk)
    )


def total(asked: Asked, desk: Desk) -> list[Document]:
    """Points shared between rows; without a fixed total they are numbers."""
    items = rows_or_carried(asked, desk)
    whole = as_number(asked.limits.get("ChoiceTotal"))
    if (
        whole
        and whole > 0
        and whole == int(whole)
        and "constant_sum" in TYPES
        and (len(items) > 1 or asked.entry.carry)
    ):
        return [document(asked, desk, "constant_sum", {"items": items, "total": int(whole)})]
    if "grid_number" not in TYPES:
        return apart(asked, desk, items, "number", {"decimals": 2})
    return [document(asked, desk, "grid_number", {"items": items, "decimals": 2})]


def side_by_side(asked: Asked, desk: Desk) -> list[Document]:
    """Several tables with the same rows beside each other: one question for each."""
    inner = [part for _name, part in placed(asked.payload, "AdditionalQuestions", "")]
    desk.notes.changed(
        asked.place, asked.subject, N_("A table with %(n)s columns becomes a question for each column."), n=len(inner)
    )
    whole = desk.text(asked.payload, asked.payload.get("QuestionText"), ("QuestionText",), asked.place, asked.subject)
    found: list[Document] = []
    for number, part in enumerate(inner, 1):
        code = desk.naming.question(f"{asked.entry.code[:13]}_{number}")
        payload = {**part, "Choices": asked.payload.get("Choices"), "ChoiceOrder": asked.payload.get("ChoiceOrder")}
        one = Asked(payload, f"{asked.place}.AdditionalQuestions.{number}", asked.subject, Entry(code))
        for each in matrix(one, desk):
            each["text"] = {
                lang: f"{words} – {each['text'].get(lang, '')}".strip(" –") for lang, words in whole.items()
            }
            each["required"] = each["required"] or as_text(asked.limits.get("ForceResponse")) == "ON"
            found.append(each)
    return found
