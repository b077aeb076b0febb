"""Questions of Qualtrics as ours, by their type and selector."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming, figure_of, number_options, recoded
from survey_app.interchange.questionnaires.qualtrics.deciding import condition
from survey_app.interchange.questionnaires.qualtrics.parts import (
    Desk,
    Entry,
    Part,
    as_flag,
    as_number,
    as_part,
    as_text,
    placed,
)
from survey_app.logic import writing
from survey_app.logic.tree import Binary, Constant, Reference
from survey_app.questions.definition import Text
from survey_app.questions.reading import FEWEST_POINTS, MAX_OPTIONS, MOST_POINTS, OTHER_CODE
from survey_app.questions.registry import TYPES

Document = dict[str, Any]
_DROPDOWNS = frozenset({"DL", "SB"})
_SEVERAL = frozenset({"MAVR", "MAHR", "MACOL", "MSB"})
_FIRST_HIGH = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the file with its place in it."""

    payload: Part
    place: str
    subject: str
    entry: Entry

    @property
    def selector(self) -> str:
        """What the type looks like."""
        return as_text(self.payload.get("Selector"))

    @property
    def below(self) -> str:
        """The finer distinction of a selector."""
        return as_text(self.payload.get("SubSelector"))

    @property
    def limits(self) -> Part:
        """What an answer has to meet."""
        return as_part(as_part(self.payload.get("Validation")).get("Settings"))

    @property
    def settings(self) -> Part:
        """How the question looks and works."""
        return as_part(self.payload.get("Configuration"))


def ask(asked: Asked, desk: Desk) -> list[Document]:
    """The questions of ours that one of the file becomes; none where there is no counterpart."""
    kind = as_text(asked.payload.get("QuestionType"))
    build = _KINDS.get(kind)
    if build is None:
        desk.notes.dropped(
            asked.place,
            asked.subject,
            N_("Questions of the kind “%(kind)s” are not known here."),
            kind=kind[:40],
            original=as_text(asked.payload.get("QuestionText"))[:2_000],
        )
        return []
    return build(asked, desk)


def document(asked: Asked, desk: Desk, kind: str, settings: Document | None = None) -> Document:
    """What every question has in common."""
    entry = asked.entry
    entry.kind = kind
    text = desk.text(asked.payload, asked.payload.get("QuestionText"), ("QuestionText",), asked.place, asked.subject)
    forced = as_text(asked.limits.get("ForceResponse")).upper()
    if forced in {"REQUEST", "REQUESTRESPONSE"} or asked.limits.get("ForceResponseType") == "RequestResponse":
        if forced != "OFF":
            desk.notes.changed(
                asked.place, asked.subject, N_("An answer that is asked for twice there may be left out here.")
            )
            forced = "OFF"
    found = {
        "code": entry.code,
        "kind": kind,
        "text": dict(text) or {desk.default: entry.code},
        "required": forced == "ON",
        "settings": settings or {},
    }
    _tell(asked, desk)
    return found


def _tell(asked: Asked, desk: Desk) -> None:
    """What no kind of ours has."""
    payload = asked.payload
    random = as_part(payload.get("Randomization"))
    if as_text(random.get("Type")) not in {"", "None"}:
        desk.notes.dropped(asked.place, asked.subject, N_("The order of the answers stays as it is written."))
    if as_text(payload.get("QuestionJS")).strip():
        desk.notes.dropped(
            asked.place, asked.subject, N_("Program code does not come over."), original=as_text(payload["QuestionJS"])
        )
    default = payload.get("DefaultChoices")
    if isinstance(default, Mapping) and default:
        desk.notes.dropped(asked.place, asked.subject, N_("Nothing is chosen beforehand here."))
    check = as_text(asked.limits.get("Type"))
    if check == "CustomValidation":
        desk.notes.dropped(
            asked.place,
            asked.subject,
            N_("Its own check of the answer does not come over."),
            original=str(asked.limits.get("CustomValidation"))[:2_000],
        )


