"""Choice questions of Qualtrics, and the answers and rows of every other kind."""

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming, figure_of, number_options, recoded
from survey_app.interchange.questionnaires.qualtrics.asked import Asked, Document, document
from survey_app.interchange.questionnaires.qualtrics.deciding import condition
from survey_app.interchange.questionnaires.qualtrics.parts import (
    Desk,
    as_flag,
    as_number,
    as_part,
    as_text,
    placed,
)
from survey_app.logic import writing
from survey_app.logic.tree import Binary, Constant, Reference
from survey_app.questions.definition import Text
from survey_app.questions.reading import MAX_OPTIONS

_DROPDOWNS = frozenset({"DL", "SB"})
_SEVERAL = frozenset({"MAVR", "MAHR", "MACOL", "MSB"})


def choices_of(asked: Asked, desk: Desk, members: str = "Choices", order: str = "ChoiceOrder") -> list[Document]:
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
    options = [*choices_of(asked, desk), *_carried(asked, desk)]
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


def rows_of(asked: Asked, desk: Desk, members: str = "Choices", order: str = "ChoiceOrder") -> list[Document]:
    """Rows with codes of their own and the conditions they are shown under."""
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
