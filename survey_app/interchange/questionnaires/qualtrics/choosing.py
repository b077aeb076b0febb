"""Choice questions of Qualtrics, and the answers and rows of every other kind."""

from collections.abc import Mapping, Sequence

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
from survey_app.questions.branches import MOST_BRANCHES
from survey_app.questions.carrying import SOURCES
from survey_app.questions.definition import Text
from survey_app.questions.hierarchical import MOST_LEVELS
from survey_app.questions.reading import MAX_CODE, MAX_OPTIONS

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


def carried(asked: Asked, desk: Desk) -> list[Document]:
    """Answers carried forward from an earlier question: those chosen or not chosen there, else all of them here."""
    locator = as_text(as_part(asked.payload.get("DynamicChoices")).get("Locator"))
    pieces = locator.removeprefix("q://").split("/")
    source = desk.entries.get(pieces[0])
    if not locator or source is None or not source.options:
        if locator:
            desk.notes.dropped(
                asked.place, asked.subject, N_("The answers it carries forward are unknown."), original=locator
            )
        return []
    if source.kind in SOURCES and pieces[-1].startswith(("Selected", "Unselected")):
        chosen = pieces[-1].startswith("Selected")
        asked.entry.carry = {"from": source.code, "which": "chosen" if chosen else "not_chosen"}
    for option in source.options:
        asked.entry.choices[f"x{option['code']}"] = option["code"]
        asked.entry.rows[f"x{option['code']}"] = str(option["code"])
    return [{**option} for option in source.options]


def _told_apart(asked: Asked, desk: Desk, options: list[Document], over: list[Document]) -> None:
    """Own answers whose codes those carried over have already get the next free ones."""
    taken = {option["code"] for option in over}
    changed = []
    for option in options:
        if option["code"] not in taken:
            taken.add(option["code"])
            continue
        free = next(code for code in range(1, MAX_CODE) if code not in taken and code not in changed)
        changed.append(free)
        taken.add(free)
        asked.entry.choices[option["_name"]] = free
        note = N_("An answer has the code of one that is carried over and is stored as %(code)s.")
        desk.notes.changed(asked.place, asked.subject, note, code=free)
        option["code"] = free


def choice(asked: Asked, desk: Desk) -> list[Document]:
    """One or several answers out of a list; the question whether one would recommend."""
    if asked.selector == "NPS":
        asked.entry.choices = {str(point): point for point in range(11)}
        ends = [part.get("Display") for _name, part in placed(asked.payload, "ColumnLabels", "")]
        said = [
            desk.text(asked.payload, words, ("ColumnLabels", str(number), "Display"), asked.place, asked.subject)
            for number, words in enumerate(ends)
        ]
        named = {"low": dict(said[0]), "high": dict(said[-1])} if len(said) > 1 else {}
        return [document(asked, desk, "recommend", {name: words for name, words in named.items() if words})]
    own, over = choices_of(asked, desk), carried(asked, desk)
    _told_apart(asked, desk, own, over)
    several = asked.selector in _SEVERAL
    settings = _opened(asked, desk, [*own, *([] if asked.entry.carry else over)])
    asked.entry.options = [*(over if asked.entry.carry else []), *settings["options"]]
    size = len(asked.entry.options) + ("other" in settings)
    if several:
        for ours, name in (("min", "MinChoices"), ("max", "MaxChoices")):
            limit = as_number(asked.limits.get(name))
            if limit and as_text(asked.limits.get("Type")) == "ChoiceRange" and 0 < limit <= size:
                settings[ours] = int(limit)
    elif asked.selector in _DROPDOWNS:
        settings["look"] = "dropdown"
    if not asked.entry.options or size > MAX_OPTIONS:
        desk.notes.dropped(asked.place, asked.subject, N_("It has no answers, or more than can be offered here."))
        return []
    return [document(asked, desk, "multiple" if several else "single", settings)]


def drilled(asked: Asked, desk: Desk) -> list[Document]:
    """One answer out of a tree, whose levels stand in each answer: `Spain ~ Madrid`; without levels a long list."""
    listed = placed(asked.payload, "Answers", "AnswerOrder")
    ways = [[step.strip() for step in as_text(part.get("Display")).split(" ~ ")] for _name, part in listed]
    levels = [as_text(part.get("Display")) for _name, part in placed(asked.payload, "Choices", "ChoiceOrder")]
    if not ways or len(ways) > MOST_BRANCHES or max(map(len, ways)) > MOST_LEVELS:
        desk.notes.dropped(asked.place, asked.subject, N_("It has no answers, or more than can be offered here."))
        return []
    if max(map(len, ways)) == 1 and len(ways) > MAX_OPTIONS:
        reason = N_("Of %(count)s answers none can be offered here: the answer is typed instead.")
        desk.notes.changed(asked.place, asked.subject, reason, count=len(ways))
        return [document(asked, desk, "short_text")]
    if max(map(len, ways)) == 1:
        options = choices_of(asked, desk, "Answers", "AnswerOrder")
        settings = _opened(asked, desk, options)
        asked.entry.options = settings["options"]
        return [document(asked, desk, "single", {**settings, "look": "dropdown"})]
    tree = _tree(asked, desk, {name: way for (name, _part), way in zip(listed, ways, strict=True)})
    named = [{desk.default: words} for words in levels]
    return [document(asked, desk, "hierarchical", {"options": tree, "levels": named})]


def _tree(asked: Asked, desk: Desk, ways: Mapping[str, Sequence[str]]) -> list[Document]:
    """The ways to all answers as one tree; every group and answer gets a code."""
    codes = iter(range(1, MAX_CODE))
    tree: list[Document] = []
    groups: dict[tuple[str, ...], list[Document]] = {(): tree}
    for name, way in ways.items():
        for length in range(1, len(way)):
            key = tuple(way[:length])
            if key not in groups:
                groups[key] = []
                label = {desk.default: way[length - 1]}
                groups[key[:-1]].append({"code": next(codes), "label": label, "options": groups[key]})
        asked.entry.choices[name] = next(codes)
        groups[tuple(way[:-1])].append({"code": asked.entry.choices[name], "label": {desk.default: way[-1]}})
    return tree


def regions(asked: Asked, desk: Desk) -> list[Document]:
    """Regions of a picture as answers: the picture stays away, the names of the regions come."""
    desk.notes.changed(asked.place, asked.subject, N_("The picture does not come over, its regions are asked by name."))
    options = choices_of(asked, desk)
    settings = _opened(asked, desk, options)
    asked.entry.options = settings["options"]
    return [document(asked, desk, "multiple", settings)] if options else []


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