def _choices(asked: Asked, desk: Desk, members: str = "Choices", order: str = "ChoiceOrder") -> list[Document]:
    """Answers with their codes: the recoded values, else their numbers."""
    payload, entry = asked.payload, asked.entry
    listed = placed(payload, members, order)
    recode = as_part(payload.get("RecodeValues" if members == "Choices" else "AnswerRecodeValues"))
    if members == "Answers" and not recode:
        recode = as_part(payload.get("RecodeValues"))
    names = [as_text(recode.get(name)) or name for name, _part in listed]
    if len(set(names)) < len(names) or any(figure_of(name) is None for name in names):
        names = [name for name, _part in listed]
    codes = number_options(names)
    if told := recoded(names, codes):
        desk.notes.changed(
            asked.place, asked.subject, N_("Answers are stored as figures: %(codes)s"), codes=told[:1_000]
        )
    options = []
    for (name, part), code in zip(listed, codes, strict=True):
        entry.choices[name] = code
        label = desk.text(payload, part.get("Display"), (members, name, "Display"), asked.place, asked.subject)
        option: Document = {"code": code, "label": dict(label) or {desk.default: name}, "_name": name}
        if as_flag(part.get("ExclusiveAnswer")):
            option["exclusive"] = True
        if rule := condition(part.get("DisplayLogic"), desk, f"{asked.place}.{members}.{name}", asked.subject):
            option["show_if"] = rule
        if as_flag(part.get("TextEntry")):
            option["_open"] = True
        options.append(option)
    return options


def _carried(asked: Asked, desk: Desk) -> list[Document]:
    """Answers carried forward from an earlier question."""
    locator = as_text(as_part(asked.payload.get("DynamicChoices")).get("Locator"))
    pieces = locator.removeprefix("q://").split("/")
    source = desk.entries.get(pieces[0])
    if not locator or source is None or not source.options:
        if locator:
            desk.notes.dropped(
                asked.place, asked.subject, N_("The answers it carries forward are unknown."), original=locator
            )
        return []
    chosen, found = pieces[-1], []
    for option in source.options:
        test = Binary("has" if source.kind == "multiple" else "=", Reference(source.code), Constant(option["code"]))
        rule = writing.write(test) if chosen.startswith("Selected") else ""
        rule = f"not ({writing.write(test)})" if chosen.startswith("Unselected") else rule
        asked.entry.choices[f"x{option['code']}"] = option["code"]
        found.append({**option, **({"show_if": rule} if rule else {})})
    return found


def choice(asked: Asked, desk: Desk) -> list[Document]:
    """One or several answers out of a list; the question whether one would recommend."""
    if asked.selector == "NPS":
        asked.entry.choices = {str(point): point for point in range(11)}
        return [document(asked, desk, "recommend")]
    options = [*_choices(asked, desk), *_carried(asked, desk)]
    taken: dict[int, Document] = {option["code"]: option for option in reversed(options)}
    options = [option for option in options if taken.get(option["code"]) is option]
    several = asked.selector in _SEVERAL
    settings = _opened(asked, desk, options)
    asked.entry.options = settings["options"]
    if several:
        for ours, name in (("min", "MinChoices"), ("max", "MaxChoices")):
            limit = as_number(asked.limits.get(name))
            if limit and as_text(asked.limits.get("Type")) == "ChoiceRange" and 0 < limit <= len(options):
                settings[ours] = int(limit)
    elif asked.selector in _DROPDOWNS:
        settings["look"] = "dropdown"
    if not settings["options"] or len(options) > MAX_OPTIONS:
        desk.notes.dropped(asked.place, asked.subject, N_("It has no answers, or more than can be offered here."))
        return []
    return [document(asked, desk, "multiple" if several else "single", settings)]


def _opened(asked: Asked, desk: Desk, options: list[Document]) -> Document:
    """Options, and the one with room for own words; more than one such is told."""
    opened = [option for option in options if option.pop("_open", False)]
    names = {option["code"]: option.pop("_name", "") for option in options}
    settings: Document = {"options": options}
    if opened and len(options) > 1:
        own = opened[-1]
        asked.entry.other = names[own["code"]]
        settings["options"] = [option for option in options if option is not own]
        settings["other"] = {name: own[name] for name in ("code", "label", "show_if") if name in own}
    for option in opened[:-1]:
        desk.notes.changed(
            asked.place,
            asked.subject,
            N_("Only one answer can have room for own words; “%(code)s” has none now."),
            code=option["code"],
        )
    return settings


def _rows(asked: Asked, desk: Desk, members: str = "Choices", order: str = "ChoiceOrder") -> list[Document]:
    naming, items = Naming(), []
    tags = as_part(asked.payload.get("ChoiceDataExportTags"))
    for name, part in placed(asked.payload, members, order):
        label: Text = desk.text(
            asked.payload, part.get("Display"), (members, name, "Display"), asked.place, asked.subject
        )
        tag = as_text(tags.get(name)).removeprefix(f"{as_text(asked.payload.get('DataExportTag'))}_")
        code = naming.row(tag or name)
        if members == "Choices":
            asked.entry.rows[name] = code
        item: Document = {"code": code, "label": dict(label) or {desk.default: name}}
        if rule := condition(part.get("DisplayLogic"), desk, f"{asked.place}.{members}.{name}", asked.subject):
            item["show_if"] = rule
        if as_flag(part.get("TextEntry")):
            desk.notes.changed(
                asked.place, asked.subject, N_("The row “%(row)s” has no room for own words here."), row=code
            )
        items.append(item)
    return items


def matrix(asked: Asked, desk: Desk) -> list[Document]:
    """Tables: one answer a row, several, texts, numbers, opposites."""
    items = _rows(asked, desk)
    if asked.selector == "TE" or asked.selector == "CS":
        kind = "grid_text" if asked.selector == "TE" else "grid_number"
        columns = _rows(asked, desk, "Answers", "AnswerOrder")
        return (
            [document(asked, desk, kind, {"items": items, "columns": columns})] if kind in TYPES else _none(asked, desk)
        )
    options = _choices(asked, desk, "Answers", "AnswerOrder")
    for option in options:
        option.pop("_name", None)
        option.pop("_open", None)
    if asked.below == "MultipleAnswer" and asked.selector not in {"Bipolar", "MaxDiff"} and "grid_multiple" in TYPES:
        return [document(asked, desk, "grid_multiple", {"items": items, "options": options})]
    if asked.selector == "Bipolar" and "differential" in TYPES and FEWEST_POINTS <= len(options) <= MOST_POINTS:
        for item in items:
            item["label"] = {code: words.replace(":", " | ", 1) for code, words in item["label"].items()}
        return [document(asked, desk, "differential", {"items": items, "points": len(options)})]
    if asked.selector in {"MaxDiff", "RO"}:
        desk.notes.changed(asked.place, asked.subject, N_("It is asked as a table with one answer a row."))
    return _rated(asked, desk, items, options)


def _rated(asked: Asked, desk: Desk, items: list[Document], options: list[Document]) -> list[Document]:
    if not FEWEST_POINTS <= len(options) <= MOST_POINTS:
        return _row_by_row(asked, desk, items, options)
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
    return [document(asked, desk, "grid", {"items": items, "scale": scale})]


def _row_by_row(asked: Asked, desk: Desk, items: list[Document], options: list[Document]) -> list[Document]:
    desk.notes.changed(
        asked.place, asked.subject, N_("A table with %(n)s answers a row is asked row by row."), n=len(options)
    )
    found = []
    for item in items:
        one = document(asked, desk, "single", {"options": options[:MAX_OPTIONS]})
        one["code"] = desk.naming.question(f"{asked.entry.code[:12]}_{item['code']}")
        one["text"] = {code: f"{words} – {item['label'].get(code, '')}" for code, words in one["text"].items()}
        found.append(one)
    asked.entry.kind = ""
    return found


def _none(asked: Asked, desk: Desk) -> list[Document]:
    desk.notes.dropped(asked.place, asked.subject, N_("A question of this kind cannot be asked here."))
    return []


def text(asked: Asked, desk: Desk) -> list[Document]:
    """Typed answers: a line, several lines, a form, and what the content type makes of them."""
    if asked.selector == "FORM":
        items = _rows(asked, desk)
        return [document(asked, desk, "texts", {"items": items})] if "texts" in TYPES else _none(asked, desk)
    content = as_text(asked.limits.get("ContentType")) or as_text(asked.limits.get("Type"))
    kind = {"ValidNumber": "number", "ValidEmail": "email", "ValidPhone": "phone", "ValidDate": "date"}.get(content, "")
    if kind and kind in TYPES:
        settings: Document = {}
        if kind == "number":
            bounds = as_part(asked.limits.get("ValidNumber"))
            given = {name: as_number(bounds.get(there)) for name, there in (("min", "Min"), ("max", "Max"))}
            decimals = as_number(bounds.get("NumDecimals"))
            settings = {name: value for name, value in given.items() if value is not None}
            settings["decimals"] = int(min(6, max(0, decimals))) if decimals is not None else 2
        return [document(asked, desk, kind, settings)]
    if content.startswith("Valid"):
        desk.notes.dropped(
            asked.place, asked.subject, N_("The check “%(check)s” has no counterpart here."), check=content
        )
    found = document(asked, desk, "short_text" if asked.selector in {"SL", "PW"} else "long_text")
    bounds = {name: as_number(asked.limits.get(name)) for name in ("MinChars", "TotalChars", "MaxChars")}
    most, least = bounds["MaxChars"] or bounds["TotalChars"], bounds["MinChars"]
    rules = [f"length(.) >= {int(least)}"] if least and least > 0 else []
    rules += [f"length(.) <= {int(most)}"] if most and most > 0 else []
    if rules:
        found["checks"] = [{"rule": " and ".join(rules), "message": {}, "soft": False}]
    return [found]


def slider(asked: Asked, desk: Desk) -> list[Document]:
    """Sliders and stars: one row is a slider, several are a table of numbers or of ratings."""
    items = _rows(asked, desk)
    least, most = (as_number(asked.settings.get(name)) for name in ("CSSliderMin", "CSSliderMax"))
    least, most = 0.0 if least is None else least, 100.0 if most is None else most
    if asked.selector == "STAR" and FEWEST_POINTS <= most <= MOST_POINTS:
        scale = {"first": 1, "last": int(most)}
        return [document(asked, desk, "grid", {"items": items, "scale": scale})]
    decimals = as_number(asked.settings.get("NumDecimals")) or 0
    settings = {"min": least, "max": most}
    if len(items) == 1 and "slider" in TYPES:
        found = document(asked, desk, "slider", settings | {"step": 10.0 ** -min(6, max(0, decimals))})
        asked.entry.rows.clear()
        words = items[0]["label"]
        found["text"] = {
            code: f"{said} – {words[code]}" if code in words else said for code, said in found["text"].items()
        }
        return [found]
    desk.notes.changed(asked.place, asked.subject, N_("Sliders become numbers within the same limits."))
    return [
        document(asked, desk, "grid_number", settings | {"items": items, "decimals": int(min(6, max(0, decimals)))})
    ]


def order(asked: Asked, desk: Desk) -> list[Document]:
    """An order of rows."""
    return (
        [document(asked, desk, "ranking", {"items": _rows(asked, desk)})] if "ranking" in TYPES else _none(asked, desk)
    )


def total(asked: Asked, desk: Desk) -> list[Document]:
    """Points shared between rows; without a fixed total they are numbers."""
    items = _rows(asked, desk)
    whole = as_number(asked.limits.get("ChoiceTotal"))
    if whole and whole > 0 and whole == int(whole) and "constant_sum" in TYPES and len(items) > 1:
        return [document(asked, desk, "constant_sum", {"items": items, "total": int(whole)})]
    return [document(asked, desk, "grid_number", {"items": items, "decimals": 2})]


def told(asked: Asked, desk: Desk) -> list[Document]:
    """Words between the questions; a picture alone is told."""
    found = document(asked, desk, "information")
    found["required"] = False
    if asked.selector == "GRB" or found["text"] == {desk.default: asked.entry.code}:
        desk.notes.dropped(asked.place, asked.subject, N_("Pictures do not come over."))
    return [] if found["text"] == {desk.default: asked.entry.code} else [found]


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


_KINDS: Mapping[str, Callable[[Asked, Desk], list[Document]]] = {
    "MC": choice,
    "Matrix": matrix,
    "TE": text,
    "Slider": slider,
    "RO": order,
    "CS": total,
    "DB": told,
    "SBS": side_by_side,
}
OTHER = OTHER_CODE
